package openexr

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// TestZIPThereAndBack packs chunks of all lengths, and unpacks them.
func TestZIPThereAndBack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var z ZIP
	for n := range 300 {
		for _, steps := range []int{1, 3, 256} { // equal bytes, few, all
			raw := make([]byte, n)
			for i := range raw {
				raw[i] = byte(r.IntN(steps))
			}
			packed, err := z.Pack(raw)
			if err != nil || len(packed) > n {
				t.Fatalf("%d bytes become %d, %v", n, len(packed), err)
			}
			if len(packed) == n {
				if !bytes.Equal(packed, raw) {
					t.Fatalf("%d bytes that do not get shorter change", n)
				}
				continue
			}
			got := make([]byte, n)
			if err := expandZIP(got, make([]byte, n), packed); err != nil || !bytes.Equal(got, raw) {
				t.Fatalf("%d bytes come back otherwise: %v", n, err)
			}
			for _, wrong := range [][]byte{make([]byte, n+1), make([]byte, n-1)} {
				if err := expandZIP(wrong, make([]byte, len(wrong)), packed); err == nil {
					t.Fatalf("%d bytes come back as %d", n, len(wrong))
				}
			}
		}
	}
}
