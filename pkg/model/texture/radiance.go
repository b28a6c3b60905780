package texture

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"mosaic/pkg/model"
)

// radiance decodes Radiance's RGBE: lines of a header, a blank line, the size, and
// then rows of four bytes a texel, which may be run-length encoded in two ways.
//
// Greg Ward, "Real Pixels", Graphics Gems II, 1991; Radiance's
// src/common/color.c.
func radiance(t *model.Texture, data []byte) error {
	h, err := radianceHeader(data)
	if err != nil {
		return err
	}
	if err := checkSize(h.width, h.height, len(data)); err != nil {
		return err
	}
	rest := data[h.length:]
	if len(rest) < 4*h.height {
		return truncatedAt(len(data))
	}
	t.Width, t.Height = h.width, h.height
	t.Floats = make([]float32, 0, 3*h.width*h.height)
	row := make([][4]uint8, h.width)
	for range h.height {
		n, err := decodeRow(row, rest)
		if err != nil {
			return &model.FileError{Location: fmt.Sprintf("byte %d", len(data)-len(rest)+n), Err: err}
		}
		rest = rest[n:]
		for _, c := range row {
			for k := range 3 {
				v := float64(c[k])
				if c[3] == 0 {
					v = 0
				}
				v = math.Ldexp(v, int(c[3])-(128+8)) / h.scale[k]
				if v > math.MaxFloat32 {
					return errors.New("is brighter than 32 bits can say: save it with EXPOSURE nearer to 1")
				}
				t.Floats = append(t.Floats, float32(v))
			}
		}
	}
	return nil
}

func truncatedAt(at int) error {
	return &model.FileError{Location: fmt.Sprintf("byte %d", at), Err: errTruncated}
}

var (
	errTruncated = errors.New("the file ends early: copy or save it again")
	errPacking   = errors.New("the rows are not packed as Radiance does: save the picture again")
)

// A header is what precedes the texels.
type header struct {
	width, height int
	scale         [3]float64 // factors that the colours were multiplied by
	length        int        // of the header, in bytes
}

func radianceHeader(data []byte) (header, error) {
	h := header{scale: [3]float64{1, 1, 1}}
	ended := false // the header proper, before the size
	for number := 1; ; number++ {
		line, _, complete := bytes.Cut(data[h.length:], []byte("\n"))
		fault := func(format string, args ...any) error {
			return &model.FileError{Location: fmt.Sprintf("line %d", number), Err: fmt.Errorf(format, args...)}
		}
		if !complete || len(line) > 1<<12 {
			return h, fault("the header does not end in a size, such as -Y 512 +X 1024: save the picture again as Radiance .hdr")
		}
		h.length += len(line) + 1
		text := strings.TrimSpace(string(line))
		if ended {
			var err error
			if h.width, h.height, err = radianceSize(text); err != nil {
				return h, fault("%w", err)
			}
			return h, nil
		}
		key, value, _ := strings.Cut(text, "=")
		switch strings.TrimSpace(key) {
		case "":
			ended = true
		case "FORMAT":
			if value = strings.TrimSpace(value); value != "32-bit_rle_rgbe" {
				return h, fault("the format is %.40q: save the picture as 32-bit_rle_rgbe", value)
			}
		case "EXPOSURE", "COLORCORR":
			if !h.divideBy(strings.Fields(value)) {
				return h, fault("%.40q is not made of numbers above 0: save the picture again", text)
			}
		}
	}
}

// divideBy multiplies h.scale by one number for all channels, or one for each. It
// reports false if they are wrong.
func (h *header) divideBy(values []string) bool {
	if len(values) != 1 && len(values) != 3 {
		return false
	}
	for k := range h.scale {
		v, err := strconv.ParseFloat(values[k%len(values)], 64)
		if err != nil || !(v > 0) {
			return false
		}
		h.scale[k] *= v
		if s := h.scale[k]; s < 1e-30 || s > 1e30 {
			return false
		}
	}
	return true
}

// radianceSize parses a line such as -Y 512 +X 1024.
func radianceSize(text string) (width, height int, err error) {
	f := strings.Fields(text)
	if len(f) == 4 {
		var err1, err2 error
		height, err1 = strconv.Atoi(f[1])
		width, err2 = strconv.Atoi(f[3])
		if err1 != nil || err2 != nil {
			f = nil
		}
	}
	if len(f) != 4 {
		return 0, 0, fmt.Errorf("%.40q is no size, such as -Y 512 +X 1024: save the picture again", text)
	}
	if f[0] != "-Y" || f[2] != "+X" {
		return 0, 0, fmt.Errorf("the rows go %.10s %.10s: turn the picture so that they go -Y +X, from the top left", f[0], f[2])
	}
	return width, height, nil
}
