package film

import (
	"bytes"
	"encoding/json"
	"image"
	"math"
	"strings"
	"testing"

	"mosaic/pkg/tile"
)

func TestViewTexts(t *testing.T) {
	for _, c := range []struct {
		view              View
		json, text, flags string
	}{
		{View{}, `{}`, "standard", ""},
		{View{Exposure: 1.5}, `{"exposure":1.5}`, "exposure +1.5, standard", "--exposure 1.5"},
		{View{-0.25, 3200, AgX}, `{"exposure":-0.25,"white":3200,"curve":"agx"}`, "exposure -0.25, white 3200 K, agx",
			"--exposure -0.25 --white-balance 3200 --view agx"},
		{View{Curve: ACES}, `{"curve":"aces"}`, "aces", "--view aces"},
	} {
		data, err := json.Marshal(c.view)
		if err != nil || string(data) != c.json {
			t.Errorf("%v is %s, %v", c.view, data, err)
		}
		var back View
		if err := json.Unmarshal(data, &back); err != nil || back != c.view {
			t.Errorf("%s is read as %v, %v", data, back, err)
		}
		if got := c.view.String(); got != c.text {
			t.Errorf("%+v is told as %q, want %q", c.view, got, c.text)
		}
		if got := strings.Join(c.view.Flags(), " "); got != c.flags {
			t.Errorf("the flags of %v are %q, want %q", c.view, got, c.flags)
		}
	}
	var v View
	if err := json.Unmarshal([]byte(`{"curve":"filmic"}`), &v); err == nil || !strings.Contains(err.Error(), "give standard, agx or aces") {
		t.Errorf("an unknown curve: %v", err)
	}
}

func TestBadViews(t *testing.T) {
	for _, c := range []struct {
		view View
		want string
	}{
		{View{}, ""},
		{View{MaxExposure, MinWhite, ACES}, ""},
		{View{-MaxExposure, MaxWhite, AgX}, ""},
		{View{Exposure: 33}, "the exposure is 33 stops"},
		{View{Exposure: math.NaN()}, "the exposure is NaN stops"},
		{View{White: 900}, "the white balance is 900 kelvin: it must lie between 1667"},
		{View{White: -1}, "the white balance is -1 kelvin"},
		{View{White: math.NaN()}, "the white balance is NaN"},
		{View{Curve: 3}, "the view 3 is unknown"},
	} {
		err := c.view.Validate()
		if (err == nil) != (c.want == "") || err != nil && !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %q", c.view, err, c.want)
		}
		if _, _, ferr := (ImageOptions{View: c.view}).Check("a.png", 1, 1); (ferr == nil) != (err == nil) {
			t.Errorf("%+v: as options of an image: %v", c.view, ferr)
		}
	}
}

// applied is what a view makes of a pixel.
func applied(v View, r, g, b float32) [3]float64 {
	p := []float32{r, g, b}
	if transform := v.Transform(); transform != nil {
		transform(p)
	}
	return [3]float64{float64(p[0]), float64(p[1]), float64(p[2])}
}

// near reports whether no channel differs by more than d.
func near(a, b [3]float64, d float64) bool {
	for i := range a {
		if !(math.Abs(a[i]-b[i]) <= d) {
			return false
		}
	}
	return true
}

func TestExposure(t *testing.T) {
	for _, stops := range []float64{-8, -1, 1, 3} {
		k := math.Exp2(stops)
		if got := applied(View{Exposure: stops}, 0.5, 0.25, 3); got != [3]float64{0.5 * k, 0.25 * k, 3 * k} {
			t.Errorf("%v stops: %v", stops, got)
		}
	}
	if got := applied(View{Exposure: 0.5}, 1, 0, 0.5); !near(got, [3]float64{math.Sqrt2, 0, math.Sqrt2 / 2}, 1e-6) {
		t.Errorf("half a stop: %v", got)
	}
}

// TestWhiteBalance has the chromaticities of tables: those of black bodies of
// Wyszecki and Stiles, "Color Science", 2nd edition, and of the CIE's D series.
func TestWhiteBalance(t *testing.T) {
	for kelvin, want := range map[float64]chromaticity{
		2000: {0.5267, 0.4133}, 2856: {0.4476, 0.4074}, 4000: {0.3805, 0.3768},
		5003: {0.3457, 0.3585}, 5503: {0.3324, 0.3474}, 6504: {0.3127, 0.3290}, 7504: {0.2990, 0.3149},
	} {
		got := whiteOf(kelvin)
		if math.Abs(got.x-want.x) > 1e-3 || math.Abs(got.y-want.y) > 1e-3 {
			t.Errorf("the light of %v K is %v, want %v", kelvin, got, want)
		}
	}
	last := whiteOf(MinWhite)
	toRGB := toXYZ(primariesSRGB)
	toRGB = toRGB.Inverse()
	for kelvin := float64(MinWhite); kelvin <= MaxWhite; kelvin += 7 {
		c := whiteOf(kelvin)
		if d := math.Hypot(c.x-last.x, c.y-last.y); d > 0.002 {
			t.Errorf("at %v K the colour leaps by %v", kelvin, d)
		}
		last = c
		rgb := toRGB.Vector(c.xyz())
		if min(rgb.X, rgb.Y, rgb.Z) < 0 {
			continue // no screen shows it
		}
		got := applied(View{White: kelvin}, float32(rgb.X), float32(rgb.Y), float32(rgb.Z))
		if !near(got, [3]float64{1, 1, 1}, 1e-5) {
			t.Fatalf("white at %v K becomes %v", kelvin, got)
		}
	}
	if got := applied(View{White: 6504}, 0.2, 0.5, 0.7); !near(got, [3]float64{0.2, 0.5, 0.7}, 1e-3) {
		t.Errorf("the white of sRGB changes %v", got)
	}
}

// TestCurves has what is known of the curves: greys stay grey and grow with
// light, black is black, and nothing comes out that is no number.
func TestCurves(t *testing.T) {
	for _, c := range []struct {
		curve            ViewCurve
		grey, wantGrey   float64
		white, wantWhite float64
	}{
		{AgX, 0.18, 0.18, 0.18 * math.Exp2(6.5), 1},
		{ACES, 0.18, 0.1056, 16, 0.99}, // by hand from the formula
	} {
		v := View{Curve: c.curve}
		for _, p := range [][2]float64{{c.grey, c.wantGrey}, {c.white, c.wantWhite}} {
			x := float32(p[0])
			if got := applied(v, x, x, x); !near(got, [3]float64{p[1], p[1], p[1]}, 0.02*p[1]) {
				t.Errorf("%v of grey %v is %v, want %v", c.curve, p[0], got, p[1])
			}
		}
		if got := applied(v, 0, 0, 0); max(got[0], got[1], got[2]) > 0 {
			t.Errorf("%v of black is %v", c.curve, got)
		}
		last := -1.0
		for x := float32(1.0 / (1 << 12)); x < 1<<20; x *= 1.01 {
			got := applied(v, x, x, x)
			if !near(got, [3]float64{got[1], got[1], got[1]}, 1e-3) {
				t.Fatalf("%v of grey %v is the colour %v", c.curve, x, got)
			}
			if got[1] < last {
				t.Fatalf("%v of grey %v is darker than of less", c.curve, x)
			}
			last = got[1]
		}
		for _, odd := range []float32{float32(math.NaN()), float32(math.Inf(1)), float32(math.Inf(-1)), -1, math.MaxFloat32} {
			for _, v := range []View{v, {32, MaxWhite, c.curve}, {White: MinWhite}} {
				if got := applied(v, odd, 0.5, odd); got[0]-got[0] != 0 || got[1]-got[1] != 0 || got[2]-got[2] != 0 {
					t.Errorf("%v of %v is %v", v, odd, got)
				}
			}
		}
	}
}

// TestAgXBleaches has a pure blue light that fades to white as it grows.
func TestAgXBleaches(t *testing.T) {
	low, high := applied(View{Curve: AgX}, 0, 0, 0.2), applied(View{Curve: AgX}, 0, 0, 1000)
	if low[0] > 0.3*low[2] || high[0] < 0.7*high[2] {
		t.Errorf("dim blue is %v, glaring blue %v", low, high)
	}
}

func TestAgXTableIsTheCurve(t *testing.T) {
	table := agxTable()
	code := func(x float64) float64 { // of sRGB, in 16 bits
		if x <= 0.0031308 {
			return 65535 * 12.92 * x
		}
		return 65535 * (1.055*math.Pow(x, 1/2.4) - 0.055)
	}
	worst := 0.0
	for x := float32(math.Ldexp(1, -15)); x < 1<<tableMost; x *= 1.000317 {
		worst = max(worst, math.Abs(code(table.at(float64(x)))-code(agxCurve(float64(x)))))
	}
	if worst > 0.5 {
		t.Errorf("the table is off by %.2f codes of 16 bits", worst)
	}
}

// TestViewsOfImages has pictures of tiles that are developed as the rows are,
// whatever the format; light in an .exr stays as it is.
func TestViewsOfImages(t *testing.T) {
	tiles := writeTiles(t, tile.Plan{Width: 48, Height: 43, Size: 12})
	whole := noiseFilm(Header{Rect: image.Rect(0, 0, 48, 43)})
	if !bytes.Equal(assemble(t, tiles, "a.exr", ImageOptions{View: View{Exposure: 3}}), encode(t, "a.exr", whole)) {
		t.Error("the view changes an .exr")
	}
	for _, name := range []string{"a.png", "a.tif"} {
		if !bytes.Equal(assemble(t, tiles, name, ImageOptions{}), encode(t, name, whole)) {
			t.Errorf("%s: no view is not no view", name)
		}
	}
	v := View{0.7, 4000, AgX}
	v.Transform()(whole.Pix)
	for _, name := range []string{"a.png", "a.tif"} {
		if !bytes.Equal(assemble(t, tiles, name, ImageOptions{View: v}), encode(t, name, whole)) {
			t.Errorf("%s: not the view", name)
		}
	}
}

// TestStripesKeepTheirGrey has a view that changes all but the stripes of tiles
// that are absent.
func TestStripesKeepTheirGrey(t *testing.T) {
	tiles := writeTiles(t, tile.Plan{Width: 48, Height: 43, Size: 12})
	tiles.Absent = func(int) bool { return true }
	if !bytes.Equal(assemble(t, tiles, "a.png", ImageOptions{}), assemble(t, tiles, "b.png", ImageOptions{View: View{Exposure: 5}})) {
		t.Error("the stripes are exposed")
	}
}
