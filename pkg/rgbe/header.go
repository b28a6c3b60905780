package rgbe

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// maxLine is how long a line of a header may be, and maxHeader all of it.
const (
	maxLine   = 4 << 10
	maxHeader = 1 << 20
)

// header reads lines of text, a blank one, and the size.
func (p *Reader) header() error {
	ended := false // the header proper, before the size
	for number := 1; ; number++ {
		fault := func(format string, args ...any) error {
			return &PlaceError{fmt.Sprintf("line %d", number), fmt.Errorf(format, args...)}
		}
		text, err := p.in.text()
		if errors.Is(err, io.EOF) {
			return fault("the header does not end in a size, such as -Y 512 +X 1024: save the picture again as Radiance .hdr")
		} else if err != nil {
			return err
		}
		if number == 1 && !strings.HasPrefix(text, Magic) {
			return fault("it does not begin with #?: save the picture again as Radiance .hdr")
		}
		if ended {
			if err := p.size(text); err != nil {
				return fault("%w", err)
			}
			return nil
		}
		key, value, _ := strings.Cut(text, "=")
		switch strings.TrimSpace(key) {
		case "":
			ended = true
		case "FORMAT":
			if value = strings.TrimSpace(value); value != "32-bit_rle_rgbe" {
				return fault("the format is %.40q: save the picture as 32-bit_rle_rgbe", value)
			}
		case "EXPOSURE", "COLORCORR":
			if !p.divideBy(strings.Fields(value)) {
				return fault("%.40q is not made of numbers above 0: save the picture again", text)
			}
		}
	}
}

// text reads a line, without the spaces around it. A line or a header that is too
// long ends like one that is cut.
func (in *input) text() (string, error) {
	var line []byte
	for {
		c, err := in.ReadByte()
		if err != nil {
			return "", err
		}
		if in.at++; c == '\n' {
			return strings.TrimSpace(string(line)), nil
		}
		if line = append(line, c); len(line) > maxLine || in.at > maxHeader {
			return "", io.EOF
		}
	}
}

// divideBy multiplies the scale by one number for all channels, or one for each.
// It reports false if they are wrong.
func (p *Reader) divideBy(values []string) bool {
	if len(values) != 1 && len(values) != 3 {
		return false
	}
	for k := range p.scale {
		v, err := strconv.ParseFloat(values[k%len(values)], 64)
		if err != nil || !(v > 0) {
			return false
		}
		p.scale[k] *= v
		if s := p.scale[k]; s < 1e-30 || s > 1e30 {
			return false
		}
	}
	return true
}

// size parses a line such as -Y 512 +X 1024: the axis that comes first is that
// from one scan line to the next.
func (p *Reader) size(text string) error {
	f := strings.Fields(text)
	if len(f) != 4 {
		return noSize(text)
	}
	sizes := map[byte]int{}
	for i := 0; i < 4; i += 2 {
		n, err := strconv.Atoi(f[i+1])
		if err != nil {
			return noSize(text)
		}
		switch axis := f[i]; axis {
		case "-Y", "+Y":
			p.Orientation.BottomUp = axis == "+Y"
		case "-X", "+X":
			p.Orientation.Right = axis == "-X"
		default:
			return noSize(text)
		}
		sizes[f[i][1]] = n
	}
	p.Orientation.Columns = f[0][1] == 'X'
	if len(sizes) != 2 {
		return noSize(text)
	}
	if p.Width, p.Height = sizes['X'], sizes['Y']; p.Width < 1 || p.Height < 1 {
		return errors.New("has no texels: save it with a width and a height")
	}
	return nil
}

func noSize(text string) error {
	return fmt.Errorf("%.40q is no size, such as -Y 512 +X 1024: save the picture again", text)
}
