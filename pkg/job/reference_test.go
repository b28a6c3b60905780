package job

import (
	"strings"
	"testing"
)

func TestReferencesOfImages(t *testing.T) {
	digest := "@sha256:" + strings.Repeat("0123456789abcdef", 4)
	for _, good := range []string{
		"i", "mosaic", "mosaic:v1", "team/mosaic", "registry.example.com/team/mosaic:v1.2_3-x", "127.0.0.1:5000/a__b/c-d.e:latest",
		"Registry.Example.com/mosaic", "[::1]:5000/mosaic", "localhost/mosaic" + digest, "mosaic:v1" + digest,
	} {
		if err := CheckImage("image", good); err != nil {
			t.Error(err)
		}
	}
	for bad, hint := range map[string]string{
		"": "", "mosaic:": "", ":v1": "", "a b": "", "mosaic:v1:v2": "", "mosaic@sha256:1234": "", "-mosaic": "", "a//b": "", "a/b/": "", "mosaic\n": "",
		"example.com/mosaic:" + strings.Repeat("v", 129): "",
		"https://example.com/mosaic":                     "without https://",
		"example.com/Team/Mosaic:V1":                     "in lower case",
	} {
		if err := CheckImage("image", bad); err == nil {
			t.Errorf("%q passes", bad)
		} else if !strings.Contains(err.Error(), hint) {
			t.Errorf("%q: no %q in: %v", bad, hint, err)
		}
	}
}
