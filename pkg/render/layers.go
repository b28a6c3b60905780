package render

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Layers is a set of what a pixel may hold beside its colour. Its JSON is the
// list of their names, in the order of the constants.
type Layers uint8

// The layers. Each is the mean over a pixel's samples, but for the last one.
const (
	Albedo      Layers = 1 << iota // what the first surface reflects, of each primary
	Normal                         // of the first surface, along the axes of the scene; 0 where there is nothing
	Depth                          // distance from the camera to the first surface; NoDepth where there is nothing
	SampleCount                    // how many samples the pixel took
)

const allLayers = Albedo | Normal | Depth | SampleCount

// NoDepth is the depth of what is infinitely far, as Blender writes it: a
// number that filters can reckon with.
const NoDepth = 1e10

// LayerNames are the names of the layers, in their order.
func LayerNames() []string { return []string{"albedo", "normal", "depth", "samples"} }

// ParseLayers reads names with commas between them; none is the empty set.
func ParseLayers(text string) (Layers, error) {
	if strings.TrimSpace(text) == "" {
		return 0, nil
	}
	return layersOf(strings.Split(text, ","))
}

func layersOf(names []string) (Layers, error) {
	var set Layers
	var errs []error
next:
	for _, name := range names {
		for i, known := range LayerNames() {
			if strings.TrimSpace(name) == known {
				set |= 1 << i
				continue next
			}
		}
		errs = append(errs, fmt.Errorf("layer %q: give some of %s", name, strings.Join(LayerNames(), ",")))
	}
	return set, errors.Join(errs...)
}

// LayersIn is the layers that have all their channels among those named.
func LayersIn(channels []string) (set Layers) {
	for _, one := range allLayers.Each() {
		if !slices.ContainsFunc(one.Channels(), func(name string) bool { return !slices.Contains(channels, name) }) {
			set |= one
		}
	}
	return set
}

// Has reports whether all layers of other are in the set.
func (l Layers) Has(other Layers) bool { return l&other == other }

// Each is the layers of the set one by one, in their order.
func (l Layers) Each() []Layers {
	var all []Layers
	for i := range LayerNames() {
		if one := Layers(1) << i; l.Has(one) {
			all = append(all, one)
		}
	}
	return all
}

// String is the names with commas between them, as ParseLayers reads them.
func (l Layers) String() string { return strings.Join(l.names(), ",") }

func (l Layers) names() []string {
	var all []string
	for i, name := range LayerNames() {
		if l.Has(1 << i) {
			all = append(all, name)
		}
	}
	return all
}

// MarshalJSON is the list of names.
func (l Layers) MarshalJSON() ([]byte, error) { return json.Marshal(l.names()) }
