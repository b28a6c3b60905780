package trace

// The digests of TestGolden.
const (
	goldenRoom   = "6bbd8e94c73750ac"
	goldenMedley = "a43a211e2bd3a444"
)
