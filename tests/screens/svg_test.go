package main

import (
	"encoding/xml"
	"errors"
	"io"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
)

// TestScreen runs a command in the terminal and wants its words and colours in
// the picture, which has to be well-formed.
func TestScreen(t *testing.T) {
	term := &terminal{emulator: vt.NewEmulator(40, 5)}
	s, err := term.run(exec.Command("printf", `a < b\n\033[1;31mred\033[m  plain\n`), nil, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	if want := "a < b"; !strings.HasPrefix(s.String(), want) || len(s) != 2 {
		t.Errorf("the screen is %q", s)
	}
	picture := string(svg("true", s))
	for _, want := range []string{"a &lt; b", `fill="` + palette()[1] + `" font-weight="bold">red<`, ">plain<", ">true<"} {
		if !strings.Contains(picture, want) {
			t.Errorf("%s is not in the picture:\n%s", want, picture)
		}
	}
	d := xml.NewDecoder(strings.NewReader(picture))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func TestUntil(t *testing.T) {
	run := func(script, until string, timeout time.Duration) (screen, error) {
		term := &terminal{emulator: vt.NewEmulator(40, 5)}
		return term.run(exec.Command("sh", "-c", script), regexp.MustCompile(until), timeout)
	}
	if s, err := run("echo half; exec sleep 60", "half", time.Minute); err != nil || !strings.HasPrefix(s.String(), "half") {
		t.Errorf("a command that goes on: %q, %v", s, err)
	}
	if _, err := run("echo over", "half", time.Minute); err == nil || !strings.Contains(err.Error(), "ended without") {
		t.Errorf("a command that ends early: %v", err)
	}
	if _, err := run("exec sleep 60", "half", time.Second/5); err == nil || !strings.Contains(err.Error(), "not done") {
		t.Errorf("a command that takes too long: %v", err)
	}
}
