package scene

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// readDocument is the top value of the only YAML document in data, which may
// be hostile: what would take much memory is refused before it is read.
func readDocument(name string, data []byte) (*yaml.Node, error) {
	fault := func(line, col int, format string, args ...any) (*yaml.Node, error) {
		return nil, Faults{{File: name, Line: line, Col: col, Problem: fmt.Sprintf(format, args...)}}
	}
	if len(data) > MaxBytes {
		return fault(0, 0, "has %d bytes: make it at most %d", len(data), MaxBytes)
	}
	if n := valuesAtMost(data); n > MaxValues {
		return fault(0, 0, "holds up to %d values: make it at most %d", n, MaxValues)
	}
	d := yaml.NewDecoder(bytes.NewReader(data))
	var doc, next yaml.Node
	switch err := d.Decode(&doc); {
	case errors.Is(err, io.EOF):
		return fault(1, 1, "is empty: start with 'apiVersion: %s' and 'kind: %s'", APIVersion, KindScene)
	case err != nil:
		line, problem := yamlProblem(err)
		return fault(line, 0, "is not YAML: %s", problem)
	}
	switch err := d.Decode(&next); {
	case errors.Is(err, io.EOF):
		return doc.Content[0], nil
	case err != nil:
		line, problem := yamlProblem(err)
		return fault(line, 0, "is not YAML: %s", problem)
	default:
		return fault(next.Line, next.Column, "a second document starts: keep one scene in a file")
	}
}

// valuesAtMost bounds the number of YAML values in data: each but the first
// needs at least one of these characters before it.
func valuesAtMost(data []byte) int {
	n := 1
	for _, c := range data {
		switch c {
		case ',', '[', '{', ':', '\n', '\r', '-', '?':
			n++
		}
	}
	return n
}

var yamlLine = regexp.MustCompile(`^line (\d+): `)

// yamlProblem takes the line number out of the message of a YAML error.
func yamlProblem(err error) (line int, problem string) {
	problem = strings.TrimPrefix(err.Error(), "yaml: ")
	if m := yamlLine.FindStringSubmatch(problem); m != nil {
		line, _ = strconv.Atoi(m[1]) // digits by the pattern; too many leave the line unknown
		problem = problem[len(m[0]):]
	}
	return line, strings.ReplaceAll(problem, "\n", " ")
}
