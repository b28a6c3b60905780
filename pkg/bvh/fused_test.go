package bvh

import (
	"os"
	"regexp"
	"testing"
)

// TestNothingIsFusedInAssembly looks for instructions that multiply and add in
// one rounding, which plain Go does not do; for those that the compiler makes
// see the test of this name in package trace.
func TestNothingIsFusedInAssembly(t *testing.T) {
	for _, name := range []string{"kernel_amd64.s", "build_amd64.s"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if fused := regexp.MustCompile(`VFN?M(ADD|SUB)\w+`).Find(text); fused != nil {
			t.Errorf("%s multiplies and adds at once: %s", name, fused)
		}
	}
}
