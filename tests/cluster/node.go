//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
	"time"
)

// pauseImage is the image of the container that keeps a pod's namespaces. It is
// imported and never pulled, so any unused name will do.
const pauseImage = "mosaic.test/pause:" + pauseVersion

// A host is the programs of nodes that the distribution provides.
type host struct {
	runc    string // path of the program
	plugins string // folder of the CNI plugins
}

// configure writes the files that containerd and kubelet of a node read.
func (c cluster) configure(n node, h host, fastNodeLoss bool) error {
	if err := os.MkdirAll(c.folder(n, "cni"), 0o755); err != nil {
		return err
	}
	for file, template := range map[string]string{
		c.path("conf", n.kubelet()+".yaml"):    "kubelet.yaml",
		c.path("conf", n.containerd()+".toml"): "containerd.toml",
		c.folder(n, "cni", "10-ptp.conflist"):  "cni.json",
	} {
		text, err := render(template, c.values(n, h, fastNodeLoss))
		if err != nil {
			return err
		}
		if err := os.WriteFile(file, text, 0o600); err != nil {
			return err
		}
	}
	return nil
}

func (c cluster) values(n node, h host, fastNodeLoss bool) map[string]any {
	return map[string]any{
		"Name": n.name(), "Port": kubeletPort, "Pods": n.pods(), "Loopback": loopback,
		"Folder": c.folder(n), "Socket": c.socket(n),
		"Group":   c.nodeGroup(n),
		"Network": fmt.Sprintf("%s-%d", c.group(), n),
		"Serving": c.path("key", "serving"), "CA": c.certificate("ca"),
		"Pause": pauseImage, "Snapshotter": snapshotter(c.dir), "Runc": h.runc, "Plugins": h.plugins,
		"FastNodeLoss": fastNodeLoss,
	}
}

// snapshotter is overlayfs, unless the state folder is on an overlayfs itself, as
// in a container: it cannot be stacked.
func snapshotter(dir string) string {
	const overlayMagic = 0x794c7630
	var fs syscall.Statfs_t
	if syscall.Statfs(dir, &fs) == nil && fs.Type == overlayMagic {
		return "native"
	}
	return "overlayfs"
}

// startRuntime starts containerd and gives it the pause image.
func (c cluster) startRuntime(ctx context.Context, n node, bin binaries) error {
	err := c.start(n.containerd(), bin["containerd"], "--config", c.path("conf", n.containerd()+".toml"))
	if err != nil {
		return err
	}
	err = c.await(ctx, n.containerd(), "its socket", 30*time.Second, func(context.Context) error {
		_, err := os.Stat(c.socket(n))
		return err
	})
	if err != nil {
		return err
	}
	return c.importImage(ctx, n, bin["ctr"], c.path("pause.tar"))
}

func (c cluster) startKubelet(n node, bin binaries) error {
	return c.start(n.kubelet(), bin["kubelet"],
		"--config="+c.path("conf", n.kubelet()+".yaml"),
		"--kubeconfig="+c.path("conf", n.kubelet()+".kubeconfig"),
		"--hostname-override="+n.name(),
		"--root-dir="+c.folder(n, "kubelet"))
}

// stopNode kills a kubelet with SIGKILL. The containers of the node run on: to the
// rest of the cluster it looks like a lost network.
func (c cluster) stopNode(ctx context.Context, name string) error {
	n, err := parseNode(name)
	if err != nil {
		return err
	}
	if err := c.kill(ctx, n.kubelet()); err != nil {
		return err
	}
	c.say("killed the kubelet of node %s", n.name())
	return nil
}

// startNode starts the kubelet again, and waits until its node is ready.
func (c cluster) startNode(ctx context.Context, name string) error {
	n, err := parseNode(name)
	if err != nil {
		return err
	}
	if err := c.answers(ctx); err != nil {
		return fmt.Errorf("the cluster is not up (%w): run up first", err)
	}
	if _, ok := c.running(n.kubelet()); !ok {
		bin, err := programPaths(ctx, c.cache, needed())
		if err != nil {
			return err
		}
		if err := c.startKubelet(n, bin); err != nil {
			return err
		}
	}
	// For a while after a crash its node still counts as ready, so that alone
	// does not say that the new kubelet is at work.
	err = c.await(ctx, n.kubelet(), "its node to be ready", time.Minute, func(ctx context.Context) error {
		conn, err := net.Dial("tcp", net.JoinHostPort(n.name(), kubeletPort))
		if err != nil {
			return err
		}
		conn.Close()
		states, err := c.nodeStates(ctx)
		if err == nil && states[n.name()] != "Ready" {
			return errors.New("it is " + orUnknown(states[n.name()]))
		}
		return err
	})
	if err == nil {
		c.say("node %s is back", n.name())
	}
	return err
}
