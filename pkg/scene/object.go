package scene

import (
	"slices"

	"go.yaml.in/yaml/v3"

	"mosaic/pkg/suggest"
)

// An object is a map with fields of known names. It remembers the names that
// were asked for: those are the ones allowed, and done reports all others.
type object struct {
	value
	keys   []value          // the names, as they stand in the file
	fields map[string]value // by name
	known  []string         // the names asked for
}

// object reads a map. If the value is none, that is reported and ok is false.
func (v value) object(want string) (o *object, ok bool) {
	o = &object{value: v, fields: map[string]value{}}
	if !v.is(yaml.MappingNode, want) {
		return o, false
	}
	for i := 0; i+1 < len(v.node.Content); i += 2 {
		name, content := v.node.Content[i], v.node.Content[i+1]
		if name.Kind != yaml.ScalarNode || name.Value == "" {
			v.r.fault(name, v.path, "the name of a field is %s: type a plain name", describe(name))
			continue
		}
		key := value{v.r, v.field(name.Value), name}
		if _, twice := o.fields[name.Value]; twice {
			key.fault("is written twice: keep one")
			continue
		}
		o.keys = append(o.keys, key)
		o.fields[name.Value] = value{v.r, key.path, content}
	}
	return o, true
}

// field is the path of a field of v.
func (v value) field(name string) string {
	if v.path == "" {
		return short(name)
	}
	return v.path + "." + short(name)
}

// optional is the value of a field, if it is there.
func (o *object) optional(name string) (v value, ok bool) {
	o.known = append(o.known, name)
	v, ok = o.fields[name]
	return v, ok
}

// required is the value of a field; if it is missing, that is reported.
func (o *object) required(name, want string) value {
	v, ok := o.optional(name)
	if !ok {
		o.r.fault(o.node, o.field(name), "is missing: add %q and %s", name+":", want)
		return value{r: o.r}
	}
	return v
}

// choice is a required field that takes one of a few names; "" if it takes none.
func (o *object) choice(name string, allowed ...string) string {
	want := suggest.OneOf(allowed)
	v := o.required(name, want)
	if !v.is(yaml.ScalarNode, want) {
		return ""
	}
	if !slices.Contains(allowed, v.node.Value) {
		v.fault("is %s: type %s", describe(v.node), o.r.instead(v.node.Value, allowed))
		return ""
	}
	return v.node.Value
}

// choiceOr is a field that takes one of a few names.
func (o *object) choiceOr(name, unset string, allowed ...string) string {
	if _, ok := o.fields[name]; ok {
		return o.choice(name, allowed...)
	}
	o.known = append(o.known, name)
	return unset
}

// done reports the fields that nobody asked for.
func (o *object) done() {
	for _, key := range o.keys {
		if !slices.Contains(o.known, key.node.Value) {
			key.fault("is not known here: type %s", o.r.instead(key.node.Value, o.known))
		}
	}
}

// each calls f with the name and the value of each field.
func (o *object) each(f func(name string, v value)) {
	for _, key := range o.keys {
		f(key.node.Value, o.fields[key.node.Value])
	}
}
