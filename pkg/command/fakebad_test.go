//go:build unix

package command

import (
	"bufio"
	"bytes"
	"fmt"
	"image"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// misbehave is a program that does what its first argument says; most then
// leave their tile as they should. The others are: where it is to be left, x0, y0,
// width and height.
func misbehave(args []string) error {
	what, args := args[0], args[1:]
	say := func(format string, a ...any) { fmt.Fprintf(os.Stderr, format+"\n", a...) }
	leave := func() error { return leaveTile(args) }
	switch what {
	case "tile":
		say("openjd_progress: 50")
		return leave()
	case "no-file":
		return nil
	case "elsewhere":
		return os.WriteFile("other.png", []byte("x"), 0o666)
	case "empty":
		return os.WriteFile(args[0], nil, 0o666)
	case "truncated":
		say("openjd_progress: 50")
		if err := leave(); err != nil {
			return err
		}
		info, err := os.Stat(args[0])
		if err != nil {
			return err
		}
		return os.Truncate(args[0], info.Size()*2/3)
	case "folder":
		return os.Mkdir(args[0], 0o777)
	case "link":
		return os.Symlink("/dev/zero", args[0])
	case "pipe":
		return syscall.Mkfifo(args[0], 0o666)
	case "larger":
		return shadePNG(args[0], image.Pt(50, 40), image.Rect(0, 0, 50, 40))
	case "error":
		say("reading\nError: the lamp %s is broken\nsome talk\nbye", args[3])
		os.Exit(3)
	case "parse-error":
		say("Parse Error: line 4")
		os.Exit(1)
	case "error-0": // the picture lies there, and the exit code is 0
		say("Parse Error: line 4")
		return leave()
	case "final":
		os.Exit(7)
	case "openjd-fail":
		say("openjd_fail: out of paint")
		os.Exit(1)
	case "memory":
		say("Mem: 1.5 GiB, before 20M")
		return leave()
	case "silent":
		time.Sleep(100 * time.Millisecond)
		return leave()
	case "flood":
		return flood(args)
	case "endless-line":
		page := bytes.Repeat([]byte("x"), 1<<20)
		for range 64 {
			if _, err := os.Stderr.Write(page); err != nil {
				return err
			}
		}
		return fmt.Errorf("Error: at last")
	case "codes":
		say("\x1b[1;31mError:\x1b[0m \x1b]0;title\x07a \xff\xfe\x00 b\x1b[2K\tc")
		os.Exit(1)
	case "args":
		for _, a := range args[5:] {
			say("argument %q", a)
		}
		return leave()
	case "environment":
		dir, _ := os.Getwd()
		say("in %q with COLOR=%q TMPDIR=%q", dir, os.Getenv("COLOR"), os.Getenv("TMPDIR"))
		return leave()
	case "orphan", "daemon":
		if err := leaveChild(args[5], what == "daemon"); err != nil {
			return err
		}
		return leave()
	case "stubborn":
		signal.Ignore(syscall.SIGTERM)
		say("ready")
		time.Sleep(time.Hour)
	case "obedient":
		stop := make(chan os.Signal, 1)
		signal.Notify(stop, syscall.SIGTERM)
		say("ready")
		<-stop
		say("Error: told to stop")
		os.Exit(143)
	case "killed":
		return syscall.Kill(os.Getpid(), syscall.SIGKILL)
	case "crash":
		return syscall.Exec("/bin/sh", []string{"sh", "-c", "kill -SEGV $$"}, nil) // Go's own would tell its stack
	case "vandal":
		if err := os.WriteFile(args[5], []byte("spoiled"), 0o666); err != nil {
			return fmt.Errorf("Error: cannot save the scene: %w", err)
		}
		return leave()
	}
	return fmt.Errorf("there is no %s", what)
}

// leaveTile leaves a picture of the rectangle.
func leaveTile(args []string) error {
	var n [4]int
	for i := range n {
		var err error
		if n[i], err = strconv.Atoi(args[1+i]); err != nil {
			return err
		}
	}
	return leavePNG(args[0], cropped(image.Rect(n[0], n[1], n[0]+n[2], n[1]+n[3])))
}

// flood prints three hundred megabytes of lines, and what matters at the end.
func flood(args []string) error {
	w := bufio.NewWriterSize(os.Stdout, 1<<16)
	line := "a line of the flood " + strings.Repeat("water ", 30) + "\n"
	for n := 0; n < 300<<20; n += len(line) {
		if _, err := w.WriteString(line); err != nil {
			return err
		}
	}
	fmt.Fprintln(w, "the last line")
	if err := w.Flush(); err != nil {
		return err
	}
	if args[3] == "0" { // a tile of no width: fail
		os.Exit(1)
	}
	return leaveTile(args)
}

// leaveChild starts a process that holds a lock on a file, and the standard
// streams, until it is killed; it waits until the lock is held.
func leaveChild(lock string, daemon bool) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.Command(self)
	cmd.Args = []string{"child", lock}
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	ready, told, err := os.Pipe()
	if err != nil {
		return err
	}
	cmd.ExtraFiles = []*os.File{told}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: daemon}
	if err := cmd.Start(); err != nil {
		return err
	}
	told.Close()
	_, err = ready.Read(make([]byte, 1))
	return err
}

// child holds the lock. It writes its process id into the file.
func child(args []string) error {
	f, err := os.OpenFile(args[0], os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		return err
	}
	fmt.Fprint(f, os.Getpid())
	told := os.NewFile(3, "told")
	if _, err := told.Write([]byte{1}); err != nil {
		return err
	}
	time.Sleep(time.Hour)
	return nil
}
