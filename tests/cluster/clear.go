//go:build linux

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

func (c cluster) down(ctx context.Context) error {
	begin := time.Now()
	if !exists(c.path("pid")) {
		c.say("not up; clearing away whatever is left")
	}
	if err := c.clear(ctx); err != nil {
		return err
	}
	c.say("down after %.1f s; %s and %s stay", time.Since(begin).Seconds(), c.path("shared"), c.path("log"))
	return nil
}

// clear removes everything that up made, whether it runs, has crashed or is from
// before a reboot. All is killed with SIGKILL: no data is kept, and clearing after
// a crash has to work anyway.
//
// The order matters. A running kubelet restarts containers; a running containerd
// starts shims; mounts and control groups cannot go while processes use them.
func (c cluster) clear(ctx context.Context) error {
	all := components()
	slices.Reverse(all)
	steps := []func() error{
		func() error { return c.stopAll(ctx, all, "kubelet-") },
		func() error { return c.killContainers(ctx) },
		func() error { return c.stopAll(ctx, all, "containerd-") },
		func() error { return c.killShims(ctx) },
		// What runc was about to start when its shim died.
		func() error { return c.killContainers(ctx) },
		func() error { return c.stopAll(ctx, all, "") },
		c.unmountNodes,
		func() error { return c.removeGroups(ctx) },
		c.restoreKernel,
		c.removeTraces,
		c.removeFiles,
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return fmt.Errorf("clear away: %w", err)
		}
	}
	return nil
}

// stopAll stops the components whose names begin with prefix.
func (c cluster) stopAll(ctx context.Context, components []string, prefix string) error {
	for _, component := range components {
		if !strings.HasPrefix(component, prefix) {
			continue
		}
		if err := c.kill(ctx, component); err != nil {
			return err
		}
	}
	return nil
}

// killShims kills the processes between containerd and the containers. They are
// started by containerd and have no pid files; their program and the socket on
// their command line tell which are ours.
func (c cluster) killShims(ctx context.Context) error {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return err
	}
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		p, err := readProcess(pid)
		if err != nil || filepath.Base(p.exe) != "containerd-shim-runc-v2" {
			continue
		}
		line, _ := os.ReadFile(filepath.Join("/proc", e.Name(), "cmdline"))
		for _, n := range nodes {
			if !slices.Contains(strings.Split(string(line), "\x00"), c.socket(n)) {
				continue
			}
			if err := p.kill(ctx); err != nil {
				return fmt.Errorf("shim %d: %w", pid, err)
			}
		}
	}
	return nil
}

// removeFiles removes all but the shared folder, the logs and the lock.
func (c cluster) removeFiles() error {
	mine := []string{"etcd", "key", "conf", "pid", "bin", "kubeconfig", "pause.tar"}
	for _, n := range nodes {
		mine = append(mine, filepath.Base(c.folder(n)))
	}
	for _, name := range mine {
		if err := os.RemoveAll(c.path(name)); err != nil {
			return err
		}
	}
	return nil
}

// removeTraces removes what the nodes' programs leave in places that are built
// into them. Container ids, and where links point to, tell ours from others'.
func (c cluster) removeTraces() error {
	for _, n := range nodes {
		bundles, _ := filepath.Glob(c.folder(n, "run", "io.containerd.runtime.v2.task", "k8s.io", "*"))
		for _, bundle := range bundles {
			results, _ := filepath.Glob("/var/lib/cni/results/*-" + filepath.Base(bundle) + "-*")
			for _, result := range results {
				os.Remove(result)
			}
			var shim struct{ Address string }
			text, _ := os.ReadFile(filepath.Join(bundle, "bootstrap.json"))
			if json.Unmarshal(text, &shim) == nil {
				os.Remove(strings.TrimPrefix(shim.Address, "unix://"))
			}
		}
	}
	links, _ := filepath.Glob("/var/log/containers/*.log")
	for _, link := range links {
		if target, err := os.Readlink(link); err == nil && strings.HasPrefix(target, c.dir+"/") {
			os.Remove(link)
		}
	}
	return nil
}
