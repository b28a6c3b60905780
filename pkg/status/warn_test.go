package status

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mosaic/pkg/progress"
	"mosaic/pkg/render"
)

// A notebook keeps notes.
type notebook struct{ notes []string }

func (n *notebook) Step(string)           {}
func (n *notebook) Count(progress.Counts) {}
func (n *notebook) Done(string, ...any)   {}
func (n *notebook) Note(format string, a ...any) {
	n.notes = append(n.notes, fmt.Sprintf(format, a...))
}

func TestWarnings(t *testing.T) {
	var n notebook
	var w Warner
	r := Render{Tiles: make([]Tile, 6)}
	for i := range r.Tiles {
		r.Tiles[i].Warnings = append(r.Tiles[i].Warnings, "no wood")
		if i == 1 {
			r.Tiles[i].Warnings = append(r.Tiles[i].Warnings, render.AllBlack, "no stone")
		}
		w.Tell(&n, r)
	}
	if diff := cmp.Diff([]string{"warning: tile 0: no wood", "warning: tile 1: no stone"}, n.notes); diff != "" {
		t.Errorf("told (-want +got)\n%s", diff)
	}
	var all []string
	for _, warning := range r.Warnings() {
		all = append(all, warning.String())
	}
	if want, got := "tiles 0, 1, 2 and 3 more: no wood|tile 1: no stone", strings.Join(all, "|"); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for i := range r.Tiles {
		r.Tiles[i].Warnings = []string{render.AllBlack}
	}
	if all := r.Warnings(); len(all) != 1 || all[0].Text != render.AllBlack {
		t.Errorf("%v of a picture without any light", all)
	}
}
