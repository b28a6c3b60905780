// Package imagefile reads the pictures that renderers write, as pixels of a film:
// OpenEXR, Radiance HDR and PFM, whose values are light, and PNG, TIFF, JPEG,
// WebP, BMP and PPM, whose codes are of sRGB and become light.
//
// Nothing is rounded twice. A float of a file is that of the film, bit by bit. A
// code becomes the float nearest to the light it stands for, which pkg/film
// writes as the same code again; with alpha too, except that where nothing is
// covered there is no colour.
//
// A file is read where its pixels are needed: of OpenEXR the chunks that a
// rectangle crosses, of PFM and PPM the rows. Radiance HDR, and PPM in text, are
// decoded from their first row on, a row at a time. The other formats are decoded whole, and are
// limited to MaxDecoded pixels. No byte of a file is trusted.
package imagefile

import (
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"slices"
	"strings"
	"syscall"

	"mosaic/pkg/film"
	"mosaic/pkg/render"
)

// MaxDecoded is how many pixels a picture may have of a format that is decoded
// whole: 16,384 x 16,384.
const MaxDecoded = 1 << 28

// An Image is a picture file whose header has been read.
type Image struct {
	Format   string          // "PNG", "OpenEXR", "TIFF", "Radiance HDR", "PFM", "WebP", "PPM" and so on
	Window   image.Rectangle // of the pixels in the file: OpenEXR's dataWindow; others begin at (0,0)
	Display  image.Rectangle // the picture they belong to: OpenEXR's displayWindow; others: Window
	Channels []string        // beside R, G and B, sorted: "A", "albedo.R", "depth.Z", as the file names them
	Depth    int             // bits a channel as stored: 8, 16 or 32; of OpenEXR those of R, G and B
	Linear   bool            // values are light, not codes of sRGB

	path   string
	file   *os.File
	size   int64 // of the file, in bytes
	pixels pixels
}

// pixels copies a file's pixels, from the named one on, to all of a film's that
// it has room for; both rectangles and the channels have been compared.
type pixels interface {
	fill(f *film.Film, from image.Point) error
}

// A format is a kind of file: how it begins, and how its header is read.
type format struct {
	name  string
	magic []string
	open  func(m *Image) error
}

func formats() []format {
	return []format{
		{"OpenEXR", []string{"\x76\x2f\x31\x01"}, openEXR},
		{"Radiance HDR", []string{"#?"}, openRadiance},
		{"PFM", []string{"PF", "Pf"}, openPFM},
		{"PPM", []string{"P6", "P5", "P3", "P2"}, openPPM},
	}
}

// Open reads the header of a picture file, whose format is told by its first
// bytes, never by its name. The error names the file, what is wrong with it and
// what to save instead. Close closes the file.
func Open(path string) (*Image, error) {
	// What is no file, a named pipe for instance, is not waited for.
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	m := &Image{path: path, file: file}
	if err := m.open(); err != nil {
		file.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return m, nil
}

func (m *Image) open() error {
	info, err := m.file.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return errors.New("is not a regular file")
	}
	m.size = info.Size()
	start := make([]byte, 16)
	n, err := m.file.ReadAt(start, 0)
	if n == 0 && errors.Is(err, io.EOF) {
		return errors.New("is empty: the renderer wrote nothing into it")
	} else if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	open, err := m.recognize(start[:n])
	if err != nil {
		return err
	}
	if err := open(m); err != nil {
		return err
	}
	if m.Display.Empty() {
		m.Display = m.Window
	}
	return nil
}

// recognize is the reader of the header of a file that begins so.
func (m *Image) recognize(start []byte) (open func(*Image) error, err error) {
	var names []string
	for _, f := range formats() {
		for _, magic := range f.magic {
			if strings.HasPrefix(string(start), magic) {
				m.Format = f.name
				return f.open, nil
			}
		}
		names = append(names, f.name)
	}
	return openBitmap(start, names)
}

// section is the file as one that nobody else reads.
func (m *Image) section() *io.SectionReader { return io.NewSectionReader(m.file, 0, m.size) }

// setSize makes a window of what a header states.
func (m *Image) setSize(width, height int) error {
	if width < 1 || height < 1 || width > render.MaxSide || height > render.MaxSide {
		return fmt.Errorf("states %d x %d pixels: each side must lie between 1 and %d", width, height, render.MaxSide)
	}
	m.Window = image.Rect(0, 0, width, height)
	return nil
}

// needs is an error if the file is shorter than so many bytes.
func (m *Image) needs(bytes int64) error {
	if m.size < bytes {
		return fmt.Errorf("has %d bytes, and %d x %d pixels take %d: the file is truncated", m.size, m.Window.Dx(), m.Window.Dy(), bytes)
	}
	return nil
}

// Fill copies pixels: the file's pixel from, in Window's coordinates, becomes the
// film's top left pixel, and so on over the film's whole rectangle, which must lie
// in Window. Of the film's channels that the file lacks A becomes 1, and any
// other is an error that names it. Every pixel that is needed must decode; others
// of the file may be damaged. Fill may be called again.
func (m *Image) Fill(f *film.Film, from image.Point) error {
	if err := m.fits(f, from); err != nil {
		return fmt.Errorf("%s: %w", m.path, err)
	}
	if err := m.pixels.fill(f, from); err != nil {
		return fmt.Errorf("%s: %w", m.path, err)
	}
	if !slices.Contains(m.Channels, film.Alpha) {
		alpha := f.Plane(film.Alpha)
		for i := range alpha {
			alpha[i] = 1
		}
	}
	return nil
}

// fits reports whether the file has what the film is to hold.
func (m *Image) fits(f *film.Film, from image.Point) error {
	if r := (image.Rectangle{Min: from, Max: from.Add(f.Rect.Size())}); r.Empty() || !r.In(m.Window) {
		return fmt.Errorf("has the pixels %v, not all of %v", m.Window, r)
	}
	var lacks []string
	for _, name := range f.Channels() {
		if name != film.Alpha && !slices.Contains(m.Channels, name) {
			lacks = append(lacks, fmt.Sprintf("%q", name))
		}
	}
	if len(lacks) == 0 {
		return nil
	}
	has := "it has none beside R, G and B"
	if len(m.Channels) > 0 {
		has = fmt.Sprintf("beside R, G and B it has %s", list(m.Channels))
	}
	return fmt.Errorf("lacks the channels %s: %s", strings.Join(lacks, ", "), has)
}

// list is names as an error shows them: no more than a line or two.
func list(names []string) string {
	const most = 20
	var all []string
	for _, name := range names[:min(most, len(names))] {
		all = append(all, fmt.Sprintf("%q", name))
	}
	if more := len(names) - most; more > 0 {
		all = append(all, fmt.Sprintf("%d more", more))
	}
	return strings.Join(all, ", ")
}

// Close closes the file.
func (m *Image) Close() error { return m.file.Close() }
