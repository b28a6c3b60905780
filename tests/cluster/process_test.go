//go:build linux

package main

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// A pid that now belongs to another process must never be taken for ours.
func TestAlive(t *testing.T) {
	child := exec.Command("sleep", "60")
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	defer child.Process.Kill()
	real, err := readProcess(child.Process.Pid)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		p    process
		want bool
	}{
		"the process itself":     {real, true},
		"same pid, other start":  {process{real.pid, real.start + 1, real.exe}, false},
		"same pid, other binary": {process{real.pid, real.start, "/usr/bin/kubelet"}, false},
		"other pid":              {process{os.Getpid(), real.start, real.exe}, false},
		"no such pid":            {process{1 << 30, real.start, real.exe}, false},
	} {
		if got := test.p.alive(); got != test.want {
			t.Errorf("%s: alive = %v, want %v", name, got, test.want)
		}
	}

	child.Process.Kill()
	// Not waited for yet: a zombie, which the kernel still lists.
	if err := wait(context.Background(), 10e9, func() (bool, error) { return !real.alive(), nil }); err != nil {
		t.Errorf("a killed process still counts as alive: %v", err)
	}
	child.Wait()
}

func TestPidFile(t *testing.T) {
	p := process{4711, 123456, "/root/.cache/mosaic/cluster/bin/etcd-v3/etcd"}
	if got, err := parseProcess(p.String() + "\n"); err != nil || got != p {
		t.Errorf("parseProcess(%q) = %v, %v", p, got, err)
	}
	for _, bad := range []string{"", "4711", "x 1 /bin/true", "1 1 /sbin/init", "-1 1 /bin/true", "4711 y /bin/true", "\x00\x00\x00"} {
		if got, err := parseProcess(bad); err == nil {
			t.Errorf("parseProcess(%q) = %v, want an error", bad, got)
		}
	}
}

func TestRunningIgnoresForeignPids(t *testing.T) {
	c := cluster{dir: t.TempDir()}
	if err := os.Mkdir(c.path("pid"), 0o755); err != nil {
		t.Fatal(err)
	}
	self, err := readProcess(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		self.String():   true,
		"garbage":       false,
		self.exe + " 1": false,
		strings.Replace(self.String(), self.exe, "/bin/sh", 1): false,
	} {
		if err := os.WriteFile(c.pidFile("etcd"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, got := c.running("etcd"); got != want {
			t.Errorf("pid file %q: running = %v, want %v", text, got, want)
		}
	}
}
