package status

import (
	"fmt"
	"slices"

	"mosaic/pkg/progress"
	"mosaic/pkg/render"
)

// A Warning is what tiles warned of, though they were rendered.
type Warning struct {
	Text  string
	Tiles []int
}

// String is as in "tile 3: wood.png is not there" or "tiles 3, 4, 7 and 60 more: ...".
func (w Warning) String() string {
	const most = 3
	name := "tile"
	if len(w.Tiles) > 1 {
		name = "tiles"
	}
	text := name
	for i, t := range w.Tiles {
		if i == most && len(w.Tiles) > most+1 {
			return fmt.Sprintf("%s and %d more: %s", text, len(w.Tiles)-i, w.Text)
		}
		if i > 0 {
			text += ","
		}
		text += fmt.Sprintf(" %d", t)
	}
	return text + ": " + w.Text
}

// MaxWarnings is how many of all warnings are told: where each tile has words of
// its own, a few say it all.
const MaxWarnings = 20

// Warnings is what tiles warned of, in their order. A black tile is none if another
// tile has light.
func (r Render) Warnings() []Warning {
	var all []Warning
	at := map[string]int{}
	for i := range r.Tiles {
		for _, text := range r.Tiles[i].Warnings {
			k, known := at[text]
			if !known && len(all) == MaxWarnings {
				continue
			}
			if !known {
				k, at[text] = len(all), len(all)
				all = append(all, Warning{Text: text})
			}
			all[k].Tiles = append(all[k].Tiles, i)
		}
	}
	return slices.DeleteFunc(all, func(w Warning) bool { return w.Text == render.AllBlack && len(w.Tiles) < len(r.Tiles) })
}

// A Warner tells each warning once, as soon as the first tile has it.
type Warner struct{ told map[string]bool }

// Tell tells what has not been told.
func (w *Warner) Tell(p progress.Reporter, r Render) {
	for _, warning := range r.Warnings() {
		if w.told[warning.Text] {
			continue
		}
		if w.told == nil {
			w.told = map[string]bool{}
		}
		w.told[warning.Text] = true
		p.Note("warning: %s", warning)
	}
}
