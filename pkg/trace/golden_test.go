package trace

// The digests of TestGolden.
const (
	goldenRoom   = "a1c5ee7121c614c9"
	goldenMedley = "b37eaad289c8f58d"
)
