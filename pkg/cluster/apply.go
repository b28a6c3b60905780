package cluster

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/dynamic"

	"mosaic/pkg/job"
	"mosaic/pkg/status"
)

// DryRun has the API server check the objects, and returns what it would keep.
func (c *Cluster) DryRun(ctx context.Context, objects []runtime.Object) ([]runtime.Object, error) {
	var kept []runtime.Object
	for _, obj := range objects {
		u, err := toUnstructured(obj)
		if err != nil {
			return nil, err
		}
		is, err := c.create(ctx, u, true)
		if apierrors.IsAlreadyExists(err) {
			is, err = c.resource(u).Get(ctx, u.GetName(), metav1.GetOptions{})
		}
		if err != nil {
			return nil, describe(u, err)
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
		ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), patience)
		defer stop()
		for _, u := range slices.Backward(made) {
			_ = c.delete(ctx, u) // the error that led here is the one to tell
		}
	}
	for _, obj := range objects {
		u, err := toUnstructured(obj)
		if err != nil {
			return nil, undo, err
		}
		// Noted before it is made: the answer may get lost.
		_, err = c.resource(u).Get(ctx, u.GetName(), metav1.GetOptions{})
		if apierrors.IsNotFound(err) {
			made = append(made, u)
		}
		verb, err := c.ensure(ctx, u)
		if err != nil {
			undo()
			return nil, undo, err
		}
		said = append(said, kindName(u)+" "+verb)
	}
	return said, undo, nil
}

// ensure creates an object, or finds that it is there and the same. A Job that
// failed, or whose pods would be others, makes room: its successor renders only
// what is missing.
func (c *Cluster) ensure(ctx context.Context, u *unstructured.Unstructured) (verb string, err error) {
	_, err = c.create(ctx, u, false)
	if err == nil {
		return "created", nil
	}
	if !apierrors.IsAlreadyExists(err) {
		return "", describe(u, err)
	}
	is, err := c.resource(u).Get(ctx, u.GetName(), metav1.GetOptions{})
	if err != nil {
		return "", describe(u, err)
	}
	verb, err = c.compare(is, u)
	if err != nil || verb == unchanged {
		return verb, err
	}
	if failed(is) && c.mended(ctx, is) {
		return unchanged, nil
	}
	// What is deleted is made again, though the user may have had enough by then.
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer stop()
	if err := c.delete(ctx, is); err != nil {
		return "", describe(u, err)
	}
	if err := c.awaitGone(ctx, is); err != nil {
		return "", describe(u, err)
	}
	if _, err := c.create(ctx, u, false); err != nil {
		return "", describe(u, err)
	}
	return verb, nil
}

const unchanged = "unchanged"

// mended reports whether a later Job rendered what a tile Job lost: the image of
// the same spec is merged.
func (c *Cluster) mended(ctx context.Context, u *unstructured.Unstructured) bool {
	l := u.GetLabels()
	if l[job.LabelComponent] != job.Tiles {
		return false
	}
	merge, err := c.client.BatchV1().Jobs(c.namespace).Get(ctx, job.MergeName(l[job.LabelInstance]), metav1.GetOptions{})
	return err == nil && merge.Annotations[job.AnnotationSpec] == u.GetAnnotations()[job.AnnotationSpec] &&
		status.Condition(merge, batchv1.JobSuccessCriteriaMet, batchv1.JobComplete) != nil
}

// compare says what becomes of an object that is there when u is wanted: it
// stays, or why it makes room. One of another render is an error.
func (c *Cluster) compare(is, u *unstructured.Unstructured) (verb string, err error) {
	name := u.GetLabels()[job.LabelInstance]
	if u.GetKind() == "PersistentVolumeClaim" {
		if is.GetLabels()[job.LabelName] != u.GetLabels()[job.LabelName] {
			return "", fmt.Errorf("%s is there already: to use it give --claim %s instead of --storage, or choose another --name", kindName(u), u.GetName())
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
				kindName(u), d.what, d.have, d.want, name, c.namespace)
		}
	}
	switch {
	case u.GetKind() != "Job":
		return unchanged, nil
	case is.GetDeletionTimestamp() != nil:
		return "created", nil
	case failed(is):
		return "failed before, created again", nil
	case !done(is) && have.Pods() != want.Pods():
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

func (c *Cluster) create(ctx context.Context, u *unstructured.Unstructured, dryRun bool) (*unstructured.Unstructured, error) {
	o := metav1.CreateOptions{FieldManager: "kubectl-mosaic", FieldValidation: metav1.FieldValidationStrict}
	if dryRun {
		o.DryRun = []string{metav1.DryRunAll}
	}
	return c.resource(u).Create(ctx, u, o)
}

// delete removes an object and, in the background, what it owns: the default
// for a Job would leave its pods behind.
func (c *Cluster) delete(ctx context.Context, u *unstructured.Unstructured) error {
	background := metav1.DeletePropagationBackground
	err := c.resource(u).Delete(ctx, u.GetName(), metav1.DeleteOptions{PropagationPolicy: &background})
	if apierrors.IsNotFound(err) {
		return nil
	}
	return err
}

func (c *Cluster) awaitGone(ctx context.Context, u *unstructured.Unstructured) error {
	return wait.PollUntilContextTimeout(ctx, 200*time.Millisecond, time.Minute, true, func(ctx context.Context) (bool, error) {
		is, err := c.resource(u).Get(ctx, u.GetName(), metav1.GetOptions{})
		if apierrors.IsNotFound(err) || err == nil && is.GetUID() != u.GetUID() {
			return true, nil
		}
		return false, err
	})
}

// resource is where objects of u's kind are kept.
func (c *Cluster) resource(u *unstructured.Unstructured) dynamic.ResourceInterface {
	gv := u.GroupVersionKind().GroupVersion()
	plural := strings.ToLower(u.GetKind()) + "s" // true of all kinds that pkg/job makes
	return c.dynamic.Resource(gv.WithResource(plural)).Namespace(c.namespace)
}

func toUnstructured(obj runtime.Object) (*unstructured.Unstructured, error) {
	content, err := runtime.DefaultUnstructuredConverter.ToUnstructured(obj)
	return &unstructured.Unstructured{Object: content}, err
}

// kindName is "job.batch/room-tiles".
func kindName(u *unstructured.Unstructured) string {
	kind := strings.ToLower(u.GetKind())
	if g := u.GroupVersionKind().Group; g != "" {
		kind += "." + g
	}
	return kind + "/" + u.GetName()
}

func describe(u *unstructured.Unstructured, err error) error {
	switch {
	case apierrors.IsForbidden(err):
		return fmt.Errorf("%s: %w", kindName(u), err)
	case apierrors.IsNotFound(err):
		return fmt.Errorf("%s: %w\nis --namespace right?", kindName(u), err)
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%s: the cluster took too long: %w", kindName(u), err)
	}
	return fmt.Errorf("%s: %w", kindName(u), err)
}

// failed reports whether u is a Job that has failed.
func failed(u *unstructured.Unstructured) bool {
	return has(u, batchv1.JobFailureTarget, batchv1.JobFailed)
}

// done reports whether u is a Job that has succeeded.
func done(u *unstructured.Unstructured) bool {
	return has(u, batchv1.JobSuccessCriteriaMet, batchv1.JobComplete)
}

func has(u *unstructured.Unstructured, conditions ...batchv1.JobConditionType) bool {
	var j batchv1.Job
	if u.GetKind() != "Job" || runtime.DefaultUnstructuredConverter.FromUnstructured(u.Object, &j) != nil {
		return false
	}
	return status.Condition(&j, conditions...) != nil
}
