//go:build unix

package command

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mosaic/pkg/film"
	"mosaic/pkg/render"
)

// TestMain is also the programs that the tests run: under the name of one this
// binary behaves as that is documented to, its pitfalls included.
func TestMain(m *testing.M) {
	fakes := map[string]func(args []string) error{
		"povray": fakePOVRay, "blender": fakeBlender, "pbrt": fakePBRT, "mitsuba": fakeMitsuba,
		"luxcoreconsole": fakeLuxCore, "rpict": fakeRpict, "pfilt": fakePfilt, "fake": misbehave, "child": child,
	}
	if fake := fakes[filepath.Base(os.Args[0])]; fake != nil {
		if err := fake(os.Args[1:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// fakePrograms puts the programs on the PATH of the test.
func fakePrograms(t *testing.T) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, name := range []string{"povray", "blender", "pbrt", "mitsuba", "luxcoreconsole", "rpict", "pfilt", "fake"} {
		if err := os.Symlink(self, filepath.Join(dir, name)); err != nil {
			t.Skip(err)
		}
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
}

// shade is the pixel of the picture that every fake renders: codes that tell
// its place.
func shade(x, y int) color.NRGBA {
	return color.NRGBA{R: uint8(x), G: uint8(y), B: uint8(x>>8 | y>>8<<4 | 0x88), A: 255}
}

// shadePNG writes a picture of a size that has the rectangle, at its place, and
// is black elsewhere.
func shadePNG(path string, size image.Point, r image.Rectangle) error {
	m := image.NewNRGBA(image.Rectangle{Max: size})
	for y := range size.Y {
		for x := range size.X {
			c := color.NRGBA{A: 255}
			if image.Pt(x, y).In(r) {
				c = shade(x, y)
			}
			m.SetNRGBA(x, y, c)
		}
	}
	return leavePNG(path, m)
}

// leavePNG writes a picture.
func leavePNG(path string, m image.Image) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return png.Encode(f, m)
}

// shadeEXR writes the rectangle as OpenEXR: within its picture or, cropped, as if
// it were all.
func shadeEXR(path string, r, picture image.Rectangle, cropped bool) error {
	h := film.Header{Spec: render.Digest(nil), Rect: r, Image: picture}
	if cropped {
		h.Rect, h.Image = r.Sub(r.Min), r.Sub(r.Min)
	}
	f := film.New(h.Rect)
	for y := range h.Rect.Dy() {
		row := f.Row(h.Rect.Min.Y + y)
		for x := range h.Rect.Dx() {
			c := shade(r.Min.X+x, r.Min.Y+y)
			row[3*x], row[3*x+1], row[3*x+2] = float32(c.R)/256, float32(c.G)/256, float32(c.B)/256
		}
	}
	return film.WriteTile(path, h, f)
}

// shadeHDR writes the rectangle as Radiance's picture, each scan line as it is,
// of a picture whose pixels are finer so many times.
func shadeHDR(f *os.File, r image.Rectangle, finer int) error {
	b := fmt.Appendf(nil, "#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y %d +X %d\n", r.Dy(), r.Dx())
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			c := shade(x/finer, y/finer)
			b = append(b, c.R|0x80, c.G, c.B, 128)
		}
	}
	_, err := f.Write(b)
	return err
}

// number reads what an argument has behind its flag.
func number(args []string, flag string) float64 {
	for _, a := range slices.Backward(args) {
		if text, ok := strings.CutPrefix(a, flag); ok {
			if x, err := strconv.ParseFloat(text, 64); err == nil {
				return x
			}
		}
	}
	return -1
}

func text(args []string, flag string) string {
	for _, a := range args {
		if text, ok := strings.CutPrefix(a, flag); ok {
			return text
		}
	}
	return ""
}

// behind is what stands behind a flag that is an argument of its own.
func behind(args []string, flag string) string {
	if i := slices.Index(args, flag); i >= 0 && i+1 < len(args) {
		return args[i+1]
	}
	return ""
}

// fakePOVRay counts columns and rows from 1, both ends included; what is not
// above 1 is a share, so that +EC1 is the last column. What it did not render is
// black.
func fakePOVRay(args []string) error {
	scene, err := os.ReadFile(text(args, "+I"))
	if err != nil {
		return fmt.Errorf("Cannot find input file: %w", err)
	}
	if strings.Contains(string(scene), "sphear") {
		fmt.Fprintf(os.Stderr, "File 'scene.pov' line 2: Parse Error: Undeclared identifier 'sphear'\nFatal error in parser: Cannot parse input.\nRender failed\n")
		os.Exit(1)
	}
	size := image.Pt(int(number(args, "+W")), int(number(args, "+H")))
	first := func(flag string, of int) int {
		if x := number(args, flag); x >= 1 {
			return int(x) - 1
		} else if x > 0 {
			return int(x * float64(of))
		}
		return 0
	}
	last := func(flag string, of int) int {
		switch x := number(args, flag); {
		case x > 1:
			return int(x)
		case x >= 0:
			return int(x * float64(of))
		}
		return of
	}
	r := image.Rect(first("+SC", size.X), first("+SR", size.Y), last("+EC", size.X), last("+ER", size.Y))
	all := r.Dx() * r.Dy()
	for i := range 4 {
		fmt.Fprintf(os.Stderr, "Rendered %d of %d pixels (%d%%)\r", all*i/4, all, 25*i)
	}
	fmt.Fprintf(os.Stderr, "\nPeak memory used:       12,345,678 bytes\n")
	return shadePNG(text(args, "+O"), size, r)
}

// fakeBlender does what the script does that the engine lays beside it, and cuts
// the border in the precision that Blender has it in, y going up.
func fakeBlender(args []string) error {
	if script, err := os.ReadFile(behind(args, "--python")); err != nil || !strings.Contains(string(script), "use_crop_to_border = True") {
		return fmt.Errorf("Error: cannot read the script: %w", err)
	}
	words := args[slices.Index(args, "--")+1:]
	n := make([]int, 9)
	for i, word := range words[1:7] {
		n[i], _ = strconv.Atoi(word)
	}
	width, height, x0, y0, x1, y1 := n[0], n[1], n[2], n[3], n[4], n[5]
	cut := func(edge, of int) int { return border(min((float64(edge)+0.5)/float64(of), 1), of) }
	r := image.Rect(cut(x0, width), height-cut(height-y0, height), cut(x1, width), height-cut(height-y1, height))
	fmt.Printf("Fra:1 Mem:9.84M (Peak 10.01M) | Time:00:00.10 | Mem:0.00M, Peak:0.00M | Sample 1/2\n")
	return leavePNG(words[0], cropped(r))
}

// cropped is the picture's pixels of a rectangle.
func cropped(r image.Rectangle) image.Image {
	m := image.NewNRGBA(r.Sub(r.Min))
	for y := range r.Dy() {
		for x := range r.Dx() {
			m.SetNRGBA(x, y, shade(r.Min.X+x, r.Min.Y+y))
		}
	}
	return m
}

// fakePBRT has the size from its scene, and leaves the pixels that are asked for
// with their place in it. What lies outside is cut away with a warning.
func fakePBRT(args []string) error {
	path := args[len(args)-1]
	scene, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("\x1b[1m\x1b[31mError\x1b[0m: %s: No such file or directory", path)
	}
	m := regexp.MustCompile(`xresolution" (\d+) "integer yresolution" (\d+)`).FindStringSubmatch(string(scene))
	if m == nil {
		return fmt.Errorf("\x1b[1m\x1b[31mError\x1b[0m: %s:3:7: Unknown directive: Flim", path)
	}
	width, _ := strconv.Atoi(m[1])
	height, _ := strconv.Atoi(m[2])
	var x0, x1, y0, y1 int
	if _, err := fmt.Sscanf(behind(args, "--pixelbounds"), "%d,%d,%d,%d", &x0, &x1, &y0, &y1); err != nil {
		return err
	}
	fmt.Printf("pbrt version 4 (built Jan  1 2024 at 00:00:00)\n\rRendering: [          ] ")
	fmt.Printf("\rRendering: [+++++     ]  (1.5s|1.5s)  \rRendering: [++++++++++]  (3.0s)       \n")
	picture := image.Rect(0, 0, width, height)
	r := image.Rect(x0, y0, x1, y1)
	if !r.In(picture) {
		fmt.Fprintf(os.Stderr, "Warning: %s:1:1: Supplied pixel bounds extend beyond image resolution. Clamping.\n", path)
		if r = r.Intersect(picture); r.Empty() {
			return fmt.Errorf("Error: empty film")
		}
	}
	return shadeEXR(behind(args, "--outfile"), r, picture, false)
}

// fakeMitsuba takes all from variables, and refuses those that the scene does
// not use.
func fakeMitsuba(args []string) error {
	path := args[len(args)-1]
	scene, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	values := map[string]int{}
	for i, a := range args {
		if a != "-D" {
			continue
		}
		name, value, _ := strings.Cut(args[i+1], "=")
		values[name], _ = strconv.Atoi(value)
		if !strings.Contains(string(scene), `"$`+name+`"`) {
			fmt.Fprintf(os.Stderr, "\x1b[31m\nCaught a critical exception: [parser.cpp:111] Found unused parameters:\n  - %s=%s\n\x1b[0m", name, value)
			os.Exit(255)
		}
	}
	fmt.Printf("2024-01-01 00:00:00 INFO  [integrator.cpp:128] Starting render job\n")
	fmt.Printf("\rRendering [==        ] (1s, ETA: 4s)      \rRendering [==========] (5s, ETA: 0ms)    \n")
	r := image.Rect(0, 0, values["cw"], values["ch"]).Add(image.Pt(values["cx"], values["cy"]))
	if !r.In(image.Rect(0, 0, values["resx"], values["resy"])) {
		fmt.Fprintf(os.Stderr, "Caught a critical exception: Invalid crop window specification\n")
		os.Exit(255)
	}
	return shadeEXR(behind(args, "--output"), r, r, true)
}
