package worker

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"

	"mosaic/pkg/atomicfile"
	"mosaic/pkg/movie"
)

// A Film is what the merge made of the frames, as it lies beside their folder.
type Film struct {
	File   string  `json:"file"` // name within the run's folder
	FPS    float64 `json:"fps"`
	Bytes  int64   `json:"bytes"`
	SHA256 string  `json:"sha256"`
}

// withFilm makes the film of the frames that the stats tell of, unless it is there
// as it was left. The frames are noted before: they are there, whatever becomes of
// the film.
func (m *Merger) withFilm(ctx context.Context, frames Stats) (Stats, error) {
	r := m.Run
	if was, err := r.stats(); err == nil && m.isFilmOf(was, frames) {
		return was, nil
	}
	if err := r.note(frames); err != nil {
		return Stats{}, err
	}
	film, err := m.makeFilm(ctx, frames.Frames)
	if err != nil {
		return Stats{}, err
	}
	frames.Film = &film
	return frames, r.note(frames)
}

// isFilmOf reports whether an earlier merge made the same film of the same frames,
// and it still is what it was.
func (m *Merger) isFilmOf(was, frames Stats) bool {
	f := was.Film
	if f == nil || f.File != m.Film || f.FPS != m.Rate || was.Spec != frames.Spec || !slices.Equal(was.Frames, frames.Frames) {
		return false
	}
	size, digest, err := measure(filepath.Join(m.Run.Dir, m.Film))
	return err == nil && size == f.Bytes && digest == f.SHA256
}

// makeFilm makes the film in a folder for temporary files, which is gone with the
// pod, and then gives it its place on the volume.
func (m *Merger) makeFilm(ctx context.Context, frames []Frame) (Film, error) {
	dir, err := os.MkdirTemp("", "mosaic-film-*")
	if err != nil {
		return Film{}, err
	}
	defer os.RemoveAll(dir)
	var pictures []string
	for _, f := range frames {
		pictures = append(pictures, filepath.Join(m.Run.Dir, FramesDir, f.File))
	}
	made := filepath.Join(dir, m.Film)
	if err := movie.Make(ctx, pictures, m.Rate, made); err != nil {
		return Film{}, err
	}
	film := Film{File: m.Film, FPS: m.Rate}
	if film.Bytes, film.SHA256, err = measure(made); err != nil {
		return Film{}, err
	}
	atomicfile.RemoveLeftovers(m.Run.Dir, "film.*", abandoned)
	return film, atomicfile.Move(made, filepath.Join(m.Run.Dir, m.Film))
}

// FilmThere is the film that the merge made; nil if there is none.
func (r Run) FilmThere() (*Film, error) {
	s, err := r.stats()
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	if s.Spec != r.Spec.Hash() {
		s.Film = nil
	}
	return s.Film, nil
}

// stats is what the last merge noted.
func (r Run) stats() (Stats, error) {
	var s Stats
	data, err := os.ReadFile(filepath.Join(r.Dir, "stats.json"))
	if err == nil {
		err = json.Unmarshal(data, &s)
	}
	return s, err
}
