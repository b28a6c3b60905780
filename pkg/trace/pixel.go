package trace

import (
	"context"
	"math"

	"mosaic/pkg/vec"
)

// A pen renders the pixels of a row, one after the other.
type pen struct {
	*Tracer
	Options
	view   *view
	points *points
	layers layerPens
	left   int // samples until the next look at the context
}

// The longest paths, of a thousand segments, take some 1 ms.
const patience = 64 // samples between looks at the context

// row renders the pixels of row y from column x on, and reports whether it
// came to the end before the context did.
func (p *pen) row(ctx context.Context, pix []float32, x, y int) bool {
	p.left = patience
	for ; len(pix) > 0; x, pix = x+1, pix[3:] {
		mean, ok := p.pixel(ctx, x, y)
		if !ok {
			return false
		}
		pix[0], pix[1], pix[2] = storable(mean.R), storable(mean.G), storable(mean.B)
	}
	return ctx.Err() == nil
}

func (p *pen) pixel(ctx context.Context, x, y int) (mean vec.RGB, ok bool) {
	var sum vec.RGB
	var seen features
	var noise noise
	stream := p.points.pixel(x, y)
	taken := 0
	for taken < p.Samples {
		if p.left--; p.left == 0 {
			if ctx.Err() != nil {
				return mean, false
			}
			p.left = patience
		}
		stream.start(taken)
		from, dir := p.view.ray(x, y, &stream)
		if p.Layers != 0 {
			p.look(&seen, from, dir, stream)
		}
		c := p.radiance(from, dir, &stream, p.MaxDepth)
		taken++
		if finite(c) {
			sum = sum.Add(c)
		}
		if p.Noise > 0 {
			if noise.add(c.Mean()); taken >= atLeast && taken%checkEach == 0 && noise.below(p.Noise) {
				break
			}
		}
	}
	if p.Layers != 0 {
		p.layers.write(&seen)
	}
	return sum.Scale(1 / float64(taken)), true
}

// A pixel that may stop early takes at least so many samples, and looks at its
// error each time it has taken some more.
const (
	atLeast   = 32
	checkEach = 8
)

// noise is what is known of the spread of a pixel's samples.
type noise struct {
	n, sum, squares float64
}

func (e *noise) add(x float64) {
	if !(x <= math.MaxFloat32) {
		return
	}
	e.n++
	e.sum += x
	e.squares += float64(x * x)
}

// below reports whether the standard error of the mean is below the share of
// the mean; what is darker than 1/100 counts as if it were that bright. The
// samples are spread more evenly than chance would, so that the error is less.
// Pixels that have missed a lamp so far stop too soon: the mean of a picture is
// too dark by up to a quarter of the share.
func (e *noise) below(share float64) bool {
	mean := e.sum / e.n
	variance := max(0, e.squares/e.n-float64(mean*mean)) / (e.n - 1)
	limit := float64(share * max(mean, 0.01))
	return variance < float64(limit*limit)
}
