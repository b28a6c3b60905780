// Command image makes the container image that pods run, for several
// platforms, without a container engine: one static binary and nothing else.
// The same binaries give the same digest.
//
// It is a module of its own, so that what writes images is no part of the
// product.
package main

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "image:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	f := flag.NewFlagSet("image", flag.ContinueOnError)
	binaries := f.String("binaries", "", "folder that holds ARCH/mosaic-pod for each architecture")
	ref := f.String("ref", "", "name of the image, as registry/mosaic:tag")
	version := f.String("version", "", "of the program")
	archive := f.String("archive", "", "OCI archive to write")
	push := f.Bool("push", false, "push the image to its registry")
	if err := f.Parse(args); err != nil {
		return err
	}
	tag, err := name.NewTag(*ref)
	if err != nil {
		return fmt.Errorf("-ref: %w", err)
	}
	index, err := build(*binaries, *version)
	if err != nil {
		return err
	}
	if *archive != "" {
		if err := save(index, tag, *archive); err != nil {
			return err
		}
		fmt.Println(*archive)
	}
	if *push {
		if err := remote.WriteIndex(tag, index, remote.WithContext(ctx), remote.WithAuthFromKeychain(authn.DefaultKeychain)); err != nil {
			return err
		}
		digest, err := index.Digest()
		if err != nil {
			return err
		}
		fmt.Printf("%s\n%s@%s\n", tag, tag.Context(), digest)
	}
	return nil
}

// build makes an image of each architecture's binary, and their index.
func build(binaries, version string) (v1.ImageIndex, error) {
	paths, err := filepath.Glob(filepath.Join(binaries, "*", "mosaic-pod"))
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("no ARCH/mosaic-pod in %q", binaries)
	}
	var index v1.ImageIndex = mutate.IndexMediaType(empty.Index, types.OCIImageIndex)
	for _, path := range paths {
		platform := v1.Platform{OS: "linux", Architecture: filepath.Base(filepath.Dir(path))}
		img, err := imageOf(path, platform, version)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		index = mutate.AppendManifests(index, mutate.IndexAddendum{Add: img, Descriptor: v1.Descriptor{Platform: &platform}})
	}
	return index, nil
}

func imageOf(path string, platform v1.Platform, version string) (v1.Image, error) {
	binary, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var layer bytes.Buffer
	w := tar.NewWriter(&layer)
	head := &tar.Header{Name: "mosaic-pod", Mode: 0o755, Size: int64(len(binary)), Typeflag: tar.TypeReg}
	if err := w.WriteHeader(head); err != nil {
		return nil, err
	}
	if _, err := w.Write(binary); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	root, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(layer.Bytes())), nil
	}, tarball.WithMediaType(types.OCILayer))
	if err != nil {
		return nil, err
	}
	img, err := mutate.AppendLayers(mutate.MediaType(mutate.ConfigMediaType(empty.Image, types.OCIConfigJSON), types.OCIManifestSchema1), root)
	if err != nil {
		return nil, err
	}
	config, err := img.ConfigFile()
	if err != nil {
		return nil, err
	}
	config = config.DeepCopy()
	config.OS, config.Architecture = platform.OS, platform.Architecture
	config.Config = v1.Config{
		Entrypoint: []string{"/mosaic-pod"},
		User:       "65532:65532",
		Labels: map[string]string{
			"org.opencontainers.image.title":    "mosaic-pod",
			"org.opencontainers.image.version":  version,
			"org.opencontainers.image.licenses": "Apache-2.0",
		},
	}
	return mutate.ConfigFile(img, config)
}

// save writes the index as an OCI layout in a tar file. Both annotations name
// it: one for containerd, one for the others.
func save(index v1.ImageIndex, tag name.Tag, archive string) error {
	dir, err := os.MkdirTemp("", "mosaic-image-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	path, err := layout.Write(dir, empty.Index)
	if err != nil {
		return err
	}
	err = path.AppendIndex(index, layout.WithAnnotations(map[string]string{
		"io.containerd.image.name":          tag.Name(),
		"org.opencontainers.image.ref.name": tag.TagStr(),
	}))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(archive), 0o777); err != nil {
		return err
	}
	out, err := os.Create(archive)
	if err != nil {
		return err
	}
	w := tar.NewWriter(out)
	return errors.Join(add(w, os.DirFS(dir)), w.Close(), out.Close())
}

// add writes the files of a folder with nothing of when and by whom they were made.
func add(w *tar.Writer, from fs.FS) error {
	return fs.WalkDir(from, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(from, path)
		if err != nil {
			return err
		}
		if err := w.WriteHeader(&tar.Header{Name: path, Mode: 0o644, Size: int64(len(data)), Typeflag: tar.TypeReg}); err != nil {
			return err
		}
		_, err = w.Write(data)
		return err
	})
}
