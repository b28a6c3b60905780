package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mosaic/pkg/scene"
)

// flagFault says of a flag that cannot be what to type instead.
func flagFault(cmd *cobra.Command, err error) error {
	var (
		unknown *pflag.NotExistError
		invalid *pflag.InvalidValueError
		missing *pflag.ValueRequiredError
	)
	switch {
	case errors.As(err, &unknown):
		name, typed := unknown.GetSpecifiedName(), "--"+unknown.GetSpecifiedName()
		if unknown.GetSpecifiedShortnames() != "" {
			typed = "-" + name
		}
		return usagef("unknown flag: %s\n%s", typed, insteadOf(cmd, name, typed))
	case errors.As(err, &invalid):
		f := invalid.GetFlag()
		return usagef("--%s %q: give %s", f.Name, invalid.GetValue(), valueOf(f, invalid.GetValue()))
	case errors.As(err, &missing):
		return needsValue(missing.GetFlag())
	}
	return usagef("%w\nsee: %s --help", err, cmd.CommandPath())
}

func needsValue(f *pflag.Flag) error {
	_, text := pflag.UnquoteUsage(f)
	return usagef("--%s needs a value: %s", f.Name, text)
}

// valueOf is what values a flag takes, by its type.
func valueOf(f *pflag.Flag, got string) string {
	switch f.Value.Type() {
	case "int", "int32", "int64":
		return "a whole number, as 64"
	case "uint64":
		return "a whole number from 0 on, as 7"
	case "float64":
		return "a number, as 1.5"
	case "duration":
		if strings.Trim(got, "0123456789") == "" {
			return fmt.Sprintf("the time's unit too, as %ss or %sm", got, got)
		}
		return "a time, as 90s, 30m or 2h"
	case "bool":
		return fmt.Sprintf("true or false, or --%s alone", f.Name)
	}
	_, text := pflag.UnquoteUsage(f)
	return text
}

// insteadOf is what to type instead of a flag that the command does not have.
func insteadOf(cmd *cobra.Command, name, typed string) string {
	flags := cmd.Flags()
	flags.AddFlagSet(cmd.InheritedFlags())
	if hint := ourFlag(name, flags); hint != "" {
		return hint
	}
	var names []string
	flags.VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, f.Name)
		}
	})
	if near, ok := scene.Nearest(name, names); ok && len(name) > 1 {
		return "did you mean --" + near + "?"
	}
	var others []string
	for _, c := range cmd.Root().Commands() {
		if lookup(c.Flags(), typed) != nil {
			others = append(others, c.CommandPath())
		}
	}
	if len(others) > 0 {
		return fmt.Sprintf("%s is of %s\nsee: %s --help", typed, strings.Join(others, " and "), cmd.CommandPath())
	}
	return "see: " + cmd.CommandPath() + " --help"
}

// ourFlag is the answer to a flag that other tools have, "" if there is none;
// it names only flags that the command has.
func ourFlag(name string, flags *pflag.FlagSet) string {
	has := func(flag, hint string) string {
		if flags.Lookup(flag) == nil {
			return ""
		}
		return hint
	}
	switch name {
	case "f", "filename", "file", "scene", "input":
		return has("size", "the scene is named without a flag: type SCENE, as builtin:room or scene.yaml")
	case "width", "height", "w", "W", "H", "res", "resolution", "dimensions", "geometry":
		return has("size", "type --size WIDTHxHEIGHT, as --size 1920x1080")
	case "spp", "aa", "quality":
		return has("samples", "type --samples N, as --samples 64")
	case "adaptive", "noise-threshold", "noise-level", "error", "threshold":
		return has("noise", "type --noise E, as --noise 0.02: a pixel stops when its error is below that share of its brightness")
	case "depth", "bounces", "max-bounces":
		return has("max-depth", "type --max-depth N, as --max-depth 8")
	case "tiles", "tile-width", "tile-height", "chunk", "bucket", "bucket-size":
		return has("tile-size", "tiles are squares of pixels: type --tile-size 128")
	case "out", "outfile", "output-file", "format", "O":
		return has("to", "type --to FILE; its extension is the format, as --to room.exr")
	case "ev", "gain", "brightness":
		return has("exposure", "type --exposure STOPS, as --exposure 1.5: each stop doubles the light")
	case "white", "wb", "temperature", "white-point", "kelvin":
		return has("white-balance", "type --white-balance KELVIN, as --white-balance 3200")
	case "tonemap", "tone-map", "tone-mapping", "look", "curve", "filmic", "agx", "aces":
		return has("view", "type --view standard, agx or aces")
	case "aov", "aovs", "passes", "channels", "layer":
		return has("layers", "type --layers albedo,normal,depth,samples, or some of them, and --to a name that ends in .exr")
	case "threads", "cores", "j":
		return has("workers", "with --local type --workers N; in a cluster --cpu N is of each tile")
	case "pods", "replicas", "concurrency", "jobs", "nodes", "max-pods":
		return has("parallelism", "type --parallelism N: tiles rendered at the same time")
	case "pvc", "volume", "persistent-volume-claim", "mount":
		return has("claim", "type --claim NAME of a PersistentVolumeClaim, or --storage 10Gi to make one")
	case "mem", "ram", "limits", "requests":
		return has("memory", "type --memory 1Gi and --cpu 2: of each tile")
	case "taint", "tolerations", "tolerate":
		return has("toleration", "type --toleration spot=true:NoSchedule")
	case "for":
		return has("fail-on-stall", "it waits for the end, be it success or failure: leave --for out")
	case "a", "all":
		return has("all-namespaces", "type -A: of all namespaces")
	case "wait":
		return has("detach", "it waits anyway; --detach does not, and --timeout 30m waits no longer than that")
	case "background", "d", "async", "no-wait":
		return has("detach", "type --detach")
	case "backoff-limit", "attempts", "max-retries":
		return has("retries", "type --retries N: of a tile that fails, after its first try")
	}
	return ""
}
