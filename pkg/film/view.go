package film

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// A View is how linear light becomes the colours of a screen. It is applied
// when the image is merged: it changes no tile, and no .exr.
type View struct {
	Exposure float64   `json:"exposure,omitempty"` // in stops: each doubles the light
	White    float64   `json:"white,omitempty"`    // the colour temperature, in kelvin, of what is to look white; 0 changes nothing
	Curve    ViewCurve `json:"curve,omitempty"`    // from the scene's range to the screen's
}

// Limits of a view.
const (
	MaxExposure = 32 // stops, either way
	MinWhite    = 1667
	MaxWhite    = 25000
)

// Validate reports every fault of the view.
func (v View) Validate() error {
	var errs []error
	if !(v.Exposure >= -MaxExposure && v.Exposure <= MaxExposure) {
		errs = append(errs, fmt.Errorf("the exposure is %v stops: it must lie between %d and %d", v.Exposure, -MaxExposure, MaxExposure))
	}
	if v.White != 0 && !(v.White >= MinWhite && v.White <= MaxWhite) {
		errs = append(errs, fmt.Errorf("the white balance is %v kelvin: it must lie between %d (candles) and %d (blue sky); daylight is 6500", v.White, MinWhite, MaxWhite))
	}
	if int(v.Curve) >= len(Curves()) {
		errs = append(errs, fmt.Errorf("the view %d is unknown", v.Curve))
	}
	return errors.Join(errs...)
}

// Flags is what to type to get this view; nothing for the zero View.
func (v View) Flags() []string {
	var all []string
	number := func(flag string, x float64) {
		if x != 0 {
			all = append(all, flag, strconv.FormatFloat(x, 'f', -1, 64))
		}
	}
	number("--exposure", v.Exposure)
	number("--white-balance", v.White)
	if v.Curve != Standard {
		all = append(all, "--view", v.Curve.String())
	}
	return all
}

// String tells people of the view: "exposure +1.5, white 3200 K, agx".
func (v View) String() string {
	var parts []string
	if v.Exposure != 0 {
		parts = append(parts, fmt.Sprintf("exposure %+g", v.Exposure))
	}
	if v.White != 0 {
		parts = append(parts, fmt.Sprintf("white %v K", v.White))
	}
	return strings.Join(append(parts, v.Curve.String()), ", ")
}

// A ViewCurve is a transform from the scene's range of light to a screen's.
// Its text is its name in lower case.
type ViewCurve uint8

// The curves.
const (
	Standard ViewCurve = iota // sRGB's own: what is brighter than white is cut
	AgX                       // Sobotka's, as Blender has it: bright colours fade to white
	ACES                      // Hill's fit of the Academy's reference rendering and output transforms
)

// Curves is the names of the curves.
func Curves() []string { return []string{Standard: "standard", AgX: "agx", ACES: "aces"} }

// CurveList lists the names of the curves: "standard, agx or aces".
func CurveList() string { return either(Curves()) }

func (c ViewCurve) String() string {
	if names := Curves(); int(c) < len(names) {
		return names[c]
	}
	return fmt.Sprintf("view %d", c)
}

// MarshalText is the curve's name.
func (c ViewCurve) MarshalText() ([]byte, error) {
	if int(c) >= len(Curves()) {
		return nil, fmt.Errorf("the view %d is unknown", c)
	}
	return []byte(c.String()), nil
}

// UnmarshalText reads the name of a curve.
func (c *ViewCurve) UnmarshalText(text []byte) error {
	for i, name := range Curves() {
		if name == string(text) {
			*c = ViewCurve(i)
			return nil
		}
	}
	return fmt.Errorf("view %q: give %s", text, CurveList())
}
