package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
)

// modelTriangles is the number of triangles of the file that storeModel writes.
const modelTriangles = 2*1024*512 + 2*1024*128 + 2*64*64

// storeModel writes a binary glTF file as other programs export them: meshes of
// one node each, with normals and texture coordinates, and one-sided materials
// of plastic and metal with a base colour, a metallic-roughness and a normal
// texture, each of side x side texels.
func storeModel(file string, side int) error {
	var g glb
	textures := []int{
		g.texture(paint(side, baseColor)),
		g.texture(paint(side, metallicRoughness)),
		g.texture(paint(side, bumps)),
	}
	plastic := g.material("painted", textures, object{"metallicFactor": 0.0, "roughnessFactor": 0.7})
	mixed := g.material("plated", textures, object{})
	brass := g.material("brass", textures, object{"baseColorFactor": []float64{1, 0.85, 0.5, 1}, "metallicFactor": 1.0, "roughnessFactor": 0.6})

	g.surface("ball", mixed, 1024, 512, 4, [3]float64{0, 1.1, 0}, func(u, v float64) [3]float64 {
		theta, phi := math.Pi*v, 2*math.Pi*u
		r := 1 + 0.03*math.Sin(23*phi)*math.Sin(17*theta)*math.Sin(theta)
		return [3]float64{r * math.Sin(theta) * math.Sin(phi), r * math.Cos(theta), r * math.Sin(theta) * math.Cos(phi)}
	})
	g.surface("ring", brass, 1024, 128, 8, [3]float64{0, 0.5, 0}, func(u, v float64) [3]float64 {
		phi, psi := 2*math.Pi*u, -2*math.Pi*v
		r := 2 + 0.3*math.Cos(psi)
		return [3]float64{r * math.Sin(phi), 0.3*math.Sin(psi) + 0.2*math.Sin(3*phi), r * math.Cos(phi)}
	})
	g.surface("floor", plastic, 64, 64, 6, [3]float64{}, func(u, v float64) [3]float64 {
		return [3]float64{8*u - 4, 0, 8*v - 4}
	})
	camera := add(&g.cameras, object{"type": "perspective", "perspective": object{"yfov": 0.7, "aspectRatio": 4.0 / 3, "znear": 0.1}})
	sin, cos := math.Sincos(-0.2) // half of the angle by which it looks down
	add(&g.nodes, object{"name": "camera", "camera": camera, "translation": [3]float64{0, 2.7, 5}, "rotation": [4]float64{sin, 0, 0, cos}})
	return g.store(file)
}

type object = map[string]any

// A glb is a binary glTF file in the making.
type glb struct {
	images, textures, materials, views, accessors, meshes, cameras, nodes []object
	bin                                                                   bytes.Buffer
}

// add appends to a list, and is the index of what was added.
func add(list *[]object, o object) int {
	*list = append(*list, o)
	return len(*list) - 1
}

// view adds bytes to the buffer.
func (g *glb) view(data any) int {
	at := g.bin.Len()
	_ = binary.Write(&g.bin, binary.LittleEndian, data) // a buffer takes all that has a size
	n := g.bin.Len() - at
	g.bin.Write(make([]byte, -n&3))
	return add(&g.views, object{"buffer": 0, "byteOffset": at, "byteLength": n})
}

func (g *glb) accessor(data any, count, component int, kind string, more object) int {
	a := object{"bufferView": g.view(data), "count": count, "componentType": component, "type": kind}
	for key, value := range more {
		a[key] = value
	}
	return add(&g.accessors, a)
}

// texture adds a picture, in PNG.
func (g *glb) texture(picture image.Image) int {
	var b bytes.Buffer
	_ = png.Encode(&b, picture) // likewise
	i := add(&g.images, object{"mimeType": "image/png", "bufferView": g.view(b.Bytes())})
	return add(&g.textures, object{"source": i})
}

// material adds one with the textures: base colour, metallic-roughness, normal.
func (g *glb) material(name string, textures []int, pbr object) int {
	pbr["baseColorTexture"] = object{"index": textures[0]}
	pbr["metallicRoughnessTexture"] = object{"index": textures[1]}
	return add(&g.materials, object{
		"name": name, "pbrMetallicRoughness": pbr, "normalTexture": object{"index": textures[2], "scale": 0.5},
	})
}

// surface adds a grid of quads over the square of u and v, and a node that puts
// it somewhere. Corners go round counterclockwise, seen from outside, if u grows
// to the right and v downwards. The textures are repeated along both.
func (g *glb) surface(name string, material, across, down int, repeat float64, at [3]float64, point func(u, v float64) [3]float64) {
	var positions, normals [][3]float32
	var uvs [][2]float32
	var indices []uint32
	lo, hi := [3]float32{9, 9, 9}, [3]float32{-9, -9, -9}
	for j := range down + 1 {
		for i := range across + 1 {
			u, v := float64(i)/float64(across), float64(j)/float64(down)
			p := single(point(u, v))
			for k := range p {
				lo[k], hi[k] = min(lo[k], p[k]), max(hi[k], p[k])
			}
			positions = append(positions, p)
			normals = append(normals, single(normal(point, u, v)))
			uvs = append(uvs, [2]float32{float32(repeat * u), float32(repeat * v)})
		}
	}
	for j := range down {
		for i := range across {
			a := uint32(j*(across+1) + i)
			c := a + uint32(across) + 1
			indices = append(indices, a, c, a+1, a+1, c, c+1)
		}
	}
	const uint32s, float32s = 5125, 5126
	n := len(positions)
	mesh := add(&g.meshes, object{"name": name, "primitives": []object{{
		"attributes": object{
			"POSITION":   g.accessor(positions, n, float32s, "VEC3", object{"min": lo, "max": hi}),
			"NORMAL":     g.accessor(normals, n, float32s, "VEC3", nil),
			"TEXCOORD_0": g.accessor(uvs, n, float32s, "VEC2", nil),
		},
		"indices":  g.accessor(indices, len(indices), uint32s, "SCALAR", nil),
		"material": material,
	}}})
	add(&g.nodes, object{"name": name, "mesh": mesh, "translation": at})
}

// normal is that of a surface, by differences.
func normal(point func(u, v float64) [3]float64, u, v float64) [3]float64 {
	const e = 1e-4
	v = min(max(v, e), 1-e) // not at the poles
	var across, down [3]float64
	a, b, c, d := point(u-e, v), point(u+e, v), point(u, v-e), point(u, v+e)
	for k := range across {
		across[k], down[k] = b[k]-a[k], d[k]-c[k]
	}
	n := [3]float64{
		down[1]*across[2] - down[2]*across[1],
		down[2]*across[0] - down[0]*across[2],
		down[0]*across[1] - down[1]*across[0],
	}
	l := math.Sqrt(n[0]*n[0] + n[1]*n[1] + n[2]*n[2])
	return [3]float64{n[0] / l, n[1] / l, n[2] / l}
}

func single(p [3]float64) [3]float32 {
	return [3]float32{float32(p[0]), float32(p[1]), float32(p[2])}
}

// store writes the file: a header, and a chunk each of JSON and of bytes.
func (g *glb) store(file string) error {
	scene := make([]int, len(g.nodes))
	for i := range scene {
		scene[i] = i
	}
	doc, err := json.Marshal(object{
		"asset": object{"version": "2.0"}, "scene": 0, "scenes": []object{{"nodes": scene}},
		"images": g.images, "textures": g.textures, "materials": g.materials,
		"bufferViews": g.views, "accessors": g.accessors, "meshes": g.meshes, "cameras": g.cameras, "nodes": g.nodes,
		"buffers": []object{{"byteLength": g.bin.Len()}},
	})
	if err != nil {
		return err
	}
	doc = append(doc, bytes.Repeat([]byte{' '}, -len(doc)&3)...)
	var b bytes.Buffer
	word := func(s string) uint32 { return binary.LittleEndian.Uint32([]byte(s)) }
	header := []uint32{
		word("glTF"), 2, uint32(12 + 8 + len(doc) + 8 + g.bin.Len()),
		uint32(len(doc)), word("JSON"),
	}
	if err := binary.Write(&b, binary.LittleEndian, header); err != nil {
		return err
	}
	b.Write(doc)
	if err := binary.Write(&b, binary.LittleEndian, []uint32{uint32(g.bin.Len()), word("BIN\x00")}); err != nil {
		return err
	}
	b.Write(g.bin.Bytes())
	return os.WriteFile(file, b.Bytes(), 0o666)
}

// paint makes a picture out of the colours at places in the unit square.
func paint(side int, at func(u, v float64) color.NRGBA) image.Image {
	m := image.NewNRGBA(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			m.SetNRGBA(x, y, at(float64(x)/float64(side), float64(y)/float64(side)))
		}
	}
	return m
}

// height is that of the pattern that all textures show: tiles with round edges.
func height(u, v float64) float64 {
	return math.Min(1, 1.5*math.Abs(math.Sin(4*math.Pi*u)*math.Sin(4*math.Pi*v)))
}

func baseColor(u, v float64) color.NRGBA {
	h := height(u, v)
	grain := 0.5 + 0.5*math.Sin(97*u+31*math.Sin(53*v))
	return color.NRGBA{channel(0.35 + 0.5*h), channel(0.3 + 0.4*h*grain), channel(0.3 + 0.3*grain), 255}
}

func metallicRoughness(u, v float64) color.NRGBA {
	h := height(u, v)
	return color.NRGBA{0, channel(0.8 - 0.5*h), channel(4*h - 2), 255}
}

func bumps(u, v float64) color.NRGBA {
	const e, steep = 1e-3, 0.03
	x := (height(u-e, v) - height(u+e, v)) / (2 * e) * steep
	y := (height(u, v+e) - height(u, v-e)) / (2 * e) * steep
	l := 1 / math.Sqrt(x*x+y*y+1)
	return color.NRGBA{channel(0.5 + 0.5*x*l), channel(0.5 + 0.5*y*l), channel(0.5 + 0.5*l), 255}
}

func channel(x float64) uint8 { return uint8(math.Round(255 * min(max(x, 0), 1))) }
