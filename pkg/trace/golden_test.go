package trace

// The digests of TestGolden.
const (
	goldenRoom   = "e09e4d1c361e0d0d"
	goldenMedley = "169fb7e159010441"
)
