package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"mosaic/pkg/cluster"
	"mosaic/pkg/live"
	"mosaic/pkg/progress"
	"mosaic/pkg/status"
)

// waitFlags is what the user typed after "wait NAME".
type waitFlags struct {
	timeout     time.Duration
	failOnStall bool
	watch       watchFlags
}

func newWait(kube *genericclioptions.ConfigFlags) *cobra.Command {
	return newRenderVerb(kube, &waitFlags{}, &cobra.Command{
		Use:   "wait NAME [--timeout 30m]",
		Short: "Wait until a render is complete or has failed",
		Long: `Wait until a render is complete or has failed, whichever comes first: its name
on stdout and exit code 0, or why it failed and exit code 5. What is of note
meanwhile is told on stderr, a line each.

Exit codes: 0 complete, 4 not over after --timeout, 5 failed or, with
--fail-on-stall, nothing has happened for the time of --stall.`,
		Example: `  # In a script
  kubectl mosaic wait room --timeout 2h && kubectl mosaic fetch room

  # Give up on what cannot go on by itself
  kubectl mosaic wait room --stall 5m --fail-on-stall`,
	})
}

func (f *waitFlags) add(flags *pflag.FlagSet) {
	flags.DurationVar(&f.timeout, "timeout", -1, "wait no longer than this, as 30m; 0 looks once (unset: as long as it takes)")
	flags.BoolVar(&f.failOnStall, "fail-on-stall", false, "end with exit code 5 when nothing has happened for the time of --stall")
	section(flags, "While it goes", f.watch.add)
	f.watch.progress = string(live.Lines)
	for name, unset := range map[string]string{"timeout": "0", "progress": f.watch.progress} { // 0 is not shown
		flags.Lookup(name).DefValue = unset
	}
}

func (f waitFlags) check(set *pflag.FlagSet) error {
	errs := []error{f.watch.options().Validate()}
	if set.Changed("timeout") && f.timeout < 0 {
		errs = append(errs, fmt.Errorf("--timeout %v: give a time as 30m, or leave it out to wait for as long as it takes", f.timeout))
	}
	if f.failOnStall && f.watch.stall == 0 {
		errs = append(errs, errors.New("--fail-on-stall with --stall 0: give the time after which to fail, as --stall 5m"))
	}
	if err := errors.Join(errs...); err != nil {
		return codedError{exitUsage, err}
	}
	return nil
}

func (f waitFlags) run(cmd *cobra.Command, c *cluster.Cluster, name string) error {
	ctx, p := f.watch.watch(cmd, live.Options{Name: name}, true)
	defer p.Close()
	if f.timeout > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeout(ctx, f.timeout)
		defer stop()
	}
	var last status.Render
	p.Step("wait")
	err := c.Await(ctx, name, func(r status.Render) error {
		last = r
		p.See(r)
		switch {
		case r.State.Over():
			return nil
		case f.failOnStall && r.Still(time.Now()) >= f.watch.stall:
			return codedError{exitFailed, f.stalled(r)}
		case f.timeout == 0:
			return context.DeadlineExceeded
		}
		return nil
	})
	p.Close()
	switch {
	case err == nil:
		fmt.Fprintln(cmd.OutOrStdout(), name)
		return nil
	case errors.Is(err, context.DeadlineExceeded) && last.Name != "":
		return codedError{exitTimeout, f.timedOut(last)}
	case errors.As(err, new(*cluster.FailedError)), ctx.Err() != nil:
		return unfinished{name: name, retry: "kubectl mosaic retry " + name, timeout: f.timeout}.explain(ctx, err)
	}
	return err
}

// stalled says what keeps a render that stands still.
func (f waitFlags) stalled(r status.Render) error {
	return fmt.Errorf("nothing has happened to the render %s for %s: it is %s%s", r.Name, progress.Duration(r.Still(time.Now())), r.State, whyText(r))
}

func (f waitFlags) timedOut(r status.Render) error {
	return fmt.Errorf("the render %s is not done after %s: it is %s, %d/%d tiles%s\n%s",
		r.Name, progress.Duration(f.timeout), r.State, r.Count(status.Done), len(r.Tiles), whyText(r), unfinished{name: r.Name}.hints())
}

// whyText is the causes, a line each, after what is said of the render.
func whyText(r status.Render) string {
	var b strings.Builder
	for _, c := range r.Why {
		fmt.Fprintf(&b, "\n  %s", strings.ReplaceAll(c.String(), "\n", "\n    "))
		if c.Do != "" {
			fmt.Fprintf(&b, "\n    %s", c.Do)
		}
	}
	return b.String()
}
