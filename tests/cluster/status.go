//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
)

// status prints one line for each component and each node, and fails if the cluster
// is not ready for use.
func (c cluster) status(ctx context.Context) error {
	for _, component := range components() {
		if p, ok := c.running(component); ok {
			fmt.Printf("%-24s pid %d\n", component, p.pid)
		} else {
			fmt.Printf("%-24s stopped\n", component)
		}
	}
	states, _ := c.nodeStates(ctx)
	for _, n := range nodes {
		state := states[n.name()]
		if state == "" {
			state = "Unknown"
		}
		fmt.Printf("node %-19s %s\n", n.name(), state)
	}
	if err := c.healthy(ctx); err != nil {
		return fmt.Errorf("not healthy: %w", err)
	}
	return nil
}

// env prints lines for a shell. The folder has no blanks or quotes.
func (c cluster) env() error {
	if !exists(c.path("kubeconfig")) {
		return fmt.Errorf("not up: there is no %s", c.path("kubeconfig"))
	}
	fmt.Printf("export KUBECONFIG='%s'\n", c.path("kubeconfig"))
	fmt.Printf("export MOSAIC_SHARED_PATH='%s'\n", c.path("shared"))
	fmt.Printf("export PATH='%s':\"$PATH\"\n", c.path("bin"))
	return nil
}

// howTo prints the commands to type next.
func (c cluster) howTo() error {
	here, err := os.Getwd()
	if err != nil {
		return err
	}
	fmt.Printf("eval \"$(go run -C %s . env)\"   # KUBECONFIG, MOSAIC_SHARED_PATH, kubectl\n", here)
	fmt.Printf("go run -C %s . load IMAGE.tar\n", here)
	fmt.Printf("go run -C %s . down\n", here)
	return nil
}
