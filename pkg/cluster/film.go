package cluster

import (
	"context"
	"encoding/json"
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"mosaic/pkg/job"
	"mosaic/pkg/progress"
	"mosaic/pkg/status"
	"mosaic/pkg/worker"
)

// MakesFilm reports whether the merge of a render with these options makes what is
// to become the file to here: a film of the same format.
func MakesFilm(o job.Options, to string) bool {
	return o.FilmImage != "" && strings.EqualFold(filepath.Ext(to), path.Ext(o.Film))
}

// downloadFilm brings the film that the merge made in a run's folder, by the digest
// that it noted.
func (c *Cluster) downloadFilm(ctx context.Context, reader *transferPod, dir string, o job.Options, to string, p progress.Reporter) error {
	reader.say = p.Note
	film, err := reader.film(ctx, dir)
	if err != nil {
		return err
	}
	if film == nil || film.File != o.Film {
		return &noFilmError{o}
	}
	return c.download(ctx, reader, path.Join(dir, film.File), film.SHA256, to, p)
}

// film is the film that the merge made; nil if there is none.
func (p *transferPod) film(ctx context.Context, dir string) (*worker.Film, error) {
	answer, err := p.ask(ctx, "film", dir)
	if err != nil {
		return nil, err
	}
	var made struct{ Film *worker.Film }
	if err := json.Unmarshal(answer, &made); err != nil {
		return nil, fmt.Errorf("the transfer pod answered %.200q: %w", answer, err)
	}
	return made.Film, nil
}

// fetchFilm is Fetch of a film that the merge makes.
func (f Fetch) fetchFilm(ctx context.Context, c *Cluster, reader *transferPod, p progress.Reporter) error {
	if !f.Found.JobsGone() && f.Found.State != status.Complete {
		ask, stop := context.WithTimeout(ctx, askTime)
		defer stop()
		if film, err := reader.film(ask, f.Found.Dir()); err != nil || film == nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return &noFilmError{f.Found.Options}
		}
	}
	return c.downloadFilm(ctx, reader, f.Found.Dir(), f.Found.Options, f.To, p)
}

// A noFilmError says that the merge has made no film.
type noFilmError struct{ options job.Options }

func (e *noFilmError) Error() string {
	name := e.options.Name
	return fmt.Sprintf("the film of %s is not made\nto see how it stands: kubectl mosaic describe %s\nto have the frames: kubectl mosaic fetch %s --to %s",
		name, name, name, name+"/%04d"+path.Ext(e.options.Output))
}
