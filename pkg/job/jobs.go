package job

import (
	"maps"
	"strconv"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"mosaic/pkg/render"
)

// mergeTime is how much longer than the tiles the merge may take.
const mergeTime = time.Hour

// tilesJob has one completion index for each tile. An index whose pod was
// evicted or preempted is tried again for nothing; other failures count
// against the tile's own retries, and never against another tile's.
func tilesJob(spec render.Spec, o Options) *batchv1.Job {
	j := newJob(spec, o, TilesName(o.Name), Tiles, o.Deadline)
	tiles := int32(spec.Plan.Len())
	indexed := batchv1.IndexedCompletion
	j.Spec.Completions = &tiles
	j.Spec.Parallelism = new(min(int32(o.Parallelism), tiles))
	j.Spec.CompletionMode = &indexed
	j.Spec.BackoffLimitPerIndex = new(int32(o.Retries))
	j.Spec.PodFailurePolicy = policy(
		onExit(batchv1.PodFailurePolicyActionFailJob, render.ExitSpec),
		onExit(batchv1.PodFailurePolicyActionFailIndex, render.ExitNever),
	)
	j.Spec.Template.Spec.Containers[0].Args = []string{"tile", "--name", o.Name, "--retries", strconv.Itoa(o.Retries)}
	if o.NoDisrupt {
		j.Spec.Template.Annotations["cluster-autoscaler.kubernetes.io/safe-to-evict"] = "false"
		j.Spec.Template.Annotations["karpenter.sh/do-not-disrupt"] = "true"
	}
	return j
}

// mergeJob waits for the tiles from the start, asking for next to nothing, so
// that no command line has to be alive when the last tile is done.
func mergeJob(spec render.Spec, o Options) *batchv1.Job {
	j := newJob(spec, o, MergeName(o.Name), Merge, o.Deadline+mergeTime)
	j.Spec.BackoffLimit = new(int32(max(o.Retries, 1)))
	j.Spec.PodFailurePolicy = policy(onExit(batchv1.PodFailurePolicyActionFailJob, render.ExitSpec, render.ExitNever))
	c := &j.Spec.Template.Spec.Containers[0]
	c.Args = append([]string{"merge", "--name", o.Name, "--output", o.Output}, o.Flags()...)
	c.Resources = waiting(o)
	return j
}

func newJob(spec render.Spec, o Options, name, component string, deadline time.Duration) *batchv1.Job {
	m := meta(spec, o, name, component)
	j := &batchv1.Job{
		TypeMeta:   metav1.TypeMeta{APIVersion: "batch/v1", Kind: "Job"},
		ObjectMeta: remembering(queued(m, o.Queue), o),
		Spec: batchv1.JobSpec{
			ActiveDeadlineSeconds: new(int64(deadline / time.Second)),
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: m.Labels, Annotations: maps.Clone(m.Annotations)},
				Spec:       pod(o, component),
			},
		},
	}
	if o.TTL != nil {
		j.Spec.TTLSecondsAfterFinished = new(int32(*o.TTL / time.Second))
	}
	return j
}

func policy(rules ...batchv1.PodFailurePolicyRule) *batchv1.PodFailurePolicy {
	disrupted := batchv1.PodFailurePolicyRule{
		Action: batchv1.PodFailurePolicyActionIgnore,
		OnPodConditions: []batchv1.PodFailurePolicyOnPodConditionsPattern{
			{Type: corev1.DisruptionTarget, Status: corev1.ConditionTrue},
		},
	}
	return &batchv1.PodFailurePolicy{Rules: append([]batchv1.PodFailurePolicyRule{disrupted}, rules...)}
}

func onExit(action batchv1.PodFailurePolicyAction, codes ...int32) batchv1.PodFailurePolicyRule {
	return batchv1.PodFailurePolicyRule{
		Action: action,
		OnExitCodes: &batchv1.PodFailurePolicyOnExitCodesRequirement{
			Operator: batchv1.PodFailurePolicyOnExitCodesOpIn, Values: codes,
		},
	}
}
