package film

import (
	"fmt"
	"strings"
)

// A Fault is what is wrong with one tile file.
type Fault struct {
	Index int
	Err   error
}

// Faults is the error that names every tile that cannot be used.
type Faults struct {
	Tiles int // of the plan
	List  []Fault
}

// maxFaults is how many faults an error's text spells out.
const maxFaults = 10

func (f *Faults) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d of %d tiles cannot be used:", len(f.List), f.Tiles)
	for i, fault := range f.List {
		if i == maxFaults {
			fmt.Fprintf(&b, "\n  ... and %d more", len(f.List)-i)
			break
		}
		fmt.Fprintf(&b, "\n  tile %d: %v", fault.Index, fault.Err)
	}
	return b.String()
}

// Unwrap gives the faults themselves.
func (f *Faults) Unwrap() []error {
	errs := make([]error, len(f.List))
	for i, fault := range f.List {
		errs[i] = fault.Err
	}
	return errs
}
