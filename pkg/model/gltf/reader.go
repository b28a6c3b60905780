package gltf

import (
	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// A reader makes a model of a document, beginning with the nodes of the scene: what
// these do not refer to is not read.
type reader struct {
	doc      *document
	chunk    []byte // of a GLB
	files    model.ReadFileFunc
	out      model.Model
	length   int // bytes of the file, and of those it names
	reserved int // bytes of memory for what was decoded
	count    counts

	untextured bool // materials have no textures

	fileData          map[string][]byte // by path
	buffers           map[integer][]byte
	decodedViews      map[integer][]byte    // by view
	positions         map[integer]positions // by accessor, like the next three
	normals           map[integer]normals
	uvs               map[integer][][2]float32
	colors            map[integer][][4]uint16
	geometries        map[geometryKey]*geometry
	parents           []int                // of the document's nodes, or -1
	visited           map[integer]bool     // nodes
	worldTransforms   map[int]vec.Affine   // of nodes, as far as joints need them
	skeletons         map[integer]skeleton // by skin of the document
	parts             map[poseKey][]part
	bounds            []bounds        // of out.Meshes
	materials         map[integer]int // the index into out.Materials; by -1, the default one
	images            map[imageKey]model.Texture
	textures          map[textureKey]int // the index into out.Textures
	convertedTextures map[specularGlossinessKey][2]int

	properties   map[[2]string]property // that animations may move, by list and path
	keyTimes     map[integer][]float32  // by accessor
	keyValues    map[valuesKey][][4]float32
	targetCounts map[integer]int // of the meshes of the document
}

// counts are what is held against the limits of package model.
type counts struct{ vertices, triangles, texels int }

func newReader(doc *document, chunk []byte, files model.ReadFileFunc, length int) *reader {
	return &reader{
		doc: doc, chunk: chunk, files: files, length: length,
		fileData:          map[string][]byte{},
		buffers:           map[integer][]byte{},
		decodedViews:      map[integer][]byte{},
		positions:         map[integer]positions{},
		normals:           map[integer]normals{},
		uvs:               map[integer][][2]float32{},
		colors:            map[integer][][4]uint16{},
		geometries:        map[geometryKey]*geometry{},
		visited:           map[integer]bool{},
		worldTransforms:   map[int]vec.Affine{},
		skeletons:         map[integer]skeleton{},
		parts:             map[poseKey][]part{},
		materials:         map[integer]int{},
		images:            map[imageKey]model.Texture{},
		textures:          map[textureKey]int{},
		convertedTextures: map[specularGlossinessKey][2]int{},
		properties:        properties(),
		keyTimes:          map[integer][]float32{},
		keyValues:         map[valuesKey][][4]float32{},
		targetCounts:      map[integer]int{},
	}
}

// Limit of the memory that a file may decode to: so many bytes, and so many more
// for each of its own. Ordinary files need about ten at most; one that refers to
// the same bytes in many ways would need any amount.
const (
	freeBytes    = 64 << 20
	maxExpansion = 64
)

// reserve is called before memory for n values of a size is allocated. It is an
// error if that goes beyond the limit.
func (r *reader) reserve(n, size int, location string) error {
	if n > (freeBytes+maxExpansion*r.length-r.reserved)/size {
		return fault(location, "makes the file more than %d times as large in memory: export it so that no two accessors show the same bytes", maxExpansion)
	}
	r.reserved += n * size
	return nil
}
