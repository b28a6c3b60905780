package e2e

import (
	"os"
	"os/exec"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestNodeLoss stops a node of the cluster that the tests started themselves,
// so nothing else may run beside it.
func TestNodeLoss(t *testing.T) {
	if os.Getenv("MOSAIC_CLUSTER") == "" {
		t.Skip("SKIPPED: node loss: it takes the cluster of tests/cluster: run make e2e without $KUBECONFIG")
	}
	params := params("testdata-node")
	params.Cmds["node"] = func(ts *testscript.TestScript, _ bool, args []string) {
		cmd := exec.Command(os.Getenv("MOSAIC_CLUSTER"), "node-"+args[0], args[1])
		cmd.Dir = "../cluster"
		out, err := cmd.CombinedOutput()
		ts.Logf("%s", out)
		ts.Check(err)
	}
	testscript.Run(t, params)
	t.Cleanup(func() { // whatever happened, the node is back for the next run
		cmd := exec.Command(os.Getenv("MOSAIC_CLUSTER"), "node-start", "2")
		cmd.Dir = "../cluster"
		_ = cmd.Run()
	})
}
