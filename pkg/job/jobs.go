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
	j := newJob(spec, o, TilesName(o.Name), o.Deadline, part{
		component: Tiles, args: tileArguments(o), image: o.Renderer, writable: o.WritableRoot,
		env: []corev1.EnvVar{
			{Name: render.EnvFailures, ValueFrom: field("metadata.annotations['batch.kubernetes.io/job-index-failure-count']")},
			{Name: render.EnvJob, ValueFrom: field("metadata.labels['batch.kubernetes.io/controller-uid']")},
		},
		resources: TileResources(o), mounts: append([]mount{claimMount(o, false), specMount(o)}, folderMounts(o)...),
	})
	tiles := int32(spec.Plan.Len())
	indexed := batchv1.IndexedCompletion
	j.Spec.Completions = &tiles
	j.Spec.Parallelism = new(min(int32(o.Parallelism), tiles))
	j.Spec.CompletionMode = &indexed
	j.Spec.BackoffLimitPerIndex = new(int32(o.Retries))
	j.Spec.PodFailurePolicy = policy(
		onExit(Tiles, batchv1.PodFailurePolicyActionFailJob, render.ExitSpec),
		onExit(Tiles, batchv1.PodFailurePolicyActionFailIndex, render.ExitNever),
	)
	if o.NoDisrupt {
		j.Spec.Template.Annotations["cluster-autoscaler.kubernetes.io/safe-to-evict"] = "false"
		j.Spec.Template.Annotations["karpenter.sh/do-not-disrupt"] = "true"
	}
	return j
}

func tileArguments(o Options) []string {
	args := []string{"tile", "--name", o.Name, "--retries", strconv.Itoa(o.Retries)}
	if o.MinTileTime > 0 {
		args = append(args, "--min-tile-time", o.MinTileTime.String())
	}
	if o.MaxTileTime > 0 {
		args = append(args, "--max-tile-time", o.MaxTileTime.String())
	}
	if o.InPlace() {
		args = append(args, "--in-place")
	}
	return args
}

// mergeJob waits for the tiles from the start, asking for next to nothing, so
// that no command line has to be alive when the last tile is done.
func mergeJob(spec render.Spec, o Options) *batchv1.Job {
	j := newJob(spec, o, MergeName(o.Name), o.Deadline+mergeTime, part{
		component: Merge, args: mergeArguments(o), image: o.FilmImage,
		resources: merging(spec, o), mounts: []mount{claimMount(o, false), specMount(o)},
	})
	j.Spec.BackoffLimit = new(int32(max(o.Retries, 1)))
	j.Spec.PodFailurePolicy = policy(onExit(Merge, batchv1.PodFailurePolicyActionFailJob, render.ExitSpec, render.ExitNever))
	return j
}

func mergeArguments(o Options) []string {
	args := append([]string{"merge", "--name", o.Name, "--output", o.Output}, o.Flags()...)
	if o.FilmImage != "" {
		args = append(args, "--film", o.Film, "--fps", strconv.FormatFloat(o.Rate(), 'g', -1, 64), "--film-image", o.FilmImage)
	}
	return args
}

func newJob(spec render.Spec, o Options, name string, deadline time.Duration, p part) *batchv1.Job {
	m := meta(spec, o, name, p.component)
	j := &batchv1.Job{
		TypeMeta:   metav1.TypeMeta{APIVersion: "batch/v1", Kind: "Job"},
		ObjectMeta: remembering(queued(m, o.Queue), o),
		Spec: batchv1.JobSpec{
			ActiveDeadlineSeconds: new(int64(deadline / time.Second)),
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: m.Labels, Annotations: maps.Clone(m.Annotations)},
				Spec:       podSpec(o, p),
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

// onExit is what comes of exit codes of our container, and of no other.
func onExit(container string, action batchv1.PodFailurePolicyAction, codes ...int32) batchv1.PodFailurePolicyRule {
	return batchv1.PodFailurePolicyRule{
		Action: action,
		OnExitCodes: &batchv1.PodFailurePolicyOnExitCodesRequirement{
			ContainerName: &container,
			Operator:      batchv1.PodFailurePolicyOnExitCodesOpIn, Values: codes,
		},
	}
}
