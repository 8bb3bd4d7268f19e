package syntax

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// A kind classifies a token.
type kind uint8

const (
	kEOF kind = iota
	kNewline
	kComment // text: what follows the //
	kIdent
	kNumber
	kVersion // text: what follows the @
	kString  // text: without quotes
	kPunct
	kExample // text: "example"
)

// A token is one lexical element of a spec file.
type token struct {
	kind     kind
	text     string
	pos      Pos
	lines    []HexLine // Of kExample.
	versions *Range    // Of kExample.
}

// is reports whether t is the punctuation s.
func (t token) is(s string) bool { return t.kind == kPunct && t.text == s }

// describe names t for an error message.
func (t token) describe() string {
	switch t.kind {
	case kEOF:
		return "the end of the file"
	case kNewline, kComment:
		return "the end of the line"
	case kVersion:
		return "@" + t.text
	case kString:
		return fmt.Sprintf("%q", t.text)
	}
	return t.text
}

// A scanner cuts the source into tokens.
type scanner struct {
	file   string
	src    string
	off    int // Of the next byte.
	line   int
	start  int // Offset of the line's first byte.
	depth  int // Open braces.
	first  bool
	report func(Pos, string)
}

func newScanner(file string, src []byte, report func(Pos, string)) *scanner {
	text := strings.ReplaceAll(string(src), "\r\n", "\n")
	return &scanner{file: file, src: text, line: 1, first: true, report: report}
}

func (s *scanner) pos() Pos { return Pos{s.file, s.line, s.off - s.start + 1} }

// next returns the next token.
func (s *scanner) next() token {
	for {
		for s.off < len(s.src) && (s.src[s.off] == ' ' || s.src[s.off] == '\t') {
			s.off++
		}
		pos := s.pos()
		if s.off >= len(s.src) {
			return token{kind: kEOF, pos: pos}
		}
		first := s.first
		s.first = false
		c := s.src[s.off]
		switch {
		case c == '\n':
			s.newline()
			return token{kind: kNewline, pos: pos}
		case strings.HasPrefix(s.src[s.off:], "//"):
			return token{kind: kComment, text: s.comment(), pos: pos}
		case isWord(c):
			return s.word(pos, first)
		case c == '@':
			s.off++
			return token{kind: kVersion, text: s.versions(), pos: pos}
		case c == '"':
			return token{kind: kString, text: s.quoted(pos), pos: pos}
		}
		if t := s.punct(); t != "" {
			return token{kind: kPunct, text: t, pos: pos}
		}
		r, size := utf8.DecodeRuneInString(s.src[s.off:])
		s.report(pos, fmt.Sprintf("unexpected character %q", r))
		s.off += size
	}
}

func (s *scanner) newline() {
	s.off++
	s.line++
	s.start = s.off
	s.first = true
}

// take consumes the bytes for which f holds.
func (s *scanner) take(f func(byte) bool) string {
	from := s.off
	for s.off < len(s.src) && f(s.src[s.off]) {
		s.off++
	}
	return s.src[from:s.off]
}

// comment consumes a comment and returns what follows the slashes.
func (s *scanner) comment() string {
	text := s.take(func(c byte) bool { return c != '\n' })
	return strings.TrimRight(text[2:], " \t\r")
}

// word consumes a name or a number. A name may begin with a digit: 10MB_HD.
func (s *scanner) word(pos Pos, first bool) token {
	text := s.take(isWord)
	if text == "example" && first && (s.depth == 0 || pos.Col == 1) {
		return s.example(pos)
	}
	if isNumber(text) {
		return token{kind: kNumber, text: text, pos: pos}
	}
	return token{kind: kIdent, text: text, pos: pos}
}

func (s *scanner) quoted(pos Pos) string {
	s.off++
	text := s.take(func(c byte) bool { return c != '"' && c != '\n' })
	if s.off < len(s.src) && s.src[s.off] == '"' {
		s.off++
	} else {
		s.report(pos, "the text has no closing quote")
	}
	return text
}

// punct consumes punctuation, the longest first, or returns "".
func (s *scanner) punct() string {
	for _, p := range [...]string{"<<", ">>", "==", "!=", ">=", "..", "{", "}", "(", ")", "[", "]", "<", ">", "=", ":", ",", "-", "|"} {
		if !strings.HasPrefix(s.src[s.off:], p) {
			continue
		}
		s.off += len(p)
		switch p {
		case "{":
			s.depth++
		case "}":
			s.depth = max(0, s.depth-1)
		}
		return p
	}
	return ""
}

// example consumes the hex behind the word and on the indented lines that follow it.
func (s *scanner) example(pos Pos) token {
	t := token{kind: kExample, text: "example", pos: pos}
	s.take(isBlank)
	if s.off < len(s.src) && s.src[s.off] == '@' {
		at := s.pos()
		s.off++
		t.versions = &Range{at, s.versions()}
	}
	t.lines = append(t.lines, s.hexLine())
	for {
		save := *s
		if s.off >= len(s.src) {
			return t
		}
		s.newline()
		indent := s.take(isBlank)
		if indent == "" || s.off >= len(s.src) || !isHex(s.src[s.off]) {
			*s = save
			return t
		}
		t.lines = append(t.lines, s.hexLine())
	}
}

// versions consumes the text of a range: 1.0,1.3+. A comma with a blank behind it is not part of it.
func (s *scanner) versions() string {
	text := s.take(isVersion)
	for s.off+1 < len(s.src) && s.src[s.off] == ',' && isVersion(s.src[s.off+1]) {
		s.off++
		text += "," + s.take(isVersion)
	}
	return text
}

// hexLine consumes the rest of the line, its newline left.
func (s *scanner) hexLine() HexLine {
	s.take(isBlank)
	pos := s.pos()
	text := s.take(func(c byte) bool { return c != '\n' && c != '/' })
	line := HexLine{Pos: pos, Text: strings.TrimRight(text, " \t")}
	if strings.HasPrefix(s.src[s.off:], "//") {
		line.Comment = &Comment{Pos: s.pos(), Text: s.comment()}
	} else if rest := s.take(func(c byte) bool { return c != '\n' }); rest != "" {
		line.Text += rest
	}
	return line
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isHex(c byte) bool {
	return isDigit(c) || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func isWord(c byte) bool {
	return isDigit(c) || c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

func isVersion(c byte) bool { return isDigit(c) || c == '.' || c == '+' }

// isNumber reports whether the word is decimal or hexadecimal.
func isNumber(s string) bool {
	if len(s) > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X') {
		for i := 2; i < len(s); i++ {
			if !isHex(s[i]) {
				return false
			}
		}
		return true
	}
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return true
}
