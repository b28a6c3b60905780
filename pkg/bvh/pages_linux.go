package bvh

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// mapScratch is n zeros outside the garbage-collected heap. Release returns the
// memory to the system at once, before the tree itself is allocated. T must hold
// no pointers.
func mapScratch[T any](n int) (all []T, release func()) {
	var one T
	if n == 0 {
		return nil, func() {}
	}
	memory, err := unix.Mmap(-1, 0, n*int(unsafe.Sizeof(one)), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON)
	if err != nil {
		return make([]T, n), func() {}
	}
	_ = unix.Madvise(memory, unix.MADV_HUGEPAGE)
	return unsafe.Slice((*T)(unsafe.Pointer(&memory[0])), n), func() { _ = unix.Munmap(memory) }
}

// MakeHuge is n zeros, in huge pages where the system has them: incoherent rays
// would otherwise wait as long for page tables (TLB misses) as for the tree. It
// is a hint; nothing depends on it.
func MakeHuge[T any](n int) []T {
	const page = 2 << 20
	all := make([]T, n)
	if n == 0 {
		return all
	}
	start := uintptr(unsafe.Pointer(&all[0]))
	from := -start % page
	if size := uintptr(n) * unsafe.Sizeof(all[0]); size >= from+page {
		whole := unsafe.Slice((*byte)(unsafe.Add(unsafe.Pointer(&all[0]), from)), (size-from)/page*page)
		_ = unix.Madvise(whole, unix.MADV_HUGEPAGE) // a system without them says so
	}
	return all
}
