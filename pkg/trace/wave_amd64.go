//go:build goexperiment.simd && !go1.27

package trace

import (
	"math"
	"simd/archsimd"

	"golang.org/x/sys/cpu"
)

// The kernels of a wave. Each does the operations of the function in plain Go
// that its comment names, in the same order, none of them fused; lanes without a
// path, or whose surface scatters otherwise, hold numbers that nobody reads.

// hasKernel reports whether the processor can run them.
func hasKernel() bool { return cpu.X86.HasAVX2 }

// nearest is nearestSphere.
func (w *wave) nearest() {
	one, sign := archsimd.BroadcastInt64x4(1), archsimd.BroadcastInt64x4(-1<<63)
	zero := same(0)
	for i := 0; i < w.live; i += 4 {
		o, d := w.from.load(i), w.dir.load(i)
		best := same(math.Inf(1))
		prim := archsimd.BroadcastInt64x4(none)
		k := prim
		for j := range w.wide {
			s := &w.wide[j]
			k = k.Add(one)
			to := lanes3{load(&s.x), load(&s.y), load(&s.z)}.sub(o)
			b := to.dot(d)
			c := to.dot(to).Sub(load(&s.square))
			root := b.Mul(b).Sub(c).Sqrt().AsInt64x4().Or(c.AsInt64x4().And(sign)).AsFloat64x4()
			t := b.Sub(root)
			nearer := t.Less(best).And(t.Greater(zero))
			best = t.Merge(best, nearer)
			prim = k.Merge(prim, nearer)
		}
		w.dist.store(i, best)
		w.prim.store(i, prim)
	}
}

// stand is surfacePoint, of spheres, and the first part of bounce: it puts the paths on
// the side of their surfaces that they came from.
func (w *wave) stand() {
	zero, sign := same(0), archsimd.BroadcastInt64x4(-1<<63)
	for i := 0; i < w.live; i += 4 {
		d, dist := w.dir.load(i), w.dist.load(i)
		at := w.from.load(i).add(d.scale(dist))
		out := at.sub(w.center.load(i)).scale(w.inverse.load(i))
		n := out
		margin := same(rounding).Mul(dist.Add(w.size.load(i)))
		if w.more {
			other := w.other.load(i).Less(zero.AsInt64x4())
			at = at.or(w.at.load(i), other)
			out = out.or(w.out.load(i), other)
			n = n.or(w.normal.load(i), other)
			margin = w.margin.load(i).Merge(margin, other)
		}
		inside := where(zero.Less(out.dot(d))).And(sign)
		out = out.flip(inside)
		n = n.flip(inside)
		behind := flip(n.dot(d), sign).Less(same(grazing))
		w.origin.store(i, at.add(out.scale(margin)))
		w.out.store(i, out)
		w.normal.store(i, n.or(out, behind))
	}
}

// sampleSphereLights is aim, with sampleSphere.
func (w *wave) sampleSphereLights() {
	zero, one, two := same(0), same(1), same(2)
	for i := 0; i < w.live; i += 4 {
		to := w.sphereCenter.load(i).sub(w.origin.load(i))
		square := w.square.load(i)
		d2 := to.dot(to)
		inverse := one.Div(d2)
		dist := d2.Sqrt()
		edge2 := square.Mul(inverse)
		edge := one.Add(one.Sub(edge2).Sqrt())
		down := w.lightU.load(i).Mul(edge2.Div(edge))
		sin2 := down.Mul(two.Sub(down))
		sin, cos := sin2.Sqrt(), one.Sub(down)
		sinPhi, cosPhi := sinCos(w.lightV.load(i))
		axis := to.scale(dist.Mul(inverse))
		t, b := basis(axis)
		w.lightDir.store(i, t.scale(sin.Mul(cosPhi)).add(b.scale(sin.Mul(sinPhi))).add(axis.scale(cos)))
		w.lightPDF.store(i, w.dense.load(i).Mul(d2).Mul(edge))
		dist = dist.Mul(cos).Sub(zero.Max(square.Sub(d2.Mul(sin2))).Sqrt())
		dist = dist.Mul(same(beforeLight))
		w.lightDist.store(i, dist.Masked(d2.Greater(square)))
	}
}

// weigh is the first part of diffuse: what the light gives, if nothing is in its
// way.
func (w *wave) weigh() {
	zero, one := same(0), same(1)
	for i := 0; i < w.live; i += 4 {
		n, out := w.normal.load(i), w.out.load(i)
		lightSample, pdf := w.lightDir.load(i), w.lightPDF.load(i)
		cos := n.dot(lightSample)
		share := cos.Mul(same(1 / math.Pi))
		misWeight := pdf.Div(pdf.Mul(pdf).Add(share.Mul(share)))
		misWeight = one.Merge(misWeight, pdf.Equal(zero))
		w.share.store(i, share.Mul(misWeight))
		lit := zero.Less(cos).And(zero.Less(out.dot(lightSample))).And(zero.Less(w.lightDist.load(i)))
		w.blocked.store(i, where(lit).And(w.lambertian.load(i)).Not())
	}
}

// turn is the second part of diffuse: a new direction, by cosine.
func (w *wave) turn() {
	zero, one, two := same(0), same(1), same(2)
	for i := 0; i < w.live; i += 4 {
		n, out := w.normal.load(i), w.out.load(i)
		sinPhi, cosPhi := sinCos(w.scatterV.load(i))
		u := w.scatterU.load(i)
		r := two.Mul(u.Mul(one.Sub(u)).Sqrt())
		d := n.add(lanes3{r.Mul(cosPhi), r.Mul(sinPhi), one.Sub(two.Mul(u))})
		length := d.dot(d).Sqrt()
		d = d.scale(one.Div(length))
		w.next.store(i, d)
		w.nextPDF.store(i, same(0.5).Mul(length).Mul(same(1/math.Pi)))
		w.lost.store(i, where(zero.Less(out.dot(d))).Not())
	}
}

// block is anySphere.
func (w *wave) block() {
	for i := 0; i < w.live; i += 4 {
		crossed := w.blocked.load(i)
		o, d := w.origin.load(i), w.lightDir.load(i)
		dist := w.lightDist.load(i)
		for j := range w.wide {
			s := &w.wide[j]
			to := lanes3{load(&s.x), load(&s.y), load(&s.z)}.sub(o)
			b := to.dot(d)
			c := to.dot(to).Sub(load(&s.square))
			ahead := b.Sub(dist)
			end := c.Sub(dist.Mul(b.Add(ahead))).AsInt64x4()
			passes := c.Sub(b.Mul(b)).AsInt64x4().And(ahead.AsInt64x4()).AndNot(b.AsInt64x4())
			start := c.AsInt64x4()
			crossed = crossed.Or(passes.AndNot(start)).Or(start.Xor(end))
		}
		w.blocked.store(i, crossed)
	}
}

// carry is the last part of diffuse: it adds the light and takes the paths on.
func (w *wave) carry() {
	zero := archsimd.BroadcastInt64x4(0)
	for i := 0; i < w.live; i += 4 {
		lambertian := w.lambertian.load(i).Less(zero)
		weight := w.weight.load(i)
		colored := weight.mul(w.color.load(i))
		light := w.light.load(i)
		lit := w.blocked.load(i).GreaterEqual(zero)
		more := light.add(colored.mul(w.lightRadiance.load(i)).scale(w.share.load(i)))
		w.light.store(i, light.or(more, lit))
		w.weight.store(i, weight.or(colored, lambertian))
		w.chance.store(i, same(lenience).Mul(colored.x.Max(colored.y).Max(colored.z)))
		w.from.store(i, w.from.load(i).or(w.origin.load(i), lambertian))
		w.dir.store(i, w.dir.load(i).or(w.next.load(i), lambertian))
		w.pdf.store(i, w.nextPDF.load(i).Merge(w.pdf.load(i), lambertian))
	}
}
