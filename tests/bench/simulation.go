package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/yaml"
)

// simulated labels the nodes that kwok plays.
const simulated = "mosaic-bench"

// A simulation is a render whose Jobs the Job controller leaves alone: it would
// take a quarter of an hour to make the pods, so they are made here.
type simulation struct {
	client          kubernetes.Interface
	namespace, name string
	tiles           int
}

func newSimulation(ctx context.Context, tiles int) (*simulation, error) {
	config, err := clientcmd.BuildConfigFromFlags("", os.Getenv("KUBECONFIG"))
	if err != nil {
		return nil, err
	}
	config.QPS = -1
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	s := &simulation{client: client, namespace: "mosaic-many", name: "many", tiles: tiles}
	ns := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: s.namespace}}
	if _, err := client.CoreV1().Namespaces().Create(ctx, ns, metav1.CreateOptions{}); err != nil {
		return nil, err
	}
	return s, nil
}

// nodes is how many nodes there are: the kubelet's own limit is 110 pods each.
func (s *simulation) nodes() int { return s.tiles/110 + 1 }

func nodeName(i int) string { return fmt.Sprintf("simulated-%d", i) }

// start makes the nodes, the render's objects and a pod for each tile.
func (s *simulation) start(ctx context.Context) error {
	side := 10
	for side*side < s.tiles {
		side++
	}
	render := exec.CommandContext(ctx, "bin/kubectl-mosaic", "render", "builtin:room", "-n", s.namespace, "--name", s.name,
		"--size", fmt.Sprintf("%dx%d", side*10, side*10), "--tile-size", "10", "--parallelism", strconv.Itoa(s.tiles),
		"--image", "simulated", "--claim", "tiles", "--dry-run=client", "-o", "yaml")
	manifest, err := render.Output()
	if err != nil {
		return fmt.Errorf("bin/kubectl-mosaic render --dry-run: %w", err)
	}
	tiles, err := s.create(ctx, string(manifest))
	if err != nil {
		return err
	}
	for i := range s.nodes() {
		node := &corev1.Node{
			ObjectMeta: metav1.ObjectMeta{Name: nodeName(i), Labels: map[string]string{simulated: "yes"}},
			Spec:       corev1.NodeSpec{Taints: []corev1.Taint{{Key: simulated, Effect: corev1.TaintEffectNoSchedule}}},
		}
		if _, err := s.client.CoreV1().Nodes().Create(ctx, node, metav1.CreateOptions{}); err != nil {
			return err
		}
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(32)
	for i := range s.tiles {
		g.Go(func() error {
			_, err := s.client.CoreV1().Pods(s.namespace).Create(ctx, s.pod(tiles, i), metav1.CreateOptions{})
			return err
		})
	}
	return g.Wait()
}

// create makes the objects of a manifest, and returns the tiles' Job.
func (s *simulation) create(ctx context.Context, manifest string) (tiles *batchv1.Job, err error) {
	for doc := range strings.SplitSeq(manifest, "\n---\n") {
		if !strings.Contains(doc, "kind: Job") {
			if err := command(ctx, doc, "kubectl", "create", "-f", "-"); err != nil {
				return nil, err
			}
			continue
		}
		j := &batchv1.Job{}
		if err := yaml.Unmarshal([]byte(doc), j); err != nil {
			return nil, err
		}
		j.Spec.ManagedBy = new("mosaic.bench/nobody")
		if j, err = s.client.BatchV1().Jobs(s.namespace).Create(ctx, j, metav1.CreateOptions{}); err != nil {
			return nil, err
		}
		if *j.Spec.Completions > 1 {
			tiles = j
		}
	}
	return tiles, nil
}

// pod is what the Job controller would make for index i, on a simulated node.
func (s *simulation) pod(j *batchv1.Job, i int) *corev1.Pod {
	p := &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{
			GenerateName: fmt.Sprintf("%s-%d-", j.Name, i), Namespace: s.namespace,
			Labels:          map[string]string{},
			Annotations:     j.Spec.Template.Annotations,
			OwnerReferences: []metav1.OwnerReference{*metav1.NewControllerRef(j, batchv1.SchemeGroupVersion.WithKind("Job"))},
		},
		Spec: *j.Spec.Template.Spec.DeepCopy(),
	}
	for k, v := range j.Spec.Template.Labels {
		p.Labels[k] = v
	}
	p.Labels[batchv1.JobCompletionIndexAnnotation] = strconv.Itoa(i)
	p.Labels[batchv1.JobNameLabel] = j.Name
	p.Spec.NodeName = nodeName(i % s.nodes())
	p.Spec.Tolerations = append(p.Spec.Tolerations, corev1.Toleration{Operator: corev1.TolerationOpExists})
	return p
}

// await waits until so many pods have reached a phase, or gone beyond it.
func (s *simulation) await(ctx context.Context, phase corev1.PodPhase, n int) error {
	tick := time.NewTicker(2 * time.Second)
	defer tick.Stop()
	for {
		pods, err := s.client.CoreV1().Pods(s.namespace).List(ctx, metav1.ListOptions{ResourceVersion: "0"})
		if err != nil {
			return err
		}
		there := 0
		for i := range pods.Items {
			if p := pods.Items[i].Status.Phase; p == phase || p == corev1.PodSucceeded {
				there++
			}
		}
		if there >= n {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// remove deletes all of it, while kwok still plays the nodes.
func (s *simulation) remove(ctx context.Context) {
	ctx, stop := context.WithTimeout(ctx, 5*time.Minute)
	defer stop()
	now := metav1.DeleteOptions{GracePeriodSeconds: new(int64(0))}
	_ = s.client.CoreV1().Pods(s.namespace).DeleteCollection(ctx, now, metav1.ListOptions{})
	_ = s.client.CoreV1().Namespaces().Delete(ctx, s.namespace, metav1.DeleteOptions{})
	_ = s.client.CoreV1().Nodes().DeleteCollection(ctx, metav1.DeleteOptions{}, metav1.ListOptions{LabelSelector: simulated + "=yes"})
}
