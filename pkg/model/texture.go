package model

// A Texture is an image for surfaces or for the sky: rows of texels from the
// top left.
type Texture struct {
	Name          string
	Width, Height int
	Bytes         []uint8   // red, green, blue and unassociated alpha of each texel; or nil
	Floats        []float32 // if Bytes is nil: linear red, green, blue of each texel
	Wrap          [2]Wrap   // horizontally, vertically
	Nearest       bool      // nearest-neighbour lookup instead of bilinear
}

// A Wrap is how texture coordinates outside [0, 1] are mapped into it.
type Wrap uint8

// The wrap modes, as in glTF.
const (
	Repeat Wrap = iota
	Clamp
	Mirrored
)
