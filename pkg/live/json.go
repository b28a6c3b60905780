package live

import (
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"time"

	"mosaic/pkg/progress"
	"mosaic/pkg/status"
)

// countsInterval is how often JSON lines say that counts have changed, at most.
const countsInterval = time.Second

// A Line is one line of --progress=json. Fields are added to it, and never
// renamed or removed.
type Line struct {
	Time        time.Time `json:"time"`
	Render      string    `json:"render"`
	Namespace   string    `json:"namespace,omitempty"`
	State       string    `json:"state"` // of the render; "" before it is there
	Tiles       Tiles     `json:"tiles"`
	LeftSeconds int       `json:"leftSeconds"` // until the last tile is done; 0 is not known
	Why         []Why     `json:"why"`
	Step        string    `json:"step"`              // check, apply, tiles, merge, fetch
	Bytes       *Bytes    `json:"bytes,omitempty"`   // of a step that moves a file
	Message     string    `json:"message,omitempty"` // something of note, as plain lines tell it
	Done        bool      `json:"done,omitempty"`    // the step has ended well
}

// Tiles is how many tiles are in each phase. Those that wait are the rest.
type Tiles struct {
	Total    int `json:"total"`
	Done     int `json:"done"`
	Running  int `json:"running"`
	Retrying int `json:"retrying"`
	Failed   int `json:"failed"`
}

// Why is a cause for which the render does not move.
type Why struct {
	Kind  string     `json:"kind"`
	Text  string     `json:"text"`
	Count int        `json:"count,omitempty"`
	Until *time.Time `json:"until,omitempty"`
	Do    string     `json:"do,omitempty"`
}

// Bytes is how much of a file has been moved.
type Bytes struct {
	Total int64 `json:"total"`
	Done  int64 `json:"done"`
}

// jsonLines writes a Line for each thing of note, and when counts have changed.
type jsonLines struct {
	w    io.Writer
	name string
	now  func() time.Time

	mu        sync.Mutex
	line      Line // as it is now
	written   Line // as it was last written
	writtenAt time.Time
	began     time.Time
}

func (j *jsonLines) See(r status.Render) {
	j.mu.Lock()
	defer j.mu.Unlock()
	l := &j.line
	j.name = r.Name
	l.Namespace, l.State = r.Namespace, string(r.State)
	l.Tiles = Tiles{len(r.Tiles), r.Count(status.Done), r.Count(status.Running), r.Count(status.Retrying), r.Count(status.TileFailed)}
	l.LeftSeconds = int(r.Left.Round(time.Second).Seconds())
	l.Why = nil
	for _, c := range r.Why {
		w := Why{Kind: string(c.Kind), Text: c.Text, Count: c.Count, Do: c.Do}
		if !c.Until.IsZero() {
			until := c.Until.UTC()
			w.Until = &until
		}
		l.Why = append(l.Why, w)
	}
	switch {
	case l.State != j.written.State, !sameWhy(l.Why, j.written.Why), l.Tiles.Failed != j.written.Tiles.Failed:
		j.write("", false)
	case l.Tiles != j.written.Tiles && j.now().Sub(j.writtenAt) >= countsInterval:
		j.write("", false)
	}
}

// sameWhy reports whether the causes are of the same kinds: their counts and
// words change all the time.
func sameWhy(a, b []Why) bool {
	kinds := func(all []Why) string {
		set := map[string]bool{}
		for _, w := range all {
			set[w.Kind] = true
		}
		return fmt.Sprint(set) // maps are printed in the order of their keys
	}
	return kinds(a) == kinds(b)
}

func (j *jsonLines) Step(name string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.line.Step, j.line.Bytes, j.began = name, nil, j.now()
	j.write("", false)
}

func (j *jsonLines) Count(c progress.Counts) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if c.Unit != "bytes" {
		return
	}
	j.line.Bytes = &Bytes{Total: c.Total, Done: c.Done}
	if j.now().Sub(j.writtenAt) >= countsInterval {
		j.write("", false)
	}
}

func (j *jsonLines) Note(format string, a ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.write(fmt.Sprintf(format, a...), false)
}

func (j *jsonLines) Done(format string, a ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.write(ended(j.began, j.now(), format, a...), true)
}

func (j *jsonLines) Close() {}

// write writes the line as it is now. A writer that fails is not reported again:
// the render matters more.
func (j *jsonLines) write(message string, done bool) {
	l := j.line
	l.Time, l.Render, l.Message, l.Done = j.now().UTC().Round(time.Millisecond), j.name, message, done
	if l.Why == nil {
		l.Why = []Why{}
	}
	text, err := json.Marshal(l)
	if err != nil {
		panic(err) // a struct of strings and numbers
	}
	fmt.Fprintf(j.w, "%s\n", text)
	j.written, j.writtenAt = l, l.Time
}
