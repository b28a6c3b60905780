package main

import (
	"bytes"
	"fmt"
	"path"
	"text/template"
)

// fill does what krew's release bot does with a template: tag, addresses and
// sums.
func fill(text, tag string, sums map[string]string) ([]byte, error) {
	type values struct{ TagName string }
	render := func(name, text string, funcs template.FuncMap) (string, error) {
		t, err := template.New(name).Funcs(funcs).Option("missingkey=error").Parse(text)
		if err != nil {
			return "", err
		}
		var b bytes.Buffer
		err = t.Execute(&b, values{tag})
		return b.String(), err
	}
	filled, err := render("manifest", text, template.FuncMap{
		"addURIAndSha": func(address, tag string) (string, error) {
			uri, err := render("address", address, nil)
			if err != nil {
				return "", err
			}
			sum, ok := sums[path.Base(uri)]
			if !ok {
				return "", fmt.Errorf("no archive %s was made, of the release %s", path.Base(uri), tag)
			}
			return "uri: " + uri + "\n    sha256: " + sum, nil
		},
	})
	return []byte(filled), err
}
