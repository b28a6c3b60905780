// Command bench measures Mosaic against other programs, in turn and in the
// same run, and prints ratios: machines differ, and one machine differs from
// minute to minute. The median of the rounds counts.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"time"
)

// rounds is how often each pair is run; odd, so that there is a middle one.
const rounds = 3

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// benches are what can be measured, by name.
var benches = []struct {
	name string
	run  func(ctx context.Context, dir string) error
}{
	{"room", benchRoom}, {"model", benchModel}, {"noise", benchNoise}, {"rays", benchRays}, {"pod", benchPod}, {"threads", benchThreads}, {"cluster", benchCluster}, {"engines", benchEngines}, {"many", benchMany},
}

// run measures what the names say, or all: then each in a process of its own,
// so that the memory one takes is not counted as that of another's children.
func run(ctx context.Context, names []string) error {
	if len(names) == 0 {
		fmt.Printf("%s, %d processors, %s %s/%s\n\n", processor(), runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
		var errs []error
		for _, b := range benches {
			cmd := exec.CommandContext(ctx, os.Args[0], b.name)
			cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
			if err := cmd.Run(); err != nil {
				errs = append(errs, fmt.Errorf("%s: %w", b.name, err))
			}
		}
		return errors.Join(errs...)
	}
	dir, err := os.MkdirTemp("", "mosaic-bench-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	for _, b := range benches {
		if slices.Contains(names, b.name) {
			if err := b.run(ctx, dir); err != nil {
				return err
			}
		}
	}
	return nil
}

// processor is the machine's own name for it.
func processor() string {
	data, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(data)) {
		if name, ok := strings.CutPrefix(line, "model name"); ok {
			return strings.Trim(name, " \t:\n")
		}
	}
	return "a processor without a name"
}

// A contender is one side of a comparison.
type contender struct {
	name string
	work float64 // done by one run
	unit string  // of work a second; "" shows seconds alone
	run  func(ctx context.Context) error
}

// compare runs both in turn and prints how ours stands to theirs: how many
// times the work in the same time, or else how many times the time.
func compare(ctx context.Context, title string, ours, theirs contender) error {
	return compareRounds(ctx, rounds, title, ours, theirs)
}

func compareRounds(ctx context.Context, rounds int, title string, ours, theirs contender) error {
	fmt.Println(title)
	var took [2][]time.Duration
	var ratios []float64
	for range rounds {
		for i, c := range []contender{ours, theirs} {
			start := time.Now()
			if err := c.run(ctx); err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			took[i] = append(took[i], time.Since(start))
		}
		last := len(took[0]) - 1
		a, b := took[0][last].Seconds()/ours.work, took[1][last].Seconds()/theirs.work
		if ours.unit != "" {
			a, b = b, a
		}
		ratios = append(ratios, a/b)
	}
	for i, c := range []contender{ours, theirs} {
		seconds := median(took[i]).Seconds()
		fmt.Printf("  %-44s %8.2f s", c.name, seconds)
		if c.unit != "" {
			fmt.Printf("  %.3g M %s/s", c.work/seconds/1e6, c.unit)
		}
		fmt.Println()
	}
	slices.Sort(ratios)
	fmt.Printf("  ratio %.2f (%.2f to %.2f in %d rounds)\n\n", median(ratios), ratios[0], ratios[len(ratios)-1], rounds)
	return nil
}

func median[T int64 | float64 | time.Duration](all []T) T {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}

// peer reports whether the program to compare with is here, as find says; if it
// is not, root gets the Debian packages that it comes in.
func peer(ctx context.Context, title string, find func() error, packages ...string) bool {
	err := find()
	if err != nil && os.Getuid() == 0 {
		fmt.Printf("installing %s with apt-get\n", strings.Join(packages, " and "))
		install := `apt-get install -y --no-install-recommends "$@" || { apt-get update && apt-get install -y --no-install-recommends "$@"; }`
		if err = command(ctx, "", "sh", append([]string{"-c", install, "sh"}, packages...)...); err == nil {
			err = find()
		}
	}
	if err != nil {
		fmt.Printf("%s: SKIPPED (apt-get install %s): %.300v\n\n", title, strings.Join(packages, " "), err)
	}
	return err == nil
}

// command runs a program quietly; when it fails the error tells what it said.
func command(ctx context.Context, stdin string, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdin = strings.NewReader(stdin)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, out)
	}
	return nil
}
