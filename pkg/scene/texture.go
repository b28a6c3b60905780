package scene

import (
	"errors"

	"mosaic/pkg/model"
	"mosaic/pkg/model/texture"
	"mosaic/pkg/vec"

	"go.yaml.in/yaml/v3"
)

// texture is a field with a picture on a surface: its file, or a map of file,
// scale, turn, shift, wrap. Raw says that its texels are numbers, not colours.
func (p *parser) texture(o *object, name string, raw bool) model.Map {
	v, ok := o.optional(name)
	if !ok {
		return model.Map{}
	}
	if v.node.Kind == yaml.ScalarNode {
		return model.Map{Texture: p.picture(v, [2]model.Wrap{}, false), Raw: raw}
	}
	t, ok := v.object("a file, or a map of file, scale, …")
	if !ok {
		return model.Map{}
	}
	m := model.Map{Raw: raw}
	scale := t.scaleOr("scale")
	sin, cos := vec.SinCos(turns(t.numberOr("turn", 0, turn)))
	shift := [2]float64{}
	if v, ok := t.optional("shift"); ok {
		shift = v.pair(factor, "two numbers, [across, down]")
	}
	m.Matrix = [6]float64{
		float64(scale[0] * cos), float64(scale[0] * sin), shift[0],
		float64(-scale[1] * sin), float64(scale[1] * cos), shift[1],
	}
	wraps := map[string]model.Wrap{"repeat": model.Repeat, "clamp": model.Clamp, "mirror": model.Mirrored}
	wrap := wraps[t.choiceOr("wrap", "repeat", "repeat", "clamp", "mirror")]
	nearest := t.flag("nearest")
	m.Texture = p.picture(t.required("file", wantFile), [2]model.Wrap{wrap, wrap}, nearest)
	t.done()
	return m
}

// scaleOr is a field with one number or two; 1 if it is not there.
func (o *object) scaleOr(name string) [2]float64 {
	v, ok := o.optional(name)
	if !ok {
		return [2]float64{1, 1}
	}
	if v.node.Kind == yaml.ScalarNode {
		x := v.number(factor)
		return [2]float64{x, x}
	}
	return v.pair(factor, "a number, or two, [across, down]")
}

// picture is the place, plus 1, of the texture that a file holds.
func (p *parser) picture(v value, wrap [2]model.Wrap, nearest bool) int {
	name, data, ok := p.open(v)
	if !ok {
		return 0
	}
	key := name + string(rune('0'+wrap[0])) + string(rune('0'+wrap[1]))
	if nearest {
		key += "n"
	}
	if i, ok := p.textures[key]; ok {
		return i
	}
	t, err := texture.Decode(name, data)
	if err != nil {
		v.fault("%v", reason(err))
		return 0
	}
	t.Wrap, t.Nearest = wrap, nearest
	p.Textures = append(p.Textures, t)
	p.textures[key] = len(p.Textures)
	return len(p.Textures)
}

const wantFile = "the path of a file in the scene's folder"

// open reads the file that the scene names.
func (p *parser) open(v value) (name string, data []byte, ok bool) {
	if !v.is(yaml.ScalarNode, wantFile) {
		return "", nil, false
	}
	if name = v.node.Value; name == "" {
		v.fault("is empty: type %s", wantFile)
		return "", nil, false
	}
	data, err := p.files(name)
	if err != nil {
		v.fault("%v", reason(err))
		return "", nil, false
	}
	return name, data, true
}

// reason is what is wrong with a file that the scene names, on one line.
func reason(err error) string {
	var all Faults
	if errors.As(err, &all) && len(all) > 0 {
		return all[0].Error()
	}
	const most = 400
	if r := []rune(err.Error()); len(r) > most {
		return string(r[:most]) + "…"
	}
	return err.Error()
}
