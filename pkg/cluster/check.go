package cluster

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
	authv1 "k8s.io/api/authorization/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// patience is how long the API server may take for its first answer.
const patience = 10 * time.Second

// Check finds out, without making anything, whether the run can go on here.
// Its error names every fault it found.
func (c *Cluster) Check(ctx context.Context, r Run) error {
	if err := c.reach(ctx); err != nil {
		return err
	}
	var missing []string
	var claim error
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		missing, err = c.missing(ctx, r)
		return err
	})
	g.Go(func() error {
		claim = c.checkClaim(ctx, r)
		return nil
	})
	if err := g.Wait(); err != nil {
		return err
	}
	var rights error
	if len(missing) > 0 {
		rights = fmt.Errorf("you may not, in the namespace %s: %s\nask whoever runs the cluster for a Role with these verbs", c.namespace, strings.Join(missing, ", "))
		if apierrors.IsForbidden(claim) {
			claim = nil // said already
		}
	}
	return errors.Join(rights, claim)
}

// reach asks the API server for its version.
func (c *Cluster) reach(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	_, err := c.client.Discovery().RESTClient().Get().AbsPath("/version").DoRaw(ctx)
	if err == nil || apierrors.IsForbidden(err) {
		return nil
	}
	host := c.config.Host
	if u, err := url.Parse(host); err == nil && u.Host != "" {
		host = u.Host
	}
	if apierrors.IsUnauthorized(err) {
		return fmt.Errorf("the cluster at %s does not know you: %w\nlog in again, or choose another --context", host, err)
	}
	return fmt.Errorf("no cluster answers at %s: %w\ncheck --context and kubectl cluster-info, or render on this machine with --local", host, err)
}

// A right is what a user may do with a kind of object.
type right struct{ verb, group, resource, subresource string }

func (r right) String() string {
	name := r.resource
	if r.subresource != "" {
		name += "/" + r.subresource
	}
	if r.group != "" {
		name += "." + r.group
	}
	return r.verb + " " + name
}

// rights is all that a run does in the cluster.
func rights(r Run) []right {
	var all []right
	may := func(group, resource, sub string, verbs ...string) {
		for _, v := range verbs {
			all = append(all, right{v, group, resource, sub})
		}
	}
	may("", "configmaps", "", "create", "get", "delete")
	may("batch", "jobs", "", "create", "get", "list", "watch", "patch", "delete")
	may("", "persistentvolumeclaims", "", "get")
	if r.Options.Claim == "" {
		may("", "persistentvolumeclaims", "", "create", "delete")
	}
	may("", "pods", "", "create", "get", "list", "watch", "delete")
	may("", "pods", "exec", "create")
	return all
}

// missing is the rights of a run that the user lacks.
func (c *Cluster) missing(ctx context.Context, r Run) ([]string, error) {
	all := rights(r)
	granted, err := c.ask(ctx, all)
	if err != nil {
		return nil, fmt.Errorf("asking what you may do: %w", err)
	}
	var names []string
	for i, right := range all {
		if !granted[i] {
			names = append(names, right.String())
		}
	}
	return names, nil
}

// ask asks for each right whether the user has it.
func (c *Cluster) ask(ctx context.Context, all []right) ([]bool, error) {
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

// allowed asks the API server whether the user has a right.
func (c *Cluster) allowed(ctx context.Context, r right) (bool, error) {
	review := &authv1.SelfSubjectAccessReview{Spec: authv1.SelfSubjectAccessReviewSpec{
		ResourceAttributes: &authv1.ResourceAttributes{
			Namespace: c.namespace, Verb: r.verb,
			Group: r.group, Resource: r.resource, Subresource: r.subresource,
		},
	}}
	answer, err := c.client.AuthorizationV1().SelfSubjectAccessReviews().Create(ctx, review, metav1.CreateOptions{})
	if err != nil {
		return false, err
	}
	return answer.Status.Allowed, nil
}

// may reports whether the user has a right; not if that cannot be found out.
func (c *Cluster) may(ctx context.Context, r right) bool {
	ok, err := c.allowed(ctx, r)
	return err == nil && ok
}

// checkClaim refuses a claim that the pods of the run could not share.
func (c *Cluster) checkClaim(ctx context.Context, r Run) error {
	if r.Options.Claim == "" {
		return nil // its access mode is ours to choose
	}
	claim, err := c.client.CoreV1().PersistentVolumeClaims(c.namespace).Get(ctx, r.Options.Claim, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		return fmt.Errorf("there is no claim %s in the namespace %s: see kubectl get pvc -n %s, or make one with --storage 10Gi", r.Options.Claim, c.namespace, c.namespace)
	}
	if err != nil {
		return err
	}
	if claim.DeletionTimestamp != nil {
		return fmt.Errorf("the claim %s is being deleted: choose another", claim.Name)
	}
	if claim.Status.Phase == corev1.ClaimLost {
		return fmt.Errorf("the claim %s has lost its volume: choose another", claim.Name)
	}
	modes := claim.Spec.AccessModes
	switch {
	case slices.Contains(modes, corev1.ReadWriteMany):
		return nil
	case !slices.Contains(modes, corev1.ReadWriteOnce):
		return fmt.Errorf("the claim %s is %s: several pods must write to it\nchoose a ReadWriteMany claim, or make one with --storage 10Gi", claim.Name, join(modes))
	case c.oneNode(ctx, r):
		return nil
	}
	return fmt.Errorf("the claim %s is %s: pods on several nodes cannot write to it\nchoose a ReadWriteMany claim, or keep all pods on one node with --node-selector kubernetes.io/hostname=NODE", claim.Name, join(modes))
}

// oneNode reports whether all pods of the run will be on one node.
func (c *Cluster) oneNode(ctx context.Context, r Run) bool {
	if r.Options.NodeSelector[corev1.LabelHostname] != "" {
		return true
	}
	nodes, err := c.client.CoreV1().Nodes().List(ctx, metav1.ListOptions{Limit: 2})
	return err == nil && len(nodes.Items) == 1 && nodes.Continue == ""
}

func join(modes []corev1.PersistentVolumeAccessMode) string {
	var names []string
	for _, m := range modes {
		names = append(names, string(m))
	}
	return strings.Join(names, ", ")
}
