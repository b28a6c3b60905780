//go:build unix

package command

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mosaic/pkg/film"
	"mosaic/pkg/render"
	"mosaic/pkg/tile"
	"mosaic/pkg/worker"
)

// fakeEngine runs the fake program with what stands behind --.
func fakeEngine(t *testing.T) Definition {
	t.Helper()
	d, err := Parse("fake.yaml", []byte(`
apiVersion: mosaic/v1alpha1
kind: Engine
name: fake
command: [fake, $(arguments)]
output: {file: tile.png}
environment: {COLOR: "$(set.color) $(x0) $$(x0)"}
settings:
  - {name: color, type: text}
messages:
  memory: ['Mem: ([\d.]+ [KMG]iB)']
  errors: ['^Error:']
  fatal: ['^Parse Error']
finalExitCodes: [7]
`))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// A lock collects a log, which a program writes while the test reads.
type lockedLog struct {
	mu   sync.Mutex
	b    strings.Builder
	told func(line string)
}

func (l *lockedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.told != nil {
		l.told(string(p))
	}
	return l.b.Write(p)
}

func (l *lockedLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// one renders the one tile of a picture of 20 x 10 pixels by an engine.
func one(ctx context.Context, s Settings, o Options) (*film.Film, error) {
	f := film.New(image.Rect(0, 0, 20, 10))
	r := New(s, render.Spec{Plan: tile.Plan{Width: 20, Height: 10, Size: 20, Frames: 1}}, o)
	return f, r.Rows(ctx, worker.Target{Film: f, Workers: 1})
}

// tileOf is the arguments with which the fake program leaves its tile.
func tileOf(what string, more ...string) []string {
	return append([]string{what, "$(out)", "$(x0)", "$(y0)", "$(width)", "$(height)"}, more...)
}

// TestMisbehaviour runs programs that fail in every way we could think of. Each
// ends in the right picture or in an error that says what is the matter, final
// where another try would be in vain.
func TestMisbehaviour(t *testing.T) {
	fakePrograms(t)
	whole := filepath.Join(t.TempDir(), "whole.png")
	if err := shadePNG(whole, image.Pt(20, 10), image.Rect(0, 0, 20, 10)); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for _, c := range []struct {
		name  string
		args  []string
		set   string
		o     Options
		want  []string // of the error; none: the picture is right
		final bool
		log   []string
	}{
		{name: "the tile", args: tileOf("tile")},
		{name: "silent for a while", args: tileOf("silent")},
		{name: "no file", args: tileOf("no-file"), want: []string{"fake ended without an error and left no picture at $(out), tile.png: it left nothing", "it printed nothing"}},
		{name: "another file", args: tileOf("elsewhere"), want: []string{"it left other.png"}},
		{name: "an empty file", args: tileOf("empty"), want: []string{"left an empty file at $(out), tile.png"}},
		{name: "half a file", args: tileOf("truncated"), want: []string{"the picture of fake", "tile.png", "it said:\n  openjd_progress: 50"}},
		{name: "a folder", args: tileOf("folder"), want: []string{"no plain file"}},
		{name: "a link to what has no end", args: tileOf("link"), want: []string{"no plain file"}},
		{name: "a pipe that nobody writes", args: tileOf("pipe"), want: []string{"no plain file"}},
		{name: "another size", args: tileOf("larger"), want: []string{"has 50 x 40 pixels, and the tile has 20 x 10"}, final: true},
		{name: "an error", args: tileOf("error"), want: []string{"fake failed with exit code 3: it said:", "\n  Error: the lamp 20 is broken"}},
		{name: "a fault of the scene", args: tileOf("parse-error"), want: []string{"exit code 1", "Parse Error: line 4"}, final: true},
		{name: "a fault of the scene, and exit code 0", args: tileOf("error-0"), want: []string{"says that it failed, with exit code 0", "Parse Error: line 4"}, final: true},
		{name: "a final exit code", args: tileOf("final"), want: []string{"exit code 7: it printed nothing"}, final: true},
		{name: "Open Job Description", args: tileOf("openjd-fail"), want: []string{"exit code 1: it said:\n  out of paint"}},
		{name: "it tells its memory", args: tileOf("memory"), log: []string{"and 1.61 GB of memory at most"}},
		{name: "terminal codes", args: tileOf("codes"), want: []string{"it said:\n  Error: a ? b c"}},
		{name: "a signal", args: tileOf("killed"), want: []string{"fake was killed, perhaps for want of memory", "--memory"}},
		{name: "a crash", args: tileOf("crash"), want: []string{"was ended by a signal (segmentation fault"}},
		{name: "too fast", args: tileOf("tile"), o: Options{MinTime: time.Hour}, want: []string{"sooner than --min-tile-time 1h0m0s believes"}},
		{name: "too slow", args: tileOf("obedient"), o: Options{MaxTime: 500 * time.Millisecond}, want: []string{"did not end within the 500ms of --max-tile-time: it said:\n  Error: told to stop"}},
		{name: "too slow, and deaf", args: tileOf("stubborn"), o: Options{MaxTime: 500 * time.Millisecond, Grace: 50 * time.Millisecond}, want: []string{"--max-tile-time", "ready"}},
		{name: "a flood", args: tileOf("flood"), log: []string{"prints more than 4 MiB: the rest is left out"}},
		{name: "a flood, and it fails", args: []string{"flood", "$(out)", "0", "0", "0", "0"}, want: []string{"exit code 1", "\n  the last line"}},
		{name: "a line without end", args: tileOf("endless-line"), want: []string{"exit code 1", strings.Repeat("x", 1000)}},
		{name: "arguments as they are", args: tileOf("args", "a b", "", `"'\`, "$HOME", "$$(x0)", "$(x0)$", "line\nbreak", "*", "-rf", "\xff"),
			log: []string{`argument "a b"`, `argument ""`, `argument "\"'\\"`, `argument "$HOME"`, `argument "$(x0)"`, `argument "0$"`, `argument "line\nbreak"`, `argument "*"`, `argument "-rf"`, `argument "\xff"`}},
		{name: "settings as they are", args: tileOf("environment"), set: "it's \"$(x0)\"\n$HOME", log: []string{`COLOR="it's \"$(x0)\"\n$HOME 0 $(x0)"`}},
		{name: "a program of its own folder", args: tileOf("environment"), log: []string{"tile-"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := Settings{Engine: fakeEngine(t), Arguments: c.args}
			if c.set != "" {
				s.Set = map[string]string{"color": c.set}
			}
			if err := s.Validate(); err != nil {
				t.Fatal(err)
			}
			var log lockedLog
			c.o.Folder, c.o.Scratch, c.o.Log = folder, t.TempDir(), &log
			f, err := one(t.Context(), s, c.o)
			left, _ := os.ReadDir(c.o.Scratch)
			if len(left) > 0 {
				t.Errorf("%d folders are left", len(left))
			}
			for _, want := range c.log {
				if !strings.Contains(log.String(), want) {
					t.Errorf("the log lacks %s:\n%.2000s", want, &log)
				}
			}
			if n := len(log.String()); n > maxPassed+10*maxLine {
				t.Errorf("the log has %d bytes", n)
			}
			if len(c.want) == 0 {
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(pixels(t, whole, f.Rect), f, cmp.AllowUnexported(film.Film{})); diff != "" {
					t.Errorf("it shows something else: %.500s", diff)
				}
				return
			}
			if err == nil {
				t.Fatal("it succeeds")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("the error lacks %q:\n%.2000s", want, err)
				}
			}
			if final := new(FinalError); errors.As(err, &final) != c.final {
				t.Errorf("final: %v, want %v: %v", !c.final, c.final, err)
			}
			if len(err.Error()) > (tailLines+2)*maxLine || strings.ContainsRune(err.Error(), 0x1b) {
				t.Errorf("an error of %d bytes, or with terminal codes", len(err.Error()))
			}
		})
	}
	var m runtime.MemStats
	if runtime.ReadMemStats(&m); m.HeapSys > 256<<20 {
		t.Errorf("the heap has become %d MiB", m.HeapSys>>20)
	}
}

// TestProgramsThatDoNotStart wants an error for each that names its cause, and
// that every other tile would fail as well.
func TestProgramsThatDoNotStart(t *testing.T) {
	dir := t.TempDir()
	program := func(name, content string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	const riscv = "\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xf3\x00\x01\x00\x00\x00"
	command, err := Find("command")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ program, want string }{
		{"no-such-renderer", "the program no-such-renderer is not there"},
		{filepath.Join(dir, "none"), "is not there"},
		{program("other", riscv+strings.Repeat("\x00", 100), 0o777), "is made for another kind of machine: use an image for this one"},
		{program("script", "echo hello\n", 0o777), "whose first line names no interpreter: begin it with #!/bin/sh"},
		{program("lost", "#!/no/such/python\n", 0o777), "lacks what it starts with"},
		{program("plain", "#!/bin/sh\n", 0o666), "cannot be started"},
		{dir, "cannot be started"},
	} {
		_, err := one(t.Context(), Settings{Engine: command, Arguments: []string{c.program}}, Options{Scratch: t.TempDir()})
		if final := (*FinalError)(nil); !errors.As(err, &final) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.program, err, c.want)
		}
	}
	command.WorkFolder = dir + "/none"
	if _, err := one(t.Context(), Settings{Engine: command, Arguments: []string{"sh"}}, Options{Scratch: t.TempDir()}); err == nil || !strings.Contains(err.Error(), "the folder where sh is to start") {
		t.Errorf("a folder that is not there: %v", err)
	}
}

// TestChildrenThatOutliveIt wants what a program leaves running to be killed
// with it. A child in a session of its own is beyond our reach; it must not hold
// the tile up, though it holds the program's output.
func TestChildrenThatOutliveIt(t *testing.T) {
	fakePrograms(t)
	for _, what := range []string{"orphan", "daemon"} {
		lock := filepath.Join(t.TempDir(), "lock")
		s := Settings{Engine: fakeEngine(t), Arguments: tileOf(what, lock)}
		if _, err := one(t.Context(), s, Options{Scratch: t.TempDir()}); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		f, err := os.Open(lock)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if what == "daemon" {
			if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err == nil {
				t.Error("the daemon is gone: then say so here")
			}
			text, _ := os.ReadFile(lock)
			pid, err := strconv.Atoi(string(text))
			if err != nil {
				t.Fatal(err)
			}
			if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
				t.Error(err)
			}
		}
		if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil { // waits for the child's end
			t.Error(err)
		}
	}
}

// TestStopping wants a program to be told to stop when the context ends, and
// the context's own error.
func TestStopping(t *testing.T) {
	fakePrograms(t)
	for _, what := range []string{"obedient", "stubborn"} {
		ctx, cancel := context.WithCancel(t.Context())
		log := lockedLog{told: func(line string) {
			if strings.Contains(line, "ready") {
				cancel()
			}
		}}
		s := Settings{Engine: fakeEngine(t), Arguments: tileOf(what)}
		_, err := one(ctx, s, Options{Scratch: t.TempDir(), Log: &log, Grace: 100 * time.Millisecond})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", what, err)
		}
		if told := strings.Contains(log.String(), "told to stop"); told != (what == "obedient") {
			t.Errorf("%s: told to stop: %v", what, told)
		}
	}
}

// TestWritingIntoTheScene wants the picture, or an error that says why there is
// none: the files of a scene are read-only, though not for root.
func TestWritingIntoTheScene(t *testing.T) {
	fakePrograms(t)
	folder := t.TempDir()
	scene := filepath.Join(folder, "s.fake")
	if err := os.WriteFile(scene, []byte("a scene"), 0o444); err != nil {
		t.Fatal(err)
	}
	s := Settings{Engine: fakeEngine(t), Scene: "s.fake", Arguments: tileOf("vandal", "$(scene)")}
	_, err := one(t.Context(), s, Options{Folder: folder, Scratch: t.TempDir()})
	if err != nil && !strings.Contains(err.Error(), "Error: cannot save the scene") {
		t.Error(err)
	}
	if err == nil && os.Getuid() != 0 {
		t.Error("a file that is read-only was written")
	}
}

// TestFaultsOfEngines wants the errors of the built-in engines' own programs to
// be found in what they print, and those of the scene to be final.
func TestFaultsOfEngines(t *testing.T) {
	fakePrograms(t)
	for _, c := range []struct {
		engine, scene, content string
		set                    map[string]string
		want                   []string
		final                  bool
	}{
		{"povray", "s.pov", "sphear {}", nil, []string{"povray failed with exit code 1", "Parse Error: Undeclared identifier 'sphear'"}, true},
		{"pbrt", "s.pbrt", "Flim", nil, []string{"pbrt failed with exit code 1", "s.pbrt:3:7: Unknown directive: Flim"}, true},
		{"pbrt", "s.pbrt", `"integer xresolution" 40 "integer yresolution" 30`, nil, []string{"part of a picture of 40 x 30 pixels, and --size is 20x10: give --size 40x30"}, true},
		{"pbrt", "s.pbrt", `"integer xresolution" 10 "integer yresolution" 30`, nil, []string{"give --size 10x30"}, true},
		{"mitsuba", "s.xml", strings.ReplaceAll(mitsubaScene, "$seed", "1"), nil, []string{"exit code 255", "Caught a critical exception", "Found unused parameters", "- seed="}, true},
		{"luxcore", "s.cfg", "scene.file = s.cfg\n", nil, []string{"luxcoreconsole failed", "mosaic: failed: the scene says nowhere when to stop"}, true},
		{"luxcore", "s.cfg", "scene.file = none.scn\nbatch.haltspp = 4\n", nil, []string{"RUNTIME ERROR: Unable to open file: none.scn"}, false},
		{"radiance", "s.oct", "", nil, []string{"rpict failed", "there is no view file", "--set view=FILE.vf"}, true},
		{"radiance", "s.oct", "", map[string]string{"view": "s.oct"}, []string{"there is no view in", "s.oct"}, true},
	} {
		t.Run(fmt.Sprint(c.engine, c.content), func(t *testing.T) {
			d, err := Find(c.engine)
			if err != nil {
				t.Fatal(err)
			}
			folder := t.TempDir()
			if err := os.WriteFile(filepath.Join(folder, c.scene), []byte(c.content), 0o444); err != nil {
				t.Fatal(err)
			}
			_, err = one(t.Context(), Settings{Engine: d, Scene: c.scene, Set: c.set}, Options{Folder: folder, Scratch: t.TempDir()})
			if err == nil {
				t.Fatal("it succeeds")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("the error lacks %q:\n%v", want, err)
				}
			}
			if final := (*FinalError)(nil); errors.As(err, &final) != c.final {
				t.Errorf("final is not %v: %v", c.final, err)
			}
		})
	}
}
