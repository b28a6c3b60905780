package worker

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"mosaic/pkg/atomicfile"
	"mosaic/pkg/film"
	"mosaic/pkg/render"
)

// Stats says what a merge made. It lies beside the image as stats.json.
type Stats struct {
	Spec              string `json:"spec"`  // hash
	Tiles             int    `json:"tiles"` // of the plan
	Image             string `json:"image"` // name of the file, beside the stats; of frames, that of their folder
	film.ImageOptions        // as asked for
	Bytes             int64  `json:"bytes"`            // of all frames
	SHA256            string `json:"sha256,omitempty"` // of a still

	Film   *Film   `json:"film,omitempty"`   // that the merge made of the frames
	Frames []Frame `json:"frames,omitempty"` // in the order of their numbers; none of a still
}

// A Frame is one picture of a sequence, as it lies in the folder of frames.
type Frame struct {
	Number int    `json:"number"`
	File   string `json:"file"` // name within the folder
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// FramesDir is the folder of the frames, in the run's.
const FramesDir = "frames"

// FrameFile is the name of a frame's file.
func FrameFile(number int, extension string) string {
	return fmt.Sprintf("%04d%s", number, extension)
}

// A Merger puts the tiles of a run together: into one image, or a picture for
// each frame. It remembers what it has made.
type Merger struct {
	Run     Run
	Image   string // name of the file in the run's folder; its extension says the format, of frames too
	Options film.ImageOptions
	Film    string         // name of the film's file in the run's folder, to be made of the frames; "" makes none
	Rate    float64        // frames a second of the film
	Rows    func(rows int) // told how many rows of a picture have been written; nil: nobody is

	frames map[int]Frame // by their place in the plan
}

// Merge makes the image, or all frames that are not there yet, and notes what it
// made. An image that was merged before, and is as it was left, stays as it is.
func (m *Merger) Merge(ctx context.Context) (Stats, error) {
	r := m.Run
	want := Stats{Spec: r.Spec.Hash(), Tiles: r.Spec.Plan.Len(), Image: m.Image, ImageOptions: m.Options}
	if r.Spec.Frames != "" {
		return m.mergeFrames(ctx, want)
	}
	if s, ok := r.merged(want); ok {
		return s, nil
	}
	atomicfile.RemoveLeftovers(r.Dir, "image.*", abandoned)
	written, err := film.Assemble(ctx, r.tiles(), filepath.Join(r.Dir, m.Image), m.Options, m.Rows)
	if err != nil {
		return Stats{}, err
	}
	s := want
	s.Bytes, s.SHA256 = written.Bytes, written.SHA256
	return s, r.note(s)
}

// Merge makes the image, or the frames, with a Merger of its own.
func (r Run) Merge(ctx context.Context, image string, options film.ImageOptions, progress func(rows int)) (Stats, error) {
	m := Merger{Run: r, Image: image, Options: options, Rows: progress}
	return m.Merge(ctx)
}

// note leaves the stats beside the image.
func (r Run) note(s Stats) error {
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	atomicfile.RemoveLeftovers(filepath.Join(r.Dir, "tiles"), "*", 0) // every tile is there: nobody writes one any more
	return atomicfile.WriteFile(filepath.Join(r.Dir, "stats.json"), append(data, '\n'))
}

// mergeFrames makes the frames that are not there yet, and then the film if there
// is to be one.
func (m *Merger) mergeFrames(ctx context.Context, want Stats) (Stats, error) {
	want.Image = FramesDir
	for k := range m.Run.Spec.Plan.Frames {
		f, err := m.frame(ctx, k)
		if err != nil {
			return Stats{}, fmt.Errorf("frame %d: %w", m.Run.Spec.FrameNumber(k), err)
		}
		want.Frames = append(want.Frames, f)
		want.Bytes += f.Bytes
	}
	if m.Film == "" {
		return want, m.Run.note(want)
	}
	return m.withFilm(ctx, want)
}

// Ready makes those frames whose tiles are all there, and were not before. What
// is wrong with one is found again by Merge, and told there.
func (m *Merger) Ready(ctx context.Context, there map[int]bool) {
	plan := m.Run.Spec.Plan
	if m.Run.Spec.Frames == "" {
		return
	}
	for k := range plan.Frames {
		if _, made := m.frames[k]; made || ctx.Err() != nil {
			continue
		}
		whole := true
		for first, n := plan.Of(k); n > 0 && whole; n-- {
			whole = there[first+n-1]
		}
		if whole {
			_, _ = m.frame(ctx, k)
		}
	}
}

// frame makes the kth frame of the plan, if it is not there as it was left.
func (m *Merger) frame(ctx context.Context, k int) (Frame, error) {
	if f, made := m.frames[k]; made {
		return f, nil
	}
	r := m.Run
	dir := filepath.Join(r.Dir, FramesDir)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return Frame{}, err
	}
	number := r.Spec.FrameNumber(k)
	f := Frame{Number: number, File: FrameFile(number, filepath.Ext(m.Image))}
	path, noted := filepath.Join(dir, f.File), filepath.Join(dir, FrameFile(number, ".json"))
	note := frameNote{Spec: r.Spec.Hash(), ImageOptions: m.Options, Frame: f}
	if note.is(noted, path) {
		return m.made(k, note.Frame), nil
	}
	tiles := r.tiles()
	tiles.Frame = k
	written, err := film.Assemble(ctx, tiles, path, m.Options, m.Rows)
	if err != nil {
		return Frame{}, err
	}
	note.Bytes, note.SHA256 = written.Bytes, written.SHA256
	data, err := json.Marshal(note)
	if err != nil {
		return Frame{}, err
	}
	if err := atomicfile.WriteFile(noted, append(data, '\n')); err != nil {
		return Frame{}, err
	}
	return m.made(k, note.Frame), nil
}

func (m *Merger) made(k int, f Frame) Frame {
	if m.frames == nil {
		m.frames = map[int]Frame{}
	}
	m.frames[k] = f
	return f
}

// A frameNote lies beside a frame and says what it is of.
type frameNote struct {
	Spec string `json:"spec"`
	film.ImageOptions
	Frame
}

// is reports whether the picture at path is what a note of the same spec and
// options says, and takes its size and digest from there.
func (n *frameNote) is(noted, path string) bool {
	var was frameNote
	data, err := os.ReadFile(noted)
	if err != nil || json.Unmarshal(data, &was) != nil {
		return false
	}
	want := *n
	if want.Bytes, want.SHA256, err = measure(path); err != nil || want != was {
		return false
	}
	*n = want
	return true
}

// FramesThere is the frames that are made, in the order of their numbers.
func (r Run) FramesThere() ([]Frame, error) {
	numbers, err := render.ParseFrames(r.Spec.Frames)
	if err != nil {
		return nil, err
	}
	var all []Frame
	for _, number := range numbers {
		var n frameNote
		data, err := os.ReadFile(filepath.Join(r.Dir, FramesDir, FrameFile(number, ".json")))
		if err == nil && json.Unmarshal(data, &n) == nil && n.Spec == r.Spec.Hash() {
			all = append(all, n.Frame)
		}
	}
	return all, nil
}

// abandoned is the age at which a half-written image has lost its writer.
const abandoned = 10 * time.Minute

// merged reports what an earlier merge left, if it made just what is wanted
// and the image still is what it was.
func (r Run) merged(want Stats) (Stats, bool) {
	s, err := r.stats()
	if err != nil || s.Frames != nil {
		return Stats{}, false
	}
	if want.Bytes, want.SHA256, err = measure(filepath.Join(r.Dir, want.Image)); err != nil {
		return Stats{}, false
	}
	return s, s.Spec == want.Spec && s.Tiles == want.Tiles && s.Image == want.Image &&
		s.ImageOptions == want.ImageOptions && s.Bytes == want.Bytes && s.SHA256 == want.SHA256
}

// measure reads a file for its size and its hexadecimal SHA-256.
func measure(path string) (size int64, digest string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, "", err
	}
	defer f.Close()
	h := sha256.New()
	if size, err = io.Copy(h, f); err != nil {
		return 0, "", fmt.Errorf("reading %s: %w", path, err)
	}
	return size, hex.EncodeToString(h.Sum(nil)), nil
}
