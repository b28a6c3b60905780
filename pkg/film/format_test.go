package film

import (
	"bytes"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestFormatOf(t *testing.T) {
	for path, want := range map[string]string{
		"a.png": "PNG", "b/A.PNG": "PNG", "a.tif": "TIFF", "a.b.TiFF": "TIFF", "/x.y/a.exr": "OpenEXR",
		"a.jpg": "JPEG", "a.JPEG": "JPEG",
	} {
		if got, err := FormatOf(path); got.Name != want || err != nil {
			t.Errorf("FormatOf(%q) = %s, %v", path, got.Name, err)
		}
	}
	for path, want := range map[string]string{
		"a.gif":   `image "a.gif": the extension must be .png, .jpg, .jpeg, .tif, .tiff or .exr`,
		"a":       `image "a": the extension must be .png, .jpg, .jpeg, .tif, .tiff or .exr`,
		"png":     `image "png": the extension must be .png, .jpg, .jpeg, .tif, .tiff or .exr`,
		"a.png.":  `image "a.png.": the extension must be .png, .jpg, .jpeg, .tif, .tiff or .exr`,
		"":        `image "": the extension must be .png, .jpg, .jpeg, .tif, .tiff or .exr`,
		"x.png/a": `image "x.png/a": the extension must be .png, .jpg, .jpeg, .tif, .tiff or .exr`,
	} {
		if _, err := FormatOf(path); err == nil || err.Error() != want {
			t.Errorf("FormatOf(%q): %v, want %s", path, err, want)
		}
	}
}

func TestDepths(t *testing.T) {
	for _, c := range []struct {
		path   string
		wanted int
		depth  int
		err    string
	}{
		{"a.png", 0, 8, ""}, {"a.png", 8, 8, ""}, {"a.png", 16, 16, ""}, {"a.tif", 0, 16, ""}, {"a.exr", 0, 32, ""},
		{"a.exr", 32, 32, ""}, {"a.exr", 16, 16, ""}, {"a.jpg", 0, 8, ""}, {"a.jpeg", 8, 8, ""},
		{"a.png", 12, 0, `image "a.png": PNG has 8 or 16 bits a channel, not 12`},
		{"a.tif", 8, 0, `image "a.tif": TIFF has 16 bits a channel, not 8`},
		{"a.exr", -1, 0, `image "a.exr": OpenEXR has 32 or 16 bits a channel, not -1`},
	} {
		_, depth, err := ImageOptions{BitDepth: c.wanted}.Check(c.path, 65535, 65535)
		if (err == nil) != (c.err == "") || err != nil && err.Error() != c.err || depth != c.depth {
			t.Errorf("%s of %d bits: %d, %v", c.path, c.wanted, depth, err)
		}
	}
}

func TestListsOfFormats(t *testing.T) {
	for want, got := range map[string]string{
		".png, .jpg, .tif or .exr":            Extensions(nil),
		".png, .jpg or .tif":                  Extensions(Format.ForScreens),
		".exr":                                Extensions(Format.HoldsChannels),
		"8 or 16 for .png, 32 or 16 for .exr": DepthHelp(),
		"8, 16 or 32":                         either(Depths()),
	} {
		if got != want {
			t.Errorf("the list is %q, want %q", got, want)
		}
	}
}

// TestLargeImages refuses sizes that a format cannot say.
func TestLargeImages(t *testing.T) {
	for _, c := range []struct {
		path string
		size image.Point
		err  string
	}{
		{"a.jpg", image.Pt(65535, 1), ""}, {"a.png", image.Pt(65536, 65536), ""}, {"a.tif", image.Pt(65536, 65536), ""}, {"a.exr", image.Pt(65536, 65536), ""},
		{"a.jpg", image.Pt(65536, 1), `image "a.jpg": JPEG holds at most 65535 pixels a side, not 65536 x 1: give a .png, .tif or .exr`},
		{"a.jpeg", image.Pt(1, 65536), `image "a.jpeg": JPEG holds at most 65535 pixels a side, not 1 x 65536: give a .png, .tif or .exr`},
	} {
		if _, _, err := (ImageOptions{}).Check(c.path, c.size.X, c.size.Y); (err == nil) != (c.err == "") || err != nil && err.Error() != c.err {
			t.Errorf("%s of %v: %v", c.path, c.size, err)
		}
	}
}

// TestEveryFormat has what any row of the table must keep.
func TestEveryFormat(t *testing.T) {
	names, extensions := map[string]bool{}, map[string]bool{}
	for _, f := range Formats() {
		if f.Name == "" || names[f.Name] || f.Help == "" || len(f.Extensions) == 0 || len(f.Depths) == 0 {
			t.Errorf("a name, extension, depth or help is missing or not the only one: %+v", f)
		}
		names[f.Name] = true
		for _, ext := range f.Extensions {
			if ext != strings.ToLower(filepath.Ext("a"+ext)) || extensions[ext] {
				t.Errorf("%s: the extension %q is none, or not the only one", f.Name, ext)
			}
			extensions[ext] = true
			if got, err := FormatOf("A" + strings.ToUpper(ext)); err != nil || got.Name != f.Name {
				t.Errorf("%s: %s stands for %s, %v", f.Name, ext, got.Name, err)
			}
		}
		for _, depth := range f.Depths {
			film := noiseFilm(Header{Rect: image.Rect(0, 0, 61, 47), Channels: f.Holds(manyChannels)})
			path := "a" + f.Extensions[0]
			file := encodeDeep(t, path, depth, film)
			if !bytes.Equal(file, encodeDeep(t, path, depth, film)) {
				t.Errorf("%s of %d bits: equal pictures give other bytes", f.Name, depth)
			}
			if most := 61*47*f.PixelSize(depth, manyChannels) + 2000; len(file) > most {
				t.Errorf("%s of %d bits: %d bytes, more than %d", f.Name, depth, len(file), most)
			}
			film.Row(46)[182] = 1 - min(1, max(0, film.Row(46)[182]))
			if bytes.Equal(file, encodeDeep(t, path, depth, film)) {
				t.Errorf("%s of %d bits: another last pixel gives the same bytes", f.Name, depth)
			}
		}
		if holds := f.Holds(manyChannels); f.Channels != (len(holds) == len(manyChannels)) || (f.Alpha || f.Channels) != slices.Contains(holds, Alpha) {
			t.Errorf("%s holds %v", f.Name, holds)
		}
		if f.Holds([]string{"depth.Z"}) != nil && !f.Channels {
			t.Errorf("%s holds a channel that it cannot", f.Name)
		}
	}
}

// TestREADMENamesTheFormats compares the README with the table.
func TestREADMENamesTheFormats(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	plain := strings.Join(strings.Fields(strings.ReplaceAll(string(text), "`", "")), " ")
	var all []string
	for _, f := range Formats() {
		all = append(all, f.Extensions[0]+" ("+f.Help+")")
	}
	if want := strings.Join(all, ", "); !strings.Contains(plain, want) {
		t.Errorf("the README does not say %q", want)
	}
}
