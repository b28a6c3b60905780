package scene

import (
	"fmt"
	"strings"
)

// A Fault is one thing wrong with a scene file.
type Fault struct {
	File      string
	Line, Col int    // from 1; 0 if unknown
	Field     string // its path, such as "objects[3].radius"; "" is the file as a whole
	Problem   string // what is wrong, and what to type instead
}

// Error is the fault in one line: FILE:LINE:COL: FIELD: PROBLEM.
func (f Fault) Error() string {
	var b strings.Builder
	b.WriteString(f.File)
	for _, n := range []int{f.Line, f.Col} {
		if n > 0 {
			fmt.Fprintf(&b, ":%d", n)
		}
	}
	b.WriteString(": ")
	if f.Field != "" {
		b.WriteString(f.Field + ": ")
	}
	b.WriteString(f.Problem)
	return b.String()
}

// Faults is everything wrong with a scene file, in the order of its lines.
// Beyond MaxFaults the last one tells how many more there are.
type Faults []Fault

// Error is a line for each fault.
func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.Error()
	}
	return strings.Join(lines, "\n")
}
