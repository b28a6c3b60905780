package scene

import (
	"slices"

	"mosaic/pkg/model"
	"mosaic/pkg/settings"

	"go.yaml.in/yaml/v3"
)

// What the first lines of a scene file say.
const (
	APIVersion = "mosaic/v1alpha1"
	KindScene  = "Scene"
)

// readScene reads a scene file at a moment; name is what messages call it, and
// files reads those that it names. What is wrong with the file is a Faults: all
// of it, a line each.
func readScene(name string, data []byte, files model.ReadFileFunc, at model.Moment) (*model.Scene, error) {
	top, err := readDocument(name, data)
	if err != nil {
		return nil, err
	}
	p := &parser{reader: reader{file: name}, files: files, at: at, index: map[string]int{}, textures: map[string]int{}}
	if top, ok := (value{&p.reader, "", top}).object("a scene: " + start); ok {
		p.scene(top)
	}
	if err := p.err(); err != nil {
		return nil, err
	}
	if err := checkClip(p.Clips, at); err != nil {
		return nil, err
	}
	orbit(&p.Camera, p.Camera.LookAt, at)
	return &p.Scene, nil
}

// A parser fills in a Scene.
type parser struct {
	reader
	model.Scene
	files    model.ReadFileFunc
	at       model.Moment
	index    map[string]int // of the materials, by name
	names    []string       // of the materials
	textures map[string]int // places in Textures, by file
	drawn    int            // vertices of surfaces
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
	p.camera(o.required("camera", "a map of position and lookAt"))
	if v, ok := o.optional("materials"); ok {
		p.materials(v)
	}
	p.objects(o.required("objects", wantObjects))
	if v, ok := o.optional("lights"); ok {
		p.lights(v)
	}
	o.done()
	if p.count() == 0 && !p.at.Animate && !p.lit() { // an animated lamp may be dark at times
		o.fault("has no light, so all would be black: add %q", "lights: [{type: sky}]")
	}
}

// lit reports whether anything shines.
func (p *parser) lit() bool {
	return !p.Sky.Radiance.IsBlack() || len(p.PointLights)+len(p.SphereLights)+len(p.DistantLights) > 0 || shines(p.Materials)
}

// DefaultImage is the image of a scene that says nothing about it.
func DefaultImage() model.Image {
	i := model.Image{FilterRadius: 0.5}
	i.Frame.Table().Defaults()
	i.Tracer.Table().Defaults()
	return i
}

func (p *parser) image(v value) {
	o, ok := v.object("a map of width, height, samples, …")
	if !ok {
		return
	}
	for _, row := range slices.Concat(p.Image.Frame.Table(), p.Image.Tracer.Table()) {
		o.setting(row)
	}
	p.filter(o)
	p.view(o)
	o.done()
}

// setting is a field that a row of settings describes.
func (o *object) setting(r settings.Row) {
	v, ok := o.optional(r.Name)
	if !ok || !v.is(yaml.ScalarNode, r.Limits()) {
		return
	}
	if isText(v.node) || r.Set(v.node.Value) != nil {
		v.fault("is %s: type %s", describe(v.node), r.Limits())
	}
}
