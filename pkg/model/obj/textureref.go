package obj

import (
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"

	"mosaic/pkg/model"
	"mosaic/pkg/model/soup"
	"mosaic/pkg/model/texture"
)

// A textureRef is a reference of a library to an image file, with its options.
type textureRef struct {
	library       string
	line          int // of the library
	path          string
	scale, offset [2]float64
	clamp         bool
	bumpScale     float64
	channel       int // the one that is used as a number: 0 to 2, or allChannels
}

// allChannels is the mean of red, green and blue.
const allChannels = 3

// numberOptions are the options that numbers follow, and how many at most;
// wordOptions are those that one word follows.
var (
	numberOptions = map[string]int{"-s": 3, "-o": 3, "-t": 3, "-mm": 2, "-bm": 1, "-boost": 1, "-texres": 1}
	wordOptions   = map[string]bool{"-clamp": true, "-blendu": true, "-blendv": true, "-cc": true, "-imfchan": true, "-type": true}
)

// parseTextureRef parses options and the name of a file, which may have blanks.
func parseTextureRef(text string) (*textureRef, error) {
	p := &textureRef{scale: [2]float64{1, 1}, bumpScale: 1, channel: allChannels}
	for strings.HasPrefix(text, "-") {
		option, rest := cutWord(text)
		most := numberOptions[option]
		if most == 0 && !wordOptions[option] {
			return nil, fmt.Errorf("%s is no option of a texture", soup.Quote(option))
		}
		if text = rest; most == 0 {
			rest, text = cutWord(text)
			p.clamp = p.clamp || option == "-clamp" && rest == "on"
			if i := strings.Index("rgb", strings.ToLower(rest)); option == "-imfchan" && len(rest) == 1 && i >= 0 {
				p.channel = i
			}
			continue
		}
		var numbers []float64
		numbers, text = leadingNumbers(text, most)
		switch {
		case len(numbers) == 0:
			return nil, fmt.Errorf("no number follows the option %s", option)
		case option == "-s":
			copy(p.scale[:], numbers)
		case option == "-o":
			copy(p.offset[:], numbers)
		case option == "-bm":
			p.bumpScale = numbers[0]
		}
	}
	if p.path = forwardSlashes(text); p.path == "" {
		return nil, errors.New("the name of a texture is missing")
	}
	return p, nil
}

// cutWord is the first word of a text and the rest.
func cutWord(text string) (word, rest string) {
	i := strings.IndexAny(text, " \t")
	if i < 0 {
		return text, ""
	}
	return text[:i], strings.TrimLeft(text[i:], " \t")
}

// leadingNumbers are the numbers that a text begins with, up to most, and the
// rest.
func leadingNumbers(text string, most int) (numbers []float64, rest string) {
	for len(numbers) < most {
		word, rest := cutWord(text)
		x, err := strconv.ParseFloat(word, 64)
		if err != nil || !model.InRange(x) {
			break
		}
		numbers, text = append(numbers, x), rest
	}
	return numbers, text
}

// textureMap is the Map with the texture of that index. The offset and the scale
// of the options are for coordinates with their origin at the bottom left.
func (p *textureRef) textureMap(texture int) model.Map {
	m := model.Map{Texture: texture + 1}
	if s, o := p.scale, p.offset; s != [2]float64{1, 1} || o != [2]float64{} {
		m.Matrix = [6]float64{s[0], 0, o[0], 0, s[1], 1 - s[1] - o[1]}
	}
	return m
}

// key identifies the texture: its file and those options that change it.
func (p *textureRef) key() string { return fmt.Sprint(p.clamp, " ", p.path) }

// textureIndex is the index of the texture that p refers to.
func (m *materials) textureIndex(p *textureRef) (int, error) {
	if i, ok := m.textureIndexes[p.key()]; ok {
		return i, nil
	}
	t, err := m.decode(p)
	if err != nil {
		return 0, err
	}
	return m.add(p, p.key(), t), nil
}

// add appends a texture, with the wrapping that p asks for, and is its index.
func (m *materials) add(p *textureRef, key string, t model.Texture) int {
	t.Wrap = [2]model.Wrap{}
	if p.clamp {
		t.Wrap = [2]model.Wrap{model.Clamp, model.Clamp}
	}
	m.textureIndexes[key] = len(m.textures)
	m.textures = append(m.textures, t)
	return len(m.textures) - 1
}

// decode decodes the file that p refers to, once.
func (m *materials) decode(p *textureRef) (model.Texture, error) {
	if t, ok := m.decoded[p.path]; ok {
		return t, nil
	}
	data, found, err := m.open(p.path, path.Dir(p.library))
	if err != nil {
		return model.Texture{}, p.fault(fmt.Errorf("cannot read the texture %s: %w", soup.Quote(p.path), err))
	}
	t, err := texture.Decode(found, data)
	if err != nil {
		return t, errorIn(found, 0, err)
	}
	m.decoded[p.path] = t
	return t, m.countTexels(p, t)
}

// countTexels adds the texels of a texture to the sum, and holds it against the
// limit.
func (m *materials) countTexels(p *textureRef, t model.Texture) error {
	if m.texelCount += t.Width * t.Height; m.texelCount > model.MaxTexels {
		return p.fault(fmt.Errorf("the textures have more than %d texels together: make them smaller", model.MaxTexels))
	}
	return nil
}

func (p *textureRef) fault(err error) error { return errorIn(p.library, p.line, err) }
