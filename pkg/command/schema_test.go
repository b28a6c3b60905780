package command

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"mosaic/pkg/settings"
)

// An object is a JSON object that keeps its order.
type object []member

type member struct {
	name  string
	value any
}

func (o object) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i, m := range o {
		if i > 0 {
			b = append(b, ',')
		}
		name, err := json.Marshal(m.name)
		if err != nil {
			return nil, err
		}
		var value bytes.Buffer
		e := json.NewEncoder(&value)
		e.SetEscapeHTML(false)
		if err := e.Encode(m.value); err != nil {
			return nil, err
		}
		b = append(append(append(b, name...), ':'), value.Bytes()...)
	}
	return append(b, '}'), nil
}

// comments is what stands behind the fields of this package's types.
func comments(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, name := range []string{"definition.go", "setting.go"} {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			if s, ok := spec.Type.(*ast.StructType); ok {
				for _, f := range s.Fields.List {
					all[spec.Name.Name+"."+f.Names[0].Name] = strings.TrimSpace(f.Comment.Text())
				}
			}
			return false
		})
	}
	return all
}

// limits is what a field may hold, beyond its type in Go.
func limits(field string) object {
	pattern := func(p string) object { return object{{"pattern", p}} }
	upTo := func(most int) object { return object{{"minimum", 0}, {"maximum", most}} }
	return map[string]object{
		"Definition.APIVersion":     {{"const", APIVersion}},
		"Definition.Kind":           {{"const", Kind}},
		"Definition.Name":           pattern(engineName.String()),
		"Definition.Extensions":     {{"items", object{{"type", "string"}, {"pattern", `^\.[^A-Z]*$`}}}},
		"Definition.Command":        {{"minItems", 1}},
		"Definition.Environment":    {{"propertyNames", pattern(variable.String())}},
		"Definition.Files":          {{"propertyNames", pattern(fileName.String())}},
		"Definition.FinalExitCodes": {{"items", object{{"type", "integer"}, {"minimum", 1}, {"maximum", 255}}}},
		"Definition.Width":          upTo(settings.MaxSide), "Definition.Height": upTo(settings.MaxSide),
		"Definition.TileSize": upTo(settings.MaxTile), "Definition.Multiple": upTo(settings.MaxTile), "Definition.Overscan": upTo(settings.MaxTile),
		"Definition.Memory": pattern(quantity.String()),
		"Output.File":       {{"minLength", 1}},
		"Output.Pixels":     {{"anyOf", []object{{{"enum", pixelKinds()}}, pattern(`\$\(`)}}, {"default", PixelsTile}},
		"Setting.Name":      pattern(settingName.String()),
		"Setting.Type":      {{"enum", settingTypes()}},
		"Setting.Default":   {{"type", []string{"string", "number"}}}, "Setting.DefaultLinear": {{"type", []string{"string", "number"}}},
	}[field]
}

// required is the fields that a file must have.
func required(typ string) []string {
	return map[string][]string{
		"Definition": {"apiVersion", "kind", "name", "command", "output"},
		"Output":     {"file"},
		"Setting":    {"name", "type"},
	}[typ]
}

// schemaOf is the schema of a struct.
func schemaOf(t *testing.T, typ reflect.Type, about map[string]string) object {
	t.Helper()
	var properties object
	for i := range typ.NumField() {
		f := typ.Field(i)
		field := typ.Name() + "." + f.Name
		text := about[field]
		if text == "" {
			t.Errorf("the field %s has no comment", field)
			continue
		}
		s := append(valueSchema(t, f.Type, about), member{"description", strings.ToUpper(text[:1]) + text[1:] + "."})
		for _, limit := range limits(field) {
			s = replace(s, limit)
		}
		properties = append(properties, member{f.Tag.Get("yaml"), s})
	}
	s := object{{"type", "object"}, {"additionalProperties", false}}
	if names := required(typ.Name()); names != nil {
		s = append(s, member{"required", names})
	}
	return append(s, member{"properties", properties})
}

// replace sets a member, in its place if it is there.
func replace(o object, m member) object {
	for i := range o {
		if o[i].name == m.name {
			o[i] = m
			return o
		}
	}
	return append(o, m)
}

// valueSchema is the schema of a value. Texts in lists may be written as numbers,
// as in "[--depth, 8]".
func valueSchema(t *testing.T, typ reflect.Type, about map[string]string) object {
	t.Helper()
	switch typ.Kind() {
	case reflect.String:
		return object{{"type", "string"}}
	case reflect.Int:
		return object{{"type", "integer"}}
	case reflect.Bool:
		return object{{"type", "boolean"}}
	case reflect.Pointer:
		return object{{"type", "number"}}
	case reflect.Map:
		return object{{"type", "object"}, {"additionalProperties", object{{"type", []string{"string", "number"}}}}}
	case reflect.Slice:
		items := valueSchema(t, typ.Elem(), about)
		if typ.Elem().Kind() == reflect.String {
			items = object{{"type", []string{"string", "number"}}}
		}
		return object{{"type", "array"}, {"items", items}}
	case reflect.Struct:
		return schemaOf(t, typ, about)
	}
	t.Fatalf("a value of the type %v", typ)
	return nil
}

// TestSchema compares engine.schema.json with the types of this package and
// their comments; UPDATE=1 writes it anew.
func TestSchema(t *testing.T) {
	s := append(object{
		{"$schema", "https://json-schema.org/draft/2020-12/schema"},
		{"title", "Mosaic engine"},
		{"description", "How another program renders, for kubectl mosaic render --engine-file."},
	}, schemaOf(t, reflect.TypeFor[Definition](), comments(t))...)
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := json.Indent(&text, data, "", "  "); err != nil {
		t.Fatal(err)
	}
	text.WriteByte('\n')
	const path = "engine.schema.json"
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(path, text.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), text.String()); diff != "" {
		t.Errorf("%s is not what the types say; make golden writes it\n%s", path, diff)
	}
}

// TestEnginesFitTheSchema validates the files of the built-in engines, and some
// in which one thing is wrong: the schema and Parse agree about each.
func TestEnginesFitTheSchema(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("engine.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	fits := func(text []byte) error {
		var v any
		if err := yaml.Unmarshal(text, &v); err != nil {
			t.Fatal(err)
		}
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		return schema.Validate(value)
	}
	for _, d := range Builtins() {
		text, err := Source(d.Name)
		if err != nil {
			t.Fatal(err)
		}
		if err := fits(text); err != nil {
			t.Errorf("%s: %v", d.Name, err)
		}
	}
	const good = head + "output: {file: a.png}\n"
	for _, text := range []string{
		good, good + "settings: [{name: a, type: choice, choices: [1, b], default: 1, arguments: [-a, 1.5]}]\n", good + "memory: 1.5Gi\nversion: [mine, 2]\n",
		head + "output: {file: a.png, pixels: $(set.p)}\nsettings: [{name: p, type: text}]\n",
	} {
		_, parse := Parse("e.yaml", []byte(text))
		if err := fits([]byte(text)); err != nil || parse != nil {
			t.Errorf("%s\nthe schema: %v\nParse: %v", text, err, parse)
		}
	}
	for _, text := range []string{
		"kind: Engine\n", strings.Replace(good, "Engine", "Scene", 1), strings.Replace(good, "mine", "Mine", 1), strings.Replace(good, "command: [mine, $(x0), $(out)]", "command: []", 1), head,
		good + "extensionz: [.a]\n", good + "extensions: [.A]\n", good + "width: -1\n", good + "height: 100000\n", good + "multiple: 10000\n", good + "overscan: 1.5\n",
		good + "memory: much\n", good + "finalExitCodes: [0]\n", good + "files: {../a: b}\n", good + "environment: {A=B: c}\n", good + "messages: {progess: [a]}\n",
		good + "settings: [{name: a}]\n", good + "settings: [{type: text}]\n", good + "settings: [{name: a-b, type: text}]\n", good + "settings: [{name: a, type: int}]\n",
		good + "settings: [{name: a, type: integer, min: little}]\n", good + "writableRoot: maybe\n", good + "help: [a]\n", good + "version: mine\n",
		head + "output: {file: ''}\n", head + "output: {pixels: tile}\n", head + "output: {file: a.png, pixels: some}\n",
	} {
		_, parse := Parse("e.yaml", []byte(text))
		if err := fits([]byte(text)); err == nil || parse == nil {
			t.Errorf("%s\nthe schema: %v\nParse: %v", text, err, parse)
		}
	}
}
