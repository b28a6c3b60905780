package cluster

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/wait"

	"mosaic/pkg/job"
	"mosaic/pkg/kubeapi"
	"mosaic/pkg/observe"
	"mosaic/pkg/status"
)

// DryRun has the API server check the objects, and returns what it would keep.
func (c *Cluster) DryRun(ctx context.Context, objects []runtime.Object) ([]runtime.Object, error) {
	var kept []runtime.Object
	for _, obj := range objects {
		u, err := kubeapi.Unstructured(obj)
		if err != nil {
			return nil, err
		}
		is, err := c.Create(ctx, u, true)
		if apierrors.IsAlreadyExists(err) {
			is, err = c.Objects(u).Get(ctx, u.GetName(), metav1.GetOptions{})
		}
		if err != nil {
			return nil, kubeapi.About(u, err)
		}
		kept = append(kept, is)
	}
	return kept, nil
}

// apply creates the objects, and takes up those that are there already. When
// one cannot be made, those made before it are removed again. The text says,
// as kubectl does, what became of each.
func (c *Cluster) apply(ctx context.Context, objects []runtime.Object) (said []string, undo func(), err error) {
	var made []*unstructured.Unstructured
	undo = func() {
		ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), kubeapi.AnswerTimeout)
		defer stop()
		for _, u := range slices.Backward(made) {
			_ = c.delete(ctx, u) // the error that led here is the one to tell
		}
	}
	for _, obj := range objects {
		u, err := kubeapi.Unstructured(obj)
		if err != nil {
			return nil, undo, err
		}
		// Noted before it is made: the answer may get lost.
		_, err = c.Objects(u).Get(ctx, u.GetName(), metav1.GetOptions{})
		if apierrors.IsNotFound(err) {
			made = append(made, u)
		}
		verb, err := c.ensure(ctx, u)
		if err != nil {
			undo()
			return nil, undo, err
		}
		said = append(said, kubeapi.KindName(u)+" "+verb)
	}
	return said, undo, nil
}

// ensure creates an object, or finds that it is there and the same. A Job that
// failed, or whose pods would be others, makes room: its successor renders only
// what is missing.
func (c *Cluster) ensure(ctx context.Context, u *unstructured.Unstructured) (verb string, err error) {
	_, err = c.Create(ctx, u, false)
	if err == nil {
		return "created", nil
	}
	if !apierrors.IsAlreadyExists(err) {
		return "", kubeapi.About(u, err)
	}
	is, err := c.Objects(u).Get(ctx, u.GetName(), metav1.GetOptions{})
	if err != nil {
		return "", kubeapi.About(u, err)
	}
	verb, err = c.compare(ctx, is, u)
	if err != nil || verb == unchanged {
		return verb, err
	}
	// What is deleted is made again, though the user may have had enough by then.
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer stop()
	if err := c.delete(ctx, is); err != nil {
		return "", kubeapi.About(u, err)
	}
	if err := c.awaitGone(ctx, is); err != nil {
		return "", kubeapi.About(u, err)
	}
	if _, err := c.Create(ctx, u, false); err != nil {
		return "", kubeapi.About(u, err)
	}
	return verb, nil
}

const unchanged = "unchanged"

// compare says what becomes of an object that is there when u is wanted: it
// stays, or why it makes room. One of another render is an error.
func (c *Cluster) compare(ctx context.Context, is, u *unstructured.Unstructured) (verb string, err error) {
	name := u.GetLabels()[job.LabelInstance]
	if u.GetKind() == "PersistentVolumeClaim" {
		if is.GetLabels()[job.LabelName] != u.GetLabels()[job.LabelName] {
			return "", fmt.Errorf("%s is there already: to use it give --claim %s instead of --storage, or choose another --name", kubeapi.KindName(u), u.GetName())
		}
		return unchanged, nil // each run has a folder of its own
	}
	have, want := options(is), options(u)
	for _, d := range []struct{ what, have, want string }{
		{"spec", is.GetAnnotations()[job.AnnotationSpec], u.GetAnnotations()[job.AnnotationSpec]},
		{"image file", is.GetAnnotations()[job.AnnotationOutput], u.GetAnnotations()[job.AnnotationOutput]},
		{"bit depth", strconv.Itoa(have.BitDepth), strconv.Itoa(want.BitDepth)},
		{"view", have.View.String(), want.View.String()},
		{"claim", have.ClaimName(), want.ClaimName()},
	} {
		if d.have != d.want {
			return "", fmt.Errorf("%s is there already, and of another render: its %s is %s, not %s\nchoose another --name, or remove that one: kubectl mosaic delete %s -n %s",
				kubeapi.KindName(u), d.what, d.have, d.want, name, c.Namespace)
		}
	}
	switch {
	case u.GetKind() != "Job":
		return unchanged, nil
	case is.GetDeletionTimestamp() != nil:
		return "created", nil
	}
	component := u.GetLabels()[job.LabelComponent]
	if component == job.Merge && want.MakesOtherFilm(have) {
		return "replaced: it is to make a film", nil
	}
	return c.compareJob(ctx, name, is, have.Pods(component) == want.Pods(component))
}

// compareJob says whether a Job of the same render stays.
func (c *Cluster) compareJob(ctx context.Context, name string, is *unstructured.Unstructured, samePods bool) (verb string, err error) {
	s, err := observe.List(ctx, c.Conn, name)
	if err != nil {
		return "", err
	}
	r, _ := status.One(s, time.Now())
	j := r.Job(is.GetName())
	switch {
	case j == nil:
		return "created", nil // it has gone since
	case r.State == status.Complete:
		return unchanged, nil // whatever became of this Job
	case j.Outcome == status.JobFailed:
		return "failed before, created again", nil
	case j.Outcome == status.JobOpen && !samePods:
		return "replaced: its pods were to be others", nil
	}
	return unchanged, nil
}

// options is what an object remembers; the zero Options if it remembers none.
func options(u *unstructured.Unstructured) job.Options {
	o, err := job.OptionsOf(metav1.ObjectMeta{Name: u.GetName(), Annotations: u.GetAnnotations()})
	if err != nil {
		return job.Options{}
	}
	return o
}

// delete removes an object and, in the background, what it owns: the default
// for a Job would leave its pods behind.
func (c *Cluster) delete(ctx context.Context, u *unstructured.Unstructured) error {
	background := metav1.DeletePropagationBackground
	err := c.Objects(u).Delete(ctx, u.GetName(), metav1.DeleteOptions{PropagationPolicy: &background})
	if apierrors.IsNotFound(err) {
		return nil
	}
	return err
}

func (c *Cluster) awaitGone(ctx context.Context, u *unstructured.Unstructured) error {
	return wait.PollUntilContextTimeout(ctx, 200*time.Millisecond, time.Minute, true, func(ctx context.Context) (bool, error) {
		is, err := c.Objects(u).Get(ctx, u.GetName(), metav1.GetOptions{})
		if apierrors.IsNotFound(err) || err == nil && is.GetUID() != u.GetUID() {
			return true, nil
		}
		return false, err
	})
}
