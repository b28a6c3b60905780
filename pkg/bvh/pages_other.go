//go:build !linux

package bvh

// roomy is n zeros.
func roomy[T any](n int) []T { return make([]T, n) }
