package film

import (
	"bytes"
	"slices"
	"strings"

	"mosaic/pkg/render"
)

// An exrChannel is a channel of a file, and where its values are in a Line.
type exrChannel struct {
	name  string
	color int // 0, 1 or 2: R, G or B
	plane int // if it is none of these: among the planes; otherwise -1
	half  bool
}

// exrChannels is the channels of a file that has the named ones beside R, G and
// B, sorted by name.
func exrChannels(beside []string) []exrChannel {
	all := []exrChannel{{"R", 0, -1, false}, {"G", 1, -1, false}, {"B", 2, -1, false}}
	for i, name := range beside {
		all = append(all, exrChannel{name, 0, i, false})
	}
	slices.SortFunc(all, func(a, b exrChannel) int { return strings.Compare(a.name, b.name) })
	return all
}

// in is the channel's values in a line: the first one and every step-th behind
// it. There are none if the line does not have the channel.
func (c exrChannel) in(l Line) (values []float32, step int) {
	switch {
	case c.plane >= len(l.Planes):
		return nil, 1
	case c.plane >= 0:
		return l.Planes[c.plane], 1
	case len(l.Color) == 0:
		return nil, 3
	}
	return l.Color[c.color:], 3
}

// The entry of a channel in a header is its name, a zero, and exrEntry: float32,
// not perceptually linear, three reserved bytes, sampled at every x and every y.
// One of halfs begins with another number.
const (
	exrEntry = "\x02\x00\x00\x00" + "\x00\x00\x00\x00" + "\x01\x00\x00\x00" + "\x01\x00\x00\x00"
	exrHalf  = 1
)

// channelList is the channels as the header has them.
func channelList(channels []exrChannel) []byte {
	var b []byte
	for _, c := range channels {
		b = append(append(b, c.name...), 0)
		b = append(b, exrEntry...)
		if c.half {
			b[len(b)-len(exrEntry)] = exrHalf
		}
	}
	return append(b, 0)
}

// parseChannels is the names beside R, G and B of the channels in a header's
// list. It reads no more than can be valid and checks nothing: whoever calls it
// compares what channelList makes of them, and calls render.CheckChannels.
func parseChannels(list []byte) []string {
	var names []string
	for len(names) <= render.MaxChannels {
		name, rest, ok := bytes.Cut(list, []byte{0})
		if !ok || len(name) == 0 || len(rest) < len(exrEntry) {
			break
		}
		list = rest[len(exrEntry):]
		if s := string(name); s != "R" && s != "G" && s != "B" {
			names = append(names, s)
		}
	}
	return names
}

// PixelSize is how many bytes a pixel takes in a tile that has the named
// channels beside R, G and B.
func PixelSize(channels []string) int { return 4 * (3 + len(channels)) }

// channelNames is R, G, B and the other channels, as an error spells them.
func channelNames(beside []string) string {
	return strings.Join(append([]string{"R", "G", "B"}, beside...), ",")
}
