package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"mosaic/pkg/command"
	"mosaic/pkg/engine"
	"mosaic/pkg/film"
	"mosaic/pkg/live"
	"mosaic/pkg/local"
	"mosaic/pkg/model"
	"mosaic/pkg/progress"
	"mosaic/pkg/render"
	"mosaic/pkg/scene"
	"mosaic/pkg/settings"
	"mosaic/pkg/tile"
	"mosaic/pkg/worker"
)

// renderFlags is what the user typed after "render SCENE".
type renderFlags struct {
	size   string
	frame  settings.Frame // but for the size
	tracer settings.Tracer
	frames frameFlags

	to       string
	bitDepth int
	layers   string
	view     viewFlags

	local   bool
	workers int
	tile    int

	preview bool

	engine  engineFlags
	cluster clusterFlags
	watch   watchFlags
	dryRun  string
	output  string
	detach  bool
	timeout time.Duration
}

func newRender(kube *genericclioptions.ConfigFlags) *cobra.Command {
	var f renderFlags
	cmd := &cobra.Command{
		Use:   "render SCENE [--to FILE] [--local]",
		Short: "Render a scene to a picture",
		Long: `Render a scene to a picture, in the cluster of the kubeconfig or, with --local,
on this machine. SCENE is a scene file, a model (` + strings.Join(scene.ModelExtensions(), ", ") + `)
or one of ` + live.Wrap(builtins()+".", helpWidth-len("or one of "), 0) + `

In a cluster the tiles meet on a shared volume, which --claim or --storage says.
The same command again takes up a render that was left: what is done is not
done again.`,
		Example: `  # On this machine
  kubectl mosaic render builtin:room --local

  # In a cluster, 20 tiles at a time, on a volume that is there
  kubectl mosaic render scene.yaml --claim tiles --parallelism 20 --to scene.exr

  # The objects, to be applied by hand: the picture appears on the volume
  kubectl mosaic render scene.yaml --claim tiles --dry-run=client -o yaml |
    kubectl apply -f -`,
		Args: oneScene,
		RunE: func(cmd *cobra.Command, args []string) error {
			defer f.confine()()
			r, err := f.request(subjectOf(cmd, args), cmd.Flags(), !f.local)
			if err != nil {
				return err
			}
			return r.run(cmd, kube)
		},
	}
	f.add(cmd.Flags())
	return cmd
}

func (f *renderFlags) add(flags *pflag.FlagSet) {
	flags.SortFlags = false
	section(flags, "Picture", func(flags *pflag.FlagSet) {
		f.addFile(flags)
		f.addPicture(flags)
	})
	section(flags, "Frames", f.frames.add)
	section(flags, "Engine", f.engine.add)
	section(flags, "On this machine", f.addMachine)
	section(flags, "In a cluster", f.cluster.add)
	section(flags, "Waiting and output", f.addOutput)
	section(flags, "While it goes", f.watch.add)
}

// addFile is the flags of the picture's file.
func (f *renderFlags) addFile(flags *pflag.FlagSet) {
	toVar(flags, &f.to, "NAME.png")
	flags.IntVar(&f.bitDepth, "bit-depth", 0, "bits a channel: "+film.DepthHelp()+" (unset: the format's own)")
	flags.StringVar(&f.layers, "layers", "", "also write these into the "+film.Extensions(film.Format.HoldsChannels)+": `LIST` out of "+strings.Join(render.LayerNames(), ",")+" (unset: none)")
	f.view.add(flags, "the scene's")
}

// addPicture is the flags that decide the pixels and the plan.
func (f *renderFlags) addPicture(flags *pflag.FlagSet) {
	flags.StringVar(&f.size, "size", "", "width and height in pixels, as 1920x1080 (unset: the scene's)")
	addSettings(flags, f.tracer.Table(), "the scene's")
	addSettings(flags, f.frame.Table(), "the scene's")
}

func (f *renderFlags) addMachine(flags *pflag.FlagSet) {
	flags.BoolVar(&f.local, "local", false, "render on this machine")
	flags.IntVar(&f.workers, "workers", 0, "with --local: processors to use (unset: all)")
	flags.IntVar(&f.tile, "tile", -1, "with --local: render this one tile, to an OpenEXR file")
	flags.BoolVar(&f.preview, "preview", false, "with --local: show the picture itself as it grows, on a terminal with colours")
}

func (f *renderFlags) addOutput(flags *pflag.FlagSet) {
	enumVar(flags, &f.dryRun, "dry-run", "", "none", "try without doing: none, client (print the objects) or server (have them checked too)", "none", "client", "server")
	enumVar(flags, &f.output, "output", "o", "", "format of the objects of --dry-run: yaml, json or name", "yaml", "json", "name")
	flags.BoolVar(&f.detach, "detach", false, "return when the Jobs are made")
	flags.DurationVar(&f.timeout, "timeout", 0, "wait no longer than this; the render goes on (unset: as long as it takes)")
}

// A request is a render that has been checked as far as this machine can.
type request struct {
	renderFlags
	subject  subject
	given    renderFlags // as they were typed
	scene    sceneFile
	settings model.Image // the scene's, with the flags
	spec     render.Spec
	image    film.ImageOptions // of the picture
	film     string            // that the frames become; "" is none
	name     string            // of the render
}

// request turns the flags into a request, and checks those of the cluster too
// if it is to run there. It reports all faults at once.
func (f renderFlags) request(what subject, set *pflag.FlagSet, inCluster bool) (request, error) {
	var errs []error
	note := func(err error) {
		if err != nil {
			errs = append(errs, err)
		}
	}
	s, err := f.engine.open(what)
	note(err)
	r := request{renderFlags: f, subject: what, given: f, scene: s}
	if inCluster {
		r.scene.model = nil // pods read it again
	}
	var badTo error
	if f.tile < 0 {
		called := cmp.Or(f.cluster.Name, s.name)
		if r.to == "" && f.frames.filmImage != "" && f.frames.list != "" && (f.detach || f.dryRun != "none") {
			r.to = called + ".mp4" // nothing is fetched
		}
		r.to, r.film, badTo = f.frames.pictures(r.to, called)
		note(badTo)
		if badTo == nil {
			note(f.frames.checkFilm(f.to, r.film))
		}
	}
	if r.to == "" {
		r.to = f.defaultTo(s)
	}
	r.image.BitDepth = f.bitDepth
	var badView error
	r.image.View, badView = f.view.over(s.image.View, r.to, set)
	note(badView)
	r.settings, err = f.over(s.image, set)
	format, _, badFormat := r.image.Check(r.to, r.settings.Width, r.settings.Height)
	if badTo == nil { // or that is all there is to say
		note(badFormat)
	}
	if s.program != nil && len(errs) == 0 {
		program, bad := f.settle(*s.program, format, r.settings.Frame, set)
		s.program, err = &program, errors.Join(err, bad)
	}
	spec, badSpec := f.spec(s, r.settings, set)
	err = errors.Join(err, badSpec)
	note(err)
	r.spec = spec
	if err == nil && spec.Frames != "" && s.model != nil { // clips are read when they play
		_, badMoment := s.files.SceneAt(engine.Moment(spec, f.frames.motion, 0))
		note(badMoment)
	}
	if layers := render.LayersIn(spec.Channels); layers != 0 && badFormat == nil && !format.Channels {
		to := film.Select(film.Format.HoldsChannels)[0]
		note(fmt.Errorf("--layers %s go into an %s file: give --to a name that ends in %s, as %s", layers, to.Name,
			film.Extensions(film.Format.HoldsChannels), strings.TrimSuffix(r.to, filepath.Ext(r.to))+to.Extensions[0]))
	}
	if r.name = f.cluster.Name; r.name == "" && err == nil {
		r.name = generatedName(r)
	}
	note(f.checkTogether(set))
	if err == nil && f.tile >= spec.Plan.Len() {
		note(fmt.Errorf("--tile %d: the plan has tiles 0 to %d", f.tile, spec.Plan.Len()-1))
	}
	if badFormat == nil && badTo == nil && f.dryRun == "none" && !f.detach {
		note(r.destination().writable())
	}
	if err == nil && inCluster {
		_, err = f.cluster.options(r, "default", set)
		note(err)
	}
	if len(errs) > 0 {
		return request{}, codedError{exitUsage, errors.Join(errs...)}
	}
	return r, nil
}

// over is what the scene asks of the image, with those flags that were given.
func (f renderFlags) over(image model.Image, set *pflag.FlagSet) (model.Image, error) {
	var err error
	if set.Changed("size") {
		image.Width, image.Height, err = parseSize(f.size)
	}
	takeSettings(image.Frame.Table(), f.frame.Table(), set)
	takeSettings(image.Tracer.Table(), f.tracer.Table(), set)
	return image, errors.Join(err, image.Tracer.Table().Check())
}

// spec is the spec of a scene's image.
func (f renderFlags) spec(s sceneFile, image model.Image, set *pflag.FlagSet) (render.Spec, error) {
	spec := render.Spec{
		Version: render.Version, Engine: engine.Tracer(image.Tracer, f.frames.motion), Scene: s.digest(),
		Plan: tile.Plan{Width: image.Width, Height: image.Height, Frames: 1, Size: image.TileSize},
	}
	multiple := 1
	if s.program != nil {
		multiple = s.program.Engine.Multiple
		spec.Engine, spec.Channels = engine.Command(*s.program), []string{render.AnyChannel}
	}
	if err := f.frames.plan(&spec, multiple, set); err != nil || s.program != nil {
		return spec, errors.Join(err, spec.Validate())
	}
	layers, err := render.ParseLayers(f.layers)
	if err != nil {
		return spec, fmt.Errorf("--layers: %w", err)
	}
	spec.Channels = layers.SortedChannels()
	return spec, spec.Validate()
}

// defaultTo is NAME.png, the name being the render's or else the scene's; a
// tile is NAME-tile-000042.exr.
func (f renderFlags) defaultTo(s sceneFile) string {
	name := f.cluster.Name
	if name == "" {
		name = s.name
	}
	if f.tile >= 0 {
		return fmt.Sprintf("%s-tile-%06d.exr", name, f.tile)
	}
	return name + ".png"
}

// checkTogether finds flags that mean nothing, or opposite things, together.
func (f renderFlags) checkTogether(set *pflag.FlagSet) error {
	var errs []error
	fail := func(format string, a ...any) { errs = append(errs, fmt.Errorf(format, a...)) }
	if f.local {
		set.Visit(func(flag *pflag.Flag) {
			if ofCluster(flag.Name) {
				fail("--%s is of a cluster: leave it out, or leave out --local", flag.Name)
			}
		})
	} else {
		for _, name := range []string{"workers", "tile", "preview"} {
			if set.Changed(name) {
				fail("--%s is of this machine: add --local", name)
			}
		}
	}
	if f.workers < 0 || f.workers > 4096 {
		fail("--workers %d: it must lie between 0 (all processors) and 4096", f.workers)
	}
	if f.tile < 0 && set.Changed("tile") {
		fail("--tile %d: tiles are numbered from 0", f.tile)
	}
	if f.tile >= 0 && f.to != "" && !strings.EqualFold(filepath.Ext(f.to), ".exr") {
		fail("--tile writes an OpenEXR file: give --to a name that ends in .exr")
	}
	if f.tile >= 0 && f.bitDepth != 0 && f.bitDepth != 32 {
		fail("--tile writes 32 bits a channel, not %d: leave out --bit-depth", f.bitDepth)
	}
	if err := checkEnums(set); err != nil {
		errs = append(errs, err)
	}
	if f.dryRun == "none" && f.output != "" {
		fail("-o %s prints the objects of a dry run: add --dry-run=client", f.output)
	}
	if in := f.engine.inPlace; in.given() && set.Changed("dry-run") && f.dryRun == "client" {
		fail("--dry-run=client asks no cluster, and what %s has is known there alone: use --dry-run=server", in.flag())
	}
	if err := f.watch.options().Validate(); err != nil {
		errs = append(errs, err)
	}
	if f.timeout < 0 {
		fail("--timeout %v: give a time as 30m", f.timeout)
	}
	return errors.Join(errs...)
}

// confine keeps this process to so many processors as --workers says, for
// reading the scene and all else too. What it returns takes that back.
func (f *renderFlags) confine() (release func()) {
	all := runtime.GOMAXPROCS(0)
	if f.workers > 0 {
		runtime.GOMAXPROCS(min(f.workers, all))
	}
	return func() { runtime.GOMAXPROCS(all) }
}

func (r request) run(cmd *cobra.Command, kube *genericclioptions.ConfigFlags) error {
	if !r.local {
		return r.runInCluster(cmd, kube)
	}
	o := live.Options{Name: r.name, Columns: r.spec.Plan.Columns()}
	if r.preview {
		o.Picture = live.NewPicture(r.spec.Plan, r.image.View)
	}
	ctx, p := r.watch.watch(cmd, o, false)
	defer p.Close()
	if err := r.runHere(ctx, p, o.Picture); err != nil {
		return err
	}
	made, err := r.destination().finish(ctx, p)
	if err != nil {
		return err
	}
	p.Close()
	fmt.Fprintln(cmd.OutOrStdout(), made)
	return nil
}

// destination is what the render becomes on this machine.
func (r request) destination() destination {
	d := destination{path: r.to, film: r.film, made: r.frames.filmImage != "", rate: r.frames.motion.Rate()}
	if r.tile < 0 {
		d.frames, _ = render.ParseFrames(r.spec.Frames) // it was checked with the spec
	}
	return d
}

func (r request) runHere(ctx context.Context, p progress.Reporter, preview *live.Picture) error {
	x := local.Executor{Workers: r.workers, Name: r.name}
	if preview != nil {
		x.Tiled = func(path string) { _ = preview.Add(path) } // the merge finds out what is wrong with a tile
	}
	for _, w := range r.frames.warnings(r.scene.model) {
		p.Note("warning: %s", w)
	}
	dir, err := os.MkdirTemp("", "mosaic-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	x.Alone = r.scene.program != nil && r.scene.program.Threaded()
	e, err := r.open(dir)
	if err != nil {
		return err
	}
	if r.tile >= 0 {
		return x.Tile(ctx, r.spec, e, r.tile, r.to, p)
	}
	return x.Render(ctx, r.spec, e, r.to, r.image, p)
}

// open prepares the engine, which may lay files into the folder.
func (r request) open(dir string) (worker.Engine, error) {
	if r.scene.program == nil && r.spec.Frames == "" {
		return engine.New(r.spec, r.scene.model) // it has been read already
	}
	return engine.Open(r.spec, r.scene.files, command.Options{
		Folder: filepath.Join(dir, "scene"), Scratch: dir, MinTime: r.engine.minTime, MaxTime: r.engine.maxTime,
	})
}
