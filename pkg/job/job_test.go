package job

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"sigs.k8s.io/yaml"

	"mosaic/pkg/film"
	"mosaic/pkg/render"
	"mosaic/pkg/tile"
)

func sampleSpec(scene []byte) render.Spec {
	return render.Spec{
		Version: render.Version, Scene: render.Digest(scene),
		Engine: render.Engine{Name: "trace/4", Settings: []byte(`{"samples":50,"maxDepth":8,"seed":0}`)},
		Plan:   tile.Plan{Width: 800, Height: 800, Frames: 1, Size: 100},
	}
}

func plainOptions() Options {
	return Options{
		Name: "room", Namespace: "renders", Scene: "room.yaml",
		Image: "registry.example.com/mosaic:v1", Output: "image.png", Claim: "tiles",
		Parallelism: 16, CPU: resource.MustParse("1"), Memory: resource.MustParse("512Mi"),
		Retries: 2, Deadline: 24 * time.Hour,
	}
}

func fullOptions() Options {
	o := plainOptions()
	o.Claim, o.Storage, o.StorageClass = "", resource.MustParse("10Gi"), "shared"
	o.Output, o.PullPolicy = "image.png", corev1.PullIfNotPresent
	o.ImageOptions = film.ImageOptions{BitDepth: 16, View: film.View{Exposure: -0.5, White: 4000, Curve: film.AgX}}
	o.TTL = new(time.Hour)
	o.NodeSelector = map[string]string{"kubernetes.io/arch": "arm64"}
	o.Tolerations = []corev1.Toleration{{Key: "spot", Operator: corev1.TolerationOpEqual, Value: "true", Effect: corev1.TaintEffectNoSchedule}}
	o.PriorityClass, o.Queue, o.NoDisrupt = "low", "artists", true
	return o
}

// inPlaceOptions are of another program's scene that lies in the cluster.
func inPlaceOptions(path, image string) Options {
	o := plainOptions()
	o.Scene, o.Renderer, o.PullPolicy = "shots/a.blend", "blender:4", corev1.PullIfNotPresent
	o.ScenePath, o.SceneImage = path, image
	return o
}

func filmOptions() Options {
	o := plainOptions()
	o.FPS, o.FilmImage, o.Film = 30, "registry.example.com/ffmpeg:7", "film.mp4"
	return o
}

// TestObjects compares all objects with what they were; UPDATE=1 writes them anew.
func TestObjects(t *testing.T) {
	scene := []byte("apiVersion: mosaic/v1alpha1\nkind: Scene\n")
	spec := sampleSpec(scene)
	frames := spec
	frames.Frames, frames.Plan.Frames = "1-48", 48
	for file, objects := range map[string][]byte{
		"testdata/plain.yaml":        toYAML(t, spec, render.SceneFile, scene, plainOptions()),
		"testdata/every-option.yaml": toYAML(t, spec, render.SceneFile, scene, fullOptions()),
		"testdata/film.yaml":         toYAML(t, frames, render.SceneFile, scene, filmOptions()),
		"testdata/large-scene.yaml":  toYAML(t, spec, render.ListFile, []byte("[]\n"), plainOptions()),
		"testdata/scene-path.yaml":   toYAML(t, spec, render.ListFile, []byte("[]\n"), inPlaceOptions("projects/film", "")),
		"testdata/scene-image.yaml":  toYAML(t, spec, render.ListFile, []byte("[]\n"), inPlaceOptions("", "registry.example.com/film:v3")),
	} {
		if os.Getenv("UPDATE") != "" {
			if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, objects, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(want), string(objects)); d != "" {
			t.Errorf("%s is not what is made now (-file +made); if it should be: make golden\n%s", file, d)
		}
	}
}

func toYAML(t *testing.T, spec render.Spec, file string, data []byte, o Options) []byte {
	t.Helper()
	var b bytes.Buffer
	for _, obj := range Objects(spec, map[string][]byte{file: data}, o) {
		data, err := yaml.Marshal(obj)
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString("---\n")
		b.Write(data)
	}
	return b.Bytes()
}

func TestNamesFitPods(t *testing.T) {
	for _, tiles := range []int{1, 10, 11, 64, 100_000} {
		name := strings.Repeat("n", MaxName(tiles))
		host := RetryName(name, 99) + "-" + strconv.Itoa(tiles-1)
		if len(host) != 63 {
			t.Errorf("%d tiles: the longest name makes the host name %s of %d characters, not 63", tiles, host, len(host))
		}
	}
}

func TestValidate(t *testing.T) {
	spec := sampleSpec(nil)
	for _, c := range []struct {
		name string
		edit func(*Options)
		want string // "": none
	}{
		{"as it is", func(*Options) {}, ""},
		{"upper case", func(o *Options) { o.Name = "My Room" }, `--name "My Room": use lower case letters, digits and '-', as in "my-room"`},
		{"dots", func(o *Options) { o.Name = "a.b" }, `as in "a-b"`},
		{"longest", func(o *Options) { o.Name = strings.Repeat("n", 51) }, ""},
		{"too long", func(o *Options) { o.Name = strings.Repeat("n", 52) }, "with 64 tiles at most 51 fit"},
		{"no image", func(o *Options) { o.Image = "" }, "$MOSAIC_IMAGE"},
		{"scene image", func(o *Options) { o.SceneImage = "Film" }, `--scene-image "Film" is no reference of an image: its path is in lower case`},
		{"scene path without a claim", func(o *Options) { o.ScenePath, o.Claim, o.Storage = "film", "", resource.MustParse("1Gi") }, "--scene-path is a folder of a claim that is there: give --claim NAME of it"},
		{"bad film image", func(o *Options) { o.FilmImage = "ffmpeg:" }, `--film-image "ffmpeg:" is no reference`},
		{"no claim", func(o *Options) { o.Claim = "" }, "--claim NAME"},
		{"both", func(o *Options) { o.Storage = resource.MustParse("1Gi") }, "give one of the two"},
		{"negative storage", func(o *Options) { o.Claim, o.Storage = "", resource.MustParse("-1Gi") }, "--storage -1Gi"},
		{"bad claim", func(o *Options) { o.Claim = "My/Claim" }, "kubectl get pvc"},
		{"class alone", func(o *Options) { o.StorageClass = "x" }, "give --storage 10Gi too"},
		{"no parallelism", func(o *Options) { o.Parallelism = 0 }, "--parallelism 0"},
		{"no cpu", func(o *Options) { o.CPU = resource.Quantity{} }, "--cpu 0"},
		{"a byte", func(o *Options) { o.Memory = resource.MustParse("1") }, "--memory 1"},
		{"retries", func(o *Options) { o.Retries = -1 }, "--retries -1"},
		{"deadline", func(o *Options) { o.Deadline = 0 }, "--deadline 0s"},
		{"ttl", func(o *Options) { o.TTL = new(-time.Second) }, "--ttl -1s"},
		{"selector", func(o *Options) { o.NodeSelector = map[string]string{"a b": "c"} }, "--node-selector a b=c"},
		{"queue", func(o *Options) { o.Queue = "My Queue" }, "kubectl get localqueues"},
		{"priority", func(o *Options) { o.PriorityClass = "Very High" }, "kubectl get priorityclasses"},
	} {
		o := plainOptions()
		c.edit(&o)
		err := o.Validate(spec)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: %v, want a text with %q", c.name, err, c.want)
		}
	}
	o := plainOptions()
	o.Name, o.Image, o.Parallelism = "?", "", 0
	if n := strings.Count(o.Validate(spec).Error(), "\n"); n != 2 {
		t.Errorf("three faults are told in %d lines", n+1)
	}
}

func TestNameFrom(t *testing.T) {
	for in, want := range map[string]string{
		"room": "room", "My Room (2)": "my-room--2", "---": "render", "": "render", "été": "t",
		strings.Repeat("x", 60): strings.Repeat("x", 40),
	} {
		if got := NameFrom(in); got != want {
			t.Errorf("NameFrom(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestAFilmIsTheMergesAlone changes the film's options one at a time.
func TestAFilmIsTheMergesAlone(t *testing.T) {
	was := filmOptions()
	for name, c := range map[string]struct {
		edit  func(*Options)
		other bool // another film is made
	}{
		"another rate":   {func(o *Options) { o.FPS = 24 }, true},
		"another image":  {func(o *Options) { o.FilmImage = "ffmpeg" }, false}, // the film that is made stays
		"another format": {func(o *Options) { o.Film = "film.webm" }, true},
		"none":           {func(o *Options) { o.FilmImage, o.Film = "", "" }, false},
	} {
		o := was
		c.edit(&o)
		if o.Pods(Tiles) != was.Pods(Tiles) || o.Pods(Merge) == was.Pods(Merge) {
			t.Errorf("%s: the merge's pods must be others, and those of tiles the same", name)
		}
		if o.MakesOtherFilm(was) != c.other || !was.MakesOtherFilm(Options{}) {
			t.Errorf("%s: makes another film: %v, want %v", name, !c.other, c.other)
		}
		if o.WithFilmOf(was).JSON() != was.JSON() {
			t.Errorf("%s: the film's options are not all taken over", name)
		}
	}
}

func TestMergeMemoryOfAFilm(t *testing.T) {
	for _, c := range []struct {
		width, height, frames int
		film, memory, cpu     string
		want                  string
	}{
		{160, 90, 48, "film.mp4", "512Mi", "1", "512Mi"},
		{1920, 1080, 48, "film.mp4", "512Mi", "1", "896Mi"}, // 441 MB were measured
		{1920, 1080, 48, "film.mp4", "512Mi", "8", "1Gi"},
		{1920, 1080, 48, "film.mp4", "4Gi", "1", "4Gi"},
		{1920, 1080, 72, "film.gif", "512Mi", "2", "1664Mi"}, // 847 MB
		{3840, 2160, 1, "film.webm", "512Mi", "1", "2432Mi"},
	} {
		spec := render.Spec{Plan: tile.Plan{Width: c.width, Height: c.height, Frames: c.frames}}
		o := filmOptions()
		o.Film, o.Memory, o.CPU = c.film, resource.MustParse(c.memory), resource.MustParse(c.cpu)
		if got := MergeMemory(spec, o); got.String() != c.want {
			t.Errorf("%+v: %s", c, &got)
		}
	}
}

func TestTileMemory(t *testing.T) {
	for _, c := range []struct {
		tile, scene int
		want        string
	}{{100, 2000, "512Mi"}, {8192, 2000, "1280Mi"}, {100, 10 << 20, "512Mi"}, {100, 64 << 20, "1664Mi"}} {
		spec := render.Spec{Plan: tile.Plan{Width: 60_000, Height: 60_000, Size: c.tile}}
		if got := TileMemory(spec, c.scene); got.String() != c.want {
			t.Errorf("tiles of %d pixels, a scene of %d bytes: %s, want %s", c.tile, c.scene, &got, c.want)
		}
	}
}
