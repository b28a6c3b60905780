package doctor

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"mosaic/pkg/cluster"
	"mosaic/pkg/kubeapi"
)

// Rights that only some verbs need; nothing else is lost without them.
const (
	forLogs = "logs, and describe's last words of a failed tile"
	forWhy  = "telling why a render does not move"
)

// lesser is the rights beyond those of a render, and what each is for.
func lesser() map[kubeapi.Right]string {
	return map[kubeapi.Right]string{
		{Verb: "get", Resource: "pods", Subresource: "log"}: forLogs,
		{Verb: "list", Resource: "events"}:                  forWhy,
		{Verb: "watch", Resource: "events"}:                 forWhy,
		{Verb: "list", Resource: "configmaps"}:              "retry and delete, once a render's Jobs are gone",
		{Verb: "update", Group: "batch", Resource: "jobs"}:  "resume --memory",
	}
}

// examineRights asks for each right whether the user has it: a line for each
// kind of object, and one for each kind where something is missing.
func (d doctor) examineRights(ctx context.Context, x Exam) []Finding {
	needed := cluster.Rights(x.Run)
	extra := lesser()
	all := append(slices.Clone(needed), slices.SortedFunc(maps.Keys(extra), func(a, b kubeapi.Right) int {
		return strings.Compare(a.String(), b.String())
	})...)
	granted, err := d.Granted(ctx, all)
	if err != nil {
		return []Finding{{Unknown, "rights", fmt.Sprintf("asking what you may do: %v", err), ""}}
	}
	var kinds []string // and below, by kind, the verbs
	have, lack := map[string][]string{}, map[string][]string{}
	purposes := map[string]string{}
	for i, r := range all {
		kind, purpose := r.Kind(), "rendering"
		if i >= len(needed) {
			purpose = extra[r]
		}
		if !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
		if granted[i] {
			have[kind] = append(have[kind], r.Verb)
			continue
		}
		lack[kind] = append(lack[kind], r.Verb)
		if purposes[kind] != "rendering" { // the worst that is lost
			purposes[kind] = purpose
		}
	}
	var found []Finding
	for _, kind := range kinds {
		if len(have[kind]) > 0 {
			found = append(found, Finding{OK, "rights", "you may " + strings.Join(have[kind], ", ") + " " + kind, ""})
		}
		if len(lack[kind]) == 0 {
			continue
		}
		level := Error
		if purposes[kind] != "rendering" {
			level = Warning
		}
		verbs := lack[kind]
		found = append(found, Finding{level, "rights", fmt.Sprintf("you may not %s %s, for %s", strings.Join(verbs, ", "), kind, purposes[kind]),
			fmt.Sprintf("ask for it: kubectl create role mosaic -n %s --verb=%s --resource=%s", d.Namespace, strings.Join(verbs, ","), kind)})
	}
	return found
}
