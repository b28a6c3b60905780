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

	"mosaic/pkg/film"
	"mosaic/pkg/live"
	"mosaic/pkg/progress"
	"mosaic/pkg/status"
)

// Sizes of the page, in characters.
const (
	twoColumns = 140 // from this width on the tiles stand beside the facts
	factsWidth = 78
	gridHeight = 40
)

// page tells the story in lines of at most width columns.
func (s story) page(o live.Options, width int) string {
	if s.render == nil {
		return s.facts(width) + "\nThe Jobs of the render are gone, and what they knew with them. If its picture\n" +
			"was made, kubectl mosaic fetch " + s.name + " brings it; kubectl mosaic retry " + s.name + "\nrenders what is missing.\n"
	}
	if s.notFound == nil && s.found.Spec != nil {
		o.Columns = s.found.Spec.Plan().Columns()
	}
	if width < twoColumns {
		return s.facts(width) + s.why(o, width) + s.grid(o, width) + s.slowest() + s.failures(width)
	}
	left := lipgloss.NewStyle().Width(factsWidth + 2).Render(s.facts(factsWidth) + s.why(o, factsWidth) + s.slowest())
	both := lipgloss.JoinHorizontal(lipgloss.Top, left, strings.TrimPrefix(s.grid(o, width-factsWidth-4), "\n"))
	lines := strings.Split(both, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n") + "\n" + s.failures(width)
}

// facts is what is rendered, how, and when, a line each.
func (s story) facts(width int) string {
	var b strings.Builder
	fact := func(name, format string, a ...any) {
		const column = 13
		text := live.Fold(fmt.Sprintf(format, a...), width-column)
		fmt.Fprintf(&b, "%-*s%s\n", column, name+":", strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", column)))
	}
	fact("Name", "%s", s.name)
	if r := s.render; r != nil {
		fact("Namespace", "%s", r.Namespace)
		fact("Status", "%s", s.state())
		fact("Scene", "%s", orNone(r.Scene))
	}
	s.madeFrom(fact)
	r := s.render
	if r == nil {
		return b.String()
	}
	fact("Output", "%s", s.output())
	fact("Created", "%s (%s ago)", r.Created.Format(time.RFC1123Z), duration.HumanDuration(s.now.Sub(r.Created)))
	if !r.Finished.IsZero() {
		fact("Finished", "%s (after %s)", r.Finished.Format(time.RFC1123Z), progress.Duration(r.Finished.Sub(r.Created)))
	}
	attempts := 0
	for i := range r.Tiles {
		attempts += r.Tiles[i].Attempts
	}
	fact("Tries", "%d pods for %d tiles", attempts, len(r.Tiles))
	fact("CPU-hours", "%.3g, by what the pods asked for", r.CPUSeconds/3600)
	return b.String()
}

// state is the state, how far it is, and how long it still takes.
func (s story) state() string {
	r := *s.render
	text := fmt.Sprintf("%s, %d/%d tiles", r.State, r.Count(status.Done), len(r.Tiles))
	if n := r.Count(status.Lost); n > 0 {
		text += fmt.Sprintf(", %d failed", n)
	}
	if r.Left > 0 {
		text += ", about " + progress.Duration(r.Left) + " left"
	}
	if still := r.Still(s.now); still > time.Minute {
		text += ", nothing has happened for " + progress.Duration(still)
	}
	return text
}

// madeFrom is the values of the spec and of the options.
func (s story) madeFrom(fact func(name, format string, a ...any)) {
	if s.notFound != nil {
		fact("Spec", "cannot be read: %v", s.notFound)
		return
	}
	if spec := s.found.Spec; spec != nil {
		p := spec.Plan()
		fact("Image", "%dx%d pixels, %s, depth %d, seed %d", spec.Width, spec.Height, spec.Sampling(), spec.MaxDepth, spec.Seed)
		if spec.Layers != 0 {
			fact("Layers", "%v", spec.Layers)
		}
		fact("Tiles", "%d of %dx%d pixels, %d across and %d down", p.Len(), p.Size, p.Size, p.Columns(), p.Rows())
		fact("Engine", "%s, scene %s, spec %s", spec.Engine, spec.Scene[:12], spec.Hash()[:12])
	} else {
		fact("Spec", "its ConfigMap is gone")
	}
	o := s.found.Options
	if o.View != (film.View{}) {
		fact("View", "%v", o.View)
	}
	parallelism := o.Parallelism
	if s.render != nil {
		parallelism = s.render.Parallelism
	}
	fact("Pods", "%d at a time, %s cpu, %s memory, %s of a tile, image %s", parallelism, &o.CPU, &o.Memory, retries(o.Retries), o.Image)
}

func retries(n int) string {
	if n == 1 {
		return "1 retry"
	}
	return fmt.Sprintf("%d retries", n)
}

// output is where the image is, or will be.
func (s story) output() string {
	if s.notFound != nil {
		return orNone(s.render.Output)
	}
	return fmt.Sprintf("%s on the claim %s", s.render.Output, s.found.Options.ClaimName())
}

// why is what keeps the render from moving, or why it failed.
func (s story) why(o live.Options, width int) string {
	lines := o.Why(*s.render, width, s.now)
	if len(lines) == 0 {
		return ""
	}
	return "\nWhy:\n" + strings.Join(lines, "\n") + "\n"
}

// grid is the tiles as a picture.
func (s story) grid(o live.Options, width int) string {
	rows, legend := o.Grid(*s.render, width-2, gridHeight)
	if len(rows) == 0 {
		return ""
	}
	return "\nTiles:\n  " + strings.Join(rows, "\n  ") + "\n\n  " + legend + "\n"
}

// slowest is the tiles that took longest, those that are being rendered among them.
func (s story) slowest() string {
	type tile struct {
		index  int
		took   time.Duration
		so     string
		status status.Tile
	}
	var all []tile
	for i, t := range s.render.Tiles {
		switch {
		case t.Took > 0:
			all = append(all, tile{i, t.Took, "", t})
		case !t.Started.IsZero():
			all = append(all, tile{i, s.now.Sub(t.Started), " so far", t})
		}
	}
	if len(all) == 0 {
		return ""
	}
	slices.SortStableFunc(all, func(a, b tile) int { return cmp.Compare(b.took, a.took) })
	var b strings.Builder
	b.WriteString("\nSlowest tiles:\n")
	w := tabwriter.NewWriter(&b, 0, 8, 3, ' ', 0)
	fmt.Fprintln(w, "  TILE\tTIME\tTRIES\tNODE")
	for _, t := range all[:min(len(all), mostSlow)] {
		fmt.Fprintf(w, "  %d\t%s%s\t%d\t%s\n", t.index, progress.Duration(t.took), t.so, t.status.Attempts, orNone(t.status.Node))
	}
	_ = w.Flush() // to a strings.Builder
	return b.String()
}

// failures is the tiles that failed, with what they said last.
func (s story) failures(width int) string {
	if len(s.failed) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("\nFailed tiles:\n")
	for _, f := range s.failed {
		head := failure(s.render.Tiles[f.index], f)
		fmt.Fprintf(&b, "  %s\n", strings.ReplaceAll(live.Fold(head, width-4), "\n", "\n    "))
		for _, line := range f.log {
			fmt.Fprintf(&b, "    | %s\n", line)
		}
		if f.noLog != "" {
			fmt.Fprintf(&b, "    (%s)\n", f.noLog)
		}
	}
	lost := s.render.Count(status.Lost)
	if more := lost + s.render.Count(status.Retrying) - len(s.failed); more > 0 {
		fmt.Fprintf(&b, "  and %d more\n", more)
	}
	if lost > 0 {
		fmt.Fprintf(&b, "  %s\n", live.Fold("all that failed for good: "+status.List(s.render.Tiles, status.Lost), width-4))
		fmt.Fprintf(&b, "  to render them again: kubectl mosaic retry %s\n", s.name)
	}
	return b.String()
}

// failure is how a tile failed, without what its log says.
func failure(t status.Tile, f failedTile) string {
	head := fmt.Sprintf("tile %d ", f.index)
	switch {
	case t.Phase == status.Lost:
		head += fmt.Sprintf("failed for good after %d tries, the last", t.Attempts)
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
