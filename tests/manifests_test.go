package tests

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/client-go/kubernetes/scheme"
)

// TestManifestsAreKubernetesOwn reads every manifest strictly with Kubernetes'
// own types; other projects' kinds are not known here.
func TestManifestsAreKubernetesOwn(t *testing.T) {
	strict := serializer.NewCodecFactory(scheme.Scheme, serializer.EnableStrict).UniversalDeserializer()
	files, err := filepath.Glob("../manifests/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	volumes, err := filepath.Glob("../manifests/volumes/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	files = append(files, volumes...)
	if len(files) < 6 {
		t.Fatalf("only %d manifests: %q", len(files), files)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i, doc := range strings.Split("\n"+string(data), "\n---\n") {
			if strings.Contains(doc, "kueue.x-k8s.io") || strings.TrimSpace(doc) == "" {
				continue
			}
			if _, _, err := strict.Decode([]byte(doc), nil, nil); err != nil {
				t.Errorf("%s, document %d: %v", file, i+1, err)
			}
		}
	}
}
