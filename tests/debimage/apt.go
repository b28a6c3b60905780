package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// An apt is the machine's own, but for its state: no package is installed, and
// downloads lie in a folder of ours.
type apt struct {
	cache string
	lists string // of the packages there are
}

// A deb is one version of a package: a file's name, and a hash of its content.
type deb struct{ file, hash string }

// newApt makes the folders. The lists are the machine's, or if it has none, or
// once had ones that were too old, our own.
func newApt(ctx context.Context) (apt, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return apt{}, fmt.Errorf("find the folder for downloads: %w", err)
	}
	a := apt{cache: filepath.Join(cache, "mosaic", "debimage")}
	for _, folder := range []string{"state", "lists/partial", "none/partial", "archives/partial"} {
		if err := os.MkdirAll(filepath.Join(a.cache, folder), 0o755); err != nil {
			return apt{}, err
		}
	}
	if err := os.WriteFile(filepath.Join(a.cache, "status"), nil, 0o644); err != nil {
		return apt{}, err
	}
	for _, a.lists = range []string{filepath.Join(a.cache, "lists"), "/var/lib/apt/lists"} {
		if found, _ := filepath.Glob(filepath.Join(a.lists, "*_Packages*")); len(found) > 0 {
			return a, nil
		}
	}
	return a.update(ctx)
}

// update fetches lists of our own.
func (a apt) update(ctx context.Context) (apt, error) {
	a.lists = filepath.Join(a.cache, "lists")
	_, err := a.get(ctx, "archives", "update")
	return a, err
}

func (a apt) archives() string { return filepath.Join(a.cache, "archives") }

// get runs apt-get with one of our folders for downloads.
func (a apt) get(ctx context.Context, archives string, args ...string) (string, error) {
	all := []string{"-qq", "-y", "--no-install-recommends"}
	for _, option := range []string{
		"Dir::State=" + filepath.Join(a.cache, "state"),
		"Dir::State::status=" + filepath.Join(a.cache, "status"),
		"Dir::State::lists=" + a.lists,
		"Dir::Cache=" + a.cache,
		"Dir::Cache::archives=" + filepath.Join(a.cache, archives),
		"Dir::Cache::pkgcache=pkgcache.bin",
		"Acquire::Languages=none",
		"Acquire::ForceHash=SHA256",
		"APT::Sandbox::User=root", // apt's own user may not write below a home
	} {
		all = append(all, "-o", option)
	}
	return output(ctx, "apt-get", append(all, args...)...)
}

// closure is what would be installed on an empty system, sorted. It asks with an
// empty folder for downloads, since apt leaves out what lies there.
func (a apt) closure(ctx context.Context, packages []string) ([]deb, error) {
	out, err := a.get(ctx, "none", append([]string{"--print-uris", "install", "--"}, packages...)...)
	if err != nil {
		return nil, err
	}
	return parseURIs(out)
}

// parseURIs reads lines of the form "'URI' FILE SIZE HASH".
func parseURIs(out string) ([]deb, error) {
	var debs []deb
	for line := range strings.Lines(out) {
		words := strings.Fields(line)
		if len(words) != 4 || !strings.HasSuffix(words[1], ".deb") || filepath.Base(words[1]) != words[1] {
			return nil, fmt.Errorf("apt-get --print-uris: not a package: %q", line)
		}
		debs = append(debs, deb{words[1], words[3]})
	}
	if len(debs) == 0 {
		return nil, errors.New("apt-get --print-uris: no packages")
	}
	slices.SortFunc(debs, func(a, b deb) int { return cmp.Compare(a.file, b.file) })
	return debs, nil
}

// download fetches the packages, and returns what came: where the lists are older
// than the mirror, which keeps the newest versions alone, newer ones do.
func (a apt) download(ctx context.Context, packages []string, debs []deb) ([]deb, error) {
	args := append([]string{"--download-only", "install", "--"}, packages...)
	_, err := a.get(ctx, "archives", args...)
	if err == nil || ctx.Err() != nil {
		return debs, err
	}
	fresh, err2 := a.update(ctx)
	if err2 != nil {
		return nil, errors.Join(err, err2)
	}
	if _, err := fresh.get(ctx, "archives", args...); err != nil {
		return nil, err
	}
	return fresh.closure(ctx, packages)
}
