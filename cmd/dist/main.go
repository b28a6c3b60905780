// Command dist packs the plugin for each platform, with its licence: the same
// binaries give the same bytes. It writes their checksums, and from the
// repository's .krew.yaml the manifest that krew installs them by.
//
//	dist -binaries dist/plugin -version v1.2.3 -out dist
//
// The binaries lie at OS_ARCH/kubectl-mosaic, or kubectl-mosaic.exe.
package main

import (
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "dist:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	f := flag.NewFlagSet("dist", flag.ContinueOnError)
	binaries := f.String("binaries", "", "folder of OS_ARCH/kubectl-mosaic[.exe]")
	version := f.String("version", "", "of the release, as v1.2.3")
	licence := f.String("license", "LICENSE", "file that each archive holds")
	template := f.String("krew", ".krew.yaml", "template of krew's manifest")
	out := f.String("out", "dist", "folder to write to")
	if err := f.Parse(args); err != nil {
		return err
	}
	paths, err := filepath.Glob(filepath.Join(*binaries, "*_*", "kubectl-mosaic*"))
	if err != nil {
		return err
	}
	if len(paths) == 0 {
		return fmt.Errorf("no OS_ARCH/kubectl-mosaic in %q", *binaries)
	}
	slices.Sort(paths)
	sums := map[string]string{} // by the archive's name
	var lines strings.Builder
	for _, path := range paths {
		name := fmt.Sprintf("kubectl-mosaic_%s_%s", *version, filepath.Base(filepath.Dir(path)))
		name, data, err := pack(name, path, *licence)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if err := os.WriteFile(filepath.Join(*out, name), data, 0o644); err != nil {
			return err
		}
		sum := sha256.Sum256(data)
		sums[name] = hex.EncodeToString(sum[:])
		fmt.Fprintf(&lines, "%s  %s\n", sums[name], name)
		fmt.Println(filepath.Join(*out, name))
	}
	if err := os.WriteFile(filepath.Join(*out, "checksums.txt"), []byte(lines.String()), 0o644); err != nil {
		return err
	}
	text, err := os.ReadFile(*template)
	if err != nil {
		return err
	}
	manifest, err := fill(string(text), *version, sums)
	if err != nil {
		return fmt.Errorf("%s: %w", *template, err)
	}
	return os.WriteFile(filepath.Join(*out, "mosaic.yaml"), manifest, 0o644)
}
