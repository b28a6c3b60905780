package cluster

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"mosaic/pkg/kubeapi"
)

// Check finds out, without making anything, whether the run can go on here.
// Its error names every fault it found.
func (c *Cluster) Check(ctx context.Context, r Run) error {
	if err := c.Reach(ctx); err != nil {
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
		claim = c.CheckClaim(ctx, r)
		return nil
	})
	if err := g.Wait(); err != nil {
		return err
	}
	var rights error
	if len(missing) > 0 {
		rights = fmt.Errorf("you may not, in the namespace %s: %s\nask whoever runs the cluster for a Role with these verbs", c.Namespace, strings.Join(missing, ", "))
		if apierrors.IsForbidden(claim) {
			claim = nil // said already
		}
	}
	return errors.Join(rights, claim)
}

// Rights is all that a run does in the cluster.
func Rights(r Run) []kubeapi.Right {
	var all []kubeapi.Right
	may := func(group, resource, sub string, verbs ...string) {
		for _, v := range verbs {
			all = append(all, kubeapi.Right{Verb: v, Group: group, Resource: resource, Subresource: sub})
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
	all := Rights(r)
	granted, err := c.Granted(ctx, all)
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

// CheckClaim refuses a claim that the pods of the run could not share.
func (c *Cluster) CheckClaim(ctx context.Context, r Run) error {
	if r.Options.Claim == "" {
		return nil // its access mode is ours to choose
	}
	claim, err := c.Client.CoreV1().PersistentVolumeClaims(c.Namespace).Get(ctx, r.Options.Claim, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		return fmt.Errorf("there is no claim %s in the namespace %s: see kubectl get pvc -n %s, or make one with --storage 10Gi", r.Options.Claim, c.Namespace, c.Namespace)
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
		return fmt.Errorf("the claim %s is %s: several pods must write to it\nchoose a ReadWriteMany claim, or make one with --storage 10Gi", claim.Name, AccessModes(modes))
	case c.oneNode(ctx, r):
		return nil
	}
	return fmt.Errorf("the claim %s is %s: pods on several nodes cannot write to it\nchoose a ReadWriteMany claim, or keep all pods on one node with --node-selector kubernetes.io/hostname=NODE", claim.Name, AccessModes(modes))
}

// oneNode reports whether all pods of the run will be on one node.
func (c *Cluster) oneNode(ctx context.Context, r Run) bool {
	if r.Options.NodeSelector[corev1.LabelHostname] != "" {
		return true
	}
	nodes, err := c.Client.CoreV1().Nodes().List(ctx, metav1.ListOptions{Limit: 2})
	return err == nil && len(nodes.Items) == 1 && nodes.Continue == ""
}

// AccessModes is the modes with commas between them.
func AccessModes(modes []corev1.PersistentVolumeAccessMode) string {
	var names []string
	for _, m := range modes {
		names = append(names, string(m))
	}
	return strings.Join(names, ", ")
}
