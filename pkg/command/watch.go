package command

import (
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"mosaic/pkg/worker"
)

// Limits of what is kept and passed on of a program's output.
const (
	maxLine   = 4 << 10 // bytes; what is longer is cut
	tailLines = 20      // that an error ends with
	maxPassed = 4 << 20 // bytes that are passed on to the log
)

// A watcher reads what a program prints. It is its standard output and error.
type watcher struct {
	mu     sync.Mutex
	log    io.Writer // gets the lines; nil: nobody
	teller worker.Teller

	patterns struct{ progress, memory, errors, warnings, fatal []*regexp.Regexp }

	line   []byte
	passed int
	tail   []string // the last lines; of lines of progress in a row, the last one
	moved  bool     // the last line of the tail is of progress
	why    []string // lines that say why it failed
	final  bool     // one of them says that another try is in vain
	memory int64    // the largest that it told, in bytes
	share  float64
}

func newWatcher(m Messages, log io.Writer, t worker.Teller) *watcher {
	w := &watcher{log: log, teller: t}
	compile := func(list []string) (all []*regexp.Regexp) {
		for _, text := range list {
			all = append(all, regexp.MustCompile(text)) // Validate has compiled it
		}
		return all
	}
	w.patterns.progress, w.patterns.memory = compile(m.Progress), compile(m.Memory)
	w.patterns.errors, w.patterns.fatal = compile(m.Errors), compile(m.Fatal)
	w.patterns.warnings = compile(m.Warnings)
	return w
}

// Write implements io.Writer. It never fails: a program is not stopped because
// nobody listens to it.
func (w *watcher) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, b := range p {
		switch {
		case b == '\n' || b == '\r':
			w.end()
		case len(w.line) < maxLine:
			w.line = append(w.line, b)
		}
	}
	return len(p), nil
}

// end ends the line.
func (w *watcher) end() {
	line := plain(string(w.line))
	w.line = w.line[:0]
	if line == "" {
		return
	}
	moves := w.read(line)
	switch {
	case moves && w.moved:
		w.tail = w.tail[:len(w.tail)-1]
	case len(w.tail) == tailLines:
		w.tail = append(w.tail[:0], w.tail[1:]...)
	}
	w.tail, w.moved = append(w.tail, line), moves
	if w.log == nil || w.passed > maxPassed {
		return
	}
	if w.passed += len(line) + 1; w.passed > maxPassed {
		line = fmt.Sprintf("... the program prints more than %d MiB: the rest is left out", maxPassed>>20)
	}
	fmt.Fprintln(w.log, line)
}

// plain is a line without terminal codes and what cannot be printed.
func plain(line string) string {
	if !strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r > '~' }) {
		return strings.TrimSpace(line) // as nearly all are
	}
	line = terminalCode.ReplaceAllString(line, "")
	line = strings.Map(func(r rune) rune {
		if r == '\t' {
			return ' '
		}
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(line, "?"))
	return strings.TrimSpace(line)
}

// terminalCode is a control sequence of ECMA-48, or an operating system command.
var terminalCode = regexp.MustCompile(`\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-Z\\-_]`)

// read takes what the line tells, and reports whether it tells progress.
func (w *watcher) read(line string) (moves bool) {
	// Open Job Description, "How Jobs Are Run", lets any command say these.
	if text, ok := strings.CutPrefix(line, "openjd_progress:"); ok {
		if x, err := strconv.ParseFloat(strings.TrimSpace(text), 64); err == nil {
			w.tell(x / 100)
			moves = true
		}
	}
	if text, ok := strings.CutPrefix(line, "openjd_fail:"); ok {
		w.because(strings.TrimSpace(text))
	}
	for _, re := range w.patterns.progress {
		if m := re.FindStringSubmatch(line); m != nil {
			w.tell(progressOf(re, m))
			moves = true
		}
	}
	for _, re := range w.patterns.memory {
		if m := re.FindStringSubmatch(line); m != nil {
			w.memory = max(w.memory, size(m[1]))
		}
	}
	for _, re := range w.patterns.warnings {
		if m := re.FindStringSubmatch(line); m != nil && w.teller.Warn != nil {
			w.teller.Warn(m[len(m)-1])
			break
		}
	}
	for _, re := range w.patterns.errors {
		if re.MatchString(line) {
			w.because(line)
			break
		}
	}
	for _, re := range w.patterns.fatal {
		if re.MatchString(line) {
			w.because(line)
			w.final = true
			break
		}
	}
	return moves
}

// progressOf is the share that a line tells, as it matches a pattern; NaN if it
// tells none.
func progressOf(re *regexp.Regexp, match []string) float64 {
	if i, k := re.SubexpIndex(barFull), re.SubexpIndex(barEmpty); i > 0 && k > 0 {
		full, empty := float64(utf8.RuneCountInString(match[i])), float64(utf8.RuneCountInString(match[k]))
		return full / (full + empty)
	}
	total := 100.0
	x, err := strconv.ParseFloat(match[1], 64)
	if err == nil && len(match) == 3 {
		total, err = strconv.ParseFloat(match[2], 64)
	}
	if err != nil {
		return math.NaN()
	}
	return x / total
}

func (w *watcher) because(line string) {
	if len(w.why) < 3 && (len(w.why) == 0 || w.why[len(w.why)-1] != line) {
		w.why = append(w.why, line)
	}
}

// tell tells how much of the tile is done, if that is a share.
func (w *watcher) tell(share float64) {
	if share >= 0 && share <= 1 && share != w.share {
		w.share = share
		if w.teller.Progress != nil {
			w.teller.Progress(share)
		}
	}
}

// size reads "512", "120.5M" or "2 GiB", in bytes; a bare number is mebibytes.
func size(text string) int64 {
	digits := strings.TrimRightFunc(text, func(r rune) bool { return !unicode.IsDigit(r) })
	x, err := strconv.ParseFloat(strings.ReplaceAll(digits, ",", ""), 64)
	if err != nil || !(x >= 0 && x < 1<<40) {
		return 0
	}
	unit := strings.ToLower(strings.TrimSpace(text[len(digits):]))
	shift := 20
	if unit != "" {
		shift = map[byte]int{'b': 0, 'k': 10, 'm': 20, 'g': 30, 't': 40}[unit[0]]
	}
	return int64(x * float64(int64(1)<<shift))
}

// said is the end of what the program printed, or what it said is the matter.
func (w *watcher) said() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.end()
	lines := w.tail
	if len(w.why) > 0 {
		lines = w.why
	}
	if len(lines) == 0 {
		return "it printed nothing"
	}
	return "it said:\n  " + strings.Join(lines, "\n  ")
}
