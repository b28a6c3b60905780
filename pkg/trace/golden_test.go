package trace

// The digests of TestGolden.
const (
	goldenRoom   = "a1c5ee7121c614c9"
	goldenMedley = "a011a1199a929c4b"
)
