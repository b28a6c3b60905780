//go:build goexperiment.simd && !go1.27

package trace

import (
	"math"
	"simd/archsimd"

	"mosaic/pkg/vec"
)

// The numbers of four paths.
type (
	lanes  = archsimd.Float64x4
	words  = archsimd.Int64x4 // the sign of each decides
	lanes3 struct{ x, y, z lanes }
)

func load(p *[4]float64) lanes { return archsimd.LoadFloat64x4(p) }

func same(x float64) lanes { return archsimd.BroadcastFloat64x4(x) }

func (n *floats) four(i int) *[4]float64 { return (*[4]float64)(n[i : i+4]) }

func (n *floats) load(i int) lanes { return archsimd.LoadFloat64x4(n.four(i)) }

func (n *floats) store(i int, x lanes) { x.Store(n.four(i)) }

func (n *ints) load(i int) words { return archsimd.LoadInt64x4((*[4]int64)(n[i : i+4])) }

func (n *ints) store(i int, x words) { x.Store((*[4]int64)(n[i : i+4])) }

func (v *vectors) load(i int) lanes3 { return lanes3{v.x.load(i), v.y.load(i), v.z.load(i)} }

func (v *vectors) store(i int, a lanes3) {
	v.x.store(i, a.x)
	v.y.store(i, a.y)
	v.z.store(i, a.z)
}

func (a lanes3) add(b lanes3) lanes3 { return lanes3{a.x.Add(b.x), a.y.Add(b.y), a.z.Add(b.z)} }

func (a lanes3) sub(b lanes3) lanes3 { return lanes3{a.x.Sub(b.x), a.y.Sub(b.y), a.z.Sub(b.z)} }

func (a lanes3) mul(b lanes3) lanes3 { return lanes3{a.x.Mul(b.x), a.y.Mul(b.y), a.z.Mul(b.z)} }

func (a lanes3) scale(s lanes) lanes3 { return lanes3{a.x.Mul(s), a.y.Mul(s), a.z.Mul(s)} }

func (a lanes3) dot(b lanes3) lanes { return a.x.Mul(b.x).Add(a.y.Mul(b.y)).Add(a.z.Mul(b.z)) }

// or is b where the mask is set, and a elsewhere.
func (a lanes3) or(b lanes3, mask archsimd.Mask64x4) lanes3 {
	return lanes3{b.x.Merge(a.x, mask), b.y.Merge(a.y, mask), b.z.Merge(a.z, mask)}
}

// flip changes the signs where those of the words are set.
func flip(x lanes, sign words) lanes { return x.AsInt64x4().Xor(sign).AsFloat64x4() }

func (a lanes3) flip(sign words) lanes3 {
	return lanes3{flip(a.x, sign), flip(a.y, sign), flip(a.z, sign)}
}

func neg(x lanes) lanes { return flip(x, archsimd.BroadcastInt64x4(-1<<63)) }

// signs is the sign words alone.
func signs(x lanes) words { return x.AsInt64x4().And(archsimd.BroadcastInt64x4(-1 << 63)) }

// where is all words where the mask is set, and none elsewhere.
func where(mask archsimd.Mask64x4) words { return mask.ToInt64x4() }

// Constants of sinCos.
var (
	wideSin = widen(&vec.SinPoly)
	wideCos = widen(&vec.CosPoly)
)

func widen(a *[6]float64) (w [6][4]float64) {
	for i, x := range a {
		w[i] = [4]float64{x, x, x, x}
	}
	return w
}

// sinCos is vec.SinCos.
func sinCos(turns lanes) (sin, cos lanes) {
	k := turns.Mul(same(4)).Add(same(vec.RoundingOffset))
	x := turns.Sub(k.Sub(same(vec.RoundingOffset)).Mul(same(0.25))).Mul(same(2 * math.Pi))
	q := x.Mul(x)
	q2 := q.Mul(q)
	s := series(&wideSin, q, q2)
	c := series(&wideCos, q, q2)
	sine := x.Add(x.Mul(q).Mul(s)).AsInt64x4()
	cosine := same(1).Sub(same(0.5).Mul(q).Sub(q2.Mul(c))).AsInt64x4()

	one, two := archsimd.BroadcastInt64x4(1), archsimd.BroadcastInt64x4(2)
	quarter := k.AsInt64x4()
	swap := sine.Xor(cosine).And(archsimd.BroadcastInt64x4(0).Sub(quarter.And(one)))
	sine = sine.Xor(swap).Xor(quarter.And(two).ShiftAllLeft(62))
	cosine = cosine.Xor(swap).Xor(quarter.Add(one).And(two).ShiftAllLeft(62))
	return sine.AsFloat64x4(), cosine.AsFloat64x4()
}

func series(a *[6][4]float64, q, q2 lanes) lanes {
	low := load(&a[0]).Add(load(&a[1]).Mul(q))
	mid := load(&a[2]).Add(load(&a[3]).Mul(q))
	high := load(&a[4]).Add(load(&a[5]).Mul(q))
	return low.Add(q2.Mul(mid.Add(q2.Mul(high))))
}

// basis is vec.Basis.
func basis(n lanes3) (t, b lanes3) {
	sign := same(1).AsInt64x4().Or(signs(n.z)).AsFloat64x4()
	a := same(-1).Div(sign.Add(n.z))
	c := n.x.Mul(n.y).Mul(a)
	sx := sign.Mul(n.x)
	t = lanes3{same(1).Add(sx.Mul(n.x).Mul(a)), sign.Mul(c), neg(sx)}
	b = lanes3{c, sign.Add(n.y.Mul(n.y).Mul(a)), neg(n.y)}
	return t, b
}
