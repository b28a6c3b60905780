// Command kubectl-mosaic is the kubectl plugin.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"mosaic/pkg/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.Run(ctx, cli.Args(os.Args), os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
