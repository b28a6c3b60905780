package kubeapi

import (
	"context"
	"fmt"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
)

// A Kind is something whose names a user may want to be told.
type Kind struct {
	resource   schema.GroupVersionResource
	namespaced bool
}

// Kinds, by what they are called in the API. A version that is not said is the
// one that the server prefers.
var (
	Claims          = Kind{resource: schema.GroupVersionResource{Version: "v1", Resource: "persistentvolumeclaims"}, namespaced: true}
	Namespaces      = Kind{resource: schema.GroupVersionResource{Version: "v1", Resource: "namespaces"}}
	StorageClasses  = Kind{resource: schema.GroupVersionResource{Group: "storage.k8s.io", Version: "v1", Resource: "storageclasses"}}
	PriorityClasses = Kind{resource: schema.GroupVersionResource{Group: "scheduling.k8s.io", Version: "v1", Resource: "priorityclasses"}}
	Queues          = Kind{resource: schema.GroupVersionResource{Group: "kueue.x-k8s.io", Resource: "localqueues"}, namespaced: true}
)

// NamesOf lists the names of a kind, sorted; as many as fit on a page.
func (c *Conn) NamesOf(ctx context.Context, k Kind) ([]string, error) {
	if k.resource.Version == "" {
		var err error
		if k.resource.Version, err = c.Preferred(k.resource.Group); err != nil {
			return nil, err
		}
	}
	var all dynamic.ResourceInterface = c.Dynamic.Resource(k.resource)
	if k.namespaced {
		all = c.Dynamic.Resource(k.resource).Namespace(c.Namespace)
	}
	list, err := all.List(ctx, metav1.ListOptions{Limit: PageSize})
	if err != nil {
		return nil, err
	}
	var names []string
	for i := range list.Items {
		names = append(names, list.Items[i].GetName())
	}
	slices.Sort(names)
	return names, nil
}

// Preferred is the version of a group that the server prefers; an error if it
// does not have the group.
func (c *Conn) Preferred(group string) (string, error) {
	groups, err := c.Client.Discovery().ServerGroups()
	if err != nil {
		return "", err
	}
	for _, g := range groups.Groups {
		if g.Name == group {
			return g.PreferredVersion.Version, nil
		}
	}
	return "", fmt.Errorf("the cluster has no %s", group)
}
