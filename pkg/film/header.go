package film

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"image"
	"math"
	"slices"

	"mosaic/pkg/render"
)

// A Header says what a tile file is.
type Header struct {
	Spec     string          // hexadecimal SHA-256 that names the render
	Index    int             // of the tile in the plan
	Rect     image.Rectangle // of the image that the tile covers
	Image    image.Rectangle // the whole image, whose top left is (0, 0)
	Channels []string        // beside R, G and B, sorted by name
}

const (
	sumAttribute  = "mosaicChecksum" // see Header.layout
	specAttribute = "mosaicSpec"
	tileAttribute = "mosaicTile"
)

// validate says what about h no tile can have.
func (h Header) validate() error {
	size := h.Image.Size()
	switch {
	case !isHash(h.Spec):
		return fmt.Errorf("spec %q is no hexadecimal SHA-256", h.Spec)
	case h.Index < 0 || h.Index > math.MaxInt32:
		return fmt.Errorf("index %d is out of range", h.Index)
	case h.Image.Min != image.Point{}:
		return fmt.Errorf("the image %v does not begin at (0,0)", h.Image)
	case size.X < 1 || size.Y < 1 || size.X > render.MaxSide || size.Y > render.MaxSide:
		return fmt.Errorf("an image of %d x %d pixels: each side must lie between 1 and %d",
			size.X, size.Y, render.MaxSide)
	case h.Rect.Empty() || !h.Rect.In(h.Image):
		return fmt.Errorf("the tile %v does not lie in the image %v", h.Rect, h.Image)
	}
	return render.CheckChannels(h.Channels)
}

// Equal reports whether both say the same.
func (h Header) Equal(other Header) bool { return h.differs(other) == nil }

// differs says in what a tile of header h is not the wanted one.
func (h Header) differs(want Header) error {
	switch {
	case h.Spec != want.Spec:
		return fmt.Errorf("of another render: its spec is %.8s, not %.8s", h.Spec, want.Spec)
	case h.Index != want.Index:
		return fmt.Errorf("misplaced: it holds tile %d, not tile %d", h.Index, want.Index)
	case h.Rect != want.Rect || h.Image != want.Image:
		return fmt.Errorf("misplaced: it covers %v of %v, not %v of %v", h.Rect, h.Image, want.Rect, want.Image)
	case !slices.Equal(h.Channels, want.Channels):
		return fmt.Errorf("of another render: its channels are %s, not %s", channelNames(h.Channels), channelNames(want.Channels))
	}
	return nil
}

// layout is that of the tile's file. The checksum is the hexadecimal
// SHA-256 of the whole file with zeros in the checksum's own place.
func (h Header) layout(sum [32]byte) exr {
	return newEXR(h.Rect, h.Image, h.Channels,
		attribute{sumAttribute, "string", []byte(hex.EncodeToString(sum[:]))},
		attribute{specAttribute, "string", []byte(h.Spec)},
		attribute{tileAttribute, "int", binary.LittleEndian.AppendUint32(nil, uint32(int32(h.Index)))})
}

// isHash reports whether s is a SHA-256 in lower-case hexadecimal digits.
func isHash(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == 32 && hex.EncodeToString(b) == s
}
