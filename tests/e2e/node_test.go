package e2e

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestNodeLoss stops a node of the cluster.
func TestNodeLoss(t *testing.T) {
	needsOwnCluster(t, "node loss")
	params := params("testdata-node")
	params.Cmds["node"] = func(ts *testscript.TestScript, _ bool, args []string) {
		ts.Check(ownCluster("node-"+args[0], args[1]))
	}
	testscript.Run(t, params)
	t.Cleanup(func() { _ = ownCluster("node-start", "2") }) // whatever happened, for the next run
}
