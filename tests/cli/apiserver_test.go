package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"text/template"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"

	"mosaic/pkg/job"
)

// Scripts that need a cluster have an API server that keeps objects and lets
// nobody act on them: no controller, no node. Its commands are
//
//	apiserver [FILE|DIR ...]  starts it, applies what is given, sets $KUBECONFIG (namespace default)
//	apply FILE|DIR ...        adds objects, or merges into those that are there (null removes a field)
//	vanish KIND/NAME ...      removes objects, as in: vanish pod/room-tiles-3-x
//	asked                     prints what clients asked to change since the last asked, a line each:
//	                          patch jobs/room-tiles {"spec":{"parallelism":3}}
//	apidown, apiup            breaks all connections and refuses new ones; takes them again
//	await FILE TEXT           waits until a command in the background has written a text:
//	                          exec sh -c 'exec kubectl-mosaic get -w >rows' &rows&
//
// Clients may get, list (with selectors and pages), watch, create, replace,
// merge-patch and delete; deleting a Job deletes its pods, unless orphaned.
// All rights are granted. What is given as
//
//	*.yaml    is objects; uid and creationTimestamp (now) are filled in, and the
//	          field log of a pod is its log
//	POD.log   is the pod's log, whose lines are a minute apart, the last of now
//	denied    has a right in each line that is refused: "list events", "create pods/exec"
//	refused   has a resource and a message in each line: creating it is forbidden
//	version   is the server's version, v1.36.3 if there is none
//
// YAML is a text/template with {{ago "5m"}}, a time that long before now, and
// {{labels "room" "tiles" 3}}, the labels of the pod of tile 3 (no number: of
// another component's pod). So many pods are {{range $i := 100}} ... {{end}}.
// A render's own objects come from the plugin: render --dry-run=client -o yaml.
func apiCommands() map[string]func(*testscript.TestScript, bool, []string) {
	return map[string]func(*testscript.TestScript, bool, []string){
		"apiserver": func(ts *testscript.TestScript, _ bool, args []string) {
			a := ts.Value(apiKey{}).(*api)
			server := httptest.NewServer(a)
			ts.Defer(func() {
				server.CloseClientConnections()
				server.Close()
			})
			kubeconfig := filepath.Join(ts.MkAbs(".tmp"), "kubeconfig")
			ts.Check(os.WriteFile(kubeconfig, fmt.Appendf(nil, kubeconfigOf, server.URL), 0o600))
			ts.Setenv("KUBECONFIG", kubeconfig)
			for _, arg := range args {
				ts.Check(a.load(ts.MkAbs(arg)))
			}
		},
		"apply": func(ts *testscript.TestScript, _ bool, args []string) {
			for _, arg := range args {
				ts.Check(ts.Value(apiKey{}).(*api).load(ts.MkAbs(arg)))
			}
		},
		"vanish": func(ts *testscript.TestScript, _ bool, args []string) {
			a := ts.Value(apiKey{}).(*api)
			for _, arg := range args {
				kind, name, _ := strings.Cut(arg, "/")
				if !a.remove(key{kind + "s", "default", name}, true) {
					ts.Fatalf("there is no %s", arg)
				}
			}
		},
		"asked": func(ts *testscript.TestScript, _ bool, _ []string) {
			fmt.Fprint(ts.Stdout(), ts.Value(apiKey{}).(*api).takeAsked())
		},
		"await": func(ts *testscript.TestScript, _ bool, args []string) {
			for end := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
				text, _ := os.ReadFile(ts.MkAbs(args[0]))
				if strings.Contains(string(text), args[1]) {
					return
				}
				if time.Now().After(end) {
					ts.Fatalf("no %q in %s:\n%s", args[1], args[0], text)
				}
			}
		},
		"apidown": func(ts *testscript.TestScript, _ bool, _ []string) { ts.Value(apiKey{}).(*api).setDown(true) },
		"apiup":   func(ts *testscript.TestScript, _ bool, _ []string) { ts.Value(apiKey{}).(*api).setDown(false) },
	}
}

// apiKey finds a script's server.
type apiKey struct{}

const kubeconfigOf = `apiVersion: v1
kind: Config
clusters: [{name: fake, cluster: {server: %q}}]
users: [{name: fake, user: {}}]
contexts: [{name: fake, context: {cluster: fake, user: fake, namespace: default}}]
current-context: fake
`

// load takes a file, or all files of a folder.
func (a *api) load(path string) error {
	return filepath.WalkDir(path, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		a.mu.Lock()
		defer a.mu.Unlock()
		switch name := d.Name(); {
		case strings.HasSuffix(name, ".yaml"):
			if err := a.loadObjects(string(data)); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		case strings.HasSuffix(name, ".log"):
			a.log(strings.TrimSuffix(name, ".log"), string(data))
		default:
			a.said[name] = strings.TrimSpace(string(data))
		}
		return nil
	})
}

func (a *api) loadObjects(text string) error {
	t, err := template.New("").Funcs(template.FuncMap{"ago": ago, "labels": podLabels}).Parse(text)
	if err != nil {
		return err
	}
	var filled bytes.Buffer
	if err := t.Execute(&filled, nil); err != nil {
		return err
	}
	for doc := range strings.SplitSeq("\n"+filled.String(), "\n---") {
		obj := map[string]any{}
		if err := yaml.Unmarshal([]byte(doc), &obj); err != nil {
			return fmt.Errorf("%w in:\n%s", err, doc)
		}
		u := &unstructured.Unstructured{Object: obj}
		switch {
		case len(obj) == 0:
			continue
		case u.GetKind() == "" || u.GetName() == "":
			return errors.New("an object without kind or name")
		}
		if text, ok := obj["log"].(string); ok {
			a.log(u.GetName(), text)
			delete(obj, "log")
		}
		a.put(keyOf(u), obj)
	}
	return nil
}

// ago is a time as Kubernetes writes it.
func ago(d string) (string, error) {
	before, err := time.ParseDuration(d)
	return `"` + time.Now().Add(-before).UTC().Format(time.RFC3339) + `"`, err
}

// podLabels is the labels of a render's pod, in YAML.
func podLabels(render, component string, index ...int) string {
	l := fmt.Sprintf("{%s: mosaic, %s: %s, %s: %s, batch.kubernetes.io/job-name: %s-%s",
		job.LabelName, job.LabelInstance, render, job.LabelComponent, component, render, component)
	for _, i := range index {
		l += fmt.Sprintf(", batch.kubernetes.io/job-completion-index: %q", fmt.Sprint(i))
	}
	return l + "}"
}
