//go:build linux

package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// binaries maps the name of each program to its absolute path.
type binaries map[string]string

// programPaths are the paths of the programs of the given parts, built or not.
func programPaths(ctx context.Context, cache string, parts []part) (binaries, error) {
	found := binaries{}
	for _, p := range parts {
		version, err := p.version(ctx)
		if err != nil {
			return nil, err
		}
		for i := range p.programs {
			found[p.program(i)] = filepath.Join(cache, p.folder+"-"+version, p.program(i))
		}
	}
	return found, nil
}

// build makes the programs that are missing, one after the other, since a
// single one keeps all cores busy.
func (c cluster) build(ctx context.Context, parts []part) (binaries, error) {
	found, err := programPaths(ctx, c.cache, parts)
	if err != nil {
		return nil, err
	}
	type job struct {
		part
		index int
	}
	var missing []job
	for _, p := range parts {
		for i := range p.programs {
			if _, err := os.Stat(found[p.program(i)]); err != nil {
				missing = append(missing, job{p, i})
			}
		}
	}
	if len(missing) > 3 {
		c.say("building %d programs from source, once; expect several minutes", len(missing))
	}
	for n, j := range missing {
		title := fmt.Sprintf("build %d of %d: %s", n+1, len(missing), j.program(j.index))
		if err := c.compile(ctx, title, j.part, j.index, found[j.program(j.index)]); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// compile builds one program, and reports every twenty seconds.
func (c cluster) compile(ctx context.Context, title string, p part, i int, file string) error {
	version, err := p.version(ctx)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	// Under a name of its own until it is whole: a killed build must not leave
	// half a program where the next run looks for a whole one.
	fresh := fmt.Sprintf("%s.new-%d", file, os.Getpid())
	defer os.Remove(fresh)

	cmd := exec.CommandContext(ctx, "go", p.arguments(i, version, fresh)...)
	cmd.Dir = p.source()
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off")
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output

	c.say("%s %s ...", title, version)
	begin := time.Now()
	beat := time.NewTicker(20 * time.Second)
	defer beat.Stop()
	done := make(chan error, 1)
	go func() { done <- cmd.Run() }()
	for {
		select {
		case <-beat.C:
			c.say("%s still building, %.0f s", title, time.Since(begin).Seconds())
		case err := <-done:
			if ctx.Err() != nil {
				return fmt.Errorf("%s: %w", title, ctx.Err())
			}
			if err != nil {
				return fmt.Errorf("%s: %w\n%s", title, err, tail(output.Bytes(), 15))
			}
			c.say("%s built in %.0f s", title, time.Since(begin).Seconds())
			return os.Rename(fresh, file)
		}
	}
}

// buildOnly builds one part by its name and prints the folder it lies in.
func (c cluster) buildOnly(ctx context.Context, name string) error {
	for _, p := range parts {
		if p.folder != name {
			continue
		}
		found, err := c.build(ctx, []part{p})
		if err != nil {
			return err
		}
		fmt.Println(filepath.Dir(found[p.program(0)]))
		return nil
	}
	return fmt.Errorf("no part is called %q: %w", name, errUsage)
}
