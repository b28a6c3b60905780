package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"
	corev1 "k8s.io/api/core/v1"

	"mosaic/pkg/settings"
	"mosaic/pkg/suggest"
)

// hideRare keeps in the help those connection flags that are typed most, in few
// words; the rest work as in kubectl.
func hideRare(flags *pflag.FlagSet) {
	words := map[string]string{
		"namespace":  "`NAME` of the namespace (unset: the context's)",
		"context":    "`NAME` of the kubeconfig's context (unset: its current one)",
		"kubeconfig": "the `FILE` (unset: $KUBECONFIG, or ~/.kube/config)",
		"as":         "`USER` to act as",
	}
	flags.SortFlags = false
	flags.VisitAll(func(f *pflag.Flag) {
		text, known := words[f.Name]
		if f.Hidden = !known; known {
			f.Usage = text
		}
	})
}

// addSettings adds a flag for each setting that has one. Unset says what holds
// where it is not given; "" is what the row says of 0.
func addSettings(flags *pflag.FlagSet, t settings.Table, unset string) {
	for _, r := range t {
		if r.Flag == "" {
			continue
		}
		usage := r.Help + " (unset: " + cmp.Or(unset, r.Zero) + ")"
		switch v := r.Value.(type) {
		case *int:
			flags.IntVar(v, r.Flag, 0, usage)
		case *uint64:
			flags.Uint64Var(v, r.Flag, 0, usage)
		case *float64:
			flags.Float64Var(v, r.Flag, 0, usage)
		case *string:
			flags.StringVar(v, r.Flag, "", usage)
		}
	}
}

// takeSettings takes the values of those flags that were given.
func takeSettings(into, from settings.Table, set *pflag.FlagSet) {
	for i, r := range from {
		if r.Flag != "" && set.Changed(r.Flag) {
			into[i].Copy(r)
		}
	}
}

// parseSize reads WIDTHxHEIGHT.
func parseSize(s string) (width, height int, err error) {
	w, h, ok := strings.Cut(strings.ToLower(s), "x")
	if ok {
		if width, err = strconv.Atoi(w); err == nil {
			height, err = strconv.Atoi(h)
		}
	}
	if !ok || err != nil {
		hint := "as 1920x1080"
		if meant := suggest.Size(s); meant != "" && meant != strings.ToLower(s) {
			hint += ": did you mean --size " + meant + "?"
		}
		return 0, 0, fmt.Errorf("--size %q: give width and height in pixels, %s", s, hint)
	}
	return width, height, nil
}

// parsePairs reads key=value pairs.
func parsePairs(flag string, pairs []string) (map[string]string, error) {
	if len(pairs) == 0 {
		return nil, nil
	}
	m := map[string]string{}
	for _, p := range pairs {
		k, v, ok := strings.Cut(p, "=")
		if !ok || k == "" {
			return nil, fmt.Errorf("%s %q: give KEY=VALUE, as kubernetes.io/arch=arm64", flag, p)
		}
		m[k] = v
	}
	return m, nil
}

// parseTolerations reads tolerations in kubectl taint's own form:
// KEY[=VALUE][:EFFECT].
func parseTolerations(args []string) ([]corev1.Toleration, error) {
	var all []corev1.Toleration
	for _, a := range args {
		keyValue, effect, _ := strings.Cut(a, ":")
		key, value, hasValue := strings.Cut(keyValue, "=")
		t := corev1.Toleration{Key: key, Operator: corev1.TolerationOpExists, Effect: corev1.TaintEffect(effect)}
		if hasValue {
			t.Operator, t.Value = corev1.TolerationOpEqual, value
		}
		effects := []corev1.TaintEffect{"", corev1.TaintEffectNoSchedule, corev1.TaintEffectPreferNoSchedule, corev1.TaintEffectNoExecute}
		if key == "" || !slices.Contains(effects, t.Effect) {
			return nil, fmt.Errorf("--toleration %q: give KEY[=VALUE][:EFFECT], as spot=true:NoSchedule", a)
		}
		all = append(all, t)
	}
	return all, nil
}
