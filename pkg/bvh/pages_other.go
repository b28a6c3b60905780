//go:build !linux

package bvh

// scratch is n zeros, which the garbage collector takes.
func scratch[T any](n int) (all []T, release func()) { return make([]T, n), func() {} }

// roomy is n zeros.
func roomy[T any](n int) []T { return make([]T, n) }
