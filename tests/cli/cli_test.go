// Package cli runs the plugin as its users do, without a cluster: each script
// of testdata is a test.
package cli

import (
	"bytes"
	"context"
	"image/png"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"mosaic/pkg/cli"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"kubectl-mosaic":          plugin,
		"kubectl_complete-mosaic": plugin, // its other name, as make install links it
	})
}

func plugin() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(cli.Run(ctx, cli.Args(os.Args), os.Stdin, os.Stdout, os.Stderr))
}

func TestScripts(t *testing.T) {
	manifests, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:           "testdata",
		UpdateScripts: os.Getenv("UPDATE") != "",
		Setup: func(env *testscript.Env) error {
			env.Setenv("MANIFESTS", manifests+"/../../manifests")
			env.Setenv("KUBECONFIG", env.WorkDir+"/none")
			env.Values[apiKey{}] = newAPI()
			return nil
		},
		Cmds: commands(),
	})
}

func commands() map[string]func(*testscript.TestScript, bool, []string) {
	all := apiCommands()
	all["exits"], all["isroom"], all["golden"] = exits, isRoom, golden
	return all
}

// exits runs a command that must end with a code: exits CODE COMMAND ...
func exits(ts *testscript.TestScript, neg bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	code := "0"
	if exit := (*exec.ExitError)(nil); err != nil {
		code = "no exit code"
		if ok := asExit(err, &exit); ok {
			code = strings.TrimPrefix(exit.Error(), "exit status ")
		}
	}
	if (code == args[0]) == neg {
		ts.Fatalf("%s: exit code %s, want %s", strings.Join(args[1:], " "), code, args[0])
	}
}

func asExit(err error, exit **exec.ExitError) bool {
	e, ok := err.(*exec.ExitError) //nolint:errorlint // testscript hands it on as it is
	*exit = e
	return ok
}

// isRoom looks at a picture of the room, of any size: a pink wall at the left,
// a blue one at the right, a green ball in the middle, none of it dark or burnt.
func isRoom(ts *testscript.TestScript, _ bool, args []string) {
	img, err := png.Decode(bytes.NewReader([]byte(ts.ReadFile(args[0]))))
	ts.Check(err)
	b := img.Bounds()
	mean := func(x, y float64) (r, g, bl float64) { // of a tenth of the picture around (x, y)
		n := 0.0
		for py := int((y - 0.05) * float64(b.Dy())); py < int((y+0.05)*float64(b.Dy())); py++ {
			for px := int((x - 0.05) * float64(b.Dx())); px < int((x+0.05)*float64(b.Dx())); px++ {
				cr, cg, cb, _ := img.At(px, py).RGBA()
				r, g, bl, n = r+float64(cr)/65535, g+float64(cg)/65535, bl+float64(cb)/65535, n+1
			}
		}
		return r / n, g / n, bl / n
	}
	if r, g, bl := mean(0.07, 0.4); r < g*1.3 || r < bl*1.2 || r < 0.4 {
		ts.Fatalf("the left wall is (%.2f %.2f %.2f), not pink", r, g, bl)
	}
	if r, g, bl := mean(0.93, 0.4); bl < r*1.2 || bl < g*1.2 || bl < 0.4 {
		ts.Fatalf("the right wall is (%.2f %.2f %.2f), not blue", r, g, bl)
	}
	if r, g, bl := mean(0.46, 0.54); g < r*1.2 || g < bl*1.2 || g < 0.3 {
		ts.Fatalf("the ball in the middle is (%.2f %.2f %.2f), not green", r, g, bl)
	}
	if r, g, bl := mean(0.5, 0.9); min(r, g, bl) < 0.4 || max(r, g, bl) > 0.97 {
		ts.Fatalf("the floor is (%.2f %.2f %.2f), not bright", r, g, bl)
	}
}

// golden compares a file with one kept in the repository; UPDATE=1 writes it anew.
func golden(ts *testscript.TestScript, _ bool, args []string) {
	got := ts.ReadFile(args[0])
	if os.Getenv("UPDATE") != "" {
		ts.Check(os.WriteFile(args[1], []byte(got), 0o666))
	}
	want, err := os.ReadFile(args[1])
	ts.Check(err)
	if got != string(want) {
		ts.Fatalf("%s is not what is made now; if it should be: make golden", args[1])
	}
}
