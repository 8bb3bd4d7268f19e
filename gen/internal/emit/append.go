package emit

import (
	"fmt"
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/ofwire/openflow/gen/internal/model"
)

// simple reports whether an item has bytes of a fixed number, at a fixed offset while those before it have.
func simple(it *model.Item) bool {
	if it.Cond != nil {
		return false
	}
	switch it.Kind {
	case model.ItemConst, model.ItemLength, model.ItemScalar, model.ItemBits, model.ItemArray, model.ItemString, model.ItemFixed:
		return true
	case model.ItemPad:
		return it.PadTo == 0 && it.Size >= 0
	case model.ItemStruct:
		return it.Struct.Size >= 0
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
	doc, head := "", "AppendBinary(b []byte)"
	tag := e.tagOf(s)
	if tag != nil {
		doc, head = "appendAs is AppendBinary of all types of this layout.", fmt.Sprintf("appendAs(b []byte, tag %s)", uintType(tag.Size))
		e.method("func (m *%s) AppendBinary(b []byte) ([]byte, error) { return m.appendAs(b, %s) }", s.GoName, num(tag.Value))
	}
	e.function(f, doc, fmt.Sprintf("(m *%s) %s ([]byte, error)", s.GoName, head), func(b *body) {
		a := &appender{e: e, body: b, s: s, tag: tag}
		a.all()
	})
	if isMessage(s) {
		e.marshal(s.GoName)
	}
}

// marshal prints MarshalBinary.
func (e *emitter) marshal(typ string) {
	e.method("func (m *%s) MarshalBinary() ([]byte, error) { return m.AppendBinary(nil) }", typ)
}

// An appender prints the statements of one AppendBinary.
type appender struct {
	*body
	e   *emitter
	s   *model.Struct
	tag *model.Item // The constant that is an argument, if any.
}

func (a *appender) all() {
	items, size := window(a.s)
	tail := a.s.Items[len(items):]
	a.block(func(b *body) { b.add("return b, wire.Nil(%q)", pathOf(a.s, "")) }, "if m == nil")
	a.limits()
	if len(a.s.Items) == 0 || !onlyPads(a.s.Items) {
		a.add("start := len(b)")
	}
	if len(tail) == 0 {
		a.extend(max(size, a.s.Size))
	} else {
		a.extend(size)
	}
	if size > 0 && a.anyStore(items) {
		a.add("p := (*[%d]byte)(b[start:start+%d])", size, size)
	}
	a.constants(items)
	for _, it := range items {
		a.store(it)
	}
	if a.fails(tail) {
		a.add("var err error")
	}
	for len(tail) > 0 {
		n := together(tail)
		a.items(tail[:n])
		tail = tail[n:]
	}
	a.finish()
	a.add("return b, nil")
}

// onlyPads reports whether items are nothing but padding.
func onlyPads(items []*model.Item) bool {
	return !slices.ContainsFunc(items, func(it *model.Item) bool { return it.Kind != model.ItemPad })
}

// extend appends zeros, for stores to fill. The compiler makes no slice of them: it clears the bytes behind b in place.
func (b *body) extend(size int) {
	if size > 0 {
		b.add("b = append(b, make([]byte, %d)...)", size)
	}
}

// anyStore reports whether a window has more than padding.
func (a *appender) anyStore(items []*model.Item) bool {
	for _, it := range items {
		switch it.Kind {
		case model.ItemPad, model.ItemStruct:
		case model.ItemConst:
			if it.Value != 0 || it == a.tag {
				return true
			}
		case model.ItemLength:
			if staticLength(a.s, it) >= 0 {
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
	if it.Measures == model.MeasureThis || it.Measures == model.MeasureThisUnpadded {
		return s.Unpadded()
	}
	return -1
}

// limits refuses values that are wider than their bits.
func (a *appender) limits() {
	for _, it := range a.s.Items {
		in := &appender{e: a.e, body: &body{e: a.e}, s: a.s}
		in.limit(it)
		for _, m := range it.Members {
			in.limit(m)
		}
		if it.Cond == nil || len(in.lines) == 0 {
			a.lines = append(a.lines, in.lines...)
			continue
		}
		a.block(func(b *body) { b.lines = in.lines }, "if %s", a.condition(it))
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
	if it.Type == model.TypeFieldID {
		return 8
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
		if it == a.tag {
			a.add("%s", put(it.Size, it.Offset, "tag", ""))
		}
	case model.ItemScalar:
		a.scalar(it)
	case model.ItemBits:
		a.add("%s", put(it.Size, it.Offset, a.e.packed(it), ""))
	case model.ItemArray:
		a.block(func(b *body) { b.add("%s", putAt(it)) }, "for i, x := range m.%s", it.GoName)
	case model.ItemString, model.ItemFixed:
		a.add("copy(p[%d:], m.%s[:])", it.Offset, it.GoName)
	case model.ItemStruct:
		before := "b[:start]"
		if it.Offset > 0 {
			before = fmt.Sprintf("b[:start+%d]", it.Offset)
		}
		a.block(func(b *body) { b.add("return b[:start], openflow.Within(err, 0, %q)", pathOf(a.s, it.GoName)) },
			"if _, err := m.%s.AppendBinary(%s); err != nil", it.GoName, before)
	}
}

func putAt(it *model.Item) string {
	if it.ElemSize == 1 {
		return fmt.Sprintf("p[%d+i] = %s", it.Offset, element(it))
	}
	return fmt.Sprintf("be.PutUint%d(p[%d+%d*i:], %s)", 8*it.ElemSize, it.Offset, it.ElemSize, element(it))
}

// element is x, an element of an array or list of numbers, as a number without a name.
func element(it *model.Item) string {
	if it.Enum == nil {
		return "x"
	}
	return fmt.Sprintf("uint%d(x)", 8*it.ElemSize)
}

// num prints constants as people write them: small ones in decimal, the others in hexadecimal.
func num(v uint64) string {
	if v > 9999 {
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
		name := "IPv4"
		switch it.Type {
		case model.TypeIPv6:
			name = "IPv6"
		case model.TypeIPv6Mapped:
			name = "IPv6Mapped"
		}
		a.block(func(b *body) { b.add("return b[:start], wire.BadAddr(%q)", pathOf(a.s, it.GoName)) },
			"if !wire.Put%s((*[%d]byte)(p[%d:]), m.%s)", name, it.Size, it.Offset, it.GoName)
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
func (e *emitter) packed(it *model.Item) string {
	text := ""
	for _, m := range it.Members {
		if m.GoName == "" {
			continue
		}
		if text != "" {
			text += " | "
		}
		value := convert(uintType(it.Size), "m."+m.GoName, e.numberType(m))
		if m.Bias != 0 {
			value = fmt.Sprintf("%s(m.%s%+d)", uintType(it.Size), m.GoName, m.Bias)
		}
		if m.Shift > 0 {
			value += fmt.Sprintf("<<%d", m.Shift)
		}
		text += value
	}
	return text
}
