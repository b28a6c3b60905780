// Package settings is the tables of what a user may say about a picture: each
// setting's name, limits, default and help stand in one row.
//
// The flags of the command line, the image of a scene file, the file's JSON
// Schema, and the checks of a spec are all made from the rows, so that none of
// them takes a value which another refuses. A table belongs to one struct, whose
// fields its rows point to; a new setting is a field, a row, and whatever
// uses it.
package settings

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// A Row is one setting.
type Row struct {
	Name string // in a scene file's image, and in the spec
	Flag string // on the command line, without its dashes; "" if it has none of its own
	Noun string // what messages call it: "the number of samples"
	Help string // a phrase that stands alone; the word in backquotes is its value's name

	Value    any     // where it is kept: an *int, a *float64, a *uint64 or a *string, which take every value
	Min, Max float64 // the least and the greatest value
	Zero     string  // what 0 means, if that is good whatever Min says: "all samples"
	Default  float64
}

// Limits says which values are good: "a whole number from 1 to 8192".
func (r Row) Limits() string {
	kind := "a whole number"
	switch r.Value.(type) {
	case *float64:
		kind = "a number"
	case *string:
		return "a text"
	}
	text := fmt.Sprintf("%s from %s to %s", kind, r.number(r.Min), r.number(r.Max))
	if r.Zero != "" {
		text += ", or 0 for " + r.Zero
	}
	return text
}

// Numbers is the limits and the default in digits.
func (r Row) Numbers() (least, most, unset string) {
	return r.number(r.Min), r.number(r.Max), r.number(r.Default)
}

// number writes a limit, or a value that is a float64, in digits alone.
func (r Row) number(x float64) string {
	if _, ok := r.Value.(*uint64); ok && x == math.MaxUint64 {
		return strconv.FormatUint(math.MaxUint64, 10)
	}
	if x == 0 {
		return "0" // never "-0"
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

// Check says what is wrong with the value, if anything.
func (r Row) Check() error {
	var x float64
	var is any
	switch v := r.Value.(type) {
	case *int:
		x, is = float64(*v), *v
	case *float64:
		x, is = *v, *v
	case *uint64, *string:
		return nil
	}
	if r.Min <= x && x <= r.Max || r.Zero != "" && x == 0 {
		return nil
	}
	zero := ""
	if r.Zero != "" {
		zero = ", or be 0 for " + r.Zero
	}
	return fmt.Errorf("%s is %v: it must lie between %s and %s%s", r.Noun, is, r.number(r.Min), r.number(r.Max), zero)
}

// Set reads the value from its digits, or a text in quotes, and checks it. After an error the value
// is what it was.
func (r Row) Set(text string) error {
	var err error
	switch v := r.Value.(type) {
	case *int:
		old := *v
		if *v, err = strconv.Atoi(text); err == nil {
			err = r.Check()
		}
		if err != nil {
			*v = old
		}
	case *uint64:
		var n uint64
		if n, err = strconv.ParseUint(text, 10, 64); err == nil {
			*v = n
		}
	case *float64:
		old := *v
		if *v, err = strconv.ParseFloat(text, 64); err == nil {
			err = r.Check()
		}
		if err != nil {
			*v = old
		}
	case *string:
		err = json.Unmarshal([]byte(text), v)
	}
	return err
}

// Copy takes the value of another row of the same kind, checked or not.
func (r Row) Copy(from Row) {
	switch v := r.Value.(type) {
	case *int:
		*v = *from.Value.(*int)
	case *uint64:
		*v = *from.Value.(*uint64)
	case *float64:
		*v = *from.Value.(*float64)
	case *string:
		*v = *from.Value.(*string)
	}
}

// reset gives the value of a setting that is not mentioned at all.
func (r Row) reset(x float64) {
	switch v := r.Value.(type) {
	case *int:
		*v = int(x)
	case *uint64:
		*v = uint64(x)
	case *float64:
		*v = x
	case *string:
		*v = ""
	}
}

// text is the value in digits, or in quotes, and whether it is to be written: not where 0 is
// as good as nothing.
func (r Row) text() (digits string, ok bool) {
	switch v := r.Value.(type) {
	case *int:
		digits = strconv.Itoa(*v)
	case *uint64:
		digits = strconv.FormatUint(*v, 10)
	case *float64:
		digits = r.number(*v)
	case *string:
		quoted, err := json.Marshal(*v)
		return string(quoted), err == nil && *v != ""
	}
	return digits, digits != "0" || r.Zero == ""
}

// A Table is the rows of one struct.
type Table []Row

// Defaults gives every setting its default.
func (t Table) Defaults() {
	for _, r := range t {
		r.reset(r.Default)
	}
}

// Check reports every value that is not good.
func (t Table) Check() error {
	var errs []error
	for _, r := range t {
		errs = append(errs, r.Check())
	}
	return errors.Join(errs...)
}

// Flags is what to type to get the values.
func (t Table) Flags() string {
	var all []string
	for _, r := range t {
		if digits, ok := r.text(); ok && r.Flag != "" {
			all = append(all, "--"+r.Flag+" "+digits)
		}
	}
	return strings.Join(all, " ")
}

// JSON is the values by name, in the order of the rows; those that are 0 and
// may be are left out.
func (t Table) JSON() json.RawMessage {
	var all []string
	for _, r := range t {
		if digits, ok := r.text(); ok {
			all = append(all, fmt.Sprintf("%q:%s", r.Name, digits))
		}
	}
	return json.RawMessage("{" + strings.Join(all, ",") + "}")
}

// Parse reads what JSON wrote, and reports all that is wrong with it: a name
// that is no row's, a value that is no number or not good. What is not
// mentioned is 0.
func (t Table) Parse(data []byte) error {
	var values map[string]json.RawMessage
	if err := json.Unmarshal(data, &values); err != nil {
		return fmt.Errorf("the settings are no JSON object: %w", err)
	}
	var errs []error
	for _, r := range t {
		r.reset(0)
		value, ok := values[r.Name]
		delete(values, r.Name)
		if ok && r.Set(string(value)) != nil {
			errs = append(errs, fmt.Errorf("%s (%q) is %.40s: give %s", r.Noun, r.Name, value, r.Limits()))
		} else if !ok {
			errs = append(errs, r.Check())
		}
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		errs = append(errs, fmt.Errorf("there is no setting %.40q: the settings are %s", name, t.names()))
	}
	return errors.Join(errs...)
}

func (t Table) names() string {
	var all []string
	for _, r := range t {
		all = append(all, r.Name)
	}
	return strings.Join(all, ", ")
}
