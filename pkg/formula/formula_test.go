package formula

import (
	"math"
	"testing"
)

func TestEval(t *testing.T) {
	u, v := 0.75, -2.5
	for text, want := range map[string]float64{
		"1":                            1,
		" 2 + 3*4 - 6/3 ":              12,
		"2^3^2":                        512,
		"-2^2":                         -4,
		"2^-1":                         0.5,
		"(u+v)*2":                      (u + v) * 2,
		"--u":                          u,
		"1.5e2 + .5":                   150.5,
		"sin(u)*cos(v) + tan(u)":       math.Sin(u)*math.Cos(v) + math.Tan(u),
		"sqrt(abs(v))":                 math.Sqrt(2.5),
		"floor(v) + mod(v, 2)":         -3 + 1.5,
		"exp(u) - log(2)":              math.Exp(u) - math.Ln2,
		"min(u, v) + max(u, max(v,9))": v + 9,
		"2*pi":                         2 * math.Pi,
		"u^1.5":                        math.Pow(u, 1.5),
		"v^3":                          v * v * v,
	} {
		f, err := Compile(text, "u", "v")
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := f.Eval([]float64{u, v}); !(math.Abs(got-want) < 1e-12) {
			t.Errorf("%s is %v, want %v", text, got, want)
		}
	}
}

// A row computed at once is each of its points alone, bit for bit.
func TestEvalRow(t *testing.T) {
	var us, vs []float64
	for _, x := range []float64{0, math.Copysign(0, -1), 1, -1, 0.5, 2, -2.5, 7, 1e-300, 1e300, -1e18, math.Inf(1), math.Inf(-1), math.NaN(), 64, 65} {
		for _, y := range []float64{0, 1, -1, 2, -2, 3, 0.5, -7.25, 1e300, math.Inf(1), math.NaN(), 12} {
			us, vs = append(us, x), append(vs, y)
		}
	}
	for _, text := range []string{
		"u", "3", "u+v", "u-v", "u*v", "u/v", "u^v", "-u", "sin(u)", "cos(v)", "tan(u)", "sqrt(u)", "abs(v)", "floor(u)", "exp(v)", "log(u)",
		"min(u,v)", "max(u,v)", "mod(u,v)", "v - (u*(u+v) - 2*(v+1)^2)/(1 + abs(u))", "(u+(v+(u+(v+(u*v)))))",
	} {
		f, err := Compile(text, "u", "v")
		if err != nil {
			t.Fatal(err)
		}
		for n := range len(us) + 1 {
			row := make([]float64, n)
			f.EvalRow(row, [][]float64{us, vs})
			for i, got := range row {
				if want := f.Eval([]float64{us[i], vs[i]}); math.Float64bits(got) != math.Float64bits(want) {
					t.Fatalf("%s of %g and %g is %g in a row of %d, %g alone", text, us[i], vs[i], got, n, want)
				}
			}
		}
	}
}

func TestErrors(t *testing.T) {
	for text, want := range map[string]string{
		"":         "at character 1: the formula ends too soon",
		"2 +":      "at character 4: the formula ends too soon",
		"(1":       "at character 3: a ) is missing",
		"1)":       `at character 2: ")" is one too many`,
		"w":        `at character 1: "w" is not known: there are u, v, pi and the functions sin, cos, tan, sqrt, abs, floor, exp, log, min, max, mod`,
		"sin u":    "at character 5: a ( must follow sin",
		"min(1)":   "at character 6: min takes 2 operands, with a comma between",
		"1 ? 2":    `at character 3: "?" is one too many`,
		"sin(1, 2": "at character 6: a ) is missing after the operands of sin",
		"1e999":    `at character 1: "1e999" is no number`,
	} {
		_, err := Compile(text, "u", "v")
		if err == nil || err.Error() != want {
			t.Errorf("%q: the error is %v, want %s", text, err, want)
		}
	}
}

func FuzzCompile(f *testing.F) {
	f.Add("1+u*sin(v)^2/(3-pi)")
	f.Add("((((((((")
	f.Add("1^2^3^4^5^6")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := Compile(text, "u", "v")
		if err != nil {
			return
		}
		if x := p.Eval([]float64{1, 2}); len(p.code) > len(text) {
			t.Errorf("%q takes %d steps to %v", text, len(p.code), x)
		}
	})
}
