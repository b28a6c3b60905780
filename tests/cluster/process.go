//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A process is one that this program started, now or in an earlier run. The
// kernel reuses pids, at the latest after a reboot; pid, start time and
// executable together name one process for good.
type process struct {
	pid   int
	start uint64 // clock ticks after boot, field 22 of /proc/PID/stat
	exe   string
}

// readProcess reads from the kernel which process has the pid now. A zombie has no
// executable any more and counts as gone.
func readProcess(pid int) (process, error) {
	folder := filepath.Join("/proc", strconv.Itoa(pid))
	exe, err := os.Readlink(filepath.Join(folder, "exe"))
	if err != nil {
		return process{}, err
	}
	stat, err := os.ReadFile(filepath.Join(folder, "stat"))
	if err != nil {
		return process{}, err
	}
	// The second field is a name in parentheses that may itself hold anything.
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	if len(fields) < 20 {
		return process{}, fmt.Errorf("%s/stat has too few fields", folder)
	}
	start, err := strconv.ParseUint(fields[19], 10, 64)
	if err != nil {
		return process{}, err
	}
	return process{pid, start, strings.TrimSuffix(exe, " (deleted)")}, nil
}

// alive says whether this very process, not a later owner of its pid, runs.
func (p process) alive() bool {
	now, err := readProcess(p.pid)
	return err == nil && now == p
}

func (p process) String() string { return fmt.Sprintf("%d %d %s", p.pid, p.start, p.exe) }

func parseProcess(text string) (process, error) {
	fields := strings.Fields(text)
	if len(fields) != 3 {
		return process{}, fmt.Errorf("pid file holds %q, not PID START EXECUTABLE", text)
	}
	pid, err1 := strconv.Atoi(fields[0])
	start, err2 := strconv.ParseUint(fields[1], 10, 64)
	if err := errors.Join(err1, err2); err != nil || pid < 2 {
		return process{}, fmt.Errorf("pid file holds %q, not PID START EXECUTABLE", text)
	}
	return process{pid, start, fields[2]}, nil
}

func (c cluster) pidFile(component string) string { return c.path("pid", component) }
func (c cluster) logFile(component string) string { return c.path("log", component+".log") }

// running finds the process of a component. An unreadable pid file, which a crash
// of the machine may leave, names no process.
func (c cluster) running(component string) (process, bool) {
	text, err := os.ReadFile(c.pidFile(component))
	if err != nil {
		return process{}, false
	}
	p, err := parseProcess(string(text))
	return p, err == nil && p.alive()
}

// start runs a component in a session of its own, so that it outlives this program
// and no key typed at the terminal reaches it. It inherits next to nothing: what
// the caller has in the environment should not change the cluster.
func (c cluster) start(component, program string, args ...string) error {
	log, err := os.OpenFile(c.logFile(component), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := exec.Command(program, args...)
	cmd.Dir = c.dir
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	cmd.Env = []string{
		"PATH=" + filepath.Dir(program) + ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
		"HOME=" + c.dir,
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start %s: %w", component, err)
	}
	p, err := readProcess(cmd.Process.Pid)
	go cmd.Wait() // reaps it should it die while this program runs
	if err != nil {
		return c.failure(component, errors.New("ended at once"))
	}
	return os.WriteFile(c.pidFile(component), []byte(p.String()+"\n"), 0o644)
}

// kill ends a component at once. A component that does not run is no error.
func (c cluster) kill(ctx context.Context, component string) error {
	if p, ok := c.running(component); ok {
		if err := p.kill(ctx); err != nil {
			return fmt.Errorf("kill %s: %w", component, err)
		}
	}
	err := os.Remove(c.pidFile(component))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// signal sends a signal to a component that runs.
func (c cluster) signal(component string, s syscall.Signal) error {
	p, ok := c.running(component)
	if !ok {
		return fmt.Errorf("%s does not run", component)
	}
	return syscall.Kill(p.pid, s)
}

func (p process) kill(ctx context.Context) error {
	if p.alive() {
		syscall.Kill(p.pid, syscall.SIGKILL)
	}
	return wait(ctx, 10*time.Second, func() (bool, error) { return !p.alive(), nil })
}

// failure is an error about a component that shows what the component said last.
func (c cluster) failure(component string, err error) error {
	text, _ := os.ReadFile(c.logFile(component))
	return fmt.Errorf("%s: %w; the end of %s:\n%s", component, err, c.logFile(component), tail(text, 15))
}

// tail is the last lines of a text.
func tail(text []byte, lines int) string {
	all := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	if len(all) > lines {
		all = all[len(all)-lines:]
	}
	return "    " + strings.Join(all, "\n    ")
}
