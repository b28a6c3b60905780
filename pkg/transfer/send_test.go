package transfer

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestWhatIsSentArrives sends lists to a command that gives them back, over
// streams that are cut once on the way back.
func TestWhatIsSentArrives(t *testing.T) {
	calls := 0
	x := Exec(func(_ context.Context, args []string, stdin io.Reader, stdout io.Writer) error {
		if calls++; calls%2 == 1 {
			stdout = &cut{stdout, 20}
		}
		return Answer(stdin, stdout, func() ([]byte, error) {
			var names []string
			if err := Request(stdin, &names); err != nil {
				return nil, err
			}
			return []byte(strings.Join(append(args, names...), " ")), nil
		})
	})
	for _, c := range []struct {
		names []string
		want  string
	}{
		{nil, "digests claim"},
		{[]string{"a", "b/c"}, "digests claim a b/c"},
		{[]string{strings.Repeat("long", 100_000)}, "digests claim " + strings.Repeat("long", 100_000)},
	} {
		got, err := x.Send(t.Context(), c.names, "digests", "claim")
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(c.want, string(got)); d != "" {
			t.Error(d)
		}
	}
	if calls != 6 {
		t.Errorf("%d calls, want 2 for each answer", calls)
	}
	if err := Request(strings.NewReader("[]"), new([]string)); err == nil {
		t.Error("what is no frame is read")
	}
	if err := Request(io.MultiReader(), new([]string)); !errors.Is(err, io.EOF) {
		t.Errorf("nothing at all: %v", err)
	}
}
