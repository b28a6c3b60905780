package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// makeRoot unpacks packages into an empty folder, and does what their scripts
// would: links to the best alternatives, and the loader's cache.
func makeRoot(ctx context.Context, root, archives string, debs []deb) error {
	if err := makeBase(root); err != nil {
		return err
	}
	var choices []alternative
	for _, d := range debs {
		path := filepath.Join(archives, d.file)
		if _, err := output(ctx, "dpkg-deb", "-x", path, root); err != nil {
			return fmt.Errorf("unpack %s: %w", d.file, err)
		}
		scripts, err := output(ctx, "dpkg-deb", "--ctrl-tarfile", path)
		if err != nil {
			return fmt.Errorf("scripts of %s: %w", d.file, err)
		}
		choices = append(choices, alternatives(scripts)...)
	}
	if err := link(root, choices); err != nil {
		return err
	}
	if _, err := output(ctx, "/sbin/ldconfig", "-r", root); err != nil {
		return err
	}
	return os.RemoveAll(filepath.Join(root, "var/cache/ldconfig")) // it has times and inodes
}

// makeBase makes what every package takes for granted. The links come first:
// packages that still have files in /lib are unpacked through them.
func makeBase(root string) error {
	for _, folder := range []string{"usr/bin", "usr/sbin", "usr/lib", "usr/lib64", "etc", "tmp", "var/tmp"} {
		if err := os.MkdirAll(filepath.Join(root, folder), 0o755); err != nil {
			return err
		}
	}
	for _, name := range []string{"bin", "sbin", "lib", "lib64"} {
		if err := os.Symlink("usr/"+name, filepath.Join(root, name)); err != nil {
			return err
		}
	}
	for name, content := range map[string]string{
		"etc/ld.so.conf": "include /etc/ld.so.conf.d/*.conf\n",
		"etc/passwd":     "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n",
		"etc/group":      "root:x:0:\nnogroup:x:65534:\n",
	} {
		if err := os.WriteFile(filepath.Join(root, name), []byte(content), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// An alternative is what a script offers to update-alternatives.
type alternative struct {
	link, target string
	priority     int
}

var installs = regexp.MustCompile(`--install\s+"?(/[^\s"$]+)"?\s+\S+\s+"?(/[^\s"$]+)"?\s+(\d+)`)

// alternatives are those of scripts, or of a tar of them, whose words need no shell
// to be understood, as nearly all in Debian. What would come along with one is
// manual pages.
func alternatives(scripts string) []alternative {
	var all []alternative
	for _, m := range installs.FindAllStringSubmatch(strings.ReplaceAll(scripts, "\\\n", " "), -1) {
		if priority, err := strconv.Atoi(m[3]); err == nil {
			all = append(all, alternative{m[1], m[2], priority})
		}
	}
	return all
}

// link makes the links that no package has, each to the target of the highest
// priority that is there.
func link(root string, choices []alternative) error {
	slices.SortStableFunc(choices, func(a, b alternative) int { return cmp.Compare(b.priority, a.priority) })
	for _, c := range choices {
		from := filepath.Join(root, c.link)
		_, there := os.Lstat(from)
		_, missing := os.Lstat(filepath.Join(root, c.target))
		if there == nil || missing != nil {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(from), 0o755); err != nil {
			return err
		}
		if err := os.Symlink(c.target, from); err != nil {
			return err
		}
	}
	return nil
}
