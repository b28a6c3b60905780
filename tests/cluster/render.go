//go:build linux

package main

import (
	"bytes"
	"embed"
	"encoding/base64"
	"fmt"
	"text/template"
)

// The configuration files are templates, each a whole file one can read.
//
//go:embed conf
var templates embed.FS

// render fills in one file below conf/. A value that the template names and
// values lacks is an error.
func render(name string, values map[string]any) ([]byte, error) {
	t, err := template.New(name).Option("missingkey=error").
		Funcs(template.FuncMap{"base64": base64.StdEncoding.EncodeToString}).
		ParseFS(templates, "conf/"+name)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := t.Execute(&out, values); err != nil {
		return nil, fmt.Errorf("render %s: %w", name, err)
	}
	return out.Bytes(), nil
}
