package command

import (
	"fmt"
	"image"
	"strconv"
	"strings"

	"mosaic/pkg/suggest"
)

// A job is what one run of the program is about: the values of the variables.
type job struct {
	rect, over    image.Rectangle // the tile, without and with what is rendered around it
	size          image.Point     // of the whole picture
	tile, tiles   int             // number of the tile, and how many all frames have
	column, row   int             // of the tile in its grid; 0 where there is none
	frame, frames int             // number of the frame, and how many there are; 0 for a still
	place         int             // of the frame among them, from 0
	seed          uint64
	threads       int

	scene, folder, out, tmp, prepared string // paths
}

// A Variable is what stands as $(name) in a command.
type Variable struct {
	Name, Help string
	value      func(j job) string
}

// Variables is all of them, in the order of lists for people.
func Variables() []Variable {
	number := func(name, help string, value func(j job) int) Variable {
		return Variable{name, help, func(j job) string { return strconv.Itoa(value(j)) }}
	}
	share := func(name, help string, value func(j job) float64) Variable {
		return Variable{name, help, func(j job) string { return strconv.FormatFloat(value(j), 'f', -1, 64) }}
	}
	w := func(j job, x float64) float64 { return x / float64(j.size.X) }
	h := func(j job, y float64) float64 { return y / float64(j.size.Y) }
	all := []Variable{
		{"scene", "path of the scene; without a scene, the folder of the files", func(j job) string { return j.scene }},
		{"folder", "path of the folder with the scene and the files of --include", func(j job) string { return j.folder }},
		{"out", "path of the picture to leave", func(j job) string { return j.out }},
		{"tmp", "path of an empty folder for this tile", func(j job) string { return j.tmp }},
		{"prepared", "path of the folder with what the engine's prepare left, if it has one", func(j job) string { return j.prepared }},

		number("x0", "left edge of the tile in pixels; the picture's left column is 0", func(j job) int { return j.rect.Min.X }),
		number("y0", "upper edge; the top row is 0", func(j job) int { return j.rect.Min.Y }),
		number("x1", "right edge: the first column behind the tile", func(j job) int { return j.rect.Max.X }),
		number("y1", "lower edge: the first row below the tile", func(j job) int { return j.rect.Max.Y }),
		number("width", "columns of the tile", func(j job) int { return j.rect.Dx() }),
		number("height", "rows of the tile", func(j job) int { return j.rect.Dy() }),
		number("imageWidth", "columns of the whole picture", func(j job) int { return j.size.X }),
		number("imageHeight", "rows of the whole picture", func(j job) int { return j.size.Y }),

		number("xLast", "last column of the tile, from 0", func(j job) int { return j.rect.Max.X - 1 }),
		number("yLast", "last row, from 0", func(j job) int { return j.rect.Max.Y - 1 }),
		number("firstColumn", "first column of the tile, from 1", func(j job) int { return j.rect.Min.X + 1 }),
		number("lastColumn", "last column, from 1", func(j job) int { return j.rect.Max.X }),
		number("firstRow", "first row, from 1", func(j job) int { return j.rect.Min.Y + 1 }),
		number("lastRow", "last row, from 1", func(j job) int { return j.rect.Max.Y }),

		number("yUp0", "lower edge where y goes up; the bottom row is 0", func(j job) int { return j.size.Y - j.rect.Max.Y }),
		number("yUp1", "upper edge where y goes up: the first row above the tile", func(j job) int { return j.size.Y - j.rect.Min.Y }),
		number("yUpLast", "top row of the tile where y goes up, from 0", func(j job) int { return j.size.Y - j.rect.Min.Y - 1 }),

		share("left", "x0 as a share of the width, 0 to 1", func(j job) float64 { return w(j, float64(j.rect.Min.X)) }),
		share("right", "x1 as a share of the width", func(j job) float64 { return w(j, float64(j.rect.Max.X)) }),
		share("top", "y0 as a share of the height", func(j job) float64 { return h(j, float64(j.rect.Min.Y)) }),
		share("bottom", "y1 as a share of the height", func(j job) float64 { return h(j, float64(j.rect.Max.Y)) }),
		share("topUp", "yUp1 as a share of the height", func(j job) float64 { return h(j, float64(j.size.Y-j.rect.Min.Y)) }),
		share("bottomUp", "yUp0 as a share of the height", func(j job) float64 { return h(j, float64(j.size.Y-j.rect.Max.Y)) }),
	}
	// A program that cuts a share times the size down to a whole number finds the
	// edge that is meant in whatever precision it reckons, half a pixel further on.
	all = append(all,
		share("leftHalf", "x0 and half a pixel, as a share", func(j job) float64 { return w(j, float64(j.rect.Min.X)+0.5) }),
		share("rightHalf", "x1 and half a pixel, as a share", func(j job) float64 { return w(j, float64(j.rect.Max.X)+0.5) }),
		share("topHalf", "y0 and half a pixel, as a share", func(j job) float64 { return h(j, float64(j.rect.Min.Y)+0.5) }),
		share("bottomHalf", "y1 and half a pixel, as a share", func(j job) float64 { return h(j, float64(j.rect.Max.Y)+0.5) }),
		share("topUpHalf", "yUp1 and half a pixel, as a share", func(j job) float64 { return h(j, float64(j.size.Y-j.rect.Min.Y)+0.5) }),
		share("bottomUpHalf", "yUp0 and half a pixel, as a share", func(j job) float64 { return h(j, float64(j.size.Y-j.rect.Max.Y)+0.5) }),
	)
	return append(all,
		number("overX0", "x0 with the engine's overscan, within the picture", func(j job) int { return j.over.Min.X }),
		number("overY0", "y0 with overscan", func(j job) int { return j.over.Min.Y }),
		number("overX1", "x1 with overscan", func(j job) int { return j.over.Max.X }),
		number("overY1", "y1 with overscan", func(j job) int { return j.over.Max.Y }),
		number("overXLast", "xLast with overscan", func(j job) int { return j.over.Max.X - 1 }),
		number("overYLast", "yLast with overscan", func(j job) int { return j.over.Max.Y - 1 }),
		number("overYUp0", "yUp0 with overscan", func(j job) int { return j.size.Y - j.over.Max.Y }),
		number("overYUp1", "yUp1 with overscan", func(j job) int { return j.size.Y - j.over.Min.Y }),
		number("overYUpLast", "yUpLast with overscan", func(j job) int { return j.size.Y - j.over.Min.Y - 1 }),
		number("overWidth", "width with overscan", func(j job) int { return j.over.Dx() }),
		number("overHeight", "height with overscan", func(j job) int { return j.over.Dy() }),

		number("tile", "number of the tile, from 0", func(j job) int { return j.tile }),
		number("tiles", "how many tiles there are, of all frames", func(j job) int { return j.tiles }),
		number("tileColumn", "column of the tile in the grid, from 0", func(j job) int { return j.column }),
		number("tileRow", "row of the tile in the grid, from 0", func(j job) int { return j.row }),
		number("frame", "number of the frame, as --frames counts; 1 for a still", func(j job) int { return j.frame }),
		number("frames", "how many frames there are; 0 for a still", func(j job) int { return j.frames }),
		share("frameShare", "how far the frame is between the first one, 0, and the last one, 1", func(j job) float64 {
			return float64(j.place) / float64(max(j.frames-1, 1))
		}),
		Variable{"seed", "seed of the picture, from --seed", func(j job) string { return strconv.FormatUint(j.seed, 10) }},
		Variable{"tileSeed", "a seed of the tile's own, below 2^31", func(j job) string { return strconv.FormatUint(j.tileSeed(), 10) }},
		number("threads", "processors that the tile may use", func(j job) int { return j.threads }),
	)
}

// AllVariables is what an engine's file may hold, as it is typed: Variables, and
// those that depend on the engine.
func AllVariables() []Variable {
	var all []Variable
	for _, v := range Variables() {
		all = append(all, Variable{Name: "$(" + v.Name + ")", Help: v.Help})
	}
	return append(all,
		Variable{Name: "$(" + settingPrefix + "NAME)", Help: "value of the engine's setting NAME"},
		Variable{Name: allSettings, Help: "arguments of the settings that have a value; an argument by itself, of command"},
		Variable{Name: allArguments, Help: "what stands behind --; an argument by itself, of command"},
		Variable{Name: "$$(name)", Help: "the text $(name) itself"},
	)
}

// tileSeed hashes the seed and the tile's number (Steele, Lea, Flood: "Fast
// Splittable Pseudorandom Number Generators", 2014, mix64variant13).
func (j job) tileSeed() uint64 {
	z := j.seed + uint64(j.tile+1)*0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return (z ^ z>>31) >> 33
}

// Variables that stand for several arguments, or for none, where one is all
// there is of an argument.
const (
	allArguments = "$(arguments)" // what the user typed behind --
	allSettings  = "$(settings)"  // the arguments of settings that have a value
)

// settingPrefix begins the variables of an engine's own settings.
const settingPrefix = "set."

// expand replaces each $(name) by its value. $$ is a dollar, as in Kubernetes'
// own commands; a dollar that begins no variable is itself.
func expand(text string, value func(name string) (string, error)) (string, error) {
	var b strings.Builder
	for {
		i := strings.IndexByte(text, '$')
		if i < 0 || i+1 == len(text) {
			b.WriteString(text)
			return b.String(), nil
		}
		b.WriteString(text[:i])
		switch text = text[i:]; {
		case text[1] == '$':
			b.WriteByte('$')
			text = text[2:]
		case text[1] != '(':
			b.WriteByte('$')
			text = text[1:]
		default:
			name, rest, closed := strings.Cut(text[2:], ")")
			if !closed {
				return "", fmt.Errorf("%.40q begins a variable that has no end: close it with ')', or type $$( for $( itself", text)
			}
			v, err := value(name)
			if err != nil {
				return "", err
			}
			b.WriteString(v)
			text = rest
		}
	}
}

// checkTemplate reports a variable that is not there.
func (d Definition) checkTemplate(text string) error {
	_, err := expand(text, func(name string) (string, error) {
		return "", d.checkVariable(name)
	})
	return err
}

func (d Definition) checkVariable(name string) error {
	var names []string
	for _, v := range Variables() {
		names = append(names, v.Name)
	}
	for _, s := range d.Settings {
		names = append(names, settingPrefix+s.Name)
	}
	for _, n := range names {
		if n == name {
			return nil
		}
	}
	if "$("+name+")" == allArguments || "$("+name+")" == allSettings {
		return fmt.Errorf("$(%s) stands for several arguments: it must be an argument by itself", name)
	}
	hint := "kubectl mosaic engines variables lists them"
	if near, ok := suggest.Nearest(name, names); ok {
		hint = "did you mean $(" + near + ")?"
	}
	return fmt.Errorf("there is no variable $(%s): %s (type $$(%s) for the text itself)", name, hint, name)
}
