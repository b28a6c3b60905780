// Command screens runs a command of the plugin in a terminal of fixed size, and
// writes what the terminal shows as an SVG picture, for the README.
//
//	screens -plugin bin/kubectl-mosaic -out docs/screen-plan.svg -- plan builtin:room
//
// A command that ends is shown as it has ended. One that goes on is shown as
// soon as its screen matches -until, and is then sent Ctrl-C.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "screens:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	f := flag.NewFlagSet("screens", flag.ContinueOnError)
	plugin := f.String("plugin", "bin/kubectl-mosaic", "program to run")
	out := f.String("out", "", "SVG file to write")
	columns := f.Int("columns", 80, "width of the terminal")
	rows := f.Int("rows", 60, "height of the terminal")
	until := f.String("until", "", "regular expression: show the screen when it matches (unset: when the command has ended)")
	timeout := f.Duration("timeout", 10*time.Minute, "give up after this time")
	if err := f.Parse(args); err != nil {
		return err
	}
	if *out == "" || f.NArg() == 0 {
		return errors.New("say -out FILE and the command to run")
	}
	enough, err := regexp.Compile(*until)
	if err != nil {
		return err
	}
	t := &terminal{emulator: vt.NewEmulator(*columns, *rows)}
	if *until == "" {
		enough = nil
	}
	shown, err := t.run(exec.Command(*plugin, f.Args()...), enough, *timeout)
	if err != nil {
		return fmt.Errorf("%s: %w", strings.Join(f.Args(), " "), err)
	}
	return os.WriteFile(*out, svg("kubectl mosaic "+quoted(f.Args()), shown), 0o644)
}

// quoted is arguments as they are typed.
func quoted(args []string) string {
	var words []string
	for _, a := range args {
		if strings.ContainsAny(a, " '\"$*{}") {
			a = "'" + a + "'"
		}
		words = append(words, a)
	}
	return strings.Join(words, " ")
}

// A terminal shows what a command writes.
type terminal struct {
	mu       sync.Mutex
	emulator *vt.Emulator
}

// run runs a command and returns the screen at its end or, with enough, as
// soon as its text matches.
func (t *terminal) run(cmd *exec.Cmd, enough *regexp.Regexp, timeout time.Duration) (screen, error) {
	cmd.Env = append(os.Environ(), "TERM=xterm-256color", "COLORTERM=truecolor", "LC_ALL=C.UTF-8")
	f, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: uint16(t.emulator.Width()), Rows: uint16(t.emulator.Height())})
	if err != nil {
		return nil, err
	}
	defer f.Close()
	go func() { _, _ = io.Copy(f, t.emulator) }() // its answers to what the program asks
	matched, ended := make(chan screen, 1), make(chan struct{})
	go func() {
		defer close(ended)
		t.read(f, enough, matched)
	}()
	select {
	case s := <-matched:
		_, _ = f.WriteString("\x03")
		<-ended
		_ = cmd.Wait() // it was interrupted
		return s, nil
	case <-ended:
		_ = cmd.Wait() // the exit code is part of what is shown
		select {
		case s := <-matched:
			return s, nil
		default:
		}
		if enough != nil {
			return nil, fmt.Errorf("it ended without showing %q: %s", enough, t.emulator.String())
		}
		return t.screen(), nil
	case <-time.After(timeout):
		_ = cmd.Process.Kill()
		return nil, fmt.Errorf("not done after %v: %s", timeout, t.screen())
	}
}

// read hands what comes to the emulator, and the first screen that matches on.
func (t *terminal) read(r io.Reader, enough *regexp.Regexp, matched chan<- screen) {
	buf := make([]byte, 1<<16)
	for {
		n, err := r.Read(buf)
		t.mu.Lock()
		_, _ = t.emulator.Write(buf[:n]) // an emulator takes all
		t.mu.Unlock()
		if s := t.screen(); enough != nil && enough.MatchString(s.String()) {
			matched <- s
			enough = nil
		}
		if err != nil { // the end of a pseudo terminal is an error
			return
		}
	}
}

// screen is what the terminal shows now.
func (t *terminal) screen() screen {
	t.mu.Lock()
	defer t.mu.Unlock()
	var s screen
	for y := range t.emulator.Height() {
		var line []cell
		for x := range t.emulator.Width() {
			line = append(line, cellOf(t.emulator.CellAt(x, y)))
		}
		s = append(s, line)
	}
	return s.trimmed()
}
