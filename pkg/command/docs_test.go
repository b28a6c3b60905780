package command

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const page = "../../docs/engines.md"

// TestDocsListTheVariables compares the table at the end of the page with the
// variables; UPDATE=1 writes it anew.
func TestDocsListTheVariables(t *testing.T) {
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	const title = "| variable | what stands there |\n|---|---|\n"
	before, table, ok := strings.Cut(string(text), title)
	if !ok {
		t.Fatalf("%s has no table %q", page, title)
	}
	var want strings.Builder
	for _, v := range AllVariables() {
		fmt.Fprintf(&want, "| `%s` | %s |\n", v.Name, v.Help)
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(page, []byte(before+title+want.String()), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want.String(), table); diff != "" {
		t.Errorf("the table of %s is not that of the variables; make golden writes it\n%s", page, diff)
	}
}

// TestDocsShowGoodEngines reads the engines on the page.
func TestDocsShowGoodEngines(t *testing.T) {
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllSubmatch(text, -1)
	if len(blocks) < 2 {
		t.Fatalf("%s shows %d engines", page, len(blocks))
	}
	for _, b := range blocks {
		if _, err := Parse("engine", b[1]); err != nil {
			t.Errorf("%v in\n%s", err, b[1])
		}
	}
}
