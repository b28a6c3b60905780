package film

import (
	"crypto/sha256"
	"encoding/hex"
	"image"
	"os"
	"testing"
)

// goldenLight is an amount of light, exact on every machine: from 2^-22 to 2^12.
func goldenLight(i int) float32 {
	h := uint32(i+1) * 2654435761
	return float32(h>>8) / float32(uint32(1)<<(12+h%20))
}

// goldenFilm is a film of such light.
func goldenFilm() *Film {
	f := New(image.Rect(0, 0, 40, 30))
	for i := range f.Pix {
		f.Pix[i] = goldenLight(i)
	}
	return f
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// TestGoldenFiles has files as the first releases wrote them. Those of PNG
// depend on the compressor, and are compared with others of this one only.
func TestGoldenFiles(t *testing.T) {
	f := goldenFilm()
	h := Header{Spec: testSpec, Index: 3, Rect: f.Rect, Image: image.Rect(0, 0, 50, 30)}
	tile, err := os.ReadFile(writeTile(t, h, f))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		file []byte
		want string
	}{
		{"TIFF", encode(t, "a.tif", f), "12fc8f0760c2594962a3131b56daabe321e16e0b959264d1b996af48bd4bd204"},
		{"EXR", encode(t, "a.exr", f), "5a536040b6fbce3ebeca1ccbf77481976e2e8bce8110c831cdc1c227d177ad95"},
		{"tile", tile, "df89f889b972786705a9cac4cacb9e7c064906146b4f99243fede3a77b027075"},
	} {
		if got := digest(c.file); got != c.want {
			t.Errorf("%s: the SHA-256 is %s, not %s", c.name, got, c.want)
		}
	}
}

// TestGoldenViews has the bytes of views, which are the same on all machines.
func TestGoldenViews(t *testing.T) {
	for _, c := range []struct {
		view View
		want string
	}{
		{View{}, "12fc8f0760c2594962a3131b56daabe321e16e0b959264d1b996af48bd4bd204"},
		{View{Exposure: -1.3}, "dd59e1b747b44d19665c757121d9020a794efe25cfb3cd2482da19258f59bf3c"},
		{View{White: 3200}, "8d904025e502eea922defc7cc35c16c12a6ecedf8d63759b5b5ee3f462585c79"},
		{View{White: 4700}, "56379e966dfda5882844dee7f7649b5890c33db9d07b7ca2386b90add5fb9e22"},
		{View{White: 9000}, "b9fc78e913e95c66974f4faeee34b0166bc56e8678c615af43c8b4673ecbadd0"},
		{View{Curve: AgX}, "59cf08a9553fdc81c4f32155ef88f7b93f2beea373a23f3aeaac41549325fffe"},
		{View{Curve: ACES}, "5985638133c40eeab5e0cbcea25e7c5c9788d5399c73eccc309719dc035f8d4b"},
		{View{2.5, 2000, AgX}, "5000859ba6955a50dcd88b8f77da24231f365ea4e6d79787f71d9a5c7e80e54a"},
	} {
		f := goldenFilm()
		if transform := c.view.Transform(); transform != nil {
			transform(f.Pix)
		}
		if got := digest(encode(t, "a.tif", f)); got != c.want {
			t.Errorf("%v: the SHA-256 is %s, not %s", c.view, got, c.want)
		}
	}
}
