package render

import (
	"strings"
	"testing"

	"mosaic/pkg/tile"
)

func sample() Spec {
	return Spec{
		Version: Version, Engine: Engine{Name: "trace/4", Settings: []byte(`{"samples":50}`)}, Scene: Digest(nil),
		Plan: tile.Plan{Width: 64, Height: 48, Frames: 1, Size: 16},
	}
}

func TestParseIsStrict(t *testing.T) {
	good := string(sample().JSON())
	if back, err := Parse([]byte(good)); err != nil || back.Hash() != sample().Hash() {
		t.Errorf("%s is read as %+v, %v", good, back, err)
	}
	for old, fault := range map[string]struct{ is, want string }{
		`"version": 2`:       {`"version": 1`, "spec of version 1: this program reads version 2"},
		`"version": 2,`:      {"", "spec of version 0"},
		`"scene"`:            {`"szene"`, `unknown field "szene"`},
		`"width": 64`:        {`"width": 0`, "the width is 0: it must lie between 1 and 65536"},
		`"height": 48`:       {`"height": "48"`, "height"},
		`"tileSize": 16`:     {`"tileSize": 9000`, "the tile size is 9000: it must lie between 1 and 8192"},
		`"name": "trace/4"`:  {`"name": ""`, "the spec names no engine"},
		`"settings": {`:      {`"setting": {`, `unknown field "setting"`},
		`e3b0c44298fc1c149a`: {`e3`, "is no SHA-256"},
	} {
		if !strings.Contains(good, old) {
			t.Errorf("%s is not in %s", old, good)
		}
		if _, err := Parse([]byte(strings.Replace(good, old, fault.is, 1))); err == nil || !strings.Contains(err.Error(), fault.want) {
			t.Errorf("%s instead of %s: %v, want %q", fault.is, old, err, fault.want)
		}
	}
}

func TestTheEnginesSettingsAreOfTheHash(t *testing.T) {
	a, b := sample(), sample()
	b.Engine.Settings = []byte(`{"samples":51}`)
	if a.Hash() == b.Hash() {
		t.Error("other settings, and the same hash")
	}
	spaced := sample()
	spaced.Engine.Settings = []byte(" {\n\"samples\" : 50 }")
	if a.Hash() != spaced.Hash() {
		t.Error("spaces within the settings change the hash")
	}
}

func TestLayers(t *testing.T) {
	for text, want := range map[string]Layers{
		"": 0, "depth": Depth, "samples,albedo": Albedo | SampleCount, "normal, depth ,normal": Normal | Depth,
		"albedo,normal,depth,samples": allLayers,
	} {
		got, err := ParseLayers(text)
		if err != nil || got != want {
			t.Errorf("%q is read as %v, %v", text, got, err)
		}
		if back, err := ParseLayers(got.String()); err != nil || back != got {
			t.Errorf("%v is read as %v, %v", got, back, err)
		}
		s := sample()
		s.Channels = got.SortedChannels()
		if in := LayersIn(s.Channels); in != got {
			t.Errorf("the layers in %q are %v, want %v", s.Channels, in, got)
		}
		if back, err := Parse(s.JSON()); err != nil || back.Hash() != s.Hash() {
			t.Errorf("%s is read as %v, %v", s.JSON(), back, err)
		}
	}
	if _, err := ParseLayers("depth,alpha,,beauty"); err == nil || strings.Count(err.Error(), "give some of albedo,normal,depth,samples") != 3 {
		t.Errorf("unknown layers: %v", err)
	}
	s := sample()
	if plain := string(s.JSON()); strings.Contains(plain, "channels") {
		t.Errorf("no layers are told of: %s", plain)
	}
	s.Channels = (Albedo | Depth).Channels()
	if _, err := Parse(s.JSON()); err == nil || !strings.Contains(err.Error(), "not sorted by name") {
		t.Errorf("a spec with unsorted channels: %v", err)
	}
}

func TestLayersHaveChannels(t *testing.T) {
	want := "albedo.R,albedo.G,albedo.B,normal.X,normal.Y,normal.Z,depth.Z,samples.Y"
	if got := strings.Join(allLayers.Channels(), ","); got != want {
		t.Errorf("the channels are %s, want %s", got, want)
	}
	for l := range allLayers + 1 {
		if err := CheckChannels(l.SortedChannels()); err != nil {
			t.Errorf("%v: %v", l, err)
		}
	}
}
