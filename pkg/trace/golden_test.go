package trace

// The digests of TestGolden.
const (
	goldenRoom   = ""
	goldenMedley = ""
)
