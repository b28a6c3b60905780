package render

// Where pods find what they work on.
const (
	VolumeDir  = "/volume" // the shared volume
	SpecDir    = "/spec"   // the ConfigMap
	ProgramDir = "/mosaic" // mosaic-pod, in containers of other images
	ScratchDir = "/tmp"    // what is gone with the pod, in such containers
	FolderDir  = "/scene"  // a scene's files that lie in the cluster already
)

// The files of the ConfigMap: the spec, and one of the two others.
const (
	SpecFile  = "spec.json"
	SceneFile = "scene"      // all files of a scene that is small, as package scene packs them
	ListFile  = "files.json" // which files a large scene has: they lie on the volume
)

// TerminationLog is where a pod leaves its last words for Kubernetes to keep.
const TerminationLog = "/dev/termination-log"

// What pods are told by their environment.
const (
	EnvIndex    = "JOB_COMPLETION_INDEX" // set by Kubernetes
	EnvFailures = "MOSAIC_FAILURES"      // how often this index failed before
	EnvJob      = "MOSAIC_JOB"           // UID of the Job
)

// Exit codes of mosaic-pod, on which the Jobs act.
const (
	ExitRetry = 1   // this attempt failed, try again
	ExitSpec  = 2   // the spec or the scene is wrong: every tile would fail
	ExitNever = 3   // this tile, or this merge, can never succeed
	ExitTerm  = 143 // stopped by SIGTERM
)

// AssetPath is where a file of the given digest lies on the volume.
func AssetPath(digest string) string { return "assets/sha256/" + digest }

// TileStats is the last words of a tile's pod that succeeded, as JSON in its
// termination message.
type TileStats struct {
	PeakMemory int64    `json:"peakMemory"`         // bytes that its largest process held
	Prepared   float64  `json:"prepared,omitempty"` // seconds until what all tiles share was there
	Warnings   []string `json:"warnings,omitempty"` // what the user should know
}

// Limits of what a tile warns of, so that Kubernetes keeps all of it.
const (
	MaxWarnings = 5
	MaxWarning  = 300 // bytes
)

// AllBlack is what a tile warns of in which there is no light at all.
const AllBlack = "every pixel is black"

// A Probe is what a pod that tries image and volume says of itself, as JSON in
// its termination message.
type Probe struct {
	Version string `json:"version"`
	Engine  string `json:"engine"`
	Millis  int64  `json:"millis"`          // that it took to write a file and remove it
	Fault   string `json:"fault,omitempty"` // why that could not be done

	Missing        []string `json:"missing,omitempty"`        // programs that are asked for and not on the PATH
	Program        string   `json:"program,omitempty"`        // path of the renderer
	ProgramVersion string   `json:"programVersion,omitempty"` // what it says of itself
}

// A ProbeProgram is what a probe looks for in the image of a renderer.
type ProbeProgram struct {
	Needs   []string `json:"needs"`             // programs, the renderer last
	Version []string `json:"version,omitempty"` // command that tells its version
}
