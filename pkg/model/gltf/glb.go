package gltf

import (
	"bytes"
	"encoding/binary"
)

// splitGLB splits a GLB file into its JSON and its binary chunk, which may be nil.
// A file that is not GLB is all JSON. The JSON starts at byte start.
func splitGLB(data []byte) (text []byte, start int, chunk []byte, err error) {
	if !bytes.HasPrefix(data, []byte("glTF")) {
		text := bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")) // a byte order mark
		if !bytes.HasPrefix(bytes.TrimLeft(text, " \t\r\n"), []byte("{")) {
			return nil, 0, nil, fault("", "is neither GLB nor glTF's JSON: export it as glTF 2.0")
		}
		return text, len(data) - len(text), nil, nil
	}
	const again = "the file ends early: copy or export it again"
	if len(data) < 20 {
		return nil, 0, nil, fault("", again)
	}
	word := func(at int) int { return int(binary.LittleEndian.Uint32(data[at:])) }
	if v := word(4); v != 2 {
		return nil, 0, nil, fault("byte 4", "is a GLB of version %d: export the file as glTF 2.0", v)
	}
	if word(8) > len(data) {
		return nil, 0, nil, fault("", again)
	}
	const jsonChunk, binChunk = 0x4e4f534a, 0x004e4942
	for at := 12; at+8 <= len(data); {
		length, kind := word(at), word(at+4)
		at += 8
		if length > len(data)-at {
			return nil, 0, nil, fault("", again)
		}
		switch body := data[at : at+length]; {
		case kind == jsonChunk && text == nil:
			text, start = body, at
		case kind == binChunk && chunk == nil:
			chunk = body
		}
		at += length
	}
	if text == nil {
		return nil, 0, nil, fault("", "has no JSON in it: export it again")
	}
	return text, start, chunk, nil
}
