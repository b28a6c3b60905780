package render

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of the channels that a pixel may have beside R, G and B.
const (
	MaxChannels    = 256
	MaxChannelName = 255 // bytes, as in OpenEXR
)

// AnyChannel, as a spec's only channel, stands for those that the engine gives.
const AnyChannel = "*"

// AnyChannels reports whether tiles have the channels that the engine gives.
func (s Spec) AnyChannels() bool { return len(s.Channels) == 1 && s.Channels[0] == AnyChannel }

// CheckChannels reports whether these can be the names of a film's channels
// beside R, G and B: sorted byte by byte, as OpenEXR sorts them, no two alike.
func CheckChannels(names []string) error {
	if len(names) > MaxChannels {
		return fmt.Errorf("%d channels: there can be %d beside R, G and B", len(names), MaxChannels)
	}
	for i, name := range names {
		switch {
		case name == "":
			return fmt.Errorf("channel %d has no name", i)
		case name == "R" || name == "G" || name == "B":
			return fmt.Errorf("the channel %s is named among those beside R, G and B", name)
		case len(name) > MaxChannelName:
			return fmt.Errorf("the channel %q... has a name of %d bytes: it can have %d", name[:16], len(name), MaxChannelName)
		case !printable(name):
			return fmt.Errorf("the channel %q has a name that cannot be printed", name)
		case i > 0 && name == names[i-1]:
			return fmt.Errorf("there are two channels %s", name)
		case i > 0 && name < names[i-1]:
			return fmt.Errorf("the channels are not sorted by name: %s comes after %s", name, names[i-1])
		}
	}
	return nil
}

func printable(name string) bool {
	return utf8.ValidString(name) && !strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) })
}

// Channels is the channels that hold the layers of the set, called as Blender,
// Nuke and OpenImageIO call them: "albedo.R". They are in the order of the
// layers; see SortedChannels.
func (l Layers) Channels() []string {
	var names []string
	for i, name := range LayerNames() {
		if l.Has(1 << i) {
			for _, c := range layerComponents()[i] {
				names = append(names, name+"."+string(c))
			}
		}
	}
	return names
}

// SortedChannels is Channels in the order of a film's.
func (l Layers) SortedChannels() []string { return slices.Sorted(slices.Values(l.Channels())) }

// layerComponents is what the channels of each layer are called behind its name.
func layerComponents() []string { return []string{"RGB", "XYZ", "Z", "Y"} }
