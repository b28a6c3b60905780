//go:build linux

package main

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"
)

// load imports archives into both nodes. A multi-platform archive gives the
// images of this machine's platform alone.
func (c cluster) load(ctx context.Context, archives []string) error {
	bin, err := programPaths(ctx, c.cache, needed())
	if err != nil {
		return err
	}
	for _, archive := range archives {
		begin := time.Now()
		file, err := filepath.Abs(archive)
		if err != nil {
			return err
		}
		if _, err := os.Stat(file); err != nil {
			return fmt.Errorf("load: %w", err)
		}
		for _, n := range nodes {
			if _, ok := c.running(n.containerd()); !ok {
				return fmt.Errorf("load %s: node %s is not up: run up first", archive, n.name())
			}
			if err := c.importImage(ctx, n, bin["ctr"], file); err != nil {
				return err
			}
		}
		c.say("loaded %s into both nodes in %.1f s", archive, time.Since(begin).Seconds())
	}
	return nil
}

// importImage imports one archive into one node, in the namespace of Kubernetes.
func (c cluster) importImage(ctx context.Context, n node, ctr, archive string) error {
	cmd := exec.CommandContext(ctx, ctr, "--address", c.socket(n), "--namespace", "k8s.io",
		"images", "import", "--local", "--platform", "linux/"+runtime.GOARCH, "--snapshotter", snapshotter(c.dir), archive)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("import %s into node %s: %w\n%s", archive, n.name(), err, tail(out, 10))
	}
	return nil
}

// writePauseImage writes an archive of one image, of one layer, of one file, in
// the format of "docker save", which needs three files where OCI needs five.
func (c cluster) writePauseImage(program string) error {
	binary, err := os.ReadFile(program)
	if err != nil {
		return err
	}
	layer, err := archiveOf(entry{"pause", binary})
	if err != nil {
		return err
	}
	config, err := json.Marshal(map[string]any{
		"os": "linux", "architecture": runtime.GOARCH,
		"config": map[string]any{"Entrypoint": []string{"/pause"}, "User": "65535:65535"},
		"rootfs": map[string]any{"type": "layers", "diff_ids": []string{fmt.Sprintf("sha256:%x", sha256.Sum256(layer))}},
	})
	if err != nil {
		return err
	}
	manifest, err := json.Marshal([]map[string]any{{
		"Config": "config.json", "RepoTags": []string{pauseImage}, "Layers": []string{"layer.tar"},
	}})
	if err != nil {
		return err
	}
	image, err := archiveOf(entry{"layer.tar", layer}, entry{"config.json", config}, entry{"manifest.json", manifest})
	if err != nil {
		return err
	}
	return os.WriteFile(c.path("pause.tar"), image, 0o644)
}

type entry struct {
	name    string
	content []byte
}

// archiveOf is a tar of executable files.
func archiveOf(entries ...entry) ([]byte, error) {
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, e := range entries {
		if err := w.WriteHeader(&tar.Header{Name: e.name, Mode: 0o755, Size: int64(len(e.content))}); err != nil {
			return nil, err
		}
		if _, err := w.Write(e.content); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return out.Bytes(), err
}
