package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/runtime"

	"mosaic/pkg/film"
	"mosaic/pkg/forecast"
	"mosaic/pkg/job"
	"mosaic/pkg/local"
	"mosaic/pkg/progress"
	"mosaic/pkg/render"
)

// A planReport is what a render would make and take. Sizes are in bytes, times in
// seconds.
type planReport struct {
	Name     string            `json:"name"`
	Scene    string            `json:"scene"`
	Picture  planPicture       `json:"picture"`
	Grid     planGrid          `json:"grid"`
	Frames   int               `json:"frames,omitempty"`
	Engine   *planEngine       `json:"engine,omitempty"` // if it is another program
	Samples  int64             `json:"samples"`          // in all, of the path tracer
	Time     planTimes         `json:"time"`
	Pods     planPods          `json:"pods"`
	Volume   int64             `json:"volume"` // of all tiles and the picture, at most
	Config   planConfig        `json:"configMap"`
	Objects  []string          `json:"objects"`
	Warnings []forecast.Advice `json:"warnings"`
}

type planPicture struct {
	Width   int           `json:"width"`
	Height  int           `json:"height"`
	Samples int           `json:"samplesPerPixel"`
	Noise   float64       `json:"noise,omitempty"`  // at which a pixel takes no more samples
	Layers  render.Layers `json:"layers,omitempty"` // beside the colour
}

// A planGrid is how the tiles lie; those of the last column and row may be smaller.
type planGrid struct {
	Tiles      int `json:"tiles"`
	Columns    int `json:"columns"`
	Rows       int `json:"rows"`
	Size       int `json:"tileSize"`
	LastColumn int `json:"lastColumnWidth"`
	LastRow    int `json:"lastRowHeight"`
}

// planTimes are what this machine would take, with a tile's share of processors.
type planTimes struct {
	Probed int `json:"probedPixels"`
	forecast.Times
}

type planPods struct {
	AtATime int    `json:"atATime"`
	CPU     string `json:"cpu"`
	Memory  string `json:"memory"`
	Need    int64  `json:"memoryNeeded"` // by a tile, with some to spare
	Merge   int64  `json:"mergeMemory"`  // which it may use
}

type planConfig struct {
	Bytes   int    `json:"bytes"`
	Upload  bool   `json:"sceneUploaded"`       // to the volume, as it is too large
	InPlace string `json:"sceneLies,omitempty"` // where in the cluster the scene lies already; its list of files counts nothing yet
}

// report tells what the render would make and take, given what a sample costs.
func (p planned) report(cost local.Cost, program *planEngine) planReport {
	spec, image, o := p.request.spec, p.request.settings, p.options
	plan := spec.Plan
	pixels := int64(plan.Width) * int64(plan.Height)
	n := plan.Len()
	last := plan.Tile(n - 1).Rect
	r := forecast.Render{
		Plan: plan, Samples: image.Samples, Mean: cost.Mean, Dearest: cost.Dearest,
		CPUs: o.CPU.AsApproximateFloat64(), Parallelism: o.Parallelism, Memory: o.Memory.Value(),
		Deadline: o.Deadline, Storage: o.Storage.Value(),
	}
	f := planReport{
		Name: o.Name, Scene: p.request.scene.arg,
		Picture: planPicture{plan.Width, plan.Height, image.Samples, image.Noise, render.LayersIn(spec.Channels)},
		Grid:    planGrid{n, plan.Columns(), plan.Rows(), plan.Size, last.Dx(), last.Dy()},
		Engine:  program,
		Samples: r.AllSamples(),
		Volume:  p.request.bytesPerPixel() * pixels,
	}
	if spec.Frames != "" {
		f.Frames = plan.Frames
		f.Volume *= int64(plan.Frames)
	}
	if program != nil {
		f.Picture.Samples, f.Samples = 0, 0
	}
	f.Pods = planPods{
		AtATime: r.AtATime(), CPU: o.CPU.String(), Memory: o.Memory.String(),
	}
	need, merge := p.request.tileMemory(), job.MergeMemory(p.request.spec, o)
	f.Pods.Need, f.Pods.Merge = need.Value(), merge.Value()
	r.MemoryNeeded, r.Volume = f.Pods.Need, f.Volume
	f.Time = planTimes{cost.Pixels, r.Times()}
	f.Config.Upload = p.upload
	if o.InPlace() {
		f.Config.InPlace = o.SceneLies()
	}
	for i, obj := range job.Objects(spec, p.files, o) {
		if i == 0 { // the ConfigMap
			data, err := json.Marshal(obj)
			if err != nil {
				panic(err) // an object of the API
			}
			f.Config.Bytes = len(data)
		}
		f.Objects = append(f.Objects, objectName(obj))
	}
	f.Warnings = r.Advice()
	if f.Config.Upload {
		limit := resource.NewQuantity(job.MaxConfigMap, resource.BinarySI)
		f.Warnings = append(f.Warnings, forecast.Advice{
			Why: fmt.Sprintf("the scene is larger than %s: a dry run's manifest alone does not bring it to the volume", limit),
			Do:  "render without --dry-run",
		})
	}
	f.Warnings = append(f.Warnings, p.unsaid...)
	return f
}

// bytesPerPixel is what a pixel takes on the volume, at most: in its tile, as
// floats, and in the picture.
func (r request) bytesPerPixel() int64 {
	size := film.PixelSize(r.spec.Channels)
	if format, depth, err := r.image.Check(r.to, r.spec.Plan.Width, r.spec.Plan.Height); err == nil {
		size += format.PixelSize(depth, r.spec.Channels)
	}
	return int64(size)
}

// write is the report for people, in lines of at most 80 columns.
func (f planReport) write(w io.Writer) error {
	var b strings.Builder
	line := func(label, format string, a ...any) {
		b.WriteString(fmt.Sprintf("%-9s", label) + fmt.Sprintf(format, a...) + "\n")
	}
	g, t := f.Grid, f.Time
	line("render", "%s, of %s", f.Name, f.Scene)
	if f.Engine != nil {
		line("engine", "%s", f.Engine)
		line("picture", "%d x %d pixels", f.Picture.Width, f.Picture.Height)
	} else {
		line("picture", "%d x %d pixels, %s samples each: %s samples in all",
			f.Picture.Width, f.Picture.Height, grouped(int64(f.Picture.Samples)), grouped(f.Samples))
	}
	if f.Frames > 0 {
		line("frames", "%s, each such a picture", grouped(int64(f.Frames)))
	}
	if f.Picture.Noise != 0 {
		line("", "at most: a pixel takes no more when its noise is below %v", f.Picture.Noise)
	}
	if f.Picture.Layers != 0 {
		line("", "with the layers %v", f.Picture.Layers)
	}
	if g.Columns == 1 && g.Rows == 1 {
		line("tiles", "%s: each is a whole picture", grouped(int64(g.Tiles)))
	} else {
		line("tiles", "%s: %d columns x %d rows of %d x %d pixels", grouped(int64(g.Tiles)), g.Columns, g.Rows, g.Size, g.Size)
	}
	if g.Columns == 1 && g.Rows == 1 {
		// there is nothing to be said of the last ones
	} else if g.LastColumn != g.Size || g.LastRow != g.Size {
		line("", "those of the last column are %d wide, of the last row %d high", g.LastColumn, g.LastRow)
	}
	if f.Engine == nil {
		line("time", "on this machine, about %s a tile, %s at most; in all %s", forecast.Seconds(t.Tile), forecast.Seconds(t.Slowest), forecast.Seconds(t.All))
		line("", "in a cluster of such machines, about %s", forecast.Seconds(t.Render))
	}
	line("pods", "%d at a time, of %s CPU and %s memory each", f.Pods.AtATime, f.Pods.CPU, f.Pods.Memory)
	line("memory", "a tile is well off with %s; the merge may use %s", forecast.Mebibytes(f.Pods.Need), forecast.Mebibytes(f.Pods.Merge))
	line("volume", "at most %s for tiles and picture", progress.Size(f.Volume))
	if f.Config.InPlace != "" {
		line("scene", "%s", f.Config.InPlace)
		line("", "render reads there which files that are; names that are made up depend on it")
	} else if f.Config.Upload {
		line("scene", "too large for a ConfigMap: it is uploaded to the volume first")
	} else {
		line("scene", "in the ConfigMap, of %s", progress.Size(int64(f.Config.Bytes)))
	}
	line("objects", "%s", strings.Join(f.Objects, "\n         "))
	for _, a := range f.Warnings {
		b.WriteString("\nwarning: " + a.Why + "\n  type: " + a.Do + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// grouped is a number with commas between its thousands.
func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// objectName is "job.batch/room-tiles".
func objectName(obj runtime.Object) string {
	kind := obj.GetObjectKind().GroupVersionKind()
	name := strings.ToLower(kind.Kind)
	if kind.Group != "" {
		name += "." + kind.Group
	}
	if m, err := meta.Accessor(obj); err == nil {
		name += "/" + m.GetName()
	}
	return name
}
