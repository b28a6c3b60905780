package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"

	"mosaic/pkg/job"
	"mosaic/pkg/kubeapi"
	"mosaic/pkg/progress"
	"mosaic/pkg/transfer"
)

// A Removal says what of a render is removed besides its Jobs, pods and ConfigMap.
type Removal struct {
	KeepClaim bool // leave the claim that --storage made
	Purge     bool // remove the render's folder on a claim of the user's
	Wait      bool // until all of it is gone
	DryRun    DryRun
}

// Known is the names of all renders whose Jobs or ConfigMap are there, sorted.
func (c *Cluster) Known(ctx context.Context) ([]string, error) {
	var names []string
	see := func(l map[string]string) { names = append(names, l[job.LabelInstance]) }
	opts := metav1.ListOptions{LabelSelector: job.Selector("")}
	jobs, err := c.Client.BatchV1().Jobs(c.Namespace).List(ctx, opts)
	if err != nil {
		return nil, err
	}
	for i := range jobs.Items {
		see(jobs.Items[i].Labels)
	}
	kept, err := c.Client.CoreV1().ConfigMaps(c.Namespace).List(ctx, opts)
	if err != nil {
		return nil, err
	}
	for i := range kept.Items {
		see(kept.Items[i].Labels)
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// left is what the cluster holds of a render.
type left struct {
	jobs, pods, orphans, maps, claims []string
}

func (c *Cluster) left(ctx context.Context, name string) (left, error) {
	var l left
	opts := metav1.ListOptions{LabelSelector: job.Selector(name)}
	jobs, err := c.Client.BatchV1().Jobs(c.Namespace).List(ctx, opts)
	if err != nil {
		return l, err
	}
	for i := range jobs.Items {
		l.jobs = append(l.jobs, jobs.Items[i].Name)
	}
	err = c.eachPod(ctx, name, func(p *corev1.Pod) {
		l.pods = append(l.pods, p.Name)
		if len(p.OwnerReferences) == 0 {
			l.orphans = append(l.orphans, p.Name)
		}
	})
	if err != nil {
		return l, err
	}
	maps, err := c.Client.CoreV1().ConfigMaps(c.Namespace).List(ctx, opts)
	if err != nil {
		return l, err
	}
	for i := range maps.Items {
		l.maps = append(l.maps, maps.Items[i].Name)
	}
	claims, err := c.Client.CoreV1().PersistentVolumeClaims(c.Namespace).List(ctx, opts)
	if err != nil {
		return l, err
	}
	for i := range claims.Items {
		l.claims = append(l.claims, claims.Items[i].Name)
	}
	return l, nil
}

func (c *Cluster) eachPod(ctx context.Context, name string, see func(*corev1.Pod)) error {
	opts := metav1.ListOptions{LabelSelector: job.Selector(name), Limit: kubeapi.PageSize}
	for {
		pods, err := c.Client.CoreV1().Pods(c.Namespace).List(ctx, opts)
		if err != nil {
			return err
		}
		for i := range pods.Items {
			see(&pods.Items[i])
		}
		if opts.Continue = pods.Continue; opts.Continue == "" {
			return nil
		}
	}
}

// Remove removes a render: its Jobs first, so that nothing starts again, then
// its pods, and what they used when no pod is left. The text, if any, says what
// stays on the user's own claim.
func (c *Cluster) Remove(ctx context.Context, name string, r Removal, p progress.Reporter) (stays string, err error) {
	l, err := c.left(ctx, name)
	if err != nil {
		return "", fmt.Errorf("looking for the render %s: %w", name, err)
	}
	if len(l.jobs)+len(l.pods)+len(l.maps)+len(l.claims) == 0 {
		return "", c.noRender(name)
	}
	if r.KeepClaim {
		l.claims = nil
	}
	f, ferr := c.Find(ctx, name) // of a render that is half gone only the rest is removed
	if r.Purge && ferr != nil {
		return "", fmt.Errorf("where its folder is, is not known: %w", ferr)
	}
	core := c.Client.CoreV1()
	if err := r.each(ctx, "job.batch", l.jobs, c.Client.BatchV1().Jobs(c.Namespace).Delete); err != nil {
		return "", err
	}
	if err := r.each(ctx, "pod", l.orphans, core.Pods(c.Namespace).Delete); err != nil {
		return "", err
	}
	if err := c.emptied(ctx, name, f, r, p); err != nil {
		return "", err
	}
	if err := r.each(ctx, "configmap", l.maps, core.ConfigMaps(c.Namespace).Delete); err != nil {
		return "", err
	}
	if err := r.each(ctx, "persistentvolumeclaim", l.claims, core.PersistentVolumeClaims(c.Namespace).Delete); err != nil {
		return "", err
	}
	if r.Wait && r.DryRun == DryRunNone && len(l.claims) > 0 {
		if err := c.awaitClaimsGone(ctx, name); err != nil {
			return "", err
		}
	}
	if ferr == nil && f.Options.Claim != "" && !r.Purge {
		stays = fmt.Sprintf("its files stay on the claim %s, in %s\nto remove these too: kubectl mosaic delete %s -n %s --purge --claim %s",
			f.Options.Claim, f.Dir(), name, c.Namespace, f.Options.Claim)
	}
	return stays, nil
}

// each removes objects of a kind; those that are gone already are fine.
func (r Removal) each(ctx context.Context, kind string, names []string, remove func(context.Context, string, metav1.DeleteOptions) error) error {
	if r.DryRun == DryRunClient {
		return nil
	}
	background := metav1.DeletePropagationBackground // the default for a Job would leave its pods behind
	for _, n := range names {
		err := remove(ctx, n, metav1.DeleteOptions{PropagationPolicy: &background, DryRun: r.DryRun.option()})
		if err != nil && !apierrors.IsNotFound(err) {
			return fmt.Errorf("%s/%s: %w", kind, n, err)
		}
	}
	return nil
}

// emptied waits until no pod is left, and then removes the folder if it is to go.
func (c *Cluster) emptied(ctx context.Context, name string, f *Found, r Removal, p progress.Reporter) error {
	if r.DryRun != DryRunNone {
		return nil
	}
	if r.Wait || r.Purge {
		if err := c.awaitPodsGone(ctx, name); err != nil {
			return err
		}
	}
	if r.Purge {
		return c.purge(ctx, f.Options, f.Dir(), p)
	}
	return nil
}

// Purge removes what a render, which the cluster has forgotten, left on a claim:
// all folders whose name is the render's and the beginning of a spec's hash.
func (c *Cluster) Purge(ctx context.Context, o job.Options, p progress.Reporter) error {
	return c.purge(ctx, o, "", p)
}

func (c *Cluster) purge(ctx context.Context, o job.Options, dir string, p progress.Reporter) (err error) {
	p.Step("purge")
	writer, err := c.startTransfer(ctx, o, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.leave(ctx, writer)) }()
	dirs := []string{dir}
	if dir == "" {
		top, err := writer.ask(ctx, "list", ".")
		if err != nil {
			return err
		}
		dirs = folders(o.Name, string(top))
		if len(dirs) == 0 {
			return fmt.Errorf("the claim %s has no folder of a render %s", o.ClaimName(), o.Name)
		}
	}
	var all transfer.Removed
	for _, d := range dirs {
		answer, err := writer.ask(ctx, "remove", d)
		if err != nil {
			return err
		}
		var gone transfer.Removed
		if err := json.Unmarshal(answer, &gone); err != nil {
			return err
		}
		all.Files, all.Bytes = all.Files+gone.Files, all.Bytes+gone.Bytes
	}
	p.Done("%s removed from the claim %s: %s, %s", strings.Join(dirs, ", "), o.ClaimName(), progress.Number(all.Files, "file"), progress.Size(all.Bytes))
	return nil
}

// leave removes a transfer pod and waits until it is gone.
func (c *Cluster) leave(ctx context.Context, p *transferPod) error {
	if err := p.dismiss(ctx); err != nil {
		return fmt.Errorf("pod/%s: %w", p.name, err)
	}
	return c.awaitPodsGone(ctx, p.options.Name)
}

// folders is those of a render among the names at a volume's top.
func folders(name, top string) []string {
	is := regexp.MustCompile("^" + regexp.QuoteMeta(name) + "-[0-9a-f]{8}/$")
	var all []string
	for line := range strings.Lines(top) {
		if line = strings.TrimSpace(line); is.MatchString(line) {
			all = append(all, strings.TrimSuffix(line, "/"))
		}
	}
	return all
}

// removalTime is how long pods and claims may take to go.
const removalTime = 3 * time.Minute

func (c *Cluster) awaitPodsGone(ctx context.Context, name string) error {
	var last *corev1.Pod
	err := wait.PollUntilContextTimeout(ctx, 300*time.Millisecond, removalTime, true, func(ctx context.Context) (bool, error) {
		last = nil
		err := c.eachPod(ctx, name, func(p *corev1.Pod) { last = p })
		return last == nil, err
	})
	if wait.Interrupted(err) && ctx.Err() == nil && last != nil {
		return fmt.Errorf("the pod %s on the node %s does not end\nif the node is gone for good: kubectl delete node %s, then delete the render again", last.Name, last.Spec.NodeName, last.Spec.NodeName)
	}
	return err
}

func (c *Cluster) awaitClaimsGone(ctx context.Context, name string) error {
	err := wait.PollUntilContextTimeout(ctx, 300*time.Millisecond, removalTime, true, func(ctx context.Context) (bool, error) {
		claims, err := c.Client.CoreV1().PersistentVolumeClaims(c.Namespace).List(ctx, metav1.ListOptions{LabelSelector: job.Selector(name)})
		return err == nil && len(claims.Items) == 0, err
	})
	if wait.Interrupted(err) && ctx.Err() == nil {
		return fmt.Errorf("the claim %s is still there: a pod that is not of this render may use it: kubectl describe pvc %s -n %s", name, name, c.Namespace)
	}
	return err
}
