//go:build !amd64

package bvh

func hasKernel() bool { return false }

func nearest8(*node, *block, *ray) uint32 { panic("no kernel") }

func any8(*node, *block, *ray) bool { panic("no kernel") }

func gather8(*item, int, int, *mesh, float32, *extent) int { panic("no kernel") }

func fill8(*item, int, *binning, *bins) { panic("no kernel") }

func sweep8(*bins, int, *areas, *areas) { panic("no kernel") }

func partition8(*item, int, *binning, int, int32, *extent, *extent) int { panic("no kernel") }
