// Package scene holds what there is to see: the model of a scene, and the
// reader of the file that the user writes.
//
// A scene file is YAML, strict and versioned. Parse either returns a scene
// whose every value lies within the limits stated here, or every fault of the
// file, each with its line, the field, what is wrong and what to type instead.
// So whoever takes a Scene from Parse need not check it again: indexes are in
// range, names are resolved, numbers are finite, defaults are filled in.
//
// Lengths have no unit. Light is in watts of some unit: a light twice as
// intense makes the picture twice as bright. Colours are linear, with the
// primaries of sRGB. The axes are right-handed: with the camera looking along
// -Z and Y up, X points to the right.
package scene

import "mosaic/pkg/vec"

// A Scene is all that the tracer needs to know.
type Scene struct {
	Image        Image
	Camera       Camera
	Materials    []Material
	Spheres      []Sphere
	Planes       []Plane
	Meshes       []Mesh
	PointLights  []PointLight
	SphereLights []SphereLight
	Sky          vec.RGB // radiance of what lies behind everything
}

// An Image is the picture that the scene asks for; flags may ask for another.
type Image struct {
	Width, Height int // in pixels
	Samples       int // a pixel
	MaxDepth      int // segments of a path, at most
	Seed          uint64
	TileSize      int // side of a tile, in pixels
}

// A Camera is a pinhole at Position that sees LookAt in the middle of the
// image, with Up upwards.
type Camera struct {
	Position, LookAt, Up vec.Vec3
	FOV                  float64 // vertical field of view in degrees, within (0, 180)
}

// A Kind says how a material treats light.
type Kind uint8

// The kinds of material.
const (
	Diffuse  Kind = iota // scatters evenly (Lambert); a share of it may be a mirror
	Metal                // reflects in its colour, sharply or roughly
	Glass                // reflects and refracts, sharply
	Emissive             // shines evenly from both sides, and reflects nothing
)

// A Material is a surface's treatment of light. The fields that its Kind does
// not name are zero.
type Material struct {
	Name      string
	Kind      Kind
	Color     vec.RGB // Diffuse, Metal: what is reflected; Glass: what one crossing of the surface lets through
	Mirror    float64 // Diffuse: the share, 0 to 1, that is a white mirror
	Roughness float64 // Metal: 0 is a mirror, 1 is dull
	IOR       float64 // Glass: index of refraction
	Emission  vec.RGB // Emissive: radiance
}

// A Sphere is a ball.
type Sphere struct {
	Center   vec.Vec3
	Radius   float64
	Material int // index into Scene.Materials
}

// A Plane reaches to infinity.
type Plane struct {
	Point    vec.Vec3
	Normal   vec.Vec3 // of unit length; points out of a glass half-space
	Material int      // index into Scene.Materials
}

// A Mesh is a list of triangles; the outside of a glass mesh is where the
// corners go round counterclockwise.
type Mesh struct {
	Vertices  []vec.Vec3
	Triangles [][3]int32 // indexes into Vertices
	Material  int        // index into Scene.Materials
}

// A PointLight shines evenly in all directions from one point.
type PointLight struct {
	Position  vec.Vec3
	Intensity vec.RGB // radiant intensity: the irradiance at distance d is Intensity / d²
}

// A SphereLight is a ball that shines evenly.
type SphereLight struct {
	Center   vec.Vec3
	Radius   float64
	Emission vec.RGB // radiance
}
