package emit

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/ofwire/openflow/gen/internal/model"
)

// structList prints the decoder of a list of structs, once for each struct that occurs in one.
func (e *emitter) structList(f *jen.File, s *model.Struct) {
	arg := "d *Decoder"
	if e.vendor() {
		arg = "sc *wire.Scope"
	}
	comment := fmt.Sprintf("decode%ss reads the %ss that fill b.", s.GoName, s.GoName)
	e.function(f, comment, fmt.Sprintf("decode%ss(%s, b []byte) ([]%s, error)", s.GoName, arg, e.structName(s)), func(b *body) {
		if prefixed(s) {
			e.prefixedList(b, s)
			return
		}
		e.count(b, s)
		b.add("list := %s.%sList.Take(%s, n, %s.Room(%d))", e.lender(), lower(s.GoName), e.scopeArg(), e.scope(), max(1, s.Min))
		b.add("at := 0")
		b.block(func(b *body) { e.element(b, s) }, "for i := range list")
		b.add("return list, nil")
	})
}

// count prints how many elements fill b: n.
func (e *emitter) count(b *body, s *model.Struct) {
	code := e.errorCode(s)
	none := func(b *body) { b.add("return nil, err") }
	switch {
	case s.Size > 0:
		b.add("n := len(b) / %d", s.Size)
		b.block(func(b *body) { b.add("return nil, wire.Truncated(len(b), \"\", %s)", code) }, "if n*%d != len(b)", s.Size)
		b.block(func(b *body) { b.add("return nil, nil") }, "if n == 0")
	case s.Length != nil:
		b.add("n, err := wire.CountOwn(b, %d, %d, %d, %s)", s.Length.Offset, s.Length.Size, max(1, ownMin(s)), code)
		b.block(none, "if err != nil || n == 0")
	}
}

// prefixedList prints the decoding of structs that do not tell their length.
func (e *emitter) prefixedList(b *body, s *model.Struct) {
	b.add("list := %s.%sList.Take(%s, len(b)/%d, %s.Room(%d))", e.lender(), lower(s.GoName), e.scopeArg(), s.Min, e.scope(), s.Min)
	b.add("n := 0")
	b.block(func(b *body) {
		b.block(func(b *body) {
			b.add("return nil, openflow.WithinIndex(wire.Truncated(len(b)-at, \"\", %s), at, \"\", n)", e.errorCode(s))
		}, "if n == len(list)")
		b.add("size, err := list[n].%s", e.prefixedCall("b[at:]"))
		b.block(func(b *body) { b.add("return nil, openflow.WithinIndex(err, at, \"\", n)") }, "if err != nil")
		b.add("at += size")
	}, "for at := 0; at < len(b); n++")
	b.add("return list[:n:n], nil")
}

// ownMin is the least value of a struct's own length.
func ownMin(s *model.Struct) int {
	if s.Length.Measures == model.MeasureThisUnpadded {
		_, size := window(s)
		return size
	}
	return s.Min
}

// element prints the decoding of list[i] at offset at.
func (e *emitter) element(b *body, s *model.Struct) {
	within := func(b *body) { b.add("return nil, openflow.WithinIndex(err, at, \"\", i)") }
	switch {
	case s.Size > 0:
		b.block(within, "if err := list[i].%s; err != nil", e.decodeCall(fmt.Sprintf("b[at:at+%d]", s.Size)))
		b.add("at += %d", s.Size)
	case s.Length != nil:
		get := fmt.Sprintf("be.Uint%d(b[at+%d:])", 8*s.Length.Size, s.Length.Offset)
		if s.Length.Size == 1 {
			get = fmt.Sprintf("b[at+%d]", s.Length.Offset)
		}
		b.add("n := int(%s)", get)
		b.block(within, "if err := list[i].%s; err != nil", e.decodeCall("b[at:at+n]"))
		if s.Length.Measures == model.MeasureThisUnpadded {
			b.add("at += wire.RoundUp(n, 8)")
		} else {
			b.add("at += n")
		}
	}
}

// listed returns the structs that occur in lists of any struct of the package, in order of first use.
func (e *emitter) listed() []*model.Struct {
	var list []*model.Struct
	seen := map[*model.Struct]bool{}
	for _, s := range e.p.Structs {
		for _, it := range s.Items {
			if it.Kind == model.ItemList && it.Struct != nil && !seen[it.Struct] {
				seen[it.Struct] = true
				list = append(list, it.Struct)
			}
		}
	}
	return list
}

// isListed reports whether a struct occurs in a list.
func (e *emitter) isListed(s *model.Struct) bool {
	for _, x := range e.listed() {
		if x == s {
			return true
		}
	}
	return false
}
