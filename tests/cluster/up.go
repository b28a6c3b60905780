//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// up starts the cluster. One that is healthy is left alone; one that runs only in
// part is removed and started anew.
func (c cluster) up(ctx context.Context) error {
	if c.recovers(ctx) {
		c.say("already up and healthy")
		return c.howTo()
	}
	h, err := c.prepare(ctx)
	if err != nil {
		return err
	}
	bin, err := c.build(ctx, needed())
	if err != nil {
		return err
	}

	begin := time.Now()
	if exists(c.path("pid")) {
		c.say("clearing away what an earlier run left")
	}
	if err := c.clear(ctx); err != nil {
		return err
	}
	if err := portsFree(); err != nil {
		return err
	}
	if err := c.launch(ctx, bin, h); err != nil {
		// Nothing half started stays behind, except the logs.
		return errors.Join(err, c.clear(context.WithoutCancel(ctx)))
	}
	c.say("up, ready after %.1f s", time.Since(begin).Seconds())
	return c.howTo()
}

// launch writes all files and starts all components. The container runtimes do not
// need the API server, so both come up at the same time.
func (c cluster) launch(ctx context.Context, bin binaries, h host) error {
	fastNodeLoss := os.Getenv("MOSAIC_CLUSTER_FAST_NODE_LOSS") == "1"
	if err := c.write(bin, h, fastNodeLoss); err != nil {
		return err
	}

	c.say("starting etcd, the control plane and two containerds")
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	results := make(chan error, 2)
	go func() { results <- c.startControlPlane(ctx, bin, fastNodeLoss) }()
	go func() { results <- c.startRuntimes(ctx, bin) }()
	var failed error
	for range cap(results) {
		err := <-results
		if failed == nil && err != nil {
			failed = err // the other one's error only says that it was cancelled
			cancel()
		}
	}
	if failed != nil {
		return failed
	}

	c.say("starting nodes %s and %s", nodes[0].name(), nodes[1].name())
	for _, n := range nodes {
		if err := c.startKubelet(n, bin); err != nil {
			return err
		}
	}
	return c.await(ctx, nodes[0].kubelet(), "both nodes to be ready", 90*time.Second, c.ready)
}

func (c cluster) startRuntimes(ctx context.Context, bin binaries) error {
	for _, n := range nodes {
		if err := c.startRuntime(ctx, n, bin); err != nil {
			return err
		}
	}
	return nil
}

// write makes the folders, keys, settings and groups that the components start with.
func (c cluster) write(bin binaries, h host, fastNodeLoss bool) error {
	if err := os.RemoveAll(c.path("log")); err != nil {
		return err
	}
	for folder, mode := range map[string]os.FileMode{
		"pid": 0o755, "log": 0o755, "conf": 0o700, "key": 0o700, "etcd": 0o700, "bin": 0o755, "shared": 0o777,
	} {
		if err := os.MkdirAll(c.path(folder), mode); err != nil {
			return err
		}
		// Past the umask: pods of any user write to the shared folder.
		if err := os.Chmod(c.path(folder), mode); err != nil {
			return err
		}
	}
	for _, step := range []func() error{
		c.saveKernel,
		c.makeKeys,
		c.makeUsers,
		c.makeGroups,
		func() error { return c.writePauseImage(bin["pause"]) },
		func() error { return os.Symlink(bin["kubectl"], c.path("bin", "kubectl")) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	for _, n := range nodes {
		if err := c.configure(n, h, fastNodeLoss); err != nil {
			return err
		}
	}
	return nil
}

// recovers says whether the cluster is healthy, or becomes so by itself. On a
// busy machine a node may be not ready for a moment; that is no reason to remove a
// cluster in use.
func (c cluster) recovers(ctx context.Context) bool {
	err := wait(ctx, 30*time.Second, func() (bool, error) {
		if err := c.alive(); err != nil {
			return false, err
		}
		return c.ready(ctx) == nil, nil
	})
	return err == nil
}

// alive is an error if a component does not run.
func (c cluster) alive() error {
	for _, component := range components() {
		if _, ok := c.running(component); !ok {
			return fmt.Errorf("%s does not run", component)
		}
	}
	return nil
}

// healthy is an error if the cluster is not usable.
func (c cluster) healthy(ctx context.Context) error {
	if err := c.alive(); err != nil {
		return err
	}
	return c.ready(ctx)
}
