package doctor

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"mosaic/pkg/job"
	"mosaic/pkg/progress"
)

// examineQuota says how many tiles the quotas leave room for.
func (d doctor) examineQuota(ctx context.Context, x Exam) []Finding {
	const about = "quota"
	quotas, err := d.Client.CoreV1().ResourceQuotas(d.Namespace).List(ctx, metav1.ListOptions{})
	if err != nil {
		return []Finding{{Unknown, about, "resourcequotas may not be listed: a render in want of quota says so while it waits", ""}}
	}
	room, by := x.Options.Parallelism, ""
	for i := range quotas.Items {
		q := &quotas.Items[i]
		if len(q.Spec.Scopes) > 0 || q.Spec.ScopeSelector != nil {
			continue // of some pods only
		}
		for name, hard := range q.Status.Hard {
			if n, ok := fits(x.Options, name, hard.AsApproximateFloat64()-amount(q.Status.Used, name)); ok && n < room {
				room, by = n, fmt.Sprintf("%s's %s", q.Name, name)
			}
		}
	}
	switch {
	case by == "" && len(quotas.Items) == 0:
		return []Finding{{OK, about, "there is none", ""}}
	case by == "":
		return []Finding{{OK, about, fmt.Sprintf("there is room for %s at a time", progress.Number(room, "tile")), ""}}
	case room < 1:
		return []Finding{{Error, about, by + " leaves no room for a tile and the merge", "wait until others are done, ask for less with --cpu and --memory, or have the quota raised"}}
	}
	return []Finding{{Warning, about, fmt.Sprintf("%s leaves room for %s at a time", by, progress.Number(room, "tile")), fmt.Sprintf("--parallelism %d", room)}}
}

func amount(l corev1.ResourceList, name corev1.ResourceName) float64 {
	q := l[name]
	return q.AsApproximateFloat64()
}

// fits is how many tiles, besides the merge, go into what is left of a resource.
func fits(o job.Options, name corev1.ResourceName, left float64) (tiles int, ok bool) {
	const mib = 1 << 20
	switch name {
	case corev1.ResourcePods, "count/pods":
		return int(left) - 2, true // the merge, and the transfer
	case corev1.ResourceCPU, corev1.ResourceRequestsCPU:
		return int((left - 0.02) / o.CPU.AsApproximateFloat64()), true
	case corev1.ResourceMemory, corev1.ResourceRequestsMemory:
		return int((left - 128*mib) / o.Memory.AsApproximateFloat64()), true
	case corev1.ResourceLimitsCPU:
		return int(left/o.CPU.AsApproximateFloat64()) - 2, true
	case corev1.ResourceLimitsMemory:
		return int(left/o.Memory.AsApproximateFloat64()) - 2, true
	}
	return 0, false
}

// examineNodes says how many tiles fit on the nodes when they are empty.
func (d doctor) examineNodes(ctx context.Context, x Exam) []Finding {
	const about = "nodes"
	nodes, err := d.Client.CoreV1().Nodes().List(ctx, metav1.ListOptions{})
	if err != nil {
		return []Finding{{Unknown, about, "nodes may not be listed: a render that finds no room says so while it waits", ""}}
	}
	o := x.Options
	able, room, arches := 0, 0, map[string]bool{}
	for i := range nodes.Items {
		n := &nodes.Items[i]
		if !takes(n, o) {
			continue
		}
		able++
		arches[n.Labels[corev1.LabelArchStable]] = true
		room += max(0, min(
			int(amount(n.Status.Allocatable, corev1.ResourceCPU)/o.CPU.AsApproximateFloat64()),
			int(amount(n.Status.Allocatable, corev1.ResourceMemory)/o.Memory.AsApproximateFloat64()),
		))
	}
	text := fmt.Sprintf("%d of %d take pods of this render, and have room for %s when empty", able, len(nodes.Items), progress.Number(room, "tile"))
	switch {
	case able == 0:
		return []Finding{{Error, about, fmt.Sprintf("none of %d takes pods of this render", len(nodes.Items)), "see kubectl get nodes; choose by --node-selector and --toleration, or ask for less with --cpu and --memory"}}
	case room == 0:
		return []Finding{{Error, about, text, "ask for less with --cpu and --memory (unless the cluster adds nodes by itself)"}}
	case room < o.Parallelism:
		return []Finding{{OK, about, text + fmt.Sprintf(": of %d at a time the rest waits", o.Parallelism), ""}}
	}
	return []Finding{{OK, about, text, ""}}
}

// takes reports whether a node is ready and lets the render's pods in.
func takes(n *corev1.Node, o job.Options) bool {
	ready := false
	for _, c := range n.Status.Conditions {
		ready = ready || c.Type == corev1.NodeReady && c.Status == corev1.ConditionTrue
	}
	if !ready || n.Spec.Unschedulable || n.Labels[corev1.LabelOSStable] == "windows" {
		return false
	}
	for k, v := range o.NodeSelector {
		if n.Labels[k] != v {
			return false
		}
	}
	for i := range n.Spec.Taints {
		taint := &n.Spec.Taints[i]
		if taint.Effect == corev1.TaintEffectPreferNoSchedule {
			continue
		}
		tolerated := false
		for j := range o.Tolerations {
			t := &o.Tolerations[j]
			tolerated = tolerated || t.Key == taint.Key && (t.Effect == "" || t.Effect == taint.Effect) &&
				(t.Operator == corev1.TolerationOpExists || t.Value == taint.Value)
		}
		if !tolerated {
			return false
		}
	}
	return true
}
