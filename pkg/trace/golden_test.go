package trace

// The digests of TestGolden.
const (
	goldenRoom   = "e09e4d1c361e0d0d"
	goldenMedley = "034860073b7f53aa"
)
