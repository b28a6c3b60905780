package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"mosaic/tests/claim"
)

// What both sides of the comparison on the cluster do.
const (
	tiles       = 64
	parallelism = 20
)

// benchCluster compares the whole time of a run of trivial tiles, from the
// command to the verified picture, with a bare Indexed Job of pods that do nothing.
func benchCluster(ctx context.Context, dir string) error {
	image, shared := os.Getenv("MOSAIC_IMAGE"), os.Getenv("MOSAIC_SHARED_PATH")
	if image == "" || shared == "" {
		fmt.Print("a cluster run against a bare Job: SKIPPED, there is no cluster\n\n")
		return nil
	}
	ns, kubectl, leave, err := benchNamespace(ctx, shared)
	if err != nil {
		return err
	}
	defer leave()
	fill := strings.NewReplacer("IMAGE", image, "TILES", fmt.Sprint(tiles), "PARALLELISM", fmt.Sprint(parallelism))
	round := 0
	return compare(ctx, fmt.Sprintf("%d trivial tiles on a cluster, %d at a time; less is better", tiles, parallelism),
		contender{"mosaic: check, apply, tiles, merge, fetch", 1, "", func(ctx context.Context) error {
			round++
			name := fmt.Sprintf("trivial-%d", round)
			if err := command(ctx, "", "bin/kubectl-mosaic", "render", "builtin:room", "-n", ns, "--name", name,
				"--size", "64x64", "--tile-size", "8", "--samples", "1", "--claim", claim.Name,
				"--cpu", "50m", "--memory", "64Mi", "--parallelism", fmt.Sprint(parallelism),
				"--to", filepath.Join(dir, name+".png")); err != nil {
				return err
			}
			return nil
		}},
		contender{"bare Indexed Job of pods that do nothing", 1, "", func(ctx context.Context) error {
			name := fmt.Sprintf("bare-%d", round)
			if err := kubectl(ctx, strings.ReplaceAll(fill.Replace(bareJob), "NAME", name), "create", "-f", "-"); err != nil {
				return err
			}
			return kubectl(ctx, "", "wait", "--for=condition=Complete", "--timeout=10m", "job/"+name)
		}})
}

// benchNamespace makes a namespace with a claim on the shared folder. Leave
// removes them.
func benchNamespace(ctx context.Context, shared string) (ns string, kubectl func(ctx context.Context, stdin string, args ...string) error, leave func(), err error) {
	ns = "mosaic-bench"
	folder, volume, err := claim.OnFolder(shared, ns)
	if err != nil {
		return ns, nil, nil, err
	}
	kubectl = func(ctx context.Context, stdin string, args ...string) error {
		return command(ctx, stdin, "kubectl", append([]string{"-n", ns}, args...)...)
	}
	leave = func() {
		_ = kubectl(context.WithoutCancel(ctx), "", "delete", "namespace", ns, "--wait=true")
		_ = kubectl(context.WithoutCancel(ctx), "", "delete", "pv", ns, "--wait=false")
		_ = os.RemoveAll(folder)
	}
	if err := kubectl(ctx, fmt.Sprintf(place, ns)+volume, "apply", "-f", "-"); err != nil {
		leave()
		return ns, nil, nil, err
	}
	return ns, kubectl, leave, nil
}

const place = `
apiVersion: v1
kind: Namespace
metadata: {name: %s}
`

const bareJob = `
apiVersion: batch/v1
kind: Job
metadata: {name: NAME}
spec:
  completionMode: Indexed
  completions: TILES
  parallelism: PARALLELISM
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: nothing
        image: IMAGE
        args: [version]
        resources: {requests: {cpu: 50m, memory: 64Mi}, limits: {cpu: 50m, memory: 64Mi}}
`
