package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// install copies this program into a folder that a container of another image
// sees too, which then runs it.
func install(args []string) error {
	if len(args) != 1 {
		return spec(fmt.Errorf("want one FOLDER\n%s", usage))
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	from, err := os.Open(self)
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := os.OpenFile(filepath.Join(args[0], "mosaic-pod"), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o755)
	if err != nil {
		return err
	}
	defer to.Close()
	if _, err := io.Copy(to, from); err != nil {
		return err
	}
	return to.Close()
}
