package e2e

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/rogpeppe/go-internal/testscript"
)

// folderImage gives the nodes an image that holds the files of a folder, and says
// its name in $FOLDER_IMAGE: folderimage FOLDER. Its tag is the content's digest.
func folderImage(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: folderimage FOLDER")
	}
	if os.Getenv("MOSAIC_CLUSTER") == "" {
		skip(ts, "an image of a folder: it takes the cluster of tests/cluster: run make e2e without $KUBECONFIG")
	}
	var layer bytes.Buffer
	w := tar.NewWriter(&layer)
	ts.Check(errors.Join(w.AddFS(os.DirFS(ts.MkAbs(args[0]))), w.Close()))
	sum := sha256.Sum256(layer.Bytes())
	name := fmt.Sprintf("mosaic.test/folder:%x", sum[:6])
	archive := filepath.Join(ts.MkAbs("."), "folder-image.tar")
	ts.Check(writeImage(archive, name, layer.Bytes()))
	ts.Check(ownCluster("load", archive))
	ts.Setenv("FOLDER_IMAGE", name)
}

// writeImage writes an archive of an image of one layer, in the format of "docker
// save".
func writeImage(to, name string, layer []byte) error {
	config, err := json.Marshal(map[string]any{
		"os": "linux", "architecture": runtime.GOARCH, "config": map[string]any{},
		"rootfs": map[string]any{"type": "layers", "diff_ids": []string{fmt.Sprintf("sha256:%x", sha256.Sum256(layer))}},
	})
	if err != nil {
		return err
	}
	manifest, err := json.Marshal([]map[string]any{{"Config": "config.json", "RepoTags": []string{name}, "Layers": []string{"layer.tar"}}})
	if err != nil {
		return err
	}
	var image bytes.Buffer
	w := tar.NewWriter(&image)
	for _, f := range []struct {
		name string
		data []byte
	}{{"layer.tar", layer}, {"config.json", config}, {"manifest.json", manifest}} {
		if err := w.WriteHeader(&tar.Header{Name: f.name, Mode: 0o644, Size: int64(len(f.data))}); err != nil {
			return err
		}
		if _, err := w.Write(f.data); err != nil {
			return err
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	return os.WriteFile(to, image.Bytes(), 0o666)
}
