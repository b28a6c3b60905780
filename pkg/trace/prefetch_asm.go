//go:build amd64 || arm64

package trace

import "unsafe"

// prefetch has the processor load the cache line at p, and does not wait for it.
//
//go:noescape
func prefetch(p unsafe.Pointer)
