// Command mosaic-pod is what the pods of a render run: a tile, the merge, or a
// transfer of files. It reads the spec from the ConfigMap and works on the
// shared volume; it talks to no server. Its exit codes are those of pkg/render,
// and the last thing it says on stderr becomes the pod's termination message.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"mosaic/pkg/engine"
	"mosaic/pkg/render"
)

var version = "dev" // set when the program is linked

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	err := run(ctx, os.Args[1:])
	code := exitCode(ctx, err)
	if err != nil {
		fmt.Fprintln(os.Stderr, "mosaic-pod:", err)
	}
	stop()
	os.Exit(code)
}

const usage = `usage: mosaic-pod tile --name NAME [--retries N] [--tiles LIST] [--min-tile-time D] [--max-tile-time D]
                       [--in-place]
       mosaic-pod merge --name NAME --output FILE [--bit-depth 8|16] [--exposure STOPS]
                        [--white-balance KELVIN] [--view standard|agx|aces]
                        [--film FILE --fps N --film-image REFERENCE]
       mosaic-pod transfer hold|stat|size|read|write|commit|list|remove|tiles|frames|film|forgive|picture|files|digests ...
       mosaic-pod install FOLDER
       mosaic-pod probe [PROGRAM]
       mosaic-pod version`

func run(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return spec(fmt.Errorf("no command\n%s", usage))
	}
	switch args[0] {
	case "tile":
		return runTile(ctx, args[1:])
	case "merge":
		return merge(ctx, args[1:])
	case "transfer":
		return serve(ctx, args[1:])
	case "install":
		return install(args[1:])
	case "probe":
		return probe(ctx, args[1:])
	case "version":
		fmt.Println("mosaic-pod", version, "engine", engine.Names())
		return nil
	}
	return spec(fmt.Errorf("unknown command %q\n%s", args[0], usage))
}

// lastWords leaves a result, as JSON, for Kubernetes to keep with the pod. Outside
// a pod there is no such file, and nobody who would read it.
func lastWords(result any) ([]byte, error) {
	said, err := json.Marshal(result)
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(render.TerminationLog, os.O_WRONLY, 0)
	if err != nil {
		return said, nil
	}
	_, err = f.Write(said)
	return said, errors.Join(err, f.Close())
}

// A fault is an error that decides the exit code.
type fault struct {
	code int
	error
}

func (f fault) Unwrap() error { return f.error }

// spec marks an error that every pod of the render would meet.
func spec(err error) error { return fault{render.ExitSpec, err} }

// never marks an error that no further attempt can mend.
func never(err error) error { return fault{render.ExitNever, err} }

func exitCode(ctx context.Context, err error) int {
	var f fault
	switch {
	case err == nil:
		return 0
	case ctx.Err() != nil:
		return render.ExitTerm
	case errors.As(err, &f):
		return f.code
	}
	return render.ExitRetry
}
