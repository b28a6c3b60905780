package settings

import (
	"math"
	"strings"
	"testing"
)

// tables is every table, with the values of one struct.
func tables() map[string]Table {
	return map[string]Table{"frame": new(Frame).Table(), "tracer": new(Tracer).Table()}
}

func TestRowsAreWhole(t *testing.T) {
	for name, table := range tables() {
		table.Defaults()
		if err := table.Check(); err != nil {
			t.Errorf("%s: a default is not good: %v", name, err)
		}
		for _, r := range table {
			if r.Name == "" || r.Noun == "" || r.Help == "" || r.Min > r.Max {
				t.Errorf("%s: a row lacks something: %+v", name, r)
			}
			if first := r.Help[:1]; first != strings.ToLower(first) || strings.HasSuffix(r.Help, ".") || strings.HasPrefix(r.Help, "of ") {
				t.Errorf("%s: the help %q is no phrase that stands alone", r.Name, r.Help)
			}
		}
	}
}

func TestSettingsSurviveJSON(t *testing.T) {
	for _, want := range []Tracer{
		{Samples: 50, MaxDepth: 8},
		{Samples: 1 << 20, MaxDepth: 1, Seed: math.MaxUint64, Noise: 0.0001},
		{Samples: 1_000_000, MaxDepth: 1024, Noise: 1},
	} {
		data := want.Table().JSON()
		var got Tracer
		if err := got.Table().Parse(data); err != nil || got != want {
			t.Errorf("%s is read as %+v, %v", data, got, err)
		}
	}
	plain := Tracer{Samples: 50, MaxDepth: 8, Noise: math.Copysign(0, -1)}
	if got, want := string(plain.Table().JSON()), `{"samples":50,"maxDepth":8,"seed":0}`; got != want {
		t.Errorf("settings %s, want %s", got, want)
	}
	if got, want := plain.Table().Flags(), "--samples 50 --max-depth 8 --seed 0"; got != want {
		t.Errorf("flags %s, want %s", got, want)
	}
	plain.Noise = 0.02
	if got, want := plain.Table().Flags(), "--samples 50 --noise 0.02 --max-depth 8 --seed 0"; got != want {
		t.Errorf("flags %s, want %s", got, want)
	}
}

func TestParseIsStrict(t *testing.T) {
	for text, want := range map[string]string{
		``:                                      "no JSON object",
		`[]`:                                    "no JSON object",
		`{}`:                                    "the number of samples is 0",
		`null`:                                  "the number of samples is 0",
		`{"samples":"50","maxDepth":8}`:         `the number of samples ("samples") is "50": give a whole number from 1 to 1048576`,
		`{"samples":50.5,"maxDepth":8}`:         "is 50.5: give a whole number",
		`{"samples":1e2,"maxDepth":8}`:          "is 1e2: give a whole number",
		`{"samples":null,"maxDepth":8}`:         "is null: give a whole number",
		`{"samples":50,"maxDepth":[8]}`:         "is [8]: give a whole number",
		`{"samples":50,"maxDepth":8,"seed":-1}`: "the seed (\"seed\") is -1: give a whole number from 0 to 18446744073709551615",
		`{"samples":50,"maxDepth":8,"glow":1}`:  `there is no setting "glow": the settings are samples, noise, maxDepth, seed`,
	} {
		var s Tracer
		if err := s.Table().Parse([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	var s Tracer
	err := s.Table().Parse([]byte(`{"samples":0,"maxDepth":0,"noise":2,"b":1,"a":1}`))
	if err == nil || strings.Count(err.Error(), "\n") != 4 {
		t.Errorf("five faults are told as\n%v", err)
	}
}

func TestSetKeepsWhatIsNotGood(t *testing.T) {
	s := Tracer{Samples: 5, Noise: 0.5, Seed: 7}
	rows := s.Table()
	for i, bad := range []string{"0", "NaN", "x", "18446744073709551616"} {
		if rows[i].Set(bad) == nil {
			t.Errorf("%s takes %s", rows[i].Name, bad)
		}
	}
	if want := (Tracer{Samples: 5, Noise: 0.5, Seed: 7}); s != want {
		t.Errorf("values %+v, want %+v", s, want)
	}
}

func TestNumbersAgree(t *testing.T) {
	for want, s := range map[string]Tracer{
		"1 sample": {Samples: 1}, "2 samples": {Samples: 2},
		"at most 1 sample, to a noise of 0.02": {Samples: 1, Noise: 0.02},
	} {
		if got := s.Sampling(); got != want {
			t.Errorf("%+v is told as %q, want %q", s, got, want)
		}
	}
}
