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

// A picture is a file that a library names, and how it lies on a surface.
type picture struct {
	library       string
	line          int
	path          string
	scale, offset [2]float64
	clamp         bool
	bump          float64
	channel       int // that counts where one does: 0 to 2, or all
}

// all channels together.
const all = 3

// numeric are the options that numbers follow, and how many at most. The rest
// of the options have one word each.
var (
	numeric = map[string]int{"-s": 3, "-o": 3, "-t": 3, "-mm": 2, "-bm": 1, "-boost": 1, "-texres": 1}
	worded  = map[string]bool{"-clamp": true, "-blendu": true, "-blendv": true, "-cc": true, "-imfchan": true, "-type": true}
)

// readPicture reads options and the name of a file, which may have blanks.
func readPicture(text string) (*picture, error) {
	p := &picture{scale: [2]float64{1, 1}, bump: 1, channel: all}
	for strings.HasPrefix(text, "-") {
		option, rest := cut(text)
		most := numeric[option]
		if most == 0 && !worded[option] {
			return nil, fmt.Errorf("%s is no option of a texture", soup.Quote(option))
		}
		if text = rest; most == 0 {
			rest, text = cut(text)
			p.clamp = p.clamp || option == "-clamp" && rest == "on"
			if i := strings.Index("rgb", strings.ToLower(rest)); option == "-imfchan" && len(rest) == 1 && i >= 0 {
				p.channel = i
			}
			continue
		}
		var numbers []float64
		numbers, text = leading(text, most)
		switch {
		case len(numbers) == 0:
			return nil, fmt.Errorf("no number follows the option %s", option)
		case option == "-s":
			copy(p.scale[:], numbers)
		case option == "-o":
			copy(p.offset[:], numbers)
		case option == "-bm":
			p.bump = numbers[0]
		}
	}
	if p.path = slashes(text); p.path == "" {
		return nil, errors.New("the name of a texture is missing")
	}
	return p, nil
}

// cut is the first word of a text and the rest.
func cut(text string) (word, rest string) {
	i := strings.IndexAny(text, " \t")
	if i < 0 {
		return text, ""
	}
	return text[:i], strings.TrimLeft(text[i:], " \t")
}

// leading are the numbers that a text begins with, and the rest.
func leading(text string, most int) (numbers []float64, rest string) {
	for len(numbers) < most {
		word, rest := cut(text)
		x, err := strconv.ParseFloat(word, 64)
		if err != nil || !soup.Within(x) {
			break
		}
		numbers, text = append(numbers, x), rest
	}
	return numbers, text
}

// place is a Map of the texture. The offset and the scale are those of
// coordinates with their origin at the bottom left.
func (p *picture) place(texture int) model.Map {
	m := model.Map{Texture: texture + 1}
	if s, o := p.scale, p.offset; s != [2]float64{1, 1} || o != [2]float64{} {
		m.Matrix = [6]float64{s[0], 0, o[0], 0, s[1], 1 - s[1] - o[1]}
	}
	return m
}

// key names what a picture makes of its file.
func (p *picture) key() string { return fmt.Sprint(p.clamp, " ", p.path) }

// texture is the place of a picture among the textures.
func (m *materials) texture(p *picture) (int, error) {
	if i, ok := m.placed[p.key()]; ok {
		return i, nil
	}
	t, err := m.decode(p)
	if err != nil {
		return 0, err
	}
	return m.add(p, p.key(), t), nil
}

func (m *materials) add(p *picture, key string, t model.Texture) int {
	t.Wrap = [2]model.Wrap{}
	if p.clamp {
		t.Wrap = [2]model.Wrap{model.Clamp, model.Clamp}
	}
	m.placed[key] = len(m.textures)
	m.textures = append(m.textures, t)
	return len(m.textures) - 1
}

// decode reads the file of a picture, once.
func (m *materials) decode(p *picture) (model.Texture, error) {
	if t, ok := m.decoded[p.path]; ok {
		return t, nil
	}
	data, found, err := m.open(p.path, path.Dir(p.library))
	if err != nil {
		return model.Texture{}, p.fault(fmt.Errorf("cannot read the texture %s: %w", soup.Quote(p.path), err))
	}
	t, err := texture.Decode(found, data)
	if err != nil {
		return t, within(found, 0, err)
	}
	m.decoded[p.path] = t
	return t, m.room(p, t)
}

// room counts the texels.
func (m *materials) room(p *picture, t model.Texture) error {
	if m.texels += t.Width * t.Height; m.texels > model.MaxTexels {
		return p.fault(fmt.Errorf("the textures have more than %d texels together: make them smaller", model.MaxTexels))
	}
	return nil
}

func (p *picture) fault(err error) error { return within(p.library, p.line, err) }
