package job

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"mosaic/pkg/tile"
)

func TestOptionsAreRemembered(t *testing.T) {
	spec := sampleSpec(nil)
	for _, o := range []Options{plainOptions(), fullOptions()} {
		for _, m := range []metav1.ObjectMeta{
			configMap(spec, nil, o).ObjectMeta, tilesJob(spec, o).ObjectMeta, mergeJob(spec, o).ObjectMeta,
		} {
			got, err := OptionsOf(m)
			if err != nil || !equality.Semantic.DeepEqual(got, o) {
				t.Errorf("%s: %+v, %v\nwant %+v", m.Name, got, err, o)
			}
		}
		if a := tilesJob(spec, o).Spec.Template.Annotations; a[AnnotationOptions] != "" {
			t.Error("each pod carries the options too")
		}
	}
	for _, text := range []string{"", "{", `{"nonsense":1}`} {
		m := metav1.ObjectMeta{Name: "x", Annotations: map[string]string{AnnotationOptions: text}}
		if _, err := OptionsOf(m); err == nil || !strings.Contains(err.Error(), "x has no annotation mosaic/options") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestRetryJob(t *testing.T) {
	spec, o := sampleSpec(nil), fullOptions()
	first, j := tilesJob(spec, o), RetryJob(spec, o, 2, Pick{Tiles: []int{3, 17, 18, 19}, Failed: []int{40}})
	if j.Name != "room-retry-2" || *j.Spec.Completions != 4 || *j.Spec.Parallelism != 4 {
		t.Errorf("%s: %d tiles, %d at a time", j.Name, *j.Spec.Completions, *j.Spec.Parallelism)
	}
	if d := cmp.Diff(first.Labels, j.Labels); d != "" {
		t.Errorf("labels (-first +retry):\n%s", d)
	}
	if j.Annotations[AnnotationPick] != "3,17-19" || j.Annotations[AnnotationFailed] != "40" || first.Annotations[AnnotationPick] != "" {
		t.Errorf("%q", j.Annotations)
	}
	c := Container(&j.Spec.Template.Spec, Tiles)
	if n := len(c.Args); n < 2 || c.Args[n-2] != "--tiles" || c.Args[n-1] != "3,17-19" {
		t.Errorf("arguments %q", c.Args)
	}
	c.Args = c.Args[:len(c.Args)-2]
	if d := cmp.Diff(first.Spec.Template, j.Spec.Template); d != "" {
		t.Errorf("pods (-first +retry):\n%s", d)
	}
}

func TestLongListsAreShortened(t *testing.T) {
	var tiles []int
	for i := range 50_000 {
		tiles = append(tiles, 2*i) // every other tile
	}
	list := writePick(tiles, maxPick)
	got, err := tile.ParseList(list, 100_000)
	if err != nil || len(list) > maxPick {
		t.Fatalf("%d bytes, %v", len(list), err)
	}
	for _, i := range tiles {
		if _, ok := slices.BinarySearch(got, i); !ok {
			t.Fatalf("tile %d is not on the list", i)
		}
	}
	spec := sampleSpec(nil)
	spec.Plan = tile.Plan{Width: 10_000, Height: 10_000, Size: 50} // 40,000 tiles
	odd, even := []int{}, []int{}
	for i := range 20_000 {
		even, odd = append(even, 2*i), append(odd, 2*i+1)
	}
	j := RetryJob(spec, plainOptions(), 1, Pick{Tiles: even, Failed: odd})
	if lost := j.Annotations[AnnotationFailed]; lost != "39999" {
		t.Errorf("both rendered and lost: %.40s", lost)
	}
}

func TestNextRetry(t *testing.T) {
	for _, c := range []struct {
		jobs []string
		want int
	}{{nil, 1}, {[]string{"room-tiles"}, 1}, {[]string{"room-retry-1", "room-retry-9", "room-retry-2"}, 10}, {[]string{"room-retry-x", "hall-retry-3"}, 1}} {
		if got := NextRetry("room", c.jobs); got != c.want {
			t.Errorf("after %q: %d, want %d", c.jobs, got, c.want)
		}
	}
}
