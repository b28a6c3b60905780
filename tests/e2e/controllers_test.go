package e2e

import (
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestLateStatus holds the Jobs' status back: it freezes the controller manager
// of the cluster. Each verb is run right after every other that can precede it, and
// none may say what another contradicts. Its commands are
//
//	controllers freeze|thaw  stops the controller manager where it is; lets it go on
//	stutter                  freezes and thaws it at random, until the script ends
//
// $ROUNDS is how often scripts repeat what they do while it stutters.
func TestLateStatus(t *testing.T) {
	needsOwnCluster(t, "late status")
	t.Cleanup(func() { _ = controllers("thaw") }) // whatever happened
	params := params("testdata-late")
	params.Cmds["controllers"] = func(ts *testscript.TestScript, _ bool, args []string) {
		ts.Check(controllers(args[0]))
	}
	params.Cmds["stutter"] = stutter
	inner := params.Setup
	params.Setup = func(env *testscript.Env) error {
		rounds := os.Getenv("ROUNDS")
		if rounds == "" {
			rounds = "2"
		}
		env.Setenv("ROUNDS", rounds)
		return inner(env)
	}
	// One after the other: they share the controller manager.
	for _, script := range []string{"late", "stutter"} {
		params.Dir, params.Files = "", []string{"testdata-late/" + script + ".txtar"}
		t.Run(script, func(t *testing.T) {
			t.Cleanup(func() { _ = controllers("thaw") })
			testscript.RunT(sequential{t}, params)
		})
	}
}

// sequential is a test whose scripts do not run in parallel.
type sequential struct{ *testing.T }

func (t sequential) Parallel() {}
func (t sequential) Run(name string, f func(testscript.T)) {
	t.T.Run(name, func(inner *testing.T) { f(sequential{inner}) })
}
func (t sequential) Verbose() bool { return testing.Verbose() }

// controllers freezes or thaws the controller manager.
func controllers(verb string) error { return ownCluster("controllers-" + verb) }

// stutter freezes the controller manager for up to 5 s and lets it go for up to
// 5 s, again and again, until the script ends.
func stutter(ts *testscript.TestScript, _ bool, _ []string) {
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for verb := "freeze"; ; {
			_ = controllers(verb) // the cleanup thaws it in any case
			select {
			case <-stop:
				_ = controllers("thaw")
				return
			case <-time.After(rand.N(5 * time.Second)):
			}
			if verb == "freeze" {
				verb = "thaw"
			} else {
				verb = "freeze"
			}
		}
	}()
	ts.Defer(func() {
		close(stop)
		<-stopped
	})
}
