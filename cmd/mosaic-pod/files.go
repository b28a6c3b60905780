package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"mosaic/pkg/render"
	"mosaic/pkg/scene"
	"mosaic/pkg/suggest"
	"mosaic/pkg/transfer"
)

// sceneFiles answers the commands on a scene's files that lie in the cluster.
func sceneFiles(ctx context.Context, verb string, args []string) ([]byte, error) {
	at, folder, rest := args[0], args[1], args[2:]
	top, ok := map[string]string{"claim": render.VolumeDir, "image": render.FolderDir}[at]
	if !ok || len(rest) > 1 || verb == "digests" && len(rest) > 0 {
		return nil, fmt.Errorf("transfer %s %q: want claim or image, a folder and perhaps a scene", verb, args)
	}
	root, err := openFolder(top, folder)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	var files []scene.File
	if verb == "files" {
		files, err = listScene(root, folder, at == "claim" && folder == ".", rest)
	} else {
		var names []string
		if err := transfer.Request(os.Stdin, &names); err != nil {
			return nil, err
		}
		files, err = scene.Measure(ctx, root, names)
	}
	if err != nil {
		return nil, err
	}
	return json.Marshal(files)
}

// openFolder opens a folder below the top. One that is not there is told with
// those that are.
func openFolder(top, folder string) (*os.Root, error) {
	root, err := os.OpenRoot(top)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	info, err := root.Stat(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no folder %s: %s", folder, instead(root, folder, fs.DirEntry.IsDir))
	case err != nil:
		return nil, err
	case !info.IsDir():
		return nil, fmt.Errorf("%s is a file: give the folder that it lies in, and SCENE as its name there", folder)
	}
	return root.OpenRoot(folder)
}

// listScene is the files in a folder, among which the scene is, if one is named.
// At the top of a claim, what renders left there is not of the scene.
func listScene(root *os.Root, folder string, top bool, named []string) ([]scene.File, error) {
	files, err := scene.List(root, func(dir string) bool { return top && ofRenders(root, dir) })
	if err != nil {
		return nil, err
	}
	for _, name := range named {
		if slices.ContainsFunc(files, func(f scene.File) bool { return f.Name == name }) {
			continue
		}
		info, err := root.Stat(name)
		switch {
		case err == nil && info.Mode().IsRegular(): // in a hidden folder, or hidden itself
			files = append(files, scene.File{Name: name, Size: info.Size()})
		case err == nil:
			return nil, fmt.Errorf("the scene %s%s is no file: give the path of a file", name, inFolder(folder))
		case errors.Is(err, fs.ErrNotExist):
			return nil, fmt.Errorf("there is no scene %s%s: %s", name, inFolder(folder), instead(root, name, func(fs.DirEntry) bool { return true }))
		default:
			return nil, err
		}
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("there are no files%s", inFolder(folder))
	}
	return files, nil
}

func inFolder(name string) string {
	if name == "." {
		return ""
	}
	return " in the folder " + name
}

// runFolder is the names that render.Spec.Dir gives.
var runFolder = regexp.MustCompile(`^[a-z0-9-]+-[0-9a-f]{8}$`)

// ofRenders reports whether a folder at the top of the claim is Mosaic's own, or
// the file system's.
func ofRenders(root *os.Root, dir string) bool {
	if runFolder.MatchString(dir) {
		_, err := root.Stat(path.Join(dir, "spec.json"))
		return err == nil
	}
	return dir == path.Dir(render.AssetPath("")) || dir == "lost+found"
}

// instead is what there is in the place of a path that leads nowhere: where it
// ends to lead on, a name that is nearly the one given, or some of all.
func instead(root *os.Root, name string, counts func(fs.DirEntry) bool) string {
	dir, missing := path.Dir(name), path.Base(name)
	for dir != "." {
		if info, err := root.Stat(dir); err == nil && info.IsDir() {
			break
		}
		dir, missing = path.Dir(dir), path.Base(dir)
	}
	entries, err := fs.ReadDir(root.FS(), filepath.ToSlash(dir))
	if err != nil {
		return err.Error()
	}
	var names []string
	for _, e := range entries {
		if e.Name()[0] == '.' || !counts(e) {
			continue
		}
		names = append(names, e.Name())
	}
	where := "there"
	if dir != "." {
		where = "in " + dir
	}
	if near, ok := suggest.Nearest(missing, names); ok {
		return "did you mean " + path.Join(dir, near) + "?"
	}
	switch len(names) {
	case 0:
		return where + " is nothing of the kind"
	case 1:
		return where + " is " + names[0]
	}
	return where + " are " + strings.TrimPrefix(suggest.OneOf(names), "one of ")
}
