package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// serveWatch tells what changed since a version, or everything first, and then
// what changes from now on. It lets go of the lock while it waits.
func (a *api) serveWatch(c call) {
	send := func(kind string, obj any) {
		line, _ := json.Marshal(map[string]any{"type": kind, "object": obj})
		_, _ = c.w.Write(append(line, '\n'))
	}
	c.w.Header().Set("Content-Type", "application/json")
	version, _ := strconv.Atoi(c.params.Get("resourceVersion"))
	next := max(version-1, 0)
	first := c.params.Get("sendInitialEvents") == "true"
	if version == 0 || first {
		for _, k := range a.list(c.q) {
			send("ADDED", a.objects[k])
		}
		next = len(a.changes)
	}
	if first {
		send("BOOKMARK", map[string]any{"kind": c.kind(), "apiVersion": c.version.String(), "metadata": map[string]any{
			"resourceVersion": a.version(), "annotations": map[string]any{"k8s.io/initial-events-end": "true"},
		}})
	}
	for !a.down {
		for ; next < len(a.changes); next++ {
			if ch := a.changes[next]; c.q.matches(ch.at, ch.obj) {
				send(ch.kind, ch.obj)
			}
		}
		if !a.wait(c) {
			return
		}
	}
	panic(http.ErrAbortHandler)
}

// wait flushes, and waits for news; not if the client went away.
func (a *api) wait(c call) bool {
	news := a.news
	a.mu.Unlock()
	defer a.mu.Lock()
	_ = http.NewResponseController(c.w).Flush()
	select {
	case <-news:
		return true
	case <-c.Context().Done():
		return false
	}
}

// serveLog writes a pod's log and, while it runs and that is asked for, what is
// added to it.
func (a *api) serveLog(c call) {
	if _, ok := a.logs[c.q.name]; !ok {
		missing(c, c.q.name)
		return
	}
	sent := 0
	since, _ := time.Parse(time.RFC3339, c.params.Get("sinceTime"))
	if s, err := strconv.Atoi(c.params.Get("sinceSeconds")); err == nil {
		since = time.Now().Add(-time.Duration(s) * time.Second)
	}
	tail, err := strconv.Atoi(c.params.Get("tailLines"))
	for !a.down {
		lines := a.logs[c.q.name]
		if sent == 0 && err == nil {
			sent = max(len(lines)-tail, 0)
		}
		for ; sent < len(lines); sent++ {
			line := lines[sent]
			if line.at.Before(since) {
				continue
			}
			if c.params.Get("timestamps") == "true" {
				line.text = line.at.UTC().Format(time.RFC3339Nano) + " " + line.text
			}
			fmt.Fprintln(c.w, line.text)
		}
		running := bytes.Contains([]byte(fmt.Sprint(a.objects[key{"pods", c.q.namespace, c.q.name}]["status"])), []byte("phase:Running"))
		if c.params.Get("follow") != "true" || !running || !a.wait(c) {
			return
		}
	}
	panic(http.ErrAbortHandler)
}
