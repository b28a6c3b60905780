package trace

// The digests of TestGolden.
const (
	goldenRoom   = "a1c5ee7121c614c9"
	goldenMedley = "db77eb5b52ff06cc"
)
