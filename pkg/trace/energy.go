package trace

import (
	"math"
	"sync"

	"mosaic/pkg/vec"
)

// A directionalAlbedo is what rough mirrors reflect, once, of light from everywhere: by
// Schlick's formula the share base + edge·f, for a reflectance f at normal
// incidence. (Karis, "Real Shading in Unreal Engine 4", 2013.)
type directionalAlbedo struct{ base, edge float64 }

const (
	albedoSteps = 24 // between the table's ends, along each axis
	albedoSide  = 24 // of the square of directions to each entry
)

// directionalAlbedos is a table by the roots of the cosine and of the width.
var directionalAlbedos = sync.OnceValue(func() *[albedoSteps + 1][albedoSteps + 1]directionalAlbedo {
	t := new([albedoSteps + 1][albedoSteps + 1]directionalAlbedo)
	for i := range t {
		for j := range t[i] {
			cos := max(float64(i)/albedoSteps, 1e-3)
			cos = float64(cos * cos)
			alpha := max(float64(j)/albedoSteps, 1e-2)
			t[i][j] = newDirectionalAlbedo(cos, float64(alpha*alpha))
		}
	}
	return t
})

// newDirectionalAlbedo is the mean over directions that visibleNormal finds.
func newDirectionalAlbedo(cos, alpha float64) (s directionalAlbedo) {
	out := vec.Vec3{X: math.Sqrt(1 - float64(cos*cos)), Z: cos}
	all := 0.0
	for i := range albedoSide {
		// Closer together at the far end, where the slanted mirrors are.
		left := 1 - (float64(i)+0.5)/albedoSide
		left2 := float64(left * left)
		u, share := 1-float64(left*left2), float64(3*left2)
		for j := range albedoSide {
			all += share
			half := visibleNormal(alpha, out, u, (float64(j)+0.5)/albedoSide)
			in := reflect(out.Neg(), half)
			if in.Z <= 0 {
				continue
			}
			behind := smithLambda(alpha, out.Z)
			weight := float64(share * (1 + behind) / (1 + behind + smithLambda(alpha, in.Z)))
			x := fifth(half.Dot(in))
			s.base += float64(weight * x)
			s.edge += float64(weight * (1 - x))
		}
	}
	return directionalAlbedo{s.base / all, s.edge / all}
}

// albedoOf is the directionalAlbedo of mirrors of the given width, seen at a cosine.
func albedoOf(alpha, cos float64) directionalAlbedo {
	t := directionalAlbedos()
	x, y := float64(math.Sqrt(max(0, min(cos, 1)))*albedoSteps), float64(math.Sqrt(alpha)*albedoSteps)
	i, j := min(int(x), albedoSteps-1), min(int(y), albedoSteps-1)
	x, y = x-float64(i), y-float64(j)
	mixed := func(a, b, c, d float64) float64 {
		return float64((float64(a*(1-x))+float64(b*x))*(1-y)) + float64((float64(c*(1-x))+float64(d*x))*y)
	}
	return directionalAlbedo{
		mixed(t[i][j].base, t[i+1][j].base, t[i][j+1].base, t[i+1][j+1].base),
		mixed(t[i][j].edge, t[i+1][j].edge, t[i][j+1].edge, t[i+1][j+1].edge),
	}
}
