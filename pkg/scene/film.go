package scene

import "mosaic/pkg/model"

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
	v.Exposure = o.numberOr("exposure", 0, span{lo: -32, hi: 32, text: "a number of stops from -32 to 32"})
	v.White = o.numberOr("whiteBalance", 0, span{lo: 1500, hi: 25000, text: "a colour temperature in kelvin from 1500 to 25000"})
	curves := map[string]model.ViewCurve{"standard": model.Standard, "agx": model.AgX, "aces": model.ACES}
	v.Curve = curves[o.choiceOr("view", "standard", "standard", "agx", "aces")]
}
