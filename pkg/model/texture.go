package model

// A Texture is a picture on a surface, or of the sky: rows of texels from the
// top left.
type Texture struct {
	Name          string
	Width, Height int
	Bytes         []uint8   // red, green, blue, alpha of each texel, not multiplied by alpha; or nil
	Floats        []float32 // if Bytes is nil: linear red, green, blue of each texel
	Wrap          [2]Wrap   // across, down
	Nearest       bool      // takes the nearest texel instead of blending four
}

// Wrap says what lies beyond the edges of a texture.
type Wrap uint8

// What lies beyond the edges.
const (
	Repeat Wrap = iota
	Clamp
	Mirrored
)
