package cli

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/pflag"
	"k8s.io/apimachinery/pkg/api/resource"

	"mosaic/pkg/cluster"
	"mosaic/pkg/job"
)

// changeFlags is of the verbs that change a render which is there.
type changeFlags struct{ dryRun, output string }

func (f *changeFlags) add(flags *pflag.FlagSet) {
	enumVar(flags, &f.dryRun, "dry-run", "", "none", "try without doing: none, client (say what would be done) or server (have it checked too)", "none", "client", "server")
	enumVar(flags, &f.output, "output", "o", "", "what to print: name is render/NAME and no more", "name")
}

func (changeFlags) check(set *pflag.FlagSet) error {
	if err := checkEnums(set); err != nil {
		return codedError{exitUsage, err}
	}
	return nil
}

func (f changeFlags) mode() cluster.DryRun { return cluster.DryRun(f.dryRun) }

// say prints what was done to a render, as kubectl does.
func (f changeFlags) say(w io.Writer, name, done string) {
	switch {
	case f.output == "name":
		done = ""
	case f.dryRun == "client":
		done = " " + done + " (dry run)"
	case f.dryRun == "server":
		done = " " + done + " (server dry run)"
	default:
		done = " " + done
	}
	fmt.Fprintf(w, "render/%s%s\n", name, done)
}

// sizeFlags is what each tile gets from now on.
type sizeFlags struct{ cpu, memory, image string }

func (f *sizeFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.cpu, "cpu", "", "processors of a tile, as 2 or 500m (unset: as before)")
	flags.StringVar(&f.memory, "memory", "", "memory of a tile, as 8Gi (unset: as before)")
	flags.StringVar(&f.image, "image", "", "image that renders (unset: as before)")
}

// given is the quantities that were given, zero if not, and what is wrong.
func (f sizeFlags) given() (cpu, memory resource.Quantity, err error) {
	read := func(flag, text, example string) (q resource.Quantity) {
		if text == "" {
			return q
		}
		q, perr := resource.ParseQuantity(text)
		if perr != nil || q.Sign() <= 0 {
			err = errors.Join(err, fmt.Errorf("--%s %q: give a quantity as %s", flag, text, example))
		}
		return q
	}
	cpu, memory = read("cpu", f.cpu, "2 or 500m"), read("memory", f.memory, "8Gi")
	if f.image != "" {
		err = errors.Join(err, job.CheckImage("image", f.image))
	}
	if err != nil {
		err = codedError{exitUsage, err}
	}
	return cpu, memory, err
}

// over is the options with what was given in the place of what was before.
func (f sizeFlags) over(o job.Options) (job.Options, error) {
	cpu, memory, err := f.given()
	if !cpu.IsZero() {
		o.CPU = cpu
	}
	if !memory.IsZero() {
		o.Memory = memory
	}
	switch {
	case f.image == "":
	case o.Renderer != "": // as --image of render is
		o.Renderer = f.image
	default:
		o.Image = f.image
	}
	return o, err
}
