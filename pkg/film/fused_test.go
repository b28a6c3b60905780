package film

import (
	"os"
	"os/exec"
	"regexp"
	"testing"
)

// TestNoFusedMultiplyAdd looks at the machine code of this package, and of those
// that read what others wrote: a
// multiplication fused with a sum is rounded once instead of twice, so that
// one architecture would make other pixels than the next.
func TestNoFusedMultiplyAdd(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles for other machines")
	}
	fused := regexp.MustCompile(`(?m)^.*\s(FN?M(ADD|SUB)[SD]?|VFN?M(ADD|SUB)[0-9]+[SP][SD])\s.*$`)
	for _, env := range [][]string{
		{"GOARCH=arm64"},
		{"GOARCH=amd64", "GOAMD64=v3"},
	} {
		cmd := exec.Command("go", "build", "-gcflags=-S", ".", "mosaic/pkg/imagefile", "mosaic/pkg/openexr")
		cmd.Env = append(append(os.Environ(), "GOOS=linux", "CGO_ENABLED=0"), env...)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %v\n%s", env, err, out)
		}
		if !regexp.MustCompile(`film\.fifthRoot STEXT`).Match(out) {
			t.Fatalf("%v: no machine code", env)
		}
		for _, line := range fused.FindAll(out, -1) {
			t.Errorf("%v: %s", env, line)
		}
	}
}
