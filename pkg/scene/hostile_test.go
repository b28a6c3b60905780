package scene

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"mosaic/pkg/model"
)

// around is a scene with text in place of its objects.
func around(text string) string {
	return "apiVersion: mosaic/v1alpha1\nkind: Scene\ncamera: {position: [0, 0, 0], lookAt: [0, 0, -1], fov: 90}\nobjects: " + text
}

// hostile are files that would hurt a careless reader.
func hostile() map[string]string {
	const many = 200_000
	bomb := "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
	for i := range 12 {
		bomb += fmt.Sprintf("a%d: &a%d [%s]\n", i+1, i+1, strings.Repeat(fmt.Sprintf("*a%d, ", i), 10))
	}
	return map[string]string{
		"empty":               "",
		"blank":               " \n\n",
		"comment":             "# nothing",
		"null":                "null",
		"lines":               "0\n\n0",
		"lines in a name":     around("[]\n\"a\\nb\": 1"),
		"text":                "scene",
		"list":                "[1, 2]",
		"zeros":               strings.Repeat("\x00", 1000),
		"binary":              "\x7fELF\x02\x01\xff\xfe\xfd" + strings.Repeat("\x93", 100),
		"not UTF-8":           around("[{type: \xff\xff}]"),
		"truncated":           around("[{type: sphere, center: [1, "),
		"open text":           around("\"" + strings.Repeat("x", many)),
		"alias bomb":          bomb,
		"alias of itself":     around("&a [*a]"),
		"merge of itself":     "&a\n<<: *a\n",
		"deep lists":          around(strings.Repeat("[", many)),
		"deep maps":           around(strings.Repeat("{a: ", many)),
		"deep blocks":         strings.Repeat("- ", many),
		"deep keys":           strings.Repeat("? ", many),
		"many anchors":        around("[" + strings.Repeat("&a x,", many) + "]"),
		"many faults":         around("[" + strings.Repeat("{type: x},", many) + "]"),
		"many fields":         around("{" + strings.Repeat("a: 1,", many) + "}"),
		"faults before a gap": around("[" + strings.Repeat("{type: x},", MaxFaults) + "{type: plane}]"),
		"many documents":      strings.Repeat("---\n", many),
		"many directives":     strings.Repeat("%TAG ! x\n", 1000),
		"many tags":           around("[" + strings.Repeat("!!float ", many) + "]"),
		"many values":         around("[" + strings.Repeat("1,", MaxValues) + "]"),
		"too long":            around("[]") + strings.Repeat(" ", MaxBytes),
		"long name":           around("[]\n" + strings.Repeat("n", many) + ": 1"),
		"long number":         around("[{type: sphere, center: [0, 0, 1" + strings.Repeat("0", many) + "]}]"),
		"map as a name":       around("[]\n? {a: b}\n: 1"),
	}
}

func TestHostileFilesEndInFaults(t *testing.T) {
	for name, text := range hostile() {
		s, err := parse("s", []byte(text))
		var faults Faults
		if s != nil || !errors.As(err, &faults) || len(faults) == 0 || len(faults) > MaxFaults+1 {
			t.Errorf("%s: scene %v and %d faults", name, s != nil, len(faults))
			continue
		}
		const long = 60_000
		if text := err.Error(); len(text) > long || strings.Count(text, "\n") != len(faults)-1 {
			t.Errorf("%s: a message of %d bytes for %d faults", name, len(text), len(faults))
		}
	}
}

func TestFaultsBeyondTheLimitAreCounted(t *testing.T) {
	_, err := parse("s", []byte(around("["+strings.Repeat("{type: x}, ", 70)+"]")))
	if want := fmt.Sprintf("\ns: and %d more faults", 70-MaxFaults); !strings.HasSuffix(fmt.Sprint(err), want) {
		t.Errorf("the message does not end with %q:\n%v", want, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(every(f))
	for _, name := range Builtins() {
		data, _ := Builtin(name)
		f.Add(string(data))
	}
	for _, text := range hostile() {
		if len(text) < 2000 {
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := parse("s", []byte(text))
		var faults Faults
		if (s == nil) == (err == nil) || err != nil && !errors.As(err, &faults) {
			t.Fatalf("scene %v and error %v", s, err)
		}
		for _, f := range faults {
			if f.Problem == "" || strings.Contains(f.Error(), "\n") {
				t.Errorf("fault %q", f.Error())
			}
		}
		if s != nil {
			checkIndexes(t, s)
		}
	})
}

// checkIndexes wants each index of a scene to be in range.
func checkIndexes(t *testing.T, s *model.Scene) {
	var used []int
	for _, b := range s.Spheres {
		used = append(used, b.Material)
	}
	for _, p := range s.Planes {
		used = append(used, p.Material)
	}
	for _, d := range s.Discs {
		used = append(used, d.Material)
	}
	for _, in := range s.Instances {
		used = append(used, in.Material)
		if in.Mesh < 0 || in.Mesh >= len(s.Meshes) {
			t.Errorf("mesh %d of %d", in.Mesh, len(s.Meshes))
		}
	}
	for _, m := range s.Meshes {
		for _, c := range m.Triangles {
			for _, i := range c {
				if int(i) >= len(m.Vertices) {
					t.Errorf("vertex %d of %d", i, len(m.Vertices))
				}
			}
		}
	}
	for _, i := range used {
		if i < 0 || i >= len(s.Materials) {
			t.Errorf("material %d of %d", i, len(s.Materials))
		}
	}
}
