package cli

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"mosaic/pkg/command"
	"mosaic/pkg/scene"
)

// pageIndent is where the lines of a page begin that belong to a title.
const pageIndent = "  "

// explain writes all there is to know of an engine.
func explain(ctx context.Context, w io.Writer, d command.Definition) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n\n", d.Name, d.Help)
	rows := [][]string{
		{"scenes", orDash(strings.Join(d.Extensions, " "))},
		{"program", programLine(d, d.Look(ctx))},
		{"picture", pictureLine(d.Output)},
		{"tiles", tilesLine(d)},
		{"memory", d.Memory + " for the program, unless --memory says more"},
	}
	if d.Width > 0 && d.Height > 0 {
		rows = append(rows, []string{"size", fmt.Sprintf("%dx%d, unless --size says another", d.Width, d.Height)})
	}
	if d.WritableRoot {
		rows = append(rows, []string{"pods", "their root file system can be written"})
	}
	if err := writeColumns(&b, "", rows); err != nil {
		return err
	}
	if d.Notes != "" {
		fmt.Fprintf(&b, "\nWhat to know first:\n")
		for line := range strings.Lines(d.Notes) {
			b.WriteString(pageIndent + strings.TrimSuffix(line, "\n") + "\n")
		}
	}
	if p := d.Prepare; len(p.Command) > 0 {
		when := "always"
		if p.Setting != "" {
			when = "with --set " + p.Setting
		}
		fmt.Fprintf(&b, "\nBefore the tiles, %s:\n", when)
		writeCommand(&b, p.Command)
		if len(p.Arguments) > 0 {
			fmt.Fprintf(&b, "%sand each tile gets %s\n", pageIndent, strings.Join(p.Arguments, " "))
		}
	}
	fmt.Fprintf(&b, "\nCommand, for each tile:\n")
	writeCommand(&b, d.Command)
	for _, name := range slices.Sorted(maps.Keys(d.Environment)) {
		fmt.Fprintf(&b, "%swith %s=%s\n", pageIndent, name, quoteTemplate(d.Environment[name]))
	}
	if d.WorkFolder != "" {
		fmt.Fprintf(&b, "%sin %s\n", pageIndent, d.WorkFolder)
	}
	for _, name := range slices.Sorted(maps.Keys(d.Files)) {
		fmt.Fprintf(&b, "%swith the file $(tmp)/%s; -o yaml prints it\n", pageIndent, name)
	}
	if err := writeSettings(&b, d.Settings); err != nil {
		return err
	}
	fmt.Fprintf(&b, "\nVariables, as $(x0): kubectl mosaic engines %s\n", variablesTopic)
	_, err := io.WriteString(w, b.String())
	return err
}

// writeCommand writes a command as a shell would take it, a word a line.
func writeCommand(b *strings.Builder, words []string) {
	for i, word := range words {
		if i > 0 {
			b.WriteString(" \\\n" + pageIndent)
		}
		b.WriteString(pageIndent + quoteTemplate(word))
	}
	b.WriteString("\n")
}

// quoteTemplate is a word as a shell takes it, with its variables to be read.
func quoteTemplate(word string) string {
	if strings.HasPrefix(word, "$(") && strings.HasSuffix(word, ")") && !strings.ContainsAny(word, " '") {
		return word
	}
	if q := command.Quote(strings.NewReplacer("$(", "", ")", "").Replace(word)); !strings.HasPrefix(q, "'") {
		return word
	}
	return command.Quote(word)
}

// writeSettings writes what may be set, and to what.
func writeSettings(b *strings.Builder, settings []command.Setting) error {
	if len(settings) == 0 {
		return nil
	}
	fmt.Fprintf(b, "\nSettings, as --set NAME=VALUE:\n")
	var rows [][]string
	for _, s := range settings {
		limits := s.Limits()
		if s.Default != "" {
			limits += "; unset, " + s.Default
		}
		if s.DefaultLinear != "" {
			limits += ", and " + s.DefaultLinear + " for an .exr"
		}
		rows = append(rows, []string{s.Name, s.Help + " (" + limits + ")"})
	}
	return writeColumns(b, pageIndent, rows)
}

// programLine says what must be in the image, and whether it is here.
func programLine(d command.Definition, p command.Presence) string {
	needs := d.Needs()
	if len(needs) == 0 {
		return "the first word behind --"
	}
	text := needs[len(needs)-1]
	if rest := needs[:len(needs)-1]; len(rest) > 0 {
		text += ", with " + strings.Join(rest, ", ")
	}
	text += "; --image names one that has it"
	switch {
	case len(p.Missing) > 0:
		text += "\nnot on this machine's PATH, for --local: " + strings.Join(p.Missing, ", ")
	case p.Version != "":
		text += "\nhere, for --local: " + p.Path + ", " + p.Version
	default:
		text += "\nhere, for --local: " + p.Path
	}
	return strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", len("program  ")))
}

// pictureLine says what the program leaves.
func pictureLine(o command.Output) string {
	pixels := map[string]string{
		command.PixelsTile:     "the tile's pixels alone",
		command.PixelsFull:     "the whole picture, of which the tile is cut",
		command.PixelsWindow:   "OpenEXR, whose data window has the tile in it",
		command.PixelsOverscan: "the tile and what is rendered around it",
	}[o.Pixels]
	if pixels == "" {
		pixels = "with the pixels of " + o.Pixels
	}
	return "$(tmp)/" + o.File + ": " + pixels
}

// tilesLine says how large tiles are and where they may begin.
func tilesLine(d command.Definition) string {
	text := fmt.Sprintf("%d pixels a side, unless --tile-size says another", d.TileSize)
	if d.Multiple > 1 {
		text += fmt.Sprintf("; they begin at multiples of %d", d.Multiple)
	}
	if d.Overscan > 0 {
		text += fmt.Sprintf("; %d pixels around a tile are rendered and cut away", d.Overscan)
	}
	return text
}

// tracerPage is about the path tracer, which is no program of its own.
func tracerPage() string {
	return tracerName + ": Mosaic's own path tracer\n\n" +
		"scenes   " + strings.Join(scene.Extensions(), " ") + ", and " + builtins() + "\n" +
		"program  none: it is in the pods' image, and in this program for --local\n\n" +
		"Its settings are flags of render, as --samples and --layers; see kubectl mosaic\nrender --help.\n"
}
