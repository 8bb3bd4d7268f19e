package emit

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/ofwire/openflow/gen/internal/model"
)

// prefixed reports whether a struct's size shows only as it is decoded: it varies, and no length field tells it.
func prefixed(s *model.Struct) bool {
	return s.Kind == model.KindStruct && s.Size < 0 && s.Length == nil
}

// structDecode prints the decode method, and for messages UnmarshalBinary.
func (e *emitter) structDecode(f *jen.File, s *model.Struct) {
	comment := ""
	head := fmt.Sprintf("(m *%s) decode(b []byte, d *Decoder) error", s.GoName)
	if e.vendor() {
		comment = "DecodeElement reads the wire form, which fills b, into memory of the Scope and of b."
		head = fmt.Sprintf("(m *%s) DecodeElement(sc *wire.Scope, b []byte) error", s.GoName)
	}
	if prefixed(s) {
		comment = "decode reads the wire form at the start of b and returns its length."
		head = fmt.Sprintf("(m *%s) decode(b []byte, d *Decoder) (int, error)", s.GoName)
		if e.vendor() {
			head = fmt.Sprintf("(m *%s) decode(sc *wire.Scope, b []byte) (int, error)", s.GoName)
		}
	}
	e.function(f, comment, head, func(b *body) {
		d := &decoder{body: b, e: e, s: s}
		d.all()
	})
	if s.Kind == model.KindStruct && !e.vendor() && !prefixed(s) {
		e.method("func (m *%s) DecodeElement(sc *wire.Scope, b []byte) error { return m.decode(b, sc.Decoder.(*Decoder)) }", s.GoName)
	}
	if !isMessage(s) {
		return
	}
	if e.vendor() {
		e.method("func (m *%s) UnmarshalBinary(b []byte) error { return wire.UnmarshalExtension(m, new(%s.Decoder).Scope(len(b)), b%s) }",
			s.GoName, e.standardName(), numbers(s))
		return
	}
	e.method("func (m *%s) UnmarshalBinary(b []byte) error { return unmarshal(m, b%s) }", s.GoName, numbers(s))
}

// numbers prints the numbers that a vendor's message must hold, with their offsets: its experimenter and subtype.
func numbers(s *model.Struct) string {
	text := ""
	for _, it := range s.Items {
		if s.Vendor != nil && it.Kind == model.ItemConst && it.Offset >= 8 && it.Size == 4 {
			text += fmt.Sprintf(", wire.Number{Offset: %d, Value: %#x}", it.Offset, it.Value)
		}
	}
	return text
}

func (e *emitter) vendor() bool { return e.opts.Standard != "" }

// messageType is the type in a message's header.
func (e *emitter) messageType(s *model.Struct) int {
	for _, it := range s.Items {
		if it.Kind == model.ItemConst && it.Offset == 1 {
			return int(it.Value)
		}
	}
	return 0
}

// A decoder prints the statements of one decode method.
type decoder struct {
	*body
	e      *emitter
	s      *model.Struct
	offset string // The Go expression of the offset that is read next.
	moving bool   // It is the variable at.
	loose  bool   // Items are read from b, at offset, not from the window.
	words  int    // Packed words that the block has variables for: word, word2 and so on.
}

// errorCode is the Go expression of what answers a wrong length.
func (e *emitter) errorCode(s *model.Struct) string { return e.codeOf(e.p.ErrorOf(s)) }

// codeOf is the expression of an entry of the error catalogue, or what answers otherwise where it is nil.
func (e *emitter) codeOf(r *model.ErrorRef) string {
	if r == nil {
		return "openflow.BadRequestLen"
	}
	for _, p := range []*model.Package{e.p, e.p.Imported} {
		if p == nil {
			continue
		}
		for _, x := range p.Errors {
			for _, c := range x.Consts {
				if c == r.Code {
					return e.nameIn(p, errorName(x, c))
				}
			}
		}
	}
	return "openflow.BadRequestLen"
}

func (d *decoder) all() {
	items, size := window(d.s)
	tail := d.s.Items[len(items):]
	d.size(size)
	if anyLoad(items) {
		d.add("p := (*[%d]byte)(b)", size)
	}
	for _, it := range items {
		d.load(it)
	}
	d.offset = fmt.Sprint(size)
	if fails(tail) {
		d.add("var err error")
	}
	for rest := tail; len(rest) > 0; {
		n := together(rest)
		d.items(rest[:n], n == len(rest))
		rest = rest[n:]
	}
	if prefixed(d.s) {
		end := d.offset
		if n := len(tail); n > 0 && tail[n-1].Cond == nil && !tail[n-1].Bounded() && toEnd(tail[n-1]) {
			end = "len(b)"
		}
		d.add("return %s, nil", end)
		return
	}
	if d.leavesRest(tail) {
		end := d.offset
		if d.s.Align > 1 && d.s.Inside {
			end = fmt.Sprintf("wire.RoundUp(%s, %d)", d.offset, d.s.Align)
		}
		d.block(func(b *body) {
			b.add("return wire.Trailing(%s, %q, %s)", d.offset, pathOf(d.s, ""), d.e.errorCode(d.s))
		}, "if %s != len(b)", end)
	}
	d.add("return nil")
}

// size prints the check of the whole length.
func (d *decoder) size(window int) {
	s := d.s
	code := d.e.errorCode(s)
	ret := "return "
	if prefixed(s) {
		ret = "return 0, "
	}
	if size := s.Unpadded(); size >= 0 {
		d.block(func(b *body) {
			b.add("return wire.BadSize(len(b), %d, %q, %s)", size, pathOf(s, ""), code)
		}, "if len(b) != %d", size)
		return
	}
	if least := max(window, leastUnpadded(s)); least > 0 {
		d.block(func(b *body) {
			b.add("%swire.Truncated(len(b), %q, %s)", ret, pathOf(s, ""), code)
		}, "if len(b) < %d", least)
	}
}

// leastUnpadded is the least length of a struct as decode gets it: with the padding only where the length counts it.
func leastUnpadded(s *model.Struct) int {
	if s.Align > 1 && !s.Inside {
		_, size := window(s)
		return size
	}
	return s.Min
}

// anyLoad reports whether a window has anything to read.
func anyLoad(items []*model.Item) bool {
	for _, it := range items {
		if it.GoName != "" && it.Kind != model.ItemStruct || it.Kind == model.ItemBits || it.Kind == model.ItemPad && it.Zero || it.Kind == model.ItemLength && it.Of != nil {
			return true
		}
	}
	return false
}

// fails reports whether a tail has statements that assign err.
func fails(tail []*model.Item) bool {
	for _, it := range tail {
		switch it.Kind {
		case model.ItemPad, model.ItemConst, model.ItemScalar, model.ItemBytes, model.ItemText, model.ItemBits, model.ItemString, model.ItemFixed, model.ItemArray, model.ItemLength,
			model.ItemStruct, model.ItemOXM, model.ItemOXMID, model.ItemEnd: // These declare their own err, if any.
		case model.ItemList:
			if it.Struct != nil || it.Family != nil || it.ElemSize > 1 {
				return true
			}
		default:
			return true
		}
	}
	return false
}

// leavesRest reports whether bytes may be left behind the last item.
func (d *decoder) leavesRest(tail []*model.Item) bool {
	if d.s.Size >= 0 || len(tail) == 0 {
		return false
	}
	last := tail[len(tail)-1]
	if last.Cond != nil {
		return last.Kind != model.ItemBytes || !last.Rest()
	}
	if last.Kind == model.ItemPad {
		return !uncounted(d.s, last)
	}
	return last.Bounded() || !toEnd(last)
}

// uncounted reports whether the struct's length leaves out its last item, a padding. A member's own padding is counted: what is not is the family's.
func uncounted(s *model.Struct, last *model.Item) bool {
	return s.Family == nil && last.PadTo > 0 && s.Length != nil && s.Length.Measures == model.MeasureThisUnpadded
}

// toEnd reports whether an item takes all that is left.
func toEnd(it *model.Item) bool {
	switch it.Kind {
	case model.ItemBytes, model.ItemText, model.ItemBitmap, model.ItemOXMs, model.ItemOXMIDs, model.ItemOXSs, model.ItemOXSIDs, model.ItemList:
		return true
	}
	return false
}

// at is the index of an offset of the window, in b behind it.
func (d *decoder) at(offset int) string {
	switch {
	case !d.loose:
		return fmt.Sprint(offset)
	case offset == 0:
		return d.offset
	}
	return fmt.Sprintf("%s+%d", d.offset, offset)
}

// bytes is what an index counts in: the window, or b behind it.
func (d *decoder) bytes() string {
	if d.loose {
		return "b"
	}
	return "p"
}

// from is the expression of the bytes from an offset of the window on.
func (d *decoder) from(offset int) string { return fmt.Sprintf("%s[%s:]", d.bytes(), d.at(offset)) }

// get is the expression of a number at an offset of the window.
func (d *decoder) get(size, offset int) string {
	switch size {
	case 1:
		return fmt.Sprintf("%s[%s]", d.bytes(), d.at(offset))
	case 3:
		return fmt.Sprintf("wire.Uint24(%s)", d.from(offset))
	}
	return fmt.Sprintf("be.Uint%d(%s)", 8*size, d.from(offset))
}

// load reads one item of the window.
func (d *decoder) load(it *model.Item) {
	name := it.GoName
	switch it.Kind {
	case model.ItemScalar:
		if isVersion(d.s, it) {
			d.add("m.Version = wire.OtherVersion(p[0], %s)", d.e.versionName())
			return
		}
		d.add("m.%s = %s", name, d.scalar(it))
	case model.ItemBits:
		d.bits(it)
	case model.ItemArray:
		d.block(func(b *body) {
			if it.ElemSize == 1 {
				b.add("m.%s[i] = %s", name, d.typed(it, fmt.Sprintf("%s[%s+i]", d.bytes(), d.at(it.Offset))))
			} else {
				b.add("m.%s[i] = %s", name, d.typed(it, fmt.Sprintf("be.Uint%d(%s[%s+%d*i:])", 8*it.ElemSize, d.bytes(), d.at(it.Offset), it.ElemSize)))
			}
		}, "for i := range m.%s", name)
	case model.ItemString, model.ItemFixed:
		d.add("m.%s = [%d]byte(%s)", name, it.Size, d.from(it.Offset))
	case model.ItemPad:
		if it.Zero {
			d.zero(fmt.Sprintf("!wire.IsZero(%s[%s:%s])", d.bytes(), d.at(it.Offset), d.at(it.Offset+it.Size)), d.at(it.Offset))
		}
	case model.ItemLength:
		if it.Of != nil {
			d.add("%s := int(%s)", lengthVar(it), d.get(it.Size, it.Offset))
		}
	case model.ItemStruct:
		part := fmt.Sprintf("b[%d:%d]", it.Offset, it.Offset+it.Struct.Size)
		d.block(func(b *body) { d.within(b, fmt.Sprint(it.Offset), name) }, "if err := m.%s.%s; err != nil", name, d.e.decodeCall(part))
	}
}

// zero prints the refusal of padding that is not zero.
func (d *decoder) zero(bad, offset string) {
	d.block(func(b *body) {
		b.add("%swire.NotZero(%s, %q, %s)", d.ret(), offset, pathOf(d.s, ""), d.e.codeOf(d.e.p.ValueErrorOf(d.s)))
	}, "if %s", bad)
}

// lengthVar is the variable that holds a length which bounds a later item.
func lengthVar(l *model.Item) string { return lower(l.Of.GoName) + "Len" }

// typed converts a number to the item's Go type.
func (d *decoder) typed(it *model.Item, value string) string {
	if it.Enum != nil {
		return d.e.enumType(it.Enum) + "(" + value + ")"
	}
	if it.Type == model.TypeFieldID {
		return "openflow.FieldID(" + value + ")"
	}
	return value
}

// scalar is the expression of a scalar of the window.
func (d *decoder) scalar(it *model.Item) string {
	switch it.Type {
	case model.TypeMAC:
		return fmt.Sprintf("openflow.MAC(%s)", d.from(it.Offset))
	case model.TypeIPv4:
		return fmt.Sprintf("netip.AddrFrom4([4]byte(%s))", d.from(it.Offset))
	case model.TypeIPv6:
		return fmt.Sprintf("netip.AddrFrom16([16]byte(%s))", d.from(it.Offset))
	case model.TypeIPv6Mapped:
		return fmt.Sprintf("netip.AddrFrom16([16]byte(%s)).Unmap()", d.from(it.Offset))
	case model.TypeUint128:
		return fmt.Sprintf("openflow.Uint128{Hi: %s, Lo: %s}", d.get(8, it.Offset), d.get(8, it.Offset+8))
	case model.TypeInt:
		return fmt.Sprintf("int32(%s)", d.get(it.Size, it.Offset))
	}
	value := d.get(it.Size, it.Offset)
	if it.Bias != 0 {
		value += fmt.Sprintf("%+d", -it.Bias)
	}
	return d.typed(it, value)
}

// bits reads the members of a packed word.
func (d *decoder) bits(it *model.Item) {
	d.words++
	word := "word"
	if d.words > 1 {
		word = fmt.Sprintf("word%d", d.words)
	}
	d.add("%s := %s", word, d.get(it.Size, it.Offset))
	for _, m := range it.Members {
		if m.Kind == model.ItemPad && m.Zero {
			d.zero(fmt.Sprintf("%s&%#x != 0", word, (uint64(1)<<m.Bits-1)<<m.Shift), d.at(it.Offset))
		}
		if m.GoName == "" {
			continue
		}
		value := word
		if m.Shift > 0 {
			value += fmt.Sprintf(">>%d", m.Shift)
		}
		if m.Shift+m.Bits < 8*it.Size {
			value += fmt.Sprintf("&%#x", uint64(1)<<m.Bits-1)
		}
		typ := d.e.numberType(m)
		value = convert(typ, value, uintType(it.Size))
		if m.Bias != 0 {
			value += fmt.Sprintf("%+d", -m.Bias)
		}
		d.add("m.%s = %s", m.GoName, value)
	}
}
