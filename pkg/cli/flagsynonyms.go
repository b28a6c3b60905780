package cli

import (
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"mosaic/pkg/film"
)

// A flagSynonym is what other tools call a flag, and what to type here.
type flagSynonym struct {
	words string
	flag  string // that answers; without it a verb gives no hint
	hint  string
}

// flagSynonyms is the hints for the flags of other tools.
func flagSynonyms() []flagSynonym {
	return []flagSynonym{
		{"f filename file scene input", "size",
			"the scene is named without a flag: type SCENE, as builtin:room or scene.yaml"},
		{"width height w W H res resolution dimensions geometry", "size",
			"type --size WIDTHxHEIGHT, as --size 1920x1080"},
		{"spp aa quality", "samples",
			"type --samples N, as --samples 64"},
		{"adaptive noise-threshold noise-level error threshold", "noise",
			"type --noise E, as --noise 0.02: a pixel stops when its error is below that share of its brightness"},
		{"depth bounces max-bounces", "max-depth",
			"type --max-depth N, as --max-depth 8"},
		{"tiles tile-width tile-height chunk bucket bucket-size", "tile-size",
			"tiles are squares of pixels: type --tile-size 128"},
		{"out outfile output-file format O", "to",
			"type --to FILE; its extension is the format, as --to room.exr"},
		{"ev gain brightness", "exposure",
			"type --exposure STOPS, as --exposure 1.5: each stop doubles the light"},
		{"white wb temperature white-point kelvin", "white-balance",
			"type --white-balance KELVIN, as --white-balance 3200"},
		{"tonemap tone-map tone-mapping look curve filmic agx aces", "view",
			"type --view " + film.CurveList()},
		{"aov aovs passes channels layer", "layers",
			"type --layers albedo,normal,depth,samples, or some of them, and --to a name that ends in .exr"},
		{"threads cores j", "workers",
			"with --local type --workers N; in a cluster --cpu N is of each tile"},
		{"pods replicas concurrency jobs nodes max-pods", "parallelism",
			"type --parallelism N: tiles rendered at the same time"},
		{"pvc volume persistent-volume-claim mount", "claim",
			"type --claim NAME of a PersistentVolumeClaim, or --storage 10Gi to make one"},
		{"mem ram limits requests", "memory",
			"type --memory 1Gi and --cpu 2: of each tile"},
		{"taint tolerations tolerate", "toleration",
			"type --toleration spot=true:NoSchedule"},
		{"for", "fail-on-stall",
			"it waits for the end, be it success or failure: leave --for out"},
		{"a all", "all-namespaces",
			"type -A: of all namespaces"},
		{"wait", "detach",
			"it waits anyway; --detach does not, and --timeout 30m waits no longer than that"},
		{"background d async no-wait", "detach",
			"type --detach"},
		{"backoff-limit attempts max-retries", "retries",
			"type --retries N: of a tile that fails, after its first try"},
	}
}

// flagHint is the answer to a flag that other tools have, "" if there is none;
// it names only flags that the command has.
func flagHint(name string, flags *pflag.FlagSet) string {
	for _, s := range flagSynonyms() {
		if slices.Contains(strings.Fields(s.words), name) && flags.Lookup(s.flag) != nil {
			return s.hint
		}
	}
	return ""
}
