package movie

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// fake puts a shell script on the PATH that is called ffmpeg, before all else. The
// script finds the film's path in $film, and may leave notes in the folder $notes.
func fake(t *testing.T, script string) (notes string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("SKIPPED: a shell script is no program on Windows")
	}
	bin, notes := t.TempDir(), t.TempDir()
	text := "#!/bin/sh\nnotes='" + notes + "'\nfor film; do :; done\n" + script + "\n"
	if err := os.WriteFile(filepath.Join(bin, "ffmpeg"), []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	return notes
}

func TestArguments(t *testing.T) {
	notes := fake(t, `
printf '%s\n' "$@" > "$notes/args"
while [ "$1" != -i ]; do shift; done
cat "$2" > "$notes/list"
printf made > "$film"`)
	for _, extension := range Extensions() {
		dir := t.TempDir()
		to := filepath.Join(dir, "my film"+strings.ToUpper(extension))
		if err := Make(t.Context(), []string{"/b/it's.png", "/a.png"}, 25, to); err != nil {
			t.Fatal(err)
		}
		if data, err := os.ReadFile(to); err != nil || string(data) != "made" {
			t.Errorf("the film is %q, %v", data, err)
		}
		onlyFiles(t, dir, filepath.Base(to))
		args := strings.Split(strings.TrimSpace(note(t, notes, "args")), "\n")
		for _, want := range [][]string{{"-nostdin"}, {"-r", "25", "-f", "concat", "-safe", "0", "-i"}, {"-r", "25", args[len(args)-1]}, {"-threads"}} {
			if !contains(args, want) {
				t.Errorf("no %q in %q", want, args)
			}
		}
		film := args[len(args)-1]
		if hidden := filepath.Dir(film); filepath.Dir(hidden) != dir || !strings.HasPrefix(filepath.Base(hidden), ".mosaic-") || filepath.Ext(film) != extension {
			t.Errorf("it is written to %s", film)
		}
		want := "ffconcat version 1.0\nfile '/b/it'\\''s.png'\nduration 0.04\nfile '/a.png'\nduration 0.04\n"
		if d := cmp.Diff(want, note(t, notes, "list")); d != "" {
			t.Errorf("the list (-want +got):\n%s", d)
		}
	}
}

func note(t *testing.T, dir, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// contains reports whether part is a run of all's elements.
func contains(all, part []string) bool {
	for i := range all {
		if len(all)-i >= len(part) && slices.Equal(all[i:i+len(part)], part) {
			return true
		}
	}
	return false
}

// TestFailureLeavesNothing has ffmpegs that end badly over a film that was there.
func TestFailureLeavesNothing(t *testing.T) {
	for _, c := range []struct{ name, script, want, not string }{
		{"exit code", `printf half > "$film"; echo 'out of ideas' >&2; exit 3`, "ffmpeg: exit status 3: out of ideas", ""},
		{"no words", `exit 1`, "ffmpeg: exit status 1: it said nothing", ""},
		{"words on standard output", `echo here; exit 1`, "exit status 1: here", ""},
		{"many words", `i=0; while [ $i -lt 3000 ]; do echo "line $i of many"; i=$((i+1)); done >&2; exit 1`, "line 2999 of many", "line 2900 of"},
		{"one long line", `i=0; while [ $i -lt 3000 ]; do printf 'word '; i=$((i+1)); done >&2; exit 1`, "word word", "line"},
		{"a terminal's colours", `printf '\033[31mred\033[0m \377\n' >&2; exit 1`, "[31mred", "\x1b"},
		{"killed", `printf half > "$film"; kill -KILL $$`, "signal: killed", ""},
		{"no film", `:`, "no such file", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			fake(t, c.script)
			dir := t.TempDir()
			to := filepath.Join(dir, "film.mp4")
			if err := os.WriteFile(to, []byte("before"), 0o666); err != nil {
				t.Fatal(err)
			}
			err := Make(t.Context(), []string{"a.png"}, 24, to)
			if err == nil || !strings.Contains(err.Error(), c.want) || c.not != "" && strings.Contains(err.Error(), c.not) {
				t.Errorf("%v, want %q, and not %q", err, c.want, c.not)
			}
			if err != nil && len(err.Error()) > maxSaid+100 {
				t.Errorf("the error has %d bytes", len(err.Error()))
			}
			onlyFiles(t, dir, "film.mp4")
			if data, err := os.ReadFile(to); err != nil || string(data) != "before" {
				t.Errorf("the film that was there is %q, %v", data, err)
			}
		})
	}
}

func TestWhoStopsInTheMiddleLeavesNothing(t *testing.T) {
	notes := fake(t, `printf half > "$film"; : > "$notes/begun"; exec sleep 1000`)
	ctx, stop := context.WithCancel(t.Context())
	dir := t.TempDir()
	done := make(chan error)
	go func() { done <- Make(ctx, []string{"a.png"}, 24, filepath.Join(dir, "film.mp4")) }()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for begun := false; !begun; {
		select {
		case err := <-done:
			t.Fatalf("it ended by itself: %v", err)
		case <-tick.C:
			_, err := os.Stat(filepath.Join(notes, "begun"))
			begun = err == nil
		}
	}
	stop()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want %v", err, context.Canceled)
	}
	onlyFiles(t, dir)
}

func TestWhatIsNoFilm(t *testing.T) {
	fake(t, `: > "$notes/run"; : > "$film"`)
	dir := t.TempDir()
	for _, c := range []struct {
		pictures []string
		rate     float64
		to, want string
	}{
		{[]string{"a.png"}, 24, "film.avi", ".mp4, .mov, .webm, .gif"},
		{[]string{"a.png"}, 24, "film", "must end in"},
		{nil, 24, "film.mp4", "0 pictures"},
		{[]string{"a.png"}, 0, "film.mp4", "0 a second"},
		{[]string{"a.png"}, -1, "film.mp4", "-1 a second"},
		{[]string{"a.png"}, 24, "none/film.mp4", "no such file"},
	} {
		if err := Make(t.Context(), c.pictures, c.rate, filepath.Join(dir, c.to)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s of %d pictures at %v: %v, want %q", c.to, len(c.pictures), c.rate, err, c.want)
		}
	}
	onlyFiles(t, dir)
}

func TestNoProgram(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	dir := t.TempDir()
	if err := Make(t.Context(), []string{"a.png"}, 24, filepath.Join(dir, "film.mp4")); !errors.Is(err, ErrNoProgram) {
		t.Errorf("%v, want %v", err, ErrNoProgram)
	}
	onlyFiles(t, dir)
}
