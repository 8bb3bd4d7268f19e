package emit

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/ofwire/openflow/gen/internal/model"
)

// This file prints how AppendBinary appends the items behind the window, and what families share.

// fails reports whether a tail has statements that assign err.
func (a *appender) fails(tail []*model.Item) bool {
	for _, it := range tail {
		switch it.Kind {
		case model.ItemStruct, model.ItemMember, model.ItemMessage, model.ItemMatch, model.ItemOXM, model.ItemOXMs, model.ItemStats, model.ItemOXSs:
			return true
		case model.ItemBytes:
			if it.WidthOf != nil {
				return true
			}
		case model.ItemList:
			if it.Struct != nil || it.Family != nil {
				return true
			}
		}
	}
	return false
}

// items appends items behind the window that stand under the same condition.
func (a *appender) items(list []*model.Item) {
	if it := list[0]; it.Cond == nil || it.Rest() && it.Kind == model.ItemBytes {
		a.contents(list)
		return
	}
	in := &appender{body: &body{e: a.e}, e: a.e, s: a.s}
	if n, size := run(list); n == len(list) && !plain(list) {
		in.window(list, size)
	} else {
		in.contents(list)
	}
	stmt := a.e.code("if %s", a.condition(list[0])).Block(in.lines...)
	if a.e.presence(list[0].Cond) != "" {
		a.refuse(stmt, list)
	}
	a.lines = append(a.lines, stmt)
}

// contents appends items in order, those of fixed sizes that follow each other through one window.
func (a *appender) contents(list []*model.Item) {
	for len(list) > 0 {
		if n, size := run(list); n > 1 && !plain(list[:n]) {
			a.appendRun(list[:n], size)
			list = list[n:]
			continue
		}
		a.bounded(list[0])
		list = list[1:]
	}
}

// condition is the Go form of an item's condition.
func (a *appender) condition(it *model.Item) string {
	if known := a.e.presence(it.Cond); known != "" {
		return known
	}
	return a.present(it)
}

// present is true when a field that only the remaining length announces is set.
func (a *appender) present(it *model.Item) string {
	switch it.Kind {
	case model.ItemScalar:
		return fmt.Sprintf("m.%s != 0", it.GoName)
	case model.ItemStruct, model.ItemOXM:
		return "true"
	}
	return fmt.Sprintf("len(m.%s) > 0", it.GoName)
}

// measure returns the length item that measures it, if any.
func (a *appender) measure(it *model.Item) *model.Item {
	for _, l := range a.s.Items {
		if l.Kind == model.ItemLength && l.Of == it {
			return l
		}
	}
	return nil
}

// bounded appends an item and fills in the length field that measures it.
func (a *appender) bounded(it *model.Item) {
	l := a.measure(it)
	if l == nil {
		a.content(it)
		return
	}
	at := lower(it.GoName) + "At"
	count := fmt.Sprintf("len(b)-%s", at)
	switch {
	case l.Measures == model.MeasureCount:
		count = fmt.Sprintf("len(m.%s)", it.GoName)
	case it.Kind == model.ItemMatch:
		count = fmt.Sprintf("wire.MatchLen(b, %s)", at)
		if l.Lenient {
			count = fmt.Sprintf("int(%s(%s)+m.%s)", uintType(l.Size), count, l.GoName)
		}
		fallthrough
	default:
		a.add("%s := len(b)", at)
	}
	a.content(it)
	a.setLength(l, count, pathOf(a.s, it.GoName))
}

// setLength writes a length that is known now into its field.
func (a *appender) setLength(l *model.Item, value, path string) {
	at := "start"
	if l.Offset > 0 {
		at = fmt.Sprintf("start+%d", l.Offset)
	}
	a.block(func(b *body) {
		b.add("return b[:start], wire.TooLong(%q)", path)
	}, "if !wire.PutLength%d(b, %s, %s)", 8*l.Size, at, value)
}

// fail is the return of an error of a part.
func (a *appender) fail(b *body, name string) {
	b.add("return b[:start], openflow.Within(err, 0, %q)", pathOf(a.s, name))
}

// try appends what a call gives, or returns its error.
func (a *appender) try(name, format string, args ...any) {
	a.block(func(b *body) { a.fail(b, name) }, "if b, err = "+format+"; err != nil", args...)
}

// content appends one item.
func (a *appender) content(it *model.Item) {
	name := it.GoName
	switch it.Kind {
	case model.ItemPad:
		a.pad(it)
	case model.ItemEnd:
	case model.ItemBytes, model.ItemText:
		if it.WidthOf != nil {
			a.try(name, "wire.AppendNumber(b, m.%s, int(m.%s))", name, it.WidthOf.GoName)
			return
		}
		a.add("b = append(b, m.%s...)", name)
	case model.ItemBitmap:
		a.block(func(b *body) { b.add("b = be.AppendUint32(b, x)") }, "for _, x := range m.%s", name)
	case model.ItemMatch:
		a.try(name, "wire.AppendMatch(b, m.%s)", name)
	case model.ItemStats:
		a.try(name, "wire.AppendStats(b, m.%s)", name)
	case model.ItemOXMs, model.ItemOXSs:
		a.try(name, "openflow.AppendFields(b, m.%s)", name)
	case model.ItemOXM, model.ItemStruct:
		a.try(name, "m.%s.AppendBinary(b)", name)
	case model.ItemOXMID:
		a.add("b = wire.AppendFieldID(b, m.%s)", name)
	case model.ItemOXMIDs, model.ItemOXSIDs:
		a.block(func(b *body) { b.add("b = wire.AppendFieldID(b, x)") }, "for _, x := range m.%s", name)
	case model.ItemMessage:
		a.try(name, "wire.AppendMessage(b, m.%s)", name)
	case model.ItemMember:
		a.try(name, "wire.AppendElement(b, m.%s)", name)
	case model.ItemList:
		a.list(it)
	default:
		a.alone(it)
	}
}

// alone appends a simple item behind a part of variable size.
func (a *appender) alone(it *model.Item) {
	if plainNumber(it) {
		a.add("b = %s", appendNumber(it.Size, "m."+it.GoName, a.e.numberType(it)))
		return
	}
	a.appendRun([]*model.Item{it}, it.Size)
}

// plainNumber reports whether an item is a number of 1, 2, 4 or 8 bytes, stored as it is.
func plainNumber(it *model.Item) bool {
	return it.Kind == model.ItemScalar && (it.Type == model.TypeUint || it.Type == model.TypeFieldID) && it.Bias == 0 && it.Size&(it.Size-1) == 0
}

// appendNumber is the append of a number.
func appendNumber(size int, value, typ string) string {
	if size == 1 {
		return "append(b, " + convert("uint8", value, typ) + ")"
	}
	return fmt.Sprintf("be.AppendUint%d(b, %s)", 8*size, convert(fmt.Sprintf("uint%d", 8*size), value, typ))
}

func (a *appender) pad(it *model.Item) {
	switch {
	case it.Until > 0:
		a.block(func(b *body) { b.add("return b[:start], wire.TooLong(%q)", pathOf(a.s, "")) }, "if len(b)-start > %d", it.Until)
		a.add("b = append(b, make([]byte, start+%d-len(b))...)", it.Until)
	case it.PadIf != nil:
		a.block(func(b *body) { b.add("b = wire.Pad(b, start, %d)", it.PadTo) }, "if len(m.%s) > 0", it.PadIf.GoName)
	case it.PadTo == 8:
		a.add("b = wire.Pad8(b, start)")
	case it.PadTo > 0:
		a.add("b = wire.Pad(b, start, %d)", it.PadTo)
	default:
		a.extend(it.Size)
	}
}

func (a *appender) list(it *model.Item) {
	name := it.GoName
	switch {
	case it.Family != nil:
		a.try(name, "m.%s.AppendBinary(b)", name)
	case it.Struct != nil:
		a.block(func(b *body) {
			in := &appender{e: a.e, s: a.s, body: b}
			if it.UntilZero {
				b.add("at := len(b)")
			}
			in.block(func(b *body) {
				b.add("return b[:start], openflow.WithinIndex(err, 0, %q, i)", pathOf(a.s, name))
			}, "if b, err = m.%s[i].AppendBinary(b); err != nil", name)
			if it.UntilZero {
				b.block(func(b *body) {
					b.add("return b[:start], openflow.WithinIndex(wire.TooWide(\"\"), 0, %q, i)", pathOf(a.s, name))
				}, "if be.Uint16(b[at:]) == 0")
			}
		}, "for i := range m.%s", name)
	case it.ElemSize == 1:
		a.block(func(b *body) { b.add("b = append(b, %s)", element(it)) }, "for _, x := range m.%s", name)
	default:
		a.block(func(b *body) {
			b.add("b = be.AppendUint%d(b, %s)", 8*it.ElemSize, element(it))
		}, "for _, x := range m.%s", name)
	}
}

// finish pads the whole and fills in the length.
func (a *appender) finish() {
	s := a.s
	if s.Size >= 0 {
		if items, _ := window(s); len(items) < len(s.Items) && s.Unpadded() < s.Size {
			a.align()
		}
		return
	}
	length := func() {
		if l := s.Length; l != nil {
			a.setLength(l, "len(b)-start", pathOf(s, ""))
		}
	}
	switch {
	case s.Align > 1 && s.Inside:
		a.align()
		length()
	case s.Align > 1:
		length()
		a.align()
	default:
		length()
	}
}

func (a *appender) align() {
	if a.s.Align == 8 {
		a.add("b = wire.Pad8(b, start)")
	} else {
		a.add("b = wire.Pad(b, start, %d)", a.s.Align)
	}
}

// familyAppend prints the encoder of a list and of the type for unknown tags.
func (e *emitter) familyAppend(f *jen.File, fam *model.Family) {
	if fam.Builtin {
		return
	}
	e.function(f, "AppendBinary appends the wire form of all elements to b. On error it returns b as it was.",
		fmt.Sprintf("(list %s) AppendBinary(b []byte) ([]byte, error)", listName(fam)), func(b *body) {
			b.add("start := len(b)")
			b.block(func(b *body) {
				b.block(func(b *body) {
					b.add("return b[:start], openflow.WithinIndex(wire.Nil(\"\"), 0, \"\", i)")
				}, "if x == nil")
				b.add("var err error")
				b.block(func(b *body) { b.add("return b[:start], openflow.WithinIndex(err, 0, \"\", i)") }, "if b, err = x.AppendBinary(b); err != nil")
			}, "for i, x := range list")
			b.add("return b, nil")
		})
	e.function(f, "AppendBinary appends the wire form to b. On error it returns b as it was.",
		fmt.Sprintf("(m *%sUnknown) AppendBinary(b []byte) ([]byte, error)", fam.GoName), func(b *body) {
			b.block(func(b *body) { b.add("return b, wire.Nil(\"\")") }, "if m == nil")
			b.add("return wire.AppendUnknown(b, &%s, uint64(m.Type), m.Body)", framing(fam))
		})
}

// framing is the name of the variable that holds a family's wire.Framing.
func framing(fam *model.Family) string { return lower(fam.GoName) + "Framing" }
