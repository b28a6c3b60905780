package command

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"mosaic/pkg/suggest"
)

// What a definition's file leaves out.
const (
	defaultTileSize = 256
	defaultMemory   = "512Mi"
)

// MaxFile is how many bytes the file of a definition may have: the whole of it
// travels in the spec of a render.
const MaxFile = 256 << 10

// Read reads the definition that lies at a path.
func Read(path string) (Definition, error) {
	f, err := os.Open(path)
	if err != nil {
		return Definition{}, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, MaxFile+1))
	if err != nil {
		return Definition{}, err
	}
	if len(data) > MaxFile {
		return Definition{}, fmt.Errorf("%s has more than %d KiB: an engine's file is smaller", path, MaxFile>>10)
	}
	return Parse(path, data)
}

// Parse reads a definition's file, called name in errors. It reports every
// fault, with its line.
func Parse(name string, data []byte) (Definition, error) {
	var d Definition
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(&d); err != nil {
		return d, yamlFaults(name, err)
	}
	if err := dec.Decode(new(any)); !errors.Is(err, io.EOF) {
		return d, fmt.Errorf("%s: there is more than one document in it", name)
	}
	if d.Output.Pixels == "" {
		d.Output.Pixels = PixelsTile
	}
	if d.Memory == "" {
		d.Memory = defaultMemory
	}
	if d.TileSize == 0 {
		d.TileSize = defaultTileSize
		if m := d.Multiple; m > 1 && m <= defaultTileSize {
			d.TileSize -= d.TileSize % m
		} else if m > 1 {
			d.TileSize = m
		}
	}
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return d, yamlFaults(name, err)
	}
	faults := append(fractions(&root), d.fileFaults()...)
	for i := range faults {
		faults[i].line, _ = find(&root, faults[i].at)
	}
	return d, joinFaults(faults, name)
}

// ReferencesIn is the regular expressions that find names of files in its scenes.
func (d Definition) ReferencesIn() []*regexp.Regexp {
	var all []*regexp.Regexp
	for _, text := range d.References {
		all = append(all, regexp.MustCompile(text)) // Parse has compiled it
	}
	return all
}

// fileFaults is what is wrong with a definition that was read from a file.
func (d Definition) fileFaults() faults {
	var f faults
	if d.APIVersion != APIVersion || d.Kind != Kind {
		f.add(nil, "it is no engine: begin it with apiVersion: %s and kind: %s", APIVersion, Kind)
	}
	for i, e := range d.Extensions {
		if !strings.HasPrefix(e, ".") || e != strings.ToLower(e) {
			f.add(path{"extensions", i}, "extensions[%d] is %q: write it in lower case with its dot, as .pov", i, e)
		}
	}
	for i, text := range d.References {
		if re, err := regexp.Compile(text); err != nil {
			f.add(path{"references", i}, "references[%d]: %v", i, err)
		} else if n := re.NumSubexp(); n != 1 {
			f.add(path{"references", i}, "references[%d] has %d groups in parentheses: it needs one, the name of a file; begin one that counts for nothing with (?:", i, n)
		}
	}
	if !quantity.MatchString(d.Memory) {
		f.add(path{"memory"}, "memory is %q: give it as Kubernetes writes it, as 2Gi or 512Mi", d.Memory)
	}
	return append(f, d.faults()...)
}

// quantity is as many of Kubernetes' quantities as memory is written in.
var quantity = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?(Ki|Mi|Gi|Ti|k|M|G|T)?$`)

// fractions finds numbers that are to be whole and are not: the decoder would cut
// them down.
func fractions(root *yaml.Node) (f faults) {
	check := func(at path, what string) (there bool) {
		_, n := find(root, at)
		if n != nil && n.Tag == "!!float" {
			f.add(at, "%s is %s: give a whole number", what, n.Value)
		}
		return n != nil
	}
	for _, name := range []string{"width", "height", "tileSize", "multiple", "overscan"} {
		check(path{name}, name)
	}
	for i := 0; check(path{"finalExitCodes", i}, fmt.Sprintf("finalExitCodes[%d]", i)); i++ {
	}
	return f
}

// find is a value, nil if it is not there, and its line, or that of the nearest
// which has it; 0 is the file.
func find(n *yaml.Node, at path) (line int, value *yaml.Node) {
	if n.Kind == yaml.DocumentNode && len(n.Content) > 0 {
		n = n.Content[0]
	}
	for _, step := range at {
		var next *yaml.Node
		switch key := step.(type) {
		case string:
			for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
				if n.Content[i].Value == key {
					line, next = n.Content[i].Line, n.Content[i+1]
				}
			}
		case int:
			if n.Kind == yaml.SequenceNode && key < len(n.Content) {
				next = n.Content[key]
				line = next.Line
			}
		}
		if next == nil {
			return line, nil
		}
		n = next
	}
	return line, n
}

// yamlFaults is the error of a YAML decoder, in a line for each fault.
func yamlFaults(name string, err error) error {
	var typed *yaml.TypeError
	switch {
	case errors.Is(err, io.EOF):
		return fmt.Errorf("%s: the file is empty", name)
	case !errors.As(err, &typed):
		return fmt.Errorf("%s: %s", name, strings.TrimPrefix(err.Error(), "yaml: "))
	}
	var lines []string
	for _, text := range typed.Errors {
		lines = append(lines, name+": "+yamlFault(text))
	}
	return errors.New(strings.Join(lines, "\n"))
}

var (
	unknownField = regexp.MustCompile(`^(line \d+: )field (.*) not found in type command\.(\w+)$`)
	wrongType    = regexp.MustCompile("^(line \\d+: )cannot unmarshal !!(\\w+)(?: `(.*)`)? into (.*)$")
)

// yamlFault says in an engine's words what the decoder says in those of Go.
func yamlFault(text string) string {
	if m := unknownField.FindStringSubmatch(text); m != nil {
		names := fieldsOf(m[3])
		hint := "give " + suggest.OneOf(names)
		if near, ok := suggest.Nearest(m[2], names); ok {
			hint = "did you mean " + near + "?"
		}
		return fmt.Sprintf("%sthere is no field %s: %s", m[1], m[2], hint)
	}
	m := wrongType.FindStringSubmatch(text)
	if m == nil {
		return text
	}
	want := map[string]string{
		"int": "a whole number", "float64": "a number", "bool": "true or false", "string": "a text",
		"[]string": "a list of texts", "[]int": "a list of whole numbers", "map[string]string": "names with texts",
	}[m[4]]
	if want == "" {
		want = "names with values"
		if strings.HasPrefix(m[4], "[]") {
			want = "a list"
		}
	}
	is := map[string]string{"seq": "a list", "map": "names with values", "null": "nothing"}[m[2]]
	if is == "" {
		is = fmt.Sprintf("%q", m[3])
	}
	return fmt.Sprintf("%shere stands %s: give %s", m[1], is, want)
}

// fieldsOf is the names of the fields of one of a definition's types.
func fieldsOf(name string) []string {
	var names []string
	for _, t := range []reflect.Type{reflect.TypeFor[Definition](), reflect.TypeFor[Prepare](), reflect.TypeFor[Output](), reflect.TypeFor[Setting](), reflect.TypeFor[Messages]()} {
		if t.Name() != name {
			continue
		}
		for i := range t.NumField() {
			names = append(names, t.Field(i).Tag.Get("yaml"))
		}
	}
	slices.Sort(names)
	return names
}
