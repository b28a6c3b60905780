package imagefile

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mosaic/pkg/openexr"
)

// TestWhichChannelsAreColor chooses R, G and B among names.
func TestWhichChannelsAreColor(t *testing.T) {
	for _, test := range []struct{ has, color, rest, err string }{
		{has: "A B G R", color: "R G B", rest: "A"},
		{has: "B G R ViewLayer.Combined.B ViewLayer.Combined.G ViewLayer.Combined.R", color: "R G B", rest: "ViewLayer.Combined.B ViewLayer.Combined.G ViewLayer.Combined.R"},
		{has: "A Y", color: "Y Y Y", rest: "A"},
		{has: "Y depth.Z", color: "Y Y Y", rest: "depth.Z"},
		{has: "L.Combined.A L.Combined.B L.Combined.G L.Combined.R L.Diffuse.B L.Diffuse.G L.Diffuse.R", color: "L.Combined.R L.Combined.G L.Combined.B", rest: "A L.Diffuse.B L.Diffuse.G L.Diffuse.R"},
		{has: "Combined.B Combined.G Combined.R o.B o.G o.R", color: "Combined.R Combined.G Combined.B", rest: "o.B o.G o.R"},
		{has: "Composite.Combined.B Composite.Combined.G Composite.Combined.R V.Combined.B V.Combined.G V.Combined.R", color: "Composite.Combined.R Composite.Combined.G Composite.Combined.B", rest: "V.Combined.B V.Combined.G V.Combined.R"},
		{has: "beauty.A beauty.B beauty.G beauty.R normal.X", color: "beauty.R beauty.G beauty.B", rest: "A normal.X"},
		{has: "a.B a.G a.R b.B b.G b.R", err: `more than one layer could be meant, "a", "b"`},
		{has: "V.Combined.B V.Combined.G V.Combined.R W.Combined.B W.Combined.G W.Combined.R", err: `"V.Combined", "W.Combined": save one of them as R, G and B`},
		{has: "R G", err: `has no channels R, G and B, but "R", "G": save the picture with R, G and B`},
		{has: "Y RY BY", err: "has no channels R, G and B"},
		{has: "Y R", err: "has no channels R, G and B"},
		{has: "a.R a.G", err: "has no channels R, G and B"},
	} {
		e := &exrPixels{Picture: &openexr.Picture{}, named: map[string]int{}}
		names := strings.Fields(test.has)
		for i, name := range names {
			e.Channels = append(e.Channels, openexr.Channel{Name: name})
			e.named[name] = i
		}
		err := e.chooseColor()
		if test.err != "" {
			if err == nil || !strings.Contains(err.Error(), test.err) {
				t.Errorf("%s: %v, want %q", test.has, err, test.err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", test.has, err)
			continue
		}
		color := []string{names[e.color[0]], names[e.color[1]], names[e.color[2]]}
		if diff := cmp.Diff([]string{test.color, test.rest}, []string{strings.Join(color, " "), strings.Join(slices.Sorted(maps.Keys(e.named)), " ")}); diff != "" {
			t.Errorf("%s: -want +got\n%s", test.has, diff)
		}
		if a, ok := e.named["A"]; ok && !strings.HasSuffix(names[a], "A") {
			t.Errorf("%s: alpha is %s", test.has, names[a])
		}
	}
}
