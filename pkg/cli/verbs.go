package cli

import (
	"strings"

	"github.com/spf13/cobra"
	"k8s.io/cli-runtime/pkg/genericclioptions"
)

// A verb is a row of the table of verbs. Its name, arguments and one line of
// help are those of its command.
type verb struct {
	group    string // of the first help screen, by its ID
	command  func(kube *genericclioptions.ConfigFlags) *cobra.Command
	complete arguments
	synonyms string // words for it in other tools, which get a hint
}

// arguments says what may stand behind a verb, for completion.
type arguments int

const (
	noArguments arguments = iota
	aScene
	aRender // the name of one, or of several
	fixed   // the command lists them itself
)

// groups is the titles under which the first help screen lists the verbs.
func groups() []*cobra.Group {
	return []*cobra.Group{
		{ID: "make", Title: "Make a picture"},
		{ID: "see", Title: "See how it goes"},
		{ID: "steer", Title: "Steer it"},
		{ID: "set up", Title: "Set up"},
	}
}

// verbs is the table from which the command tree, the help, the completion and
// the hints for other words come, in the order of the help.
func verbs() []verb {
	return []verb{
		{"make", newRender, aScene, "submit start run create apply launch make go trace draw build merge"},
		{"make", newPlan, aScene, "estimate preview dry-run dryrun explain simulate cost"},
		{"make", newFetch, aRender, "download cp copy save export result results output image"},
		{"see", newGet, aRender, "status ls list show ps jobs renders top stat progress"},
		{"see", newDescribe, aRender, "inspect info details why"},
		{"see", newAttach, aRender, "watch follow view join monitor"},
		{"see", newWait, aRender, ""},
		{"see", newLogs, aRender, "log tail stern"},
		{"steer", newRetry, aRender, "rerun restart resubmit repeat again"},
		{"steer", newScale, aRender, "patch parallelism resize"},
		{"steer", newPause, aRender, "stop suspend hold halt"},
		{"steer", newResume, aRender, "continue unsuspend unpause release"},
		{"steer", newDelete, aRender, "cancel kill remove abort destroy del clean cleanup terminate purge"},
		{"set up", newDoctor, noArguments, "check diagnose preflight verify can-i test auth"},
		{"set up", newEngines, fixed, "engine renderers renderer programs"},
		{"set up", newCompletion, fixed, "completions complete"},
		{"set up", newVersion, noArguments, ""},
	}
}

// addVerbs makes the commands of the table; they are returned in its order.
func addVerbs(root *cobra.Command, kube *genericclioptions.ConfigFlags) []*cobra.Command {
	root.AddGroup(groups()...)
	var commands []*cobra.Command
	for _, v := range verbs() {
		cmd := v.command(kube)
		cmd.GroupID, cmd.SuggestFor = v.group, strings.Fields(v.synonyms)
		switch v.complete {
		case noArguments:
			cmd.ValidArgsFunction = cobra.NoFileCompletions
		case aScene:
			cmd.ValidArgsFunction = completeScene
		case aRender:
			cmd.ValidArgsFunction = completeRenders(kube)
		}
		commands = append(commands, cmd)
	}
	root.AddCommand(commands...)
	return commands
}
