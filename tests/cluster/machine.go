//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// prepare checks that this machine can run nodes at all, and finds or installs
// what is not built from source.
func (c cluster) prepare(ctx context.Context) (host, error) {
	if err := c.mayMount(); err != nil {
		return host{}, err
	}
	if err := haveControllers(); err != nil {
		return host{}, err
	}
	h, missing := findHost()
	if len(missing) == 0 {
		return h, nil
	}
	if err := c.install(ctx, missing); err != nil {
		return host{}, err
	}
	if h, missing = findHost(); len(missing) > 0 {
		return host{}, fmt.Errorf("%w: %s still missing after the installation", errUnsupported, strings.Join(missing, " and "))
	}
	return h, nil
}

// mayMount tries a mount, the first thing that an ordinary container forbids.
func (c cluster) mayMount() error {
	folder := c.path("try")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	defer os.Remove(folder)
	if err := syscall.Mount("none", folder, "tmpfs", 0, "size=4k"); err != nil {
		return fmt.Errorf("%w: it may not mount (%v); in a container, run that with --privileged", errUnsupported, err)
	}
	return syscall.Unmount(folder, 0)
}

// haveControllers checks for the controllers that a kubelet insists on.
func haveControllers() error {
	v1, v2, err := hierarchies()
	if err != nil {
		return err
	}
	var have []string
	for _, root := range v1 {
		have = append(have, strings.Split(filepath.Base(root), ",")...)
	}
	for _, root := range v2 {
		text, _ := os.ReadFile(filepath.Join(root, "cgroup.controllers"))
		have = append(have, strings.Fields(string(text))...)
	}
	for _, name := range []string{"cpu", "cpuset", "memory", "pids"} {
		if !slices.Contains(have, name) {
			return fmt.Errorf("%w: no %q control groups below /sys/fs/cgroup; in a container, run that with --privileged", errUnsupported, name)
		}
	}
	return nil
}

// findHost looks in the usual places, and names what is in none of them.
func findHost() (host, []string) {
	var h host
	missing := []string{"runc", "containernetworking-plugins"}
	for _, folder := range append(filepath.SplitList(os.Getenv("PATH")), "/usr/sbin", "/usr/bin", "/usr/local/sbin") {
		if file := filepath.Join(folder, "runc"); filepath.IsAbs(file) && isProgram(file) {
			h.runc, missing = file, missing[1:]
			break
		}
	}
	for _, folder := range []string{"/opt/cni/bin", "/usr/lib/cni", "/usr/libexec/cni"} {
		has := func(name string) bool { return isProgram(filepath.Join(folder, name)) }
		if has("ptp") && has("host-local") && has("loopback") {
			h.plugins, missing = folder, missing[:len(missing)-1]
			break
		}
	}
	return h, missing
}

func isProgram(file string) bool {
	_, err := exec.LookPath(file)
	return err == nil
}

// install gets Debian packages, of a fresh list if the one at hand is too old.
func (c cluster) install(ctx context.Context, packages []string) error {
	names := strings.Join(packages, " and ")
	if _, err := exec.LookPath("apt-get"); err != nil {
		return fmt.Errorf("%w: install %s (there is no apt-get to do it here)", errUnsupported, names)
	}
	c.say("installing %s with apt-get", names)
	apt := func(args ...string) ([]byte, error) {
		cmd := exec.CommandContext(ctx, "apt-get", args...)
		cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		return cmd.CombinedOutput()
	}
	get := append([]string{"install", "-y", "--no-install-recommends"}, packages...)
	if _, err := apt(get...); err == nil {
		return nil
	}
	if out, err := apt("update"); err != nil {
		return fmt.Errorf("%w: install %s (apt-get update: %v)\n%s", errUnsupported, names, err, tail(out, 5))
	}
	if out, err := apt(get...); err != nil {
		return fmt.Errorf("%w: install %s (apt-get install: %v)\n%s", errUnsupported, names, err, tail(out, 5))
	}
	return nil
}
