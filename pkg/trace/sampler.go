package trace

import (
	"math"
	"math/bits"
)

// A sampler has the random numbers of a render: for each pixel, sample and
// dimension a number or a pair in [0, 1), a function of these and the seed.
//
// The samples of a pixel are, in each dimension, the points of a lattice that
// covers the square as evenly as so many points can: of n points the pair i is
// (i/n, i/φ), with φ the golden ratio (a Fibonacci lattice: Niederreiter,
// "Random Number Generation and Quasi-Monte Carlo Methods", 1992, section 5).
// Each dimension of each pixel shifts it by a hash (Cranley and Patterson, SIAM
// J. Numer. Anal. 13(6), 1976), and takes its points in an order of its own, so
// that no two dimensions go together. More samples than an order has are taken
// in periods, each of which shifts the lattice by a step of the sequence R2, the
// plane's golden ratio (Roberts, "The Unreasonable Effectiveness of Quasirandom
// Sequences", 2018).
//
// Where a pixel may stop early nobody knows n: there the points are those of R2.
type sampler struct {
	key    uint64
	orders [orders][most]uint8
	period int // samples that share an order

	// In fractions of 2^64, from a point to the next: of a number alone, and of
	// a pair; and likewise from a period to the next.
	step, stepU, stepV uint64
	turn, turnU, turnV uint64
}

const (
	orders = 256
	most   = 64 // samples that share an order
)

// newSampler has those of so many samples a pixel or, if open, of up to so many.
func newSampler(samples int, open bool, seed uint64) *sampler {
	// 1/φ, and for R2 1/g and 1/g² where g³ = g + 1, times 2^64.
	const golden, r1, r2 = 0x9e3779b97f4a7c15, 0xc13fa9a902a6328f, 0x91e10da5c79e7b1c
	p := &sampler{key: mix(seed, 0)}
	if open {
		p.period = min(samples, most)
		n := uint64(p.period)
		p.step, p.stepU, p.stepV = golden, r1, r2
		p.turn, p.turnU, p.turnV = n*p.step, n*p.stepU, n*p.stepV
	} else {
		periods := (samples + most - 1) / most
		p.period = (samples + periods - 1) / periods
		n := uint64(p.period)
		p.step, p.stepU, p.stepV = math.MaxUint64/n, math.MaxUint64/n, golden
		p.turn, p.turnU, p.turnV = golden/n, r1/n, r2
	}
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
	sampler      *sampler
	pixel        uint64 // hash of the seed and the place
	key          uint64 // of the next dimension
	at, atU, atV uint64 // where the period's points begin
	odd          uint64 // another in each period
	nth          uint8  // sample of the period
}

func (p *sampler) pixel(x, y int) stream {
	return stream{sampler: p, pixel: mix(p.key, uint64(y)<<32|uint64(x))}
}

// start turns to sample s and its first dimension.
func (s *stream) start(sample int) {
	p := s.sampler
	period := uint64(sample / p.period)
	s.key = s.pixel
	s.at, s.atU, s.atV = period*p.turn, period*p.turnU, period*p.turnV
	s.odd = 2*period + 1
	s.nth = uint8(sample % p.period)
}

// two is a pair of numbers in [0, 1), the next dimension's.
func (s *stream) two() (u, v float64) {
	h := s.next()
	i := s.point(h)
	return unit(h<<32 + s.atU + i*s.sampler.stepU), unit(h<<8 + s.atV + i*s.sampler.stepV)
}

// four is two and two.
func (s *stream) four() (u, v, x, y float64) {
	p := s.sampler
	h := s.next()
	k := s.next()
	i, j := s.point(h), s.point(k)
	return unit(h<<32 + s.atU + i*p.stepU), unit(h<<8 + s.atV + i*p.stepV),
		unit(k<<32 + s.atU + j*p.stepU), unit(k<<8 + s.atV + j*p.stepV)
}

// one is a number in [0, 1), the next dimension's.
func (s *stream) one() float64 {
	h := s.next()
	return unit(h<<8 + s.at + s.point(h)*s.sampler.step)
}

// point is the number of the sample's point, in a dimension of the given hash.
// Each period has other orders: two dimensions that went together in one do not
// in the next.
func (s *stream) point(h uint64) uint64 {
	return uint64(s.sampler.orders[h*s.odd>>56][s.nth%most])
}

// next is a hash of the pixel and the dimension.
func (s *stream) next() uint64 {
	s.key += 0x2d358dccaa6c78a5
	hi, lo := bits.Mul64(s.key, s.key^0x8bb84b93962eacc9)
	return hi ^ lo
}

// unit is x as a fraction of 2^64, below 1.
func unit(x uint64) float64 { return float64(float64(int64(x>>11)) * 0x1p-53) }
