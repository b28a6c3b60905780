package live

import (
	"time"

	"mosaic/pkg/progress"
	"mosaic/pkg/status"
)

// A stall says aloud, once, that a render has stood still for long, and says so
// again only after it has moved.
type stall struct {
	Reporter
	after time.Duration
	now   func() time.Time

	said bool
}

func (s *stall) See(r status.Render) {
	s.Reporter.See(r)
	still := r.Still(s.now())
	if still < s.after {
		s.said = false
		return
	}
	if s.said {
		return
	}
	s.said = true
	why := "and its objects do not say why: kubectl describe jobs,pods -n " + r.Namespace + " -l app.kubernetes.io/instance=" + r.Name
	if len(r.Why) > 0 {
		why = r.Why[0].String() + advice(r.Why[0])
	}
	s.Note("nothing has happened for %s, %s: %s", progress.Duration(still), r.State, why)
}

// advice is " → what to do", or nothing.
func advice(c status.Cause) string {
	if c.Do == "" {
		return ""
	}
	return " → " + c.Do
}
