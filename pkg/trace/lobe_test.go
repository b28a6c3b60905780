package trace

import (
	"fmt"
	"math"
	"testing"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// lobes are all kinds of them, seen at some angles.
func lobes(alphas ...float64) map[string]lobe {
	all := map[string]lobe{}
	for _, alpha := range alphas {
		for _, cos := range []float64{1, 0.7, 0.15} {
			out := at(0.6*math.Sqrt(1-cos*cos), -0.8*math.Sqrt(1-cos*cos), cos)
			m := material{alpha: alpha, color: vec.RGB{R: 0.9, G: 0.6, B: 0.3}, ior: 1.5}
			name := fmt.Sprintf(", alpha %g, cosine %g", alpha, cos)
			all["metal"+name] = made(func(l *lobe) { l.metal(&m, out) })
			all["plastic"+name] = made(func(l *lobe) { l.plastic(&m, out) })
			all["glass"+name] = made(func(l *lobe) { l.glass(&m, 1/m.ior, out) })
			all["glass from within"+name] = made(func(l *lobe) { l.glass(&m, m.ior, out) })
			m.thin = true
			all["pane"+name] = made(func(l *lobe) { l.glass(&m, 1/m.ior, out) })
		}
	}
	return all
}

// TestLobesFindDirectionsAsOftenAsTheySay counts the samples of each lobe in
// the cells of a globe, and integrates its density over the same.
func TestLobesFindDirectionsAsOftenAsTheySay(t *testing.T) {
	const rows, columns, fine, samples = 16, 12, 20, 20_000
	for name, l := range lobes(0.1, 0.5, 1) {
		d := dice(1)
		var found [rows * columns]float64
		lost := float64(samples)
		for range samples {
			in, weight, pdf := l.sample(d.roll(0, 1), d.roll(0, 1), d.roll(0, 1))
			if pdf == 0 {
				continue
			}
			f, again := l.eval(in)
			if !(math.Abs(in.Len()-1) < 1e-9 && math.Abs(again-pdf) <= 1e-6*pdf && math.Abs(f.R-weight.R*pdf) <= 1e-6*pdf) {
				t.Fatalf("%s: %v of weight %v and density %v, but evaluates to %v and %v", name, in, weight, pdf, f, again)
			}
			x := min(int((math.Atan2(in.Y, in.X)/(2*math.Pi)+0.5)*columns), columns-1)
			y := min(int(math.Acos(max(-1, min(in.Z, 1)))/math.Pi*rows), rows-1)
			found[y*columns+x]++
			lost--
		}
		all, off, cells := 0.0, 0.0, 0.0
		for i := range found {
			want := 0.0
			for j := range fine * fine {
				theta := (float64(i/columns) + (float64(j/fine)+0.5)/fine) * math.Pi / rows
				phi := ((float64(i%columns)+(float64(j%fine)+0.5)/fine)/columns - 0.5) * 2 * math.Pi
				sin, cos := math.Sincos(theta)
				_, pdf := l.eval(at(sin*math.Cos(phi), sin*math.Sin(phi), cos))
				want += pdf * sin * samples * 2 * math.Pi * math.Pi / (rows * columns * fine * fine)
			}
			if all += want; want > 5 {
				off += (found[i] - want) * (found[i] - want) / want
				cells++
			}
		}
		if all > 1.01*samples || math.Abs(samples-all-lost) > 0.02*samples {
			t.Errorf("%s: the density integrates to %.4f, and %.4f of the samples are none", name, all/samples, lost/samples)
		}
		if off > cells+6*math.Sqrt(2*cells) {
			t.Errorf("%s: chi-square is %.1f over %v cells", name, off, cells)
		}
	}
}

// reversed is the lobe on the side of in, and where a's out lies there.
func (a lobe) reversed(in vec.Vec3) (b lobe, out vec.Vec3) {
	m := material{alpha: a.alpha, color: a.color, ior: 1.5, thin: a.thin}
	out = a.out
	eta := a.eta
	if in.Z < 0 {
		in.Z, out.Z = -in.Z, -out.Z
		if !a.thin {
			eta = 1 / eta
		}
	}
	if a.of == ofMetal {
		return made(func(l *lobe) { l.metal(&m, in) }), out
	}
	return made(func(l *lobe) { l.glass(&m, eta, in) }), out
}

// TestLobesWorkBothWays swaps the directions: the reflectance is the same, but
// for metal's factor of what is reflected more than once; through a boundary it
// changes by the square of the index (Veach, 1997, section 5.2).
func TestLobesWorkBothWays(t *testing.T) {
	for name, l := range lobes(0.1, 0.5, 1) {
		if l.of == ofPlastic {
			continue // what is below gets what the gloss leaves in one direction
		}
		d := dice(4)
		for range 500 {
			in := d.point(-1, 1).Unit()
			f, _ := l.eval(in)
			r, out := l.reversed(in)
			g, _ := r.eval(out)
			a, b := f.R/math.Abs(in.Z), g.R/l.out.Z
			switch {
			case l.of == ofMetal || l.thin:
				a, b = a/l.boost.R, b/r.boost.R
			case in.Z < 0 && !l.thin:
				a *= l.eta * l.eta
			}
			if math.Abs(a-b) > 1e-9*(1+a) {
				t.Fatalf("%s: %v from %v, and %v the other way", name, a, in, b)
			}
		}
	}
}

// TestWhiteFurnace looks at each kind of white material, of all roughnesses and
// from many sides, where light of radiance 1 comes from everywhere.
func TestWhiteFurnace(t *testing.T) {
	white := vec.Grey(1)
	for _, kind := range []struct {
		name     string
		material model.Material
		least    float64 // of the radiance that one rough boundary lets on
	}{
		{"metal", model.Material{Kind: model.Metal, Color: white}, 1},
		{"plastic", model.Material{Kind: model.Physical, Color: white, IOR: 1.5}, 1},
		{"plastic of diamond", model.Material{Kind: model.Physical, Color: white, IOR: 2.4}, 1},
		{"plastic of index 1", model.Material{Kind: model.Physical, Color: white, IOR: 1}, 1},
		{"physical metal", model.Material{Kind: model.Physical, Color: white, IOR: 1.5, Metallic: 1}, 1},
		{"mixture", model.Material{Kind: model.Physical, Color: white, IOR: 1.5, Metallic: 0.3, Transmission: 0.3, Thin: true}, 1},
		{"glass", model.Material{Kind: model.Glass, Color: white, IOR: 1.5}, 0.5},
		{"glass of index 1", model.Material{Kind: model.Glass, Color: white, IOR: 1}, 1},
		{"glass of nearly index 1", model.Material{Kind: model.Glass, Color: white, IOR: 1.0002}, 0},
		{"physical glass", model.Material{Kind: model.Physical, Color: white, IOR: 1.5, Transmission: 1}, 0.5},
		{"pane", model.Material{Kind: model.Glass, Color: white, IOR: 1.5, Thin: true}, 1},
	} {
		for _, kind.material.Roughness = range []float64{0, 0.01, 0.05, 0.1, 0.3, 0.6, 1} {
			samples := 1 << 13
			if kind.material.Roughness == 1 {
				samples = 1 << 18 // of which some weigh much
			}
			for _, cos := range []float64{1, 0.7, 0.3, 0.05} {
				for name, s := range map[string]*model.Scene{
					"ball":  {Spheres: []model.Sphere{{Radius: 1}}},
					"plane": {Planes: []model.Plane{{Normal: at(0, 0, 1)}}},
				} {
					surfaceInteraction := at(math.Sqrt(1-cos*cos), 0, cos) // of the ball, where it is seen from the top
					s.Camera = from(surfaceInteraction.Add(at(0, 0, 5)), surfaceInteraction)
					if name == "plane" {
						s.Camera = from(surfaceInteraction.Scale(5), vec.Vec3{})
					}
					s.Materials = []model.Material{kind.material}
					s.Sky.Radiance = white
					got := seen(t, s, samples, 100).R
					least := 1.0
					if kind.material.Roughness >= 0.01 && kind.least < 1 {
						// What the tiny mirrors send to each other is lost.
						if least = kind.least; name == "ball" || cos < 0.3 {
							least *= 0.2
						}
					}
					if !(0.99*least <= got && got <= 1.01) {
						t.Errorf("%s of roughness %g, a %s at cosine %g: %.4f, want at least %g and at most 1",
							kind.name, kind.material.Roughness, name, cos, got, least)
					}
				}
			}
		}
	}
}

func made(make func(*lobe)) (l lobe) {
	make(&l)
	return l
}
