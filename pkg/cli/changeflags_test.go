package cli

import (
	"testing"

	"mosaic/pkg/job"
)

// TestImageIsTheRenderers wants of --image of retry and resume what it is of
// render: the renderer's image where another program renders.
func TestImageIsTheRenderers(t *testing.T) {
	for _, c := range []struct{ renderer, wantImage, wantRenderer string }{
		{"", "new:2", ""},
		{"blender:4", "mosaic:1", "new:2"},
	} {
		o, err := sizeFlags{image: "new:2"}.over(job.Options{Image: "mosaic:1", Renderer: c.renderer})
		if err != nil || o.Image != c.wantImage || o.Renderer != c.wantRenderer {
			t.Errorf("with the renderer %q: image %s, renderer %s, %v", c.renderer, o.Image, o.Renderer, err)
		}
	}
}
