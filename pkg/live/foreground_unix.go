//go:build unix

package live

import (
	"os"

	"golang.org/x/sys/unix"
)

// foreground reports whether this process may set the terminal and read its
// keys: the shell stops a process in the background that tries.
func foreground(f *os.File) bool {
	group, err := unix.IoctlGetInt(int(f.Fd()), unix.TIOCGPGRP)
	return err != nil || group == unix.Getpgrp()
}
