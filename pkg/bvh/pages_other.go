//go:build !linux

package bvh

// mapScratch is n zeros, which the garbage collector frees.
func mapScratch[T any](n int) (all []T, release func()) { return make([]T, n), func() {} }

// MakeHuge is n zeros.
func MakeHuge[T any](n int) []T { return make([]T, n) }
