package gltf

import (
	"errors"
	"fmt"
	"math"

	"mosaic/pkg/model"
	"mosaic/pkg/model/texture"
	"mosaic/pkg/vec"
)

// What the images of a file may come to: so many texels, and so many more for
// each of its bytes.
const (
	freeTexels    = 1 << 24
	texelsPerByte = 4096
)

// A sampled image is one that is looked up in one way.
type sampled struct {
	source
	wrap    [2]model.Wrap
	nearest bool
}

// A source is where an image is: several of a document may be one.
type source struct {
	uri  string
	view integer // if the uri is empty
}

// mapped is a texture on a surface, as a place of the document says.
func (r *reader) mapped(t *textureInfo, place string, raw bool) (model.Map, error) {
	if t.Index == nil {
		return model.Map{}, fault(place, "has no index: export the file again")
	}
	m, err := t.lie(place)
	if err != nil {
		return model.Map{}, err
	}
	index, err := r.texture(*t.Index, place+".index")
	m.Texture, m.Raw = index+1, raw
	return m, err
}

// lie is how a texture lies on a surface, without the texture.
func (t *textureInfo) lie(place string) (m model.Map, err error) {
	set := t.TexCoord
	if x := t.Extensions.Transform; x != nil {
		here := place + ".extensions.KHR_texture_transform"
		set = or(x.TexCoord, set)
		offset, err := numbers(x.Offset, here+".offset", 0, 0)
		if err != nil {
			return model.Map{}, err
		}
		scale, err := numbers(x.Scale, here+".scale", 1, 1)
		if err != nil {
			return model.Map{}, err
		}
		m.Matrix = transform([2]float64(offset), x.Rotation, [2]float64(scale))
		for _, v := range m.Matrix {
			if !within(v) {
				return model.Map{}, fault(here, "comes to %g: choose smaller numbers", v)
			}
		}
	}
	if set < 0 || set > 1 {
		return model.Map{}, fault(place+".texCoord", "is %d: export the file with at most two sets of texture coordinates", set)
	}
	m.UVSet = int(set)
	return m, nil
}

// transform scales, then turns counterclockwise as one sees the texture, whose
// v goes down, and then shifts.
func transform(offset [2]float64, rotation float64, scale [2]float64) [6]float64 {
	turns := rotation / (2 * math.Pi)
	sin, cos := vec.SinCos(turns - math.Floor(turns))
	m := [6]float64{
		cos * scale[0], sin * scale[1], offset[0],
		-sin * scale[0], cos * scale[1], offset[1],
	}
	if m == [6]float64{1, 0, 0, 0, 1, 0} {
		return [6]float64{}
	}
	return m
}

// texture is the index of a texture of the document. Those of the same image
// share its texels.
func (r *reader) texture(i integer, place string) (int, error) {
	key, image, err := r.sample(i, place)
	if err != nil {
		return 0, err
	}
	if k, ok := r.sampled[key]; ok {
		return k, nil
	}
	r.sampled[key] = len(r.out.Textures)
	r.out.Textures = append(r.out.Textures, image)
	return r.sampled[key], nil
}

// sample decodes a texture of the document.
func (r *reader) sample(i integer, place string) (key sampled, image model.Texture, err error) {
	t, err := at(r.doc.textures, i, place, "textures")
	if err != nil {
		return key, image, err
	}
	here := fmt.Sprintf("textures[%d]", i)
	number := t.Source
	if w := t.Extensions.WebP; w != nil && w.Source != nil {
		number = w.Source
	}
	if number == nil {
		return key, image, fault(here, "has no source that mosaic reads: export its image as PNG or JPEG")
	}
	p, err := at(r.doc.images, *number, here+".source", "images")
	if err != nil {
		return key, image, err
	}
	key = sampled{source: source{p.URI, or(p.BufferView, -1)}}
	if t.Sampler != nil {
		s, err := at(r.doc.samplers, *t.Sampler, here+".sampler", "samplers")
		if err != nil {
			return key, image, err
		}
		named := fmt.Sprintf("samplers[%d]", *t.Sampler)
		for k, w := range []integer{s.WrapS, s.WrapT} {
			if key.wrap[k], err = wrap(w, named+[]string{".wrapS", ".wrapT"}[k]); err != nil {
				return key, image, err
			}
		}
		const nearest = 9728
		key.nearest = s.MagFilter == nearest
	}
	image, err = r.image(key.source, p.Name, fmt.Sprintf("images[%d]", *number))
	image.Wrap, image.Nearest = key.wrap, key.nearest
	return key, image, err
}

func wrap(w integer, place string) (model.Wrap, error) {
	switch w {
	case 0, 10497: // 0 is left out
		return model.Repeat, nil
	case 33071:
		return model.Clamp, nil
	case 33648:
		return model.Mirrored, nil
	}
	return 0, fault(place, "is %d, not 10497, 33071 or 33648: export the file again", w)
}

// image decodes an image, once.
func (r *reader) image(s source, name, here string) (model.Texture, error) {
	if t, ok := r.images[s]; ok {
		return t, nil
	}
	var data []byte
	var file string
	var err error
	switch {
	case s.uri != "":
		data, file, err = r.resource(s.uri, here+".uri")
	case s.view != -1:
		data, _, err = r.view(s.view, here+".bufferView")
	default:
		err = fault(here, "has neither uri nor bufferView: export the file again")
	}
	if err != nil {
		return model.Texture{}, err
	}
	t, err := texture.Decode(file, data)
	var wrong *model.FileError
	if errors.As(err, &wrong) && file == "" {
		if wrong.Location != "" {
			here += ": " + wrong.Location
		}
		return t, fault(here, "%w", wrong.Err)
	}
	if err != nil {
		return t, err
	}
	if err := r.room(t.Width*t.Height, here); err != nil {
		return t, err
	}
	if name != "" {
		t.Name = name
	}
	r.images[s] = t
	return t, nil
}

// room counts the texels.
func (r *reader) room(texels int, here string) error {
	r.count.texels += texels
	if r.count.texels > min(model.MaxTexels, freeTexels+texelsPerByte*r.length) {
		return fault(here, "brings the file to %d texels, too many for its length or for all: make its images smaller", r.count.texels)
	}
	return nil
}
