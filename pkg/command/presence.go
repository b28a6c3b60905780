package command

import (
	"context"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"time"
)

// A Presence is what of an engine's programs is on this machine.
type Presence struct {
	Path    string   // of what renders; "" if it is not on the PATH
	Version string   // what it says of itself; "" if it is not asked, or says nothing
	Missing []string // programs that are not on the PATH
}

// versionTime is how long a program may take to tell its version, and versionSize
// how many bytes of that are read.
const (
	versionTime = 5 * time.Second
	versionSize = 64 << 10
)

// Needs is the programs that must be on the PATH, what renders last. It is empty
// for an engine that runs a command of the user's.
func (d Definition) Needs() []string {
	if len(d.Programs) > 0 || d.Command[0] == allArguments {
		return d.Programs
	}
	return d.Command[:1]
}

// Look looks for the engine's programs on this machine.
func (d Definition) Look(ctx context.Context) Presence { return Look(ctx, d.Needs(), d.Version) }

// Look looks for programs on this machine's PATH, and asks what renders, the last
// of them, for its version by a command, for five seconds at most.
func Look(ctx context.Context, programs, version []string) Presence {
	var p Presence
	for _, name := range programs {
		path, err := exec.LookPath(name)
		if p.Path = path; err != nil {
			p.Path = ""
			p.Missing = append(p.Missing, name)
		}
	}
	if p.Path == "" || len(version) == 0 {
		return p
	}
	ctx, stop := context.WithTimeout(ctx, versionTime)
	defer stop()
	var said beginning
	if _, err := (process{args: version, dir: os.TempDir(), env: os.Environ(), output: &said, grace: time.Second}).run(ctx); err == nil {
		p.Version = versionIn(said.String())
	}
	return p
}

// versionNumber is how a version is written; that of a path in a message is none.
var versionNumber = regexp.MustCompile(`(?:^|[\s(v])\d+\.\d`)

// versionIn is the line that tells the version, or the first one if none does.
func versionIn(text string) string {
	first := ""
	for line := range strings.Lines(text) {
		line = plain(line)
		if first == "" {
			first = line
		}
		if versionNumber.MatchString(line) {
			first = line
			break
		}
	}
	const most = 100
	if runes := []rune(first); len(runes) > most {
		return string(runes[:most])
	}
	return first
}

// A beginning keeps the first bytes that are written to it.
type beginning struct {
	mu sync.Mutex
	b  strings.Builder
}

func (b *beginning) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.b.Write(p[:min(len(p), versionSize-b.b.Len())])
	return len(p), nil
}

func (b *beginning) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}
