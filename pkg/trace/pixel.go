package trace

import (
	"context"
	"math"
	"slices"

	"mosaic/pkg/vec"
)

// A rowRenderer renders the pixels of rows.
type rowRenderer struct {
	*Tracer
	Options
	view    *view
	sampler *sampler
	layers  layerWriter
	wave    wave
	pixels  []pixel // of the row
	next    int     // of them, the one to which the first path of the wave belongs
}

// A pixel is what is known of one.
type pixel struct {
	sum   vec.RGB
	begun int // samples, those in the wave among them
	taken int
	noise noise
}

// row renders the pixels of row y from column x on, and reports whether it
// came to the end before the context did.
func (p *rowRenderer) row(ctx context.Context, pix []float32, x, y int) bool {
	p.pixels = slices.Grow(p.pixels[:0], len(pix)/3)[:len(pix)/3]
	clear(p.pixels)
	p.next = 0
	for i := range p.pixels {
		if !p.pixel(ctx, &p.pixels[i], x+i, y) {
			return false
		}
	}
	p.flush()
	for i := range p.pixels {
		mean := p.pixels[i].sum.Scale(1 / float64(p.pixels[i].taken))
		pix[3*i], pix[3*i+1], pix[3*i+2] = storable(mean.R), storable(mean.G), storable(mean.B)
	}
	return ctx.Err() == nil
}

// pixel takes the samples of a pixel. The last of them may stay in the wave.
func (p *rowRenderer) pixel(ctx context.Context, px *pixel, x, y int) bool {
	var seen features
	stream := p.sampler.pixel(x, y)
	for want := p.Samples; px.begun < p.Samples; {
		if p.Noise > 0 {
			want = min(p.Samples, max(atLeast, px.begun+checkEach))
		}
		for px.begun < want {
			if p.wave.added == waveSize {
				p.flush()
				if ctx.Err() != nil {
					return false
				}
			}
			stream.start(px.begun)
			from, dir := p.view.ray(x, y, &stream)
			if p.Layers != 0 {
				p.look(&seen, from, dir, stream)
			}
			p.wave.add(from, dir, &stream)
			px.begun++
		}
		if p.Noise > 0 {
			if p.flush(); px.noise.below(p.Noise) {
				break
			}
		}
	}
	if p.Layers != 0 {
		p.layers.write(&seen)
	}
	return true
}

// flush follows the paths in the wave, and adds their light to their pixels.
func (p *rowRenderer) flush() {
	p.wave.follow()
	for _, c := range p.wave.found[:p.wave.added] {
		for p.pixels[p.next].taken == p.pixels[p.next].begun {
			p.next++
		}
		px := &p.pixels[p.next]
		px.taken++
		if finite(c) {
			px.sum = px.sum.Add(c)
		}
		if p.Noise > 0 {
			px.noise.add(c.Mean())
		}
	}
	p.wave.added = 0
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
// Pixels that have missed a light so far stop too soon: the mean of a picture is
// too dark by up to a quarter of the share.
func (e *noise) below(share float64) bool {
	mean := e.sum / e.n
	variance := max(0, e.squares/e.n-float64(mean*mean)) / (e.n - 1)
	limit := float64(share * max(mean, 0.01))
	return variance < float64(limit*limit)
}
