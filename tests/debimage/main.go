// Command debimage makes a container image of packages of the Debian (or
// Ubuntu) that this machine runs, without a container engine and without root:
//
//	debimage -ref mosaic.test/povray:3.7 -archive povray.tar povray povray-includes
//
// The image holds the packages and what they depend on, no more: no shell
// unless one is named. Tests run other people's renderers in it, as any user and
// with a read-only root. apt chooses and fetches the packages as it would for an
// empty system. None of their scripts run; the few things done instead are in
// root.go.
//
// The same versions of packages give the same bytes, and an archive that was
// made of these versions is left as it is.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "debimage:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	begin := time.Now()
	f := flag.NewFlagSet("debimage", flag.ContinueOnError)
	ref := f.String("ref", "", "name of the image, as mosaic.test/povray:3.7")
	archive := f.String("archive", "", "archive to write, in the format of docker save")
	if err := f.Parse(args); err != nil {
		return err
	}
	if *ref == "" || *archive == "" || f.NArg() == 0 {
		return errors.New("say what to make of which packages: debimage -ref mosaic.test/povray:3.7 -archive povray.tar povray")
	}
	apt, err := newApt(ctx)
	if err != nil {
		return err
	}
	debs, err := apt.closure(ctx, f.Args())
	if err != nil {
		return err
	}
	if isStamped(*archive, stamp(*ref, debs)) {
		fmt.Printf("%s is up to date\n", *archive)
		return nil
	}
	if debs, err = apt.download(ctx, f.Args(), debs); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(*archive), 0o777); err != nil {
		return err
	}
	root, err := os.MkdirTemp(filepath.Dir(*archive), ".debimage-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(root)
	if err := makeRoot(ctx, root, apt.archives(), debs); err != nil {
		return err
	}
	size, err := writeImage(*archive, *ref, os.DirFS(root))
	if err != nil {
		return err
	}
	if err := os.WriteFile(stampFile(*archive), []byte(stamp(*ref, debs)), 0o644); err != nil {
		return err
	}
	fmt.Printf("%s: %s, %d packages, %d MB, in %.1f s\n", *archive, *ref, len(debs), size/1e6, time.Since(begin).Seconds())
	return nil
}

// stamp says all that an archive follows from. The number is of this program:
// a change of what it makes of packages counts it up.
func stamp(ref string, debs []deb) string {
	var s strings.Builder
	fmt.Fprintln(&s, "1", ref)
	for _, d := range debs {
		fmt.Fprintln(&s, d.file, d.hash)
	}
	return s.String()
}

func stampFile(archive string) string { return archive + ".stamp" }

// isStamped is whether the archive is there and was made from what the stamp says.
func isStamped(archive, stamp string) bool {
	if _, err := os.Stat(archive); err != nil {
		return false
	}
	was, err := os.ReadFile(stampFile(archive))
	return err == nil && string(was) == stamp
}

// output runs a program; what it says on standard error is part of the error.
func output(ctx context.Context, program string, args ...string) (string, error) {
	var stdout, stderr strings.Builder
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s: %w\n%s", program, err, strings.TrimSpace(stderr.String()))
	}
	return stdout.String(), nil
}
