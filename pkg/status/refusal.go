package status

import (
	"strings"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"
)

// Refusal is the cause behind an answer of the API server that a pod may not be
// made: in the words of the quota, the rule or the webhook, and with a remedy
// where one is known.
func Refusal(message, namespace string) Cause {
	_, text, ok := strings.Cut(message, " is forbidden: ")
	if !ok {
		text = message
	}
	for _, known := range []struct {
		words string
		kind  Kind
		do    string
	}{
		{"exceeded quota", Quota, "ask for less with --cpu and --memory, or for fewer at a time (kubectl mosaic scale); see kubectl describe quota -n " + namespace},
		{"failed quota", Quota, "have the quota changed: it asks for what the pods do not set"},
		{"PodSecurity", Forbidden, "use another namespace: this one allows less than \"restricted\""},
		{"per Container", Forbidden, "keep within the namespace's LimitRange with --cpu and --memory: kubectl describe limitrange -n " + namespace},
		{"per Pod", Forbidden, "keep within the namespace's LimitRange with --cpu and --memory: kubectl describe limitrange -n " + namespace},
		{"priority class", Forbidden, "choose another --priority-class: kubectl get priorityclasses"},
		{"PriorityClass", Forbidden, "choose another --priority-class: kubectl get priorityclasses"},
		{"serviceaccount", Forbidden, "the namespace has no service account \"default\": wait a moment, or make one"},
	} {
		if strings.Contains(text, known.words) {
			return Cause{Kind: known.kind, Text: text, Do: known.do}
		}
	}
	return Cause{Kind: Forbidden, Text: text, Do: "ask whoever runs the cluster what this rule wants"}
}

// settling is how long a new Job may be without pods before that means anything.
const settling = 3 * time.Second

// LackingPods is the Jobs that should have more pods than they have.
func LackingPods(s Snapshot, now time.Time) []*batchv1.Job {
	alive, ended := map[types.UID]int32{}, map[types.UID]int32{}
	for _, p := range s.Pods {
		uid := types.UID(p.Labels[batchv1.ControllerUidLabel])
		switch p.Status.Phase {
		case corev1.PodSucceeded, corev1.PodFailed:
			ended[uid]++
		default:
			alive[uid]++
		}
	}
	var all []*batchv1.Job
	for _, o := range s.Jobs {
		j := Job{o, outcomeOf(o, s.Pods)}
		if j.Outcome != JobOpen || j.Suspended() || j.Spec.Parallelism == nil || now.Sub(j.CreationTimestamp.Time) < settling {
			continue
		}
		wanted := *j.Spec.Parallelism
		if j.Spec.Completions != nil {
			wanted = min(wanted, *j.Spec.Completions-ended[j.UID])
		}
		if alive[j.UID] < wanted {
			all = append(all, o)
		}
	}
	return all
}
