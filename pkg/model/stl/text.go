package stl

import (
	"errors"
	"fmt"

	"mosaic/pkg/model/soup"
	"mosaic/pkg/vec"
)

// A textReader reads
//
//	solid NAME
//	  facet normal X Y Z
//	    outer loop
//	      vertex X Y Z
//	      vertex X Y Z
//	      vertex X Y Z
//	    endloop
//	  endfacet
//	endsolid NAME
//
// with any line breaks, and any number of solids.
type textReader struct {
	*reader
	soup.Scanner
}

func (r *reader) text(data []byte) error {
	t := textReader{r, soup.NewScanner(data)}
	for t.SeekWord() {
		if err := t.solid(); err != nil {
			return r.fault(fmt.Sprintf("line %d", t.Line()), err)
		}
	}
	return nil
}

func (t *textReader) solid() error {
	if err := t.expect("solid"); err != nil {
		return err
	}
	t.NextLine() // skips the name
	for {
		switch word, err := t.expectEither("facet", "endsolid"); {
		case err != nil:
			return err
		case word == "endsolid":
			t.NextLine()
			return nil
		}
		if err := t.facet(); err != nil {
			return err
		}
	}
}

// facet reads what follows the word facet.
func (t *textReader) facet() error {
	if err := t.expect("normal"); err != nil {
		return err
	}
	for range 3 {
		if !t.SeekWord() {
			return errCutOff
		}
		t.Word()
	}
	if err := t.expect("outer", "loop"); err != nil {
		return err
	}
	var triangle [3]uint32
	for k := range triangle {
		p, err := t.vertex()
		if err != nil {
			return err
		}
		triangle[k] = t.corner(p)
	}
	t.triangles = append(t.triangles, triangle)
	if err := soup.CheckCounts(0, len(t.triangles)); err != nil {
		return err
	}
	return t.expect("endloop", "endfacet")
}

func (t *textReader) vertex() (p vec.Vec3, err error) {
	if err := t.expect("vertex"); err != nil {
		return p, err
	}
	for _, x := range [...]*float64{&p.X, &p.Y, &p.Z} {
		if !t.SeekWord() {
			return p, errCutOff
		}
		if *x, err = t.Coordinate(); err != nil {
			return p, err
		}
	}
	return p, nil
}

var errCutOff = errors.New("the file ends within a solid: it is cut off; copy it again")

// expect reads these words.
func (t *textReader) expect(words ...string) error {
	for _, w := range words {
		if _, err := t.expectEither(w, w); err != nil {
			return err
		}
	}
	return nil
}

// expectEither reads one of two words, and returns which.
func (t *textReader) expectEither(a, b string) (string, error) {
	if !t.SeekWord() {
		return "", errCutOff
	}
	word := t.Word()
	switch {
	case equalFold(word, a):
		return a, nil
	case equalFold(word, b):
		return b, nil
	case a != b:
		a += " or " + b
	}
	return "", fmt.Errorf("%s stands where %s should: export the file again", soup.Quote(word), a)
}

// equalFold compares a word with one in lower case, regardless of case.
func equalFold(word []byte, with string) bool {
	if len(word) != len(with) {
		return false
	}
	for i, c := range word {
		if c != with[i] && c|0x20 != with[i] {
			return false
		}
	}
	return true
}
