// Package kind holds no code, only the test that cluster.yaml is one that kind
// takes, and that it gives every node the shared folder.
package kind

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"sigs.k8s.io/kind/pkg/apis/config/v1alpha4"
	"sigs.k8s.io/kind/pkg/cluster"
)

func TestClusterShape(t *testing.T) {
	config := &v1alpha4.Cluster{}
	decoder := yaml.NewDecoder(bytes.NewReader(read(t)))
	decoder.KnownFields(true)
	if err := decoder.Decode(config); err != nil {
		t.Fatal(err)
	}
	v1alpha4.SetDefaultsCluster(config)

	roles := map[v1alpha4.NodeRole]int{}
	for i, node := range config.Nodes {
		roles[node.Role]++
		// One folder everywhere, writable: else tiles would part ways by node.
		want := v1alpha4.Mount{HostPath: "/tmp/mosaic-shared", ContainerPath: "/tmp/mosaic-shared"}
		if len(node.ExtraMounts) != 1 || node.ExtraMounts[0] != want {
			t.Errorf("node %d mounts %+v, want %+v alone", i, node.ExtraMounts, want)
		}
	}
	if roles[v1alpha4.ControlPlaneRole] != 1 || roles[v1alpha4.WorkerRole] != 2 {
		t.Errorf("roles = %v, want 1 control plane and 2 workers", roles)
	}
	if config.Name != "mosaic" {
		t.Errorf("name = %q, which the scripts do not know", config.Name)
	}
}

// kind keeps its validation to itself, but runs it, after its own parsing and
// defaults, before the first node is made. A docker that only says that it is
// there, and fails at the network, stops it right behind that point.
func TestKindTakesIt(t *testing.T) {
	good := string(read(t))
	const passed = "failed to ensure docker network"
	for name, test := range map[string]struct{ config, want string }{
		"as it is":      {good, passed},
		"unknown field": {good + "replicas: 3\n", "field replicas not found"},
		"wrong role":    {strings.Replace(good, "role: worker", "role: wroker", 1), "not a valid node role"},
		"no leader":     {strings.Replace(good, "role: control-plane", "role: worker", 1), "at least one control-plane"},
		"wrong kind":    {strings.Replace(good, "kind: Cluster", "kind: Klaster", 1), "unknown kind"},
	} {
		t.Run(name, func(t *testing.T) {
			pretendDocker(t)
			err := cluster.NewProvider(cluster.ProviderWithDocker()).
				Create("", cluster.CreateWithRawConfig([]byte(test.config)), cluster.CreateWithKubeconfigPath(filepath.Join(t.TempDir(), "config")))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("kind says %v, want %q", err, test.want)
			}
		})
	}
}

func pretendDocker(t *testing.T) {
	t.Helper()
	const script = `#!/bin/sh
case "$1" in
info) echo '{"CgroupVersion":"2","MemoryLimit":true,"PidsLimit":true,"CPUShares":true}' ;;
network) exit 1 ;;
esac
`
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "docker"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", folder+string(os.PathListSeparator)+os.Getenv("PATH"))
}

func read(t *testing.T) []byte {
	t.Helper()
	text, err := os.ReadFile("cluster.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return text
}
