package film

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	xtiff "golang.org/x/image/tiff"

	"mosaic/pkg/tile"
)

// alphaPixels is colour, not multiplied, and alphas of a row of pixels.
var alphaPixels = []struct {
	color [3]float32
	alpha float32
}{
	{[3]float32{0.5, 0.25, 1}, 1},
	{[3]float32{0.5, 0.25, 1}, 0.5},
	{[3]float32{0.125, 0.75, 0.0625}, 0.25},
	{[3]float32{1, 1, 1}, 1.0 / 1024},
	{[3]float32{0, 0, 0}, 0},
	{[3]float32{0, 0, 0}, 0.75},
	{[3]float32{3, 0.5, 0}, 0.5}, // brighter than white
}

// alphaTiles is a row of such pixels, multiplied, in tiles of two, between other
// channels.
func alphaTiles(t *testing.T) (Tiles, *Film) {
	channels := []string{"1", Alpha, "depth.Z"}
	f := New(image.Rect(0, 0, len(alphaPixels), 1), channels...)
	for x, p := range alphaPixels {
		f.Plane(Alpha)[x] = p.alpha
		for c, v := range p.color {
			f.Pix[3*x+c] = v * p.alpha
		}
	}
	tiles := Tiles{Plan: tile.Plan{Width: len(alphaPixels), Height: 1, Size: 2}, Spec: testSpec, Path: testPath(t.TempDir()), Channels: channels}
	for i := range tiles.Plan.Len() {
		h := tiles.Header(i)
		part := New(h.Rect, channels...)
		from := f.part(0, h.Rect.Min.X, h.Rect.Max.X)
		copy(part.Pix, from.Color)
		for k, p := range part.Planes {
			copy(p.Pix, from.Planes[k])
		}
		if err := WriteTile(tiles.Path(i), h, part); err != nil {
			t.Fatal(err)
		}
	}
	return tiles, f
}

func decodePNG(b []byte) (image.Image, error)  { return png.Decode(bytes.NewReader(b)) }
func decodeTIFF(b []byte) (image.Image, error) { return xtiff.Decode(bytes.NewReader(b)) }

// TestAlphaInIntegerImages reads files with other decoders: colours are not
// multiplied by alpha, and alpha is linear.
func TestAlphaInIntegerImages(t *testing.T) {
	tiles, _ := alphaTiles(t)
	for name, test := range map[string]struct {
		path   string
		depth  int
		decode func([]byte) (image.Image, error)
	}{
		"PNG": {"a.png", 8, decodePNG}, "PNG of 16 bits": {"a.png", 16, decodePNG}, "TIFF": {"a.tif", 16, decodeTIFF},
	} {
		for _, view := range []View{{}, {Exposure: -1}} {
			m, err := test.decode(assemble(t, tiles, test.path, ImageOptions{BitDepth: test.depth, View: view}))
			if err != nil {
				t.Fatal(err)
			}
			if want := map[int]color.Model{8: color.NRGBAModel, 16: color.NRGBA64Model}[test.depth]; m.ColorModel() != want {
				t.Errorf("%s: an image of %T", name, m)
			}
			most := float64(uint(1)<<test.depth - 1)
			for x, p := range alphaPixels {
				var want [4]uint32
				for c, v := range p.color {
					want[c] = srgbReference(v*float32(math.Exp2(view.Exposure)), most)
				}
				want[3] = uint32(math.Round(most * float64(p.alpha)))
				if got := codes(m.At(x, 0)); got != want {
					t.Errorf("%s, %v: pixel %d is %v, want %v", name, view, x, got, want)
				}
			}
		}
	}
}

// codes is a colour as it is in a file.
func codes(c color.Color) [4]uint32 {
	switch c := c.(type) {
	case color.NRGBA:
		return [4]uint32{uint32(c.R), uint32(c.G), uint32(c.B), uint32(c.A)}
	case color.NRGBA64:
		return [4]uint32{uint32(c.R), uint32(c.G), uint32(c.B), uint32(c.A)}
	}
	return [4]uint32{}
}

func TestAlphaInOpenEXR(t *testing.T) {
	tiles, f := alphaTiles(t)
	got := decode(t, assemble(t, tiles, "a.exr", ImageOptions{View: View{Exposure: 3}}), f.Rect, f.Channels())
	if !cmp.Equal(got, f) {
		t.Error("the film is changed")
	}
}

// TestOpaqueAlphaChangesNoColour: the bits of opaque pixels are those without.
func TestOpaqueAlphaChangesNoColour(t *testing.T) {
	h := Header{Rect: image.Rect(0, 0, 64, 48), Channels: []string{Alpha}}
	f := specialFilm(h)
	for i := range f.Plane(Alpha) {
		f.Plane(Alpha)[i] = 1
	}
	before := slices.Clone(bits(f.Pix))
	unassociate(f.Pix, f.Plane(Alpha))
	if !slices.Equal(before, bits(f.Pix)) {
		t.Error("a pixel differs")
	}
}

func TestOddAlphas(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for _, c := range []struct {
		alpha, color float32
		code         uint16
		want         float32
	}{
		{nan, 1, 0, 0}, {-1, 1, 0, 0}, {0, 1, 0, 0}, {2, 1, 65535, 1}, {inf, 1, 65535, 1},
		{math.SmallestNonzeroFloat32, 1, 0, math.MaxFloat32}, {0.5, inf, 32768, math.MaxFloat32},
	} {
		color := []float32{c.color, c.color, c.color}
		unassociate(color, []float32{c.alpha})
		if code := alphaCode(c.alpha); code != c.code || color[0] != c.want {
			t.Errorf("alpha %v has the code %d and makes %v of %v", c.alpha, code, color[0], c.color)
		}
	}
}

// TestAlphaOfAnyPlan has the same bytes whatever the tiles, stripes too.
func TestAlphaOfAnyPlan(t *testing.T) {
	want := map[string][]byte{}
	for _, size := range []int{48, 12, 7} {
		tiles := writeChannels(t, tile.Plan{Width: 48, Height: 43, Size: size}, manyChannels...)
		for _, name := range []string{"a.png", "a.tif"} {
			got := assemble(t, tiles, name, ImageOptions{View: View{1, 3000, AgX}})
			if want[name] == nil {
				want[name] = got
			} else if !bytes.Equal(got, want[name]) {
				t.Errorf("%s of tiles of %d pixels differs from that of one tile", name, size)
			}
		}
		tiles.Absent = func(int) bool { return true }
		m, err := decodePNG(assemble(t, tiles, "a.png", ImageOptions{}))
		if err != nil {
			t.Fatal(err)
		}
		if _, _, _, a := m.At(20, 20).RGBA(); a != 0xffff {
			t.Error("stripes are not opaque")
		}
	}
}

// TestAssociatedCodesComeBack multiplies colours by alpha and divides them
// again: every 8-bit pair, and 16-bit pairs of which alpha, colour or both are
// as small as they can be.
func TestAssociatedCodesComeBack(t *testing.T) {
	table := srgbTable()
	check := func(c, a uint16) {
		t.Helper()
		pixel, alpha := []float32{FromSRGB16(c), 0, 1}, []float32{float32(float64(a) / 65535)}
		Associate(pixel, alpha)
		unassociate(pixel, alpha)
		if got, back := table.code(pixel[0]), alphaCode(alpha[0]); got != c || back != a {
			t.Fatalf("code %d of alpha %d comes back as %d of %d", c, a, got, back)
		}
	}
	for c := range 256 {
		for a := 1; a < 256; a++ {
			check(uint16(257*c), uint16(257*a))
		}
	}
	for c := 0; c < 65536; c += 7 {
		for _, a := range []uint16{1, 2, 3, 5, 255, 256, 257, 21845, 32767, 32768, 43691, 65533, 65534, 65535} {
			check(uint16(c), a)
		}
	}
	for a := 1; a < 65536; a++ {
		for _, c := range []uint16{1, 2, 2650, 2651, 2652, 30235, 65533, 65534, 65535} {
			check(c, uint16(a))
		}
	}
}
