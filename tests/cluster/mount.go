//go:build linux

package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"syscall"
)

// A mount is one line of this process's mount table.
type mount struct {
	folder string
	kind   string // of file system, such as "overlay"
}

func mountPoints() ([]mount, error) {
	table, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return nil, err
	}
	return parseMounts(string(table)), nil
}

// parseMounts reads lines of the form "ID PARENT DEV ROOT FOLDER OPTIONS... -
// KIND SOURCE OPTIONS". Blanks in a folder are quoted; our folders have none.
func parseMounts(table string) []mount {
	var all []mount
	for line := range strings.Lines(table) {
		before, after, ok := strings.Cut(line, " - ")
		left, right := strings.Fields(before), strings.Fields(after)
		if ok && len(left) >= 5 && len(right) >= 1 {
			all = append(all, mount{left[4], right[0]})
		}
	}
	return all
}

// unmountNodes unmounts all that lies below the nodes' folders, last mounted
// first, and fails if anything stays: what is still mounted there may be
// somebody's data, which removing the folder would delete.
func (c cluster) unmountNodes() error {
	below := func() ([]string, error) {
		mounts, err := mountPoints()
		var found []string
		for _, m := range mounts {
			for _, n := range nodes {
				if strings.HasPrefix(m.folder, c.folder(n)+"/") {
					found = append(found, m.folder)
				}
			}
		}
		slices.Reverse(found)
		return found, err
	}
	found, err := below()
	if err != nil {
		return err
	}
	for _, folder := range found {
		if err := syscall.Unmount(folder, syscall.MNT_DETACH); err != nil {
			return fmt.Errorf("unmount %s: %w", folder, err)
		}
	}
	if left, err := below(); err != nil || len(left) > 0 {
		return errors.Join(fmt.Errorf("still mounted: %v", left), err)
	}
	return nil
}
