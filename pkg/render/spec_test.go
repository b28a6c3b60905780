package render

import (
	"math"
	"strings"
	"testing"
)

func sample() Spec {
	return Spec{Version: Version, Engine: "trace/4", Scene: Digest(nil), Width: 64, Height: 48, Samples: 50, MaxDepth: 8, TileSize: 16}
}

func TestNoise(t *testing.T) {
	plain := sample()
	if strings.Contains(string(plain.JSON()), "noise") || strings.Contains(plain.Flags(), "noise") {
		t.Errorf("no noise is told of: %s, %s", plain.JSON(), plain.Flags())
	}
	for noise, good := range map[float64]bool{
		0: true, 0.0001: true, 0.02: true, 1: true,
		0.00009: false, 1.1: false, -0.02: false, math.Inf(1): false, math.NaN(): false,
	} {
		s := sample()
		s.Noise = noise
		err := s.Validate()
		if (err == nil) != good {
			t.Errorf("noise %v: %v", noise, err)
		}
		if !good {
			continue
		}
		back, err := Parse(s.JSON())
		if err != nil || back != s {
			t.Errorf("noise %v is read as %v, %v", noise, back, err)
		}
		if noise != 0 && s.Hash() == plain.Hash() {
			t.Errorf("noise %v does not change the spec", noise)
		}
	}
	plain.Noise = 0.02
	if want := "--noise 0.02"; !strings.HasSuffix(plain.Flags(), want) {
		t.Errorf("flags %s, want %s at the end", plain.Flags(), want)
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
		s.Layers = got
		if back, err := Parse(s.JSON()); err != nil || back != s {
			t.Errorf("%s is read as %v, %v", s.JSON(), back, err)
		}
	}
	if _, err := ParseLayers("depth,alpha,,beauty"); err == nil || strings.Count(err.Error(), "give some of albedo,normal,depth,samples") != 3 {
		t.Errorf("unknown layers: %v", err)
	}
	s := sample()
	if plain := string(s.JSON()); strings.Contains(plain, "layers") {
		t.Errorf("no layers are told of: %s", plain)
	}
	s.Layers = Albedo | Depth
	if want := "--layers albedo,depth"; !strings.HasSuffix(s.Flags(), want) {
		t.Errorf("flags %s, want %s at the end", s.Flags(), want)
	}
	bad := strings.Replace(string(s.JSON()), `"depth"`, `"alpha"`, 1)
	if _, err := Parse([]byte(bad)); err == nil {
		t.Error("a spec with an unknown layer is read")
	}
	s.Layers = 16
	if s.Validate() == nil {
		t.Error("an unknown layer is valid")
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
