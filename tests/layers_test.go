// Package tests holds what is true of the whole tree.
package tests

import (
	"os/exec"
	"strings"
	"testing"
)

// TestThePodProgramIsSmall keeps Kubernetes' libraries and the command line's
// out of what every pod starts.
func TestThePodProgramIsSmall(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "mosaic/cmd/mosaic-pod").Output()
	if err != nil {
		t.Fatal(err)
	}
	for dep := range strings.FieldsSeq(string(out)) {
		for _, no := range []string{"k8s.io/", "sigs.k8s.io/", "github.com/spf13/", "net/http"} {
			if strings.HasPrefix(dep, no) {
				t.Errorf("mosaic-pod links %s", dep)
			}
		}
	}
}

// TestArrowsPointDown keeps each package from those above it.
func TestArrowsPointDown(t *testing.T) {
	order := []string{"cli", "live", "cluster", "local", "status", "job", "engine", "worker", "trace", "bvh", "scene", "formula", "model/gltf", "model/obj", "model/ply", "model/stl", "model/meshopt", "model/texture", "model/soup", "model", "film", "transfer", "render", "tile", "settings", "vec", "progress", "suggest"}
	rank := map[string]int{}
	for i, name := range order {
		rank["mosaic/pkg/"+name] = i
	}
	out, err := exec.Command("go", "list", "-f", "{{.ImportPath}} {{join .Imports \" \"}}", "mosaic/pkg/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		from, ok := rank[words[0]]
		if !ok {
			t.Errorf("%s has no place in the order of packages", words[0])
		}
		for _, to := range words[1:] {
			if r, ok := rank[to]; ok && r <= from {
				t.Errorf("%s imports %s, which stands above it", words[0], to)
			}
		}
	}
}
