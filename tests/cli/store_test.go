package cli

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/types"
)

// An api is the state of the API server of a script.
type api struct {
	mu      sync.Mutex
	objects map[key]map[string]any
	changes []change             // all there were: the resource version is their number
	logs    map[string][]logLine // by pod
	said    map[string]string    // files of rules: denied, refused, version
	asked   bytes.Buffer
	down    bool
	news    chan struct{} // closed when anything changes
}

// A logLine is one line of a pod's log.
type logLine struct {
	at   time.Time
	text string
}

// A key is an object's place. Objects of the cluster have no namespace.
type key struct{ resource, namespace, name string }

// A change is what a watch tells.
type change struct {
	kind string // ADDED, MODIFIED, DELETED
	at   key
	obj  map[string]any
}

func newAPI() *api {
	return &api{objects: map[key]map[string]any{}, logs: map[string][]logLine{}, said: map[string]string{}, news: make(chan struct{})}
}

// touch wakes whoever waits. The caller of this and of what follows holds the lock.
func (a *api) touch() {
	close(a.news)
	a.news = make(chan struct{})
}

func (a *api) version() string { return strconv.Itoa(len(a.changes) + 1) }

func keyOf(u *unstructured.Unstructured) key {
	plural, _ := meta.UnsafeGuessKindToResource(u.GroupVersionKind())
	switch k := (key{plural.Resource, u.GetNamespace(), u.GetName()}); {
	case slices.Contains([]string{"Namespace", "Node", "PersistentVolume", "StorageClass", "PriorityClass"}, u.GetKind()):
		return key{k.resource, "", k.name}
	case k.namespace == "":
		return key{k.resource, "default", k.name}
	default:
		return k
	}
}

// put adds an object, or merges it into the one that is there.
func (a *api) put(k key, obj map[string]any) map[string]any {
	kind, is := "MODIFIED", a.objects[k]
	if is == nil {
		kind, is = "ADDED", map[string]any{}
	}
	u := &unstructured.Unstructured{Object: merge(is, obj).(map[string]any)}
	u.SetName(k.name)
	u.SetNamespace(k.namespace)
	if u.GetUID() == "" {
		u.SetUID(types.UID(fmt.Sprintf("uid-%d", len(a.changes))))
	}
	if made := u.GetCreationTimestamp(); made.IsZero() {
		_ = unstructured.SetNestedField(u.Object, time.Now().UTC().Format(time.RFC3339), "metadata", "creationTimestamp")
	}
	a.keep(kind, k, u)
	a.objects[k] = u.Object
	return u.Object
}

// log sets a pod's log. Lines that it has already keep their times, and of the
// others the last is of now.
func (a *api) log(pod, text string) {
	was := a.logs[pod]
	var lines []logLine
	all := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i, text := range all {
		at := time.Now().Add(time.Duration(i+1-len(all)) * time.Minute)
		switch {
		case i < len(was):
			at = was[i].at
		case i > 0 && !at.After(lines[i-1].at):
			at = lines[i-1].at.Add(time.Millisecond)
		}
		lines = append(lines, logLine{at, text})
	}
	a.logs[pod] = lines
	a.touch()
}

func (a *api) keep(kind string, k key, u *unstructured.Unstructured) {
	a.changes = append(a.changes, change{kind, k, u.Object})
	u.SetResourceVersion(a.version())
	a.touch()
}

// remove deletes an object and, if it is a Job, its pods, unless they are left.
func (a *api) remove(k key, pods bool) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.delete(k, pods)
}

func (a *api) delete(k key, pods bool) bool {
	obj, ok := a.objects[k]
	if !ok {
		return false
	}
	delete(a.objects, k)
	a.keep("DELETED", k, &unstructured.Unstructured{Object: merge(obj, map[string]any{}).(map[string]any)})
	if k.resource == "jobs" && pods {
		for _, p := range a.list(query{resource: "pods", namespace: k.namespace, labels: labels.SelectorFromSet(labels.Set{"batch.kubernetes.io/job-name": k.name})}) {
			a.delete(p, false)
		}
	}
	return true
}

// A query selects objects; what is nil or "" selects all.
type query struct {
	resource, namespace, name string
	labels                    labels.Selector
	fields                    fields.Selector
}

func (q query) matches(k key, obj map[string]any) bool {
	u := &unstructured.Unstructured{Object: obj}
	if k.resource != q.resource || q.namespace != "" && k.namespace != q.namespace || q.name != "" && k.name != q.name {
		return false
	}
	if q.labels != nil && !q.labels.Matches(labels.Set(u.GetLabels())) {
		return false
	}
	if q.fields == nil {
		return true
	}
	values := fields.Set{}
	for _, r := range q.fields.Requirements() {
		v, _, _ := unstructured.NestedFieldNoCopy(obj, strings.Split(r.Field, ".")...)
		if v != nil {
			values[r.Field] = fmt.Sprint(v)
		}
	}
	return q.fields.Matches(values)
}

// list is the keys of what matches, in order.
func (a *api) list(q query) []key {
	var all []key
	for k, obj := range a.objects {
		if q.matches(k, obj) {
			all = append(all, k)
		}
	}
	slices.SortFunc(all, func(a, b key) int { return cmp.Or(cmp.Compare(a.namespace, b.namespace), cmp.Compare(a.name, b.name)) })
	return all
}

func (a *api) takeAsked() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	defer a.asked.Reset()
	return a.asked.String()
}

func (a *api) setDown(down bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.down = down
	a.touch()
}

// merge is a JSON merge patch (RFC 7386), on a copy.
func merge(is, patch any) any {
	p, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	merged := map[string]any{}
	if m, ok := is.(map[string]any); ok {
		for k, v := range m {
			merged[k] = v
		}
	}
	for k, v := range p {
		if v == nil {
			delete(merged, k)
			continue
		}
		merged[k] = merge(merged[k], v)
	}
	return merged
}
