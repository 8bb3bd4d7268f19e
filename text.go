package openflow

import (
	"math/bits"
	"net/netip"
	"reflect"
	"strconv"
	"strings"
	"unicode"
)

// maxTextDepth is how deep elements may nest in text; deeper ones are printed as an ellipsis. No message that a Decoder makes comes near.
const maxTextDepth = 64

// maxTextBytes is how many bytes of data text shows.
const maxTextBytes = 64

// Format returns an element as one line of text for people:
//
//	FlowMod{xid=7 cookie=0x1 command=ADD priority=100 match={in_port=1 eth_type=0x0800 ipv4_dst=10.0.0.0/8} instructions=[ApplyActions{actions=[Output{port=2}]}]}
//
// Enumerations and flags print the standard's names. Attributes that say nothing are left out: fixed tags, lengths and counts, numbers that are 0,
// empty lists and data. Of data longer than 64 bytes the first 64 are shown. Package ofjson has the form that leaves nothing out.
func Format(e Element) string { return string(AppendText(nil, e)) }

// AppendText appends what Format returns to b.
func AppendText(b []byte, e Element) []byte {
	p := &printer{b: b}
	p.element(e, "")
	return p.b
}

// A printer is the Visitor that writes text.
type printer struct {
	b     []byte
	depth int
	info  *TypeInfo // Of the element that is being printed.
}

// isNil reports whether an element is nil or a nil pointer.
func isNil(e Element) bool {
	v := reflect.ValueOf(e)
	return !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil()
}

// element appends the name of e, without the part that the list it is in tells, and its attributes.
func (p *printer) element(e Element, list string) {
	if isNil(e) {
		p.b = append(p.b, "<nil>"...)
		return
	}
	if p.depth == maxTextDepth {
		p.b = append(p.b, "…"...)
		return
	}
	outer := p.info
	p.info = e.Info()
	p.depth++
	p.b = append(p.b, shortName(p.info.Name, list)...)
	p.b = append(p.b, '{')
	e.Walk(p)
	p.b = append(p.b, '}')
	p.depth--
	p.info = outer
}

// shortName takes the list's noun out of an element's name: in a list actions, ActionOutput is Output and NXActionResubmit is NXResubmit.
func shortName(name, list string) string {
	noun := strings.TrimSuffix(list, "s")
	switch list {
	case "":
		return name
	case "properties":
		noun = "prop"
	}
	i := strings.Index(strings.ToLower(name), noun)
	if i < 0 || i+len(noun) == len(name) || !unicode.IsUpper(rune(name[i+len(noun)])) || strings.ToUpper(name[:i]) != name[:i] {
		return name
	}
	return name[:i] + name[i+len(noun):]
}

// name begins an attribute.
func (p *printer) name(name string) {
	if n := len(p.b); n > 0 && p.b[n-1] != '{' && p.b[n-1] != '[' {
		p.b = append(p.b, ' ')
	}
	p.b = append(append(p.b, name...), '=')
}

func (p *printer) text(name, text string) {
	p.name(name)
	p.b = append(p.b, text...)
}

// XID appends the transaction id.
func (p *printer) XID(x *uint32) { p.text("xid", strconv.FormatUint(uint64(*x), 10)) }

// Version appends the header's version where it is not the type's own.
func (p *printer) Version(v *Version) {
	if *v != 0 && *v != p.info.Version {
		p.text("version", v.String())
	}
}

// Const appends nothing: the element's name tells it.
func (p *printer) Const(string, uint64) {}

// Computed appends nothing.
func (p *printer) Computed(string, int, int) {}

// Uint appends a number that is not 0, in decimal.
func (p *printer) Uint(name string, x Uint) {
	if v := x.Get(); v != 0 {
		p.text(name, strconv.FormatUint(v, 10))
	}
}

// Hex appends a number that is not 0, in hexadecimal.
func (p *printer) Hex(name string, x Uint) {
	if v := x.Get(); v != 0 {
		p.text(name, "0x"+strconv.FormatUint(v, 16))
	}
}

// Rare appends a number that is not 0, Rest bytes that are there.
func (p *printer) Rare(name string, x Uint)    { p.Uint(name, x) }
func (p *printer) Rest(name string, x *[]byte) { p.Bytes(name, x) }

// Enum appends a name. The value 0 without a name is left out where it is the empty set of flags.
func (p *printer) Enum(name string, x Uint, text Stringer) {
	s := text.String()
	if x.Get() == 0 && (s == "" || strings.HasSuffix(name, "flags")) {
		return
	}
	if s == "" {
		s = strconv.FormatUint(x.Get(), 10)
	}
	p.text(name, s)
}

// Bits appends the members of a word.
func (p *printer) Bits(_ string, _ Uint, members func()) { members() }

// Int appends a signed number that is not 0.
func (p *printer) Int(name string, x *int32) {
	if *x != 0 {
		p.text(name, strconv.Itoa(int(*x)))
	}
}

// Uint128 appends a number that is not 0.
func (p *printer) Uint128(name string, x *Uint128) {
	if *x != (Uint128{}) {
		p.text(name, x.String())
	}
}

// MAC appends an Ethernet address.
func (p *printer) MAC(name string, x *MAC) { p.text(name, x.String()) }

// Addr appends an address that is set.
func (p *printer) Addr(name string, x *netip.Addr, size int) {
	if x.IsValid() {
		p.text(name, x.String())
	}
}

// Text appends text that is not empty, in quotes.
func (p *printer) Text(name string, x Text) { p.quoted(name, x.String()) }

// String appends text that is not empty, in quotes.
func (p *printer) String(name string, x *[]byte) { p.quoted(name, string(*x)) }

func (p *printer) quoted(name, s string) {
	if s != "" {
		p.name(name)
		p.b = strconv.AppendQuote(p.b, s)
	}
}

// Bytes appends the number of bytes in parentheses and the bytes in hexadecimal.
func (p *printer) Bytes(name string, x *[]byte) {
	if n := len(*x); n > 0 {
		p.text(name, "("+strconv.Itoa(n)+")")
		p.b = appendHex(p.b, (*x)[:min(n, maxTextBytes)])
		if n > maxTextBytes {
			p.b = append(p.b, "…"...)
		}
	}
}

// Array appends bytes in hexadecimal, unless all are 0.
func (p *printer) Array(name string, x []byte) {
	for _, c := range x {
		if c != 0 {
			p.name(name)
			p.b = appendHex(append(p.b, "0x"...), x)
			return
		}
	}
}

// Uints appends a list of numbers.
func (p *printer) Uints(name string, l UintList) {
	if l.Len() == 0 {
		return
	}
	p.text(name, "[")
	for i := range l.Len() {
		if i > 0 {
			p.b = append(p.b, ' ')
		}
		p.b = strconv.AppendUint(p.b, l.At(i), 10)
	}
	p.b = append(p.b, ']')
}

// Match appends the fields, in braces even when there are none: such a match holds for every packet.
func (p *printer) Match(name string, x *[]Field, t *FieldTable) {
	p.text(name, "{")
	p.fields(*x, t)
	p.b = append(p.b, '}')
}

// Stats appends the fields as Match does.
func (p *printer) Stats(name string, x *[]Field, t *FieldTable) { p.Match(name, x, t) }

// Fields appends fields in brackets.
func (p *printer) Fields(name string, x *[]Field, t *FieldTable) {
	if len(*x) > 0 {
		p.text(name, "[")
		p.fields(*x, t)
		p.b = append(p.b, ']')
	}
}

func (p *printer) fields(x []Field, t *FieldTable) {
	for i := range x {
		if i > 0 {
			p.b = append(p.b, ' ')
		}
		p.b = t.AppendText(p.b, &x[i])
	}
}

// Field appends one field in braces.
func (p *printer) Field(name string, x *Field, t *FieldTable) {
	p.text(name, "{")
	p.b = append(t.AppendText(p.b, x), '}')
}

// FieldIDs appends the fields' names in brackets.
func (p *printer) FieldIDs(name string, x *[]FieldID, t *FieldTable) {
	if len(*x) == 0 {
		return
	}
	p.text(name, "[")
	for i, id := range *x {
		if i > 0 {
			p.b = append(p.b, ' ')
		}
		p.b = append(p.b, t.nameOf(id)...)
		if id.HasMask() {
			p.b = append(p.b, "/mask"...)
		}
	}
	p.b = append(p.b, ']')
}

// FieldID appends the field's name; id 0 is no field.
func (p *printer) FieldID(name string, x *FieldID, t *FieldTable) {
	if *x != 0 {
		p.text(name, t.nameOf(*x))
	}
}

// Struct appends an element in line.
func (p *printer) Struct(name string, e Element) {
	p.name(name)
	p.element(e, "")
}

// List appends elements in brackets.
func (p *printer) List(name string, l List) {
	if l.Len() == 0 {
		return
	}
	p.text(name, "[")
	for i := range l.Len() {
		if i > 0 {
			p.b = append(p.b, ' ')
		}
		p.element(l.At(i), name)
	}
	p.b = append(p.b, ']')
}

// Message appends a message.
func (p *printer) Message(name string, x *Message) {
	p.name(name)
	p.element(*x, "")
}

// nameOf returns the field's name, and class:number where t does not know it, with the experimenter between them where there is one.
func (t *FieldTable) nameOf(id FieldID) string {
	if t != nil {
		if info := t.Lookup(id); info != nil {
			return info.Name
		}
	}
	name := append([]byte("0x"), appendHex(nil, be.AppendUint16(nil, id.Class()))...)
	if id.Class() == ClassExperimenter {
		name = append(appendHex(append(name, ":0x"...), be.AppendUint32(nil, id.Experimenter())), ':')
	} else {
		name = append(name, ':')
	}
	return string(strconv.AppendUint(name, uint64(id.Number()), 10))
}

// AppendText appends a field as name=value or name=value/mask. Addresses with a mask that is a prefix are in CIDR form. A field that t does not
// know, or that has another length than t says, has its value and mask in hexadecimal. A nil table knows none.
func (t *FieldTable) AppendText(b []byte, f *Field) []byte {
	b = append(append(b, t.nameOf(f.ID())...), '=')
	value, mask := f.Value(), f.Mask()
	var info *FieldInfo
	if t != nil {
		info = t.Lookup(f.ID())
	}
	if info == nil || len(value) != int(info.Size) || info.ExpType || info.Kind == KindBytes {
		b = appendHex(append(b, "0x"...), value)
		if mask != nil {
			b = appendHex(append(b, "/0x"...), mask)
		}
		return b
	}
	b = info.appendValue(b, value, mask != nil)
	if mask == nil {
		return b
	}
	b = append(b, '/')
	if n, ok := prefixLen(mask); ok && (info.Kind == KindIPv4 || info.Kind == KindIPv6) {
		return strconv.AppendInt(b, int64(n), 10)
	}
	return info.appendValue(b, mask, true)
}

// appendValue appends a value of the right length; part tells that it is the value of a masked field, or a mask, which have no names.
func (info *FieldInfo) appendValue(b, v []byte, part bool) []byte {
	switch {
	case info.Kind == KindMAC && len(v) == 6:
		return append(b, MAC(v).String()...)
	case info.Kind == KindIPv4 || info.Kind == KindIPv6:
		if a, ok := netip.AddrFromSlice(v); ok {
			return a.AppendTo(b)
		}
	case info.Kind == KindUint128 && len(v) == 16:
		return append(b, Uint128{be.Uint64(v), be.Uint64(v[8:])}.String()...)
	case info.Kind == KindPair && len(v) == 8:
		b = strconv.AppendUint(b, uint64(be.Uint32(v)), 10)
		return strconv.AppendUint(append(b, ','), uint64(be.Uint32(v[4:])), 10)
	case info.Kind == KindInt && len(v) <= 8:
		return info.appendInt(b, v, part)
	}
	return appendHex(append(b, "0x"...), v)
}

func (info *FieldInfo) appendInt(b, v []byte, part bool) []byte {
	var x uint64
	for _, c := range v {
		x = x<<8 | uint64(c)
	}
	if info.Text != nil && !part {
		if s := info.Text(x); s != "" && s != strconv.FormatUint(x, 10) {
			return append(b, s...)
		}
	}
	switch {
	case strings.Contains(info.Name, "eth_type"):
		return appendHex(append(b, "0x"...), v)
	case part || info.Maskable:
		// What may be masked is a set of bits rather than a quantity.
		return strconv.AppendUint(append(b, "0x"...), x, 16)
	}
	return strconv.AppendUint(b, x, 10)
}

// prefixLen returns the number of leading one bits when all others are zero.
func prefixLen(mask []byte) (n int, ok bool) {
	for _, c := range mask {
		n += bits.OnesCount8(c)
	}
	for i, c := range mask {
		if c != ^byte(0xff>>max(0, min(8, n-8*i))) {
			return 0, false
		}
	}
	return n, true
}
