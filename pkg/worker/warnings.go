package worker

import (
	"slices"
	"strings"

	"mosaic/pkg/render"
)

// Warnings is what a tile warned of, each once, as much as Kubernetes keeps.
type Warnings []string

// Add adds a warning.
func (w *Warnings) Add(text string) {
	if len(text) > render.MaxWarning {
		text = strings.ToValidUTF8(text[:render.MaxWarning], "") + "..."
	}
	if len(*w) < render.MaxWarnings && !slices.Contains(*w, text) {
		*w = append(*w, text)
	}
}
