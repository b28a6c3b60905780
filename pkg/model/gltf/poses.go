package gltf

import (
	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// Poses calls visit with the model as it is at several times of an animation,
// evenly from its start to its end: enough to tell where it goes and how bright
// its lights become. The model that visit gets is good until it returns, and has
// no textures. Of a model without that animation there are none.
func Poses(name string, data []byte, files model.ReadFileFunc, clip string, visit func(*model.Model)) error {
	return inFile(name, poses(data, files, clip, visit))
}

func poses(data []byte, files model.ReadFileFunc, clip string, visit func(*model.Model)) error {
	const steps = 8
	r, err := open(data, files)
	if err != nil {
		return err
	}
	r.untextured = true
	length, ok := model.Length(r.clips(), clip)
	if !ok {
		return nil
	}
	for i := range steps + 1 {
		// The same channels set the same properties each time.
		if err := r.animate(model.Moment{Animate: true, Clip: clip, Seconds: float64(length*float64(i)) / steps}); err != nil {
			return err
		}
		if err := r.scene(); err != nil {
			return err
		}
		visit(&r.out)
		r.forgetPose()
	}
	return nil
}

// forgetPose makes the reader ready for another pose of its document.
func (r *reader) forgetPose() {
	r.out, r.bounds, r.reserved, r.count = model.Model{}, nil, 0, counts{}
	for _, g := range r.geometries {
		g.index = 0
	}
	r.visited = map[integer]bool{}
	r.worldTransforms = map[int]vec.Affine{}
	r.skeletons = map[integer]skeleton{}
	r.parts = map[poseKey][]part{}
	r.materials = map[integer]int{}
}
