package emit

import (
	"fmt"
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/ofwire/openflow/gen/internal/model"
)

// structList prints the decoder of a list of structs, once for each struct that occurs in one.
func (e *emitter) structList(f *jen.File, s *model.Struct) {
	arg := "d *Decoder"
	if e.vendor() {
		arg = "sc *wire.Scope"
	}
	for _, it := range e.listsOf(s) {
		name := "decode" + s.GoName + listKind(it)
		comment := name + " reads the elements that fill b."
		if it.UntilZero {
			comment = name + " reads elements to the end of b, or until one that begins with zeros: only zeros follow then."
		}
		e.function(f, comment, fmt.Sprintf("%s(%s, b []byte) ([]%s, error)", name, arg, e.structName(s)), func(b *body) {
			b.block(func(b *body) { b.add("return nil, nil") }, "if len(b) == 0")
			own := !it.UntilZero && s.Size <= 0 && s.Length != nil
			most := fmt.Sprintf("len(b)/%d", least(s))
			if own {
				most = fmt.Sprintf("wire.CountOwn(b, %d, %d, %d, %d)", s.Length.Offset, s.Length.Size, least(s), ownAlign(s))
			}
			b.add("run := %s", e.listMemory(s.GoName))
			b.add("list := run.Take(%s, %s, %s.Room(%d))", e.scopeArg(), most, e.scope(), least(s))
			switch {
			case it.UntilZero:
				e.zeroList(b, s)
			case s.Size > 0:
				e.fixedList(b, s)
			case own:
				e.ownList(b, s)
			default:
				e.prefixedList(b, s)
			}
		})
	}
}

// listKind tells the decoders of a struct's two kinds of lists apart.
func listKind(it *model.Item) string {
	if it.UntilZero {
		return "ListUntilZero"
	}
	return "List"
}

// listsOf returns an item of each kind of list of a struct that the package has.
func (e *emitter) listsOf(s *model.Struct) []*model.Item {
	var found []*model.Item
	for _, x := range e.p.Structs {
		for _, it := range x.Items {
			if it.Kind == model.ItemList && it.Struct == s && !slices.ContainsFunc(found, func(o *model.Item) bool { return o.UntilZero == it.UntilZero }) {
				found = append(found, it)
			}
		}
	}
	return found
}

// least is the least bytes that an element of a list takes.
func least(s *model.Struct) int {
	if s.Length != nil && s.Length.Measures == model.MeasureThisUnpadded {
		_, size := window(s)
		return max(1, size)
	}
	return max(1, s.Min)
}

// fixedList prints the decoding of structs that always have the same size.
func (e *emitter) fixedList(b *body, s *model.Struct) {
	b.block(func(b *body) { b.add("return nil, wire.Truncated(len(b), \"\", %s)", e.errorCode(s)) }, "if len(list)*%d != len(b)", s.Size)
	b.block(func(b *body) {
		b.block(func(b *body) { b.add("return nil, openflow.WithinIndex(err, %d*i, \"\", i)", s.Size) },
			"if err := list[i].%s; err != nil", e.decodeCall(fmt.Sprintf("b[%d*i:%d*i+%d]", s.Size, s.Size, s.Size)))
	}, "for i := range list")
	b.add("return list, nil")
}

// ownAlign is the multiple of which elements of a list take their bytes, when their own length does not count the padding.
func ownAlign(s *model.Struct) int {
	if s.Length.Measures == model.MeasureThisUnpadded {
		return max(1, padTo(s))
	}
	return 1
}

// ownList prints the decoding of structs that tell their length, which are counted up to the first that is malformed.
func (e *emitter) ownList(b *body, s *model.Struct) {
	bad := func(b *body) {
		b.add("return nil, wire.BadOwn(b, len(b)-len(rest), n, %d, %d, %s)", s.Length.Offset, s.Length.Size, e.errorCode(s))
	}
	taken := "size"
	if align := ownAlign(s); align > 1 {
		taken = fmt.Sprintf("wire.RoundUp(size, %d)", align)
	}
	b.add("n := 0")
	b.block(func(b *body) {
		b.add("size := wire.Own(rest, %d, %d)", s.Length.Offset, s.Length.Size)
		b.block(bad, "if size < %d || %s > len(rest)", least(s), taken)
		b.block(func(b *body) { b.add("return nil, openflow.WithinIndex(err, len(b)-len(rest), \"\", n)") },
			"if err := list[n].%s; err != nil", e.decodeCall("rest[:size:size]"))
		// By the capacity, which the compiler makes of the same difference: docs/decisions.md.
		b.block(func(b *body) { b.add("break") }, "if cap(rest)-%s <= 0", taken)
		b.add("rest = rest[%s:]", taken)
	}, "for rest := b[:len(b):len(b)]; ; n++")
	b.add("return list, nil")
}

// padTo is the multiple that a struct's final padding reaches.
func padTo(s *model.Struct) int {
	return s.Items[len(s.Items)-1].PadTo
}

// prefixedList prints the decoding of structs that do not tell their length.
func (e *emitter) prefixedList(b *body, s *model.Struct) {
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

// zeroList prints the decoding of structs that do not tell their length, up to one that begins with zeros.
func (e *emitter) zeroList(b *body, s *model.Struct) {
	b.add("at, n := 0, 0")
	b.block(func(b *body) {
		if least(s) > 2 {
			b.block(func(b *body) {
				b.add("return nil, openflow.WithinIndex(wire.Truncated(len(b)-at, \"\", %s), at, \"\", n)", e.errorCode(s))
			}, "if len(b)-at < %d", least(s))
		}
		b.add("size, err := list[n].%s", e.prefixedCall("b[at:]"))
		b.block(func(b *body) { b.add("return nil, openflow.WithinIndex(err, at, \"\", n)") }, "if err != nil")
		b.add("at += size")
	}, "for ; len(b)-at >= 2 && be.Uint16(b[at:]) != 0; n++")
	b.block(func(b *body) { b.add("return nil, wire.NotZero(at, \"\", %s)", e.errorCode(s)) }, "if !wire.IsZero(b[at:])")
	b.add("return run.Keep(list, n), nil")
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
