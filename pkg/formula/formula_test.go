package formula

import (
	"math"
	"testing"
)

func TestFormulas(t *testing.T) {
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

func TestWrongFormulas(t *testing.T) {
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
