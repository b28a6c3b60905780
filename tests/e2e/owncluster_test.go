package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
)

// needsOwnCluster skips a test of what befalls a cluster unless the tests have
// started one themselves. Nothing else may run beside such a test.
func needsOwnCluster(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("MOSAIC_CLUSTER") == "" {
		t.Skip("SKIPPED: " + what + ": it takes the cluster of tests/cluster: run make e2e without $KUBECONFIG")
	}
}

// ownCluster runs the program of tests/cluster.
func ownCluster(args ...string) error {
	cmd := exec.Command(os.Getenv("MOSAIC_CLUSTER"), args...)
	cmd.Dir = "../cluster"
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%v: %w: %s", args, err, out)
	}
	return nil
}
