// Package job turns a spec and options into Kubernetes objects.
//
// It is pure: the same input gives the same objects, and nothing here talks to
// a cluster. What it returns is all there is: applied by hand, the objects
// render the image with no command line alive.
package job

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/validation"

	"mosaic/pkg/film"
	"mosaic/pkg/render"
	"mosaic/pkg/settings"
	"mosaic/pkg/tile"
)

// MaxConfigMap is how many bytes the spec and the scene may have together to
// travel in the ConfigMap. The files of a larger scene lie on the volume, as
// AssetPath says.
const MaxConfigMap = 900 << 10

// SceneRoom is how many bytes a scene may have to travel with the spec.
func SceneRoom(spec render.Spec) int { return MaxConfigMap - len(spec.JSON()) }

// Options say how and where a spec is rendered. None of them decides a pixel.
type Options struct {
	Name      string `json:"name"`
	Namespace string `json:"-"`
	Scene     string `json:"scene,omitempty"` // what the user called the scene, for people to read

	ScenePath  string `json:"scenePath,omitempty"`  // folder of the claim where the scene's files lie; "": not there
	SceneImage string `json:"sceneImage,omitempty"` // image in which they lie; "": in none

	Image      string            `json:"image"`              // of the pods: Mosaic's own
	Renderer   string            `json:"renderer,omitempty"` // image of the program that renders tiles; "" is Image
	PullPolicy corev1.PullPolicy `json:"pullPolicy,omitempty"`

	Output            string `json:"output"` // name of the image file; its extension is the format
	film.ImageOptions        // of the image

	FPS       float64 `json:"fps,omitempty"`       // frames a second of the film that they become, here or there; 0 is settings.DefaultFPS
	FilmImage string  `json:"filmImage,omitempty"` // image that has ffmpeg, in which the merge makes the film; "": it makes none
	Film      string  `json:"film,omitempty"`      // name of that film's file

	Claim        string            `json:"claim,omitempty"`        // of the shared volume; "" makes one called Name
	Storage      resource.Quantity `json:"storage,omitzero"`       // of the claim to make
	StorageClass string            `json:"storageClass,omitempty"` // of the claim to make; "" is the cluster's default

	Parallelism int               `json:"parallelism"` // tiles rendered at the same time
	CPU         resource.Quantity `json:"cpu"`
	Memory      resource.Quantity `json:"memory"`
	Limits      map[string]string `json:"limits,omitempty"` // of a tile beside these, as nvidia.com/gpu: 1
	Retries     int               `json:"retries"`          // of one tile, after its first try
	Deadline    time.Duration     `json:"deadline"`         // of all tiles together
	TTL         *time.Duration    `json:"ttl,omitempty"`    // of finished Jobs; nil keeps them

	MinTileTime  time.Duration `json:"minTileTime,omitempty"`  // sooner than which another program's tile is not believed
	MaxTileTime  time.Duration `json:"maxTileTime,omitempty"`  // after which another program is ended
	WritableRoot bool          `json:"writableRoot,omitempty"` // of the program's container

	NodeSelector  map[string]string   `json:"nodeSelector,omitempty"`
	Tolerations   []corev1.Toleration `json:"tolerations,omitempty"`
	PriorityClass string              `json:"priorityClass,omitempty"`
	Queue         string              `json:"queue,omitempty"`     // of Kueue
	NoDisrupt     bool                `json:"noDisrupt,omitempty"` // ask autoscalers not to move tiles
}

// Rate is the frames a second.
func (o Options) Rate() float64 { return settings.Motion{FPS: o.FPS}.Rate() }

// InPlace reports whether the scene's files lie in the cluster already, where
// pods read them.
func (o Options) InPlace() bool { return o.ScenePath != "" || o.SceneImage != "" }

// SceneLies is where the scene's files lie if that is in the cluster, for people.
func (o Options) SceneLies() string {
	if o.SceneImage != "" {
		return "in the image " + o.SceneImage
	}
	if o.ScenePath == "." {
		return "on the claim " + o.ClaimName()
	}
	return "in the folder " + o.ScenePath + " of the claim " + o.ClaimName()
}

// ClaimName is the claim where the run's tiles meet.
func (o Options) ClaimName() string {
	if o.Claim != "" {
		return o.Claim
	}
	return o.Name
}

// MaxName is the longest name of a render with the given number of tiles. A
// pod's host name is the Job's name and the index, and a DNS label; there is
// room for the Jobs that try again.
func MaxName(tiles int) int {
	return validation.DNS1123LabelMaxLength - len("-retry-99-") - len(strconv.Itoa(tiles-1))
}

// Validate reports every fault of the options, as flags to mend.
func (o Options) Validate(spec render.Spec) error {
	var errs []error
	fail := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if why := validation.IsDNS1123Label(o.Name); len(why) > 0 {
		fail("--name %q: use lower case letters, digits and '-', as in %q", o.Name, NameFrom(o.Name))
	} else if limit := MaxName(spec.Plan.Len()); len(o.Name) > limit {
		fail("--name %s has %d characters: with %d tiles at most %d fit into a pod's host name", o.Name, len(o.Name), spec.Plan.Len(), limit)
	}
	if o.Image == "" {
		fail("no image for the pods: give --image REFERENCE or set $MOSAIC_IMAGE (make image builds one)")
	} else if err := CheckImage("image", o.Image); err != nil {
		errs = append(errs, err)
	}
	if o.Renderer != "" {
		errs = append(errs, CheckImage("image", o.Renderer))
	}
	if o.FilmImage != "" {
		errs = append(errs, CheckImage("film-image", o.FilmImage))
	}
	if o.SceneImage != "" {
		errs = append(errs, CheckImage("scene-image", o.SceneImage))
	}
	for _, name := range slices.Sorted(maps.Keys(o.Limits)) {
		if q, err := resource.ParseQuantity(o.Limits[name]); len(validation.IsQualifiedName(name)) > 0 || err != nil || q.Sign() < 0 {
			fail("--limit %s=%s: give NAME=QUANTITY, as nvidia.com/gpu=1", name, o.Limits[name])
		}
	}
	for name, least := range map[string]resource.Quantity{"cpu": o.CPU, "memory": o.Memory} {
		if q, err := resource.ParseQuantity(o.Limits[name]); err == nil && q.Cmp(least) < 0 {
			fail("--limit %s=%s is less than --%s %s, which a tile gets in any case", name, &q, name, &least)
		}
	}
	if o.MinTileTime < 0 || o.MaxTileTime < 0 || o.MaxTileTime > 0 && o.MaxTileTime < o.MinTileTime {
		fail("--min-tile-time %v and --max-tile-time %v: give times as 5s and 2h", o.MinTileTime, o.MaxTileTime)
	}
	switch {
	case o.Claim == "" && o.ScenePath != "":
		fail("--scene-path is a folder of a claim that is there: give --claim NAME of it")
	case o.Claim == "" && o.Storage.IsZero():
		fail("no shared volume: give --claim NAME of a ReadWriteMany PersistentVolumeClaim, or --storage 10Gi to make one")
	case o.Claim != "" && !o.Storage.IsZero():
		fail("--claim uses a claim and --storage makes one: give one of the two")
	case o.Claim != "" && len(validation.IsDNS1123Subdomain(o.Claim)) > 0:
		fail("--claim %q is no name of a PersistentVolumeClaim: see kubectl get pvc", o.Claim)
	case o.Storage.Sign() < 0:
		fail("--storage %s: give a size as 10Gi", &o.Storage)
	}
	if o.StorageClass != "" && o.Storage.IsZero() {
		fail("--storage-class is of the claim that --storage makes: give --storage 10Gi too")
	}
	if o.Parallelism < 1 || o.Parallelism > tile.MaxTiles {
		fail("--parallelism %d: it must lie between 1 and %d", o.Parallelism, tile.MaxTiles)
	}
	if o.CPU.Sign() <= 0 {
		fail("--cpu %s: give processors as 2 or 500m", &o.CPU)
	}
	if o.Memory.Cmp(resource.MustParse("16Mi")) < 0 {
		fail("--memory %s: give bytes as 1Gi, at least 16Mi", &o.Memory)
	}
	if o.Retries < 0 || o.Retries > 100 {
		fail("--retries %d: it must lie between 0 and 100", o.Retries)
	}
	if o.Deadline < time.Second || o.Deadline > 365*24*time.Hour {
		fail("--deadline %v: give a time as 6h, at most a year", o.Deadline)
	}
	if o.TTL != nil && (*o.TTL < 0 || *o.TTL > 365*24*time.Hour) {
		fail("--ttl %v: give a time as 24h, at most a year", *o.TTL)
	}
	for _, k := range slices.Sorted(maps.Keys(o.NodeSelector)) {
		if len(validation.IsQualifiedName(k)) > 0 || len(validation.IsValidLabelValue(o.NodeSelector[k])) > 0 {
			fail("--node-selector %s=%s is no label: as in kubernetes.io/arch=arm64", k, o.NodeSelector[k])
		}
	}
	if o.Queue != "" && len(validation.IsDNS1123Subdomain(o.Queue)) > 0 {
		fail("--queue %q is no name of a LocalQueue: see kubectl get localqueues", o.Queue)
	}
	if o.PriorityClass != "" && len(validation.IsDNS1123Subdomain(o.PriorityClass)) > 0 {
		fail("--priority-class %q is no name of a PriorityClass: see kubectl get priorityclasses", o.PriorityClass)
	}
	return errors.Join(errs...)
}

// NameFrom makes a DNS label of any text; what has no letter or digit is "render".
func NameFrom(text string) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			return r
		case 'A' <= r && r <= 'Z':
			return r - 'A' + 'a'
		}
		return '-'
	}, text)
	name = strings.Trim(name[:min(len(name), 40)], "-")
	if name == "" {
		return "render"
	}
	return name
}
