// Package e2e runs the plugin on a real Kubernetes: each script of testdata in
// a namespace of its own that enforces Pod Security "restricted", as a user who
// may do there no more than a render needs.
package e2e

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"k8s.io/client-go/tools/clientcmd"

	"mosaic/pkg/cli"
	"mosaic/tests/claim"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"kubectl-mosaic": func() {
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			os.Exit(cli.Run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
		},
	})
}

func TestOnACluster(t *testing.T) {
	if os.Getenv("MOSAIC_IMAGE") == "" || os.Getenv("KUBECONFIG") == "" {
		t.Skip("SKIPPED: no cluster: run make e2e")
	}
	if _, err := exec.LookPath("kubectl"); err != nil {
		t.Fatal("kubectl is missing: the tests use it as users do")
	}
	testscript.Run(t, params("testdata"))
}

// params is what all scripts have in common.
func params(dir string) testscript.Params {
	return testscript.Params{
		Dir:   dir,
		Setup: setup,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"admin":       admin,
			"apt-install": aptInstall(),
			"await":       await,
			"count":       count,
			"debimage":    debimage(),
			"folderimage": folderImage,
			"pixels":      pixels,
			"pov":         pov,
		},
		Condition: func(cond string) (bool, error) {
			name, ok := strings.CutPrefix(cond, "env:")
			if !ok {
				return false, fmt.Errorf("unknown condition %q", cond)
			}
			return os.Getenv(name) != "", nil
		},
		TestWork: os.Getenv("KEEP") != "",
	}
}

// setup makes a script's namespace, user and shared volume.
func setup(env *testscript.Env) error {
	ns := fmt.Sprintf("mosaic-%s-%d", filepath.Base(strings.TrimPrefix(env.WorkDir, os.TempDir()))[len("script-"):], os.Getpid())
	env.Setenv("NAMESPACE", ns)
	env.Setenv("ADMIN_KUBECONFIG", os.Getenv("KUBECONFIG"))
	env.Setenv("MOSAIC_IMAGE", os.Getenv("MOSAIC_IMAGE"))
	env.Setenv("HOME", env.WorkDir)
	env.Setenv("EXAMPLES", examples)
	for name, folder := range map[string]string{"MODELS": "pkg/model/gltf/testdata", "DOCS": "docs", "RENDERERS": "tests/renderers"} {
		path, err := filepath.Abs("../../" + folder)
		if err != nil {
			return err
		}
		env.Setenv(name, path)
	}
	env.Values[scriptT{}] = env.T()
	kubeconfig := filepath.Join(env.WorkDir, ".kubeconfig")
	env.Setenv("KUBECONFIG", kubeconfig)
	if err := asArtist(os.Getenv("KUBECONFIG"), kubeconfig, ns); err != nil {
		return err
	}
	env.Defer(func() { // leave nothing behind
		_ = exec.Command("kubectl", "delete", "namespace", ns, "--wait=false").Run()
		_ = exec.Command("kubectl", "delete", "pv", ns, "--ignore-not-found", "--wait=false").Run()
		if shared := os.Getenv("MOSAIC_SHARED_PATH"); shared != "" {
			_ = os.RemoveAll(filepath.Join(shared, ns))
		}
	})
	manifests := strings.ReplaceAll(namespaceAndUser, "NAMESPACE", ns)
	if shared := os.Getenv("MOSAIC_SHARED_PATH"); shared != "" {
		folder, manifest, err := claim.OnFolder(shared, ns)
		if err != nil {
			return err
		}
		env.Setenv("SHARED", folder)
		manifests += manifest
	} else {
		manifests += strings.NewReplacer("NAMESPACE", ns, "CLASS", os.Getenv("MOSAIC_STORAGE_CLASS")).Replace(classClaim)
	}
	return apply(manifests)
}

// asArtist copies a kubeconfig for a user who is not its owner, in a namespace.
func asArtist(from, to, namespace string) error {
	config, err := clientcmd.LoadFromFile(from)
	if err != nil {
		return err
	}
	current := config.Contexts[config.CurrentContext]
	current.Namespace = namespace
	config.AuthInfos[current.AuthInfo].Impersonate = "artist"
	return clientcmd.WriteToFile(*config, to)
}

func apply(manifests string) error {
	cmd := exec.Command("kubectl", "apply", "-f", "-")
	cmd.Stdin = strings.NewReader(manifests)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("kubectl apply: %w\n%s", err, out)
	}
	return nil
}

// admin runs kubectl as whoever owns the cluster: admin VERB ...; standard
// input is what the last command wrote if the last argument is -.
func admin(ts *testscript.TestScript, neg bool, args []string) {
	args = append([]string{"--kubeconfig", ts.Getenv("ADMIN_KUBECONFIG"), "-n", ts.Getenv("NAMESPACE")}, args...)
	check(ts, neg, ts.Exec("kubectl", args...))
}

// await repeats a command until its output has a text: await SECONDS TEXT COMMAND ...
func await(ts *testscript.TestScript, _ bool, args []string) {
	limit, err := time.ParseDuration(args[0] + "s")
	ts.Check(err)
	for end := time.Now().Add(limit); ; time.Sleep(300 * time.Millisecond) {
		cmd := exec.Command(args[2], args[3:]...)
		cmd.Env = append(os.Environ(), "KUBECONFIG="+ts.Getenv("KUBECONFIG"))
		out, _ := cmd.CombinedOutput()
		if strings.Contains(string(out), args[1]) {
			return
		}
		if time.Now().After(end) {
			ts.Fatalf("no %q within %v; last: %s", args[1], limit, out)
		}
	}
}

// count fails unless the last output has so many different lines: count N.
func count(ts *testscript.TestScript, neg bool, args []string) {
	lines := map[string]bool{}
	for line := range strings.FieldsSeq(ts.ReadFile("stdout")) {
		lines[line] = true
	}
	if got := fmt.Sprint(len(lines)); (got == args[0]) == neg {
		ts.Fatalf("%s different words, want %s", got, args[0])
	}
}

func check(ts *testscript.TestScript, neg bool, err error) {
	if (err == nil) == neg {
		ts.Fatalf("unexpected: %v", err)
	}
}
