package soup

import (
	"bytes"
	"fmt"
)

// A Scanner reads the words of a text, line by line. Words are separated by white
// space.
type Scanner struct {
	Comments      bool // a word that begins with # ends the line
	Continuations bool // a backslash before a line break joins the next line to this one

	data []byte
	at   int
	word int // offset of the last word
	line int
}

// NewScanner is a Scanner at the beginning of data.
func NewScanner(data []byte) Scanner { return Scanner{data: data, line: 1} }

// Line is the number of the current line, from 1.
func (s *Scanner) Line() int { return s.line }

// Offset is the number of bytes before the current one.
func (s *Scanner) Offset() int { return s.at }

// Remaining is the number of bytes from the current one on.
func (s *Scanner) Remaining() int { return len(s.data) - s.at }

// lineBreak is the length of the line break at i; 0 if there is none.
func (s *Scanner) lineBreak(i int) int {
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

// continuation is the length of the backslash and the line break at i, which join
// two lines; 0 if there are none.
func (s *Scanner) continuation(i int) int {
	if !s.Continuations || i >= len(s.data) || s.data[i] != '\\' {
		return 0
	}
	if n := s.lineBreak(i + 1); n > 0 {
		return 1 + n
	}
	return 0
}

// wordEndsAt reports whether a word ends before i.
func (s *Scanner) wordEndsAt(i int) bool {
	if i >= len(s.data) {
		return true
	}
	c := s.data[i]
	return c == ' ' || '\t' <= c && c <= '\r' || c == '\\' && s.continuation(i) > 0
}

// AtLineEnd skips blanks, and reports whether the line has no more words.
func (s *Scanner) AtLineEnd() bool {
	for s.at < len(s.data) {
		switch s.data[s.at] {
		case ' ', '\t', '\v', '\f':
			s.at++
		case '\n', '\r':
			return true
		case '#':
			return s.Comments
		case '\\':
			n := s.continuation(s.at)
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

// NextLine goes to the next line. It reports false if the text ends.
func (s *Scanner) NextLine() bool {
	comment := s.AtLineEnd() && s.at < len(s.data) && s.data[s.at] == '#'
	for s.at < len(s.data) {
		if n := s.continuation(s.at); n > 0 && !comment {
			s.at += n
			s.line++
		} else if n := s.lineBreak(s.at); n > 0 {
			s.at += n
			s.line++
			return s.at < len(s.data)
		} else {
			s.at++
		}
	}
	return false
}

// SeekWord goes to the next word, on this line or a later one. It reports false if
// the text ends.
func (s *Scanner) SeekWord() bool {
	for s.AtLineEnd() {
		if !s.NextLine() {
			return false
		}
	}
	return true
}

// Word reads the next word of the line; it is nil if there is none.
func (s *Scanner) Word() []byte {
	if !s.StartWord() {
		return nil
	}
	for !s.wordEndsAt(s.at) {
		s.at++
	}
	return s.data[s.word:s.at]
}

// StartWord goes to the next word of the line, without reading it, and reports
// whether there is one.
func (s *Scanner) StartWord() bool {
	end := s.AtLineEnd()
	s.word = s.at
	return !end
}

// Rest reads the rest of the line, without the blanks around it.
func (s *Scanner) Rest() string {
	var text []byte
	for start := s.at; ; {
		if n := s.continuation(s.at); n > 0 {
			text = append(append(text, s.data[start:s.at]...), ' ')
			s.at += n
			s.line++
			start = s.at
		} else if s.at >= len(s.data) || s.lineBreak(s.at) > 0 {
			return string(bytes.TrimSpace(append(text, s.data[start:s.at]...)))
		} else {
			s.at++
		}
	}
}

// Quote is the last word that was started, quoted for a message.
func (s *Scanner) Quote() string {
	end := s.word
	for !s.wordEndsAt(end) {
		end++
	}
	return Quote(s.data[s.word:end])
}

// Quote is a word, quoted for a message and shortened if it is long.
func Quote[T string | []byte](word T) string {
	const most = 40
	if len(word) > most {
		return fmt.Sprintf("%q…", word[:most])
	}
	return fmt.Sprintf("%q", word)
}
