package doctor

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/version"

	"mosaic/pkg/job"
	"mosaic/pkg/kubeapi"
	"mosaic/pkg/status"
)

// kept is what the server must keep of a tile Job, and since when it does.
var kept = map[string]string{
	"completionMode":       "Indexed Jobs (Kubernetes 1.24)",
	"backoffLimitPerIndex": "retries of each tile (Kubernetes 1.29; settled in 1.33)",
	"podFailurePolicy":     "telling evictions from failures (Kubernetes 1.26; settled in 1.31)",
}

// examineJobs has the server check a tile Job, and looks at what it would keep:
// a server that lacks a feature drops the field without a word.
func (d doctor) examineJobs(ctx context.Context, x Exam, server *version.Info) []Finding {
	const about = "jobs"
	for _, obj := range job.Objects(x.Spec, nil, x.Options) {
		u, err := kubeapi.Unstructured(obj)
		if err != nil || u.GetKind() != "Job" || u.GetLabels()[job.LabelComponent] != job.Tiles {
			continue
		}
		is, err := d.Create(ctx, u, true)
		switch {
		case apierrors.IsForbidden(err) && !d.May(ctx, kubeapi.Right{Verb: "create", Group: "batch", Resource: "jobs"}):
			return []Finding{{Unknown, about, "whether this server has all that a tile Job needs can only be tried by who may create jobs", ""}}
		case err != nil:
			return []Finding{{Error, about, fmt.Sprintf("the server refuses a tile Job: %v", err),
				"renders need Kubernetes 1.29, better 1.33; this is " + server.GitVersion}}
		}
		var lost []string
		for field, what := range kept {
			if _, ok, _ := unstructured.NestedFieldNoCopy(is.Object, "spec", field); !ok {
				lost = append(lost, what)
			}
		}
		if len(lost) > 0 {
			return []Finding{{Error, about, "the server drops from a tile Job: " + strings.Join(lost, "; "), "use a newer Kubernetes; this is " + server.GitVersion}}
		}
	}
	found := []Finding{{OK, about, "a tile Job is accepted, with retries of each tile and evictions that do not count", ""}}
	minor, err := strconv.Atoi(strings.TrimRight(server.Minor, "+"))
	switch {
	case err != nil:
	case minor >= 36:
		found = append(found, Finding{OK, "resume", "a paused render gets other memory in place (by the server's version; since 1.36)", ""})
	default:
		found = append(found, Finding{OK, "resume", "a paused render gets other memory by a new Job (by the server's version; in place since 1.36)", ""})
	}
	return found
}

// examineNamespace reads the namespace's Pod Security level. The pods pass even
// the strictest.
func (d doctor) examineNamespace(ctx context.Context) Finding {
	const about = "namespace"
	ns, err := d.Client.CoreV1().Namespaces().Get(ctx, d.Namespace, metav1.GetOptions{})
	switch {
	case apierrors.IsNotFound(err):
		return Finding{Error, about, fmt.Sprintf("there is no namespace %s", d.Namespace), "kubectl create namespace " + d.Namespace + ", or choose another with -n"}
	case err != nil:
		return Finding{Unknown, about, fmt.Sprintf("%s may not be read: what it enforces shows in the line pod", d.Namespace), ""}
	case ns.DeletionTimestamp != nil:
		return Finding{Error, about, fmt.Sprintf("%s is being deleted", d.Namespace), "choose another with -n"}
	}
	level := ns.Labels["pod-security.kubernetes.io/enforce"]
	if level == "" {
		return Finding{OK, about, d.Namespace + ", which enforces no Pod Security level by label", ""}
	}
	return Finding{OK, about, fmt.Sprintf("%s, which enforces Pod Security %q: the pods pass it", d.Namespace, level), ""}
}

// examinePod has the server check the pod of a tile: Pod Security, quota, limit
// ranges and whatever else decides about pods.
func (d doctor) examinePod(ctx context.Context, x Exam) []Finding {
	const about = "pod"
	o := x.Options
	pod := job.TilePod(x.Spec, o, o.Name)
	u, err := runtime.DefaultUnstructuredConverter.ToUnstructured(pod)
	if err != nil {
		return []Finding{{Unknown, about, err.Error(), ""}}
	}
	_, err = d.Create(ctx, &unstructured.Unstructured{Object: u}, true)
	size := fmt.Sprintf("%s CPU and %s memory", &o.CPU, &o.Memory)
	switch {
	case err == nil:
		return []Finding{{OK, about, "one with " + size + " would be admitted", ""}}
	case !d.May(ctx, kubeapi.Right{Verb: "create", Resource: "pods"}):
		return []Finding{{Unknown, about, "whether one would be admitted can only be tried by who may create pods", ""}}
	}
	return []Finding{{Error, about, fmt.Sprintf("one with %s is refused: %v", size, err), status.Refusal(err.Error(), d.Namespace).Do}}
}
