package command

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestVersions(t *testing.T) {
	for text, want := range map[string]string{
		"Blender 3.4.1\n\tbuild date: 2024\n":         "Blender 3.4.1",
		"RADIANCE 5.4a lastmod 2023\n":                "RADIANCE 5.4a lastmod 2023",
		"\n\x1b[1mMitsuba version 3.5.0 (master)\n":   "Mitsuba version 3.5.0 (master)",
		"Usage: luxcoreconsole [options]\n -h help\n": "Usage: luxcoreconsole [options]",
		"povray: cannot open the user configuration file /root/.povray/3.7/povray.conf\nPOV-Ray 3.7.0.10\n": "POV-Ray 3.7.0.10",
		"": "",
	} {
		if got := versionIn(text); got != want {
			t.Errorf("%q is of the version %q, want %q", text, got, want)
		}
	}
}

func TestLook(t *testing.T) {
	d := Definition{Command: []string{"sh", "-c", "true"}, Version: []string{"sh", "-c", "echo; echo 'shell v1.2'; exec sleep 0"}}
	p := d.Look(t.Context())
	if p.Path == "" || p.Version != "shell v1.2" || p.Missing != nil {
		t.Errorf("%+v", p)
	}
	d.Programs = []string{"no-such-helper", "sh", "no-such-renderer"}
	if diff := cmp.Diff(Presence{Missing: []string{"no-such-helper", "no-such-renderer"}}, d.Look(t.Context())); diff != "" {
		t.Error(diff)
	}
	if p := (Definition{Command: []string{allArguments}}).Look(t.Context()); p.Path != "" || p.Missing != nil {
		t.Errorf("a command of the user's: %+v", p)
	}
}

// TestFlagsNameTheEngine wants the command that makes the settings again to name
// the engine that they have, not one of the same name.
func TestFlagsNameTheEngine(t *testing.T) {
	povray, err := Find("povray")
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseSettings(Settings{Engine: povray, Set: map[string]string{"quality": "9"}, Arguments: []string{"+A0.3 x"}}.JSON())
	if err != nil {
		t.Fatal(err)
	}
	if got, want := again.Flags(), "--engine povray --set quality=9 -- '+A0.3 x'"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	again.Engine.Multiple = 64
	if got, want := again.Flags(), "--engine-file povray.yaml --set quality=9 -- '+A0.3 x'"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
