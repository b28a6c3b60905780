package scene

import (
	"embed"
	"strings"
)

//go:embed builtin/*.yaml
var builtin embed.FS

// Builtin is the file of a scene that the program brings along.
func Builtin(name string) (data []byte, ok bool) {
	data, err := builtin.ReadFile("builtin/" + name + ".yaml")
	return data, err == nil
}

// Builtins is the names of these scenes, sorted.
func Builtins() []string {
	files, err := builtin.ReadDir("builtin")
	if err != nil {
		panic(err) // it is part of the program
	}
	var names []string
	for _, f := range files {
		names = append(names, strings.TrimSuffix(f.Name(), ".yaml"))
	}
	return names
}
