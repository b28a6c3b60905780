package gltf

import (
	"errors"
	"fmt"
	"math"

	"mosaic/pkg/model"
	"mosaic/pkg/model/texture"
	"mosaic/pkg/vec"
)

// Limit of the texels of all images of a file: so many, and so many more for each
// of its bytes.
const (
	freeTexels    = 1 << 24
	texelsPerByte = 4096
)

// A textureKey is an image with the settings of a sampler.
type textureKey struct {
	imageKey
	wrap    [2]model.Wrap
	nearest bool
}

// An imageKey is where the bytes of an image are: several images of a document may
// share them.
type imageKey struct {
	uri  string
	view integer // if the uri is empty
}

// textureMap is the Map of a textureInfo.
func (r *reader) textureMap(t *textureInfo, location string, raw bool) (model.Map, error) {
	if t.Index == nil {
		return model.Map{}, fault(location, "has no index: export the file again")
	}
	m, err := t.mapping(location)
	if err != nil {
		return model.Map{}, err
	}
	index, err := r.texture(*t.Index, location+".index")
	m.Texture, m.Raw = index+1, raw
	return m, err
}

// mapping is the Map of a textureInfo, without the texture.
func (t *textureInfo) mapping(location string) (m model.Map, err error) {
	set := t.TexCoord
	if x := t.Extensions.Transform; x != nil {
		here := location + ".extensions.KHR_texture_transform"
		set = valueOr(x.TexCoord, set)
		offset, err := numbers(x.Offset, here+".offset", 0, 0)
		if err != nil {
			return model.Map{}, err
		}
		scale, err := numbers(x.Scale, here+".scale", 1, 1)
		if err != nil {
			return model.Map{}, err
		}
		m.Matrix = uvTransform([2]float64(offset), x.Rotation, [2]float64(scale))
		for _, v := range m.Matrix {
			if !model.InRange(v) {
				return model.Map{}, fault(here, "comes to %g: choose smaller numbers", v)
			}
		}
	}
	if set < 0 || set > 1 {
		return model.Map{}, fault(location+".texCoord", "is %d: export the file with at most two sets of texture coordinates", set)
	}
	m.UVSet = int(set)
	return m, nil
}

// uvTransform scales, then rotates counterclockwise as seen in the image, whose v
// points down, and then translates (KHR_texture_transform).
func uvTransform(offset [2]float64, rotation float64, scale [2]float64) [6]float64 {
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

// texture is the index in the model of texture i of the document. Those of the
// same image share its texels.
func (r *reader) texture(i integer, location string) (int, error) {
	key, image, err := r.decodeTexture(i, location)
	if err != nil {
		return 0, err
	}
	if k, ok := r.textures[key]; ok {
		return k, nil
	}
	r.textures[key] = len(r.out.Textures)
	r.out.Textures = append(r.out.Textures, image)
	return r.textures[key], nil
}

// decodeTexture decodes texture i of the document.
func (r *reader) decodeTexture(i integer, location string) (key textureKey, image model.Texture, err error) {
	t, err := lookup(r.doc.textures, i, location, "textures")
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
	p, err := lookup(r.doc.images, *number, here+".source", "images")
	if err != nil {
		return key, image, err
	}
	key = textureKey{imageKey: imageKey{p.URI, valueOr(p.BufferView, -1)}}
	if t.Sampler != nil {
		s, err := lookup(r.doc.samplers, *t.Sampler, here+".sampler", "samplers")
		if err != nil {
			return key, image, err
		}
		named := fmt.Sprintf("samplers[%d]", *t.Sampler)
		for k, w := range []integer{s.WrapS, s.WrapT} {
			if key.wrap[k], err = wrapMode(w, named+[]string{".wrapS", ".wrapT"}[k]); err != nil {
				return key, image, err
			}
		}
		const nearest = 9728
		key.nearest = s.MagFilter == nearest
	}
	image, err = r.image(key.imageKey, p.Name, fmt.Sprintf("images[%d]", *number))
	image.Wrap, image.Nearest = key.wrap, key.nearest
	return key, image, err
}

func wrapMode(w integer, location string) (model.Wrap, error) {
	switch w {
	case 0, 10497: // 0 is omitted
		return model.Repeat, nil
	case 33071:
		return model.Clamp, nil
	case 33648:
		return model.Mirrored, nil
	}
	return 0, fault(location, "is %d, not 10497, 33071 or 33648: export the file again", w)
}

// image decodes an image, once.
func (r *reader) image(s imageKey, name, here string) (model.Texture, error) {
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
	if err := r.countTexels(t.Width*t.Height, here); err != nil {
		return t, err
	}
	if name != "" {
		t.Name = name
	}
	r.images[s] = t
	return t, nil
}

// countTexels adds texels to the sum, and holds it against the limits.
func (r *reader) countTexels(texels int, here string) error {
	r.count.texels += texels
	if r.count.texels > min(model.MaxTexels, freeTexels+texelsPerByte*r.length) {
		return fault(here, "brings the file to %d texels, too many for its length or for all: make its images smaller", r.count.texels)
	}
	return nil
}
