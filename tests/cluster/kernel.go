//go:build linux

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Kernel settings that every kubelet and the ptp plugin change. They are
// saved before the start and restored after the stop, since the machine is a node
// only in between.
var kernelSettings = []string{
	"kernel/panic", "kernel/panic_on_oops", "kernel/keys/root_maxkeys", "kernel/keys/root_maxbytes",
	"vm/overcommit_memory", "vm/panic_on_oom", "net/ipv4/ip_forward",
}

func (c cluster) saveKernel() error {
	var text bytes.Buffer
	for _, name := range kernelSettings {
		if value, err := os.ReadFile(filepath.Join("/proc/sys", name)); err == nil {
			fmt.Fprintf(&text, "%s %s\n", name, bytes.TrimSpace(value))
		}
	}
	return os.WriteFile(c.path("kernel"), text.Bytes(), 0o644)
}

// restoreKernel restores what was saved, once.
func (c cluster) restoreKernel() error {
	text, err := os.ReadFile(c.path("kernel"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(text)) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok {
			continue
		}
		// Some are read-only inside a container, where they never changed.
		os.WriteFile(filepath.Join("/proc/sys", name), []byte(value), 0o644)
	}
	return os.Remove(c.path("kernel"))
}
