package trace

import "unsafe"

// A model of a million triangles and its textures are larger than the caches,
// and paths meet them at random. Of a wave the memory that all of its paths
// will need is asked for first: they wait for it together, not one after the
// other. What is asked for changes no pixel.

// prefetchMesh asks for what the paths need of the triangles that they hit.
func (w *wave) prefetchMesh() {
	for i := range w.live {
		if p := w.large(&w.hits[i]); p != nil {
			prefetch(unsafe.Pointer(&p.Triangles[w.hits[i].triangle]))
		}
	}
	for i := range w.live {
		p := w.large(&w.hits[i])
		if p == nil {
			continue
		}
		for _, corner := range p.Triangles[w.hits[i].triangle] {
			prefetch(unsafe.Pointer(&p.Vertices[corner]))
			if p.Normals != nil {
				prefetch(unsafe.Pointer(&p.Normals[corner]))
			}
			for set := range p.UVs {
				if p.UVs[set] != nil {
					prefetch(unsafe.Pointer(&p.UVs[set][corner]))
				}
			}
		}
	}
}

// large is the placed mesh that was hit, if it is too large for a cache.
func (w *world) large(h *hit) *instance {
	if p := w.instance(h.prim); p != nil && len(p.Triangles) > facesMost {
		return p
	}
	return nil
}

// prefetchTexels asks for the texels that the paths will look up.
func (w *wave) prefetchTexels() {
	for i := range w.live {
		h := &w.hits[i]
		p := w.instance(h.prim)
		if p == nil {
			continue
		}
		m := &w.materials[p.material(h.triangle)]
		if !m.mapped && m.normalMap == nil {
			continue
		}
		h.attributes, h.hasAttributes = p.attributes(h), true
		if p := m.pack; p != nil {
			f := p.layer.footprint(p.layer.at(&h.attributes.uv))
			prefetch(unsafe.Pointer(&p.texels[packBytes*f.texels[0]]))
			prefetch(unsafe.Pointer(&p.texels[packBytes*f.texels[2]]))
			continue
		}
		for _, l := range [...]*layer{m.colorMap, m.metalRoughMap, m.normalMap, m.emissionMap, m.transmissionMap} {
			if l == nil || l.Bytes == nil {
				continue
			}
			f := l.footprint(l.at(&h.attributes.uv))
			prefetch(unsafe.Pointer(&l.Bytes[4*f.texels[0]]))
			prefetch(unsafe.Pointer(&l.Bytes[4*f.texels[2]]))
		}
	}
}
