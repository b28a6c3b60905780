package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mosaic/pkg/live"
	"mosaic/pkg/progress"
)

// errLeft is why the wait for a render ended: the user wished so.
var errLeft = errors.New("left")

// watchFlags says how a render is shown while it goes.
type watchFlags struct {
	progress string
	color    string
	stall    time.Duration
}

func (f *watchFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.progress, "progress", "auto", "how progress is shown: auto (a view of the tiles on a terminal), plain, json or none")
	flags.StringVar(&f.color, "color", "auto", "when to write colours: auto, always or never; $NO_COLOR is heeded")
	flags.DurationVar(&f.stall, "stall", 2*time.Minute, "say aloud that nothing has happened for so long (0: never)")
}

// options is the flags as values.
func (f watchFlags) options() live.Options {
	return live.Options{Mode: live.Mode(f.progress), Colour: live.Colour(f.color), Stall: f.stall}
}

// watch shows what is done by a verb to standard error. The context that it
// returns ends when the user stops or, if that can be, leaves the render.
func (f watchFlags) watch(cmd *cobra.Command, o live.Options, leave bool) (context.Context, live.Reporter) {
	ctx, stop := context.WithCancelCause(cmd.Context())
	o.Out, o.Environ = cmd.ErrOrStderr(), os.Environ()
	o.In, _ = cmd.InOrStdin().(*os.File)
	o.Mode, o.Colour, o.Stall = live.Mode(f.progress), live.Colour(f.color), f.stall
	o.Stop = func() { stop(context.Canceled) }
	if leave {
		o.Leave = func() { stop(errLeft) }
	}
	return ctx, live.New(o)
}

// reporter writes plain lines.
func reporter(w io.Writer) progress.Reporter { return &live.Plain{W: w} }
