package cli

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"k8s.io/cli-runtime/pkg/genericclioptions"
)

// commandsOf is the root and the commands of the table, in its order.
func commandsOf(t *testing.T) (*cobra.Command, []*cobra.Command) {
	t.Helper()
	root := newRoot()
	var all []*cobra.Command
	for _, v := range verbs() {
		name := v.command(genericclioptions.NewConfigFlags(true)).Name()
		cmd, _, err := root.Find([]string{name})
		if err != nil || cmd == root {
			t.Fatalf("the verb %s is not found: %v", name, err)
		}
		all = append(all, cmd)
	}
	return root, all
}

// TestHelp wants of every verb a help screen that fits a terminal of 80
// columns, shows an example and describes every flag.
func TestHelp(t *testing.T) {
	root, commands := commandsOf(t)
	first := help(t, root)
	for _, cmd := range commands {
		t.Run(cmd.Name(), func(t *testing.T) {
			text := help(t, cmd)
			if !strings.Contains(text, "\nExamples:\n") || !strings.Contains(text, "kubectl mosaic "+cmd.Name()) {
				t.Error("its help shows no example of it")
			}
			if len(cmd.Name()) > verbWidth {
				t.Errorf("its name is longer than the list of verbs is wide, %d", verbWidth)
			}
			if !strings.Contains(first, "  "+cmd.Name()+" ") || !strings.Contains(first, cmd.Short) {
				t.Error("the first help screen does not list it")
			}
			if cmd.ValidArgsFunction == nil && cmd.ValidArgs == nil {
				t.Error("nothing completes its arguments")
			}
		})
	}
}

// help is a command's help screen, checked to fit.
func help(t *testing.T, cmd *cobra.Command) string {
	t.Helper()
	var out bytes.Buffer
	cmd.SetOut(&out)
	if err := cmd.Help(); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(out.String()) {
		if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > helpWidth {
			t.Errorf("a line of the help of %q has %d columns: %s", cmd.CommandPath(), n, line)
		}
	}
	return out.String()
}

// TestSynonyms wants each word to lead to one verb, and to be none itself.
func TestSynonyms(t *testing.T) {
	_, commands := commandsOf(t)
	leads := map[string]string{}
	for _, cmd := range commands {
		for _, word := range append(append([]string{cmd.Name()}, cmd.Aliases...), cmd.SuggestFor...) {
			if other, ok := leads[word]; ok {
				t.Errorf("%q leads to %s and to %s", word, other, cmd.Name())
			}
			leads[word] = cmd.Name()
		}
	}
}

// TestFlagSynonyms wants hints to name flags that some verb has.
func TestFlagSynonyms(t *testing.T) {
	root, _ := commandsOf(t)
	words := map[string]bool{}
	for _, s := range flagSynonyms() {
		if anyFlag(root, "--"+s.flag) == nil {
			t.Errorf("the hint for %q is given by --%s, which no verb has", s.words, s.flag)
		}
		for word := range strings.FieldsSeq(s.words) {
			if words[word] {
				t.Errorf("%q has two hints", word)
			}
			words[word] = true
		}
	}
}

// TestREADMEListsTheVerbs compares the README's table with the verbs.
func TestREADMEListsTheVerbs(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, commands := commandsOf(t)
	var want strings.Builder
	want.WriteString("| `kubectl mosaic …` | |\n|---|---|\n")
	for _, cmd := range commands {
		fmt.Fprintf(&want, "| `%s` | %s |\n", strings.ReplaceAll(cmd.Use, "|", "\\|"), cmd.Short)
	}
	if !strings.Contains(string(readme), want.String()) {
		t.Errorf("README.md has another table of the verbs than this:\n%s", &want)
	}
}
