package soup

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"mosaic/pkg/vec"
)

// TestFloatMatchesStrconv compares bits.
func TestFloatMatchesStrconv(t *testing.T) {
	texts := []string{
		"0", "-0", "+0", "1", "-1.5", ".5", "5.", "+.5e1", "1e22", "1e23", "1e-22", "1e-23", "9007199254740991", "9007199254740992", "9007199254740993",
		"0.1", "0.30000000000000004", "123456789012345678901234567890", "18446744073709551616", "0.00000000000000000000001", "1e309", "-1e309", "1e-400",
		"4.9e-324", "2.2250738585072011e-308", "1E5", "1e+5", "1e99999999999999999999", "0e99999999999999999999", "00000000000000000000001", "1.7976931348623157e308",
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		x := math.Float64frombits(r.Uint64())
		if x-x != 0 {
			continue
		}
		texts = append(texts, strconv.FormatFloat(x, 'g', r.IntN(18), 64), strconv.FormatFloat(r.NormFloat64(), 'f', r.IntN(20), 64), strconv.Itoa(r.Int())+"e-"+strconv.Itoa(r.IntN(30)))
	}
	for _, text := range texts {
		want, _ := strconv.ParseFloat(text, 64)
		s := NewScanner([]byte(" " + text + "\n"))
		got, err := s.Float()
		if err != nil || math.Float64bits(got) != math.Float64bits(want) || !s.AtLineEnd() {
			t.Errorf("%s is %v (%v), not %v", text, got, err, want)
		}
	}
}

func TestNotANumber(t *testing.T) {
	for _, text := range []string{"", " ", "x", "-", "+", ".", "e5", "1e", "1e+", "1..2", "1,5", "0x10", "1_000", "--1", "1-1", "na", "in", "1.x"} {
		s := NewScanner([]byte(text))
		if x, err := s.Float(); err == nil {
			t.Errorf("%q is %v", text, x)
		}
	}
	for _, text := range []string{"nan", "-NaN(ind)", "inf", "-Infinity", "1.#INF", "-1.#IND00"} {
		s := NewScanner([]byte(text))
		if x, err := s.Float(); err != nil || x == x {
			t.Errorf("%q is %v (%v)", text, x, err)
		}
	}
}

func FuzzFloat(f *testing.F) {
	for _, seed := range []string{"1.5", "-0.0e1", "12345678901234567890", "1e-400", "nan", "1e", "#1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.ContainsAny(text, " \t\n\v\f\r_xXpPnN") {
			return
		}
		want, fault := strconv.ParseFloat(text, 64)
		s := NewScanner([]byte(text))
		got, err := s.Float()
		if isNaNOrInf([]byte(text)) || err != nil && fault != nil {
			return
		}
		if err != nil || math.Float64bits(got) != math.Float64bits(want) {
			t.Errorf("%q is %v (%v), not %v (%v)", text, got, err, want, fault)
		}
	})
}

// area is the sum of the signed areas of the triangles, projected along z, and
// that of their absolute values.
func area(p []vec.Vec3, triangles [][3]uint32) (sum, all float64) {
	for _, t := range triangles {
		z := p[t[1]].Sub(p[t[0]]).Cross(p[t[2]].Sub(p[t[0]])).Z / 2
		sum += z
		all += math.Abs(z)
	}
	return sum, all
}

// TestTriangulate wants triangles of one orientation whose areas sum up to that of
// the polygon: then they neither overlap nor leave it.
func TestTriangulate(t *testing.T) {
	ring := func(n int, radius func(i int) float64) (p []vec.Vec3) {
		for i := range n {
			sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(n))
			p = append(p, vec.Vec3{X: cos, Y: sin}.Scale(radius(i)))
		}
		return p
	}
	comb := []vec.Vec3{{X: 50, Y: 9}, {Y: 9}}
	for i := range 50 {
		comb = append(comb, vec.Vec3{X: float64(i)}, vec.Vec3{X: float64(i) + 0.5, Y: 8})
	}
	r := rand.New(rand.NewPCG(3, 4))
	for name, p := range map[string][]vec.Vec3{
		"triangle":        ring(3, func(int) float64 { return 1 }),
		"square":          ring(4, func(int) float64 { return 1 }),
		"dart":            {{X: 0}, {X: 2, Y: -2}, {X: 6}, {X: 2, Y: 2}},
		"arrow":           {{X: 2, Y: -2}, {X: 6}, {X: 2, Y: 2}, {X: 4}},
		"arrow, turned":   {{X: 4}, {X: 2, Y: -2}, {X: 6}, {X: 2, Y: 2}},
		"decagon":         ring(10, func(int) float64 { return 1 }),
		"star":            ring(10, func(i int) float64 { return []float64{1, 0.2}[i%2] }),
		"random star":     ring(2000, func(int) float64 { return 0.1 + r.Float64() }),
		"comb":            append(comb, vec.Vec3{X: 50}),
		"with a seam":     {{}, {X: 9}, {X: 9, Y: 9}, {Y: 9}, {}, {X: 2, Y: 2}, {X: 2, Y: 5}, {X: 5, Y: 5}, {X: 5, Y: 2}, {X: 2, Y: 2}},
		"straight sides":  {{}, {X: 1}, {X: 2}, {X: 3}, {X: 3, Y: 3}, {X: 2, Y: 3}, {X: 2, Y: 2}, {X: 1, Y: 2}, {X: 0, Y: 2}, {Y: 1}},
		"twice the same":  {{}, {X: 4}, {X: 4}, {X: 4, Y: 4}, {X: 2, Y: 1}, {Y: 4}, {Y: 4}},
		"far from origin": {{X: 1e8}, {X: 1e8 + 2, Y: 1}, {X: 1e8 + 4}, {X: 1e8 + 4, Y: 4}, {X: 1e8, Y: 4}},
	} {
		for _, mirrored := range []bool{false, true} {
			q := append([]vec.Vec3(nil), p...)
			if mirrored {
				for i := range q {
					q[i].Y = -q[i].Y
				}
			}
			fan := [][3]uint32{}
			for i := 2; i < len(q); i++ {
				fan = append(fan, [3]uint32{0, uint32(i - 1), uint32(i)})
			}
			want, _ := area(q, fan)
			var c Triangulator
			triangles, err := c.Triangulate(q)
			if sum, all := area(q, triangles); err != nil || len(triangles) != len(q)-2 || math.Abs(sum-want) > 1e-9 || math.Abs(all-math.Abs(want)) > 1e-9 {
				t.Errorf("%s (mirrored: %t): %d triangles of %d corners, areas %g and %g, not %g (%v)", name, mirrored, len(triangles), len(q), sum, all, want, err)
			}
		}
	}
}

// TestDegeneratePolygons triangulates points, lines and knots.
func TestDegeneratePolygons(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, n := range []int{5, 8, 100, 1000} {
		points, lines, knots := make([]vec.Vec3, n), make([]vec.Vec3, n), make([]vec.Vec3, n)
		for i := range n {
			lines[i].X = r.Float64()
			knots[i] = vec.Vec3{X: r.Float64(), Y: r.Float64(), Z: r.Float64()}
		}
		for _, p := range [][]vec.Vec3{points, lines, knots} {
			var c Triangulator
			if triangles, err := c.Triangulate(p); err != nil || len(triangles) != n-2 {
				t.Errorf("%d triangles of %d corners (%v)", len(triangles), n, err)
			}
		}
	}
}

func TestTriangulationIsBounded(t *testing.T) {
	c := Triangulator{work: maxWork + 5*maxWorkPerCorner + 1}
	if _, err := c.Triangulate([]vec.Vec3{{}, {X: 4}, {X: 4, Y: 4}, {X: 2, Y: 1}, {Y: 4}}); !errors.Is(err, errTooComplex) {
		t.Error(err)
	}
}

func TestIndexNumbersInOrder(t *testing.T) {
	var x Index
	for round := range 2 {
		for i := range uint64(10_000) {
			if n := x.Number([3]uint64{i % 7, i << 40, math.MaxUint64}); n != uint32(i) {
				t.Fatalf("round %d: key %d has the number %d", round, i, n)
			}
		}
	}
}

func TestScanner(t *testing.T) {
	s := NewScanner([]byte("a \\\r\n b#c # d\\\n\n\r\\x \\ \\\ny\r z"))
	s.Comments, s.Continuations = true, true
	var got []string
	for more := true; more; more = s.NextLine() {
		for !s.AtLineEnd() {
			got = append(got, fmt.Sprintf("%d%s", s.Line(), s.Word()))
		}
	}
	if want := `1a 2b#c 5\x 5\ 6y 7z`; strings.Join(got, " ") != want {
		t.Errorf("got %s, want %s", got, want)
	}
	s = NewScanner([]byte(" a  b \\\n c \r\nd"))
	s.Continuations = true
	if got := s.Rest(); got != "a  b   c" || !s.NextLine() || s.Line() != 3 {
		t.Errorf("the rest is %q, before line %d", got, s.Line())
	}
}

// TestNoFusedMultiplyAdd searches the machine code of this package and of
// those that use it: see package vec.
func TestNoFusedMultiplyAdd(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles for other machines")
	}
	fused := regexp.MustCompile(`(?m)^.*\s(FN?M(ADD|SUB)[SD]?|VFN?M(ADD|SUB)[0-9]+[SP][SD])\s.*$`)
	for _, env := range [][]string{{"GOARCH=arm64"}, {"GOARCH=amd64", "GOAMD64=v3"}} {
		cmd := exec.Command("go", "build", "-gcflags=-S", ".", "../obj", "../ply", "../stl")
		cmd.Env = append(append(os.Environ(), "GOOS=linux", "CGO_ENABLED=0"), env...)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %v\n%s", env, err, out)
		}
		if !strings.Contains(string(out), "soup.(*Triangulator).area2 STEXT") {
			t.Fatalf("%v: no machine code", env)
		}
		for _, line := range fused.FindAll(out, -1) {
			t.Errorf("%v: %s", env, line)
		}
	}
}
