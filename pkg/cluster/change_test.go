package cluster

import (
	"errors"
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/fake"
	clienttesting "k8s.io/client-go/testing"

	"mosaic/pkg/job"
	"mosaic/pkg/kubeapi"
	"mosaic/pkg/status"
)

// TestResumeOnAnOlderCluster has an API server that says, as those before 1.36
// do, that the pods of a suspended Job are as they are.
func TestResumeOnAnOlderCluster(t *testing.T) {
	j := &batchv1.Job{
		ObjectMeta: metav1.ObjectMeta{Name: "room-tiles", Namespace: "n", Annotations: map[string]string{},
			Labels: map[string]string{job.LabelComponent: job.Tiles}},
		Spec: batchv1.JobSpec{
			Suspend:  new(true),
			Template: corev1.PodTemplateSpec{Spec: corev1.PodSpec{Containers: []corev1.Container{{Name: "tiles"}}}},
		},
	}
	client := fake.NewClientset(j)
	client.PrependReactor("update", "jobs", func(clienttesting.Action) (bool, runtime.Object, error) {
		return true, nil, apierrors.NewInvalid(batchv1.SchemeGroupVersion.WithKind("Job").GroupKind(), j.Name, nil)
	})
	c := &Cluster{&kubeapi.Conn{Client: client, Namespace: "n"}}
	f := &Found{}
	f.Render, _ = status.One(status.Snapshot{Jobs: []*batchv1.Job{j}}, time.Now())
	err := c.Resume(t.Context(), f, resource.Quantity{}, resource.MustParse("8Gi"), DryRunNone)
	if !errors.Is(err, ErrFixed) {
		t.Errorf("%v, want a word that a new Job is needed", err)
	}
	is, err := client.BatchV1().Jobs("n").Get(t.Context(), j.Name, metav1.GetOptions{})
	if err != nil || !*is.Spec.Suspend {
		t.Errorf("the Job goes on as it was: %v", err)
	}
	if err := c.Resume(t.Context(), f, resource.Quantity{}, resource.Quantity{}, DryRunNone); err != nil {
		t.Errorf("without a change: %v", err)
	}
}
