package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/color"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// A cell is one character of the screen; an empty colour is the terminal's own.
type cell struct {
	text       string
	fore, back string
	bold       bool
}

// A screen is rows of cells.
type screen [][]cell

// Colours of the window.
const (
	windowColour = "#16181d"
	inkColour    = "#d7dae0"
	promptInk    = "#7f8794"
)

// palette is the terminal's sixteen colours.
func palette() []string {
	return []string{
		"#2b2f38", "#e06c75", "#8bc37c", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#abb2bf",
		"#6b7280", "#ff7a85", "#a5e075", "#f0d197", "#7cc4ff", "#d89bea", "#74d3de", "#ffffff",
	}
}

func cellOf(c *uv.Cell) cell {
	if c == nil {
		return cell{text: " "}
	}
	out := cell{text: c.Content, fore: colourOf(c.Style.Fg), back: colourOf(c.Style.Bg), bold: c.Style.Attrs&uv.AttrBold != 0}
	if c.Style.Attrs&uv.AttrReverse != 0 {
		out.fore, out.back = or(out.back, windowColour), or(out.fore, inkColour)
	}
	if out.text == "" && c.Width > 0 {
		out.text = " "
	}
	return out
}

func or(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

func colourOf(c color.Color) string {
	if c == nil {
		return ""
	}
	if basic, ok := c.(ansi.BasicColor); ok {
		return palette()[basic]
	}
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}

// blank reports whether nothing is seen of a row.
func blank(row []cell) bool {
	for _, c := range row {
		if strings.TrimSpace(c.text) != "" || c.back != "" {
			return false
		}
	}
	return true
}

// trimmed is the screen without the empty rows at its end.
func (s screen) trimmed() screen {
	for len(s) > 0 && blank(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	return s
}

func (s screen) String() string {
	var b strings.Builder
	for _, row := range s {
		for _, c := range row {
			b.WriteString(c.text)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// Sizes in pixels: of a character, and of the margin.
const (
	charWidth  = 8.4
	charHeight = 18
	baseline   = 13.5
	margin     = 14
)

// upperHalf is the character with which a terminal shows two pixels.
const upperHalf = "▀"

// svg draws the line that was typed and the screen below it.
func svg(typed string, s screen) []byte {
	var b bytes.Buffer
	columns := len(typed) + 2
	for _, row := range s {
		columns = max(columns, len(row))
	}
	width, height := charWidth*float64(columns)+2*margin, float64(charHeight*(len(s)+1)+2*margin)
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.4g %.4g" width="%.4g" height="%.4g">`+"\n", width, height, width, height)
	fmt.Fprintf(&b, "<title>%s</title>\n", escaped(typed))
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", windowColour)
	fmt.Fprintf(&b, `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="%s" xml:space="preserve">`+"\n", inkColour)
	prompt := make([]cell, 0, len(typed)+2)
	for i, r := range "$ " + typed {
		c := cell{text: string(r), bold: true}
		if i == 0 {
			c = cell{text: "$", fore: promptInk}
		}
		prompt = append(prompt, c)
	}
	for y, row := range append(screen{prompt}, s...) {
		drawRow(&b, row, float64(margin+y*charHeight))
	}
	b.WriteString("</g>\n</svg>\n")
	return b.Bytes()
}

// drawRow draws cells of the same colours together.
func drawRow(b *bytes.Buffer, row []cell, top float64) {
	for from := 0; from < len(row); {
		to := from + 1
		for to < len(row) && same(row[from], row[to]) {
			to++
		}
		drawRun(b, row[from:to], margin+charWidth*float64(from), top)
		from = to
	}
}

func same(a, b cell) bool { return a.fore == b.fore && a.back == b.back && a.bold == b.bold }

func drawRun(b *bytes.Buffer, run []cell, left, top float64) {
	wide := charWidth * float64(len(run))
	if back := run[0].back; back != "" {
		drawRect(b, left, top, wide, charHeight, back)
	}
	text := ""
	for _, c := range run {
		text += c.text
	}
	if strings.Trim(text, upperHalf) == "" { // of a picture: a font would leave seams
		drawRect(b, left, top, wide, charHeight/2, or(run[0].fore, inkColour))
		return
	}
	kept := strings.TrimLeft(text, " ")
	skip := len(text) - len(kept) // of spaces, a byte each
	kept = strings.TrimRight(kept, " ")
	if kept == "" {
		return
	}
	n := len([]rune(kept))
	style := ""
	if c := run[0].fore; c != "" {
		style += fmt.Sprintf(` fill="%s"`, c)
	}
	if run[0].bold {
		style += ` font-weight="bold"`
	}
	fmt.Fprintf(b, `<text x="%.5g" y="%.5g" textLength="%.5g"%s>%s</text>`+"\n",
		left+charWidth*float64(skip), top+baseline, charWidth*float64(n), style, escaped(kept))
}

// drawRect draws a rectangle that shows no seam to its neighbours.
func drawRect(b *bytes.Buffer, left, top, width, height float64, colour string) {
	fmt.Fprintf(b, `<rect x="%.5g" y="%.5g" width="%.5g" height="%.5g" fill="%s" shape-rendering="crispEdges"/>`+"\n", left, top, width, height, colour)
}

func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // to a strings.Builder
	return b.String()
}
