package cli

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/cli-runtime/pkg/printers"

	"mosaic/pkg/job"
	"mosaic/pkg/render"
)

// printObjects writes objects as kubectl does, so that kubectl apply reads them.
// Without a format it says what a run would do, as kubectl does: "(dry run)" or
// "(server dry run)" is what mode says.
func printObjects(w io.Writer, format, mode string, objects []runtime.Object) error {
	list := &unstructured.UnstructuredList{Object: map[string]any{"apiVersion": "v1", "kind": "List"}}
	for _, obj := range objects {
		content, err := runtime.DefaultUnstructuredConverter.ToUnstructured(obj)
		if err != nil {
			return err
		}
		delete(content, "status") // nothing has happened yet
		list.Items = append(list.Items, unstructured.Unstructured{Object: content})
	}
	if format == "json" {
		return (&printers.JSONPrinter{}).PrintObj(list, w)
	}
	var p printers.ResourcePrinter = &printers.NamePrinter{Operation: "created (" + mode + ")"}
	switch format {
	case "yaml":
		p = &printers.YAMLPrinter{}
	case "name":
		p = &printers.NamePrinter{ShortOutput: true}
	}
	for i := range list.Items {
		if err := p.PrintObj(&list.Items[i], w); err != nil {
			return err
		}
	}
	return nil
}

// imageFile is the image's name on the volume; its extension is the format's.
func imageFile(to string) string { return "image" + strings.ToLower(filepath.Ext(to)) }

// generatedName is the scene's name and a few digits of the spec, the picture's
// format and view, and the claim: the same command names the same render.
func generatedName(r request) string {
	digest := render.Digest(fmt.Append(nil, r.spec.Hash(), imageFile(r.to), r.bitDepth, r.cluster.Claim, strings.Join(r.image.View.Flags(), " ")))
	return job.NameFrom(r.scene.name) + "-" + digest[:6]
}
