package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"mosaic/pkg/cluster"
	"mosaic/pkg/command"
	"mosaic/pkg/doctor"
	"mosaic/pkg/engine"
	"mosaic/pkg/live"
)

// doctorFlags is what the user typed after "doctor".
type doctorFlags struct {
	render renderFlags // of which those of a cluster are asked for
	probe  bool
	format string
}

func newDoctor(kube *genericclioptions.ConfigFlags) *cobra.Command {
	f := doctorFlags{render: renderFlags{tile: -1, dryRun: "client"}}
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Tell whether this cluster and this user can render",
		Long: `Tell whether this cluster and this user can render: reachability, features,
rights, namespace, quota, nodes, volume and image, a line each. It changes
nothing in the cluster, unless --probe makes a pod that tries image and claim,
and removes it again. With --engine it also looks for the engine's program, on
this machine and in the image.

Exit code 0 if a render would work, 1 if a line is an error.`,
		Example: `  # This namespace, with the claim and the image that render will use
  kubectl mosaic doctor --claim tiles --image registry.example.com/mosaic:v1

  # Can the nodes pull the image and write to the volume?
  kubectl mosaic doctor --claim tiles --probe

  # Has this image POV-Ray, and which one?
  kubectl mosaic doctor --claim tiles --engine povray --image povray:3.7 --probe`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			exam, err := f.exam(namespace(kube), cmd.Flags())
			if err != nil {
				return err
			}
			var d diagnosis
			if c, err := connect(kube); err != nil {
				why, do, _ := strings.Cut(err.Error(), "\n")
				d.Findings = []doctor.Finding{{Level: doctor.Error, About: "kubeconfig", Found: why, Do: do}}
			} else {
				d.Findings = doctor.Examine(cmd.Context(), c, exam)
			}
			if exam.Program != nil {
				d.Findings = append(d.Findings, here(cmd.Context(), *exam.Program))
			}
			if err := cmd.Context().Err(); err != nil {
				return err
			}
			if err := printAs(cmd.OutOrStdout(), f.format, d); err != nil {
				return err
			}
			return d.verdict()
		},
	}
	f.add(cmd.Flags())
	return cmd
}

func (f *doctorFlags) add(flags *pflag.FlagSet) {
	flags.SortFlags = false
	section(flags, "The examination", func(flags *pflag.FlagSet) {
		flags.BoolVar(&f.probe, "probe", false, "make a pod that tries image and claim, and remove it")
		enumVar(flags, &f.format, "output", "o", "", "format of the result: json or yaml (unset: text for people)", "json", "yaml")
	})
	section(flags, "As render will be told", func(flags *pflag.FlagSet) {
		f.render.engine.addName(flags)
		f.render.cluster.add(flags)
		for _, name := range []string{"name", "retries", "deadline", "ttl", "no-disrupt"} {
			if flag := flags.Lookup(name); flag != nil {
				flag.Hidden = true // a cluster does not care
			}
		}
	})
}

// exam is what to look for: what a render of the room with these flags needs.
func (f doctorFlags) exam(namespace string, set *pflag.FlagSet) (doctor.Exam, error) {
	program, err := f.render.engine.definition(subject{})
	if err != nil {
		return doctor.Exam{}, codedError{exitUsage, err}
	}
	f.render.engine = engineFlags{}
	r, err := f.render.request(subject{scene: "builtin:room"}, set, false)
	if err != nil {
		return doctor.Exam{}, err
	}
	claim, image, renderer := r.cluster.Claim, imageRef(cmp.Or(r.cluster.mosaicImage, r.cluster.Image)), ""
	if program != nil {
		r.scene.program = &command.Settings{Engine: *program}
		image, renderer = imageRef(r.cluster.mosaicImage), r.cluster.Image
	}
	if claim == "" && r.cluster.storage == "" {
		r.cluster.Claim = "unnamed"
	}
	r.cluster.Image, r.cluster.mosaicImage = cmp.Or(r.cluster.Image, "unnamed"), cmp.Or(image, "unnamed")
	o, err := r.cluster.options(r, namespace, set)
	if err != nil {
		return doctor.Exam{}, err
	}
	o.Claim, o.Image, o.Renderer = claim, image, renderer
	return doctor.Exam{Run: cluster.Run{Spec: r.spec, Options: o}, Engine: engine.Names(), Program: program, Probe: f.probe}, nil
}

// here tells whether an engine's program is on this machine.
func here(ctx context.Context, d command.Definition) doctor.Finding {
	const about = "here"
	switch p := d.Look(ctx); {
	case len(d.Needs()) == 0:
		return doctor.Finding{Level: doctor.Unknown, About: about, Found: "the engine " + d.Name + " runs a command of yours: nothing was looked for"}
	case len(p.Missing) > 0:
		return doctor.Finding{Level: doctor.Unknown, About: about, Found: "not on this machine's PATH: " + strings.Join(p.Missing, ", "), Do: "only --local needs it, and plan to try a tile"}
	default:
		return doctor.Finding{Level: doctor.OK, About: about, Found: strings.TrimSuffix(p.Path+", "+p.Version, ", ")}
	}
}

// A diagnosis is all that was found out.
type diagnosis struct {
	Findings []doctor.Finding `json:"findings"`
}

// verdict is an error if renders will not work.
func (d diagnosis) verdict() error {
	wrong := 0
	for _, f := range d.Findings {
		if f.Level == doctor.Error {
			wrong++
		}
	}
	switch wrong {
	case 0:
		return nil
	case 1:
		return errors.New("a render would not work here: 1 line above is an error")
	}
	return fmt.Errorf("a render would not work here: %d lines above are errors", wrong)
}

// write is a line for each finding, and below it what to do. On a terminal long
// lines are broken.
func (d diagnosis) write(w io.Writer) error {
	const indent = 20
	width := math.MaxInt
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		width = columns(w)
	}
	var b strings.Builder
	for _, f := range d.Findings {
		fmt.Fprintf(&b, "%-8s %-10s ", f.Level, f.About)
		b.WriteString(live.Wrap(f.Found, width, indent) + "\n")
		if f.Do != "" {
			fmt.Fprintf(&b, "%*s> %s\n", indent, "", live.Wrap(f.Do, width, indent+2))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
