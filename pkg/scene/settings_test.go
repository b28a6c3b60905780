package scene

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mosaic/pkg/model"
	"mosaic/pkg/settings"
)

// TestSchemaHasTheSettings compares the fields of an image that package settings
// knows with the schema's; UPDATE=1 writes them anew.
func TestSchemaHasTheSettings(t *testing.T) {
	data, err := os.ReadFile("scene.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	const first, after = "        \"width\": {\n", "        \"filter\": {\n"
	from, to := strings.Index(string(data), first), strings.Index(string(data), after)
	if from < 0 || to < from {
		t.Fatalf("the fields from %q to %q are not in the schema", first, after)
	}
	want := settingsSchema(t)
	if os.Getenv("UPDATE") != "" {
		data = []byte(string(data[:from]) + want + string(data[to:]))
		if err := os.WriteFile("scene.schema.json", data, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, string(data[from:to])); diff != "" {
		t.Errorf("the schema's settings are not those of their table; make golden writes them\n%s", diff)
	}
}

// settingsSchema is the settings as the schema has them.
func settingsSchema(t *testing.T) string {
	t.Helper()
	var i model.Image
	var b strings.Builder
	for _, r := range slices.Concat(i.Frame.Table(), i.Tracer.Table()) {
		data, err := json.MarshalIndent(settingSchema(r), "        ", "  ")
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "        %q: %s,\n", r.Name, data)
	}
	return b.String()
}

// A field is the schema of a number, its keys in the order that people read.
type field struct {
	Type        string      `json:"type,omitempty"`
	Const       *int        `json:"const,omitempty"`
	Description string      `json:"description,omitempty"`
	OneOf       []field     `json:"oneOf,omitempty"`
	Minimum     json.Number `json:"minimum,omitempty"`
	Maximum     json.Number `json:"maximum,omitempty"`
	Default     json.Number `json:"default,omitempty"`
}

func settingSchema(r settings.Row) field {
	least, most, unset := r.Numbers()
	f := field{Type: "integer", Minimum: json.Number(least), Maximum: json.Number(most)}
	if _, ok := r.Value.(*float64); ok {
		f.Type = "number"
	}
	if r.Zero != "" {
		f = field{OneOf: []field{{Const: new(int), Description: "For " + r.Zero + "."}, f}}
	}
	help := strings.ReplaceAll(r.Help, "`", "")
	f.Description = strings.ToUpper(help[:1]) + help[1:] + "."
	f.Default = json.Number(unset)
	return f
}
