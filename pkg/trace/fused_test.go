package trace

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestNothingIsFused compiles the packages that decide the pixels for
// processors that can multiply and add in one rounding, and looks for it in
// the assembly.
func TestNothingIsFused(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: compiling for other processors takes a while")
	}
	compiler, err := exec.LookPath("go")
	if err != nil {
		t.Skip("no go command to compile with")
	}
	// What is inlined may be fused with what surrounds it: the profile decides that.
	profile, err := filepath.Abs("trace.pgo")
	if err != nil {
		t.Fatal(err)
	}
	// Nor may the kernels need more of a processor than hasKernel asks for.
	const avx512 = `\s(VPSRAQ|VPMULLQ|VPABSQ|VPM(IN|AX)[SU]Q|VPTERNLOG[DQ]|VRNDSCALEPD|VCVT(T?PD2U?QQ|U?QQ2P[SD]))\s|[\s,(](Z\d+|K[1-7]|[XY](1[6-9]|2\d|3[01]))\b`
	for _, test := range []struct{ env, fused, sure string }{
		{"GOARCH=arm64", `\sFN?M(ADD|SUB)[SD]\s`, "FMULD"},
		{"GOARCH=amd64 GOAMD64=v3", `\sVFN?M(ADD|SUB)\w+\s`, "MULSD"},
		{"GOARCH=amd64 GOEXPERIMENT=" + os.Getenv("GOEXPERIMENT"), `\sVFN?M(ADD|SUB)\w+\s|` + avx512, "MULSD"},
	} {
		cmd := exec.Command(compiler, "build", "-pgo="+profile, "-gcflags=-S", "mosaic/pkg/vec", "mosaic/pkg/formula", "mosaic/pkg/model/gltf", "mosaic/pkg/model/obj", "mosaic/pkg/model/ply", "mosaic/pkg/model/meshopt", "mosaic/pkg/model/soup", "mosaic/pkg/model/texture", "mosaic/pkg/rgbe", "mosaic/pkg/bitmap", "mosaic/pkg/scene", "mosaic/pkg/bvh", "mosaic/pkg/trace")
		cmd.Env = append(os.Environ(), append(strings.Fields(test.env), "CGO_ENABLED=0")...)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%.2000s", test.env, err, out)
		}
		if !strings.Contains(string(out), test.sure) {
			t.Fatalf("%s: the assembly does not multiply at all", test.env)
		}
		for _, line := range regexp.MustCompile(`(?m)^.*`+test.fused+`.*$`).FindAllString(string(out), -1) {
			t.Errorf("%s: write float64(x*y) + z, or what AVX2 has: %s", test.env, line)
		}
	}
}
