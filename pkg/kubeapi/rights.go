package kubeapi

import (
	"context"

	"golang.org/x/sync/errgroup"
	authv1 "k8s.io/api/authorization/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// A Right is what a user may do with a kind of object.
type Right struct{ Verb, Group, Resource, Subresource string }

// Kind is as in "jobs.batch" or "pods/exec".
func (r Right) Kind() string {
	name := r.Resource
	if r.Subresource != "" {
		name += "/" + r.Subresource
	}
	if r.Group != "" {
		name += "." + r.Group
	}
	return name
}

// String is as in "create pods/exec".
func (r Right) String() string { return r.Verb + " " + r.Kind() }

// Granted asks for each right whether the user has it.
func (c *Conn) Granted(ctx context.Context, all []Right) ([]bool, error) {
	granted := make([]bool, len(all))
	g, ctx := errgroup.WithContext(ctx)
	for i, right := range all {
		g.Go(func() (err error) {
			granted[i], err = c.allowed(ctx, right)
			return err
		})
	}
	return granted, g.Wait()
}

// May reports whether the user has a right; not if that cannot be found out.
func (c *Conn) May(ctx context.Context, r Right) bool {
	ok, err := c.allowed(ctx, r)
	return err == nil && ok
}

func (c *Conn) allowed(ctx context.Context, r Right) (bool, error) {
	review := &authv1.SelfSubjectAccessReview{Spec: authv1.SelfSubjectAccessReviewSpec{
		ResourceAttributes: &authv1.ResourceAttributes{
			Namespace: c.Namespace, Verb: r.Verb,
			Group: r.Group, Resource: r.Resource, Subresource: r.Subresource,
		},
	}}
	answer, err := c.Client.AuthorizationV1().SelfSubjectAccessReviews().Create(ctx, review, metav1.CreateOptions{})
	if err != nil {
		return false, err
	}
	return answer.Status.Allowed, nil
}
