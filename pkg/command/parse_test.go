package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// head begins a file in which nothing is wrong; what follows it begins on line 5.
const head = "apiVersion: mosaic/v1alpha1\nkind: Engine\nname: mine\ncommand: [mine, $(x0), $(out)]\n"

// TestFaultsHaveLines wants what is wrong with a file to be said in words of
// engines, with the line and with what to type instead.
func TestFaultsHaveLines(t *testing.T) {
	const output = "output: {file: a.png}\n"
	for _, c := range []struct{ file, want string }{
		{"", "e.yaml: the file is empty"},
		{"a: [", "e.yaml: line 1: did not find expected node content"},
		{"- a\n", "e.yaml: line 1: here stands a list: give names with values"},
		{head + output + "---\na: 1\n", "e.yaml: there is more than one document in it"},
		{"kind: Scene\n", "e.yaml: it is no engine: begin it with apiVersion: mosaic/v1alpha1 and kind: Engine\n" +
			"e.yaml: name is \"\": use lower case letters, digits and '-'\n" +
			"e.yaml: command is missing: give the program and its arguments as a list\n" +
			"e.yaml: output.file is missing: give the name of the picture that the program leaves, as tile.png"},
		{head + output + "extensionz: [.a]\n", "e.yaml: line 6: there is no field extensionz: did you mean extensions?"},
		{head + "output: {file: a.png, pixel: tile}\n", "e.yaml: line 5: there is no field pixel: did you mean pixels?"},
		{head + output + "zzz: 1\nmessages: {zzz: 1}\n", "e.yaml: line 6: there is no field zzz: give one of apiVersion, command, environment, extensions, files, finalExitCodes, height, help, kind, memory, messages, multiple, name, notes, output, overscan, plainNames, prepare, programs, references, …\n" +
			"e.yaml: line 7: there is no field zzz: give one of errors, fatal, memory, progress, warnings"},
		{head + output + "overscan: many\nversion: mine\nmessages: [a]\nwritableRoot: 3\n", "e.yaml: line 6: here stands \"many\": give a whole number\n" +
			"e.yaml: line 7: here stands \"mine\": give a list of texts\n" +
			"e.yaml: line 8: here stands a list: give names with values\n" +
			"e.yaml: line 9: here stands \"3\": give true or false"},
		{head + output + "name: again\n", "e.yaml: line 6: mapping key \"name\" already defined at line 3"},
		{"apiVersion: mosaic/v1alpha1\nkind: Engine\nname: mine\ncommand:\n  - mine\n  - $(y0)\n  - -x$(X0)\n  - a$(settings)\noutput:\n  file: $(arguments)\n",
			"e.yaml: line 7: command[2]: there is no variable $(X0): did you mean $(x0)? (type $$(X0) for the text itself)\n" +
				"e.yaml: line 8: command[3]: $(settings) stands for several arguments: it must be an argument by itself\n" +
				"e.yaml: line 10: output.file: $(arguments) stands for several arguments: it must be an argument by itself"},
		{head + output + "environment:\n  A: b\n  C: $(tmp\n  D=E: f\n", "e.yaml: line 8: environment.C: \"$(tmp\" begins a variable that has no end: close it with ')', or type $$( for $( itself\n" +
			"e.yaml: line 9: environment has \"D=E\": use letters, digits and '_'"},
		{head + output + "settings:\n  - name: a\n    type: integer\n    min: 3\n    default: 2\n  - {name: a, type: choise}\n  - {name: b-c, type: choice}\n",
			"e.yaml: line 10: settings[0]: the default: a=2: give a whole number from 3\n" +
				"e.yaml: line 11: settings[1]: the type of a is \"choise\": give integer, number, choice, switch, text\n" +
				"e.yaml: line 11: settings[1]: there are two called \"a\"\n" +
				"e.yaml: line 12: settings[2]: name is \"b-c\": use letters and digits\n" +
				"e.yaml: line 12: settings[2]: b-c has no choices"},
		{head + output + "settings:\n  - {name: a, type: text, min: 1, arguments: [$(x0)]}\n  - {name: b, type: switch, choices: [c]}\n",
			"e.yaml: line 7: settings[0]: a has a limit and is of the type text: give it the type integer or number\n" +
				"e.yaml: line 7: settings[0]: arguments[0] of a: there is no variable $(x0) here: $(value) is the setting's value\n" +
				"e.yaml: line 8: settings[1]: b has choices and is of the type switch: give it the type choice"},
		{head + output + "settings:\n  - {name: a, type: number, min: .nan}\n  - {name: b, type: number, max: -.inf}\n  - {name: c, type: number, min: 2, max: 1}\n",
			"e.yaml: line 7: settings[0]: a has the limit NaN: leave it out\n" +
				"e.yaml: line 8: settings[1]: b has the limit -Inf: leave it out\n" +
				"e.yaml: line 9: settings[2]: c lies between 2 and 1: no value does"},
		{head + output + "messages:\n  progress: ['(\\d+) of', '(a)(b)(c)', '(?P<full>a)']\n  memory:\n    - ok (\\d+)\n    - 'x'\n  errors: ['(']\n",
			"e.yaml: line 7: messages.progress[1] has 3 groups in parentheses: it needs one that is percent, or two, of what is done and the total; begin one that counts for nothing with (?:\n" +
				"e.yaml: line 7: messages.progress[2] has one of the groups full and empty: a bar has both\n" +
				"e.yaml: line 10: messages.memory[1] has 0 groups in parentheses: it needs one, the size; begin one that counts for nothing with (?:\n" +
				"e.yaml: line 11: messages.errors[0]: error parsing regexp: missing closing ): `(`"},
		{head + "output: {file: a.png, pixels: some}\nmultiple: 32\ntileSize: 100\nwidth: -1\nmemory: much\nextensions: [pov, .POV]\nfinalExitCodes: [0, 3]\n",
			"e.yaml: line 5: output.pixels is \"some\": give tile, full, window, overscan\n" +
				"e.yaml: line 7: tileSize is 100: it must be a multiple of 32, as multiple says\n" +
				"e.yaml: line 8: width is -1: it must lie between 0 and 65536\n" +
				"e.yaml: line 9: memory is \"much\": give it as Kubernetes writes it, as 2Gi or 512Mi\n" +
				"e.yaml: line 10: extensions[0] is \"pov\": write it in lower case with its dot, as .pov\n" +
				"e.yaml: line 10: extensions[1] is \".POV\": write it in lower case with its dot, as .pov\n" +
				"e.yaml: line 11: finalExitCodes[0] is 0: exit codes of failures lie between 1 and 255"},
		{head + output + "width: 1.5\nfinalExitCodes: [1, 2.5]\n", "e.yaml: line 6: width is 1.5: give a whole number\n" +
			"e.yaml: line 7: finalExitCodes[1] is 2.5: give a whole number"},
		{head + output + "files: {../a: b, a.png: c}\nprograms: ['']\n", "e.yaml: line 6: files has \"../a\": give plain names of files\n" +
			"e.yaml: line 6: files has \"a.png\", which is the picture that the program leaves\n" +
			"e.yaml: line 7: programs[0] is empty: give the name of a program"},
	} {
		_, err := Parse("e.yaml", []byte(c.file))
		if err == nil {
			t.Errorf("no fault in:\n%s", c.file)
		} else if diff := cmp.Diff(c.want, err.Error()); diff != "" {
			t.Errorf("the faults of\n%sare others: %s", c.file, diff)
		}
	}
}

func TestParseFillsIn(t *testing.T) {
	d, err := Parse("e.yaml", []byte(head+"output: {file: a.png}\nmultiple: 48\n"))
	if err != nil {
		t.Fatal(err)
	}
	if d.Output.Pixels != PixelsTile || d.TileSize != 240 || d.Memory != defaultMemory {
		t.Errorf("pixels %s, tiles of %d, memory %s", d.Output.Pixels, d.TileSize, d.Memory)
	}
}

func TestReadRefusesWhatIsNoFileOfAnEngine(t *testing.T) {
	large := filepath.Join(t.TempDir(), "large.yaml")
	if err := os.WriteFile(large, []byte(head+"output: {file: a.png}\nnotes: "+strings.Repeat("x", MaxFile)), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{large, "/dev/zero", t.TempDir(), "none.yaml"} {
		if _, err := Read(path); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// TestSettings wants good values to be taken and others to be named, with what
// is good.
func TestSettings(t *testing.T) {
	d, err := Parse("e.yaml", []byte(head+`output: {file: a.png}
settings:
  - {name: n, type: integer, min: 1, max: 9, arguments: [-n, $(value)]}
  - {name: x, type: number, max: 2.5, arguments: [-x$(value)]}
  - {name: c, type: choice, choices: [red, green], default: red, arguments: [--c=$(value), $$(value)]}
  - {name: s, type: switch, arguments: [-s]}
  - {name: t, type: text}
`))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, value, fault string }{
		{"n", "1", ""}, {"n", "9", ""}, {"n", "0", "a whole number from 1 to 9"}, {"n", "10", "1 to 9"}, {"n", "1.0", "whole"},
		{"n", "+1", "whole"}, {"n", "", "whole"}, {"n", "0x1", "whole"}, {"n", "1e0", "whole"}, {"n", "1\n", "whole"},
		{"x", "-1e3", ""}, {"x", ".5", ""}, {"x", "2.5", ""}, {"x", "2.6", "a number up to 2.5"}, {"x", "NaN", "number"},
		{"x", "-Inf", "number"}, {"x", "0x1p-2", "number"}, {"x", "1_0", "number"}, {"x", "", "number"},
		{"c", "green", ""}, {"c", "gren", "red or green: did you mean green?"}, {"c", "", "red or green"},
		{"s", "on", ""}, {"s", "off", ""}, {"s", "true", "on or off"},
		{"t", "", ""}, {"t", "a\n$(x)", ""}, {"t", "a\x00", "without zero bytes"},
		{"N", "1", "did you mean n?"}, {"quality", "1", "it has n, x, c, s, t"},
	} {
		err := d.CheckSettings(map[string]string{c.name: c.value})
		if (err != nil) != (c.fault != "") || err != nil && !strings.Contains(err.Error(), c.fault) {
			t.Errorf("%s=%q: %v", c.name, c.value, err)
		}
	}
	got := d.arguments(map[string]string{"n": "3", "x": "-1", "s": "off"})
	if diff := cmp.Diff([]string{"-n", "3", "-x-1", "--c=red", "$(value)"}, got); diff != "" {
		t.Error(diff)
	}
}

// TestSettingsTravel wants the settings of every engine to come back from a spec.
func TestSettingsTravel(t *testing.T) {
	for _, d := range Builtins() {
		s := Settings{Engine: d, Scene: "a", Set: everySetting(d), Arguments: []string{"b"}, Seed: 1 << 63}
		again, err := ParseSettings(s.JSON())
		if err != nil {
			t.Fatalf("%s: %v", d.Name, err)
		}
		if diff := cmp.Diff(string(s.JSON()), string(again.JSON())); diff != "" {
			t.Errorf("%s: %s", d.Name, diff)
		}
	}
	for _, bad := range []string{`{}`, `{"engine":{"name":"a","command":[],"output":{}}}`, `{"engine":{}, "more": 1}`, `[`} {
		if _, err := ParseSettings([]byte(bad)); err == nil {
			t.Errorf("%s is taken", bad)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, d := range Builtins() {
		text, err := Source(d.Name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(head + "output: {file: a.png}\nsettings: [{name: a, type: integer, min: .nan}]\n"))
	f.Add([]byte("a: &a [*a]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := Parse("e.yaml", data)
		if err != nil {
			return
		}
		s := Settings{Engine: d}
		if d.Command[0] == allArguments {
			s.Arguments = []string{"a"}
		}
		if err := s.Validate(); err != nil {
			t.Fatalf("a definition that was taken is refused: %v", err)
		}
		if _, err := ParseSettings(s.JSON()); err != nil {
			t.Fatalf("it does not come back: %v", err)
		}
		if _, err := s.tileLine(job{}); err != nil {
			t.Fatalf("it has no command line: %v", err)
		}
	})
}
