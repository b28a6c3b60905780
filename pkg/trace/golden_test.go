package trace

// The digests of TestGolden.
const (
	goldenRoom   = "a1c5ee7121c614c9"
	goldenMedley = "140fad8834dd2d5f"
)
