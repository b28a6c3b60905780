//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Ports lie outside those that Kubernetes, etcd and kind use, and below those
// that the kernel hands out. Both kubelets use one port, each on its address.
const (
	apiPort      = "17443"
	etcdPort     = "17379"
	etcdPeerPort = "17380"
	kubeletPort  = "17250"

	loopback  = "127.0.0.1"
	serviceIP = "10.36.255.1" // of the Service "kubernetes"
	services  = "10.36.255.0/24"
)

// A cluster is the folder of all state, and the folder of the programs. It has
// nothing else: what runs is read from the machine.
type cluster struct {
	dir   string // absolute, short, without blanks
	cache string // programs by part and version
}

// open finds the folders; dir may be empty.
func open(dir string) (cluster, error) {
	if dir == "" {
		dir = "/var/lib/mosaic-cluster"
	}
	// Paths of unix sockets end at 108 bytes, and configuration files and
	// mount tables quote blanks each in their own way.
	if !filepath.IsAbs(dir) || len(dir) > 50 || strings.ContainsAny(dir, " \t\n\"'\\,") {
		return cluster{}, fmt.Errorf("MOSAIC_CLUSTER_DIR=%q: give an absolute path of at most 50 bytes without blanks or quotes", dir)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return cluster{}, fmt.Errorf("find the folder for built programs: %w", err)
	}
	return cluster{dir: filepath.Clean(dir), cache: filepath.Join(cache, "mosaic", "cluster", "bin")}, nil
}

// path is a place below the state folder.
func (c cluster) path(elem ...string) string {
	return filepath.Join(append([]string{c.dir}, elem...)...)
}

// group is the control group of all containers, relative to the root of each
// hierarchy. It follows from the folder, so that two clusters never share one.
func (c cluster) group() string { return strings.ReplaceAll(c.dir[1:], "/", "-") }

// say prints a line of progress.
func (c cluster) say(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "cluster: "+format+"\n", args...)
}

// A node is known by its number, 1 or 2.
type node int

var nodes = []node{1, 2}

// name is a loopback address, and so is reached with no name service: the API
// server finds a kubelet by the name of its node.
func (n node) name() string { return fmt.Sprintf("127.36.0.%d", n) }

// pods is the range that pod addresses of this node come from.
func (n node) pods() string { return fmt.Sprintf("10.36.%d.0/24", n) }

func (n node) kubelet() string    { return fmt.Sprintf("kubelet-%d", n) }
func (n node) containerd() string { return fmt.Sprintf("containerd-%d", n) }

// folder is a path below the folder of one node.
func (c cluster) folder(n node, elem ...string) string {
	return c.path(append([]string{fmt.Sprintf("node%d", n)}, elem...)...)
}

func (c cluster) socket(n node) string { return c.folder(n, "containerd.sock") }

// parseNode accepts a node by number or by name.
func parseNode(text string) (node, error) {
	for _, n := range nodes {
		if text == fmt.Sprint(int(n)) || text == n.name() {
			return n, nil
		}
	}
	return 0, fmt.Errorf("no node is called %q, take 1 or 2: %w", text, errUsage)
}

// components are the names of all processes in the order they start.
func components() []string {
	all := []string{"etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"}
	for _, n := range nodes {
		all = append(all, n.containerd(), n.kubelet())
	}
	return all
}

// portsFree is an error if another process uses one of the ports.
func portsFree() error {
	addresses := []string{
		net.JoinHostPort(loopback, etcdPort), net.JoinHostPort(loopback, etcdPeerPort), net.JoinHostPort(loopback, apiPort),
	}
	for _, n := range nodes {
		addresses = append(addresses, net.JoinHostPort(n.name(), kubeletPort))
	}
	for _, a := range addresses {
		l, err := net.Listen("tcp", a)
		if err != nil {
			return fmt.Errorf("address %s is not free, stop the program that has it: %w", a, err)
		}
		l.Close()
	}
	return nil
}

// locked runs f while no other up, down or node command does.
func (c cluster) locked(ctx context.Context, f func(context.Context) error) error {
	if os.Geteuid() != 0 {
		return fmt.Errorf("%w: it needs root (mounts, network namespaces, control groups); run it as root", errUnsupported)
	}
	if err := os.MkdirAll(c.dir, 0o755); err != nil {
		return err
	}
	file, err := os.OpenFile(c.path("lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	take := func() bool { return syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil }
	if !take() {
		c.say("another up or down is at work, waiting for it")
		err = wait(ctx, 15*time.Minute, func() (bool, error) { return take(), nil })
		if err != nil {
			return fmt.Errorf("lock %s: %w", file.Name(), err)
		}
	}
	return f(ctx)
}

var errLate = errors.New("not in time")

// wait calls done ten times a second until it returns true or an error, or time is
// up.
func wait(ctx context.Context, limit time.Duration, done func() (bool, error)) error {
	end := time.NewTimer(limit)
	defer end.Stop()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		if yes, err := done(); yes || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-end.C:
			return fmt.Errorf("%w: %s", errLate, limit)
		case <-tick.C:
		}
	}
}
