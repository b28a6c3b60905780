package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"mosaic/pkg/film"
	"mosaic/pkg/scene"
)

// oneScene wants one argument, and suggests flags for the others.
func oneScene(cmd *cobra.Command, args []string) error {
	switch len(args) {
	case 1:
		return nil
	case 0:
		return usagef("want one SCENE, and got none\ntype: %s builtin:room, or the path of a scene file", cmd.CommandPath())
	}
	var hints []string
	for _, a := range args {
		if h := flagMeant(a); h != "" {
			hints = append(hints, fmt.Sprintf("did you mean %s for %q?", h, a))
		}
	}
	if len(hints) == 0 {
		hints = []string{"render each with a command of its own; a name with spaces needs quotes"}
	}
	return usagef("want one SCENE, and got %d: %s\n%s", len(args), strings.Join(args, " "), strings.Join(hints, "\n"))
}

// flagMeant is the flag whose value a stray word looks like, "" if none.
func flagMeant(word string) string {
	if _, err := film.FormatOf(word); err == nil {
		return "--to " + word
	}
	switch {
	case word != "" && sizeMeant(word) == strings.ToLower(word):
		return "--size " + word
	case word == "client" || word == "server":
		return "--dry-run=" + word
	case word == "yaml" || word == "json":
		return "-o " + word
	case word == "local":
		return "--local"
	}
	return ""
}

// sizeMeant is WIDTHxHEIGHT of a size that was written otherwise, "" if it
// cannot be told.
func sizeMeant(s string) string {
	switch strings.ToLower(s) {
	case "hd", "720p":
		return "1280x720"
	case "fullhd", "fhd", "1080p":
		return "1920x1080"
	case "4k", "uhd", "2160p":
		return "3840x2160"
	case "8k", "4320p":
		return "7680x4320"
	}
	numbers := regexp.MustCompile(`[0-9]+`).FindAllString(s, -1)
	if len(numbers) != 2 || strings.ContainsAny(s, ".-+") {
		return ""
	}
	return numbers[0] + "x" + numbers[1]
}

// choose reports a value that is not among those a flag takes.
func choose(flag, value string, allowed ...string) error {
	for _, a := range allowed {
		if value == a {
			return nil
		}
	}
	last := len(allowed) - 1
	hint := strings.Join(allowed[:last], ", ") + " or " + allowed[last]
	if near, ok := scene.Nearest(value, allowed); ok && value != "" {
		hint += ": did you mean " + near + "?"
	}
	return fmt.Errorf("%s %q: give %s", flag, value, hint)
}

// sceneMeant is what to type instead of a scene that is not there.
func sceneMeant(arg string) string {
	names := scene.Builtins()
	if near, ok := scene.Nearest(strings.TrimPrefix(arg, "builtin:"), names); ok {
		return "did you mean builtin:" + near + "?"
	}
	if strings.HasPrefix(arg, "builtin:") {
		return "built in are " + builtins()
	}
	if strings.Contains(arg, "://") {
		return "a scene is a file on this machine: download it first"
	}
	if entries, err := os.ReadDir(filepath.Dir(arg)); err == nil {
		var files []string
		for _, e := range entries {
			if !e.IsDir() {
				files = append(files, e.Name())
			}
		}
		if near, ok := scene.Nearest(filepath.Base(arg), files); ok {
			return "did you mean " + filepath.Join(filepath.Dir(arg), near) + "?"
		}
	}
	return "give the path of a scene file, or one of " + builtins()
}
