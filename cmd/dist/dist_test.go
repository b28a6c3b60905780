package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// binaries makes a file for each platform, as go build would.
func binaries(t *testing.T, platforms ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, p := range platforms {
		name := "kubectl-mosaic"
		if strings.HasPrefix(p, "windows") {
			name += ".exe"
		}
		if err := os.Mkdir(filepath.Join(dir, p), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, p, name), []byte("the program for "+p), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestDist packs twice, and wants the same bytes and a manifest that krew takes.
func TestDist(t *testing.T) {
	from := binaries(t, "darwin_amd64", "darwin_arm64", "linux_amd64", "linux_arm64", "windows_amd64", "windows_arm64")
	var outs [2]string
	for i := range outs {
		outs[i] = t.TempDir()
		err := run([]string{"-binaries", from, "-version", "v1.2.3", "-license", "../../LICENSE", "-krew", "../../.krew.yaml", "-out", outs[i]})
		if err != nil {
			t.Fatal(err)
		}
	}
	manifest, err := os.ReadFile(filepath.Join(outs[0], "mosaic.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := check(manifest, "v1.2.3", outs[0]); err != nil {
		t.Error(err)
	}
	files, err := os.ReadDir(outs[0])
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != 8 { // six archives, sums and manifest
		t.Errorf("made %v", files)
	}
	for _, f := range files {
		one, err := os.ReadFile(filepath.Join(outs[0], f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		two, err := os.ReadFile(filepath.Join(outs[1], f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(one, two) {
			t.Errorf("%s differs the second time", f.Name())
		}
	}
}

func TestDistRefuses(t *testing.T) {
	err := run([]string{"-binaries", binaries(t, "linux_amd64"), "-version", "v1.2.3", "-license", "../../LICENSE", "-krew", "../../.krew.yaml", "-out", t.TempDir()})
	if err == nil || !strings.Contains(err.Error(), "no archive kubectl-mosaic_v1.2.3_linux_arm64.tar.gz") {
		t.Errorf("a missing platform: %v", err)
	}
}
