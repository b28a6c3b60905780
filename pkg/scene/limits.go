package scene

// Limits of a scene file. Those of the image are package settings'.
const (
	MaxBytes  = 64 << 20  // of the scene file
	MaxTotal  = 1 << 30   // of it and all that it names
	MaxGather = 1 << 40   // of files that another program reads
	MaxValues = 2_000_000 // numbers, texts, lists and maps of the file, as estimated from its punctuation
	MaxLength = 1e9       // of each coordinate and radius
	MinRadius = 1e-9      // of a sphere
	MaxLight  = 1e9       // of a light's color and intensity
	MaxFaults = 50        // faults that are spelled out
)

// Defaults of the fields that may be left out.
const (
	DefaultIOR = 1.5
	DefaultFOV = 45 // degrees, from top to bottom
)
