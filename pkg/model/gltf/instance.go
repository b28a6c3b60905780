package gltf

import (
	"math"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// addNodeMesh adds instances of a node's mesh: one, or as many as
// EXT_mesh_gpu_instancing gives.
func (r *reader) addNodeMesh(i integer, transform vec.Affine, here string) error {
	n := &r.doc.nodes[i]
	p := pose{skin: valueOr(n.Skin, -1), node: -1}
	if n.Weights != nil {
		p.node, p.weights = i, n.Weights
	}
	if n.Skin != nil {
		if _, err := lookup(r.doc.skins, *n.Skin, here+".skin", "skins"); err != nil {
			return err
		}
	}
	parts, err := r.mesh(*n.Mesh, p, here+".mesh")
	if err != nil {
		return err
	}
	if n.Extensions.Instancing == nil || p.skin != -1 {
		return r.addInstances(parts, transform, here)
	}
	places, err := r.instanceTransforms(n, here+".extensions.EXT_mesh_gpu_instancing.attributes")
	if err != nil {
		return err
	}
	for _, p := range places {
		if err := r.addInstances(parts, transform.Mul(p), here); err != nil {
			return err
		}
	}
	return nil
}

// addInstances adds an instance of each part.
func (r *reader) addInstances(parts []part, transform vec.Affine, here string) error {
	for _, p := range parts {
		transform := transform
		if p.transform != nil {
			transform = *p.transform
		}
		// Counted before degenerate ones are left out: those take time, too.
		if err := r.reserve(1, 128, here); err != nil {
			return err
		}
		if !r.bounds[p.mesh].inRange(&transform) {
			return fault(here, "puts meshes further than %g from the origin: scale the scene down", model.MaxCoordinate)
		}
		if !invertible(&transform) {
			continue // without a volume
		}
		if len(r.out.Instances) == model.MaxInstances {
			return fault(here, "brings the file to more than %d instances: export it in parts", model.MaxInstances)
		}
		r.out.Instances = append(r.out.Instances, model.Instance{Mesh: p.mesh, Material: p.material, Transform: transform})
	}
	return nil
}

// inRange reports whether the box, transformed, is in the range of coordinates.
func (b *bounds) inRange(transform *vec.Affine) bool {
	for corner := range 8 {
		p := transform.Point(vec.Vec3{X: b[corner&1].X, Y: b[corner>>1&1].Y, Z: b[corner>>2].Z})
		if !model.InRange(p.X) || !model.InRange(p.Y) || !model.InRange(p.Z) {
			return false
		}
	}
	return true
}

// invertible reports whether a transform has an inverse that is finite.
func invertible(a *vec.Affine) bool {
	if d := a.Det(); d == 0 || math.IsNaN(d) || math.IsInf(d, 0) {
		return false
	}
	for _, row := range a.Inverse() {
		for _, v := range row {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return false
			}
		}
	}
	return true
}

// instanceTransforms are those of EXT_mesh_gpu_instancing.
func (r *reader) instanceTransforms(n *node, here string) ([]vec.Affine, error) {
	a := n.Extensions.Instancing.Attributes
	var shifts, scales [][3]float64
	var turns [][4]float64
	var err error
	if a.Translation != nil {
		if shifts, err = readAccessor(r, *a.Translation, here+".TRANSLATION", "VEC3", 24, vec3Float64); err != nil {
			return nil, err
		}
	}
	if a.Rotation != nil {
		if turns, err = readAccessor(r, *a.Rotation, here+".ROTATION", "VEC4", 32, quaternion); err != nil {
			return nil, err
		}
	}
	if a.Scale != nil {
		if scales, err = readAccessor(r, *a.Scale, here+".SCALE", "VEC3", 24, vec3Float64); err != nil {
			return nil, err
		}
	}
	count := max(len(shifts), len(turns), len(scales))
	if count == 0 {
		return nil, fault(here, "are none that place anything: export the file again")
	}
	for _, n := range []int{len(shifts), len(turns), len(scales)} {
		if n != 0 && n != count {
			return nil, fault(here, "have %d and %d rows: export the file again", n, count)
		}
	}
	if err := r.reserve(count, 96, here); err != nil {
		return nil, err
	}
	places := make([]vec.Affine, count)
	for i := range places {
		shift, turn, scale := [3]float64{}, [4]float64{0, 0, 0, 1}, [3]float64{1, 1, 1}
		if shifts != nil {
			shift = shifts[i]
		}
		if turns != nil {
			turn = turns[i]
		}
		if scales != nil {
			scale = scales[i]
		}
		places[i] = trs(shift, turn, scale)
	}
	return places, nil
}

func vec3Float64(c *elements, i int) [3]float64 {
	return [3]float64{float64(c.at(i, 0)), float64(c.at(i, 1)), float64(c.at(i, 2))}
}

func quaternion(c *elements, i int) [4]float64 {
	return [4]float64{float64(c.at(i, 0)), float64(c.at(i, 1)), float64(c.at(i, 2)), float64(c.at(i, 3))}
}
