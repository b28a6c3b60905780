// Package model declares the scene: camera, geometry, materials, textures and
// lights, as values that are independent of the file format they came from.
//
// Package scene and the importers (gltf, obj, ply, stl) make these values; the
// path tracer reads them. What they make is valid: indexes are in range,
// numbers are finite and defaults are filled in, so that nothing need be checked
// again.
//
// Lengths have no unit. Radiometric quantities are relative: a light of twice the
// intensity makes the picture twice as bright. Colours are linear, with the
// primaries of sRGB. The axes are right-handed: with the camera looking along
// -Z and Y up, X points to the right.
package model

import (
	"mosaic/pkg/film"
	"mosaic/pkg/settings"
	"mosaic/pkg/vec"
)

// A Scene is everything that is rendered, and how.
type Scene struct {
	Image  Image
	Camera Camera

	Textures  []Texture
	Materials []Material

	Spheres   []Sphere
	Planes    []Plane
	Discs     []Disc
	Meshes    []Mesh
	Instances []Instance // of the meshes: a mesh without instances is not visible

	PointLights   []PointLight
	DistantLights []DistantLight
	SphereLights  []SphereLight
	Sky           Sky

	Clips []Clip // of all models, those of a model side by side
}

// A Model is the content of a model file: a part of a scene.
type Model struct {
	Textures      []Texture
	Materials     []Material
	Meshes        []Mesh
	Instances     []Instance
	PointLights   []PointLight
	DistantLights []DistantLight
	Cameras       []Camera
	Clips         []Clip
}

// An Image is the settings of the picture that a scene file gives; flags override
// them.
type Image struct {
	settings.Frame
	settings.Tracer
	Filter       Filter
	FilterRadius float64 // in pixels
	View         film.View
}

// A Filter is a pixel reconstruction filter: how samples are weighted by their
// distance from the middle of a pixel.
type Filter uint8

// The filters.
const (
	Box      Filter = iota
	Tent            // falls linearly with the distance, along both axes
	Gaussian        // of standard deviation a third of the radius
	BlackmanHarris
)

// A Projection is how a camera maps directions to pixels.
type Projection uint8

// The projections.
const (
	Perspective Projection = iota
	Orthographic
	Panorama // equirectangular: the image shows all directions, that of LookAt in the middle
)

// A Camera stands at Position, has LookAt in the middle of the image, and Up
// points upwards there.
type Camera struct {
	Projection           Projection
	Position, LookAt, Up vec.Vec3
	FOV                  float64 // Perspective: vertical field of view in degrees, within (0, 180)
	Height               float64 // Orthographic: of the image, in lengths of the scene
	Aperture             float64 // Perspective: diameter of the lens; 0 is a pinhole
	Focus                float64 // distance of the plane of focus, perpendicular to the view; 0 is that of LookAt
}

// A MaterialKind is how a material reflects, transmits or emits light.
type MaterialKind uint8

// The kinds of material.
const (
	Diffuse  MaterialKind = iota // Lambertian; a share of it may be a mirror
	Metal                        // conductor, smooth or rough (GGX)
	Glass                        // dielectric, smooth or rough (GGX)
	Emissive                     // emits from both sides, the same radiance in all directions, and reflects nothing
	Physical                     // glTF's metallic-roughness material, with transmission
)

// A Material is how a surface interacts with light. Each field's comment names
// the kinds that use it; for the others it is zero. A field that has a Map of
// the same name is multiplied by it.
type Material struct {
	Name string
	Kind MaterialKind

	Color        vec.RGB // Diffuse, Metal, Physical: reflectance (base colour); Glass: transmittance of one crossing of the surface
	Mirror       float64 // Diffuse: the share, 0 to 1, that is a perfect white mirror
	Roughness    float64 // Metal, Glass, Physical: 0, a mirror, to 1; the GGX alpha is its square
	Metallic     float64 // Physical: 0 is a dielectric, 1 is a metal
	Transmission float64 // Physical: the share, 0 to 1, of the light not reflected that is transmitted instead of diffused
	IOR          float64 // Glass, Physical: index of refraction
	Thin         bool    // Glass, Physical: the surface is a thin pane rather than the boundary of a volume
	Emission     vec.RGB // Emissive, Physical: radiance

	// VertexColors multiplies Color (of Emissive: Emission) by the colours of the
	// mesh's vertices, and Opacity by their alpha.
	VertexColors bool

	ColorMap             Map // its alpha is the opacity
	MetallicRoughnessMap Map // green is the roughness, blue is metallic
	TransmissionMap      Map // red
	EmissionMap          Map
	NormalMap            Map
	NormalScale          float64 // of the normal map's x and y

	Opacity     float64 // times the alpha of the color map and of the vertices; unless AlphaMode is Opaque
	AlphaMode   AlphaMode
	AlphaCutoff float64 // AlphaMode Mask: what is less opaque is cut out
	OneSided    bool    // the back face, whose corners are clockwise, is invisible
}

// An AlphaMode is what opacity does, as in glTF.
type AlphaMode uint8

// The alpha modes.
const (
	Opaque AlphaMode = iota // opacity is ignored
	Mask                    // opaque or cut out, by AlphaCutoff
	Blend                   // a share 1 - opacity of the light passes straight through
)

// A Map is a texture applied to a surface; the zero Map is none.
type Map struct {
	Texture int  // index into Scene.Textures, plus 1; 0 is none
	UVSet   int  // of the mesh's texture coordinates: 0 or 1
	Raw     bool // texels are data, not colours in sRGB's encoding

	// Matrix transforms the mesh's texture coordinates, (0, 0) at the top left, to
	// those of the texture: u' = m0·u + m1·v + m2, v' = m3·u + m4·v + m5.
	// All zero is the identity.
	Matrix [6]float64
}

// A Sphere is the surface of a ball.
type Sphere struct {
	Center   vec.Vec3
	Radius   float64
	Material int // index into Scene.Materials
}

// A Plane is infinite.
type Plane struct {
	Point    vec.Vec3
	Normal   vec.Vec3 // of unit length; of glass, it points out of the half-space that the glass fills
	Material int      // index into Scene.Materials
}

// A Disc is a flat disc.
type Disc struct {
	Center   vec.Vec3
	Normal   vec.Vec3 // of unit length
	Radius   float64
	Material int // index into Scene.Materials
}

// A Mesh is a triangle mesh in coordinates of its own, which an Instance places
// in the scene. Seen from the front, which is the outside of a glass mesh, the
// corners of a triangle are counterclockwise.
type Mesh struct {
	Vertices  [][3]float32
	Normals   [][3]float32    // one per vertex, of any length above 0, for smooth shading; or none at all
	UVs       [2][][2]float32 // two sets, each with one per vertex or none at all; (0, 0) is a texture's top left
	Colors    [][4]uint16     // linear red, green, blue, and alpha, from 0 to 65535; one per vertex, or none at all for white
	Triangles [][3]uint32     // indexes into Vertices
}

// An Instance is a mesh in the scene.
type Instance struct {
	Mesh      int        // index into Scene.Meshes
	Material  int        // index into Scene.Materials
	Transform vec.Affine // from the mesh's coordinates to the scene's; invertible
}

// A PointLight emits from one point: in all directions, or as a spotlight in a
// cone.
type PointLight struct {
	Position  vec.Vec3
	Intensity vec.RGB // radiant intensity: the irradiance at distance d is Intensity / d²

	// A spotlight has its full intensity within the angle of cosine CosInner
	// around Direction, and none outside that of cosine CosOuter. A light in all
	// directions has all three zero.
	Direction          vec.Vec3 // of unit length
	CosInner, CosOuter float64
}

// A DistantLight, such as the sun, is so far away that its light is parallel.
type DistantLight struct {
	Direction  vec.Vec3 // in which the light travels, of unit length
	Irradiance vec.RGB  // of a surface perpendicular to Direction
	Angle      float64  // angular diameter of the light in degrees; 0 is a point
}

// A SphereLight is a sphere that emits the same radiance everywhere.
type SphereLight struct {
	Center   vec.Vec3
	Radius   float64
	Emission vec.RGB // radiance
}

// A Sky is the environment light, infinitely far away in all directions: of one
// radiance, or an environment map.
type Sky struct {
	Radiance vec.RGB // multiplied by the map, if there is one
	Map      int     // an equirectangular texture: index into Scene.Textures, plus 1; 0 is none
	Rotation float64 // of the map around Y, in degrees: 0 has the texture's middle at -Z, and its right half towards +X; 90 has its middle at +X
}
