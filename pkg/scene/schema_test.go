package scene

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

// A schema is as much of JSON Schema as scene.schema.json uses: the test's
// reader refuses all else.
type schema struct {
	Schema       string             `json:"$schema"`
	Defs         map[string]*schema `json:"$defs"`
	Ref          string             `json:"$ref"`
	Title        string             `json:"title"`
	Description  string             `json:"description"`
	Type         string             `json:"type"`
	Const        any                `json:"const"`
	Enum         []any              `json:"enum"`
	Default      any                `json:"default"`
	OneOf        []*schema          `json:"oneOf"`
	Properties   map[string]*schema `json:"properties"`
	Required     []string           `json:"required"`
	Additional   json.RawMessage    `json:"additionalProperties"`
	Items        *schema            `json:"items"`
	MinItems     int                `json:"minItems"`
	MaxItems     *int               `json:"maxItems"`
	MinLength    int                `json:"minLength"`
	Minimum      *float64           `json:"minimum"`
	Maximum      *float64           `json:"maximum"`
	ExclusiveMin *float64           `json:"exclusiveMinimum"`
	ExclusiveMax *float64           `json:"exclusiveMaximum"`
}

func readSchema(t *testing.T) *schema {
	t.Helper()
	f, err := os.Open("scene.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	d := json.NewDecoder(f)
	d.DisallowUnknownFields()
	var s schema
	if err := d.Decode(&s); err != nil {
		t.Fatal(err)
	}
	return &s
}

// A check validates values against the schema, and notes which object of the
// schema each map of the value is.
type check struct {
	root *schema
	maps map[string]*schema // by path
}

func (c *check) value(path string, s *schema, v any) error {
	for s.Ref != "" {
		s = c.root.Defs[strings.TrimPrefix(s.Ref, "#/$defs/")]
		if s == nil {
			return fmt.Errorf("%s: broken $ref", path)
		}
	}
	if s.OneOf != nil {
		return c.oneOf(path, s.OneOf, v)
	}
	if s.Const != nil {
		if v != s.Const && (s.Const != 0.0 || v != 0) {
			return fmt.Errorf("%s: %v is not %v", path, v, s.Const)
		}
		return nil
	}
	if s.Enum != nil {
		if !slices.Contains(s.Enum, v) {
			return fmt.Errorf("%s: %v is none of %v", path, v, s.Enum)
		}
		return nil
	}
	switch s.Type {
	case "boolean":
		if _, ok := v.(bool); !ok {
			return fmt.Errorf("%s: %v is no boolean", path, v)
		}
		return nil
	case "object":
		return c.object(path, s, v)
	case "array":
		return c.array(path, s, v)
	case "string":
		if text, ok := v.(string); !ok || len(text) < s.MinLength {
			return fmt.Errorf("%s: %v is no string", path, v)
		}
		return nil
	default:
		return number(path, s, v)
	}
}

func (c *check) oneOf(path string, all []*schema, v any) error {
	var errs []error
	matches := 0
	for _, s := range all {
		if err := c.value(path, s, v); err != nil {
			errs = append(errs, err)
		} else {
			matches++
		}
	}
	if matches == 1 {
		return nil
	}
	return fmt.Errorf("%s: %d of oneOf match: %w", path, matches, errors.Join(errs...))
}

func (c *check) object(path string, s *schema, v any) error {
	m, ok := v.(map[string]any)
	if !ok {
		return fmt.Errorf("%s: %v is no object", path, v)
	}
	for _, name := range s.Required {
		if _, ok := m[name]; !ok {
			return fmt.Errorf("%s: %s is missing", path, name)
		}
	}
	for name, v := range m {
		field, ok := s.Properties[name]
		if !ok && string(s.Additional) == "false" {
			return fmt.Errorf("%s: %s is not known", path, name)
		}
		if !ok {
			field = new(schema)
			if err := json.Unmarshal(s.Additional, field); err != nil {
				return fmt.Errorf("%s: additionalProperties: %w", path, err)
			}
		}
		if err := c.value(join(path, name), field, v); err != nil {
			return err
		}
	}
	if s.Properties != nil {
		c.maps[path] = s
	}
	return nil
}

func (c *check) array(path string, s *schema, v any) error {
	items, ok := v.([]any)
	if !ok || len(items) < s.MinItems || s.MaxItems != nil && len(items) > *s.MaxItems {
		return fmt.Errorf("%s: %v is no such array", path, v)
	}
	for i, v := range items {
		if err := c.value(fmt.Sprintf("%s[%d]", path, i), s.Items, v); err != nil {
			return err
		}
	}
	return nil
}

func number(path string, s *schema, v any) error {
	var x float64
	switch v := v.(type) {
	case int:
		x = float64(v)
	case uint64:
		x = float64(v)
	case float64:
		x = v
	default:
		return fmt.Errorf("%s: %v is no number", path, v)
	}
	_, fraction := v.(float64)
	ok := s.Type == "number" || s.Type == "integer" && !fraction
	ok = ok && (s.Minimum == nil || x >= *s.Minimum) && (s.Maximum == nil || x <= *s.Maximum)
	ok = ok && (s.ExclusiveMin == nil || x > *s.ExclusiveMin) && (s.ExclusiveMax == nil || x < *s.ExclusiveMax)
	if !ok {
		return fmt.Errorf("%s: %v is no such %s", path, v, s.Type)
	}
	return nil
}

func join(path, name string) string { return strings.TrimPrefix(path+"."+name, ".") }

// tree is a YAML text as maps and lists.
func tree(t *testing.T, text string) map[string]any {
	t.Helper()
	var v map[string]any
	if err := yaml.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestScenesFitTheSchema(t *testing.T) {
	texts := map[string]string{"every.yaml": every(t)}
	for _, name := range Builtins() {
		data, _ := Builtin(name)
		texts[name] = string(data)
	}
	for name, text := range texts {
		c := check{root: readSchema(t), maps: map[string]*schema{}}
		if err := c.value("", c.root, tree(t, text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSchemaIsTrue takes each map of every.yaml and compares what the schema
// says of it with what the parser does: the fields it names when one is
// unknown, and those it misses when they are left out.
func TestSchemaIsTrue(t *testing.T) {
	c := check{root: readSchema(t), maps: map[string]*schema{}}
	if err := c.value("", c.root, tree(t, every(t))); err != nil {
		t.Fatal(err)
	}
	objects := 0
	for _, def := range c.root.Defs {
		if def.Type == "object" {
			objects++
		}
	}
	used := map[*schema]bool{}
	for _, s := range c.maps {
		used[s] = true
	}
	if len(used) != objects+1 {
		t.Errorf("every.yaml has %d of the schema's %d objects", len(used), objects+1)
	}
	for _, path := range slices.Sorted(maps.Keys(c.maps)) {
		s := c.maps[path]
		fields := slices.Sorted(maps.Keys(s.Properties))
		if diff := cmp.Diff(fields, known(t, path)); diff != "" {
			t.Errorf("%q: fields of the schema and of the parser:\n%s", path, diff)
		}
		for _, name := range fields {
			if s.Properties[name].Description == "" && s.Properties[name].Ref == "" {
				t.Errorf("%q: %s has no description", path, name)
			}
			missed := misses(t, path, name)
			if required := slices.Contains(s.Required, name); required != missed {
				t.Errorf("%q: %s is required by the schema: %v, by the parser: %v", path, name, required, missed)
			}
		}
	}
}

// known is the fields that the parser names, sorted, when the map at the path
// of every.yaml has one that is like none.
func known(t *testing.T, path string) []string {
	const none = "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"
	for _, f := range faultsWith(t, path, func(m map[string]any) { m[none] = 1 }) {
		if _, list, ok := strings.Cut(f.Problem, "type one of "); ok && f.Field == join(path, none) {
			return slices.Sorted(slices.Values(strings.Split(list, ", ")))
		}
	}
	return nil
}

// misses reports whether the parser misses the field of the map at the path of
// every.yaml when it is left out.
func misses(t *testing.T, path, name string) bool {
	for _, f := range faultsWith(t, path, func(m map[string]any) { delete(m, name) }) {
		if f.Field == join(path, name) && strings.HasPrefix(f.Problem, "is missing") {
			return true
		}
	}
	return false
}

// faultsWith is the faults of every.yaml with the map at the path changed.
func faultsWith(t *testing.T, path string, change func(map[string]any)) Faults {
	t.Helper()
	top := tree(t, every(t))
	var at any = top
	for _, step := range strings.FieldsFunc(path, func(r rune) bool { return strings.ContainsRune(".[]", r) }) {
		switch v := at.(type) {
		case map[string]any:
			at = v[step]
		case []any:
			at = v[step[0]-'0']
		}
	}
	change(at.(map[string]any))
	data, err := yaml.Marshal(top)
	if err != nil {
		t.Fatal(err)
	}
	_, err = parse("s", data)
	var faults Faults
	errors.As(err, &faults)
	return faults
}

// TestSchemaKnowsTheNumbers compares the defaults and the limits of the schema
// with the parser's.
func TestSchemaKnowsTheNumbers(t *testing.T) {
	root := readSchema(t)
	for name, want := range map[string]struct{ unset, least, most float64 }{
		"glass.ior":             {DefaultIOR, refraction.lo, refraction.hi},
		"diffuse.mirror":        {0, share.lo, share.hi},
		"metal.roughness":       {0, share.lo, share.hi},
		"emissive.intensity":    {1, brightness.lo, brightness.hi},
		"pointLight.intensity":  {1, brightness.lo, brightness.hi},
		"sphereLight.intensity": {1, brightness.lo, brightness.hi},
		"sky.intensity":         {1, brightness.lo, brightness.hi},
	} {
		def, field, _ := strings.Cut(name, ".")
		s := root.Defs[def].Properties[field]
		if s.Default != want.unset || *s.Minimum != want.least || *s.Maximum != want.most {
			t.Errorf("%s is %v if unset and from %v to %v in the schema, want %v", name, s.Default, *s.Minimum, *s.Maximum, want)
		}
	}
	for name, want := range map[string]span{"vector": coordinate, "color": share, "lightColor": brightness} {
		s := root.Defs[name].Items
		if *s.Minimum != want.lo || *s.Maximum != want.hi {
			t.Errorf("%s is from %v to %v in the schema, want %v", name, *s.Minimum, *s.Maximum, want)
		}
	}
	for _, name := range []string{"sphere", "sphereLight"} {
		s := root.Defs[name].Properties["radius"]
		if *s.Minimum != radius.lo || *s.Maximum != radius.hi {
			t.Errorf("the radius of %s is from %v to %v in the schema, want %v", name, *s.Minimum, *s.Maximum, radius)
		}
	}
	fov := root.Defs["camera"].Properties["fov"]
	if *fov.ExclusiveMin != angle.lo || *fov.ExclusiveMax != angle.hi {
		t.Errorf("fov is between %v and %v in the schema, want %v", *fov.ExclusiveMin, *fov.ExclusiveMax, angle)
	}
}
