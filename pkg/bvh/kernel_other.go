//go:build !amd64

package bvh

func hasKernel() bool { return false }

func nearest8(*node, *block, *ray) uint32 { panic("no kernel") }

func any8(*node, *block, *ray) bool { panic("no kernel") }

func gather8(*item, int, int, *mesh, float32, *side) int { panic("no kernel") }

func fill8(*item, int, *slicer, *bins) { panic("no kernel") }

func sweep8(*bins, int, *areas, *areas) { panic("no kernel") }

func sift8(*item, int, *slicer, int, int32, *side, *side) int { panic("no kernel") }
