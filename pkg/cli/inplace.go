package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mosaic/pkg/cluster"
	"mosaic/pkg/job"
	"mosaic/pkg/progress"
	"mosaic/pkg/scene"
)

// inPlaceFlags say where in the cluster a scene's files lie, if they are not to
// be brought there.
type inPlaceFlags struct {
	path, image string
	listed      *scene.Bundle // the files, once the cluster has been asked
}

func (f *inPlaceFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.path, "scene-path", "", "`FOLDER` of the claim where the scene and its files lie already; SCENE is a path within it")
	flags.StringVar(&f.image, "scene-image", "", "image where they lie, which pods mount; SCENE is a path within it")
}

func (f inPlaceFlags) given() bool { return f.path != "" || f.image != "" }

// flag is the one that was given.
func (f inPlaceFlags) flag() string {
	if f.path != "" {
		return "--scene-path"
	}
	return "--scene-image"
}

// check says what the flags do not go together with. One fault is told: what else
// is wrong follows from it.
func (f inPlaceFlags) check(s subject, tracer bool, include []string) error {
	switch {
	case f.path != "" && f.image != "":
		return errors.New("--scene-path and --scene-image both say where the scene's files lie: give one of the two")
	case strings.HasPrefix(s.scene, "builtin:"):
		return fmt.Errorf("%s is built in, and lies nowhere: leave out %s", s.scene, f.flag())
	case tracer:
		return fmt.Errorf("%s is of other engines than the path tracer, whose scenes are read on this machine: leave it out, or say --engine", f.flag())
	case len(include) > 0:
		return fmt.Errorf("--include brings files to the cluster, and %s is where they lie already: put %s there and leave out --include, or leave out %s", f.flag(), include[0], f.flag())
	case f.path != "" && !within(f.path):
		return fmt.Errorf("--scene-path %q: give a folder of the claim without / at its beginning and without .., as %s", f.path, withinHint(f.path, "projects/film"))
	case s.scene != "" && (!within(s.scene) || path.Clean(s.scene) == "."):
		return fmt.Errorf("scene %q: with %s it is a path within: give it without / at its beginning and without .., as %s", s.scene, f.flag(), withinHint(s.scene, "shots/a.blend"))
	}
	return nil
}

// within reports whether a path, of the cluster and so with slashes, stays within
// the folder where it begins.
func within(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if part == ".." {
			return false
		}
	}
	return fs.ValidPath(path.Clean(name)) && !strings.ContainsAny(name, "\x00\\")
}

// withinHint is a path that was perhaps meant by one that leads elsewhere.
func withinHint(name, example string) string {
	for _, prefix := range []string{"/", "../"} {
		for strings.HasPrefix(name, prefix) {
			name = strings.TrimPrefix(name, prefix)
		}
	}
	if within(name) && path.Clean(name) != "." {
		return path.Clean(name)
	}
	return example
}

// bundle is the files; of none as long as the cluster has not been asked.
func (f inPlaceFlags) bundle() *scene.Bundle {
	if f.listed == nil {
		return scene.Gathered()
	}
	return f.listed
}

// scene is the scene's path within the folder or the image, "" if there is none.
func (f inPlaceFlags) scene(s subject) string {
	if s.scene == "" {
		return ""
	}
	return path.Clean(s.scene)
}

// place sets where the options say that the files lie.
func (f inPlaceFlags) place(o *job.Options) {
	if o.SceneImage = f.image; f.path != "" {
		o.ScenePath = path.Clean(f.path)
	}
}

// withFiles is the request with the scene's files, which are read in the cluster
// for it: they are part of what is rendered.
func (r request) withFiles(ctx context.Context, c *cluster.Cluster, p progress.Reporter, cmd *cobra.Command) (request, error) {
	o, err := r.cluster.options(r, c.Namespace, cmd.Flags())
	if err != nil {
		return r, err
	}
	f := r.given
	if f.engine.inPlace.listed, err = c.SceneFiles(ctx, o, r.scene.program.Scene, p); err != nil {
		return r, unfinished{name: cmp.Or(r.cluster.Name, r.scene.name), timeout: r.timeout}.notStarted(ctx, err)
	}
	return f.request(r.subject, cmd.Flags(), true)
}
