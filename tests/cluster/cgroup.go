//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// nodeGroup is the control group of one node, relative to the root.
func (c cluster) nodeGroup(n node) string {
	return filepath.Join(c.group(), fmt.Sprintf("node%d", n))
}

// hierarchies are the mount points of control groups: one with version 2, one
// for each controller with version 1, both kinds where they are mixed.
func hierarchies() (v1, v2 []string, err error) {
	mounts, err := mountPoints()
	for _, m := range mounts {
		switch {
		case !strings.HasPrefix(m.folder, "/sys/fs/cgroup"):
		case m.kind == "cgroup":
			v1 = append(v1, m.folder)
		case m.kind == "cgroup2":
			v2 = append(v2, m.folder)
		}
	}
	return v1, v2, err
}

// makeGroups makes the control groups that the kubelets expect to find.
func (c cluster) makeGroups() error {
	v1, v2, err := hierarchies()
	if err != nil {
		return err
	}
	for _, n := range nodes {
		for _, root := range v1 {
			if err := makeGroup(root, c.nodeGroup(n), inheritCPUs); err != nil {
				return err
			}
		}
		if len(v1) > 0 {
			continue // version 2, if there too, has no controllers here
		}
		for _, root := range v2 {
			if err := makeGroup(root, c.nodeGroup(n), passControllers); err != nil {
				return err
			}
		}
	}
	return nil
}

// makeGroup makes a path of groups and calls step for each pair on the way.
func makeGroup(root, path string, step func(parent, child string) error) error {
	parent := root
	for _, name := range strings.Split(path, "/") {
		child := filepath.Join(parent, name)
		if err := os.Mkdir(child, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
			return fmt.Errorf("control group: %w", err)
		}
		if err := step(parent, child); err != nil {
			return fmt.Errorf("control group %s: %w", child, err)
		}
		parent = child
	}
	return nil
}

// inheritCPUs fills the two files that are empty in a new group of version 1's
// cpuset controller; no process can enter before. Other controllers lack them.
func inheritCPUs(parent, child string) error {
	for _, name := range []string{"cpuset.cpus", "cpuset.mems"} {
		value, err := os.ReadFile(filepath.Join(parent, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(child, name), bytes.TrimSpace(value), 0o644)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// passControllers hands every controller of the parent on to its children, as
// version 2 wants it said at each level. The kernel refuses that for a group
// that holds processes itself, except at the true root. A container whose own
// group is mounted as the root is such a case; its processes move aside.
func passControllers(parent, _ string) error {
	names, err := os.ReadFile(filepath.Join(parent, "cgroup.controllers"))
	if err != nil {
		return err
	}
	all := strings.Fields(string(names))
	for i := range all {
		all[i] = "+" + all[i]
	}
	pass := func() error {
		return os.WriteFile(filepath.Join(parent, "cgroup.subtree_control"), []byte(strings.Join(all, " ")), 0o644)
	}
	if err := pass(); !errors.Is(err, syscall.EBUSY) {
		return err
	}
	aside := filepath.Join(parent, "mosaic-aside")
	if err := os.Mkdir(aside, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	for _, pid := range members(parent) {
		// A process may have ended since; if one stays, pass fails again.
		os.WriteFile(filepath.Join(aside, "cgroup.procs"), []byte(strconv.Itoa(pid)), 0o644)
	}
	return pass()
}

// members are the pids of the processes directly in a group. Zero stands for
// a process that this namespace cannot see, and is left out.
func members(group string) []int {
	text, _ := os.ReadFile(filepath.Join(group, "cgroup.procs"))
	var pids []int
	for _, field := range strings.Fields(string(text)) {
		if pid, err := strconv.Atoi(field); err == nil && pid > 1 {
			pids = append(pids, pid)
		}
	}
	return pids
}

// killContainers kills all that runs in the control groups of the nodes. Only
// containers of this cluster ever enter them, so they say better than any list
// of pids what is ours. Kubelets must be dead, or they would start new ones.
func (c cluster) killContainers(ctx context.Context) error {
	v1, v2, err := hierarchies()
	if err != nil {
		return err
	}
	return wait(ctx, 20*time.Second, func() (bool, error) {
		empty := true
		for _, root := range slices.Concat(v1, v2) {
			for _, group := range foldersBelow(filepath.Join(root, c.group())) {
				// A frozen process of version 1 does not even die.
				if state := filepath.Join(group, "freezer.state"); exists(state) {
					os.WriteFile(state, []byte("THAWED"), 0o644)
				}
				for _, pid := range members(group) {
					empty = false
					syscall.Kill(pid, syscall.SIGKILL)
				}
			}
		}
		return empty, nil
	})
}

// removeGroups removes the empty control groups, innermost first. The kernel
// may need a moment to see that they are empty.
func (c cluster) removeGroups(ctx context.Context) error {
	v1, v2, err := hierarchies()
	if err != nil {
		return err
	}
	for _, root := range slices.Concat(v1, v2) {
		top := filepath.Join(root, c.group())
		err := wait(ctx, 10*time.Second, func() (bool, error) {
			groups := foldersBelow(top)
			slices.Reverse(groups)
			for _, group := range groups {
				os.Remove(group)
			}
			return !exists(top), nil
		})
		if err != nil {
			return fmt.Errorf("remove control group %s: %w", top, err)
		}
	}
	return nil
}

// foldersBelow lists a folder and all folders in it, outer before inner; none
// if it is not there.
func foldersBelow(top string) []string {
	var all []string
	filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			all = append(all, path)
		}
		return nil
	})
	return all
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
