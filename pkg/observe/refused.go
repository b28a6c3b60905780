package observe

import (
	"context"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"mosaic/pkg/kubeapi"
	"mosaic/pkg/status"
)

// tryEvery is how often a Job that lacks pods is asked for.
const tryEvery = 5 * time.Second

// refusals finds the Jobs whose pods the API server will not have, for a quota
// or an admission rule, and says why in its words. The Job controller tells
// that by events alone, which many users may not read; a dry run of one such
// pod tells it to everybody who may create pods.
func refusals(ctx context.Context, c *kubeapi.Conn, s status.Snapshot) map[types.UID]string {
	refused := map[types.UID]string{}
	for _, j := range status.LackingPods(s, time.Now()) {
		pod := &corev1.Pod{ObjectMeta: *j.Spec.Template.ObjectMeta.DeepCopy(), Spec: *j.Spec.Template.Spec.DeepCopy()}
		pod.Namespace, pod.GenerateName = j.Namespace, j.Name+"-"
		_, err := c.Client.CoreV1().Pods(j.Namespace).Create(ctx, pod, metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
		if apierrors.IsForbidden(err) || apierrors.IsInvalid(err) {
			refused[j.UID] = err.Error()
		}
	}
	return refused
}
