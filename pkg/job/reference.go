package job

import (
	"fmt"
	"regexp"
	"strings"
)

// reference is the grammar of an image's name: [HOST[:PORT]/]PATH[:TAG][@DIGEST]
// (github.com/distribution/reference).
var reference = regexp.MustCompile(`^` +
	`(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:]+\])(?::[0-9]+)?/)?` +
	`[a-z0-9]+(?:(?:[._/]|__|-+)[a-z0-9]+)*` +
	`(?::[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127})?` +
	`(?:@[a-zA-Z][a-zA-Z0-9]*(?:[+._-][a-zA-Z][a-zA-Z0-9]*)*:[0-9a-fA-F]{32,})?$`)

// CheckImage says what is wrong with the name of an image that a flag gives, which
// the nodes would say only when they are to pull it.
func CheckImage(flag, name string) error {
	if reference.MatchString(name) {
		return nil
	}
	hint := ""
	switch bare, digest, _ := strings.Cut(name, "@"); {
	case strings.Contains(name, "://"):
		hint = ": it begins with the registry's host, without " + name[:strings.Index(name, "://")+3]
	case digest == "" && reference.MatchString(strings.ToLower(bare)):
		hint = ": its path is in lower case"
	}
	return fmt.Errorf("--%s %q is no reference of an image%s\ngive it as registry.example.com/team/mosaic:v1", flag, name, hint)
}
