package gltf

import (
	"sort"

	"mosaic/pkg/model"
)

// A curve is the value of one property over time: the sampler of a channel.
type curve struct {
	times      []float32 // of the keys, strictly increasing
	rows       [][4]float32
	components int // of a row
	width      int // numbers of a value, or of a tangent: one row or several
	spline     bool
	step       bool
	rotation   bool // values are quaternions
}

// curve reads the sampler of a channel.
func (r *reader) curve(a *animation, c *channel, t *target, here string) (*curve, error) {
	s, err := lookup(a.Samplers, valueOr(c.Sampler, -1), here+".sampler", "samplers")
	if err != nil {
		return nil, err
	}
	f := curve{width: t.width, rotation: t.rotation, components: componentCount(t.kind)}
	switch s.Interpolation {
	case "", "LINEAR":
	case "STEP":
		f.step = true
	case "CUBICSPLINE":
		f.spline = true
	default:
		return nil, fault(here+".sampler.interpolation", "is %.20q, not LINEAR, STEP or CUBICSPLINE: export the file again", s.Interpolation)
	}
	if f.times, err = r.times(valueOr(s.Input, -1), here+".sampler.input"); err != nil {
		return nil, err
	}
	if f.rows, err = r.values(valueOr(s.Output, -1), t, here+".sampler.output"); err != nil {
		return nil, err
	}
	want := len(f.times) * f.width / f.components
	if f.spline {
		want *= 3
	}
	if len(f.rows) != want {
		return nil, fault(here+".sampler.output", "has %d rows for %d keys, not %d: export the file again", len(f.rows), len(f.times), want)
	}
	return &f, nil
}

// times are those of the keys of a sampler, in seconds.
func (r *reader) times(i integer, location string) ([]float32, error) {
	if all, ok := r.keyTimes[i]; ok {
		return all, nil
	}
	all, err := readAccessor(r, i, location, "SCALAR", 4, func(c *elements, i int) float32 { return c.at(i, 0) })
	if err != nil {
		return nil, err
	}
	for k, t := range all {
		if !model.InRange(float64(t)) {
			return nil, fault(location, "has the time %g at key %d: export the file again", t, k)
		}
		if k > 0 && !(all[k-1] < t) {
			return nil, fault(location, "has the time %g at key %d, after %g: times must increase, so export the file again", t, k, all[k-1])
		}
	}
	r.keyTimes[i] = all
	return all, nil
}

// A valuesKey is an accessor of values, and whether its integers are normalized
// whatever it says.
type valuesKey struct {
	accessor   integer
	normalized bool
}

// values are the rows of a sampler's output. Integers are shares of the largest
// one where glTF has no others, even if the file forgets to say so.
func (r *reader) values(i integer, t *target, location string) ([][4]float32, error) {
	key := valuesKey{i, t.normalized}
	if a, err := lookup(r.doc.accessors, i, location, "accessors"); err == nil && a.Type == t.kind {
		if all, ok := r.keyValues[key]; ok {
			return all, nil
		}
	}
	all, err := readAccessor(r, i, location, t.kind, 16, func(c *elements, i int) (row [4]float32) {
		whole := *c
		whole.normalized = c.normalized || t.normalized
		for k := range c.components {
			row[k] = whole.at(i, k)
		}
		return row
	})
	if err != nil {
		return nil, err
	}
	for k := range all {
		for _, v := range all[k] {
			if !model.InRange(float64(v)) {
				return nil, fault(location, "has %g in row %d, which is not within %g: export the file again", v, k, model.MaxCoordinate)
			}
		}
	}
	r.keyValues[key] = all
	return all, nil
}

// number is number k of value i of the curve, tangents counted as values.
func (f *curve) number(i, k int) float64 {
	n := i*f.width + k
	return float64(f.rows[n/f.components][n%f.components])
}

// key is the value at key i.
func (f *curve) key(i int) []float64 {
	if f.spline {
		i = 3*i + 1
	}
	v := make([]float64, f.width)
	for k := range v {
		v[k] = f.number(i, k)
	}
	return v
}

// at is the value at a time. Before the first key it is that of the first, and
// after the last one that of the last. Keys are in float32, so that a time that
// rounds to that of a key is meant to be at the key: otherwise a step that
// falls on a frame would often come a frame late.
func (f *curve) at(seconds float64) []float64 {
	t := float32(seconds)
	i := sort.Search(len(f.times), func(i int) bool { return f.times[i] > t }) - 1
	switch {
	case i < 0:
		return f.key(0)
	case i == len(f.times)-1 || f.step || f.times[i] == t:
		return f.key(i)
	}
	from, span := float64(f.times[i]), float64(f.times[i+1])-float64(f.times[i])
	u := min(max((seconds-from)/span, 0), 1)
	switch {
	case f.spline:
		return f.cubic(i, u, span)
	case f.rotation:
		v := slerp([4]float64(f.key(i)), [4]float64(f.key(i+1)), u)
		return v[:]
	}
	v := f.key(i)
	for k, to := range f.key(i + 1) {
		v[k] += float64(u * (to - v[k]))
	}
	return v
}

// cubic is the value of the spline at the share u of the way from key i to the
// next, which takes span seconds (glTF 2.0, appendix C.5).
func (f *curve) cubic(i int, u, span float64) []float64 {
	u2 := float64(u * u)
	u3 := float64(u2 * u)
	h := [4]float64{
		float64(2*u3) - float64(3*u2) + 1,
		float64(span * (u3 - float64(2*u2) + u)),
		float64(3*u2) - float64(2*u3),
		float64(span * (u3 - u2)),
	}
	v := make([]float64, f.width)
	for k := range v {
		v[k] = float64(h[0]*f.number(3*i+1, k)) + float64(h[1]*f.number(3*i+2, k)) +
			float64(h[2]*f.number(3*i+4, k)) + float64(h[3]*f.number(3*i+3, k))
	}
	if f.rotation {
		q := unitQuaternion([4]float64(v))
		copy(v, q[:])
	}
	return v
}
