package movie

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestIs(t *testing.T) {
	for path, want := range map[string]bool{
		"a.mp4": true, "dir/A.MP4": true, "a.mov": true, "a.webm": true, "a.gif": true,
		"a.png": false, "mp4": false, "a.mp4/b": false, "": false, "a.mp4x": false,
	} {
		if Is(path) != want {
			t.Errorf("Is(%q) = %v", path, !want)
		}
	}
}

// greys are pictures of odd sides, each lighter than the one before, in a folder
// whose name wants to be quoted.
func greys(t *testing.T, n int) (pictures []string, dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "it's a 'film' \\ of mine")
	if err := os.Mkdir(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	for k := range n {
		m := image.NewGray(image.Rect(0, 0, 31, 21))
		for i := range m.Pix {
			m.Pix[i] = color.Gray{uint8(40 + 40*k)}.Y
		}
		var b bytes.Buffer
		if err := png.Encode(&b, m); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, fmt.Sprintf("%04d.png", k+1))
		if err := os.WriteFile(path, b.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
		pictures = append(pictures, path)
	}
	return pictures, dir
}

// TestFilmsShowThePictures makes real films and reads them again.
func TestFilmsShowThePictures(t *testing.T) {
	ffmpeg, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Skip("SKIPPED: there is no ffmpeg on the PATH")
	}
	pictures, dir := greys(t, 5)
	for _, extension := range Extensions() {
		t.Run(extension, func(t *testing.T) {
			to := filepath.Join(t.TempDir(), "film"+extension)
			if err := Make(t.Context(), pictures, 12.5, to); err != nil {
				t.Fatal(err)
			}
			rgb, err := exec.Command(ffmpeg, "-v", "error", "-i", to, "-f", "rawvideo", "-pix_fmt", "gray", "-").Output()
			if err != nil {
				t.Fatal(err)
			}
			width, height := 32, 22 // made even
			if extension == ".gif" {
				width, height = 31, 21
			}
			if len(rgb) != len(pictures)*width*height {
				t.Fatalf("it has %d bytes, %v pictures of %dx%d", len(rgb), float64(len(rgb))/float64(width*height), width, height)
			}
			for k := range pictures {
				at := int(rgb[k*width*height+10*width+15])
				if want := 40 + 40*k; at < want-4 || at > want+4 {
					t.Errorf("picture %d is %d in the middle, want %d", k, at, want)
				}
			}
			onlyFiles(t, filepath.Dir(to), "film"+extension)
		})
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != len(pictures) {
		t.Errorf("the pictures' folder holds %v, %v", entries, err)
	}
}

// TestFilmsHaveTheRate asks ffprobe.
func TestFilmsHaveTheRate(t *testing.T) {
	for _, program := range []string{"ffmpeg", "ffprobe"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("SKIPPED: there is no %s on the PATH", program)
		}
	}
	pictures, _ := greys(t, 3)
	for rate, want := range map[float64]string{24: "24/1,3", 12.5: "25/2,3", 23.976: "2997/125,3", 1: "1/1,3"} {
		to := filepath.Join(t.TempDir(), "film.mp4")
		if err := Make(t.Context(), pictures, rate, to); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command("ffprobe", "-v", "error", "-count_frames", "-show_entries", "stream=nb_read_frames,r_frame_rate", "-of", "csv=p=0", to).Output()
		if got := strings.TrimSpace(string(out)); err != nil || got != want {
			t.Errorf("%v a second: %s, %v, want %s", rate, got, err, want)
		}
	}
}

func TestBrokenPicturesMakeNoFilm(t *testing.T) {
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip("SKIPPED: there is no ffmpeg on the PATH")
	}
	pictures, _ := greys(t, 1)
	text := filepath.Join(t.TempDir(), "text.png")
	if err := os.WriteFile(text, []byte("this is no picture"), 0o666); err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "film.mp4")
	for _, bad := range []string{text, filepath.Join(t.TempDir(), "none.png")} {
		if err := Make(t.Context(), []string{bad, pictures[0]}, 24, to); err == nil {
			t.Errorf("%s: a film is made", bad)
		} else {
			t.Log(err)
		}
		onlyFiles(t, filepath.Dir(to))
	}
}

func onlyFiles(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s (-want +got):\n%s", dir, d)
	}
}
