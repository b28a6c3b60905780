package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"mosaic/tests/claim"
	"mosaic/tests/renderers"
)

// benchEngines compares other renderers on two nodes, a core each, with
// themselves on two threads of this machine, for a picture of some two minutes:
// from the command to the verified picture on this disk. Two pods share a core, so
// that one renders while the next one starts. One round is long enough
// to say something.
func benchEngines(ctx context.Context, dir string) error {
	loader, shared := os.Getenv("MOSAIC_CLUSTER"), os.Getenv("MOSAIC_SHARED_PATH")
	if os.Getenv("MOSAIC_IMAGE") == "" || shared == "" || loader == "" {
		fmt.Print("renderers on a cluster against themselves: SKIPPED, there is no cluster of tests/cluster\n\n")
		return nil
	}
	ns, _, leave, err := benchNamespace(ctx, shared)
	if err != nil {
		return err
	}
	defer leave()
	for _, e := range engineBenches() {
		find := func() error { _, err := exec.LookPath(e.name); return err }
		if !peer(ctx, e.name, find, e.packages...) {
			continue
		}
		archive, err := renderers.Archive(ctx, ".", e.name)
		if err != nil {
			return err
		}
		load := exec.CommandContext(ctx, loader, "load", archive)
		load.Dir = "tests/cluster"
		if out, err := load.CombinedOutput(); err != nil {
			return fmt.Errorf("loading %s: %w\n%s", archive, err, out)
		}
		if err := e.prepare(ctx, dir); err != nil {
			return err
		}
		round := 0
		err = compareRounds(ctx, 1, fmt.Sprintf("%s, %s; less is better", e.name, e.title),
			contender{"mosaic: two nodes, one core each", 1, "", func(ctx context.Context) error {
				round++
				args := append([]string{"render", filepath.Join(dir, e.scene), "-n", ns, "--name", fmt.Sprintf("%s-%d", e.name, round),
					"--image", renderers.Images()[e.name].Reference, "--claim", claim.Name, "--cpu", "500m", "--limit", "cpu=1", "--parallelism", "4"}, e.mosaic...)
				return command(ctx, "", "bin/kubectl-mosaic", append(args, "--to", filepath.Join(dir, e.name+".png"))...)
			}},
			contender{e.name + " itself, two threads", 1, "", func(ctx context.Context) error {
				return command(ctx, "", e.name, e.alone(dir)...)
			}})
		if err != nil {
			return err
		}
	}
	return nil
}

// An engineBench is a picture for one renderer.
type engineBench struct {
	name, title, scene string
	packages           []string
	prepare            func(ctx context.Context, dir string) error // makes the scene in a folder
	mosaic             []string                                    // flags of render
	alone              func(dir string) []string                   // the renderer's own
}

func engineBenches() []engineBench {
	const example = "/usr/share/doc/povray/examples/advanced/biscuit.pov"
	return []engineBench{
		{
			name: "povray", title: "biscuit.pov, 3840 x 2160, antialiased", scene: "biscuit.pov",
			packages: []string{"povray", "povray-includes", "povray-examples"},
			prepare: func(_ context.Context, dir string) error {
				data, err := os.ReadFile(example)
				if err != nil {
					return err
				}
				return os.WriteFile(filepath.Join(dir, "biscuit.pov"), data, 0o666)
			},
			mosaic: []string{"--size", "3840x2160", "--tile-size", "1088", "--set", "antialias=0.1", "--set", "antialiasDepth=6"},
			alone: func(dir string) []string {
				return []string{"+I" + filepath.Join(dir, "biscuit.pov"), "+O" + filepath.Join(dir, "alone.png"),
					"+W3840", "+H2160", "+A0.1", "+R6", "-D", "-P", "+WT2"}
			},
		},
		{
			name: "blender", title: "a table, 1920 x 1080, 90 samples", scene: "table.blend",
			packages: []string{"blender"},
			prepare: func(ctx context.Context, dir string) error {
				script := filepath.Join(dir, "table.py")
				if err := os.WriteFile(script, []byte(renderers.TableScene), 0o666); err != nil {
					return err
				}
				cmd := exec.CommandContext(ctx, "blender", "-b", "--factory-startup", "--python-exit-code", "1", "--python", script)
				cmd.Dir = dir
				if out, err := cmd.CombinedOutput(); err != nil {
					return fmt.Errorf("blender: %w\n%s", err, out)
				}
				return nil
			},
			mosaic: []string{"--size", "1920x1080", "--tile-size", "960", "--set", "samples=90", "--memory", "3Gi"},
			alone: func(dir string) []string {
				return []string{"-b", "--factory-startup", "--threads", "2", "--python-exit-code", "1", filepath.Join(dir, "table.blend"), "--python-expr",
					"import bpy; s = bpy.context.scene; r = s.render; r.resolution_x, r.resolution_y, r.resolution_percentage = 1920, 1080, 100; " +
						"s.cycles.samples = 90; r.filepath = '" + filepath.Join(dir, "alone.png") + "'; bpy.ops.render.render(write_still=True)"}
			},
		},
	}
}
