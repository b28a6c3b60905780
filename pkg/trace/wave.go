package trace

import (
	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// A wave is paths that are followed side by side, segment by segment: as in
// Laine, Karras and Aila, "Megakernels Considered Harmful: Wavefront Path
// Tracing on GPUs", HPG 2013. Where most of them do the same, on spheres and on
// surfaces that scatter evenly, a kernel computes four at a time; the rest is
// done for one path after the other. Each path comes to the light that radiance
// finds, bit for bit.
type wave struct {
	*Tracer
	maxDepth int

	// The paths that still go on are the first ones of each array.
	live    int
	from    vectors
	dir     vectors
	weight  vectors
	light   vectors
	pdf     floats
	streams [waveSize]stream
	result  [waveSize]int // where its light is to be written

	found [waveSize]vec.RGB // the light of each path, in the order in which they were added
	added int

	// What the segment hits: as in hit.
	dist floats
	prim ints
	hits [waveSize]hit

	// Of a path that meets a surface which scatters evenly, with what comes from it.
	lambertian      ints    // all bits, or none
	center          vectors // of the sphere
	inverse, size   floats  // of its radius, and of the surface: see sphere and surface
	other           ints    // all bits if it is no sphere: then at, out, normal and margin are set
	at, out, origin vectors // as in bounce
	normal          vectors
	margin          floats
	color           vectors
	sphereCenter    vectors // center, square and density of the light
	square, dense   floats
	lightU          floats // random numbers for the light
	lightV          floats
	scatterU        floats // and for the direction
	scatterV        floats
	lightDir        vectors // as in lightSample
	lightRadiance   vectors
	lightDist       floats
	lightPDF        floats
	share           floats           // of the light that goes on, if nothing is in its way
	sampledLight    [waveSize]*light // where it comes from, if not from spheres alone
	blocked         ints             // its sign: it counts for nothing
	next            vectors          // where the path goes on
	nextPDF         floats
	lost            ints   // its sign: the path ends here
	chance          floats // that it goes on, if below 1
}

// waveSize is a multiple of four: few enough paths for the first cache, and
// enough that those which are left of them at the end matter little.
const waveSize = 64

type (
	floats  [waveSize]float64
	ints    [waveSize]int64
	vectors struct{ x, y, z floats }
)

func (v *vectors) at(i int) vec.Vec3 { return vec.Vec3{X: v.x[i], Y: v.y[i], Z: v.z[i]} }

func (v *vectors) rgb(i int) vec.RGB { return vec.RGB{R: v.x[i], G: v.y[i], B: v.z[i]} }

func (v *vectors) put(i int, a vec.Vec3) { v.x[i], v.y[i], v.z[i] = a.X, a.Y, a.Z }

func (v *vectors) putRGB(i int, c vec.RGB) { v.x[i], v.y[i], v.z[i] = c.R, c.G, c.B }

func (v *vectors) move(i, from int) { v.x[i], v.y[i], v.z[i] = v.x[from], v.y[from], v.z[from] }

// add puts a path into the wave, which must have room.
func (w *wave) add(from, dir vec.Vec3, s *stream) {
	i := w.added
	w.from.put(i, from)
	w.dir.put(i, dir)
	w.streams[i] = *s
	w.added++
}

// follow follows all paths to their ends; their light is in found.
func (w *wave) follow() {
	if !hasKernel() {
		for i := range w.added {
			w.found[i] = w.radiance(w.from.at(i), w.dir.at(i), &w.streams[i], w.maxDepth)
		}
		return
	}
	for i := range w.added {
		w.weight.putRGB(i, vec.Grey(1))
		w.light.putRGB(i, vec.RGB{})
		w.pdf[i] = 0
		w.result[i] = i
	}
	w.live = w.added
	for segment := 1; w.live > 0; segment++ {
		w.segment(segment)
	}
}

// path sets p to a path as radiance has it.
func (w *wave) path(i int, p *path) {
	p.from.X, p.from.Y, p.from.Z = w.from.x[i], w.from.y[i], w.from.z[i]
	p.dir.X, p.dir.Y, p.dir.Z = w.dir.x[i], w.dir.y[i], w.dir.z[i]
	p.weight.R, p.weight.G, p.weight.B = w.weight.x[i], w.weight.y[i], w.weight.z[i]
	p.light.R, p.light.G, p.light.B = w.light.x[i], w.light.y[i], w.light.z[i]
	p.pdf = w.pdf[i]
}

func (w *wave) putPath(i int, p *path) {
	w.from.put(i, p.from)
	w.dir.put(i, p.dir)
	w.weight.putRGB(i, p.weight)
	w.light.putRGB(i, p.light)
	w.pdf[i] = p.pdf
}

// end takes a path out of the wave: the last one takes its place.
func (w *wave) end(i int) {
	w.found[w.result[i]] = w.light.rgb(i)
	w.live--
	last := w.live
	w.from.move(i, last)
	w.dir.move(i, last)
	w.weight.move(i, last)
	w.light.move(i, last)
	w.pdf[i], w.streams[i], w.result[i] = w.pdf[last], w.streams[last], w.result[last]
	w.dist[i], w.prim[i] = w.dist[last], w.prim[last]
	if w.more {
		w.hits[i] = w.hits[last]
	} else {
		w.hits[i].dist, w.hits[i].prim = w.hits[last].dist, w.hits[last].prim
	}
	w.lambertian[i], w.lost[i], w.chance[i] = w.lambertian[last], w.lost[last], w.chance[last]
}

// segment takes all paths one segment further.
func (w *wave) segment(number int) {
	w.nearest()
	for i := range w.live {
		h := &w.hits[i]
		h.dist, h.prim = w.dist[i], int(w.prim[i])
		if w.more {
			w.closer(h, w.from.at(i), w.dir.at(i))
			w.dist[i] = h.dist
		}
	}
	if w.anyLarge {
		w.prefetchMesh()
	}
	if w.holes {
		for i := range w.live {
			w.pass(&w.hits[i], w.from.at(i), w.dir.at(i), &w.streams[i])
			w.dist[i] = w.hits[i].dist
		}
	}
	if len(w.textures) > 0 {
		w.prefetchTexels()
	}
	last := number >= w.maxDepth
	for i := 0; i < w.live; {
		if w.meet(i, last) {
			i++
		} else {
			w.end(i)
		}
	}
	w.scatter()
	for i := 0; i < w.live; {
		// Most paths just go on.
		if w.lambertian[i]&^w.lost[i] != 0 && w.chance[i] >= 1 || w.leave(i, number) {
			i++
		} else {
			w.end(i)
		}
	}
}

// meet looks at what a path has hit, and reports whether it may go on.
func (w *wave) meet(i int, last bool) bool {
	w.lambertian[i] = 0
	h := &w.hits[i]
	if h.prim == none {
		var p path
		w.path(i, &p)
		w.light.putRGB(i, p.light.Add(p.weight.Mul(w.behind(&p))))
		return false
	}
	number, light := w.surface(h)
	m := &w.materials[number]
	if m.kind == model.Emissive && !m.mapped {
		var p path
		w.path(i, &p)
		w.light.putRGB(i, p.light.Add(p.weight.Mul(m.emission).Scale(w.emissionWeight(&p, light, h.dist))))
		return false
	}
	if !m.lambertian {
		return true // see leave
	}
	if last {
		return false
	}
	w.lambertian[i] = -1
	w.color.putRGB(i, m.color)
	if h.prim < len(w.spheres) {
		s := &w.spheres[h.prim]
		w.center.put(i, s.center)
		w.inverse[i], w.size[i] = s.inverse, w.surfaces[h.prim].size
		w.other[i] = 0
	} else {
		w.surfacePointOther(i)
		w.other[i] = -1
	}
	s := &w.streams[i]
	if n := len(w.lights.all); n > 0 {
		l := &w.lights.all[0]
		if n > 1 {
			l = w.lights.choose(s.one())
		}
		if w.hasAlpha { // see scatter
			w.lightU[i], w.lightV[i] = s.two()
		} else {
			w.lightU[i], w.lightV[i], w.scatterU[i], w.scatterV[i] = s.four()
		}
		if w.lights.onlySpheres {
			w.sphereCenter.put(i, l.center)
			w.square[i], w.dense[i] = l.square, l.dense
			w.lightRadiance.putRGB(i, l.emission)
		} else {
			w.sampledLight[i] = l
		}
	} else if !w.hasAlpha {
		w.scatterU[i], w.scatterV[i] = s.two()
	}
	return true
}

// scatter finds what paths on Lambertian surfaces get from a light, and where they go
// on.
func (w *wave) scatter() {
	w.stand()
	if w.lights.onlySpheres {
		w.sampleSphereLights()
	} else {
		for i := range w.live {
			if w.lambertian[i] != 0 {
				w.sampleOtherLight(i)
			}
		}
	}
	w.weigh()
	if !w.hasAlpha {
		w.turn()
	}
	switch {
	case w.holes:
		for i := range w.live {
			if w.blocked[i] >= 0 && w.Tracer.blocked(w.origin.at(i), w.lightDir.at(i), w.lightDist[i], &w.streams[i]) {
				w.blocked[i] = -1
			}
		}
		if w.hasAlpha { // the holes on the way to the light came first
			for i := range w.live {
				if w.lambertian[i] != 0 {
					w.scatterU[i], w.scatterV[i] = w.streams[i].two()
				}
			}
			w.turn()
		}
	case w.more:
		w.block()
		for i := range w.live {
			if w.blocked[i] >= 0 && w.hidden(w.origin.at(i), w.lightDir.at(i), w.lightDist[i]) {
				w.blocked[i] = -1
			}
		}
	default:
		w.block()
	}
	w.carry()
}

// surfacePointOther prepares stand for what is no sphere.
func (w *wave) surfacePointOther(i int) {
	h := &w.hits[i]
	at, out, margin := w.surfacePoint(w.from.at(i), w.dir.at(i), h)
	n := out
	if in := w.instance(h.prim); in != nil {
		n = in.shadingNormal(h, out)
	}
	w.at.put(i, at)
	w.out.put(i, out)
	w.normal.put(i, n)
	w.margin[i] = margin
}

// sampleOtherLight does what sampleSphereLights does, for lights of any shape.
func (w *wave) sampleOtherLight(i int) {
	var g lightSample
	if len(w.lights.all) > 0 {
		w.lights.sample(&g, w.sampledLight[i], w.origin.at(i), w.lightU[i], w.lightV[i])
		g.dist *= beforeLight
	}
	w.lightDir.put(i, g.dir)
	w.lightRadiance.putRGB(i, g.light)
	w.lightDist[i], w.lightPDF[i] = g.dist, g.pdf
}

// leave takes a path off its surface, and reports whether it goes on.
func (w *wave) leave(i, segment int) bool {
	chance := w.chance[i]
	if w.lambertian[i] == 0 {
		var p path
		w.path(i, &p)
		h := &w.hits[i]
		number, light := w.surface(h)
		m := &w.materials[number]
		ok := w.bounce(&p, m, h, light, segment >= w.maxDepth, &w.streams[i])
		w.putPath(i, &p)
		if !ok || m.kind == model.Glass {
			return ok
		}
		chance = keep(&p.weight)
	} else if w.lost[i] < 0 {
		return false
	}
	if segment >= roulette && chance < 1 {
		if w.streams[i].one() >= chance {
			return false
		}
		w.weight.putRGB(i, w.weight.rgb(i).Scale(1/chance))
	}
	return true
}
