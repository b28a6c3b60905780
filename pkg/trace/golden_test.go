package trace

// The digests of TestGolden.
const (
	goldenRoom   = "a1c5ee7121c614c9"
	goldenMedley = "8e1dc8108241cc39"
)
