package scene

import (
	"fmt"
	"slices"

	"mosaic/pkg/film"
	"mosaic/pkg/model"
)

// filter reads how samples are weighted within and around a pixel.
func (p *parser) filter(o *object) {
	kinds := map[string]model.Filter{"box": model.Box, "tent": model.Tent, "gaussian": model.Gaussian, "blackman-harris": model.BlackmanHarris}
	radii := map[string]float64{"box": 0.5, "tent": 1, "gaussian": 1.5, "blackman-harris": 1.5}
	name := o.choiceOr("filter", "box", "box", "tent", "gaussian", "blackman-harris")
	p.Image.Filter = kinds[name]
	p.Image.FilterRadius = o.numberOr("filterRadius", radii[name], span{lo: 0.1, hi: 8, text: "a radius in pixels from 0.1 to 8"})
}

// view reads how light becomes the colours of a screen.
func (p *parser) view(o *object) {
	v := &p.Image.View
	v.Exposure = o.numberOr("exposure", 0, span{
		lo: -film.MaxExposure, hi: film.MaxExposure,
		text: fmt.Sprintf("a number of stops from %d to %d", -film.MaxExposure, film.MaxExposure),
	})
	v.White = o.numberOr("whiteBalance", 0, span{
		lo: film.MinWhite, hi: film.MaxWhite,
		text: fmt.Sprintf("a colour temperature in kelvin from %d to %d", film.MinWhite, film.MaxWhite),
	})
	curves := film.Curves()
	v.Curve = film.ViewCurve(max(slices.Index(curves, o.choiceOr("view", curves[film.Standard], curves...)), 0))
}
