package gltf

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"unicode"

	"mosaic/pkg/model"
)

// parse parses the JSON, which starts at byte at of the file. Decoding a list stops
// at its first wrong element, and the number of objects is checked against the
// length of the text: empty ones take far more memory than text.
func parse(text []byte, at int) (*document, error) {
	var top map[string]json.RawMessage
	if err := json.Unmarshal(text, &top); err != nil {
		return nil, jsonError("", at, err)
	}
	if bytes.Count(text, []byte("{")) > 1<<16+len(text)/8 {
		return nil, fault("", "has almost nothing but empty objects: export it again")
	}
	var asset struct{ Version string }
	if err := decodeValue(top, "asset", &asset); err != nil {
		return nil, err
	}
	if !strings.HasPrefix(asset.Version, "2.") {
		return nil, fault("asset.version", "is %.20q: export the file as glTF 2.0", asset.Version)
	}
	var d document
	var extensions struct {
		Punctual struct {
			Lights json.RawMessage
		} `json:"KHR_lights_punctual"`
	}
	err := errors.Join(
		decodeValue(top, "extensionsRequired", &d.required),
		decodeValue(top, "extensions", &extensions),
		decodeValue(top, "scene", &d.scene),
		decodeList(top["scenes"], "scenes", &d.scenes),
		decodeList(top["nodes"], "nodes", &d.nodes),
		decodeList(top["meshes"], "meshes", &d.meshes),
		decodeList(top["skins"], "skins", &d.skins),
		decodeList(top["accessors"], "accessors", &d.accessors),
		decodeList(top["bufferViews"], "bufferViews", &d.views),
		decodeList(top["buffers"], "buffers", &d.buffers),
		decodeList(top["materials"], "materials", &d.materials),
		decodeList(top["textures"], "textures", &d.textures),
		decodeList(top["images"], "images", &d.images),
		decodeList(top["samplers"], "samplers", &d.samplers),
		decodeList(top["cameras"], "cameras", &d.cameras),
		decodeList(extensions.Punctual.Lights, "extensions.KHR_lights_punctual.lights", &d.lights),
	)
	d.animations = top["animations"]
	var first *model.FileError
	if errors.As(err, &first) {
		return nil, first
	}
	return &d, nil
}

// decodeValue decodes a property at the top level.
func decodeValue(top map[string]json.RawMessage, name string, to any) error {
	if top[name] == nil {
		return nil
	}
	return jsonError(name, 0, json.Unmarshal(top[name], to))
}

// decodeList decodes a list, element by element.
func decodeList[T any](text json.RawMessage, location string, to *[]T) error {
	if text == nil {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(text))
	if start, err := d.Token(); err != nil || start != json.Delim('[') {
		return fault(location, "is no list: export the file again")
	}
	for d.More() {
		here := fmt.Sprintf("%s[%d]", location, len(*to))
		var one *T
		if err := d.Decode(&one); err != nil {
			return jsonError(here, 0, err)
		}
		if one == nil {
			return fault(here, "is null: export the file again")
		}
		*to = append(*to, *one)
	}
	return nil
}

// jsonError is an error of package json, in words for users.
func jsonError(location string, at int, err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &syntax):
		return fault(fmt.Sprintf("byte %d", int64(at)+syntax.Offset), "the JSON is broken (%w): copy or export the file again", err)
	case errors.As(err, &kind):
		for name := range strings.SplitSeq(kind.Field, ".") {
			if len(name) > 1 && unicode.IsLower(rune(name[1])) { // a field that has no tag
				name = strings.ToLower(name[:1]) + name[1:]
			}
			location += "." + name
		}
		return fault(strings.Trim(location, "."), "is not what glTF has there (%.40s): export the file again", kind.Value)
	}
	return fault(location, "cannot be read (%w): export the file again", err)
}

// An integer may be written as 2, 2.0 or 2e0.
type integer int

func (n *integer) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		return nil
	}
	v, err := strconv.ParseFloat(string(text), 64)
	if err != nil || v != math.Trunc(v) || math.Abs(v) > 1<<53 {
		return &json.UnmarshalTypeError{Value: fmt.Sprintf("value %.30s", text), Type: reflect.TypeFor[int]()}
	}
	*n = integer(v)
	return nil
}

// lookup is element i of a list; location is that of the index.
func lookup[T any](all []T, i integer, location, list string) (*T, error) {
	if i < 0 || int(i) >= len(all) {
		return nil, fault(location, "is %d, but the file has %d %s: export it again", i, len(all), list)
	}
	return &all[i], nil
}
