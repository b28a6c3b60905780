package film

import (
	"encoding/binary"
	"image"
	"math"
	"strings"

	"mosaic/pkg/openexr"
)

// isColor reports whether a channel is a colour or an alpha, of some layer, for
// which halfs are enough. Depths, normals and counts are not.
func isColor(name string) bool {
	last := name[strings.LastIndexByte(name, '.')+1:]
	return last == "R" || last == "G" || last == "B" || last == Alpha
}

// encodeHalfEXR writes an image whose colours are halfs and whose other channels
// float32, 16 lines packed together by ZIP. Where the chunks lie is known at the
// end: the table of their offsets is written then.
func encodeHalfEXR(w output, p picture) error {
	all := image.Rectangle{Max: p.size}
	layout := newEXR(all, all, p.channels)
	layout.compression = exrZIP
	for i, c := range layout.channels {
		layout.channels[i].half = isColor(c.name)
	}
	start := layout.start()
	table := make([]byte, 0, 8*((p.size.Y+openexr.ZIPLines-1)/openexr.ZIPLines))
	if _, err := w.Write(append(start, table[:cap(table)]...)); err != nil {
		return err
	}
	at := uint64(len(start) + cap(table))
	var packer openexr.ZIP
	var raw, chunk []byte
	for y := 0; y < p.size.Y; y += openexr.ZIPLines {
		raw = raw[:0]
		for line := y; line < min(y+openexr.ZIPLines, p.size.Y); line++ {
			l, err := p.row(line)
			if err != nil {
				return err
			}
			raw = layout.appendLine(raw, l)
		}
		packed, err := packer.Pack(raw)
		if err != nil {
			return err
		}
		chunk = binary.LittleEndian.AppendUint32(chunk[:0], uint32(y))
		chunk = binary.LittleEndian.AppendUint32(chunk, uint32(len(packed)))
		chunk = append(chunk, packed...)
		if _, err := w.Write(chunk); err != nil {
			return err
		}
		table = binary.LittleEndian.AppendUint64(table, at)
		at += uint64(len(chunk))
	}
	return w.Rewrite(table, int64(len(start)))
}

// appendLine adds the values of a scan line to b, halfs or floats.
func (e exr) appendLine(b []byte, l Line) []byte {
	for _, c := range e.channels {
		values, step := c.in(l)
		for i := 0; i < len(values); i += step {
			if c.half {
				b = binary.LittleEndian.AppendUint16(b, openexr.HalfBits(clampHalf(values[i])))
			} else {
				b = binary.LittleEndian.AppendUint32(b, math.Float32bits(values[i]))
			}
		}
	}
	return b
}

// clampHalf is v, or the finite half that is nearest to it. It may be no number.
func clampHalf(v float32) float32 { return min(max(v, -openexr.MaxHalf), openexr.MaxHalf) }
