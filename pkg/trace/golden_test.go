package trace

// The digests of TestGolden.
const (
	goldenRoom   = "05442257d4c8a9dc"
	goldenMedley = "8b2c72d3a876e997"
)
