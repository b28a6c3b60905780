package cli

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"mosaic/pkg/model"
	"mosaic/pkg/movie"
	"mosaic/pkg/render"
	"mosaic/pkg/settings"
)

// frameFlags are which frames are rendered, and how they differ.
type frameFlags struct {
	list      string
	motion    settings.Motion
	filmImage string
}

func (f *frameFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.list, "frames", "", "numbers of the frames of a film, as 1-240, 1-240:2 or 1,5,9 (unset: a still)")
	addSettings(flags, f.motion.Table(), "")
	flags.Lookup("turntable").NoOptDefVal = "1"
	flags.StringVar(&f.filmImage, "film-image", "", "`REFERENCE` of an image that has ffmpeg: the film is made in the cluster, and fetched alone (unset: it is made on this machine)")
}

// wholeFrame is how many pixels a frame may have to be one tile, if nobody says
// how large tiles are: those of a film are many.
const wholeFrame = 1920 * 1200

// plan puts the frames into a spec. It reports what is wrong with the flags.
func (f frameFlags) plan(spec *render.Spec, multiple int, set *pflag.FlagSet) error {
	if f.list == "" {
		var errs []error
		for _, row := range f.motion.Table() {
			if set.Changed(row.Flag) {
				errs = append(errs, fmt.Errorf("--%s is of a film: give --frames too, as --frames 1-48", row.Flag))
			}
		}
		return errors.Join(errs...)
	}
	numbers, err := render.ParseFrames(f.list)
	if err != nil {
		return fmt.Errorf("--%w", err)
	}
	spec.Frames, spec.Plan.Frames = f.list, len(numbers)
	if !set.Changed("tile-size") && spec.Plan.Width*spec.Plan.Height <= wholeFrame {
		side := max(spec.Plan.Width, spec.Plan.Height, 1)
		multiple = max(multiple, 1)
		spec.Plan.Size = min((side+multiple-1)/multiple*multiple, settings.MaxTile)
	}
	return f.motion.Table().Check()
}

// warn notes frames that show nothing new.
func (f frameFlags) warnings(s *model.Scene) []string {
	numbers, err := render.ParseFrames(f.list)
	if err != nil || s == nil || f.list == "" {
		return nil
	}
	length, moves := model.Length(s.Clips, f.motion.Clip)
	if !moves && f.motion.Turns == 0 && len(numbers) > 1 {
		return []string{"nothing moves in this scene: all frames are the same; --turntable turns the camera around it"}
	}
	last := numbers[len(numbers)-1]
	if at := float64(last-1) / f.motion.Rate(); moves && at > length+0.5/f.motion.Rate() {
		return []string{fmt.Sprintf("frame %d lies behind the clip's end at %.2f s, which is frame %d", last, length, int(length*f.motion.Rate())+1)}
	}
	return nil
}

// pictures is where the frames of a render go, and the film they become: "" is none.
func (f frameFlags) pictures(to, name string) (pattern, film string, err error) {
	switch {
	case f.list == "" && movie.Is(to):
		return to, "", fmt.Errorf("--to %s is a film: give --frames too, as --frames 1-48", to)
	case f.list == "":
		return to, "", nil
	case to == "":
		return filepath.Join(name, "%04d.png"), "", nil
	case movie.Is(to):
		return filepath.Join(strings.TrimSuffix(to, filepath.Ext(to))+".frames", "%04d.png"), to, nil
	}
	return to, "", badPattern(to)
}

// checkFilm finds what is wrong with a film that is to be made in the cluster. To is
// what the user gave, and film what that makes of the frames.
func (f frameFlags) checkFilm(to, film string) error {
	switch {
	case f.filmImage == "" || film != "":
		return nil
	case f.list == "":
		return errors.New("--film-image makes a film of frames: give --frames too, as --frames 1-48")
	case to == "":
		return errors.New("--film-image makes a film: name it, as --to film.mp4")
	}
	return fmt.Errorf("--film-image makes a film, and --to %s is none: give --to film.mp4, or leave out --film-image", to)
}

// filmFile is the name of a film on the volume.
func filmFile(film string) string { return "film" + strings.ToLower(filepath.Ext(film)) }

func badPattern(to string) error {
	if err := render.CheckPattern(to); err != nil {
		ext := filepath.Ext(to)
		return fmt.Errorf("--to %s: frames need names of their own, as %s, or a film's: %s",
			to, filepath.Join(strings.TrimSuffix(to, ext), "%04d"+ext), strings.Join(movie.Extensions(), ", "))
	}
	return nil
}
