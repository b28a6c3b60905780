package transfer

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestListAndRemove(t *testing.T) {
	dir := t.TempDir()
	top := filepath.Join(dir, "volume")
	for _, f := range []string{"volume/room-1/tiles/0.exr", "volume/room-1/spec.json", "volume/assets/a", "secret"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, f)), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, f), []byte("12345"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("..", filepath.Join(top, "up")); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(top)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	x := Exec((&far{root: root}).exec)
	ask := func(args ...string) string {
		answer, err := x.Ask(t.Context(), args...)
		if err != nil {
			return "error: " + err.Error()
		}
		return string(answer)
	}
	for _, c := range []struct{ args, want string }{
		{"list .", "assets/\nroom-1/\nup\n"},
		{"list room-1", "spec.json\ntiles/\n"},
		{"list nowhere", ""},
		{"list ..", "error: "},
		{"list up", "error: "},
		{"remove .", "error: "},
		{"remove ..", "error: "},
		{"remove /", "error: "},
		{"remove ../secret", "error: "},
		{"remove up/secret", "error: "},
		{"remove room-1/../assets", "error: "},
		{"remove assets", "error: "},
		{"remove room-1", `{"files":2,"bytes":10}`},
		{"remove room-1", `{"files":0,"bytes":0}`},
		{"list .", "assets/\nup\n"},
	} {
		got := ask(strings.Fields(c.args)...)
		if strings.HasPrefix(c.want, "error") && !strings.HasPrefix(got, c.want) || !strings.HasPrefix(c.want, "error") && got != c.want {
			t.Errorf("%s: %q, want %q", c.args, got, c.want)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "secret")); err != nil {
		t.Error(err)
	}
}
