package trace

// The digests of TestGolden.
const (
	goldenRoom   = "6bbd8e94c73750ac"
	goldenMedley = "15f94948a82f0421"
)
