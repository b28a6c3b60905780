package worker

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"mosaic/pkg/movie"
)

// ffmpeg puts a shell script of that name on the PATH. It finds the film's path in
// $film; what it adds to the file $log is read by the function returned.
func ffmpeg(t *testing.T, script string) (log func() string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("SKIPPED: a shell script is no program on Windows")
	}
	bin := t.TempDir()
	path := filepath.Join(bin, "log")
	text := "#!/bin/sh\nlog='" + path + "'\nfor film; do :; done\n" + script + "\n"
	if err := os.WriteFile(filepath.Join(bin, "ffmpeg"), []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Setenv("TMPDIR", t.TempDir())
	return func() string {
		data, _ := os.ReadFile(path)
		return string(data)
	}
}

const makeFilm = `echo made >> "$log"; printf film > "$film"`

// filmed is a run whose two frames are rendered, and its merge.
func filmed(t *testing.T) Merger {
	t.Helper()
	r, e := frames(t)
	renderAll(t, r, e)
	return Merger{Run: r, Image: "image.png", Film: "film.mp4", Rate: 24}
}

// again is the same merge by another pod.
func again(m Merger) Merger {
	m.frames = nil
	return m
}

func TestAFilmIsMadeOnce(t *testing.T) {
	log := ffmpeg(t, makeFilm)
	m := filmed(t)
	if film, err := m.Run.FilmThere(); film != nil || err != nil {
		t.Fatalf("before the merge there is %+v, %v", film, err)
	}
	path := filepath.Join(m.Run.Dir, "film.mp4")
	for _, c := range []struct {
		name   string
		before func()
		made   int // films, all in all
	}{
		{"first", func() {}, 1},
		{"again", func() {}, 1},
		{"at another rate", func() { m.Rate = 30 }, 2},
		{"damaged", func() { write(t, path, "fiLm") }, 3},
		{"removed", func() { remove(t, path) }, 4},
		{"a frame is removed, and made again", func() { remove(t, filepath.Join(m.Run.Dir, FramesDir, "0007.png")) }, 4},
		{"its note is damaged", func() { write(t, filepath.Join(m.Run.Dir, "stats.json"), `{"film":`) }, 5},
	} {
		c.before()
		m = again(m)
		s, err := m.Merge(t.Context())
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if made := strings.Count(log(), "made"); made != c.made {
			t.Errorf("%s: %d films were made, want %d", c.name, made, c.made)
		}
		size, digest, err := measure(path)
		want := Film{File: "film.mp4", FPS: m.Rate, Bytes: size, SHA256: digest}
		if err != nil || size != 4 || s.Film == nil || *s.Film != want || len(s.Frames) != 2 {
			t.Errorf("%s: %+v, %v, want %+v", c.name, s.Film, err, want)
		}
		if film, err := m.Run.FilmThere(); err != nil || film == nil || *film != want {
			t.Errorf("%s: there is %+v, %v, want %+v", c.name, film, err, want)
		}
		nothingHalfMade(t, m.Run)
	}
}

func TestAFilmThatFailsLeavesTheFrames(t *testing.T) {
	m := filmed(t)
	for _, c := range []struct{ script, want string }{
		{`printf half > "$film"; echo 'Unknown encoder' >&2; exit 1`, "Unknown encoder"},
		{`printf half > "$film"; kill -KILL $$`, "killed"},
	} {
		ffmpeg(t, c.script)
		m = again(m)
		if _, err := m.Merge(t.Context()); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
		if film, err := m.Run.FilmThere(); film != nil || err != nil {
			t.Errorf("there is %+v, %v", film, err)
		}
		if made, err := m.Run.FramesThere(); len(made) != 2 || err != nil {
			t.Errorf("%d frames are there, %v", len(made), err)
		}
		if s, err := m.Run.stats(); err != nil || len(s.Frames) != 2 {
			t.Errorf("%d frames are noted, %v", len(s.Frames), err)
		}
		if _, err := os.Stat(filepath.Join(m.Run.Dir, "film.mp4")); !os.IsNotExist(err) {
			t.Errorf("half a film: %v", err)
		}
		nothingHalfMade(t, m.Run)
	}
	ffmpeg(t, makeFilm)
	m = again(m)
	if s, err := m.Merge(t.Context()); err != nil || s.Film == nil {
		t.Errorf("with an ffmpeg that works: %+v, %v", s.Film, err)
	}
}

func TestAFilmWithoutFFmpeg(t *testing.T) {
	m := filmed(t)
	t.Setenv("PATH", t.TempDir())
	if _, err := m.Merge(t.Context()); !errors.Is(err, movie.ErrNoProgram) {
		t.Errorf("%v, want %v", err, movie.ErrNoProgram)
	}
	if made, err := m.Run.FramesThere(); len(made) != 2 || err != nil {
		t.Errorf("%d frames are there, %v", len(made), err)
	}
}

// nothingHalfMade looks for files that a film's making has left behind.
func nothingHalfMade(t *testing.T, r Run) {
	t.Helper()
	for _, dir := range []string{r.Dir, os.Getenv("TMPDIR")} {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), ".") || strings.Contains(e.Name(), "mosaic-") {
				t.Errorf("left in %s: %s", dir, e.Name())
			}
		}
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}
