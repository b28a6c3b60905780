package texture

// decodeRow decodes a row from the start of data. It returns the number of bytes
// it took or, with an error, the offset of that.
func decodeRow(row [][4]uint8, data []byte) (int, error) {
	w := len(row)
	if len(data) >= 4 && data[0] == 2 && data[1] == 2 && data[2] < 128 && w >= 8 && int(data[2])<<8|int(data[3]) == w {
		return decodeRLE(row, data)
	}
	return decodeOldRLE(row, data)
}

// decodeRLE decodes the newer run-length encoding: red, green, blue and exponents
// one after the other, in runs of one value and in sequences of literal values.
func decodeRLE(row [][4]uint8, data []byte) (int, error) {
	at := 4
	for k := range 4 {
		for x := 0; x < len(row); {
			if at+2 > len(data) {
				return at, errTruncated
			}
			n, run := int(data[at]), false
			if n > 128 {
				n, run = n-128, true
			}
			at++
			if n == 0 || n > len(row)-x {
				return at, errPacking
			}
			if run {
				for i := range n {
					row[x+i][k] = data[at]
				}
				at++
			} else {
				if n > len(data)-at {
					return at, errTruncated
				}
				for i := range n {
					row[x+i][k] = data[at+i]
				}
				at += n
			}
			x += n
		}
	}
	return at, nil
}

// decodeOldRLE decodes texels without encoding, or the older one: a texel of
// (1, 1, 1, n) repeats the last n times, and several in a row are the digits of n
// in base 256, the lowest first.
func decodeOldRLE(row [][4]uint8, data []byte) (int, error) {
	at, shift := 0, 0
	for x := 0; x < len(row); at += 4 {
		if at+4 > len(data) {
			return at, errTruncated
		}
		c := [4]uint8(data[at:])
		if c[0] != 1 || c[1] != 1 || c[2] != 1 {
			row[x] = c
			x, shift = x+1, 0
			continue
		}
		if shift > 16 {
			return at, errPacking
		}
		n := int(c[3]) << shift
		if x == 0 || n > len(row)-x {
			return at, errPacking
		}
		for i := range n {
			row[x+i] = row[x-1]
		}
		x, shift = x+n, shift+8
	}
	return at, nil
}
