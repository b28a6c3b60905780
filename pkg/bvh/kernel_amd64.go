package bvh

import "golang.org/x/sys/cpu"

// hasKernel reports whether the processor can run the kernel in assembly.
func hasKernel() bool { return cpu.X86.HasAVX2 }

// nearest8 is (*Tree).nearest with eight lanes at once.
//
//go:noescape
func nearest8(nodes *node, blocks *block, r *ray) (slot uint32)

// any8 is (*Tree).any with eight lanes at once.
//
//go:noescape
func any8(nodes *node, blocks *block, r *ray) bool

// gather8 is (*builder).collectChunk likewise, for the triangles from first on of
// a mesh whose vertices are all finite. It ends before the first triangle with an
// index out of range.
//
//go:noescape
func gather8(items *item, n, first int, m *mesh, scale float32, s *extent) (done int)

// fill8 is (*bins).fill with all numbers of a box at once. There is at least
// one item.
//
//go:noescape
func fill8(items *item, n int, c *binning, to *bins)

// sweep8 is (*bins).sweep likewise. There are at least two bins.
//
//go:noescape
func sweep8(b *bins, count int, left, right *areas)

// partition8 is partitionItems likewise.
//
//go:noescape
func partition8(items *item, n int, c *binning, axis int, split int32, l, r *extent) (left int)
