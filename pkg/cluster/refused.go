package cluster

import (
	"context"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"mosaic/pkg/status"
)

// tryEvery is how often a Job that lacks pods is asked for.
const tryEvery = 5 * time.Second

// refused finds the Jobs whose pods the API server will not have, for a quota
// or an admission rule, and says why in its words. The Job controller tells
// that by events alone, which many users may not read; a dry run of one such
// pod tells it to everybody who may create pods.
func (c *Cluster) refused(ctx context.Context, o status.Objects) map[types.UID]string {
	alive, ended := map[types.UID]int32{}, map[types.UID]int32{}
	for _, p := range o.Pods {
		uid := types.UID(p.Labels[batchv1.ControllerUidLabel])
		switch p.Status.Phase {
		case corev1.PodSucceeded, corev1.PodFailed:
			ended[uid]++
		default:
			alive[uid]++
		}
	}
	refused := map[types.UID]string{}
	for _, j := range o.Jobs {
		if !lacksPods(j, alive[j.UID], ended[j.UID]) {
			continue
		}
		pod := &corev1.Pod{ObjectMeta: *j.Spec.Template.ObjectMeta.DeepCopy(), Spec: *j.Spec.Template.Spec.DeepCopy()}
		pod.Namespace, pod.GenerateName = j.Namespace, j.Name+"-"
		_, err := c.client.CoreV1().Pods(j.Namespace).Create(ctx, pod, metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
		if apierrors.IsForbidden(err) || apierrors.IsInvalid(err) {
			refused[j.UID] = err.Error()
		}
	}
	return refused
}

// lacksPods reports whether a Job should have more pods than it has.
func lacksPods(j *batchv1.Job, alive, ended int32) bool {
	over := status.Condition(j, batchv1.JobComplete, batchv1.JobFailed, batchv1.JobSuccessCriteriaMet, batchv1.JobFailureTarget) != nil
	suspended := j.Spec.Suspend != nil && *j.Spec.Suspend
	if over || suspended || j.Spec.Parallelism == nil || time.Since(j.CreationTimestamp.Time) < 3*time.Second {
		return false
	}
	wanted := *j.Spec.Parallelism
	if j.Spec.Completions != nil {
		wanted = min(wanted, *j.Spec.Completions-ended)
	}
	return alive < wanted
}
