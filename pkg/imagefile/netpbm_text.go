package imagefile

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	"io"
	"strconv"

	"mosaic/pkg/film"
)

// A textPixels is a PPM whose codes are numbers in text, which is read from the
// first one on.
type textPixels struct {
	*rowPixels
	most int
}

func (p *textPixels) fill(f *film.Film, from image.Point) error {
	in := wordReader{Reader: bufio.NewReaderSize(io.NewSectionReader(p.image.file, p.start, p.image.size-p.start), 64<<10)}
	for y := range from.Y + f.Rect.Dy() {
		for x := range p.image.Window.Dx() {
			for c := range p.channels {
				word, err := in.word()
				if errors.Is(err, io.EOF) {
					return fmt.Errorf("row %d: is not in the file: the renderer did not finish it", y)
				} else if err != nil {
					return err
				}
				if x < from.X || y < from.Y || x >= from.X+f.Rect.Dx() {
					continue
				}
				code, err := strconv.Atoi(word)
				if err != nil {
					return fmt.Errorf("row %d: %.20q is no code: render it again", y, word)
				}
				v, err := lightOf(code, p.most)
				if err != nil {
					return fmt.Errorf("row %d: %w", y, err)
				}
				pixel := f.Row(f.Rect.Min.Y + y - from.Y)[3*(x-from.X):][:3]
				if pixel[c] = v; p.channels == 1 {
					pixel[1], pixel[2] = v, v
				}
			}
		}
	}
	return nil
}

// A wordReader reads words between spaces; from # to the end of the line is a
// comment.
type wordReader struct {
	*bufio.Reader
	length int64 // of what was read
}

// maxWord is how long a word may be, and maxComments all between two.
const (
	maxWord     = 64
	maxComments = 64 << 10
)

// word is the next word; it takes the space behind it too.
func (r *wordReader) word() (string, error) {
	var word []byte
	comment := false
	for range maxComments {
		c, err := r.ReadByte()
		if errors.Is(err, io.EOF) && len(word) > 0 {
			return string(word), nil
		} else if err != nil {
			return "", err
		}
		r.length++
		space := c == ' ' || c == '\n' || c == '\r' || c == '\t'
		switch {
		case comment:
			comment = c != '\n' && c != '\r'
		case c == '#' && len(word) == 0:
			comment = true
		case !space:
			if word = append(word, c); len(word) > maxWord {
				return "", fmt.Errorf("%.20q is no number: save the picture again", word)
			}
		case len(word) > 0:
			return string(word), nil
		}
	}
	return "", errors.New("a comment does not end: save the picture again")
}

// words are what a header begins with, and its length with the space behind it.
type words struct {
	words  []string
	length int64
}

func (w words) setSize(m *Image) error {
	width, err1 := strconv.Atoi(w.words[1])
	height, err2 := strconv.Atoi(w.words[2])
	if err1 != nil || err2 != nil {
		return fmt.Errorf("states %.20q x %.20q pixels: save it again as %s", w.words[1], w.words[2], m.Format)
	}
	return m.setSize(width, height)
}

// readWords reads the first n words, each with the space behind it.
func readWords(m *Image, n int) (words, error) {
	in := wordReader{Reader: bufio.NewReader(m.section())}
	var all words
	for range n {
		word, err := in.word()
		if errors.Is(err, io.EOF) {
			return all, fmt.Errorf("the header does not end: save it again as %s", m.Format)
		} else if err != nil {
			return all, err
		}
		all.words = append(all.words, word)
	}
	all.length = in.length
	return all, nil
}
