// Package movie makes a film of pictures with ffmpeg, which the user has, on
// this machine or in an image.
//
// A film appears under its name whole or not at all: ffmpeg writes into a hidden
// folder beside it, which is gone afterwards however ffmpeg has ended.
package movie

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"mosaic/pkg/atomicfile"
)

// A format is a kind of film: what ffmpeg is told for it.
type format struct {
	extension string
	arguments []string
}

// Players want sides that are even, and the colours of BT.709.
const evenSides = "pad=ceil(iw/2)*2:ceil(ih/2)*2,scale=out_color_matrix=bt709:out_range=tv"

func formats() []format {
	bt709 := []string{"-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "iec61966-2-1", "-color_range", "tv"}
	h264 := slices.Concat([]string{"-vf", evenSides, "-c:v", "libx264", "-crf", "16", "-preset", "medium", "-pix_fmt", "yuv420p", "-movflags", "+faststart"}, bt709)
	return []format{
		{".mp4", h264},
		{".mov", h264},
		{".webm", slices.Concat([]string{"-vf", evenSides, "-c:v", "libvpx-vp9", "-crf", "20", "-b:v", "0", "-pix_fmt", "yuv420p"}, bt709)},
		// stats_mode=diff would leave out colours that only the last picture has.
		{".gif", []string{"-filter_complex", "split[a][b];[a]palettegen=stats_mode=full[p];[b][p]paletteuse"}},
	}
}

// Extensions is the extensions of films.
func Extensions() []string {
	var all []string
	for _, f := range formats() {
		all = append(all, f.extension)
	}
	return all
}

// Is reports whether a path is that of a film.
func Is(path string) bool { return slices.Contains(Extensions(), strings.ToLower(filepath.Ext(path))) }

// ErrNoProgram says that there is no ffmpeg.
var ErrNoProgram = errors.New("there is no ffmpeg on the PATH")

// Make makes the film at the path to, which Is a film's, of pictures in their
// order, so many a second. When ctx ends, ffmpeg is ended too. An error ends with
// what ffmpeg said last.
func Make(ctx context.Context, pictures []string, rate float64, to string) error {
	program, err := exec.LookPath("ffmpeg")
	if err != nil {
		return ErrNoProgram
	}
	i := slices.IndexFunc(formats(), func(f format) bool { return f.extension == strings.ToLower(filepath.Ext(to)) })
	if i < 0 {
		return fmt.Errorf("film %q: its name must end in %s", to, strings.Join(Extensions(), ", "))
	}
	if len(pictures) == 0 || !(rate > 0) {
		return fmt.Errorf("film %q: it has %d pictures, %v a second", to, len(pictures), rate)
	}
	dir, err := os.MkdirTemp(filepath.Dir(to), ".mosaic-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	list, err := writeList(dir, pictures, rate)
	if err != nil {
		return err
	}
	part := filepath.Join(dir, "film"+formats()[i].extension)
	if err := run(ctx, program, slices.Concat(
		// Without -xerror it leaves out a picture that it cannot read, and says nothing.
		[]string{"-nostdin", "-hide_banner", "-loglevel", "error", "-xerror", "-r", number(rate), "-f", "concat", "-safe", "0", "-i", list},
		formats()[i].arguments,
		// Left alone it takes a thread for each processor of the machine, and memory
		// for each, whatever a container may use of them.
		[]string{"-threads", strconv.Itoa(runtime.GOMAXPROCS(0)), "-r", number(rate), part})); err != nil {
		return err
	}
	return atomicfile.Commit(part, to)
}

// patience is for who outlives ffmpeg and holds on to its standard error.
const patience = 5 * time.Second

func run(ctx context.Context, program string, args []string) error {
	var said tail
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = &said, &said, patience
	err := cmd.Run()
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("ffmpeg: %w", ctx.Err())
	case err != nil:
		return fmt.Errorf("ffmpeg: %w: %s", err, said.text())
	}
	return nil
}

// writeList writes the pictures' paths for ffmpeg's concat demuxer
// (https://ffmpeg.org/ffmpeg-formats.html#concat-1).
func writeList(dir string, pictures []string, rate float64) (string, error) {
	var b strings.Builder
	b.WriteString("ffconcat version 1.0\n")
	for _, p := range pictures {
		full, err := filepath.Abs(p)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "file '%s'\nduration %s\n", strings.ReplaceAll(full, "'", `'\''`), number(1/rate))
	}
	list := filepath.Join(dir, "list.txt")
	return list, os.WriteFile(list, []byte(b.String()), 0o666)
}

func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
