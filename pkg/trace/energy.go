package trace

import (
	"math"
	"sync"

	"mosaic/pkg/vec"
)

// A sheen is what rough mirrors reflect, once, of light from everywhere: by
// Schlick's formula the share base + edge·f, for a reflectance f at normal
// incidence. (Karis, "Real Shading in Unreal Engine 4", 2013.)
type sheen struct{ base, edge float64 }

const (
	sheenSteps = 24 // between the table's ends, along each axis
	sheenSide  = 24 // of the square of directions to each entry
)

// sheens is a table by the roots of the cosine and of the width.
var sheens = sync.OnceValue(func() *[sheenSteps + 1][sheenSteps + 1]sheen {
	t := new([sheenSteps + 1][sheenSteps + 1]sheen)
	for i := range t {
		for j := range t[i] {
			cos := max(float64(i)/sheenSteps, 1e-3)
			cos = float64(cos * cos)
			alpha := max(float64(j)/sheenSteps, 1e-2)
			t[i][j] = newSheen(cos, float64(alpha*alpha))
		}
	}
	return t
})

// newSheen is the mean over directions that visibleNormal finds.
func newSheen(cos, alpha float64) (s sheen) {
	out := vec.Vec3{X: math.Sqrt(1 - float64(cos*cos)), Z: cos}
	all := 0.0
	for i := range sheenSide {
		// Closer together at the far end, where the slanted mirrors are.
		left := 1 - (float64(i)+0.5)/sheenSide
		left2 := float64(left * left)
		u, share := 1-float64(left*left2), float64(3*left2)
		for j := range sheenSide {
			all += share
			half := visibleNormal(alpha, out, u, (float64(j)+0.5)/sheenSide)
			in := reflect(out.Neg(), half)
			if in.Z <= 0 {
				continue
			}
			behind := hidden(alpha, out.Z)
			weight := float64(share * (1 + behind) / (1 + behind + hidden(alpha, in.Z)))
			x := fifth(half.Dot(in))
			s.base += float64(weight * x)
			s.edge += float64(weight * (1 - x))
		}
	}
	return sheen{s.base / all, s.edge / all}
}

// sheenOf is the sheen of mirrors of the given width, seen at a cosine.
func sheenOf(alpha, cos float64) sheen {
	t := sheens()
	x, y := float64(math.Sqrt(max(0, min(cos, 1)))*sheenSteps), float64(math.Sqrt(alpha)*sheenSteps)
	i, j := min(int(x), sheenSteps-1), min(int(y), sheenSteps-1)
	x, y = x-float64(i), y-float64(j)
	mixed := func(a, b, c, d float64) float64 {
		return float64((float64(a*(1-x))+float64(b*x))*(1-y)) + float64((float64(c*(1-x))+float64(d*x))*y)
	}
	return sheen{
		mixed(t[i][j].base, t[i+1][j].base, t[i][j+1].base, t[i+1][j+1].base),
		mixed(t[i][j].edge, t[i+1][j].edge, t[i][j+1].edge, t[i+1][j+1].edge),
	}
}
