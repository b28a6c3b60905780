package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"charm.land/lipgloss/v2"
	"k8s.io/apimachinery/pkg/util/duration"

	"mosaic/pkg/engine"
	"mosaic/pkg/film"
	"mosaic/pkg/live"
	"mosaic/pkg/progress"
	"mosaic/pkg/render"
	"mosaic/pkg/status"
)

// Sizes of the page, in characters.
const (
	twoColumns = 140 // from this width on the tiles stand beside the facts
	factsWidth = 78
	gridHeight = 40
)

// page is the description in lines of at most width columns.
func (d description) page(o live.Options, width int) string {
	if d.render == nil {
		return d.facts(width) + "\nThe Jobs of the render are gone, and what they knew with them. If its picture\n" +
			"was made, kubectl mosaic fetch " + d.name + " brings it; kubectl mosaic retry " + d.name + "\nrenders what is missing.\n"
	}
	if d.notFound == nil && d.found.Spec != nil {
		o.Columns = d.found.Spec.Plan.Columns()
	}
	if width < twoColumns {
		return d.facts(width) + d.why(o, width) + d.warnings(width) + d.grid(o, width) + d.slowest() + d.failures(width)
	}
	left := lipgloss.NewStyle().Width(factsWidth + 2).Render(d.facts(factsWidth) + d.why(o, factsWidth) + d.warnings(factsWidth) + d.slowest())
	both := lipgloss.JoinHorizontal(lipgloss.Top, left, strings.TrimPrefix(d.grid(o, width-factsWidth-4), "\n"))
	lines := strings.Split(both, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n") + "\n" + d.failures(width)
}

// facts is what is rendered, how, and when, a line each.
func (d description) facts(width int) string {
	var b strings.Builder
	fact := func(name, format string, a ...any) {
		const column = 13
		fmt.Fprintf(&b, "%-*s%s\n", column, name+":", live.Wrap(fmt.Sprintf(format, a...), width, column))
	}
	fact("Name", "%s", d.name)
	if r := d.render; r != nil {
		fact("Namespace", "%s", r.Namespace)
		fact("Status", "%s", d.state())
		fact("Scene", "%s", orNone(r.Scene))
	}
	d.madeFrom(fact)
	r := d.render
	if r == nil {
		return b.String()
	}
	fact("Output", "%s", d.output())
	fact("Created", "%s (%s ago)", r.Created.Format(time.RFC1123Z), duration.HumanDuration(d.now.Sub(r.Created)))
	if !r.Finished.IsZero() {
		fact("Finished", "%s (after %s)", r.Finished.Format(time.RFC1123Z), progress.Duration(r.Finished.Sub(r.Created)))
	}
	attempts := 0
	for i := range r.Tiles {
		attempts += r.Tiles[i].Attempts
	}
	fact("Tries", "%s for %s", progress.Number(attempts, "pod"), progress.Number(len(r.Tiles), "tile"))
	fact("CPU-hours", "%.3g, by what the pods asked for", r.CPUSeconds/3600)
	return b.String()
}

// state is the state, how far it is, and how long it still takes.
func (d description) state() string {
	r := *d.render
	text := fmt.Sprintf("%s, %d/%d tiles", r.State, r.Count(status.Done), len(r.Tiles))
	if n := r.Count(status.TileFailed); n > 0 {
		text += fmt.Sprintf(", %d failed", n)
	}
	if r.Left > 0 {
		text += ", about " + progress.Duration(r.Left) + " left"
	}
	if still := r.Still(d.now); still > time.Minute {
		text += ", nothing has happened for " + progress.Duration(still)
	}
	return text
}

// madeFrom is the values of the spec and of the options.
func (d description) madeFrom(fact func(name, format string, a ...any)) {
	if d.notFound != nil {
		fact("Spec", "cannot be read: %v", d.notFound)
		return
	}
	if spec := d.found.Spec; spec != nil {
		p := spec.Plan
		fact("Image", "%dx%d pixels, %s", p.Width, p.Height, engine.Describe(spec.Engine))
		if layers := render.LayersIn(spec.Channels); layers != 0 {
			fact("Layers", "%v", layers)
		}
		fact("Tiles", "%v", p)
		fact("Engine", "%s, scene %s, spec %s", spec.Engine.Name, spec.Scene[:12], spec.Hash()[:12])
	} else {
		fact("Spec", "its ConfigMap is gone")
	}
	o := d.found.Options
	if o.InPlace() {
		fact("Files", "%s", o.SceneLies())
	}
	if o.View != (film.View{}) {
		fact("View", "%v", o.View)
	}
	parallelism := o.Parallelism
	if d.render != nil {
		parallelism = d.render.Parallelism
	}
	fact("Pods", "%d at a time, %s cpu, %s memory, %s of a tile, image %s", parallelism, &o.CPU, &o.Memory, progress.Number(o.Retries, "retry"), o.Image)
}

// output is where the image is, or will be.
func (d description) output() string {
	if d.notFound != nil {
		return orNone(d.render.Output)
	}
	o := d.found.Options
	where := fmt.Sprintf("%s on the claim %s", d.render.Output, o.ClaimName())
	if o.FilmImage != "" {
		where += ", and " + o.Film + " beside it, made in the image " + o.FilmImage
	}
	return where
}

// why is what keeps the render from moving, or why it failed.
func (d description) why(o live.Options, width int) string {
	lines := o.Why(*d.render, width, d.now)
	if len(lines) == 0 {
		return ""
	}
	return "\nWhy:\n" + strings.Join(lines, "\n") + "\n"
}

// warnings is what tiles warned of.
func (d description) warnings(width int) string {
	all := d.render.Warnings()
	if len(all) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("\nWarnings:\n")
	for _, w := range all {
		fmt.Fprintf(&b, "  %s\n", live.Wrap(w.String(), width, 2))
	}
	return b.String()
}

// grid is the tiles as a picture.
func (d description) grid(o live.Options, width int) string {
	rows, legend := o.Grid(*d.render, width-2, gridHeight)
	if len(rows) == 0 {
		return ""
	}
	return "\nTiles:\n  " + strings.Join(rows, "\n  ") + "\n\n  " + legend + "\n"
}

// slowest is the tiles that took longest, those that are being rendered among them.
func (d description) slowest() string {
	type tile struct {
		index  int
		took   time.Duration
		so     string
		status status.Tile
	}
	var all []tile
	for i, t := range d.render.Tiles {
		switch {
		case t.Took > 0:
			all = append(all, tile{i, t.Took, "", t})
		case !t.Started.IsZero():
			so := " so far"
			if t.Share > 0 {
				so += fmt.Sprintf(", %.0f %%", 100*t.Share)
			}
			all = append(all, tile{i, d.now.Sub(t.Started), so, t})
		}
	}
	if len(all) == 0 {
		return ""
	}
	slices.SortStableFunc(all, func(a, b tile) int { return cmp.Compare(b.took, a.took) })
	var b strings.Builder
	b.WriteString("\nSlowest tiles:\n")
	w := tabwriter.NewWriter(&b, 0, 8, 3, ' ', 0)
	fmt.Fprintln(w, "  TILE\tTIME\tMEMORY\tTRIES\tNODE")
	for _, t := range all[:min(len(all), mostSlow)] {
		memory := ""
		if t.status.Memory > 0 {
			memory = progress.Size(t.status.Memory)
		}
		fmt.Fprintf(w, "  %d\t%s%s\t%s\t%d\t%s\n", t.index, progress.Duration(t.took), t.so, orNone(memory), t.status.Attempts, orNone(t.status.Node))
	}
	_ = w.Flush() // to a strings.Builder
	return b.String()
}

// failures is the tiles that failed, with what they said last.
func (d description) failures(width int) string {
	if len(d.failed) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("\nFailed tiles:\n")
	for _, f := range d.failed {
		head := failure(d.render.Tiles[f.index], f)
		fmt.Fprintf(&b, "  %s\n", live.Wrap(head, width, 4))
		for _, line := range f.log {
			fmt.Fprintf(&b, "    | %s\n", line)
		}
		if f.noLog != "" {
			fmt.Fprintf(&b, "    (%s)\n", f.noLog)
		}
	}
	lost := d.render.Count(status.TileFailed)
	if more := lost + d.render.Count(status.Retrying) - len(d.failed); more > 0 {
		fmt.Fprintf(&b, "  and %d more\n", more)
	}
	if lost > 0 {
		fmt.Fprintf(&b, "  %s\n", live.Wrap("all that failed for good: "+status.List(d.render.Tiles, status.TileFailed), width, 2))
		fmt.Fprintf(&b, "  to render them again: kubectl mosaic retry %s\n", d.name)
	}
	return b.String()
}

// failure is how a tile failed, without what its log says.
func failure(t status.Tile, f failedTile) string {
	head := fmt.Sprintf("tile %d ", f.index)
	switch {
	case t.Phase == status.TileFailed:
		head += fmt.Sprintf("failed for good after %s, the last", progress.Number(t.Attempts, "try"))
	case t.Pod == t.FailedPod:
		head += fmt.Sprintf("waits for try %d after one", t.Attempts+1)
	default:
		head += fmt.Sprintf("is at try %d after one", t.Attempts)
	}
	if t.FailedNode != "" {
		head += " on " + t.FailedNode
	}
	reason := t.Error
	if len(f.log) > 0 {
		reason, _, _ = strings.Cut(reason, ": ") // the rest is what the log says
	}
	return head + ": " + orNone(reason)
}
