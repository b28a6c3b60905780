package soup

import (
	"errors"
	"fmt"
	"math"
	"strconv"

	"mosaic/pkg/model"
)

// powersOf10 are the powers of ten that float64 represents exactly.
var powersOf10 = [...]float64{
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
	1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
}

// errMissingNumber is the error where a line ends instead of having a number.
var errMissingNumber = errors.New("a number is missing: the line is incomplete")

// Float parses the line's next word as a number, with the same bits as
// strconv.ParseFloat. What programs write for infinity or NaN is NaN.
//
// Most numbers have a mantissa below 2^53 and a small exponent: then both are
// exact, and one division or multiplication rounds correctly. (Clinger, "How
// to Read Floating Point Numbers Accurately", PLDI 1990.)
func (s *Scanner) Float() (float64, error) {
	if !s.StartWord() {
		return 0, errMissingNumber
	}
	d, i := s.data, s.at
	negative := d[i] == '-'
	if negative || d[i] == '+' {
		i++
	}
	mantissa, digits := uint64(0), 0
	for ; i < len(d) && d[i]-'0' <= 9; i++ {
		mantissa = mantissa*10 + uint64(d[i]-'0')
		digits++
	}
	exponent := 0
	if i < len(d) && d[i] == '.' {
		i++
		first := i
		for ; i < len(d) && d[i]-'0' <= 9; i++ {
			mantissa = mantissa*10 + uint64(d[i]-'0')
		}
		digits += i - first
		exponent = first - i
	}
	if i < len(d) && d[i]|0x20 == 'e' {
		var e int
		if i, e = parseExponent(d, i+1); i == 0 {
			return s.parseSlow()
		}
		exponent += e
	}
	const exact = len(powersOf10) - 1
	if digits == 0 || digits > 19 || mantissa >= 1<<53 || exponent < -exact || exponent > exact || !s.wordEndsAt(i) {
		return s.parseSlow()
	}
	s.at = i
	x := float64(mantissa)
	if exponent < 0 {
		x /= powersOf10[-exponent]
	} else {
		x *= powersOf10[exponent]
	}
	if negative {
		x = -x
	}
	return x, nil
}

// parseExponent parses the exponent e at i, and returns where it ends, or 0 if
// there is none or it has more than six digits.
func parseExponent(d []byte, i int) (end, e int) {
	sign := 1
	if i < len(d) && (d[i] == '-' || d[i] == '+') {
		if d[i] == '-' {
			sign = -1
		}
		i++
	}
	first := i
	for ; i < len(d) && d[i]-'0' <= 9; i++ {
		if i-first > 5 {
			return 0, 0
		}
		e = e*10 + int(d[i]-'0')
	}
	if i == first {
		return 0, 0
	}
	return i, sign * e
}

// parseSlow parses the words that Float does not.
func (s *Scanner) parseSlow() (float64, error) {
	word := s.Word()
	if isNaNOrInf(word) {
		return math.NaN(), nil
	}
	for _, c := range word {
		if c-'0' > 9 && c != '+' && c != '-' && c != '.' && c|0x20 != 'e' {
			return 0, fmt.Errorf("%s is not a number", Quote(word))
		}
	}
	x, err := strconv.ParseFloat(string(word), 64)
	if errors.Is(err, strconv.ErrSyntax) {
		return 0, fmt.Errorf("%s is not a number", Quote(word))
	}
	return x, nil
}

// isNaNOrInf reports whether the word is what a program wrote for infinity or NaN,
// such as -nan(ind) or 1.#INF.
func isNaNOrInf(word []byte) bool {
	if len(word) > 0 && (word[0] == '-' || word[0] == '+') {
		word = word[1:]
	}
	if len(word) < 3 {
		return false
	}
	head := string([]byte{word[0] | 0x20, word[1] | 0x20, word[2] | 0x20})
	return head == "nan" || head == "inf" || word[0]-'0' <= 9 && word[1] == '.' && word[2] == '#'
}

// Coordinate is a Float within the range of coordinates.
func (s *Scanner) Coordinate() (float64, error) {
	x, err := s.Float()
	if err == nil && !model.InRange(x) {
		err = fmt.Errorf("%s is no coordinate: they go from %g to %g", s.Quote(), -model.MaxCoordinate, model.MaxCoordinate)
	}
	return x, err
}

// Int parses an integer at the current offset, which need not end a word, and
// reports whether there is one. Its absolute value is clamped to 2^40.
func (s *Scanner) Int() (int, bool) {
	const most = 1 << 40
	d, i := s.data, s.at
	negative := i < len(d) && d[i] == '-'
	if negative || i < len(d) && d[i] == '+' {
		i++
	}
	n, first := 0, i
	for ; i < len(d) && d[i]-'0' <= 9; i++ {
		n = min(n*10+int(d[i]-'0'), most)
	}
	if i == first {
		return 0, false
	}
	s.at = i
	if negative {
		n = -n
	}
	return n, true
}

// Accept skips the byte c, if it is next.
func (s *Scanner) Accept(c byte) bool {
	if s.at < len(s.data) && s.data[s.at] == c {
		s.at++
		return true
	}
	return false
}

// AtWordEnd reports whether a word ends at the current offset.
func (s *Scanner) AtWordEnd() bool { return s.wordEndsAt(s.at) }
