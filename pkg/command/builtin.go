package command

import (
	"embed"
	"fmt"
	"slices"
)

//go:embed builtin/*.yaml
var builtin embed.FS

// Builtins is the definitions that the program brings along, by name.
func Builtins() []Definition {
	files, err := builtin.ReadDir("builtin")
	if err != nil {
		panic(err) // it is part of the program
	}
	var all []Definition
	for _, f := range files {
		data, err := builtin.ReadFile("builtin/" + f.Name())
		if err != nil {
			panic(err)
		}
		d, err := Parse(f.Name(), data)
		if err != nil {
			panic(err) // a test reads them all
		}
		all = append(all, d)
	}
	return all
}

// Source is the file of the built-in definition of that name.
func Source(name string) ([]byte, error) {
	if _, err := Find(name); err != nil {
		return nil, err
	}
	return builtin.ReadFile("builtin/" + name + ".yaml")
}

// Find is the built-in definition of that name.
func Find(name string) (Definition, error) {
	all := Builtins()
	if i := slices.IndexFunc(all, func(d Definition) bool { return d.Name == name }); i >= 0 {
		return all[i], nil
	}
	return Definition{}, fmt.Errorf("there is no engine %q", name)
}

// ForExtension is the built-in definition that takes scenes with the extension,
// which has its dot.
func ForExtension(extension string) (Definition, bool) {
	all := Builtins()
	if i := slices.IndexFunc(all, func(d Definition) bool { return slices.Contains(d.Extensions, extension) }); i >= 0 {
		return all[i], true
	}
	return Definition{}, false
}
