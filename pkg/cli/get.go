package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	"k8s.io/cli-runtime/pkg/printers"

	"mosaic/pkg/cluster"
	"mosaic/pkg/kubeapi"
	"mosaic/pkg/observe"
	"mosaic/pkg/status"
)

// getFlags is what the user typed after "get".
type getFlags struct {
	everywhere bool
	selector   string
	watch      bool
	output     string
}

func newGet(kube *genericclioptions.ConfigFlags) *cobra.Command {
	var f getFlags
	cmd := &cobra.Command{
		Use:   "get [NAME]",
		Short: "List renders, how far they are and why they do not move",
		Long: `List the renders of a namespace, found by label: how far each is and how long
it still takes. Of a render that does not move, stderr tells why.

STATUS is one of Queued (Kueue holds it back), Pending (no tile has started),
Rendering, Merging, Complete, Failed and Paused. FAILED counts tiles that failed
for good, ACTIVE those that are being rendered now.

-o json and yaml print kind Render of ` + renderAPIVersion + `, several as a RenderList.`,
		Example: `  # The renders of this namespace; all there are, as they change
  kubectl mosaic get
  kubectl mosaic get -A -w

  # The tiles of one that failed, for a script
  kubectl mosaic get room -o jsonpath='{.status.tiles.failedIndexes}'`,
		Args: atMostOneName,
		RunE: func(cmd *cobra.Command, args []string) error {
			q, err := f.query(args, namespace(kube))
			if err != nil {
				return err
			}
			c, err := connectIn(kube, q.namespace)
			if err != nil {
				return err
			}
			if q.watch {
				return q.follow(cmd.Context(), c, cmd.OutOrStdout(), cmd.ErrOrStderr())
			}
			return q.run(cmd.Context(), c, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	f.add(cmd.Flags())
	return cmd
}

func (f *getFlags) add(flags *pflag.FlagSet) {
	flags.SortFlags = false
	flags.BoolVarP(&f.everywhere, "all-namespaces", "A", false, "list the renders of all namespaces")
	flags.StringVarP(&f.selector, "selector", "l", "", "list those whose Jobs have these labels too, as team=film,shot!=3")
	flags.BoolVarP(&f.watch, "watch", "w", false, "go on, with a row for each change")
	flags.StringVarP(&f.output, "output", "o", "", "format of the list: wide, json, yaml, name or jsonpath=TEMPLATE (unset: a table)")
}

// A renderQuery is which renders to show, and how.
type renderQuery struct {
	name      string // "" is all
	namespace string // "" is all
	selector  labels.Selector
	watch     bool
	wide      bool
	printer   printers.ResourcePrinter // nil is the table
}

// query is the flags as values, checked.
func (f getFlags) query(args []string, namespace string) (renderQuery, error) {
	q := renderQuery{name: nameOf(strings.Join(args, "")), namespace: namespace, watch: f.watch, wide: f.output == "wide"}
	if f.everywhere {
		q.namespace = ""
		if q.name != "" {
			return q, usagef("-A lists the renders of all namespaces: leave out -A or %s", q.name)
		}
	}
	if f.selector != "" && q.name != "" {
		return q, usagef("--selector chooses among all renders: leave out --selector or %s", q.name)
	}
	var err error
	if q.selector, err = labels.Parse(f.selector); err != nil {
		return q, usagef("--selector %q: %w: give labels as team=film,shot!=3", f.selector, err)
	}
	switch f.output {
	case "", "wide":
	case "name":
		q.printer = printers.ResourcePrinterFunc(printNames)
	case "json":
		q.printer = &printers.JSONPrinter{}
	case "yaml":
		q.printer = &printers.YAMLPrinter{}
	default:
		// Not genericclioptions.PrintFlags: Go's templates call methods by name,
		// so that the linker keeps every one, and the plugin is twice as large.
		q.printer, err = (&genericclioptions.JSONPathPrintFlags{}).ToPrinter(f.output)
		if genericclioptions.IsNoCompatiblePrinterError(err) {
			return q, usagef("-o %s: give wide, json, yaml, name or jsonpath=TEMPLATE", f.output)
		}
		if err != nil {
			return q, usagef("-o %s: %w", f.output, err)
		}
	}
	return q, nil
}

// chosen is those that the labels select.
func (q renderQuery) chosen(all []status.Render) []status.Render {
	return slices.DeleteFunc(all, func(r status.Render) bool { return !q.selector.Matches(labels.Set(r.Labels)) })
}

// run prints the renders as they are now.
func (q renderQuery) run(ctx context.Context, c *cluster.Cluster, stdout, stderr io.Writer) error {
	all, err := q.look(ctx, c)
	if err != nil {
		return err
	}
	now := time.Now()
	switch {
	case q.printer != nil && q.name != "":
		obj, err := object(all[0])
		if err != nil {
			return err
		}
		return q.printer.PrintObj(obj, stdout)
	case q.printer != nil:
		list, err := objectList(all)
		if err != nil {
			return err
		}
		return q.printer.PrintObj(list, stdout)
	case len(all) == 0:
		fmt.Fprintln(stderr, q.none())
		return nil
	}
	if err := newTable(stdout, q.namespace == "", q.wide).print(all, now); err != nil {
		return err
	}
	stuck(stderr, all, q.name != "", now)
	return nil
}

// look is the renders as they are now; an error if the one with a name is not there.
func (q renderQuery) look(ctx context.Context, c *cluster.Cluster) ([]status.Render, error) {
	if q.name != "" {
		r, err := c.Render(ctx, q.name)
		return []status.Render{r}, err
	}
	all, err := c.Renders(ctx)
	return q.chosen(all), err
}

// none says that there is no render, as kubectl does.
func (q renderQuery) none() string {
	if q.namespace == "" {
		return "No renders found"
	}
	return fmt.Sprintf("No renders found in %s namespace.", q.namespace)
}

// rowEvery is the shortest time between two rows of a render.
const rowEvery = time.Second

// follow prints the renders as they are, and each again when it has changed.
func (q renderQuery) follow(ctx context.Context, c *cluster.Cluster, stdout, stderr io.Writer) error {
	o, err := observe.Observe(ctx, c.Conn, q.name)
	if err != nil {
		return err
	}
	t := newTable(stdout, q.namespace == "", q.wide)
	told := map[string]string{}
	for {
		var changed []status.Render
		for _, r := range q.chosen(o.Renders()) {
			if key, note := r.Namespace+"/"+r.Name, t.note(r); told[key] != note {
				told[key] = note
				changed = append(changed, r)
			}
		}
		if err := q.printChanged(t, changed, stdout); err != nil {
			return err
		}
		if len(told) == 0 {
			fmt.Fprintln(stderr, q.none())
			told[""] = "said"
		}
		if err := o.Next(ctx, time.Minute); err != nil {
			return err
		}
		if err := kubeapi.Sleep(ctx, rowEvery); err != nil {
			return err
		}
	}
}

func (q renderQuery) printChanged(t *table, changed []status.Render, stdout io.Writer) error {
	if q.printer == nil && len(changed) > 0 {
		return t.print(changed, time.Now())
	}
	for _, r := range changed {
		obj, err := object(r)
		if err != nil {
			return err
		}
		if err := q.printer.PrintObj(obj, stdout); err != nil {
			return err
		}
	}
	return nil
}
