package cli

import (
	"fmt"

	"github.com/spf13/pflag"

	"mosaic/pkg/film"
)

// viewFlags is how light becomes the colours of a screen.
type viewFlags struct {
	exposure, white float64
	curve           string
}

// add adds the flags; whose says whose view holds where they are not given.
func (f *viewFlags) add(flags *pflag.FlagSet, whose string) {
	flags.Float64Var(&f.exposure, "exposure", 0, "exposure in `STOPS`: each makes a "+film.Extensions(film.Format.ForScreens)+" twice as bright (unset: "+whose+")")
	flags.Float64Var(&f.white, "white-balance", 0, "colour temperature of what is to look white, in `KELVIN`; 0 is as it is (unset: "+whose+")")
	enumVar(flags, &f.curve, "view", "", "", "curve from light to a screen's range: "+film.CurveList()+" (unset: "+whose+")", film.Curves()...)
}

// over is the view v with those flags that were given, for a picture called to.
func (f viewFlags) over(v film.View, to string, set *pflag.FlagSet) (film.View, error) {
	given := false
	if set.Changed("exposure") {
		v.Exposure, given = f.exposure, true
	}
	if set.Changed("white-balance") {
		v.White, given = f.white, true
	}
	if set.Changed("view") {
		if err := v.Curve.UnmarshalText([]byte(f.curve)); err != nil {
			return v, nil // checkEnums reports it
		}
		given = true
	}
	if format, err := film.FormatOf(to); given && err == nil && format.Linear {
		return v, fmt.Errorf("--exposure, --white-balance and --view are of a screen, and %s holds the light as it is: leave them out, or give --to a %s",
			format.Name, film.Extensions(film.Format.ForScreens))
	}
	return v, nil
}
