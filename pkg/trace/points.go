package trace

import "math/bits"

// points are the random numbers of a render: for each pixel, sample and
// dimension a number or a pair in [0, 1), a function of these and the seed.
//
// The samples of a pixel are, in each dimension, points of the sequence R2,
// the plane's golden ratio (Roberts, "The Unreasonable Effectiveness of
// Quasirandom Sequences", 2018), which cover the square evenly. Each dimension
// of each pixel shifts them by a hash (Cranley and Patterson, SIAM J. Numer.
// Anal. 13(6), 1976), and takes them in an order of its own, so that no two
// dimensions go together.
type points struct {
	key    uint64
	orders [orders][period]uint8
	period int // samples that share an order
}

const (
	orders = 256
	period = 64 // at most
)

func newPoints(samples int, seed uint64) *points {
	p := &points{key: mix(seed, 0), period: min(samples, period)}
	for i := range p.orders {
		order := p.orders[i][:p.period]
		for j := range order {
			// Fisher and Yates' shuffle from the inside out.
			k := int(mix(uint64(i), uint64(j)+1) >> 32 * uint64(j+1) >> 32)
			order[j] = order[k]
			order[k] = uint8(j)
		}
	}
	return p
}

// mix is a hash of a pair: the halves of a product, folded (Wang Yi's wyhash).
func mix(a, b uint64) uint64 {
	const c1, c2, c3 = 0xa0761d6478bd642f, 0xe7037ed1a0b428db, 0x8ebc6af09c88c6e3
	hi, lo := bits.Mul64(a^c1, b^c2)
	hi, lo = bits.Mul64(hi^lo^c3, b^c1)
	return hi ^ lo
}

// A stream hands out the numbers of one sample of a pixel, dimension after
// dimension.
type stream struct {
	points *points
	pixel  uint64 // hash of the seed and the place
	key    uint64 // of the next dimension
	base   uint64 // first sample that shares the order
	nth    uint8  // sample since then
}

func (p *points) pixel(x, y int) stream {
	return stream{points: p, pixel: mix(p.key, uint64(y)<<32|uint64(x))}
}

// start turns to sample s and its first dimension.
func (s *stream) start(sample int) {
	s.key = s.pixel
	s.base = uint64(sample / s.points.period * s.points.period)
	s.nth = uint8(sample % s.points.period)
}

// two is a pair of numbers in [0, 1), the next dimension's.
func (s *stream) two() (u, v float64) {
	// 1/g and 1/g² for g³ = g + 1, times 2^64.
	const r1, r2 = 0xc13fa9a902a6328f, 0x91e10da5c79e7b1c
	h := s.next()
	n := s.base + uint64(s.points.orders[h>>56][s.nth%period])
	return unit(h<<32 + n*r1), unit(h<<8 + n*r2)
}

// one is a number in [0, 1), the next dimension's.
func (s *stream) one() float64 {
	const golden = 0x9e3779b97f4a7c15 // its ratio's fraction, times 2^64
	h := s.next()
	n := s.base + uint64(s.points.orders[h>>56][s.nth%period])
	return unit(h<<8 + n*golden)
}

// next is a hash of the pixel and the dimension.
func (s *stream) next() uint64 {
	s.key += 0x2d358dccaa6c78a5
	hi, lo := bits.Mul64(s.key, s.key^0x8bb84b93962eacc9)
	return hi ^ lo
}

// unit is x as a fraction of 2^64, below 1.
func unit(x uint64) float64 { return float64(float64(int64(x>>11)) * 0x1p-53) }
