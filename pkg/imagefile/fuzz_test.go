package imagefile

import (
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mosaic/pkg/film"
	"mosaic/pkg/render"
)

// FuzzOpen reads the last pixels of what may be a picture.
func FuzzOpen(f *testing.F) {
	samples, err := filepath.Glob("testdata/*.*")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range samples {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		if len(data) < 1300 { // what changes in a longer one is seldom its header
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "a")
		if err := os.WriteFile(path, data, 0o666); err != nil {
			t.Fatal(err)
		}
		m, err := Open(path)
		if err != nil {
			if !strings.HasPrefix(err.Error(), path+": ") || strings.Contains(err.Error(), "\n") {
				t.Fatal(err)
			}
			return
		}
		defer m.Close()
		size := m.Window.Size()
		if size.X < 1 || size.Y < 1 || size.X > render.MaxSide || size.Y > render.MaxSide {
			t.Fatalf("a picture of %v", m.Window)
		}
		if size.X*size.Y > 1<<20 {
			return // it may be black, and take long
		}
		part := image.Pt(min(size.X, 50), min(size.Y, 50))
		channels := m.Channels[:min(len(m.Channels), 3)]
		picture := film.New(image.Rectangle{Max: part}, channels...)
		_ = m.Fill(picture, m.Window.Max.Sub(part))
	})
}
