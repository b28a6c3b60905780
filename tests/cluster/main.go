//go:build linux

// Command cluster starts and stops a real Kubernetes on this machine: etcd, a
// control plane and two nodes that run real containers, without Docker and
// without a virtual machine. End-to-end tests use it where kind cannot run.
//
// Every program is built from source through the Go module proxy, by the
// modules below parts/, and cached by version outside the checkout; runc and
// the CNI plugins come from the distribution. All of them run as ordinary
// processes of root that outlive this one. They are recognized by two things: a
// pid file that also has start time and executable, so that a reused pid is
// never mistaken for ours, and the control group of all containers. What a killed
// run left behind is found in the same way, and removed by the next up.
//
// No state survives down but the shared folder and the logs: up begins with an
// empty etcd and no images. Nothing listens outside 127.0.0.0/8, and nothing there
// answers without a key or a token.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

const usage = `A real two-node Kubernetes on this machine. Run as root in tests/cluster.

  go run . up                build what is missing, start, wait until ready
  go run . down              stop everything and clean up
  go run . status            what runs, and whether the nodes are ready
  go run . env               shell lines: KUBECONFIG, MOSAIC_SHARED_PATH, PATH
  go run . load ARCHIVE...   import image archives into both nodes
  go run . node-stop N       kill the kubelet of node 1 or 2, as a crash would
  go run . node-start N      start that kubelet again
  go run . controllers-freeze    stop the controller manager where it is (SIGSTOP)
  go run . controllers-thaw      let it go on
  go run . build PART        build one part (kwok is not part of up), print its folder

  MOSAIC_CLUSTER_DIR              where state lies (/var/lib/mosaic-cluster)
  MOSAIC_CLUSTER_FAST_NODE_LOSS   set to 1 before up: a dead node is noticed in 12 s, not 50 s

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 this machine cannot run it.
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:])
	if ctx.Err() != nil && err != nil {
		err = errors.New("interrupted")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "cluster:", err)
	}
	os.Exit(exitCode(err))
}

// errUsage and errUnsupported are the failures that have an exit code of their own.
var (
	errUsage       = errors.New("see go run . help")
	errUnsupported = errors.New("this machine cannot run the cluster")
)

func exitCode(err error) int {
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errUsage):
		return 2
	case errors.Is(err, errUnsupported):
		return 3
	}
	return 1
}

func run(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("no command given: %w", errUsage)
	}
	verb, args := args[0], args[1:]
	least, most := 0, 0
	switch verb {
	case "load":
		least, most = 1, 1000
	case "node-stop", "node-start", "build":
		least, most = 1, 1
	case "help", "-h", "--help":
		fmt.Print(usage)
		return nil
	}
	if len(args) < least || len(args) > most {
		return fmt.Errorf("%s takes %s: %w", verb, arity(least, most), errUsage)
	}

	c, err := open(os.Getenv("MOSAIC_CLUSTER_DIR"))
	if err != nil {
		return err
	}
	switch verb {
	case "up":
		return c.locked(ctx, c.up)
	case "down":
		return c.locked(ctx, c.down)
	case "status":
		return c.status(ctx)
	case "env":
		return c.env()
	case "load":
		return c.load(ctx, args)
	case "node-stop":
		return c.locked(ctx, func(ctx context.Context) error { return c.stopNode(ctx, args[0]) })
	case "node-start":
		return c.locked(ctx, func(ctx context.Context) error { return c.startNode(ctx, args[0]) })
	case "controllers-freeze":
		return c.signal("kube-controller-manager", syscall.SIGSTOP)
	case "controllers-thaw":
		return c.signal("kube-controller-manager", syscall.SIGCONT)
	case "build":
		return c.buildOnly(ctx, args[0])
	}
	return fmt.Errorf("unknown command %q: %w", verb, errUsage)
}

func arity(least, most int) string {
	switch {
	case most == 0:
		return "no arguments"
	case most == 1:
		return "one argument"
	}
	return fmt.Sprintf("at least %d argument", least)
}
