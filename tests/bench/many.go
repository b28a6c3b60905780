package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
)

// benchMany measures what the verbs take to look at a render of 10,000 tiles
// whose pods run on simulated nodes.
func benchMany(ctx context.Context, dir string) error {
	const tiles = 10_000
	if os.Getenv("MOSAIC_IMAGE") == "" || os.Getenv("MOSAIC_SHARED_PATH") == "" {
		fmt.Print("10,000 tiles: SKIPPED, there is no cluster of this machine\n\n")
		return nil
	}
	stop, err := startKwok(ctx, dir)
	if err != nil {
		return err
	}
	defer stop()
	s, err := newSimulation(ctx, tiles)
	if err != nil {
		return err
	}
	defer s.remove(context.WithoutCancel(ctx))
	if err := s.start(ctx); err != nil {
		return err
	}
	if err := s.await(ctx, corev1.PodRunning, tiles*9/10); err != nil {
		return err
	}
	fmt.Printf("%d tiles on simulated nodes; the goal is 150 MB, one processor, and 2 s for a list\n", tiles)
	for _, c := range []struct {
		name string
		args []string
	}{
		{"get", []string{"get"}},
		{"get NAME -o json", []string{"get", s.name, "-o", "json"}},
		{"describe", []string{"describe", s.name}},
		{"wait, for 20 s", []string{"wait", s.name, "--timeout", "20s"}},
		{"attach on a terminal, for 20 s", []string{"attach", s.name, "--timeout", "20s"}},
	} {
		args := append([]string{"bin/kubectl-mosaic", "-n", s.namespace}, c.args...)
		if strings.HasPrefix(c.name, "attach") { // script gives it a terminal
			args = []string{"script", "-qec", strings.Join(args, " "), "/dev/null"}
		}
		if err := weigh(ctx, c.name, args); err != nil {
			return err
		}
	}
	fmt.Println()
	return nil
}

// weigh runs a program and prints its time, its share of a processor and its memory.
func weigh(ctx context.Context, name string, args []string) error {
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Env = append(os.Environ(), "TERM=xterm-256color")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return err
	}
	peak := watchMemory(cmd.Process.Pid)
	err := cmd.Wait()
	took := time.Since(start)
	if code := cmd.ProcessState.ExitCode(); code != 0 && code != 4 { // 4: it waited as long as it was told
		return fmt.Errorf("%s: %w\n%s", name, err, out.String())
	}
	cpu := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	fmt.Printf("  %-32s %6.2f s  %4.2f processors  %4d MB\n", name, took.Seconds(), cpu.Seconds()/took.Seconds(), <-peak>>10)
	return nil
}

// watchMemory tells, when the process has ended, the most memory that it and
// its children had, in KiB. What wait4 tells would count this process too, of
// which a new one is a copy at first.
func watchMemory(pid int) <-chan int {
	peak := make(chan int, 1)
	go func() {
		most := 0
		for {
			now, ok := memory(pid)
			if !ok {
				peak <- most
				return
			}
			most = max(most, now)
			time.Sleep(10 * time.Millisecond)
		}
	}()
	return peak
}

// memory is the most that the process and its children have had, in KiB.
func memory(pid int) (kib int, ok bool) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(status)) {
		if peak, found := strings.CutPrefix(line, "VmHWM:"); found {
			_, err := fmt.Sscan(peak, &kib)
			ok = err == nil
		}
	}
	children, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid)) // none, if it has ended
	for child := range strings.FieldsSeq(string(children)) {
		if n, err := strconv.Atoi(child); err == nil {
			its, _ := memory(n)
			kib = max(kib, its)
		}
	}
	return kib, ok
}

// startKwok starts the program that plays the nodes' part.
func startKwok(ctx context.Context, dir string) (stop func(), err error) {
	build := exec.CommandContext(ctx, "../../bin/cluster", "build", "kwok")
	build.Dir, build.Stderr = "tests/cluster", os.Stderr
	bin, err := build.Output()
	if err != nil {
		return nil, fmt.Errorf("building kwok: %w", err)
	}
	where := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", "sigs.k8s.io/kwok")
	where.Dir = "tests/cluster/parts/kwok"
	module, err := where.Output()
	if err != nil {
		return nil, fmt.Errorf("finding kwok's stages: %w", err)
	}
	stages := filepath.Join(strings.TrimSpace(string(module)), "kustomize", "stage")
	log, err := os.Create(filepath.Join(dir, "kwok.log"))
	if err != nil {
		return nil, err
	}
	kwok := exec.CommandContext(ctx, filepath.Join(strings.TrimSpace(string(bin)), "kwok"),
		"--kubeconfig", os.Getenv("KUBECONFIG"), "--manage-nodes-with-label-selector", simulated+"=yes",
		"--config", filepath.Join(stages, "node", "fast", "node-initialize.yaml"),
		"--config", filepath.Join(stages, "node", "heartbeat-with-lease", "node-heartbeat-with-lease.yaml"),
		"--config", filepath.Join(stages, "pod", "fast", "pod-ready.yaml"),
		"--config", filepath.Join(stages, "pod", "fast", "pod-delete.yaml"),
		"--config", "tests/bench/kwok-complete.yaml")
	kwok.Stdout, kwok.Stderr = log, log
	if err := kwok.Start(); err != nil {
		return nil, err
	}
	return func() {
		_ = kwok.Process.Kill()
		_ = kwok.Wait() // it was killed
		_ = log.Close()
	}, nil
}
