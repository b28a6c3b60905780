// Package doctor finds out whether renders can run in a namespace of a cluster:
// what the server has, what the user may do, what admission, quota, nodes, claim
// and image say. It changes nothing, unless it is asked to try a pod.
package doctor

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
	"k8s.io/apimachinery/pkg/util/rand"
	"k8s.io/apimachinery/pkg/version"
	"k8s.io/client-go/rest"

	"mosaic/pkg/cluster"
	"mosaic/pkg/command"
	"mosaic/pkg/kubeapi"
)

// A Level is how a finding bears on renders.
type Level string

// Levels.
const (
	OK      Level = "ok"
	Warning Level = "warning" // a render will work, but not as it could
	Unknown Level = "unknown" // it was not to be found out
	Error   Level = "error"   // a render will not work
)

// A Finding is what was found out about one thing, and what to do about it.
type Finding struct {
	Level Level  `json:"level"`
	About string `json:"about"`
	Found string `json:"found"`
	Do    string `json:"do,omitempty"`
}

// Exam says what is looked for. Run is a render as it would be run here: it may
// lack an image and a claim.
type Exam struct {
	cluster.Run
	Engine string // which Mosaic's own image should have

	Program *command.Definition // which the renderer's image should have; nil: the path tracer renders

	Probe bool // make a pod, which tries image and claim, and remove it
}

// clockSkew is how far apart two clocks may be; the API server's answer says
// its time in whole seconds.
const clockSkew = 5 * time.Second

// A doctor is a cluster, to be examined.
type doctor struct{ *cluster.Cluster }

// Examine finds out whether renders can run in the cluster. Unless the exam has a
// probe, it changes nothing there.
func Examine(ctx context.Context, c *cluster.Cluster, x Exam) []Finding {
	d := doctor{c}
	x.Options.Name = "doctor-" + rand.String(5) // so that no dry run meets an object that is there
	server, found := d.examineServer(ctx)
	if server == nil {
		return found
	}
	namespace := d.examineNamespace(ctx)
	if found = append(found, namespace); namespace.Level == Error {
		return found
	}
	named := x // for what is only asked about, any names will do
	named.Options.Image = cmp.Or(x.Options.Image, "mosaic")
	if x.Options.Storage.IsZero() {
		named.Options.Claim = cmp.Or(x.Options.Claim, "tiles")
	}
	steps := []func() []Finding{
		func() []Finding { return d.examineJobs(ctx, named, server) },
		func() []Finding { return d.examineRights(ctx, named) },
		func() []Finding { return d.examinePod(ctx, named) },
		func() []Finding { return d.examineQuota(ctx, named) },
		func() []Finding { return d.examineNodes(ctx, named) },
		func() []Finding { return d.examineClaim(ctx, x) },
		func() []Finding { return d.examineQueue(ctx, x) },
		func() []Finding { return d.examineImage(ctx, x) },
	}
	results := make([][]Finding, len(steps))
	var g errgroup.Group
	for i, step := range steps {
		g.Go(func() error {
			results[i] = step()
			return nil
		})
	}
	_ = g.Wait() // no step fails: each says what it found
	return append(found, slices.Concat(results...)...)
}

// examineServer asks for the server's version; it is nil if none answers. The
// answer also tells the server's time.
func (d doctor) examineServer(ctx context.Context) (*version.Info, []Finding) {
	if err := d.Reach(ctx); err != nil {
		why, do, _ := strings.Cut(err.Error(), "\n")
		return nil, []Finding{{Error, "server", why, do}}
	}
	ctx, stop := context.WithTimeout(ctx, kubeapi.AnswerTimeout)
	defer stop()
	start := time.Now()
	info, date, err := d.version(ctx)
	took := time.Since(start)
	if err != nil {
		return &version.Info{}, []Finding{{Unknown, "server", fmt.Sprintf("answers at %s, but does not tell its version: %v", d.Host(), err), ""}}
	}
	found := []Finding{{OK, "server", fmt.Sprintf("%s at %s, answers in %d ms", info.GitVersion, d.Host(), took.Milliseconds()), ""}}
	if date.IsZero() {
		return info, append(found, Finding{Unknown, "clock", "the server does not tell its time", ""})
	}
	skew := start.Add(took / 2).Sub(date).Truncate(time.Second)
	if skew.Abs() > clockSkew {
		word := "ahead of"
		if skew < 0 {
			word = "behind"
		}
		return info, append(found, Finding{Warning, "clock",
			fmt.Sprintf("this machine's clock is %v %s the server's: ages and waiting times will be wrong, logins may fail", skew.Abs(), word),
			"set the clock of this machine, or of the server, by NTP"})
	}
	return info, append(found, Finding{OK, "clock", "this machine's and the server's agree", ""})
}

// version is the server's version, and its time by the answer's Date header.
func (d doctor) version(ctx context.Context) (*version.Info, time.Time, error) {
	client, err := rest.HTTPClientFor(d.Config)
	if err != nil {
		return nil, time.Time{}, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, d.Client.Discovery().RESTClient().Get().AbsPath("/version").URL().String(), nil)
	if err != nil {
		return nil, time.Time{}, err
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, time.Time{}, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, time.Time{}, fmt.Errorf("it answers %s", response.Status)
	}
	var info version.Info
	if err := json.NewDecoder(response.Body).Decode(&info); err != nil {
		return nil, time.Time{}, err
	}
	date, _ := http.ParseTime(response.Header.Get("Date")) // zero if there is none
	return &info, date, nil
}
