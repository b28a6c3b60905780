//go:build unix

package command

import (
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mosaic/pkg/film"
	"mosaic/pkg/imagefile"
	"mosaic/pkg/render"
	"mosaic/pkg/tile"
	"mosaic/pkg/worker"
)

// mitsubaScene uses every variable.
const mitsubaScene = `<scene>
  <integer name="width" value="$resx"/><integer name="height" value="$resy"/>
  <integer name="crop_offset_x" value="$cx"/><integer name="crop_offset_y" value="$cy"/>
  <integer name="crop_width" value="$cw"/><integer name="crop_height" value="$ch"/>
  <integer name="seed" value="$seed"/>
</scene>
`

// A run is a render of every tile of a picture by a built-in engine.
type run struct {
	engine   string
	files    map[string]string // the first by name is the scene
	scene    string
	size     image.Point
	tileSize int
	set      map[string]string
	args     []string
}

// tiles renders the tiles one by one; what they show of a picture that the fakes
// leave as whole is compared with the whole.
func (r run) tiles(t *testing.T, whole string) {
	t.Helper()
	d, err := Find(r.engine)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for name, content := range r.files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o444); err != nil {
			t.Fatal(err)
		}
	}
	s := Settings{Engine: d, Scene: r.scene, Set: r.set, Arguments: r.args}
	if err := s.Validate(); err != nil {
		t.Fatal(err)
	}
	plan := tile.Plan{Width: r.size.X, Height: r.size.Y, Size: r.tileSize, Frames: 1}
	if err := plan.Validate(); err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	e := New(s, render.Spec{Plan: plan}, Options{Folder: folder, Scratch: t.TempDir(), Log: &log})
	for i := range plan.Len() {
		f := film.New(plan.Tile(i).Rect)
		shares := 0
		to := worker.Target{Index: i, Film: f, Workers: 1, Teller: worker.Teller{Progress: func(share float64) {
			shares++
			if share < 0 || share > 1 {
				t.Errorf("tile %d: progress of %g", i, share)
			}
		}}}
		if err := e.Rows(t.Context(), to); err != nil {
			t.Fatalf("tile %d: %v\n%s", i, err, &log)
		}
		if shares == 0 {
			t.Errorf("tile %d told no progress", i)
		}
		if diff := cmp.Diff(pixels(t, whole, f.Rect), f, cmp.AllowUnexported(film.Film{})); diff != "" {
			t.Fatalf("tile %d, %v, shows something else: %.2000s", i, f.Rect, diff)
		}
	}
}

// pixels is a rectangle of a picture file.
func pixels(t *testing.T, path string, r image.Rectangle) *film.Film {
	t.Helper()
	m, err := imagefile.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = m.Close() }()
	f := film.New(r)
	if err := m.Fill(f, r.Min); err != nil {
		t.Fatal(err)
	}
	return f
}

// TestEnginesAgainstFakes renders pictures of odd sides in tiles with the
// built-in engines, by programs that count, cut and leave their pixels as the
// real ones do: all tiles show what the picture in one piece has there.
func TestEnginesAgainstFakes(t *testing.T) {
	fakePrograms(t)
	dir := t.TempDir()
	odd := image.Pt(71, 53)
	wholes := map[string]string{}
	for _, size := range []image.Point{odd, {1, 5}, {5, 1}, {64, 48}} {
		all := image.Rectangle{Max: size}
		name := func(kind string) string { return filepath.Join(dir, fmt.Sprintf("%dx%d.%s", size.X, size.Y, kind)) }
		hdr, err := os.Create(name("hdr"))
		if err != nil {
			t.Fatal(err)
		}
		for _, err := range []error{shadePNG(name("png"), size, all), shadeEXR(name("exr"), all, all, false), shadeHDR(hdr, all, 1), hdr.Close()} {
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, kind := range []string{"png", "exr", "hdr"} {
			wholes[fmt.Sprintf("%dx%d.%s", size.X, size.Y, kind)] = name(kind)
		}
	}
	sizedPBRT := func(size image.Point) map[string]string {
		return map[string]string{"s.pbrt": fmt.Sprintf("Film \"rgb\" \"integer xresolution\" %d \"integer yresolution\" %d\n", size.X, size.Y)}
	}
	lux := map[string]string{"s.cfg": "scene.file = \"a.scn\"\nfilm.outputs.0.filename = mine.png\nfilm.subregion = 0 1 0 1\nfilm.width = 9\n", "a.scn": ""}
	view := "rvu -vtv -vp 0 0 0 -vd 0 1 0 -vu 0 0 1 -vh 60 -vv 46.82644889274108\n" // of 4:3
	for _, r := range []run{
		{engine: "povray", files: map[string]string{"s.pov": "sphere {}"}, scene: "s.pov", size: odd, tileSize: 32},
		{engine: "povray", files: map[string]string{"it's \"a\" $(x0)\n.pov": ""}, scene: "it's \"a\" $(x0)\n.pov", size: odd, tileSize: 64},
		{engine: "povray", files: map[string]string{"s.pov": ""}, scene: "s.pov", size: image.Pt(1, 5), tileSize: 32},
		{engine: "blender", files: map[string]string{"s.blend": ""}, scene: "s.blend", size: odd, tileSize: 23},
		{engine: "blender", files: map[string]string{"s.blend": ""}, scene: "s.blend", size: image.Pt(5, 1), tileSize: 2},
		{engine: "pbrt", files: sizedPBRT(odd), scene: "s.pbrt", size: odd, tileSize: 29},
		{engine: "mitsuba", files: map[string]string{"s.xml": mitsubaScene}, scene: "s.xml", size: odd, tileSize: 29},
		{engine: "luxcore", files: lux, scene: "s.cfg", size: odd, tileSize: 29, set: map[string]string{"samples": "8"}},
		{engine: "luxcore", files: lux, scene: "s.cfg", size: image.Pt(1, 5), tileSize: 1, set: map[string]string{"samples": "8"}},
		{engine: "radiance", files: map[string]string{"s.oct": "", "v.vf": view}, scene: "s.oct", size: image.Pt(64, 48), tileSize: 23, set: map[string]string{"view": "v.vf"}},
		{engine: "radiance", files: map[string]string{"s.oct": "", "v.vf": "#?RADIANCE\n" + "VIEW= " + view + "\n-vh 9\n"}, scene: "s.oct", size: image.Pt(64, 48), tileSize: 39, set: map[string]string{"view": "v.vf", "samples": "3"}},
		{engine: "command", files: map[string]string{"s.scene": ""}, scene: "s.scene", size: odd, tileSize: 29,
			args: []string{"fake", "tile", "$(out)", "$(x0)", "$(y0)", "$(width)", "$(height)"}},
		{engine: "command", size: odd, tileSize: 29, set: map[string]string{"pixels": "full"},
			args: []string{"fake", "tile", "$(out)", "0", "0", "$(imageWidth)", "$(imageHeight)"}},
	} {
		t.Run(fmt.Sprintf("%s %dx%d", r.engine, r.size.X, r.size.Y), func(t *testing.T) {
			kind := map[string]string{"povray": "png", "blender": "png", "command": "png", "radiance": "hdr"}[r.engine]
			if kind == "" {
				kind = "exr"
			}
			r.tiles(t, wholes[fmt.Sprintf("%dx%d.%s", r.size.X, r.size.Y, kind)])
		})
	}
}
