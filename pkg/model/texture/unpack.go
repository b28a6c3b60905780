package texture

// unpack fills a row from the start of data, and says how many bytes it took,
// or at which it gave up.
func unpack(row [][4]uint8, data []byte) (int, error) {
	w := len(row)
	if len(data) >= 4 && data[0] == 2 && data[1] == 2 && data[2] < 128 && w >= 8 && int(data[2])<<8|int(data[3]) == w {
		return channels(row, data)
	}
	return pixels(row, data)
}

// channels reads the newer packing: red, green, blue and exponents one after
// the other, in runs of one value and stretches of several.
func channels(row [][4]uint8, data []byte) (int, error) {
	at := 4
	for k := range 4 {
		for x := 0; x < len(row); {
			if at+2 > len(data) {
				return at, errCut
			}
			n, run := int(data[at]), false
			if n > 128 {
				n, run = n-128, true
			}
			at++
			if n == 0 || n > len(row)-x {
				return at, errRows
			}
			if run {
				for i := range n {
					row[x+i][k] = data[at]
				}
				at++
			} else {
				if n > len(data)-at {
					return at, errCut
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

// pixels reads whole texels; one of (1, 1, 1, n) repeats the last n times, and
// more such give further digits of n, in base 256.
func pixels(row [][4]uint8, data []byte) (int, error) {
	at, shift := 0, 0
	for x := 0; x < len(row); at += 4 {
		if at+4 > len(data) {
			return at, errCut
		}
		c := [4]uint8(data[at:])
		if c[0] != 1 || c[1] != 1 || c[2] != 1 {
			row[x] = c
			x, shift = x+1, 0
			continue
		}
		if shift > 16 {
			return at, errRows
		}
		n := int(c[3]) << shift
		if x == 0 || n > len(row)-x {
			return at, errRows
		}
		for i := range n {
			row[x+i] = row[x-1]
		}
		x, shift = x+n, shift+8
	}
	return at, nil
}
