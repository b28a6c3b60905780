package gltf

import (
	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// A reader makes a model of a document, from the nodes of the scene on: what
// no node shows is not read.
type reader struct {
	doc    *document
	chunk  []byte // of a GLB
	files  model.ReadFileFunc
	out    model.Model
	length int // bytes of the file, and of those it names
	spent  int // bytes that were made of them
	count  struct{ vertices, triangles, texels int }

	opened    map[string][]byte // by path
	buffers   map[integer][]byte
	unpacked  map[integer][]byte    // by view
	positions map[integer]positions // by accessor, like the next three
	normals   map[integer]normals
	uvs       map[integer][][2]float32
	colors    map[integer][][4]uint16
	forms     map[shape]*form
	parents   []int                // of the document's nodes, or -1
	shown     map[integer]bool     // nodes
	worlds    map[int]vec.Affine   // where nodes are in the scene: those that joints ask for
	joints    map[integer]skeleton // by skin of the document
	parts     map[posed][]part
	bounds    []bounds        // of out.Meshes
	materials map[integer]int // the index into out.Materials; by -1, the default one
	images    map[source]model.Texture
	sampled   map[sampled]int // the index into out.Textures
	turned    map[glossy][2]int
}

func newReader(doc *document, chunk []byte, files model.ReadFileFunc, length int) *reader {
	return &reader{
		doc: doc, chunk: chunk, files: files, length: length,
		opened:    map[string][]byte{},
		buffers:   map[integer][]byte{},
		unpacked:  map[integer][]byte{},
		positions: map[integer]positions{},
		normals:   map[integer]normals{},
		uvs:       map[integer][][2]float32{},
		colors:    map[integer][][4]uint16{},
		forms:     map[shape]*form{},
		shown:     map[integer]bool{},
		worlds:    map[int]vec.Affine{},
		joints:    map[integer]skeleton{},
		parts:     map[posed][]part{},
		materials: map[integer]int{},
		images:    map[source]model.Texture{},
		sampled:   map[sampled]int{},
		turned:    map[glossy][2]int{},
	}
}

// What a file may unpack to: so many bytes, and so many more for each of its
// own. Honest files need at most some ten; one that shows the same bytes in a
// thousand ways would need without end.
const (
	freeBytes = 64 << 20
	factor    = 64
)

// take asks for memory to unpack n things of a size into.
func (r *reader) take(n, size int, place string) error {
	if n > (freeBytes+factor*r.length-r.spent)/size {
		return fault(place, "makes the file more than %d times as large in memory: export it so that no two accessors show the same bytes", factor)
	}
	r.spent += n * size
	return nil
}
