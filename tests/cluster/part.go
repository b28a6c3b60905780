//go:build linux

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// A part is a set of programs built from one version of one module. The folder
// below parts/ is a module of its own, so that the versions of one part never
// decide those of another; its tool directive names the same programs.
type part struct {
	folder   string   // below parts/
	module   string   // whose required version is the version of the part
	programs []string // packages, relative to module
	tags     string   // build tags, none if empty
	stamp    string   // linker variables, with VERSION, MAJOR and MINOR to be filled in
	optional bool     // built on request, not by up
}

var parts = []part{
	{folder: "kubernetes", module: "k8s.io/kubernetes", stamp: kubernetesStamp,
		programs: []string{"cmd/kube-apiserver", "cmd/kube-controller-manager", "cmd/kube-scheduler", "cmd/kubelet", "cmd/kubectl"}},
	{folder: "containerd", module: "github.com/containerd/containerd/v2", tags: "no_btrfs,no_devmapper,no_zfs",
		programs: []string{"cmd/containerd", "cmd/containerd-shim-runc-v2", "cmd/ctr"}},
	{folder: "etcd", module: "go.etcd.io/etcd/server/v3", programs: []string{"."}},
	{folder: "pause", module: "mosaic/tests/cluster/pause", programs: []string{"."}},
	{folder: "kwok", module: "sigs.k8s.io/kwok", programs: []string{"cmd/kwok"}, optional: true},
}

// kubernetesStamp makes the programs report their release: an API server that
// does not know its version offers clients a wrong one.
const kubernetesStamp = "-X k8s.io/component-base/version.gitVersion=VERSION" +
	" -X k8s.io/component-base/version.gitMajor=MAJOR -X k8s.io/component-base/version.gitMinor=MINOR"

// needed are the parts that a cluster consists of.
func needed() []part {
	return slices.DeleteFunc(slices.Clone(parts), func(p part) bool { return p.optional })
}

// program is the file name of the i-th program. Two modules have their program
// at the root, where the name comes from the part.
func (p part) program(i int) string {
	if p.programs[i] == "." {
		return p.folder
	}
	return path.Base(p.programs[i])
}

// pauseVersion changes when pause/main.go or how it is built does.
const pauseVersion = "v1"

// source is the module folder that the part is built in.
func (p part) source() string {
	if p.folder == "pause" {
		return "."
	}
	return filepath.Join("parts", p.folder)
}

// version reads the version that the part's go.mod requires.
func (p part) version(ctx context.Context) (string, error) {
	if p.folder == "pause" {
		return pauseVersion, nil
	}
	cmd := exec.CommandContext(ctx, "go", "mod", "edit", "-json")
	cmd.Dir = p.source()
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("part %s: read %s/go.mod (is this run in tests/cluster?): %w", p.folder, p.source(), err)
	}
	var mod struct {
		Require []struct{ Path, Version string }
	}
	if err := json.Unmarshal(out, &mod); err != nil {
		return "", fmt.Errorf("part %s: %w", p.folder, err)
	}
	for _, r := range mod.Require {
		if r.Path == p.module {
			return r.Version, nil
		}
	}
	return "", fmt.Errorf("part %s: %s/go.mod does not require %s", p.folder, p.source(), p.module)
}

// arguments is the go command line that builds the i-th program into file.
func (p part) arguments(i int, version, file string) []string {
	flags := "-s -w"
	if p.stamp != "" {
		number := strings.SplitN(strings.TrimPrefix(version, "v"), ".", 3)
		flags += " " + strings.NewReplacer("VERSION", version, "MAJOR", number[0], "MINOR", number[1]).Replace(p.stamp)
	}
	args := []string{"build", "-buildvcs=false", "-trimpath", "-ldflags", flags, "-o", file}
	if p.tags != "" {
		args = append(args, "-tags", p.tags)
	}
	return append(args, path.Join(p.module, p.programs[i]))
}
