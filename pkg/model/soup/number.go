package soup

import (
	"errors"
	"fmt"
	"math"
	"strconv"

	"mosaic/pkg/model"
)

// tens are the powers of ten that float64 holds exactly.
var tens = [...]float64{
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
	1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
}

// errNoNumber is why a number cannot be read where a line ends.
var errNoNumber = errors.New("a number is missing: the line is incomplete")

// Float is the number that is the line's next word, to the bit as strconv
// reads it; NaN and Inf are numbers too.
//
// Most numbers have a mantissa below 2^53 and a small exponent: then both are
// exact, and one division or multiplication rounds correctly. (Clinger, "How
// to Read Floating Point Numbers Accurately", PLDI 1990.)
func (s *Scanner) Float() (float64, error) {
	if s.begin() {
		return 0, errNoNumber
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
		if i, e = power(d, i+1); i == 0 {
			return s.slow()
		}
		exponent += e
	}
	const exact = len(tens) - 1
	if digits == 0 || digits > 19 || mantissa >= 1<<53 || exponent < -exact || exponent > exact || !s.separate(i) {
		return s.slow()
	}
	s.at = i
	x := float64(mantissa)
	if exponent < 0 {
		x /= tens[-exponent]
	} else {
		x *= tens[exponent]
	}
	if negative {
		x = -x
	}
	return x, nil
}

// power reads an exponent at i, and returns where it ends: 0 if there is none,
// or one that is long.
func power(d []byte, i int) (end, e int) {
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

// slow reads what Float does not.
func (s *Scanner) slow() (float64, error) {
	word := s.Word()
	if unbounded(word) {
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

// unbounded reports whether the word is what a program wrote for infinity or
// for no number, such as -nan(ind) or 1.#INF.
func unbounded(word []byte) bool {
	if len(word) > 0 && (word[0] == '-' || word[0] == '+') {
		word = word[1:]
	}
	if len(word) < 3 {
		return false
	}
	head := string([]byte{word[0] | 0x20, word[1] | 0x20, word[2] | 0x20})
	return head == "nan" || head == "inf" || word[0]-'0' <= 9 && word[1] == '.' && word[2] == '#'
}

// Coordinate is a Float of the size that a coordinate may have.
func (s *Scanner) Coordinate() (float64, error) {
	x, err := s.Float()
	if err == nil && !Within(x) {
		err = fmt.Errorf("%s is no coordinate: they go from %g to %g", s.Quote(), -model.MaxCoordinate, model.MaxCoordinate)
	}
	return x, err
}

// Whole is the whole number right here, which need not end a word, and whether
// there is one. Beyond 2^40 it is cut.
func (s *Scanner) Whole() (int, bool) {
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

// Accept goes over the byte c, if it is right here.
func (s *Scanner) Accept(c byte) bool {
	if s.at < len(s.data) && s.data[s.at] == c {
		s.at++
		return true
	}
	return false
}

// Ends reports whether a word ends right here.
func (s *Scanner) Ends() bool { return s.separate(s.at) }

// Begin goes to the next word of the line, and reports whether there is one.
func (s *Scanner) Begin() bool { return !s.begin() }
