package worker

import (
	"fmt"
	"strings"
	"testing"

	"mosaic/pkg/render"
)

func TestWarningsAreFew(t *testing.T) {
	var w Warnings
	w.Add(strings.Repeat("é", render.MaxWarning))
	for i := range 100 {
		w.Add(fmt.Sprint("warning ", i%7))
	}
	if len(w) != render.MaxWarnings || len(w[0]) > render.MaxWarning+3 || strings.Contains(w[0], "\ufffd") || w[1] != "warning 0" {
		t.Errorf("%q", w)
	}
}
