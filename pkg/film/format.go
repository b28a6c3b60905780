package film

import (
	"fmt"
	"image"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A Format is a kind of image file: a row of the table that Formats returns.
type Format struct {
	Name       string   // as people call it
	Extensions []string // in lower case, with their dots; the first is the usual one
	Depths     []int    // bits a channel; the first is what a file has unless another is asked for
	Help       string   // what its pixels are
	Linear     bool     // it holds light as it is: views are not applied
	Alpha      bool     // it holds the channel A, if there is one
	Channels   bool     // it holds all channels, A too
	MaxSide    int      // pixels that an image may have in each direction; 0: as many as any image

	encode func(w output, p picture) error
}

// Formats is the formats of images. Their order is that of lists for people.
func Formats() []Format {
	return []Format{
		{
			Name: "PNG", Extensions: []string{".png"}, Depths: []int{8, 16}, Alpha: true,
			Help: "sRGB, 8 bits, or --bit-depth 16", encode: encodePNG,
		},
		{
			Name: "JPEG", Extensions: []string{".jpg", ".jpeg"}, Depths: []int{8}, MaxSide: math.MaxUint16,
			Help: "sRGB, 8 bits, not exact", encode: encodeJPEG,
		},
		{
			Name: "TIFF", Extensions: []string{".tif", ".tiff"}, Depths: []int{16}, Alpha: true,
			Help: "sRGB, 16 bits", encode: encodeTIFF,
		},
		{
			Name: "OpenEXR", Extensions: []string{".exr"}, Depths: []int{32, 16}, Linear: true, Channels: true,
			Help: "linear float32, or --bit-depth 16: half, packed", encode: encodeEXR,
		},
	}
}

// An output is where an image file goes: from its beginning on, and then again to
// places where something was left out.
type output interface {
	io.Writer
	Rewrite(b []byte, at int64) error
}

// A picture is what an encoder writes. Equal pictures give equal bytes.
type picture struct {
	size     image.Point
	depth    int      // bits a channel, one of the format's
	channels []string // beside R, G and B, sorted; those that the format holds

	// row is a row of pixels, asked for from the top down and valid until the
	// next one is. Of a format that is not linear they are for a screen of sRGB,
	// encoded by nothing yet, and not multiplied by alpha. Its error ends the encoder.
	row func(y int) (Line, error)
}

func (p picture) alpha() bool { return slices.Contains(p.channels, Alpha) }

// FormatOf is the format that a file's extension stands for.
func FormatOf(path string) (Format, error) {
	ext := strings.ToLower(filepath.Ext(path))
	var all []string
	for _, f := range Formats() {
		if slices.Contains(f.Extensions, ext) {
			return f, nil
		}
		all = append(all, f.Extensions...)
	}
	return Format{}, fmt.Errorf("image %q: the extension must be %s", path, either(all))
}

// Depth is the bits a channel that a file has of which wanted were asked for, 0
// being the format's own. What the format cannot have is an error.
func (f Format) Depth(wanted int) (int, error) {
	if wanted == 0 {
		return f.Depths[0], nil
	}
	if !slices.Contains(f.Depths, wanted) {
		return 0, fmt.Errorf("%s has %s bits a channel, not %d", f.Name, f.depths(), wanted)
	}
	return wanted, nil
}

// fits reports whether the format can hold an image of that size.
func (f Format) fits(width, height int) error {
	if f.MaxSide > 0 && max(width, height) > f.MaxSide {
		large := Extensions(func(f Format) bool { return f.MaxSide == 0 })
		return fmt.Errorf("%s holds at most %d pixels a side, not %d x %d: give a %s", f.Name, f.MaxSide, width, height, large)
	}
	return nil
}

// depths is the bits a channel that the format can have: "8 or 16".
func (f Format) depths() string {
	var all []string
	for _, d := range f.Depths {
		all = append(all, strconv.Itoa(d))
	}
	return either(all)
}

// Holds is those of the channels beside R, G and B that the format holds.
func (f Format) Holds(channels []string) []string {
	if f.Channels {
		return channels
	}
	if f.Alpha && slices.Contains(channels, Alpha) {
		return []string{Alpha}
	}
	return nil
}

// PixelSize is how many bytes a pixel takes in a file, at most.
func (f Format) PixelSize(depth int, channels []string) int {
	size := 3 * depth / 8
	for _, name := range f.Holds(channels) {
		if f.Channels && !isColor(name) {
			size += 4
		} else {
			size += depth / 8
		}
	}
	return size + 1 // and a share of what surrounds the pixels
}

// Extensions lists the usual extensions of the formats for which which holds,
// or of all if it is nil: ".png, .tif or .exr".
func Extensions(which func(Format) bool) string {
	var all []string
	for _, f := range Select(which) {
		all = append(all, f.Extensions[0])
	}
	return either(all)
}

// Select is the formats for which which holds, or all if it is nil.
func Select(which func(Format) bool) []Format {
	return slices.DeleteFunc(Formats(), func(f Format) bool { return which != nil && !which(f) })
}

// ForScreens reports whether the format holds the colours of a screen, to which
// a View applies.
func (f Format) ForScreens() bool { return !f.Linear }

// HoldsChannels reports whether the format holds all channels.
func (f Format) HoldsChannels() bool { return f.Channels }

// Depths are the bits a channel that some format can have and another need not.
func Depths() (all []string) {
	for _, f := range Formats() {
		for _, d := range f.Depths {
			if word := fmt.Sprint(d); len(f.Depths) > 1 && !slices.Contains(all, word) {
				all = append(all, word)
			}
		}
	}
	return all
}

// DepthHelp lists the formats that can have several depths: "8 or 16 for .png".
func DepthHelp() string {
	var all []string
	for _, f := range Formats() {
		if len(f.Depths) > 1 {
			all = append(all, f.depths()+" for "+f.Extensions[0])
		}
	}
	return strings.Join(all, ", ")
}

// either is "a", "a or b", "a, b or c".
func either(words []string) string {
	n := len(words) - 1
	if n < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:n], ", ") + " or " + words[n]
}
