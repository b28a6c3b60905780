//go:build !linux

// Command cluster needs Linux: its nodes are processes and control groups.
package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "cluster: this machine cannot run the cluster: it needs Linux; use kind/up.sh here")
	os.Exit(3)
}
