package model

import (
	"encoding/hex"
	"strings"

	"github.com/ofwire/openflow/gen/internal/syntax"
)

// example reads the hex of a fixture and attaches it to its declaration.
func (l *loader) example(d *decl, n *syntax.Example) {
	var text strings.Builder
	for _, line := range n.Lines {
		text.WriteString(strings.Join(strings.Fields(line.Text), ""))
	}
	data, err := hex.DecodeString(text.String())
	switch {
	case text.Len() == 0:
		l.errorf(n.Pos, "the example has no bytes")
		return
	case err == hex.ErrLength:
		l.errorf(n.Pos, "the example has an odd number of hex digits")
		return
	case err != nil:
		l.errorf(n.Pos, "the example is not hexadecimal")
		return
	}
	switch d.Keyword {
	case "enum", "flags", "number", "tlv", "vendor", "oxm", "oxs", "errors":
		l.errorf(n.Pos, "the example stands behind %s; only structs, messages and members have examples", d.Keyword)
		return
	}
	d.examples = append(d.examples, &example{Example: n, in: l.ranges(n.Range, d.in), data: data})
}

// attachExamples gives a struct the fixtures that are of it and of the version.
func (b *builder) attachExamples(w *work) {
	for _, ex := range w.d.examples {
		if !ex.in.has(b.v) || !b.exampleOf(w.s, ex.data) {
			continue
		}
		ex.used = true
		b.checkExample(w.s, ex)
		w.s.Examples = append(w.s.Examples, Example{Pos: Pos(ex.Pos), Hex: ex.data})
	}
}

// exampleOf reports whether the fixed bytes of the struct are those of the example.
func (b *builder) exampleOf(s *Struct, data []byte) bool {
	if s.AnyVersion && Version(data[0]) != b.v {
		return false
	}
	for _, it := range s.Items {
		if it.Kind != ItemConst || it.Offset < 0 || it.Offset+it.Size > len(data) {
			continue
		}
		if word(data[it.Offset:it.Offset+it.Size]) != it.Value {
			return false
		}
	}
	return true
}

// word reads a big-endian number.
func word(data []byte) uint64 {
	n := uint64(0)
	for _, c := range data {
		n = n<<8 | uint64(c)
	}
	return n
}

// checkExample compares the bytes of a fixture with the sizes and the length of its struct.
func (b *builder) checkExample(s *Struct, ex *example) {
	n := len(ex.data)
	if s.Size >= 0 && n != s.Size {
		b.errorf(ex.Pos, "the example has %d bytes, %s has %d", n, s.Name, s.Size)
		return
	}
	if n < s.Min {
		b.errorf(ex.Pos, "the example has %d bytes, %s at least %d", n, s.Name, s.Min)
		return
	}
	l := s.Length
	if l == nil || l.Offset < 0 || l.Offset+l.Size > n {
		return
	}
	length := int(word(ex.data[l.Offset:l.Offset+l.Size])) - l.Bias
	want := n
	if s.Align > 1 && !s.Inside || l.Measures == MeasureThisUnpadded {
		if length <= n && n-length < max(s.Align, 8) {
			return
		}
	}
	if length != want {
		b.errorf(ex.Pos, "the example has %d bytes, its length says %d", n, length)
	}
}

// unusedExamples complains about fixtures that are of no version.
func (l *loader) unusedExamples() {
	for _, d := range l.decls {
		for _, ex := range d.examples {
			if !ex.used && d.in != 0 {
				l.errorf(ex.Pos, "the example is no %s %s: its fixed bytes are those of no version", d.Keyword, d.Name().Text)
			}
		}
	}
}
