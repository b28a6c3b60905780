package imagefile

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"mosaic/pkg/film"
	"mosaic/pkg/openexr"
	"mosaic/pkg/tile"
)

// written is the path of an image of which f is the only tile. The film is moved
// to where that is.
func written(t testing.TB, f *film.Film, extension string, depth int) string {
	t.Helper()
	f.Rect = f.Rect.Sub(f.Rect.Min)
	dir := t.TempDir()
	tiles := film.Tiles{
		Plan:     tile.Plan{Width: f.Rect.Dx(), Height: f.Rect.Dy(), Size: max(f.Rect.Dx(), f.Rect.Dy())},
		Spec:     strings.Repeat("0123abcd", 8),
		Path:     func(int) string { return filepath.Join(dir, "tile") },
		Channels: f.Channels(),
	}
	if err := film.WriteTile(tiles.Path(0), tiles.Header(0), f); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "image"+extension)
	if _, err := film.Assemble(t.Context(), tiles, path, film.ImageOptions{BitDepth: depth}, nil); err != nil {
		t.Fatal(err)
	}
	return path
}

func content(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestCodesComeBack reads PNGs that hold every code, and writes them again: all
// 8-bit and 16-bit codes, and with alpha all pairs of 8 bits and many of 16.
func TestCodesComeBack(t *testing.T) {
	opaque8, opaque16 := image.NewNRGBA(image.Rect(0, 0, 256, 1)), image.NewRGBA64(image.Rect(0, 0, 256, 256))
	alpha8, alpha16 := image.NewNRGBA(image.Rect(0, 0, 256, 255)), image.NewNRGBA64(image.Rect(0, 0, 256, 256))
	for i := range 1 << 16 {
		c, x, y := uint16(i), i%256, i/256
		opaque8.SetNRGBA(x, 0, color.NRGBA{uint8(x), uint8(255 - x), uint8(x ^ 0x55), 255})
		opaque16.SetRGBA64(x, y, color.RGBA64{c, 65535 - c, c ^ 0x5555, 65535})
		alpha8.SetNRGBA(x, y-1, color.NRGBA{uint8(x), uint8(255 - x), uint8(x ^ 0x55), uint8(y)})
		alpha16.SetNRGBA64(x, y, color.NRGBA64{c * 40503, 65535 - c, c ^ 0x5555, max(1, c*7919)})
	}
	for _, m := range []image.Image{opaque8, opaque16, alpha8, alpha16} {
		file := openFile(t, write(t, asPNG(t, m)))
		f := fill(t, file, file.Window, file.Channels...)
		got, err := png.Decode(bytes.NewReader(content(t, written(t, f, ".png", file.Depth))))
		if err != nil {
			t.Fatal(err)
		}
		if got.Bounds() != m.Bounds() {
			t.Fatalf("%v, want %v", got.Bounds(), m.Bounds())
		}
		for i := range f.Rect.Dx() * f.Rect.Dy() {
			x, y := i%f.Rect.Dx(), i/f.Rect.Dx()
			if want, got := codesOf(m)(x, y), codesOf(got)(x, y); got != want {
				t.Fatalf("%T: pixel (%d,%d) is %v, want %v", m, x, y, got, want)
			}
		}
	}
}

// TestFilmsComeBack writes a film in every format and depth that pkg/film has,
// and reads it. Written again it gives the same file.
func TestFilmsComeBack(t *testing.T) {
	for _, format := range film.Formats() {
		for _, depth := range format.Depths {
			for _, channels := range [][]string{nil, {"A"}, {"A", "depth.Z", "normal.X"}} {
				name := fmt.Sprintf("%s of %d bits with %v", format.Name, depth, channels)
				f := film.New(image.Rect(0, 0, 37, 29), channels...)
				r := rand.New(rand.NewPCG(1, 2))
				for i := range f.Pix {
					f.Pix[i] = r.Float32() * r.Float32()
				}
				for _, p := range f.Planes {
					for i := range p.Pix {
						p.Pix[i] = max(r.Float32(), .01)
					}
				}
				first := written(t, f, format.Extensions[0], depth)
				m := openFile(t, first)
				if m.Format != format.Name || m.Depth != depth || m.Linear != format.Linear || m.Window != f.Rect || m.Display != f.Rect || fmt.Sprint(m.Channels) != fmt.Sprint(format.Holds(channels)) {
					t.Errorf("%s: read as %s of %d bits with %v, linear: %v, %v in %v", name, m.Format, m.Depth, m.Channels, m.Linear, m.Window, m.Display)
				}
				got := fill(t, m, m.Window, format.Holds(channels)...)
				if depth == 32 && !bytes.Equal(floatBytes(got), floatBytes(f)) {
					t.Errorf("%s: other floats", name)
				}
				if format.Name == "JPEG" { // that it is near what it should be is tested in pkg/film
					continue
				}
				if !bytes.Equal(content(t, first), content(t, written(t, got, format.Extensions[0], depth))) {
					t.Errorf("%s: another file", name)
				}
			}
		}
	}
}

// floatBytes is every bit of a film.
func floatBytes(f *film.Film) []byte {
	all := floats(binary.LittleEndian, f.Pix...)
	for _, p := range f.Planes {
		all = append(all, floats(binary.LittleEndian, p.Pix...)...)
	}
	return all
}

// TestEveryBitOfFloats reads floats of all kinds, NaNs with their bits too.
func TestEveryBitOfFloats(t *testing.T) {
	f := film.New(image.Rect(0, 0, 64, 64), "A", "other")
	r := rand.New(rand.NewPCG(3, 4))
	for _, values := range [][]float32{f.Pix, f.Plane("A"), f.Plane("other")} {
		for i := range values {
			values[i] = math.Float32frombits(r.Uint32())
		}
	}
	f.Pix[0], f.Pix[1], f.Pix[2] = math.Float32frombits(0x7f800001), math.Float32frombits(0xffc12345), float32(math.Inf(-1))
	m := openFile(t, written(t, f, ".exr", 0))
	if !bytes.Equal(floatBytes(fill(t, m, m.Window, "A", "other")), floatBytes(f)) {
		t.Error("the floats of the file are not those of the film")
	}
}

// TestHalfFile reads what --bit-depth 16 makes of light: each colour is the half
// nearest to it, or the largest; other channels are floats.
func TestHalfFile(t *testing.T) {
	f := film.New(image.Rect(0, 0, 50, 35), "A", "albedo.R", "depth.Z")
	r := rand.New(rand.NewPCG(5, 6))
	for i := range f.Pix {
		f.Pix[i] = float32(math.Ldexp(r.Float64()-.2, r.IntN(48)-26))
	}
	f.Pix[0], f.Pix[1], f.Pix[2], f.Pix[3] = 65504, 65520, 3e38, -1e9
	f.Pix[4], f.Pix[5], f.Pix[6] = float32(math.Inf(1)), 65519, 1e-9
	for _, p := range f.Planes {
		for i := range p.Pix {
			p.Pix[i] = r.Float32() * 1e6
		}
	}
	m := openFile(t, written(t, f, ".exr", 16))
	if m.Depth != 16 || !m.Linear || fmt.Sprint(m.Channels) != "[A albedo.R depth.Z]" {
		t.Errorf("%d bits, %v", m.Depth, m.Channels)
	}
	got := fill(t, m, m.Window, m.Channels...)
	half := func(v float32) float32 { return openexr.FromHalf(openexr.HalfBits(min(max(v, -65504), 65504))) }
	for i, v := range f.Pix {
		if got.Pix[i] != half(v) {
			t.Fatalf("%v became %v, not %v", v, got.Pix[i], half(v))
		}
	}
	for i, p := range got.Planes {
		for k, v := range f.Planes[i].Pix {
			if p.Name != "depth.Z" {
				v = half(v)
			}
			if p.Pix[k] != v {
				t.Fatalf("%s: %v became %v", p.Name, f.Planes[i].Pix[k], p.Pix[k])
			}
		}
	}
}

// TestAnotherProgramReadsHalfs has oiiotool, where there is one, unpack
// a packed file of random pixels, which do not get shorter, and of black ones.
func TestAnotherProgramReadsHalfs(t *testing.T) {
	oiiotool, err := exec.LookPath("oiiotool")
	if err != nil {
		t.Skip("no oiiotool on this machine")
	}
	for _, name := range []string{"noise", "black"} {
		f := film.New(image.Rect(0, 0, 70, 41), "A", "depth.Z")
		r := rand.New(rand.NewPCG(7, 8))
		for _, values := range [][]float32{f.Pix, f.Plane("A"), f.Plane("depth.Z")} {
			for i := range values {
				if name == "noise" {
					values[i] = math.Float32frombits(r.Uint32N(0x477fe000)) // 65504 or less
				}
			}
		}
		packed := written(t, f, ".exr", 16)
		plain := filepath.Join(t.TempDir(), "plain.exr")
		out, err := exec.Command(oiiotool, packed, "--compression", "none", "-d", "float", "-o", plain).CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		want, got := openFile(t, packed), openFile(t, plain)
		if !bytes.Equal(floatBytes(fill(t, want, want.Window, "A", "depth.Z")), floatBytes(fill(t, got, got.Window, "A", "depth.Z"))) {
			t.Errorf("%s: other pixels", name)
		}
	}
}
