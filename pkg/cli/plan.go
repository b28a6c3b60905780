package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	"sigs.k8s.io/yaml"

	"mosaic/pkg/engine"
	"mosaic/pkg/forecast"
	"mosaic/pkg/job"
	"mosaic/pkg/local"
	"mosaic/pkg/settings"
)

// probeTime is how long this machine renders to find out what a sample costs.
const probeTime = 300 * time.Millisecond

// planFlags is what the user typed after "plan SCENE".
type planFlags struct {
	renderFlags
	format string
}

func newPlan(kube *genericclioptions.ConfigFlags) *cobra.Command {
	f := planFlags{renderFlags: renderFlags{tile: -1, dryRun: "client"}}
	cmd := &cobra.Command{
		Use:   "plan SCENE",
		Short: "Tell what a render would make and take; no cluster is needed",
		Long: `Tell what a render would make and take: tiles, time, memory, objects, and what
could be better, with the flag to type. No cluster is needed, and nothing is
made. The time is measured on this machine, with a few hundred pixels.

SCENE and the flags are those of render.`,
		Example: `  # The grid, the time and the memory of the room
  kubectl mosaic plan builtin:room

  # Is this tile size right for a poster on 200 processors?
  kubectl mosaic plan scene.yaml --size 16000x9000 --parallelism 200

  # For a program
  kubectl mosaic plan scene.yaml -o json`,
		Args: oneScene,
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := f.plan(subjectOf(cmd, args), namespace(kube), cmd.Flags())
			if err != nil {
				return err
			}
			if p.request.scene.program != nil {
				return printAs(cmd.OutOrStdout(), f.format, p.report(local.Cost{}, p.request.trial(cmd.Context())))
			}
			cost, err := p.probe(cmd.Context())
			if err != nil {
				return err
			}
			return printAs(cmd.OutOrStdout(), f.format, p.report(cost, nil))
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	section(flags, "Picture", func(flags *pflag.FlagSet) {
		f.addFile(flags)
		f.addPicture(flags)
	})
	section(flags, "Frames", f.frames.add)
	section(flags, "Engine", f.engine.add)
	section(flags, "In a cluster", f.cluster.add)
	section(flags, "Output", func(flags *pflag.FlagSet) {
		enumVar(flags, &f.format, "output", "o", "", "format of the result: json or yaml (unset: text for people)", "json", "yaml")
	})
	return cmd
}

// probe finds out what a sample costs on this machine, with few a pixel.
func (p planned) probe(ctx context.Context) (local.Cost, error) {
	set := p.request.settings.Tracer
	set.Samples, set.Noise = min(set.Samples, 4), 0
	spec := p.request.spec
	spec.Frames, spec.Plan.Frames = "", 1
	spec.Engine = engine.Tracer(set, settings.Motion{})
	e, err := engine.New(spec, p.request.scene.model)
	if err != nil {
		return local.Cost{}, err
	}
	return local.Probe(ctx, spec, e, set.Samples, probeTime)
}

// A planned render is checked, but may lack what only the cluster's owner knows.
type planned struct {
	request request
	options job.Options
	files   map[string][]byte // of the ConfigMap, beside the spec
	upload  bool              // the scene's files go to the volume
	unsaid  []forecast.Advice // what render will want to be told
}

// plan turns the flags into what would be rendered.
func (f planFlags) plan(what subject, namespace string, set *pflag.FlagSet) (planned, error) {
	var p planned
	r, err := f.request(what, set, false)
	if err != nil {
		return p, err
	}
	if r.cluster.Claim == "" && r.cluster.storage == "" {
		r.cluster.Claim = "tiles"
		p.unsaid = append(p.unsaid, forecast.Advice{Why: "no shared volume is named yet", Do: "--claim NAME of a ReadWriteMany claim, or --storage 10Gi to make one"})
	}
	if r.scene.program != nil && r.cluster.Image == "" {
		r.cluster.Image = "program"
		p.unsaid = append(p.unsaid, forecast.Advice{Why: "no image that has " + r.scene.program.Program() + " is named yet", Do: "--image REFERENCE"})
	}
	own := &r.cluster.Image
	if r.scene.program != nil {
		own = &r.cluster.mosaicImage
	}
	if imageRef(*own) == "" {
		*own = "mosaic"
		p.unsaid = append(p.unsaid, forecast.Advice{Why: "no image for the pods is named yet", Do: "--image REFERENCE, or set $MOSAIC_IMAGE"})
	}
	p.request = r
	if p.options, err = r.cluster.options(r, namespace, set); err != nil {
		return p, err
	}
	files, upload, err := r.scene.carried(r.spec)
	p.files, p.upload = files, upload != nil
	return p, err
}

// A report can be written for people; for programs it is its fields.
type report interface{ write(w io.Writer) error }

// printAs writes a report in a format: "" for people, json or yaml.
func printAs(w io.Writer, format string, r report) error {
	if format == "" {
		return r.write(w)
	}
	data, err := json.MarshalIndent(r, "", "  ")
	if err == nil && format == "yaml" {
		data, err = yaml.JSONToYAML(data)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s\n", data)
	return err
}
