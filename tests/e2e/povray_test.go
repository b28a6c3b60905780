package e2e

import (
	"path"
	"path/filepath"

	"github.com/rogpeppe/go-internal/testscript"
)

// examples is where Debian has POV-Ray's own scenes.
const examples = "/usr/share/doc/povray/examples"

// pov renders one of POV-Ray's example scenes in a cluster, with --local and
// with POV-Ray in one piece, and compares: pov SCENE [DIFFERENCE]. Without a
// difference all three have the same pixels.
func pov(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 1 || len(args) > 2 || neg {
		ts.Fatalf("usage: pov SCENE [DIFFERENCE]")
	}
	scene := filepath.Join(examples, args[0]+".pov")
	name := path.Base(args[0])
	whole, there, here := name+".one.png", name+".there.png", name+".here.png"
	ts.Check(ts.Exec("povray", "+I"+scene, "+O"+whole, "+W160", "+H120", "+A0.3", "-D", "-P", "+WT2", "+L"+filepath.Dir(scene)))
	render := func(to string, more ...string) {
		ts.Check(ts.Exec("kubectl", append([]string{"mosaic", "render", scene, "--size", "160x120", "--tile-size", "64", "--set", "antialias=0.3", "--to", to}, more...)...))
	}
	render(there, "--image", ts.Getenv("POVRAY_IMAGE"), "--claim", "tiles", "--cpu", "200m")
	render(here, "--local")
	for _, picture := range []string{there, here} {
		compare := []string{whole, picture}
		if len(args) == 2 {
			compare = append(compare, args[1], "64")
		}
		pixels(ts, false, compare)
	}
}
