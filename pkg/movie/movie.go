// Package movie makes a film of pictures with ffmpeg, which the user has.
package movie

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
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
		{".gif", []string{"-filter_complex", "split[a][b];[a]palettegen=stats_mode=diff[p];[b][p]paletteuse"}},
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
// order, so many a second.
func Make(ctx context.Context, pictures []string, rate float64, to string) (err error) {
	program, err := exec.LookPath("ffmpeg")
	if err != nil {
		return ErrNoProgram
	}
	i := slices.IndexFunc(formats(), func(f format) bool { return f.extension == strings.ToLower(filepath.Ext(to)) })
	if i < 0 || len(pictures) == 0 {
		return fmt.Errorf("film %q: give %s", to, strings.Join(Extensions(), ", "))
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
	args := slices.Concat(
		[]string{"-nostdin", "-hide_banner", "-loglevel", "error", "-r", number(rate), "-f", "concat", "-safe", "0", "-i", list},
		formats()[i].arguments, []string{"-r", number(rate), part})
	var said bytes.Buffer
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Stderr = &said
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("ffmpeg: %w: %.500s", err, strings.TrimSpace(said.String()))
	}
	return os.Rename(part, to)
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
