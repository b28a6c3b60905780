package cli

import (
	"fmt"
	"math"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"mosaic/pkg/engine"
	"mosaic/pkg/model"
	"mosaic/pkg/render"
	"mosaic/pkg/scene"
	"mosaic/pkg/settings"
	"mosaic/pkg/tile"
)

// beyond is values just outside of a setting's limits, and its limits.
func beyond(r settings.Row) (bad, good []string) {
	switch r.Value.(type) {
	case *int:
		bad = []string{fmt.Sprint(int(r.Min) - 1), fmt.Sprint(int(r.Max) + 1)}
	case *uint64:
		bad = []string{"-1", "18446744073709551616"}
	case *float64:
		bad = []string{
			fmt.Sprintf("%.20f", math.Nextafter(r.Min, -1)), fmt.Sprintf("%.20f", math.Nextafter(r.Max, 1e9)), "-0.1",
		}
	}
	least, most, _ := r.Numbers()
	return append(bad, "x"), []string{least, most}
}

// TestLimitsHoldEverywhere takes values on and just outside of each limit of
// each setting, in the flag, the scene file and the spec.
func TestLimitsHoldEverywhere(t *testing.T) {
	var image model.Image
	for _, r := range slices.Concat(image.Frame.Table(), image.Tracer.Table()) {
		bad, good := beyond(r)
		for _, v := range bad {
			if err := byFlag(t, r, v); err == nil {
				t.Errorf("--%s %s is taken", r.Flag, v)
			}
			if err := inScene(r, v); err == nil || !regexp.MustCompile(`^s\.yaml:3:\d+: image\.`+r.Name+`: is .*: type `).MatchString(err.Error()) {
				t.Errorf("%s: %s in a scene: %v", r.Name, v, err)
			}
			if err := inSpec(t, r, v); err == nil {
				t.Errorf("%s: %s in a spec is taken", r.Name, v)
			}
		}
		for _, v := range good {
			if err := byFlag(t, r, v); err != nil {
				t.Errorf("--%s %s: %v", r.Flag, v, err)
			}
			if err := inScene(r, v); err != nil {
				t.Errorf("%s: %s in a scene: %v", r.Name, v, err)
			}
			if err := inSpec(t, r, v); err != nil {
				t.Errorf("%s: %s in a spec: %v", r.Name, v, err)
			}
		}
	}
}

// byFlag is what render says of a setting's flag.
func byFlag(t *testing.T, r settings.Row, v string) error {
	var f renderFlags
	flags := pflag.NewFlagSet("", pflag.ContinueOnError)
	f.add(flags)
	args := []string{"--local", "--to=" + filepath.Join(t.TempDir(), "a.png"), "--" + r.Flag + "=" + v}
	switch r.Name {
	case "width":
		args[2] = "--size=" + v + "x16"
	case "height":
		args[2] = "--size=16x" + v
	case "tileSize":
		args = append(args, "--size=16x16")
	}
	if err := flags.Parse(args); err != nil {
		return err
	}
	_, err := f.request(subject{scene: "builtin:cornell"}, flags, false)
	return err
}

// inScene is what a scene file's reader says of a setting in line 3.
func inScene(r settings.Row, v string) error {
	_, err := scene.Parse("s.yaml", []byte("apiVersion: mosaic/v1alpha1\nkind: Scene\n"+
		"image: {"+r.Name+": "+v+"}\n"+
		"camera: {position: [0, 0, 0], lookAt: [0, 0, -1]}\nobjects: []\nlights: [{type: sky}]\n"))
	return err
}

// inSpec is what a pod says of a setting in its spec.
func inSpec(t *testing.T, r settings.Row, v string) error {
	good := render.Spec{
		Version: render.Version, Scene: render.Digest(nil),
		Engine: engine.Tracer(settings.Tracer{Samples: 7, Noise: 0.7, MaxDepth: 7, Seed: 7}, settings.Motion{}),
		Plan:   tile.Plan{Width: 7, Height: 7, Frames: 1, Size: 7},
	}
	field := regexp.MustCompile(fmt.Sprintf(`%q: [0-9.]+`, r.Name))
	if len(field.FindAll(good.JSON(), -1)) != 1 {
		t.Fatalf("the spec does not have one %s: %s", r.Name, good.JSON())
	}
	spec, err := render.Parse(field.ReplaceAll(good.JSON(), fmt.Appendf(nil, "%q: %s", r.Name, v)))
	if err != nil {
		return err
	}
	return engine.Check(spec.Engine)
}

// TestHelpStandsAlone wants the help of each setting's flag to be a phrase.
func TestHelpStandsAlone(t *testing.T) {
	var f renderFlags
	flags := pflag.NewFlagSet("", pflag.ContinueOnError)
	f.addPicture(flags)
	flags.VisitAll(func(f *pflag.Flag) {
		if strings.HasPrefix(f.Usage, "of ") || !strings.HasSuffix(f.Usage, "(unset: the scene's)") {
			t.Errorf("--%s: %s", f.Name, f.Usage)
		}
	})
}
