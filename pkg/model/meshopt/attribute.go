package meshopt

// group is the number of rows whose bytes are encoded together.
const group = 16

// attributes decodes mode ATTRIBUTES: blocks of rows. A block has the first byte of
// all its rows, then the second and so on, each as the difference from the row
// before. The row before the first one is at the end of the data.
func attributes(data []byte, count, stride int) ([]byte, error) {
	tail := max(stride, 32)
	if len(data) < 1+tail {
		return nil, errShort
	}
	if data[0] != 0xa0 {
		return nil, errVersion
	}
	baseline := append([]byte(nil), data[len(data)-stride:]...)
	s := stream{data: data[1 : len(data)-tail]}
	block := min(8192/stride&^(group-1), 256)
	rows := make([]byte, count*stride)
	for first := 0; first < count; first += block {
		n := min(block, count-first)
		for k := range stride {
			column := rows[first*stride+k:]
			last := baseline[k]
			s.column(n, func(i int, delta byte) {
				last += byte(zigzag(uint32(delta)))
				column[i*stride] = last
			})
			baseline[k] = last
		}
		if s.truncated {
			return nil, errShort
		}
	}
	return rows, nil
}

// column calls set with one byte of each of n rows. First come two bits for each
// group of rows, which say in how many bits its bytes are encoded; then the groups.
func (s *stream) column(n int, set func(i int, delta byte)) {
	groups := (n + group - 1) / group
	widths := make([]byte, (groups+3)/4)
	for i := range widths {
		widths[i] = s.byte()
	}
	for g := range groups {
		var all [group]byte
		switch widths[g/4] >> (g % 4 * 2) & 3 {
		case 1:
			s.bitPacked(&all, 2)
		case 2:
			s.bitPacked(&all, 4)
		case 3:
			for i := range all {
				all[i] = s.byte()
			}
		}
		for i := range min(group, n-g*group) {
			set(g*group+i, all[i])
		}
	}
}

// bitPacked reads numbers of so many bits, the first in the highest bits. One whose
// bits are all ones is replaced by a byte that follows after all of them.
func (s *stream) bitPacked(all *[group]byte, bits int) {
	most := byte(1<<bits - 1)
	each := 8 / bits
	for i := 0; i < group; i += each {
		b := s.byte()
		for k := range each {
			all[i+k] = b >> (8 - bits*(k+1)) & most
		}
	}
	for i, v := range all {
		if v == most {
			all[i] = s.byte()
		}
	}
}
