// Package tests holds what is true of the whole tree.
package tests

import (
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// goList is the lines that go list prints.
func goList(t *testing.T, args ...string) []string {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list"}, args...)...)
	cmd.Dir = ".."
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

// TestThePodProgramIsSmall keeps Kubernetes' libraries and the command line's
// out of what every pod starts.
func TestThePodProgramIsSmall(t *testing.T) {
	for _, dep := range goList(t, "-deps", "./cmd/mosaic-pod") {
		for _, no := range []string{"k8s.io/", "sigs.k8s.io/", "github.com/spf13/", "net/http"} {
			if strings.HasPrefix(dep, no) {
				t.Errorf("mosaic-pod links %s", dep)
			}
		}
	}
}

// layers is the packages in the order of ARCHITECTURE.md's table: each knows
// only those that stand behind it.
func layers(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("../ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		cell, _, _ := strings.Cut(strings.TrimPrefix(line, "| "), " |")
		for _, name := range regexp.MustCompile("`((?:pkg|cmd)/[a-z0-9/-]+)`").FindAllStringSubmatch(cell, -1) {
			all = append(all, name[1])
		}
	}
	return all
}

// TestArrowsPointDown keeps each package from those above it.
func TestArrowsPointDown(t *testing.T) {
	module := goList(t, "-m")[0] + "/"
	order := layers(t)
	for _, name := range order {
		if n := len(slices.DeleteFunc(slices.Clone(order), func(other string) bool { return other != name })); n > 1 {
			t.Errorf("ARCHITECTURE.md lists %s %d times", name, n)
		}
	}
	imports := goList(t, "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./pkg/...", "./cmd/...")
	if len(imports) != len(order) {
		t.Errorf("there are %d packages, and %d in the table of ARCHITECTURE.md", len(imports), len(order))
	}
	for _, line := range imports {
		words := strings.Fields(line)
		from := slices.Index(order, strings.TrimPrefix(words[0], module))
		if from < 0 {
			t.Errorf("%s is not in the table of ARCHITECTURE.md", words[0])
		}
		for _, to := range words[1:] {
			name, ours := strings.CutPrefix(to, module)
			if ours && slices.Index(order, name) <= from {
				t.Errorf("%s imports %s, which stands above it in ARCHITECTURE.md", words[0], to)
			}
		}
	}
}

// TestLibrariesHaveTheirPlace lets only some packages know a library.
func TestLibrariesHaveTheirPlace(t *testing.T) {
	module := goList(t, "-m")[0] + "/"
	places := []struct {
		library string
		known   []string
	}{
		{"k8s.io/client-go", []string{"pkg/cli", "pkg/doctor", "pkg/cluster", "pkg/observe", "pkg/kubeapi"}}, // below it objects are computed, not sent
		{"k8s.io/", []string{"pkg/cli", "pkg/doctor", "pkg/cluster", "pkg/observe", "pkg/kubeapi", "pkg/status", "pkg/job"}},
		{"sigs.k8s.io/", []string{"pkg/cli", "pkg/cluster", "pkg/job"}}, // YAML
		{"github.com/spf13/", []string{"pkg/cli"}},
		{"charm.land/", []string{"pkg/cli", "pkg/live"}},
	}
	for _, line := range goList(t, "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./pkg/...", "./cmd/...") {
		words := strings.Fields(line)
		name := strings.TrimPrefix(words[0], module)
		for _, to := range words[1:] {
			for _, p := range places {
				if strings.HasPrefix(to, p.library) && !slices.Contains(p.known, name) {
					t.Errorf("%s imports %s, which only %v may", name, to, p.known)
				}
			}
		}
	}
}
