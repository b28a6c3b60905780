package scene

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"mosaic/pkg/model"
)

// Gather is the bundle of a file that some other program reads, and of the files
// and folders that are to lie beside it. Nothing of them is understood, or held
// in memory. Without a file, which is "", the bundle is of the others alone.
//
// What lies in the file's folder or below has the same path from the file in
// the bundle; what lies elsewhere has its own name.
//
// The file, and what it names, may be texts in which the first group of one of
// the references finds words that may be paths from it: those that are files in
// the file's folder or below it belong to the bundle too.
func Gather(file string, include []string, references []*regexp.Regexp) (*Bundle, error) {
	g := gathering{paths: map[string]string{}, references: references}
	if file != "" {
		g.base = filepath.Dir(file)
		if err := g.add(file, filepath.Base(file)); err != nil {
			return nil, err
		}
		if err := g.named(file, 0); err != nil {
			return nil, err
		}
	}
	for _, path := range include {
		if err := g.include(path); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(g.files[min(len(g.files), g.first()):], func(a, b File) int { return cmp.Compare(a.Name, b.Name) })
	return &Bundle{Files: g.files, named: true, open: func(f File) (io.ReadCloser, error) {
		return os.Open(g.paths[f.Name])
	}}, nil
}

// Gathered is the bundle of no files at all.
func Gathered() *Bundle { return &Bundle{named: true} }

type gathering struct {
	base  string // folder of the scene, "" if there is none
	files []File
	paths map[string]string // by the name in the bundle

	references []*regexp.Regexp
}

// Limits of what is looked through for the names of other files.
const (
	maxNaming = 16 << 20 // bytes of a text
	maxDepth  = 16       // files that name files that name files ...
)

// named adds the files that a text names.
func (g *gathering) named(text string, depth int) error {
	info, err := os.Stat(text)
	if err != nil || info.Size() > maxNaming || depth > maxDepth || len(g.references) == 0 {
		return err
	}
	data, err := os.ReadFile(text)
	if err != nil || bytes.IndexByte(data, 0) >= 0 { // no text
		return err
	}
	for _, re := range g.references {
		for _, m := range re.FindAllSubmatch(data, -1) {
			to := filepath.FromSlash(string(m[1]))
			for _, dir := range []string{filepath.Dir(text), g.base} {
				at := filepath.Join(dir, to)
				name, err := filepath.Rel(g.base, at)
				if err != nil || !filepath.IsLocal(name) {
					continue
				}
				if info, err := os.Stat(at); err != nil || !info.Mode().IsRegular() {
					continue
				}
				if _, again := g.paths[filepath.ToSlash(name)]; again {
					break
				}
				if err := g.add(at, name); err != nil {
					return err
				}
				if err := g.named(at, depth+1); err != nil {
					return err
				}
				break
			}
		}
	}
	return nil
}

// first is how many files keep their place: the scene.
func (g *gathering) first() int {
	if g.base == "" {
		return 0
	}
	return 1
}

// include adds a file, or all that lies in a folder.
func (g *gathering) include(to string) error {
	info, err := os.Stat(to)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("--include %s: there is no such file or folder", to)
	}
	if err != nil {
		return fmt.Errorf("--include: %w", err)
	}
	name := filepath.Base(to)
	if name == "." || name == ".." || name == string(filepath.Separator) {
		name = ""
	}
	if below, err := filepath.Rel(cmp.Or(g.base, "."), to); err == nil && filepath.IsLocal(below) && g.base != "" {
		name = below
	}
	if name == "." {
		name = ""
	}
	if !info.IsDir() {
		return g.add(to, name)
	}
	return filepath.WalkDir(to, func(at string, d fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("--include: %w", err)
		}
		if d.IsDir() {
			return nil
		}
		below, err := filepath.Rel(to, at)
		if err != nil {
			return err
		}
		return g.add(at, filepath.Join(name, below))
	})
}

// add adds a file under a name.
func (g *gathering) add(at, name string) error {
	name = path.Clean(filepath.ToSlash(name))
	if before, again := g.paths[name]; again {
		if same(before, at) {
			return nil
		}
		return fmt.Errorf("%s and %s would both be %s beside the scene: rename one", before, at, name)
	}
	f, err := os.Open(at)
	if err != nil {
		return &model.FileError{File: at, Err: unwrapPath(err)}
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil {
		return err
	} else if !info.Mode().IsRegular() {
		return &model.FileError{File: at, Err: errors.New("is no plain file")}
	}
	sum := sha256.New()
	n, err := io.Copy(sum, f)
	if err != nil {
		return &model.FileError{File: at, Err: unwrapPath(err)}
	}
	g.paths[name] = at
	g.files = append(g.files, File{name, n, hex.EncodeToString(sum.Sum(nil))})
	return nil
}

func same(a, b string) bool {
	x, err := os.Stat(a)
	y, err2 := os.Stat(b)
	return err == nil && err2 == nil && os.SameFile(x, y)
}

func unwrapPath(err error) error {
	if pe := (*fs.PathError)(nil); errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// Extract writes all files into a folder, under their names, for programs that
// read them there. Nobody is meant to write to them.
func (b *Bundle) Extract(dir string) error {
	for _, f := range b.Files {
		if !filepath.IsLocal(filepath.FromSlash(f.Name)) || strings.ContainsRune(f.Name, 0) {
			return fmt.Errorf("the scene's files: %q is no name within a folder", f.Name)
		}
		if err := b.extract(f, filepath.Join(dir, filepath.FromSlash(f.Name))); err != nil {
			return err
		}
	}
	return nil
}

func (b *Bundle) extract(f File, to string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
		return err
	}
	from, err := b.open(f)
	if err != nil {
		return &ReadError{err}
	}
	defer from.Close()
	w, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o444)
	if err != nil {
		return err
	}
	defer w.Close()
	sum := sha256.New()
	if _, err := io.Copy(io.MultiWriter(w, sum), from); err != nil {
		return &ReadError{err}
	}
	if hex.EncodeToString(sum.Sum(nil)) != f.SHA256 {
		return &model.FileError{File: f.Name, Err: errChanged}
	}
	return w.Close()
}
