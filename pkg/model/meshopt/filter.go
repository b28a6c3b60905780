package meshopt

import (
	"encoding/binary"
	"fmt"
	"math"
)

// decodeFilter undoes, in place, the filter that made the rows compress better.
func decodeFilter(rows []byte, stride int, filter string) error {
	switch {
	case filter == "" || filter == None:
	case filter == Octahedral && stride == 4:
		for at := 0; at < len(rows); at += stride {
			p := rows[at : at+stride]
			v := decodeOctahedral(float64(int8(p[0])), float64(int8(p[1])), float64(int8(p[2])), math.MaxInt8)
			p[0], p[1], p[2] = byte(v[0]), byte(v[1]), byte(v[2])
		}
	case filter == Octahedral && stride == 8:
		for at := 0; at < len(rows); at += stride {
			p := rows[at:]
			for k, x := range decodeOctahedral(int16At(p, 0), int16At(p, 1), int16At(p, 2), math.MaxInt16) {
				binary.LittleEndian.PutUint16(p[2*k:], uint16(x))
			}
		}
	case filter == Quaternion && stride == 8:
		for at := 0; at < len(rows); at += stride {
			decodeQuaternion(rows[at:])
		}
	case filter == Exponential:
		for at := 0; at < len(rows); at += 4 {
			v := int32(binary.LittleEndian.Uint32(rows[at:]))
			x := float32(math.Ldexp(float64(v<<8>>8), int(v>>24)))
			binary.LittleEndian.PutUint32(rows[at:], math.Float32bits(x))
		}
	default:
		return fmt.Errorf("rows of %d bytes are not what the filter %.20q is for", stride, filter)
	}
	return nil
}

func int16At(p []byte, k int) float64 {
	return float64(int16(binary.LittleEndian.Uint16(p[2*k:])))
}

// decodeOctahedral is the unit vector, times full, of an octahedral encoding whose
// components have the size one. Meyer et al., "On Floating-Point Normal Vectors", EGSR 2010.
func decodeOctahedral(x, y, one float64, full float64) [3]int {
	z := one - math.Abs(x) - math.Abs(y)
	under := min(z, 0)
	x -= math.Copysign(under, x)
	y -= math.Copysign(under, y)
	length := math.Sqrt(float64(x*x) + float64(y*y) + float64(z*z))
	if length == 0 {
		return [3]int{}
	}
	s := full / length
	return [3]int{int(math.Round(float64(x * s))), int(math.Round(float64(y * s))), int(math.Round(float64(z * s)))}
}

// decodeQuaternion restores, in place, a quaternion from its three smaller
// components. The fourth number says which one is left out, and the scale.
func decodeQuaternion(p []byte) {
	last := int(int16(binary.LittleEndian.Uint16(p[6:])))
	scale := math.Sqrt(0.5) / float64(last|3)
	left := 1.0
	var q [4]float64
	for k := range 3 {
		v := float64(int16At(p, k) * scale)
		left -= float64(v * v)
		q[(last+1+k)&3] = v
	}
	q[last&3] = math.Sqrt(max(left, 0))
	for k, v := range q {
		binary.LittleEndian.PutUint16(p[2*k:], uint16(int16(math.Round(float64(v*math.MaxInt16)))))
	}
}
