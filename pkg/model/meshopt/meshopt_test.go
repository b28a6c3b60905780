package meshopt

import (
	"encoding/base64"
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Streams that an encoder made of the tables of these tests.
const (
	packedRows = "oAAVKqqqqqqqqqqqqgAAHwACBgoOEhYaHiImKi4yNjo+QkZKTlJWWl5iZmpucnZ6//8AAH6ChoqOkpaaHwBg5E/DDUoISg3DT+S9YORPww1KCEoNw0/kvWDkT8MN//8AAEoISg3DT+S9GgIjIjIjIjIjIjIjIjIjIjK66wAAAwMDFQAAwAAKwADAAAoKwAAAAAoVFVVVVVVVVVVVVQAABADwAABvcAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAcAAAAAAP8A"
	packedMesh = "4f4eEA4QDhAOEA7+HhkOGA4XDhYO/x4WDhYOFg4WDv8eFg4WDhYOFg7/HhYOFg4WDhYO/wH/DwyfAl8JDF8JDF8JDP8ARSI/rg/JDwB2h1ZneKmGZYlomAFpAAA="
	packedList = "0QAEAATRDwUABAW0ixHXDwAAAAA="
	packedOct8 = "oAE/AAAA/pHgAQ8AAACRpwABDwAAAP79AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAfwA="
	packedOct  = "oAEfAAAA3CkBPwAAAA4HEQEPAAAA3F8BDwAAAAkWAAABBgAAAAEPAAAA/v0AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/wcAAA=="
	packedTurn = "oAE/AAAAsUSwATsAAAAKCQE/AAAAsrGFAT8AAAALDAUBPwAAALGyxwE/AAAACgkHATsAAAAFBAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAD/Bw=="
	packedExp  = "oAE8AAAABAMBMwAAAB9wAAE/AAAAEDEkAT8AAAD/1CwBMwAAAMyLASEAAAABPwAAABAxJAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAPQA2P/0"
)

func unpacked(t testing.TB, text string, count, stride int, mode, filter string) []byte {
	t.Helper()
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	out, err := Decode(data, count, stride, mode, filter)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestAttributes: a table each of whose columns packs in another way.
func TestAttributes(t *testing.T) {
	const count, stride = 40, 8
	var want []byte
	for i := range count {
		spike := 0
		if i == 20 {
			spike = 200
		}
		for _, v := range [stride]int{7, i, i * i, i*37 + 11*(i*i*i%13), i % 3, i / 8 * 5, 255 - i, spike} {
			want = append(want, byte(v))
		}
	}
	if diff := cmp.Diff(want, unpacked(t, packedRows, count, stride, Attributes, None)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestTriangles: a grid of squares, and a few that jump. An encoder may turn
// each, but not over.
func TestTriangles(t *testing.T) {
	var want [][3]uint32
	for y := range uint32(5) {
		for x := range uint32(5) {
			a := 6*y + x
			want = append(want, [3]uint32{a, a + 1, a + 6}, [3]uint32{a + 1, a + 7, a + 6})
		}
	}
	want = append(want, [3]uint32{0, 17, 35}, [3]uint32{0, 35, 17}, [3]uint32{3, 1000, 35})
	for _, stride := range []int{2, 4} {
		var got [][3]uint32
		out := unpacked(t, packedMesh, 3*len(want), stride, Triangles, "")
		at := func(i int) uint32 {
			if stride == 2 {
				return uint32(binary.LittleEndian.Uint16(out[2*i:]))
			}
			return binary.LittleEndian.Uint32(out[4*i:])
		}
		for i := range want {
			c := [3]uint32{at(3 * i), at(3*i + 1), at(3*i + 2)}
			for c[0] > min(c[1], c[2]) {
				c = [3]uint32{c[1], c[2], c[0]}
			}
			got = append(got, c)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("of %d bytes: -want +got\n%s", stride, diff)
		}
	}
}

func TestIndices(t *testing.T) {
	out := unpacked(t, packedList, 11, 4, Indices, None)
	for i, want := range []uint32{0, 1, 1, 2, 500, 501, 2, 3, 502, 70000, 0} {
		if got := binary.LittleEndian.Uint32(out[4*i:]); got != want {
			t.Errorf("number %d is %d, want %d", i, got, want)
		}
	}
}

// TestFilters: each is near what was packed, by the bits that it was packed in.
func TestFilters(t *testing.T) {
	directions := []float64{0, 0, 1, 0, 1, 0, 0, 0, 0.6, -0.8, 0, 1, -0.36, 0.48, -0.8, 0}
	for _, test := range []struct {
		text, filter string
		stride       int
		off          float64
		want         []float64
	}{
		{packedOct8, Octahedral, 4, 0.01, directions},
		{packedOct, Octahedral, 8, 0.001, directions},
		{packedTurn, Quaternion, 8, 0.001, []float64{0, 0, 0, 1, 0.5, 0.5, -0.5, 0.5, 0, 0.8, 0.6, 0, 0.1, -0.2, -0.3, 0.92736}}, // the last one's negative turns alike
		{packedExp, Exponential, 8, 0.05, []float64{1, -2.5, 0.1, 1000, 0, 3e-5, 7, -1}},
	} {
		out := unpacked(t, test.text, 4, test.stride, Attributes, test.filter)
		for i, want := range test.want {
			var got float64
			switch {
			case test.filter == Exponential:
				got = float64(math.Float32frombits(binary.LittleEndian.Uint32(out[4*i:])))
			case test.stride == 4:
				got = float64(int8(out[i])) / math.MaxInt8
			default:
				got = int16At(out, i) / math.MaxInt16
			}
			if test.filter == Octahedral && i%4 == 3 {
				continue // not of the direction
			}
			if !(math.Abs(got-want) <= test.off) {
				t.Errorf("%s of %d bytes: number %d is %v, want %v", test.filter, test.stride, i, got, want)
			}
		}
	}
}

func TestFaults(t *testing.T) {
	for _, test := range []struct {
		data          string
		count, stride int
		mode, filter  string
		want          string
	}{
		{"\xa0", 1, 4, Attributes, None, "the packed bytes end early"},
		{"\xa1" + strings.Repeat("\x00", 99), 1, 4, Attributes, None, "the bytes are packed in another way"},
		{"\xa0" + strings.Repeat("\x00", 99), 1 << 20, 4, Attributes, None, "the packed bytes end early"},
		{"\xa0" + strings.Repeat("\x00", 99), 1, 4, Attributes, Quaternion, "rows of 4 bytes are not what the filter \"QUATERNION\" is for"},
		{"", -1, 4, Attributes, None, "-1 rows of 4 bytes are no table"},
		{"", 1, 0, Attributes, None, "1 rows of 0 bytes are no table"},
		{"", 1, 3, Attributes, None, "1 rows of 3 bytes are not what the mode \"ATTRIBUTES\" is for"},
		{"", 4, 4, Triangles, None, "4 rows of 4 bytes are not what the mode \"TRIANGLES\" is for"},
		{"", 3, 4, "POINTS", None, "3 rows of 4 bytes are not what the mode \"POINTS\" is for"},
		{"\xe1" + strings.Repeat("\xff", 17), 3, 4, Triangles, None, "the packed bytes end early"},
		{"\xe9" + strings.Repeat("\xff", 17), 3, 4, Triangles, None, "the bytes are packed in another way"},
		{"\xd1\xff\xff\x00\x00\x00\x00", 2, 4, Indices, None, "the packed bytes end early"},
	} {
		out, err := Decode([]byte(test.data), test.count, test.stride, test.mode, test.filter)
		if out != nil || err == nil || err.Error() != test.want {
			t.Errorf("%q: %v, want %s", test.data, err, test.want)
		}
	}
}

func FuzzUnpack(f *testing.F) {
	for _, text := range []string{packedRows, packedMesh, packedList, packedOct, packedTurn, packedExp} {
		data, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, 12, 4)
		f.Add(data, 40, 8)
	}
	f.Fuzz(func(t *testing.T, data []byte, count, stride int) {
		if count > 1<<16 || stride > 1<<10 {
			return
		}
		for _, mode := range []string{Attributes, Triangles, Indices} {
			for _, filter := range []string{None, Octahedral, Quaternion, Exponential} {
				out, err := Decode(slices.Clone(data), count, stride, mode, filter)
				if err == nil && len(out) != count*stride {
					t.Errorf("%d rows of %d bytes are %d bytes", count, stride, len(out))
				}
			}
		}
	})
}
