package openexr

import (
	"bytes"
	"image"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The files in testdata are all of the same 21 x 37 pixels, if their names begin
// otherwise than noise and multi. They were made by OpenImageIO 2.4.7:
//
//	oiiotool --create 21x37 4 --fill:topleft=0.1,0.9,3,1:topright=1,0.2,0.01,0.2:bottomleft=0,4,0.5,0.7:bottomright=9,0.3,0.8,0 21x37 -d half -o base.exr
//	oiiotool --create 21x37 1 --fill:topleft=1:topright=20:bottomleft=300:bottomright=0.25 21x37 --chnames depth.Z -d float -o z.exr
//	oiiotool base.exr z.exr --chappend --compression COMPRESSION -d R=half -d G=half -d B=half -d A=half -d depth.Z=float -o COMPRESSION.exr
//
// and out of none.exr, with the same -d, the others:
//
//	--compression zip --tile 8 8 -o tiled.exr
//	--attrib openexr:lineOrder decreasingY --compression zip -o decreasing.exr
//	--origin -5+100 --fullsize 64x200-10+0 --compression zips -o window.exr
//
// The noise is floats of -3 to 70000:
//
//	oiiotool --create 9x35 3 --noise:type=uniform:min=-3:max=70000:seed=1 -d float --compression piz -o noise-piz.exr
//
// The rest is of the OpenEXR 3.1.5 tools: "exrmaketiled -m -t 16 16 -z piz none.exr
// mip.exr", and "exrmultipart -combine" of 20 x 5 pixels of "--fill:left=0,1,2:right=3,4,5"
// and as many black ones.
func sample(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name+".exr"))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func open(t testing.TB, data []byte) *Picture {
	t.Helper()
	p, err := New(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// all is the pixels of r, as bits, channel by channel.
func all(p *Picture, r image.Rectangle) ([][]uint32, error) {
	var targets []Target
	for i := range p.Channels {
		targets = append(targets, Target{i, make([]float32, r.Dx()*r.Dy()), 1})
	}
	if err := p.Read(r, targets); err != nil {
		return nil, err
	}
	out := make([][]uint32, len(targets))
	for i, t := range targets {
		for _, v := range t.Values {
			out[i] = append(out[i], math.Float32bits(v))
		}
	}
	return out, nil
}

func pixels(t testing.TB, p *Picture, r image.Rectangle) [][]uint32 {
	t.Helper()
	got, err := all(p, r)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

var sampleChannels = []Channel{{Name: "A", Kind: Half}, {Name: "B", Kind: Half}, {Name: "G", Kind: Half}, {Name: "R", Kind: Half}, {Name: "depth.Z", Kind: Float}}

// TestCompressions reads the same pixels however they are packed. Those that lose
// something lose less than they promise.
func TestCompressions(t *testing.T) {
	want := pixels(t, open(t, sample(t, "none")), image.Rect(0, 0, 21, 37))
	noise := pixels(t, open(t, sample(t, "noise-none")), image.Rect(0, 0, 9, 35))
	for _, test := range []struct {
		name  string
		want  [][]uint32
		loses [2]float64 // of the halfs, and of the float
	}{
		{"rle", want, [2]float64{}}, {"zips", want, [2]float64{}}, {"zip", want, [2]float64{}}, {"piz", want, [2]float64{}},
		{"tiled", want, [2]float64{}}, {"mip", want, [2]float64{}}, {"decreasing", want, [2]float64{}}, {"window", want, [2]float64{}},
		{"pxr24", want, [2]float64{0, 1. / (1 << 16)}}, {"b44", want, [2]float64{.2, 0}}, {"b44a", want, [2]float64{.2, 0}},
		{"noise-piz", noise, [2]float64{}},
	} {
		p := open(t, sample(t, test.name))
		if diff := cmp.Diff(sampleChannels, p.Channels, cmp.AllowUnexported(Channel{})); diff != "" && len(test.want) == 5 {
			t.Errorf("%s: channels (-want +got)\n%s", test.name, diff)
		}
		got := pixels(t, p, p.Window)
		for c := range test.want {
			loses := test.loses[c/4]
			for i, bits := range test.want[c] {
				if loses == 0 && bits != got[c][i] {
					t.Fatalf("%s: value %d of %s is %#x, want %#x", test.name, i, p.Channels[c].Name, got[c][i], bits)
				}
				a, b := float64(math.Float32frombits(bits)), float64(math.Float32frombits(got[c][i]))
				if math.Abs(a-b) > loses*max(a, b, 1e-3) {
					t.Fatalf("%s: value %d of %s is %v, want %v", test.name, i, p.Channels[c].Name, b, a)
				}
			}
		}
	}
}

// TestValues compares pixels with what another program says: "oiiotool --dumpdata none.exr".
func TestValues(t *testing.T) {
	p := open(t, sample(t, "none"))
	for at, want := range map[image.Point][]float32{
		{0, 0}:   {1, 3, 0.899902344, 0.099975586, 1},
		{7, 5}:   {0.683105469, 1.766601562, 0.939941406, 0.794921875, 33.682987213},
		{20, 36}: {0, 0.799804688, 0.300048828, 9, 0.25},
	} {
		targets := make([]Target, 5)
		for i := range targets {
			targets[i] = Target{i, make([]float32, 1), 1}
		}
		if err := p.Read(image.Rectangle{Min: at, Max: at.Add(image.Pt(1, 1))}, targets); err != nil {
			t.Fatal(err)
		}
		var got []float32
		for _, t := range targets {
			got = append(got, t.Values[0])
		}
		if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b float32) bool { return math.Abs(float64(a-b)) < 1e-8 })); diff != "" {
			t.Errorf("%v: -want +got\n%s", at, diff)
		}
	}
}

// TestRectangles reads every file in parts, each of which must be that of the whole.
func TestRectangles(t *testing.T) {
	for _, name := range []string{"none", "rle", "zip", "piz", "tiled", "mip", "window", "noise-piz", "multi"} {
		p := open(t, sample(t, name))
		whole := pixels(t, p, p.Window)
		for _, r := range []image.Rectangle{
			image.Rect(0, 0, 1, 1), image.Rect(3, 2, 8, 4), image.Rect(7, 0, 9, 5), image.Rect(2, 15, 5, 33), image.Rect(8, 34, 9, 35),
		} {
			r = r.Add(p.Window.Min)
			if !r.In(p.Window) {
				continue
			}
			got := pixels(t, p, r)
			for c := range whole {
				var want []uint32
				for y := r.Min.Y; y < r.Max.Y; y++ {
					first := (y-p.Window.Min.Y)*p.Window.Dx() - p.Window.Min.X
					want = append(want, whole[c][first+r.Min.X:first+r.Max.X]...)
				}
				if !slices.Equal(got[c], want) {
					t.Errorf("%s: %v of channel %d is not that part of the whole", name, r, c)
				}
			}
		}
		for _, r := range []image.Rectangle{{}, p.Window.Add(image.Pt(1, 0)), p.Window.Add(image.Pt(0, -1)), p.Window.Inset(-1)} {
			if err := p.Read(r, nil); err == nil {
				t.Errorf("%s: %v could be read", name, r)
			}
		}
	}
}
