package scene

import (
	"fmt"
	"math"

	"mosaic/pkg/render"
	"mosaic/pkg/vec"

	"go.yaml.in/yaml/v3"
)

// What the first lines of a scene file say.
const (
	APIVersion = "mosaic/v1alpha1"
	KindScene  = "Scene"
)

// Parse reads a scene file; name is what messages call it. The error, if any,
// is a Faults: all that is wrong, a line each.
func Parse(name string, data []byte) (*Scene, error) {
	top, err := readDocument(name, data)
	if err != nil {
		return nil, err
	}
	p := &parser{reader: reader{file: name}, index: map[string]int{}}
	if top, ok := (value{&p.reader, "", top}).object("a scene: " + start); ok {
		p.scene(top)
	}
	if err := p.err(); err != nil {
		return nil, err
	}
	return &p.Scene, nil
}

// A parser fills in a Scene.
type parser struct {
	reader
	Scene
	index map[string]int // of the materials, by name
	names []string       // of the materials
}

const start = "start with 'apiVersion: " + APIVersion + "' and 'kind: " + KindScene + "'"

func (p *parser) scene(o *object) {
	if v, ok := o.fields["apiVersion"]; ok && (v.node.Kind != yaml.ScalarNode || v.node.Value != APIVersion) {
		// Another version has other fields: their faults would mislead.
		v.fault("is %s: type %s, the version that this program reads", describe(v.node), APIVersion)
		return
	}
	o.choice("apiVersion", APIVersion)
	o.choice("kind", KindScene)
	p.Image = DefaultImage()
	if v, ok := o.optional("image"); ok {
		p.image(v)
	}
	p.camera(o.required("camera", "a map of position, lookAt and fov"))
	if v, ok := o.optional("materials"); ok {
		p.materials(v)
	}
	p.objects(o.required("objects", wantObjects))
	if v, ok := o.optional("lights"); ok {
		p.lights(v)
	}
	o.done()
	if p.count() == 0 && !p.lit() {
		o.fault("has no light, so all would be black: add %q", "lights: [{type: sky}]")
	}
}

// lit reports whether anything shines.
func (p *parser) lit() bool {
	shines := !p.Sky.Black() || len(p.PointLights) > 0 || len(p.SphereLights) > 0
	for _, m := range p.Materials {
		shines = shines || m.Kind == Emissive
	}
	return shines
}

// DefaultImage is the image of a scene that says nothing about it.
func DefaultImage() Image {
	return Image{
		Width: DefaultWidth, Height: DefaultHeight, Samples: DefaultSamples,
		MaxDepth: DefaultMaxDepth, TileSize: DefaultTileSize,
	}
}

func (p *parser) image(v value) {
	o, ok := v.object("a map of width, height, samples, …")
	if !ok {
		return
	}
	i := &p.Image
	i.Width = o.wholeOr("width", i.Width, render.MaxSide)
	i.Height = o.wholeOr("height", i.Height, render.MaxSide)
	i.Samples = o.wholeOr("samples", i.Samples, render.MaxSamples)
	i.MaxDepth = o.wholeOr("maxDepth", i.MaxDepth, render.MaxDepth)
	i.Seed = o.seed("seed")
	i.TileSize = o.wholeOr("tileSize", i.TileSize, render.MaxTile)
	o.done()
}

func (p *parser) camera(v value) {
	o, ok := v.object("a map of position, lookAt and fov")
	if !ok {
		return
	}
	faults := p.count()
	c := Camera{Position: o.vector("position"), LookAt: o.vector("lookAt"), Up: vec.Vec3{Y: 1}}
	if up, ok := o.optional("up"); ok {
		t := up.triple(coordinate, wantVector)
		c.Up = vec.Vec3{X: t[0], Y: t[1], Z: t[2]}
	}
	c.FOV = o.number("fov", angle)
	o.done()
	p.Camera = c
	if p.count() > faults {
		return
	}
	// The least sine of the angle between the view and up.
	const least = 1e-6
	view := c.LookAt.Sub(c.Position)
	switch sine := view.Unit().Cross(c.Up.Unit()).Len(); {
	case view == vec.Vec3{}:
		o.fields["lookAt"].fault("is the camera's position: type another point")
	case c.Up == vec.Vec3{}:
		o.fields["up"].fault("has no length: type a direction such as [0, 1, 0]")
	case !(sine > least):
		o.fault("looks along its own up %s: type another up, such as %s", vector(c.Up), vector(across(view)))
	}
}

// across is an axis far from the direction d.
func across(d vec.Vec3) vec.Vec3 {
	if math.Abs(d.Y) <= math.Abs(d.Z) {
		return vec.Vec3{Y: 1}
	}
	return vec.Vec3{Z: 1}
}

func vector(v vec.Vec3) string { return fmt.Sprintf("[%g, %g, %g]", v.X, v.Y, v.Z) }
