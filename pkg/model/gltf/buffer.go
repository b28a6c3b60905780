package gltf

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"path"
	"strings"

	"mosaic/pkg/model"
	"mosaic/pkg/model/meshopt"
)

// view is the bytes of a buffer view, and its stride, which is 0 if they are
// not interleaved.
func (r *reader) view(i integer, location string) (data []byte, stride int, err error) {
	v, err := lookup(r.doc.views, i, location, "bufferViews")
	if err != nil {
		return nil, 0, err
	}
	here := fmt.Sprintf("bufferViews[%d]", i)
	if v.ByteStride < 0 || v.ByteStride > 1<<16 {
		return nil, 0, fault(here+".byteStride", "is %d, not from 4 to 252: export the file again", v.ByteStride)
	}
	if p := v.Extensions.Meshopt; p != nil {
		data, err = r.decodeMeshopt(i, p, here+".extensions.EXT_meshopt_compression")
	} else {
		data, err = r.slice(v.Buffer, v.ByteOffset, v.ByteLength, here)
	}
	return data, int(v.ByteStride), err
}

// slice is a part of a buffer.
func (r *reader) slice(buffer, offset, length integer, here string) ([]byte, error) {
	all, err := r.buffer(buffer, here+".buffer")
	if err != nil {
		return nil, err
	}
	if offset < 0 || length < 0 || int(offset) > len(all) || int(length) > len(all)-int(offset) {
		return nil, fault(here, "wants %d bytes from byte %d on of buffers[%d], which has %d: export the file again",
			length, offset, buffer, len(all))
	}
	return all[offset:][:length], nil
}

// decodeMeshopt is the decoded bytes of a compressed view. The fallback for
// readers without the extension is ignored.
func (r *reader) decodeMeshopt(i integer, p *meshoptView, here string) ([]byte, error) {
	if data, ok := r.decodedViews[i]; ok {
		return data, nil
	}
	data, err := r.slice(p.Buffer, p.ByteOffset, p.ByteLength, here)
	if err != nil {
		return nil, err
	}
	if p.Count < 0 || p.Count > model.MaxVertices || p.ByteStride < 0 || p.ByteStride > 256 {
		return nil, fault(here, "has %d rows of %d bytes: export the file again", p.Count, p.ByteStride)
	}
	if err := r.reserve(int(p.Count), max(int(p.ByteStride), 1), here); err != nil {
		return nil, err
	}
	data, err = meshopt.Decode(data, int(p.Count), int(p.ByteStride), p.Mode, p.Filter)
	if err != nil {
		return nil, fault(here, "cannot be unpacked (%w): export the file without it", err)
	}
	r.decodedViews[i] = data
	return data, nil
}

func (r *reader) buffer(i integer, location string) ([]byte, error) {
	b, err := lookup(r.doc.buffers, i, location, "buffers")
	if err != nil {
		return nil, err
	}
	if data, ok := r.buffers[i]; ok {
		return data, nil
	}
	here := fmt.Sprintf("buffers[%d]", i)
	data := r.chunk
	switch {
	case b.URI != "":
		if data, _, err = r.resource(b.URI, here+".uri"); err != nil {
			return nil, err
		}
	case i != 0 || r.chunk == nil:
		return nil, fault(here, "has no uri: export the file again")
	}
	if b.ByteLength < 0 || int(b.ByteLength) > len(data) {
		return nil, fault(here, "states %d bytes and has %d: copy or export the file again", b.ByteLength, len(data))
	}
	r.buffers[i] = data[:b.ByteLength]
	return r.buffers[i], nil
}

// resource is what a URI refers to: the data of a data URI, or that of a file,
// whose path is returned too.
func (r *reader) resource(uri, location string) (data []byte, file string, err error) {
	if text, ok := strings.CutPrefix(uri, "data:"); ok {
		data, err := decodeDataURI(text)
		if err != nil {
			return nil, "", fault(location, "holds no data (%w): export the file again", err)
		}
		return data, "", nil
	}
	if i := strings.IndexAny(uri, ":/?#"); i > 0 && uri[i] == ':' {
		return nil, "", fault(location, "is %.80q: put that file beside this one and name it by its path from here", uri)
	}
	file, err = url.PathUnescape(uri)
	if err != nil {
		file = uri // not every exporter escapes
	}
	file = path.Clean(file)
	if data, ok := r.fileData[file]; ok {
		return data, file, nil
	}
	if r.files == nil {
		return nil, "", fault(location, "is %.80q, and there are no files beside this one: export it as GLB", uri)
	}
	data, err = r.files(file)
	if err != nil {
		return nil, "", fault(location, "cannot read %.80q (%w): put that file beside this one, or export as GLB", file, err)
	}
	r.fileData[file] = data
	r.length += len(data)
	return data, file, nil
}

// decodeDataURI is the data of a data URI, given without its scheme.
func decodeDataURI(text string) ([]byte, error) {
	kind, body, ok := strings.Cut(text, ",")
	if !ok {
		return nil, fmt.Errorf("no comma in it")
	}
	if !strings.HasSuffix(kind, ";base64") {
		plain, err := url.PathUnescape(body)
		return []byte(plain), err
	}
	return base64.RawStdEncoding.DecodeString(strings.TrimRight(body, "="))
}
