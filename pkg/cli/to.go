package cli

import (
	"path"

	"github.com/spf13/pflag"

	"mosaic/pkg/cluster"
	"mosaic/pkg/film"
)

// toVar adds --to, the file that the picture becomes; unset tells which it is
// otherwise.
func toVar(flags *pflag.FlagSet, to *string, unset string) {
	flags.StringVar(to, "to", "", "the picture's `FILE`: "+film.Extensions(nil)+" (unset: "+unset+")")
}

// asRendered is the file of a render that exists: see pictureOf.
const asRendered = "NAME, in the render's format"

// pictureOf is the file that the picture of a render becomes without --to.
func pictureOf(found *cluster.Found) string { return found.Name + path.Ext(found.Options.Output) }
