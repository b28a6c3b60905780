package doctor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"mosaic/pkg/cluster"
)

// examineClaim looks at the claim where tiles meet: whether it is there and
// bound, and whether the pods of several nodes can write to it.
func (d doctor) examineClaim(ctx context.Context, x Exam) []Finding {
	const about = "claim"
	if x.Options.Claim == "" {
		return d.suggestClaim(ctx, x)
	}
	if err := d.CheckClaim(ctx, x.Run); err != nil {
		level := Error
		if apierrors.IsForbidden(err) {
			level = Unknown
		}
		why, do, _ := strings.Cut(err.Error(), "\n")
		if level == Unknown {
			why = x.Options.Claim + " may not be read"
		}
		return []Finding{{level, about, why, do}}
	}
	claim, err := d.Client.CoreV1().PersistentVolumeClaims(d.Namespace).Get(ctx, x.Options.Claim, metav1.GetOptions{})
	if err != nil {
		return []Finding{{Unknown, about, err.Error(), ""}}
	}
	text := fmt.Sprintf("%s: %s, %s", claim.Name, claim.Status.Phase, cluster.AccessModes(claim.Spec.AccessModes))
	if size, ok := claim.Status.Capacity[corev1.ResourceStorage]; ok {
		text += ", " + size.String()
	}
	if !slices.Contains(claim.Spec.AccessModes, corev1.ReadWriteMany) {
		return []Finding{{Warning, about, text + ": it will do while all pods are on one node", "choose a ReadWriteMany claim"}}
	}
	if claim.Status.Phase == corev1.ClaimBound {
		return []Finding{{OK, about, text, ""}}
	}
	if d.waitsForPod(ctx, claim) {
		return []Finding{{OK, about, text + ": its class binds it when the first pod comes", ""}}
	}
	return []Finding{{Warning, about, text + ": no volume is bound to it", "see kubectl describe pvc " + claim.Name + " -n " + d.Namespace}}
}

// suggestClaim names the claims that would do.
func (d doctor) suggestClaim(ctx context.Context, x Exam) []Finding {
	const about = "claim"
	claims, err := d.Client.CoreV1().PersistentVolumeClaims(d.Namespace).List(ctx, metav1.ListOptions{})
	var names []string
	if err == nil {
		for i := range claims.Items {
			if p := &claims.Items[i]; p.DeletionTimestamp == nil && slices.Contains(p.Spec.AccessModes, corev1.ReadWriteMany) {
				names = append(names, p.Name)
			}
		}
	}
	class, err := d.class(ctx, x.Options.StorageClass)
	switch {
	case !x.Options.Storage.IsZero() && err == nil:
		return []Finding{{Unknown, about, fmt.Sprintf("--storage makes one of the class %s: whether that gives ReadWriteMany volumes shows when it is bound", class), ""}}
	case !x.Options.Storage.IsZero():
		return []Finding{{Warning, about, fmt.Sprintf("--storage makes one, but of which class? %v", err), "--storage-class NAME (kubectl get storageclasses)"}}
	case len(names) > 0:
		return []Finding{{Warning, about, "none is named; ReadWriteMany claims here: " + strings.Join(names, ", "), "--claim " + names[0]}}
	}
	return []Finding{{Warning, about, "none is named, and no ReadWriteMany claim was found in the namespace " + d.Namespace,
		"--storage 10Gi --storage-class NAME to have render make one, or make one by hand"}}
}

// class is the storage class of a name, or the default one.
func (d doctor) class(ctx context.Context, name string) (string, error) {
	classes, err := d.Client.StorageV1().StorageClasses().List(ctx, metav1.ListOptions{})
	if err != nil {
		return "", err
	}
	for i := range classes.Items {
		sc := &classes.Items[i]
		if sc.Name == name || name == "" && sc.Annotations["storageclass.kubernetes.io/is-default-class"] == "true" {
			return sc.Name, nil
		}
	}
	if name == "" {
		return "", errors.New("the cluster has no default class")
	}
	return "", fmt.Errorf("there is no class %s", name)
}

// waitsForPod reports whether the claim's class binds it to a volume only when
// a pod wants it.
func (d doctor) waitsForPod(ctx context.Context, claim *corev1.PersistentVolumeClaim) bool {
	if claim.Spec.StorageClassName == nil {
		return false
	}
	sc, err := d.Client.StorageV1().StorageClasses().Get(ctx, *claim.Spec.StorageClassName, metav1.GetOptions{})
	return err == nil && sc.VolumeBindingMode != nil && *sc.VolumeBindingMode == "WaitForFirstConsumer"
}

// examineQueue looks for Kueue and the queue, if one is named.
func (d doctor) examineQueue(ctx context.Context, x Exam) []Finding {
	const about, group = "queue", "kueue.x-k8s.io"
	name := x.Options.Queue
	if name == "" {
		return nil
	}
	version, err := d.Preferred(group)
	if err != nil {
		return []Finding{{Error, about, fmt.Sprintf("%s: %v, so nothing would ever start the render's Jobs", name, err), "leave --queue out, or install Kueue"}}
	}
	queues := d.Dynamic.Resource(schema.GroupVersionResource{Group: group, Version: version, Resource: "localqueues"}).Namespace(d.Namespace)
	queue, err := queues.Get(ctx, name, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		return []Finding{{Error, about, fmt.Sprintf("there is no LocalQueue %s in the namespace %s", name, d.Namespace), "choose one: kubectl get localqueues -n " + d.Namespace}}
	}
	if err != nil {
		return []Finding{{Unknown, about, err.Error(), ""}}
	}
	conditions, _, _ := unstructured.NestedSlice(queue.Object, "status", "conditions")
	for _, c := range conditions {
		if m, ok := c.(map[string]any); ok && m["type"] == "Active" && m["status"] == "False" {
			return []Finding{{Error, about, fmt.Sprintf("%s lets nothing in: %v", name, m["message"]), "see kubectl describe localqueue " + name}}
		}
	}
	return []Finding{{OK, about, name + " of Kueue", ""}}
}
