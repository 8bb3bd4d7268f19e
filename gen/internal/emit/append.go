package emit

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/ofwire/openflow/gen/internal/model"
)

// simple reports whether an item has bytes of a fixed number that one store can write.
func simple(it *model.Item) bool {
	if it.Cond != nil {
		return false
	}
	switch it.Kind {
	case model.ItemConst, model.ItemLength, model.ItemScalar, model.ItemBits, model.ItemArray, model.ItemString, model.ItemFixed:
		return true
	case model.ItemPad:
		return it.PadTo == 0
	}
	return false
}

// window returns the items that lead a struct and are all simple, and their bytes: what is written and read at fixed offsets.
func window(s *model.Struct) (items []*model.Item, size int) {
	for _, it := range s.Items {
		if !simple(it) {
			break
		}
		items = append(items, it)
		size = it.Offset + it.Size
	}
	return items, size
}

// pathOf returns the name of a field in an error's path: messages begin it with their own name.
func pathOf(s *model.Struct, name string) string {
	if s.Kind == model.KindStruct || s.Kind == model.KindVariant {
		return name
	}
	if name == "" {
		return s.GoName
	}
	return s.GoName + "." + name
}

// structAppend prints AppendBinary, and for messages MarshalBinary.
func (e *emitter) structAppend(f *jen.File, s *model.Struct) {
	what := "appends the wire form to b. On error it returns b as it was."
	e.function(f, "AppendBinary "+what, fmt.Sprintf("(m *%s) AppendBinary(b []byte) ([]byte, error)", s.GoName), func(b *body) {
		a := &appender{e: e, body: b, s: s}
		a.all()
	})
	if isMessage(s) {
		e.function(f, "MarshalBinary returns the wire form in fresh memory.", fmt.Sprintf("(m *%s) MarshalBinary() ([]byte, error)", s.GoName), func(b *body) {
			b.add("return m.AppendBinary(nil)")
		})
	}
}

// An appender prints the statements of one AppendBinary.
type appender struct {
	*body
	e *emitter
	s *model.Struct
}

func (a *appender) all() {
	items, size := window(a.s)
	tail := a.s.Items[len(items):]
	a.block(func(b *body) { b.add("return b, wire.Nil(%q)", pathOf(a.s, "")) }, "if m == nil")
	a.limits()
	a.add("start := len(b)")
	a.extend(size)
	if size > 0 && anyStore(a.s, items) {
		a.add("p := (*[%d]byte)(b[start:])", size)
	}
	for _, it := range items {
		a.store(it)
	}
	if a.fails(tail) {
		a.add("var err error")
	}
	for _, it := range tail {
		a.item(it)
	}
	a.finish()
	a.add("return b, nil")
}

// extend appends zeros, for stores to fill.
func (a *appender) extend(size int) {
	switch {
	case size == 0:
	case size <= 64:
		a.add("b = append(b, wire.Zeros[:%d]...)", size)
	default:
		a.add("b = wire.Extend(b, %d)", size)
	}
}

// anyStore reports whether a window has more than padding.
func anyStore(s *model.Struct, items []*model.Item) bool {
	for _, it := range items {
		switch it.Kind {
		case model.ItemPad:
		case model.ItemConst:
			if it.Value != 0 {
				return true
			}
		case model.ItemLength:
			if staticLength(s, it) >= 0 {
				return true
			}
		default:
			return true
		}
	}
	return false
}

// staticLength returns the value of a length field that is always the same, or -1.
func staticLength(s *model.Struct, it *model.Item) int {
	if s.Size >= 0 && (it.Measures == model.MeasureThis || it.Measures == model.MeasureThisUnpadded) {
		return s.Size
	}
	return -1
}

// limits refuses values that are wider than their bits.
func (a *appender) limits() {
	for _, it := range a.s.Items {
		a.limit(it)
		for _, m := range it.Members {
			a.limit(m)
		}
	}
}

func (a *appender) limit(it *model.Item) {
	if it.GoName == "" || it.Bits == 0 || it.Kind == model.ItemBits {
		return
	}
	if it.Shift == 0 && it.Bits >= 8*goSize(it) && it.Bias == 0 {
		return
	}
	value := "m." + it.GoName
	if it.Bias != 0 {
		value = fmt.Sprintf("uint64(%s)%+d", value, it.Bias)
	}
	a.block(func(b *body) { b.add("return b, wire.TooWide(%q)", pathOf(a.s, it.GoName)) }, "if %s > %#x", value, uint64(1)<<it.Bits-1)
}

// goSize is the bytes of a number's Go type.
func goSize(it *model.Item) int {
	n := it.Size
	if it.Enum != nil {
		return it.Enum.Size
	}
	if n == 0 {
		n = (it.Bits + 7) / 8
	}
	for _, size := range []int{1, 2, 4, 8} {
		if n <= size {
			return size
		}
	}
	return n
}

// put is the store of a number of some bytes at an offset of the window. The value is converted where its type is another.
func put(size, offset int, value, typ string) string {
	switch size {
	case 1:
		return fmt.Sprintf("p[%d] = %s", offset, convert("uint8", value, typ))
	case 3:
		return fmt.Sprintf("wire.PutUint24(p[%d:], %s)", offset, convert("uint32", value, typ))
	}
	return fmt.Sprintf("be.PutUint%d(p[%d:], %s)", 8*size, offset, convert(fmt.Sprintf("uint%d", 8*size), value, typ))
}

// convert wraps a value that is of another type.
func convert(want, value, typ string) string {
	if typ == want || typ == "" {
		return value
	}
	return want + "(" + value + ")"
}

// store writes one item of the window.
func (a *appender) store(it *model.Item) {
	switch it.Kind {
	case model.ItemConst:
		if it.Value != 0 {
			a.add("%s", put(it.Size, it.Offset, num(it.Value), ""))
		}
	case model.ItemLength:
		if n := staticLength(a.s, it); n >= 0 {
			a.add("%s", put(it.Size, it.Offset, num(uint64(n)), ""))
		}
	case model.ItemScalar:
		a.scalar(it)
	case model.ItemBits:
		a.add("%s", put(it.Size, it.Offset, packed(it), ""))
	case model.ItemArray:
		a.block(func(b *body) { b.add("%s", putAt(it)) }, "for i, x := range m.%s", it.GoName)
	case model.ItemString, model.ItemFixed:
		a.add("copy(p[%d:], m.%s[:])", it.Offset, it.GoName)
	}
}

func putAt(it *model.Item) string {
	if it.ElemSize == 1 {
		return fmt.Sprintf("p[%d+i] = byte(x)", it.Offset)
	}
	return fmt.Sprintf("be.PutUint%d(p[%d+%d*i:], uint%d(x))", 8*it.ElemSize, it.Offset, it.ElemSize, 8*it.ElemSize)
}

// num prints constants of one or two bytes in decimal and longer ones in hexadecimal.
func num(v uint64) string {
	if v > 0xffff {
		return fmt.Sprintf("%#x", v)
	}
	return fmt.Sprint(v)
}

func (a *appender) scalar(it *model.Item) {
	if isVersion(a.s, it) {
		a.add("p[0] = wire.VersionByte(m.Version, %s)", a.e.versionName())
		return
	}
	switch it.Type {
	case model.TypeMAC:
		a.add("*(*openflow.MAC)(p[%d:]) = m.%s", it.Offset, it.GoName)
	case model.TypeIPv4, model.TypeIPv6, model.TypeIPv6Mapped:
		size := it.Size
		if it.Type == model.TypeIPv6Mapped {
			size = -16
		}
		a.block(func(b *body) { b.add("return b[:start], wire.BadAddr(%q)", pathOf(a.s, it.GoName)) },
			"if !wire.PutAddr(p[%d:], m.%s, %d)", it.Offset, it.GoName, size)
	case model.TypeUint128:
		a.add("be.PutUint64(p[%d:], m.%s.Hi)", it.Offset, it.GoName)
		a.add("be.PutUint64(p[%d:], m.%s.Lo)", it.Offset+8, it.GoName)
	default:
		value := "m." + it.GoName
		if it.Bias != 0 {
			value += fmt.Sprintf("%+d", it.Bias)
		}
		a.add("%s", put(it.Size, it.Offset, value, a.e.numberType(it)))
	}
}

// packed is the expression of a word of members.
func packed(it *model.Item) string {
	text := ""
	for i, m := range it.Members {
		if i > 0 {
			text += " | "
		}
		value := fmt.Sprintf("uint%d(m.%s)", 8*it.Size, m.GoName)
		if m.Bias != 0 {
			value = fmt.Sprintf("uint%d(m.%s%+d)", 8*it.Size, m.GoName, m.Bias)
		}
		if m.Shift > 0 {
			value += fmt.Sprintf("<<%d", m.Shift)
		}
		text += value
	}
	return text
}

// fails reports whether a tail has statements that assign err.
func (a *appender) fails(tail []*model.Item) bool {
	for _, it := range tail {
		switch it.Kind {
		case model.ItemStruct, model.ItemMember, model.ItemMessage, model.ItemMatch, model.ItemOXM, model.ItemOXMs, model.ItemStats, model.ItemOXSs:
			return true
		case model.ItemList:
			if it.Struct != nil || it.Family != nil {
				return true
			}
		}
	}
	return false
}

// item appends one item behind the window, under its condition.
func (a *appender) item(it *model.Item) {
	if it.Cond == nil {
		a.bounded(it)
		return
	}
	a.block(func(b *body) { (&appender{body: b, e: a.e, s: a.s}).bounded(it) }, "if %s", a.condition(it))
}

// condition is the Go form of an item's condition.
func (a *appender) condition(it *model.Item) string {
	c := it.Cond
	switch c.Op {
	case model.CondEqual:
		return fmt.Sprintf("m.%s == %s", c.Item.GoName, num(c.Value))
	case model.CondNotEqual:
		return fmt.Sprintf("m.%s != %s", c.Item.GoName, num(c.Value))
	case model.CondHas:
		return fmt.Sprintf("m.%s&%s != 0", c.Item.GoName, num(c.Value))
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
	}, "if !wire.PutLength%d(b[%s:], %s)", 8*l.Size, at, value)
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
	case model.ItemBytes, model.ItemText:
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
		a.loose(it)
	}
}

// loose appends a simple item behind a part of variable size.
func (a *appender) loose(it *model.Item) {
	a.add("b = append(b, wire.Zeros[:%d]...)", it.Size)
	inner := &appender{e: a.e, s: a.s, body: &body{e: a.e}}
	at := *it
	at.Offset = 0
	inner.add("p := (*[%d]byte)(b[len(b)-%d:])", it.Size, it.Size)
	inner.store(&at)
	a.lines = append(a.lines, jen.Block(inner.lines...))
}

func (a *appender) pad(it *model.Item) {
	switch {
	case it.PadIf != nil:
		a.block(func(b *body) { b.add("b = wire.Pad(b, start, %d)", it.PadTo) }, "if len(m.%s) > 0", it.PadIf.GoName)
	case it.PadTo == 8:
		a.add("b = wire.Pad8(b, start)")
	case it.PadTo > 0:
		a.add("b = wire.Pad(b, start, %d)", it.PadTo)
	default:
		a.add("b = append(b, wire.Zeros[:%d]...)", it.Size)
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
			in.block(func(b *body) {
				b.add("return b[:start], openflow.WithinIndex(err, 0, %q, i)", pathOf(a.s, name))
			}, "if b, err = m.%s[i].AppendBinary(b); err != nil", name)
		}, "for i := range m.%s", name)
	case it.ElemSize == 1:
		a.block(func(b *body) { b.add("b = append(b, byte(x))") }, "for _, x := range m.%s", name)
	default:
		a.block(func(b *body) {
			b.add("b = be.AppendUint%d(b, uint%d(x))", 8*it.ElemSize, 8*it.ElemSize)
		}, "for _, x := range m.%s", name)
	}
}

// finish pads the whole and fills in the length.
func (a *appender) finish() {
	s := a.s
	if s.Size >= 0 {
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
