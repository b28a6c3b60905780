// Package model holds what there is to see: the scene as the tracer takes it,
// whatever file it came from.
//
// Lengths have no unit. Light is in watts of some unit: a light twice as
// intense makes the picture twice as bright. Colours are linear, with the
// primaries of sRGB. The axes are right-handed: with the camera looking along
// -Z and Y up, X points to the right.
//
// Whoever takes a Scene from package scene, or a Model from one of the
// importers, need not check it again: indexes are in range, numbers are
// finite, defaults are filled in.
package model

import (
	"mosaic/pkg/film"
	"mosaic/pkg/vec"
)

// A Scene is all that the tracer needs to know.
type Scene struct {
	Image  Image
	Camera Camera

	Textures  []Texture
	Materials []Material

	Spheres   []Sphere
	Planes    []Plane
	Discs     []Disc
	Meshes    []Mesh
	Instances []Instance // of the meshes: a mesh that has none is not seen

	PointLights   []PointLight
	DistantLights []DistantLight
	SphereLights  []SphereLight
	Sky           Sky
}

// A Model is what a file of another format holds: a part of a scene.
type Model struct {
	Textures      []Texture
	Materials     []Material
	Meshes        []Mesh
	Instances     []Instance
	PointLights   []PointLight
	DistantLights []DistantLight
	Cameras       []Camera
}

// An Image is the picture that the scene asks for; flags may ask for another.
type Image struct {
	Width, Height int // in pixels
	Samples       int // a pixel; with Noise, at most
	MaxDepth      int // segments of a path, at most
	Seed          uint64
	TileSize      int     // side of a tile, in pixels
	Noise         float64 // a pixel whose relative error is below needs no more samples; 0 takes all
	Filter        Filter
	FilterRadius  float64 // in pixels
	View          film.View
}

// A Filter says how samples around the middle of a pixel are weighted.
type Filter uint8

// The filters.
const (
	Box      Filter = iota
	Tent            // falls off in proportion to the distance, along both axes
	Gaussian        // of standard deviation a third of the radius
	BlackmanHarris
)

// A Projection is how a camera makes a picture.
type Projection uint8

// The projections.
const (
	Perspective Projection = iota
	Orthographic
	Panorama // equirectangular: the image is all directions, the middle one LookAt's
)

// A Camera is at Position and sees LookAt in the middle of the image, with Up
// upwards.
type Camera struct {
	Projection           Projection
	Position, LookAt, Up vec.Vec3
	FOV                  float64 // Perspective: vertical field of view in degrees, within (0, 180)
	Height               float64 // Orthographic: of what is seen
	Aperture             float64 // Perspective: diameter of the lens; 0 is a pinhole
	Focus                float64 // distance of the plane, across the view, that is sharp; 0 is that of LookAt
}

// A Kind says how a material treats light.
type Kind uint8

// The kinds of material.
const (
	Diffuse  Kind = iota // scatters evenly (Lambert); a share of it may be a mirror
	Metal                // reflects in its colour, sharply or roughly (GGX)
	Glass                // reflects and refracts, sharply or roughly
	Emissive             // shines evenly from both sides, and reflects nothing
	Physical             // glTF's: between plastic and metal, perhaps letting light through
)

// A Material is a surface's treatment of light. The fields that its Kind does
// not name are zero. Fields with a Map of the same name are multiplied by it.
type Material struct {
	Name string
	Kind Kind

	Color        vec.RGB // Diffuse, Metal, Physical: what is reflected; Glass: what one crossing of the surface lets through
	Mirror       float64 // Diffuse: the share, 0 to 1, that is a white mirror
	Roughness    float64 // Metal, Glass, Physical: 0 is a mirror, 1 is dull
	Metallic     float64 // Physical: 0 is plastic, 1 is metal
	Transmission float64 // Physical: the share, 0 to 1, of what is not reflected that goes through instead of being scattered
	IOR          float64 // Glass, Physical: index of refraction
	Thin         bool    // Glass, Physical: the surface is a thin pane, with nothing behind it
	Emission     vec.RGB // Emissive, Physical: radiance

	// Tinted surfaces have the colors of their mesh's vertices: Color, or
	// Emission of what is Emissive, is multiplied by them, and Opacity by their
	// alpha.
	Tinted bool

	ColorMap        Map // its alpha is the opacity
	MetalRoughMap   Map // green is the roughness, blue the metallic share
	TransmissionMap Map // red
	EmissionMap     Map
	NormalMap       Map
	NormalScale     float64 // of the normal map's x and y

	Opacity  float64 // times the alpha of the color map and of the vertices; only where Alpha says so
	Alpha    Alpha
	Cutoff   float64 // Alpha Mask: what is less opaque is a hole
	OneSided bool    // the back, where the corners go round clockwise, is a hole
}

// Alpha says what opacity does.
type Alpha uint8

// What opacity does.
const (
	Opaque Alpha = iota // nothing
	Mask                // a hole or none
	Blend               // lets a share of the light through, straight on
)

// A Map is a texture on a surface; the zero Map is none.
type Map struct {
	Texture int  // the index into Scene.Textures, plus 1; 0 is none
	Set     int  // of the mesh's texture coordinates: 0 or 1
	Raw     bool // the texels are numbers, not colours in sRGB's encoding

	// Matrix takes texture coordinates, of (0, 0) at the top left, to those
	// of the texture: u' = m0·u + m1·v + m2, v' = m3·u + m4·v + m5.
	// All zero is the identity.
	Matrix [6]float64
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

// A Disc is round and flat.
type Disc struct {
	Center   vec.Vec3
	Normal   vec.Vec3 // of unit length
	Radius   float64
	Material int // index into Scene.Materials
}

// A Mesh is a list of triangles in float32: an Instance says where they are.
// The outside of a glass mesh is where the corners go round counterclockwise.
type Mesh struct {
	Vertices  [][3]float32
	Normals   [][3]float32    // one for each vertex, of any length above 0, or none at all: then triangles are flat
	UVs       [2][][2]float32 // two sets, each one for each vertex or none at all; (0, 0) is a texture's top left
	Colors    [][4]uint16     // linear red, green and blue, and alpha, of 65535; one for each vertex or none at all: then they are white
	Triangles [][3]uint32     // indexes into Vertices
}

// An Instance is a mesh, placed.
type Instance struct {
	Mesh     int        // index into Scene.Meshes
	Material int        // index into Scene.Materials
	Place    vec.Affine // of the mesh's coordinates in the scene; invertible
}

// A PointLight shines from one point: in all directions, or in those of a
// cone.
type PointLight struct {
	Position  vec.Vec3
	Intensity vec.RGB // radiant intensity: the irradiance at distance d is Intensity / d²

	// A spot: full within the angle of cosine Inner from Direction, nothing
	// outside that of cosine Outer. A light in all directions has all three zero.
	Direction    vec.Vec3 // of unit length
	Inner, Outer float64
}

// A DistantLight, such as the sun, shines in one direction from afar.
type DistantLight struct {
	Direction  vec.Vec3 // in which the light goes, of unit length
	Irradiance vec.RGB  // of a surface that stands across
	Angle      float64  // the diameter of what shines, in degrees; 0 is a point
}

// A SphereLight is a ball that shines evenly.
type SphereLight struct {
	Center   vec.Vec3
	Radius   float64
	Emission vec.RGB // radiance
}

// A Sky is what lies behind everything: evenly bright, or a picture of all
// directions.
type Sky struct {
	Radiance vec.RGB // times that of the map, if there is one
	Map      int     // an equirectangular texture: its index plus 1; 0 is none
	Turn     float64 // of the map around Y, in degrees: 0 has the texture's middle at -Z, and its right half towards +X; 90 has its middle at +X
}
