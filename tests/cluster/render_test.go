//go:build linux

package main

import (
	"encoding/json"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func rendered(t *testing.T, file string, n node, fastNodeLoss bool) string {
	t.Helper()
	c := cluster{dir: "/var/lib/mosaic-cluster"}
	text, err := render(file, c.values(n, host{runc: "/usr/sbin/runc", plugins: "/usr/lib/cni"}, fastNodeLoss))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Two nodes share a machine, so whatever a node writes must say which one it is.
func TestNodesAreApart(t *testing.T) {
	for _, file := range []string{"kubelet.yaml", "containerd.toml", "cni.json"} {
		for line := range strings.Lines(rendered(t, file, 2, false)) {
			if strings.Contains(line, "node1") || strings.Contains(line, "127.36.0.1") {
				t.Errorf("%s of node 2 speaks of node 1: %s", file, line)
			}
			if strings.Contains(line, "<no value>") {
				t.Errorf("%s: a value is missing: %s", file, line)
			}
		}
		if rendered(t, file, 1, false) == rendered(t, file, 2, false) {
			t.Errorf("%s is the same for both nodes", file)
		}
	}
}

func TestNetwork(t *testing.T) {
	var config struct {
		Name    string
		Plugins []struct {
			IPAM struct {
				DataDir string
				Ranges  [][]struct{ Subnet netip.Prefix }
			}
		}
	}
	if err := json.Unmarshal([]byte(rendered(t, "cni.json", 1, false)), &config); err != nil {
		t.Fatal(err)
	}
	if got := config.Plugins[0].IPAM.Ranges[0][0].Subnet; got != netip.MustParsePrefix("10.36.1.0/24") {
		t.Errorf("subnet = %v", got)
	}
	if config.Name != "var-lib-mosaic-cluster-1" {
		t.Errorf("name = %q", config.Name)
	}
}

func TestFastNodeLoss(t *testing.T) {
	const lease, grace = "nodeLeaseDurationSeconds: 8", "--node-monitor-grace-period=12s"
	for _, fast := range []bool{false, true} {
		if got := strings.Contains(rendered(t, "kubelet.yaml", 1, fast), lease); got != fast {
			t.Errorf("fast node loss %v: short lease %v", fast, got)
		}
		if got := slices.Contains((cluster{}).controllerFlags(fast), grace); got != fast {
			t.Errorf("fast node loss %v: short grace period %v", fast, got)
		}
	}
}

// Nothing may be reachable from outside this machine.
func TestLoopbackOnly(t *testing.T) {
	c := cluster{dir: "/x"}
	for _, flag := range slices.Concat(c.etcdFlags(), c.apiServerFlags()) {
		name, value, _ := strings.Cut(flag, "=")
		if strings.Contains(name, "listen") && !strings.HasPrefix(value, "https://127.") || name == "--bind-address" && value != loopback {
			t.Errorf("%s leaves the loopback range", flag)
		}
	}
	for _, n := range nodes {
		if !netip.MustParseAddr(n.name()).IsLoopback() {
			t.Errorf("node %s is not on a loopback address", n.name())
		}
	}
}

// The kernel takes 107 bytes and a zero.
func TestSocketsFit(t *testing.T) {
	c, err := open("/" + strings.Repeat("x", 49))
	if err != nil {
		t.Fatal(err)
	}
	if path := c.socket(2) + ".ttrpc"; len(path) > 107 {
		t.Errorf("%s is %d bytes long", path, len(path))
	}
	for _, bad := range []string{"relative", "/with blank", "/" + strings.Repeat("x", 50), "/a'b"} {
		if _, err := open(bad); err == nil {
			t.Errorf("open(%q) passed", bad)
		}
	}
}

func TestParseMounts(t *testing.T) {
	got := parseMounts("36 35 98:0 / /sys/fs/cgroup/cpu rw,relatime shared:1 master:2 - cgroup cgroup rw,cpu\n" +
		"37 35 0:5 / /x rw - overlay none rw,lowerdir=/a\nbroken\n")
	want := []mount{{"/sys/fs/cgroup/cpu", "cgroup"}, {"/x", "overlay"}}
	if !slices.Equal(got, want) {
		t.Errorf("parseMounts = %v, want %v", got, want)
	}
}

func TestParts(t *testing.T) {
	for _, p := range parts {
		version, err := p.version(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for i := range p.programs {
			args := strings.Join(p.arguments(i, version, filepath.Join("/out", p.program(i))), " ")
			if strings.Contains(args, "VERSION") || strings.Contains(args, "MINOR") {
				t.Errorf("%s: a stamp is not filled in: %s", p.program(i), args)
			}
		}
	}
	kubelet := strings.Join(parts[0].arguments(3, "v1.36.3", "/out/kubelet"), " ")
	for _, want := range []string{"gitVersion=v1.36.3", "gitMajor=1", "gitMinor=36", "k8s.io/kubernetes/cmd/kubelet"} {
		if !strings.Contains(kubelet, want) {
			t.Errorf("%q lacks %s", kubelet, want)
		}
	}
}

func TestParseNode(t *testing.T) {
	for text, want := range map[string]node{"1": 1, "2": 2, "127.36.0.2": 2, "": 0, "3": 0, "01": 0} {
		if got, err := parseNode(text); got != want || (err == nil) != (want != 0) {
			t.Errorf("parseNode(%q) = %v, %v", text, got, err)
		}
	}
}
