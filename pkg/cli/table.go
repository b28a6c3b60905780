package cli

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/duration"
	"k8s.io/cli-runtime/pkg/printers"

	"mosaic/pkg/status"
)

// A table lists renders as kubectl lists objects. Printed again and again, it
// has one header and its columns keep their widths.
type table struct {
	namespaces, wide bool

	printer printers.ResourcePrinter
	w       interface {
		io.Writer
		Flush() error
	}
}

func newTable(w io.Writer, namespaces, wide bool) *table {
	return &table{
		namespaces: namespaces, wide: wide,
		printer: printers.NewTablePrinter(printers.PrintOptions{Wide: wide}),
		w:       printers.GetNewTabWriter(w),
	}
}

// print adds a row for each render.
func (t *table) print(all []status.Render, now time.Time) error {
	shown := &metav1.Table{}
	column := func(name string, priority int32) {
		shown.ColumnDefinitions = append(shown.ColumnDefinitions, metav1.TableColumnDefinition{Name: name, Type: "string", Priority: priority})
	}
	if t.namespaces {
		column("Namespace", 0)
	}
	for _, name := range []string{"Name", "Status", "Tiles", "Failed", "Active", "Left", "Age"} {
		column(name, 0)
	}
	for _, name := range []string{"Parallelism", "Scene", "Output", "Why"} {
		column(name, 1)
	}
	for _, r := range all {
		shown.Rows = append(shown.Rows, metav1.TableRow{Cells: t.row(r, now)})
	}
	if err := t.printer.PrintObj(shown, t.w); err != nil {
		return err
	}
	return t.w.Flush()
}

func (t *table) row(r status.Render, now time.Time) []any {
	left := "-"
	if r.Left > 0 {
		left = duration.HumanDuration(max(r.Left, time.Second))
	}
	total := strconv.Itoa(len(r.Tiles))
	cells := []any{ // what grows is as wide as it will be, for the rows of a watch
		r.Name, fmt.Sprintf("%-*s", len(status.Rendering), r.State), fmt.Sprintf("%-*s", 2*len(total)+1, strconv.Itoa(r.Count(status.Done))+"/"+total),
		r.Count(status.TileFailed), r.Active(), left, duration.HumanDuration(now.Sub(r.Created)),
		r.Parallelism, orNone(r.Scene), orNone(r.Output), shortWhy(r.Why),
	}
	if t.namespaces {
		return append([]any{r.Namespace}, cells...)
	}
	return cells
}

// note is what has to differ for a render to be worth another row: not the times.
func (t *table) note(r status.Render) string {
	cells := t.row(r, time.Time{})
	from := len(cells) - 6 // LEFT and AGE
	return fmt.Sprint(append(cells[:from:from], cells[from+2:]...)...)
}

// shortWhy is the kinds of causes with their counts, and the words of the first.
func shortWhy(causes []status.Cause) string {
	if len(causes) == 0 {
		return "<none>"
	}
	var kinds []string
	for _, c := range causes[1:] {
		kind := string(c.Kind)
		if c.Count > 0 {
			kind += fmt.Sprintf(" (%d)", c.Count)
		}
		kinds = append(kinds, kind)
	}
	const longest = 100
	first := []rune(strings.Join(strings.Fields(causes[0].String()), " "))
	if len(first) > longest {
		first = append(first[:longest-3:longest-3], '.', '.', '.')
	}
	return strings.Join(append([]string{string(first)}, kinds...), ", ")
}

func orNone(s string) string {
	if s == "" {
		return "<none>"
	}
	return s
}

// stuck tells of each render that does not move why, in the cluster's words,
// and what to do about it. Of one render alone it tells also why it failed.
func stuck(w io.Writer, all []status.Render, alone bool, now time.Time) {
	for _, r := range all {
		moves := r.Active() > 0 || r.State == status.Failed
		if len(r.Why) == 0 || moves && !alone {
			continue
		}
		fmt.Fprintf(w, "\n%s is %s:\n", r.Name, r.State)
		for _, line := range pageOptions(w).Why(r, columns(w), now) {
			fmt.Fprintln(w, line)
		}
	}
}
