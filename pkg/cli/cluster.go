package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"strconv"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"mosaic/pkg/cluster"
	"mosaic/pkg/job"
	"mosaic/pkg/live"
	"mosaic/pkg/render"
)

// clusterFlags are how a render is run in a cluster: the options that are flags
// as they are, and the texts of the others, which options reads.
type clusterFlags struct {
	job.Options
	cpu, memory, storage      string
	ttl                       time.Duration
	mosaicImage               string
	gpu                       int
	limits                    []string
	nodeSelector, tolerations []string
}

func (f *clusterFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.Name, "name", "", "name of the render (unset: made of the scene's name and the spec)")
	flags.StringVar(&f.Image, "image", "", "image that renders: of the engine's program, or Mosaic's own for the path tracer")
	flags.StringVar(&f.mosaicImage, "mosaic-image", "", "Mosaic's own image (unset: $MOSAIC_IMAGE, or the one built in)")
	enumVar(flags, (*string)(&f.PullPolicy), "image-pull-policy", "", "", "when nodes pull the image: Always, IfNotPresent or Never (unset: Kubernetes' own rule)", "Always", "IfNotPresent", "Never")
	flags.StringVar(&f.Claim, "claim", "", "PersistentVolumeClaim, ReadWriteMany, where the tiles meet")
	flags.StringVar(&f.storage, "storage", "", "size of a claim to make instead, as 10Gi")
	flags.StringVar(&f.StorageClass, "storage-class", "", "storage class of the claim that --storage makes (unset: the cluster's default)")
	flags.IntVar(&f.Parallelism, "parallelism", 64, "tiles rendered at the same time")
	flags.StringVar(&f.cpu, "cpu", "1", "processors of a tile, as 2 or 500m")
	flags.StringVar(&f.memory, "memory", "", "memory of a tile, as 2Gi (unset: by the size of tile and scene, at least 512Mi)")
	flags.IntVar(&f.gpu, "gpu", 0, "GPUs of a tile, nvidia.com/gpu (unset: none)")
	flags.StringArrayVar(&f.limits, "limit", nil, "anything else of a tile, as amd.com/gpu=1; or what it may use beyond --cpu and --memory, as cpu=4; may be repeated")
	flags.IntVar(&f.Retries, "retries", 2, "tries of a tile after its first one has failed")
	flags.DurationVar(&f.Deadline, "deadline", 24*time.Hour, "time for all tiles together")
	flags.DurationVar(&f.ttl, "ttl", 0, "time after which finished Jobs are deleted (unset: keep them)")
	flags.StringArrayVar(&f.nodeSelector, "node-selector", nil, "label of the nodes to use, as kubernetes.io/arch=arm64; may be repeated")
	flags.StringArrayVar(&f.tolerations, "toleration", nil, "taint to tolerate, as spot=true:NoSchedule; may be repeated")
	flags.StringVar(&f.PriorityClass, "priority-class", "", "priority class of the pods (unset: the cluster's default)")
	flags.StringVar(&f.Queue, "queue", "", "LocalQueue of Kueue to wait in")
	flags.BoolVar(&f.NoDisrupt, "no-disrupt", false, "ask cluster autoscalers not to move running tiles")
}

// ofCluster reports whether a flag means nothing with --local.
func ofCluster(flag string) bool {
	var scratch clusterFlags
	flags := pflag.NewFlagSet("", pflag.ContinueOnError)
	scratch.add(flags)
	switch flag {
	case "name":
		return false // names the picture too
	case "dry-run", "output", "detach", "timeout", "scene-path", "scene-image", "film-image":
		return true
	}
	return flags.Lookup(flag) != nil
}

// imageRef is the image that pods run if --image is the one given, "" if nobody said.
func imageRef(flag string) string {
	return cmp.Or(flag, os.Getenv("MOSAIC_IMAGE"), image)
}

// options is the flags as values, checked against the spec.
func (f clusterFlags) options(r request, namespace string, set *pflag.FlagSet) (job.Options, error) {
	var errs []error
	note := func(err error) {
		if err != nil {
			errs = append(errs, err)
		}
	}
	quantity := func(flag, text, example string) (q resource.Quantity) {
		if text == "" {
			return q
		}
		q, err := resource.ParseQuantity(text)
		if err != nil {
			note(fmt.Errorf("--%s %q is no quantity: give one as %s", flag, text, example))
			q = resource.MustParse("1Gi") // of which nothing more is to be said
		}
		return q
	}
	o := f.Options
	o.Name, o.Namespace, o.Scene = r.name, namespace, r.scene.arg
	o.Image, o.Output, o.ImageOptions = imageRef(cmp.Or(f.mosaicImage, f.Image)), imageFile(r.to), r.image
	if program := r.scene.program; program != nil {
		o.Image, o.Renderer, o.WritableRoot = imageRef(f.mosaicImage), f.Image, program.Engine.WritableRoot
		o.MinTileTime, o.MaxTileTime = r.engine.minTime, r.engine.maxTime
		if o.Renderer == "" {
			note(fmt.Errorf("no image that has %s: give --image REFERENCE of one", program.Program()))
		}
	}
	r.engine.inPlace.place(&o)
	o.FPS = r.frames.motion.FPS
	if r.film != "" && r.frames.filmImage != "" {
		o.FilmImage, o.Film = r.frames.filmImage, filmFile(r.film)
	}
	o.CPU = quantity("cpu", f.cpu, "2 or 500m")
	o.Memory = quantity("memory", f.memory, "1Gi")
	o.Storage = quantity("storage", f.storage, "10Gi")
	if f.memory == "" {
		o.Memory = r.tileMemory()
	}
	if set.Changed("ttl") {
		o.TTL = &f.ttl
	}
	var err error
	o.NodeSelector, err = parsePairs("--node-selector", f.nodeSelector)
	note(err)
	o.Tolerations, err = parseTolerations(f.tolerations)
	note(err)
	o.Limits, err = parsePairs("--limit", f.limits)
	note(err)
	if f.gpu != 0 {
		o.Limits = maps.Clone(o.Limits)
		if o.Limits == nil {
			o.Limits = map[string]string{}
		}
		o.Limits["nvidia.com/gpu"] = strconv.Itoa(f.gpu)
	}
	note(o.Validate(r.spec))
	if len(errs) > 0 {
		return o, codedError{exitUsage, errors.Join(errs...)}
	}
	return o, nil
}

// tileMemory is the memory of a tile if nobody says how much.
func (r request) tileMemory() resource.Quantity {
	if r.scene.program == nil {
		return job.TileMemory(r.spec, r.scene.size())
	}
	need := job.TileMemory(r.spec, 0)
	if own, err := resource.ParseQuantity(r.scene.program.Engine.Memory); err == nil {
		need.Add(own)
	}
	return need
}

func (r request) runInCluster(cmd *cobra.Command, kube *genericclioptions.ConfigFlags) error {
	switch r.dryRun {
	case "client":
		run, err := r.clusterRun(namespace(kube), cmd)
		if err != nil {
			return err
		}
		if run.Upload != nil {
			fmt.Fprintf(cmd.ErrOrStderr(), "warning: the scene is too large for a ConfigMap: the pods expect its files on the volume, each at %s\n", render.AssetPath("ITS-SHA256"))
		}
		return printObjects(cmd.OutOrStdout(), r.output, "dry run", run.Objects())
	case "server":
		return r.dryRunInCluster(cmd, kube)
	}
	c, err := connect(kube)
	if err != nil {
		return err
	}
	return r.follow(c, cmd)
}

// clusterRun is the render as a cluster runs it.
func (r request) clusterRun(namespace string, cmd *cobra.Command) (cluster.Run, error) {
	o, err := r.cluster.options(r, namespace, cmd.Flags())
	if err != nil {
		return cluster.Run{}, err
	}
	files, upload, err := r.scene.carried(r.spec)
	return cluster.Run{Spec: r.spec, Files: files, Upload: upload, Options: o}, err
}

// dryRunInCluster has the objects checked by the cluster, and prints them.
func (r request) dryRunInCluster(cmd *cobra.Command, kube *genericclioptions.ConfigFlags) error {
	ctx := cmd.Context()
	c, err := connect(kube)
	if err != nil {
		return err
	}
	if r.scene.inPlace {
		if r, err = r.withFiles(ctx, c, reporter(cmd.ErrOrStderr()), cmd); err != nil {
			return err
		}
	}
	run, err := r.clusterRun(c.Namespace, cmd)
	if err != nil {
		return err
	}
	if err := c.Check(ctx, run); err != nil {
		return err
	}
	objects, err := c.DryRun(ctx, run.Objects())
	if err != nil {
		return err
	}
	return printObjects(cmd.OutOrStdout(), r.output, "server dry run", objects)
}

// follow starts the run and, unless told otherwise, waits for its image.
func (r request) follow(c *cluster.Cluster, cmd *cobra.Command) error {
	view := live.Options{Name: r.name, Columns: r.spec.Plan.Columns()}
	if r.scene.inPlace {
		view.Name = r.cluster.Name // another depends on the files
	}
	ctx, p := r.watch.watch(cmd, view, true)
	defer p.Close()
	if r.timeout > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeout(ctx, r.timeout)
		defer stop()
	}
	if r.scene.inPlace {
		var err error
		if r, err = r.withFiles(ctx, c, p, cmd); err != nil {
			return err
		}
	}
	run, err := r.clusterRun(c.Namespace, cmd)
	if err != nil {
		return err
	}
	if err := c.Start(ctx, run, p); err != nil {
		p.Close()
		return unfinished{name: run.Options.Name, timeout: r.timeout}.notStarted(ctx, err)
	}
	if r.detach {
		p.Note("the render %s goes on\n%s", run.Options.Name, unfinished{name: run.Options.Name, namespace: run.Options.Namespace}.hints())
		p.Close()
		fmt.Fprintln(cmd.OutOrStdout(), run.Options.Name)
		return nil
	}
	to, made := r.destination(), ""
	err = c.Finish(ctx, run, to.brought(), p)
	if err == nil {
		made, err = to.finish(ctx, p)
	}
	p.Close()
	if err != nil {
		return unfinished{run.Options.Name, run.Options.Namespace, "the same command with --name " + run.Options.Name, r.timeout}.explain(ctx, err)
	}
	fmt.Fprintln(cmd.OutOrStdout(), made)
	return nil
}
