package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes/scheme"
)

// A call is one request, taken apart.
type call struct {
	*http.Request
	w             http.ResponseWriter
	q             query
	version       schema.GroupVersion
	verb, subpath string // subpath is "log", "status", ... or ""
	params        url.Values
	body          map[string]any // nil if there is none
}

func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	down, v := a.down, a.said["version"]
	a.mu.Unlock()
	if down {
		panic(http.ErrAbortHandler)
	}
	if r.URL.Path == "/version" {
		if v == "" {
			v = "v1.36.3"
		}
		minor := strings.Split(strings.TrimPrefix(v, "v"), ".")
		answer(w, http.StatusOK, map[string]any{"major": minor[0], "minor": minor[1], "gitVersion": v})
		return
	}
	c, err := parseCall(w, r)
	if err != nil {
		fail(w, http.StatusBadRequest, "BadRequest", err.Error())
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.serve(c)
}

// parseCall reads /api/v1/... or /apis/GROUP/VERSION/...
func parseCall(w http.ResponseWriter, r *http.Request) (c call, err error) {
	c = call{Request: r, w: w, params: r.URL.Query()}
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	if parts[0] == "apis" && len(parts) > 3 {
		c.version.Group, parts = parts[1], parts[1:]
	}
	if len(parts) > 1 {
		c.version.Version = parts[1]
	}
	if parts = parts[min(2, len(parts)):]; len(parts) > 2 && parts[0] == "namespaces" {
		c.q.namespace, parts = parts[1], parts[2:]
	}
	parts = append(parts, "", "", "")
	c.q.resource, c.q.name, c.subpath = parts[0], parts[1], parts[2]
	if c.q.labels, err = labels.Parse(c.params.Get("labelSelector")); err != nil {
		return c, err
	}
	if c.q.fields, err = fields.ParseSelector(c.params.Get("fieldSelector")); err != nil {
		return c, err
	}
	c.verb = map[string]string{"POST": "create", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}[r.Method]
	switch {
	case c.params.Get("watch") == "true":
		c.verb = "watch"
	case c.verb == "" && c.q.name == "":
		c.verb = "list"
	case c.verb == "":
		c.verb = "get"
	}
	data, err := io.ReadAll(r.Body)
	if err != nil || len(data) == 0 {
		return c, err
	}
	if strings.Contains(r.Header.Get("Content-Type"), "protobuf") {
		obj, _, err := scheme.Codecs.UniversalDeserializer().Decode(data, nil, nil)
		if err != nil {
			return c, err
		}
		if data, err = json.Marshal(obj); err != nil {
			return c, err
		}
	}
	return c, json.Unmarshal(data, &c.body)
}

// kind is that of the resource; "" if it is none of Kubernetes' own.
func (c call) kind() string {
	for kind := range scheme.Scheme.KnownTypes(c.version) {
		if plural, _ := meta.UnsafeGuessKindToResource(c.version.WithKind(kind)); plural.Resource == c.q.resource {
			return kind
		}
	}
	return ""
}

// right is as in "create pods/exec".
func (c call) right() string {
	if c.subpath != "" {
		return c.verb + " " + c.q.resource + "/" + c.subpath
	}
	return c.verb + " " + c.q.resource
}

func (a *api) denies(right string) bool {
	return slices.Contains(strings.Split(a.said["denied"], "\n"), right)
}

func (a *api) serve(c call) {
	if c.q.resource == "selfsubjectaccessreviews" {
		a.review(c)
		return
	}
	if a.denies(c.right()) {
		fail(c.w, http.StatusForbidden, "Forbidden", fmt.Sprintf("%s is forbidden: you may not %s", c.q.resource, c.right()))
		return
	}
	k := key{c.q.resource, c.q.namespace, c.q.name}
	dry := c.params.Has("dryRun")
	if c.verb != "get" && c.verb != "list" && c.verb != "watch" && !dry {
		body, _ := json.Marshal(c.body)
		fmt.Fprintf(&a.asked, "%s %s %s\n", c.verb, strings.Trim(c.q.resource+"/"+c.q.name+"/"+c.subpath, "/"), body)
	}
	switch c.verb {
	case "list":
		a.serveList(c)
		return
	case "watch":
		a.serveWatch(c)
		return
	case "create":
		a.create(c, dry)
		return
	}
	obj, ok := a.objects[k]
	if c.q.name == "" { // a collection
		for _, k := range a.list(c.q) {
			a.delete(k, true)
		}
		answer(c.w, http.StatusOK, map[string]any{"kind": "Status", "apiVersion": "v1", "status": "Success"})
		return
	}
	if !ok {
		missing(c, c.q.name)
		return
	}
	switch {
	case c.subpath == "log":
		a.serveLog(c)
		return
	case c.verb == "delete" && !dry:
		orphan := c.body["propagationPolicy"] == "Orphan" || c.body["propagationPolicy"] == nil
		a.delete(k, !orphan)
	case c.verb == "patch" && dry:
		obj = merge(obj, c.body).(map[string]any)
	case (c.verb == "patch" || c.verb == "update") && !dry:
		obj = a.put(k, c.body)
	}
	answer(c.w, http.StatusOK, obj)
}

// review answers what the user may do.
func (a *api) review(c call) {
	spec, _ := c.body["spec"].(map[string]any)
	at, _ := spec["resourceAttributes"].(map[string]any)
	right := fmt.Sprint(at["verb"], " ", at["resource"])
	if sub := at["subresource"]; sub != nil {
		right += fmt.Sprint("/", sub)
	}
	c.body["kind"], c.body["apiVersion"] = "SelfSubjectAccessReview", "authorization.k8s.io/v1"
	c.body["status"] = map[string]any{"allowed": !a.denies(right)}
	answer(c.w, http.StatusCreated, c.body)
}

func (a *api) create(c call, dry bool) {
	for rule := range strings.SplitSeq(a.said["refused"], "\n") {
		if resource, why, _ := strings.Cut(rule, " "); resource == c.q.resource {
			fail(c.w, http.StatusForbidden, "Forbidden", fmt.Sprintf("%s %q is forbidden: %s", resource, "x", why))
			return
		}
	}
	m, _ := c.body["metadata"].(map[string]any)
	name, _ := m["name"].(string)
	if base, ok := m["generateName"].(string); ok && name == "" {
		name = base + strconv.Itoa(len(a.changes))
	}
	k := key{c.q.resource, c.q.namespace, name}
	if a.objects[k] != nil {
		fail(c.w, http.StatusConflict, "AlreadyExists", fmt.Sprintf("%s %q already exists", k.resource, name))
		return
	}
	if !dry {
		c.body = a.put(k, c.body)
	}
	answer(c.w, http.StatusCreated, c.body)
}

func (a *api) serveList(c call) {
	all := a.list(c.q)
	from, _ := strconv.Atoi(c.params.Get("continue"))
	to := len(all)
	listMeta := map[string]any{"resourceVersion": a.version()}
	if limit, _ := strconv.Atoi(c.params.Get("limit")); limit > 0 && from+limit < to {
		to = from + limit
		listMeta["continue"] = strconv.Itoa(to)
	}
	items := make([]any, 0, to-from)
	for _, k := range all[from:to] {
		items = append(items, a.objects[k])
	}
	answer(c.w, http.StatusOK, map[string]any{"kind": c.kind() + "List", "apiVersion": c.version.String(), "metadata": listMeta, "items": items})
}

func answer(w http.ResponseWriter, code int, obj any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(obj)
}

func missing(c call, name string) {
	fail(c.w, http.StatusNotFound, "NotFound", fmt.Sprintf("%s %q not found", c.q.resource, name))
}

func fail(w http.ResponseWriter, code int, reason, message string) {
	answer(w, code, map[string]any{
		"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": code, "reason": reason, "message": message,
	})
}
