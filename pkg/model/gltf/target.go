package gltf

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// A target is a property of the document that a channel of an animation moves.
type target struct {
	pointer    string // the JSON pointer of the property; "" if it is none
	kind       string // type of the accessors of its values; "" if they are not known
	width      int    // numbers of a value
	rotation   bool
	normalized bool                  // integers are normalized, even if the file forgets to say so
	set        func([]float64) error // nil if nobody reads the property
}

// A property is what may be moved of some elements of the document.
type property struct {
	list   string // of the elements
	path   string // of the property in an element
	kind   string // type of the accessors of its values
	lo, hi float64
}

// properties are those that animations may move. Splines go beyond their keys, so
// values are clamped to what a property may be. The key is the list and the path.
func properties() map[[2]string]property {
	const any = math.MaxFloat64
	all := []property{
		{"nodes", "translation", "VEC3", -any, any},
		{"nodes", "rotation", "VEC4", -any, any},
		{"nodes", "scale", "VEC3", -any, any},
		{"nodes", "weights", "SCALAR", -any, any},
		{"meshes", "weights", "SCALAR", -any, any},
		{"cameras", "perspective/yfov", "SCALAR", -any, any},
		{"cameras", "orthographic/ymag", "SCALAR", -any, any},
		{"lights", "color", "VEC3", 0, any},
		{"lights", "intensity", "SCALAR", 0, any},
		{"lights", "spot/innerConeAngle", "SCALAR", 0, any},
		{"lights", "spot/outerConeAngle", "SCALAR", 0, math.Pi / 2},
		{"materials", "pbrMetallicRoughness/baseColorFactor", "VEC4", 0, 1},
		{"materials", "pbrMetallicRoughness/metallicFactor", "SCALAR", 0, 1},
		{"materials", "pbrMetallicRoughness/roughnessFactor", "SCALAR", 0, 1},
		{"materials", "normalTexture/scale", "SCALAR", -any, any},
		{"materials", "emissiveFactor", "VEC3", 0, any},
		{"materials", "alphaCutoff", "SCALAR", 0, any},
		{"materials", "extensions/KHR_materials_emissive_strength/emissiveStrength", "SCALAR", 0, any},
		{"materials", "extensions/KHR_materials_ior/ior", "SCALAR", 1, 100},
		{"materials", "extensions/KHR_materials_transmission/transmissionFactor", "SCALAR", 0, 1},
		{"materials", "extensions/KHR_materials_volume/thicknessFactor", "SCALAR", 0, any},
		{"materials", "extensions/KHR_materials_volume/attenuationDistance", "SCALAR", 0, any},
		{"materials", "extensions/KHR_materials_volume/attenuationColor", "VEC3", 0, 1},
		{"materials", "extensions/KHR_materials_specular/specularFactor", "SCALAR", 0, 1},
		{"materials", "extensions/KHR_materials_specular/specularColorFactor", "VEC3", 0, any},
		{"materials", "extensions/KHR_materials_clearcoat/clearcoatFactor", "SCALAR", 0, 1},
		{"materials", "extensions/KHR_materials_clearcoat/clearcoatRoughnessFactor", "SCALAR", 0, 1},
	}
	for _, texture := range []string{
		"pbrMetallicRoughness/baseColorTexture", "pbrMetallicRoughness/metallicRoughnessTexture", "normalTexture", "emissiveTexture",
		"extensions/KHR_materials_transmission/transmissionTexture",
	} {
		on := texture + "/extensions/KHR_texture_transform/"
		all = append(all, property{"materials", on + "offset", "VEC2", -any, any},
			property{"materials", on + "rotation", "SCALAR", -any, any}, property{"materials", on + "scale", "VEC2", -any, any})
	}
	table := map[[2]string]property{}
	for _, p := range all {
		table[[2]string{p.list, p.path}] = p
	}
	return table
}

// unseen are properties that may be moved and that no picture shows: a path
// tracer's cameras see from their position to infinity, and its lights reach as
// far.
func unseen() []string {
	return []string{"perspective/znear", "perspective/zfar", "perspective/aspectRatio",
		"orthographic/znear", "orthographic/zfar", "orthographic/xmag", "range"}
}

// target is what a channel moves.
func (r *reader) target(c *channel, here string) (target, error) {
	pointer := "/nodes/" + strconv.Itoa(int(valueOr(c.Target.Node, 0))) + "/" + c.Target.Path
	switch p := c.Target.Extensions.Pointer; {
	case p != nil:
		pointer = p.Pointer
	case c.Target.Node == nil: // as extensions of the format may
		return target{}, nil
	}
	rest := strings.TrimPrefix(strings.Replace(pointer, "/extensions/KHR_lights_punctual/lights/", "/lights/", 1), "/")
	list, rest, _ := strings.Cut(rest, "/")
	number, path, _ := strings.Cut(rest, "/")
	p, ok := r.properties[[2]string{list, path}]
	i, err := strconv.Atoi(number)
	switch {
	case slices.Contains(unseen(), path):
		return target{}, nil
	case !ok || err != nil:
		return target{pointer: fmt.Sprintf("%.200s", pointer)}, nil
	}
	element, err := r.element(list, integer(i), here)
	if err != nil {
		return target{}, err
	}
	t := target{pointer: pointer, kind: p.kind, width: componentCount(p.kind)}
	return r.complete(t, &p, element, integer(i), here)
}

// element is a pointer to an element of a list of the document.
func (r *reader) element(list string, i integer, here string) (element any, err error) {
	switch list {
	case "nodes":
		element, err = lookup(r.doc.nodes, i, here, list)
	case "meshes":
		element, err = lookup(r.doc.meshes, i, here, list)
	case "cameras":
		element, err = lookup(r.doc.cameras, i, here, list)
	case "materials":
		element, err = lookup(r.doc.materials, i, here, list)
	default:
		element, err = lookup(r.doc.lights, i, here, "lights")
	}
	return element, err
}

// complete adds to a target what depends on the element that has the property.
func (r *reader) complete(t target, p *property, element any, i integer, here string) (target, error) {
	mesh := i
	if n, ok := element.(*node); ok {
		switch {
		case p.path == "weights" && n.Mesh == nil:
			return target{}, nil
		case p.path == "weights":
			mesh = *n.Mesh
		case n.Matrix != nil:
			return target{}, fault(here, "moves nodes[%d], which has a matrix: export the file with translation, rotation and scale", i)
		}
	}
	t.rotation = p.path == "rotation"
	t.normalized = t.rotation || p.path == "weights"
	if p.path == "weights" {
		var err error
		if t.width, err = r.targetCount(mesh, here); err != nil || t.width == 0 {
			return target{}, err
		}
	}
	scalar := p.kind == "SCALAR" && p.path != "weights"
	t.set = func(v []float64) error {
		for k := range v {
			v[k] = min(max(v[k], p.lo), p.hi)
		}
		var value any = v
		if scalar {
			value = v[0]
		}
		return set(element, p.path, value)
	}
	return t, nil
}

// set sets a property in an element of the document. Decoding leaves all other
// properties alone.
func set(element any, path string, value any) error {
	names := strings.Split(path, "/")
	for k := len(names) - 1; k >= 0; k-- {
		value = map[string]any{names[k]: value}
	}
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, element)
}

// targetCount is the number of morph targets of a mesh.
func (r *reader) targetCount(i integer, here string) (int, error) {
	if n, ok := r.targetCounts[i]; ok {
		return n, nil
	}
	m, err := lookup(r.doc.meshes, i, here, "meshes")
	if err != nil {
		return 0, err
	}
	if err := r.reserve(len(m.Primitives), 1, here); err != nil {
		return 0, err
	}
	var primitives []struct{ Targets []json.RawMessage }
	if err := decodeList(m.Primitives, fmt.Sprintf("meshes[%d].primitives", i), &primitives); err != nil {
		return 0, err
	}
	n := 0
	for _, p := range primitives {
		n = max(n, len(p.Targets))
	}
	r.targetCounts[i] = n
	return n, nil
}
