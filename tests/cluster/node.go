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

// pauseImage is what a pod's namespaces are held open with. It is imported and
// never pulled; the name only has to be one that nobody else uses.
const pauseImage = "mosaic.test/pause:" + pauseVersion

// A host is what the machine, not this program, provides for nodes.
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

// snapshotter is overlayfs wherever that can be; it cannot lie on itself, as it
// would where this machine is a container.
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

// stopNode kills a kubelet with no chance to say goodbye. The containers of the
// node run on: to the rest of the cluster it looks as if the network were gone.
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

// startNode brings the kubelet back and waits for its node.
func (c cluster) startNode(ctx context.Context, name string) error {
	n, err := parseNode(name)
	if err != nil {
		return err
	}
	if err := c.answers(ctx); err != nil {
		return fmt.Errorf("the cluster is not up (%w): run up first", err)
	}
	if _, ok := c.running(n.kubelet()); !ok {
		bin, err := locate(ctx, c.cache, needed())
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
