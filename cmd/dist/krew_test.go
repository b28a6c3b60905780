package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"
)

// A plugin is krew's manifest, v1alpha2, in those fields that krew knows.
type plugin struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Metadata   struct {
		Name string `json:"name"`
	} `json:"metadata"`
	Spec struct {
		Version          string     `json:"version"`
		ShortDescription string     `json:"shortDescription"`
		Description      string     `json:"description"`
		Caveats          string     `json:"caveats"`
		Homepage         string     `json:"homepage"`
		Platforms        []platform `json:"platforms"`
	} `json:"spec"`
}

type platform struct {
	URI      string `json:"uri"`
	SHA256   string `json:"sha256"`
	Bin      string `json:"bin"`
	Selector struct {
		MatchLabels map[string]string `json:"matchLabels"`
	} `json:"selector"`
	Files []struct{ From, To string } `json:"files"`
}

// check holds a manifest against krew's rules and against the archives in a
// folder. It reports every fault.
func check(manifest []byte, version, archives string) error {
	var p plugin
	if err := yaml.UnmarshalStrict(manifest, &p); err != nil {
		return err
	}
	var errs []error
	want := func(ok bool, format string, a ...any) {
		if !ok {
			errs = append(errs, fmt.Errorf(format, a...))
		}
	}
	want(p.APIVersion == "krew.googlecontainertools.github.com/v1alpha2", "apiVersion %q", p.APIVersion)
	want(p.Kind == "Plugin", "kind %q", p.Kind)
	want(regexp.MustCompile(`^[a-z][a-z0-9-]*$`).MatchString(p.Metadata.Name), "the name %q is not in lower case and hyphens", p.Metadata.Name)
	want(p.Spec.Version == version, "version %q, not %q", p.Spec.Version, version)
	want(p.Spec.ShortDescription != "" && len(p.Spec.ShortDescription) <= 50 && !strings.HasSuffix(p.Spec.ShortDescription, "."),
		"shortDescription %q: a few words, no full stop", p.Spec.ShortDescription)
	want(p.Spec.Description != "", "no description")
	want(strings.HasPrefix(p.Spec.Homepage, "https://"), "homepage %q", p.Spec.Homepage)
	var systems []string
	for _, pl := range p.Spec.Platforms {
		system := pl.Selector.MatchLabels["os"] + "_" + pl.Selector.MatchLabels["arch"]
		want(!slices.Contains(systems, system), "%s: twice", system)
		systems = append(systems, system)
		archive := filepath.Join(archives, path.Base(pl.URI))
		want(strings.Contains(path.Base(pl.URI), system+"."), "%s: its archive is %s", system, path.Base(pl.URI))
		if err := holds(archive, pl.SHA256, "LICENSE", pl.Bin); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", system, err))
		}
	}
	slices.Sort(systems)
	all := []string{"darwin_amd64", "darwin_arm64", "linux_amd64", "linux_arm64", "windows_amd64", "windows_arm64"}
	want(slices.Equal(systems, all), "the platforms are %v, not %v", systems, all)
	return errors.Join(errs...)
}

// holds reports whether an archive has the sum and the files.
func holds(archive, sum string, files ...string) error {
	data, err := os.ReadFile(archive)
	if err != nil {
		return err
	}
	if got := sha256.Sum256(data); hex.EncodeToString(got[:]) != sum {
		return fmt.Errorf("%s has not the SHA-256 %s", archive, sum)
	}
	names, err := list(archive, data)
	if err != nil {
		return err
	}
	for _, f := range files {
		if !slices.Contains(names, f) {
			return fmt.Errorf("%s holds %v, and no %s", archive, names, f)
		}
	}
	return nil
}

// list is the names of the files of an archive.
func list(archive string, data []byte) (names []string, err error) {
	if strings.HasSuffix(archive, ".zip") {
		z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return nil, err
		}
		for _, f := range z.File {
			names = append(names, f.Name)
		}
		return names, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	for t := tar.NewReader(z); ; {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return names, nil
		}
		if err != nil {
			return nil, err
		}
		names = append(names, h.Name)
	}
}
