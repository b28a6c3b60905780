package soup

import (
	"bytes"
	"fmt"
)

// A Scanner walks through the words of a text, line by line.
type Scanner struct {
	Comments bool // a word that begins with # ends the line
	Joins    bool // a backslash at the end of a line joins the next one to it

	data []byte
	at   int
	word int // where the last word began
	line int
}

// Scan is a Scanner at the beginning of data.
func Scan(data []byte) Scanner { return Scanner{data: data, line: 1} }

// Line is the number of the current line, from 1.
func (s *Scanner) Line() int { return s.line }

// At is the number of bytes that lie behind.
func (s *Scanner) At() int { return s.at }

// Left is the number of bytes that lie ahead.
func (s *Scanner) Left() int { return len(s.data) - s.at }

// ending is the length of the line break at i; 0 if there is none.
func (s *Scanner) ending(i int) int {
	switch {
	case i >= len(s.data):
		return 0
	case s.data[i] == '\n':
		return 1
	case s.data[i] != '\r':
		return 0
	case i+1 < len(s.data) && s.data[i+1] == '\n':
		return 2
	}
	return 1
}

// joint is the length of the backslash and the line break at i, which do not
// end the line; 0 if there are none.
func (s *Scanner) joint(i int) int {
	if !s.Joins || i >= len(s.data) || s.data[i] != '\\' {
		return 0
	}
	if n := s.ending(i + 1); n > 0 {
		return 1 + n
	}
	return 0
}

// separate reports whether a word ends before i.
func (s *Scanner) separate(i int) bool {
	if i >= len(s.data) {
		return true
	}
	c := s.data[i]
	return c == ' ' || '\t' <= c && c <= '\r' || c == '\\' && s.joint(i) > 0
}

// End reports whether the line has no more words.
func (s *Scanner) End() bool {
	for s.at < len(s.data) {
		switch s.data[s.at] {
		case ' ', '\t', '\v', '\f':
			s.at++
		case '\n', '\r':
			return true
		case '#':
			return s.Comments
		case '\\':
			n := s.joint(s.at)
			if n == 0 {
				return false
			}
			s.at += n
			s.line++
		default:
			return false
		}
	}
	return true
}

// Next goes to the next line. It reports false if the text ends.
func (s *Scanner) Next() bool {
	comment := s.End() && s.at < len(s.data) && s.data[s.at] == '#'
	for s.at < len(s.data) {
		if n := s.joint(s.at); n > 0 && !comment {
			s.at += n
			s.line++
		} else if n := s.ending(s.at); n > 0 {
			s.at += n
			s.line++
			return s.at < len(s.data)
		} else {
			s.at++
		}
	}
	return false
}

// Skip goes to the next word, over the ends of lines. It reports false if the
// text ends.
func (s *Scanner) Skip() bool {
	for s.End() {
		if !s.Next() {
			return false
		}
	}
	return true
}

// Word is the next word of the line; nothing at its end.
func (s *Scanner) Word() []byte {
	if s.begin() {
		return nil
	}
	for !s.separate(s.at) {
		s.at++
	}
	return s.data[s.word:s.at]
}

// begin goes to the next word of the line, and reports whether there is none.
func (s *Scanner) begin() bool {
	end := s.End()
	s.word = s.at
	return end
}

// Rest is what is left of the line, without the blanks around it.
func (s *Scanner) Rest() string {
	var text []byte
	for start := s.at; ; {
		if n := s.joint(s.at); n > 0 {
			text = append(append(text, s.data[start:s.at]...), ' ')
			s.at += n
			s.line++
			start = s.at
		} else if s.at >= len(s.data) || s.ending(s.at) > 0 {
			return string(bytes.TrimSpace(append(text, s.data[start:s.at]...)))
		} else {
			s.at++
		}
	}
}

// Quote is the last word that was begun, for a message.
func (s *Scanner) Quote() string {
	end := s.word
	for !s.separate(end) {
		end++
	}
	return Quote(s.data[s.word:end])
}

// Quote is a word for a message, cut where it is long.
func Quote[T string | []byte](word T) string {
	const most = 40
	if len(word) > most {
		return fmt.Sprintf("%q…", word[:most])
	}
	return fmt.Sprintf("%q", word)
}
