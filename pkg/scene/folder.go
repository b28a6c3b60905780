package scene

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"mosaic/pkg/model"
)

// Files that lie where programs are to read them are bundled there: List finds
// them, Measure reads them for their digests, and Placed is the bundle. Nothing
// of them is held in memory.

// Limits of the folders that are listed.
const (
	MaxListed = 18_000 // files, whose list still fits into a ConfigMap, compressed; and folders, each as often as links lead to it
	maxNested = 64     // folders within folders
)

// List is the plain files in a folder and below it, by name, without digests.
// Hidden ones, whose names begin with a dot, are left out, and so are the folders
// that omit reports. A link counts as what it leads to, unless that is nothing, or
// outside of the folder: there no program that is given the folder can follow.
func List(root *os.Root, omit func(dir string) bool) ([]File, error) {
	l := listing{root: root, omit: omit, most: MaxListed, left: MaxGather}
	if err := l.add(".", nil); err != nil {
		return nil, err
	}
	slices.SortFunc(l.files, byName)
	return l.files, nil
}

func byName(a, b File) int { return cmp.Compare(a.Name, b.Name) }

type listing struct {
	root    *os.Root
	omit    func(dir string) bool
	most    int // files, and folders
	files   []File
	folders int
	left    int64 // bytes that more files may have
}

// add adds what lies in a folder that lies in the others.
func (l *listing) add(dir string, within []fs.FileInfo) error {
	info, err := l.root.Stat(dir)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(within, func(above fs.FileInfo) bool { return os.SameFile(above, info) }) {
		return nil // a link back up
	}
	if within = append(within, info); len(within) > maxNested {
		return fmt.Errorf("%s lies in more than %d folders", dir, maxNested)
	}
	if l.folders++; l.folders > l.most {
		return l.tooMany("folders")
	}
	entries, err := fs.ReadDir(l.root.FS(), dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		name := path.Join(dir, e.Name())
		info, err := l.root.Stat(name)
		switch {
		case errors.Is(err, fs.ErrNotExist), err != nil && e.Type()&fs.ModeSymlink != 0:
			continue // gone since, or a link that leads nowhere
		case err == nil && info.IsDir() && !l.omit(name):
			err = l.add(name, within)
		case err == nil && info.Mode().IsRegular():
			err = l.file(name, info.Size())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *listing) file(name string, size int64) error {
	switch l.left -= size; {
	case !utf8.ValidString(name):
		return fmt.Errorf("the name %q is no UTF-8: rename the file", name)
	case len(l.files) == l.most:
		return l.tooMany("files")
	case l.left < 0:
		return fmt.Errorf("the files have more than %d GiB together: give a folder that holds what the scene needs, and no more", MaxGather>>30)
	}
	l.files = append(l.files, File{Name: name, Size: size})
	return nil
}

func (l *listing) tooMany(what string) error {
	return fmt.Errorf("there are more than %d %s: give a folder that holds what the scene needs, and no more", l.most, what)
}

// Measure is the files of these names in a folder, with their sizes and digests,
// in the same order. Several are read at a time.
func Measure(ctx context.Context, root *os.Root, names []string) ([]File, error) {
	files := make([]File, len(names))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(2 * runtime.GOMAXPROCS(0)) // while one waits for the disk, another is hashed
	for i, name := range names {
		g.Go(func() (err error) {
			files[i], err = measure(ctx, root, name)
			return err
		})
	}
	return files, g.Wait()
}

func measure(ctx context.Context, root *os.Root, name string) (File, error) {
	f, err := root.Open(filepath.FromSlash(name))
	if err != nil {
		return File{}, &model.FileError{File: name, Err: unwrapPath(err)}
	}
	defer f.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, interruptible{ctx, f})
	if err != nil {
		return File{}, &model.FileError{File: name, Err: unwrapPath(err)}
	}
	return File{name, n, hex.EncodeToString(sum.Sum(nil))}, nil
}

// An interruptible reader ends when its context does.
type interruptible struct {
	ctx context.Context
	io.Reader
}

func (r interruptible) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}

// Placed is the bundle of files that lie where programs read them: the scene, if
// it is not "", and the others. It cannot be read here.
func Placed(scene string, files []File) (*Bundle, error) {
	files = slices.Clone(files)
	slices.SortFunc(files, byName)
	if scene != "" {
		i := slices.IndexFunc(files, func(f File) bool { return f.Name == scene })
		if i < 0 {
			return nil, fmt.Errorf("the scene %s is none of the files", scene)
		}
		first := files[i]
		files = slices.Insert(slices.Delete(files, i, i+1), 0, first)
	}
	for i, f := range files {
		if !fs.ValidPath(f.Name) || f.Name == "." || i > 0 && f.Name == files[i-1].Name {
			return nil, fmt.Errorf("the list of the scene's files: %.80q is no name within a folder, or there twice", f.Name)
		}
	}
	if err := checkList(files); err != nil {
		return nil, err
	}
	return &Bundle{Files: files, named: true, open: func(f File) (io.ReadCloser, error) {
		return nil, fmt.Errorf("%s lies where it is to be rendered, and not here", f.Name)
	}}, nil
}

// maxVerified is how large a scene may be to be read only to see that it has not
// changed, in bytes.
const maxVerified = 64 << 20

// Verify says which file is not in a folder, or has another size than it had; of
// the first one, the scene, the digest is compared too unless it is large. An error
// of the disk is a *ReadError.
func (b *Bundle) Verify(dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return &ReadError{err}
	}
	defer root.Close()
	for i, f := range b.Files {
		info, err := root.Stat(filepath.FromSlash(f.Name))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return &model.FileError{File: f.Name, Err: errors.New("is gone since the list of files was made: render again")}
		case err != nil:
			return &ReadError{err}
		case !info.Mode().IsRegular() || info.Size() != f.Size:
			return &model.FileError{File: f.Name, Err: errChanged}
		}
		if i > 0 || f.Size > maxVerified {
			continue
		}
		switch is, err := measure(context.Background(), root, f.Name); {
		case err != nil:
			return &ReadError{err}
		case is.SHA256 != f.SHA256:
			return &model.FileError{File: f.Name, Err: errChanged}
		}
	}
	return nil
}
