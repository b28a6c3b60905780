package openexr

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"strings"
)

// wanted is the names of the attributes that matter here.
func wanted() []string {
	return []string{"channels", "compression", "dataWindow", "displayWindow", "tiles", "type"}
}

// attribute takes what an attribute says.
func (p *Picture) attribute(h *header, name string, value []byte) (err error) {
	corrupt := func() error {
		return fmt.Errorf("the header's %s are not what OpenEXR has there: the file is corrupt", name)
	}
	switch name {
	case "channels":
		p.Channels, err = parseChannels(value)
	case "compression":
		if len(value) != 1 {
			return corrupt()
		}
		p.compression = compression(value[0])
	case "dataWindow":
		p.Window, err = parseBox(name, value)
	case "displayWindow":
		p.Display, err = parseBox(name, value)
	case "tiles":
		if len(value) != 9 {
			return corrupt()
		}
		x, y := binary.LittleEndian.Uint32(value), binary.LittleEndian.Uint32(value[4:])
		if x < 1 || y < 1 || x > MaxSide || y > MaxSide {
			return corrupt()
		}
		p.tile = image.Pt(int(x), int(y))
	case "type":
		h.kind = strings.TrimRight(string(value), "\x00")
	}
	return err
}

// parseBox is a rectangle; in the file both corners belong to it.
func parseBox(name string, value []byte) (image.Rectangle, error) {
	if len(value) != 16 {
		return image.Rectangle{}, fmt.Errorf("the header's %s is no rectangle: the file is corrupt", name)
	}
	var v [4]int
	for i := range v {
		v[i] = int(int32(binary.LittleEndian.Uint32(value[4*i:])))
		if v[i] < -maxCorner || v[i] > maxCorner {
			return image.Rectangle{}, fmt.Errorf("the %s reaches to %d: the file is corrupt", name, v[i])
		}
	}
	r := image.Rectangle{Min: image.Pt(v[0], v[1]), Max: image.Pt(v[2]+1, v[3]+1)}
	if w, h := r.Dx(), r.Dy(); w < 1 || h < 1 || w > MaxSide || h > MaxSide {
		return r, fmt.Errorf("the %s has %d x %d pixels: each side must lie between 1 and %d", name, w, h, MaxSide)
	}
	return r, nil
}

// parseChannels is the channels of a header's list.
func parseChannels(list []byte) (all []Channel, err error) {
	names := map[string]bool{}
	for {
		end := bytes.IndexByte(list[:min(len(list), maxName+1)], 0)
		if end < 0 || len(all) > maxChannels {
			return nil, errors.New("the header's list of channels does not end: the file is corrupt")
		}
		if end == 0 {
			break
		}
		name := string(list[:end])
		if list = list[end+1:]; len(list) < channelEntry {
			return nil, errors.New("the header's list of channels ends early: the file is corrupt")
		}
		entry := list[:channelEntry]
		list = list[channelEntry:]
		c := Channel{Name: name, Kind: Kind(binary.LittleEndian.Uint32(entry)), perceptual: entry[4] != 0}
		switch {
		case names[name]:
			return nil, fmt.Errorf("the header has two channels %q: the file is corrupt", name)
		case c.Kind > Float:
			return nil, fmt.Errorf("the channel %q is of type %d: save it as half or float", name, c.Kind)
		case binary.LittleEndian.Uint32(entry[8:]) != 1 || binary.LittleEndian.Uint32(entry[12:]) != 1:
			return nil, fmt.Errorf("the channel %q does not have a value for every pixel: save the picture as RGB, without sub-sampling", name)
		}
		names[name] = true
		all = append(all, c)
	}
	if len(all) == 0 {
		return nil, errors.New("the header lists no channels: the file is corrupt")
	}
	return all, nil
}
