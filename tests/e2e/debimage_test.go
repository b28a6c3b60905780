package e2e

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"

	"mosaic/tests/renderers"
)

// scriptT is the key of a script's testscript.T: commands skip through it.
type scriptT struct{}

// debimage makes sure that the nodes have an image, and says its name in a
// variable: debimage povray sets $POVRAY_IMAGE. Where that cannot be, the
// script is skipped. The command makes and loads each image once.
func debimage() func(*testscript.TestScript, bool, []string) {
	var one sync.Mutex // of the tool at a time: its apt waits for no other
	ready := map[string]func() error{}
	for name := range renderers.Images() {
		ready[name] = sync.OnceValue(func() error {
			one.Lock()
			defer one.Unlock()
			return loadDebImage(name)
		})
	}
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) != 1 || ready[args[0]] == nil {
			ts.Fatalf("usage: debimage povray|blender|ffmpeg|python")
		}
		if os.Getenv("MOSAIC_CLUSTER") == "" {
			skip(ts, "the image of "+args[0]+": it takes the cluster of tests/cluster: run make e2e without $KUBECONFIG")
		}
		if _, err := exec.LookPath("apt-get"); err != nil {
			skip(ts, "the image of "+args[0]+": it is made of Debian's packages, and there is no apt-get here")
		}
		ts.Check(ready[args[0]]())
		ts.Setenv(strings.ToUpper(args[0])+"_IMAGE", renderers.Images()[args[0]].Reference)
	}
}

// loadDebImage makes an archive, unless it is there from another run, and loads it.
func loadDebImage(name string) error {
	archive, err := renderers.Archive(context.Background(), "../..", name)
	if err != nil {
		return err
	}
	return ownCluster("load", archive)
}

// aptInstall installs packages on this machine, for scripts that compare with
// what a program does here: [!exec:povray] apt-install povray povray-includes.
// Where that cannot be, the script is skipped.
func aptInstall() func(*testscript.TestScript, bool, []string) {
	var one sync.Mutex
	return func(ts *testscript.TestScript, neg bool, packages []string) {
		if neg || len(packages) == 0 {
			ts.Fatalf("usage: apt-install PACKAGE...")
		}
		one.Lock()
		defer one.Unlock()
		if areInstalled(packages) {
			return
		}
		if _, err := exec.LookPath("apt-get"); err != nil || os.Geteuid() != 0 {
			skip(ts, fmt.Sprintf("it takes %s on this machine: install them, or run as root where there is apt-get", strings.Join(packages, ", ")))
		}
		args := append([]string{"install", "-y", "--no-install-recommends", "--"}, packages...)
		if aptGet(args...) == nil {
			return
		}
		ts.Check(aptGet("update")) // new machines have no lists, or old ones
		ts.Check(aptGet(args...))
	}
}

func areInstalled(packages []string) bool {
	out, err := exec.Command("dpkg-query", append([]string{"-W", "-f", "${db:Status-Status}\n", "--"}, packages...)...).Output()
	return err == nil && string(out) == strings.Repeat("installed\n", len(packages))
}

func aptGet(args ...string) error {
	cmd := exec.Command("apt-get", args...)
	cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("apt-get %s: %w\n%s", args[0], err, out)
	}
	return nil
}

// skip ends a script, aloud.
func skip(ts *testscript.TestScript, why string) {
	ts.Value(scriptT{}).(testscript.T).Skip("SKIPPED: " + why)
}
