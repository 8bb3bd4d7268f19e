package openflow

import (
	"bytes"
	"cmp"
	"slices"
)

// AppendMatchKey appends a key of the match that fields are: matches are compared by it, sorted, and found in a map. Two lists with the same key match the same
// packets, and the key of a flow that was sent is that of the flow that a switch reports, though it writes the match in its own way. What does not count:
//
//   - the order of the fields, and a field that is there twice;
//   - a mask of all bits, a field whose mask has no bits, bits of a value that its mask leaves out;
//   - which of several fields tells something, as FieldInfo.Same has it: of NXM or of OXM, ip_tos or ip_dscp, ports of 16 bits or of 32, registers alone or in
//     pairs or fours, vlan_tci or vlan_vid with vlan_pcp;
//   - the other bits of vlan_tci where the match is for packets without a tag, and packet_type 0 where the match has fields of Ethernet;
//   - leading zeros of a field of variable length, tun_metadata.
//
// No more is known: two lists that match the same packets have different keys where one has prerequisites that the other lacks, or bits that follow from others.
// Fields that t does not know, and values that do not fit their fields, count as their bytes. A match that contradicts itself, as two values of a field do, has
// the key of no other match. A key is for one version and one release of this module; its bytes have no other meaning.
//
// It takes no memory for up to 24 fields when b has room.
func AppendMatchKey(b []byte, fields []Field, t *FieldTable) []byte {
	var room [24]matchTerm
	terms, ethernet := room[:0], false
	for i := range fields {
		term := t.term(&fields[i])
		if term.kind == termNumber && term.mask == (Uint128{}) {
			continue
		}
		term.at = int32(i)
		terms = append(terms, term)
		ethernet = ethernet || term.id.ethernet()
	}
	slices.SortFunc(terms, func(x, y matchTerm) int {
		if c := x.compare(&y); c != 0 || x.kind == termNumber {
			return c
		}
		return fields[x.at].compare(&fields[y.at])
	})
	for len(terms) > 0 {
		n := 1
		for n < len(terms) && terms[0].kind == termNumber && terms[n].id == terms[0].id {
			n++
		}
		for _, term := range merge(terms[:n]) {
			if !ethernet || term.id != idPacketType || term.value != (Uint128{}) {
				b = term.append(b, &fields[term.at])
			}
		}
		terms = terms[n:]
	}
	return b
}

// SameMatch reports whether two lists of fields have the same AppendMatchKey. It takes no memory for matches of up to 24 fields and 256 bytes.
func SameMatch(a, b []Field, t *FieldTable) bool {
	var x, y [256]byte
	return bytes.Equal(AppendMatchKey(x[:0], a, t), AppendMatchKey(y[:0], b, t))
}

// The fields of which a key knows more than their other names.
const (
	idInPort16 FieldID = 0x00000000 // Nicira's in_port, of 16 bits. Without its length, as idVLANPCP.
	idVLANPCP  FieldID = 0x80000e00

	idVLANTCI    FieldID = 0x00000802 // With its length, as the following.
	idEthDst     FieldID = 0x80000606
	idEthSrc     FieldID = 0x80000806
	idEthType    FieldID = 0x80000a02
	idPacketType FieldID = 0x80005804
)

// vlanTagged is the bit of vlan_tci that packets with a tag have.
const vlanTagged = 0x1000

// ethernet reports whether no packet but one of Ethernet can have the field.
func (id FieldID) ethernet() bool {
	return id == idEthDst || id == idEthSrc || id == idEthType || id == idVLANTCI
}

// A matchTerm is what a field of a match asks for.
type matchTerm struct {
	id          FieldID // Of a number without mask bit, with the length of the value.
	kind        termKind
	width       uint8   // Significant bits of a number.
	at          int32   // The field's place in the match.
	value, mask Uint128 // Of a number. The value has no bits that the mask leaves out.
}

type termKind uint8

const (
	termBytes    termKind = iota // The bytes of the field.
	termVariable                 // The bytes without leading zeros.
	termNumber
)

// term returns what a field asks for, in the field that Same names where there is one.
func (t *FieldTable) term(f *Field) matchTerm {
	info := t.Lookup(f.id)
	raw := matchTerm{id: f.id}
	switch {
	case f.long != nil && len(*f.long) <= 32:
		raw.id &^= 0xff // A key was given an address of the other family: there is no payload.
		return raw
	case info == nil || info.ExpType || f.id.HasMask() && f.payloadLen()%2 != 0:
		return raw
	case info.Variable:
		raw.kind = termVariable
		return raw
	case info.Size > 16 || f.long != nil || !f.holds(int(info.Size)):
		return raw
	}
	n := int(info.Size)
	x := matchTerm{id: info.ID | FieldID(n+info.ID.Len()-4), kind: termNumber, width: info.width(), value: f.numberAt(0, n)}
	x.mask = ones(x.width)
	if f.HasMask() {
		mask := f.numberAt(n, n)
		x.value, x.mask = x.value.and(mask), x.mask.and(mask)
	}
	if x.value.and(x.mask) != x.value {
		return raw // No packet has such a value.
	}
	if info.Same != 0 {
		x.rename(t, info)
	}
	return x
}

// rename makes x what it is in the field that Same names, unless that cannot tell all of it.
func (x *matchTerm) rename(t *FieldTable, info *FieldInfo) {
	of := t.Lookup(info.Same)
	if of == nil {
		return
	}
	y := *x
	y.id, y.width = info.Same, of.width()
	switch {
	case info.ID == idInPort16:
		if x.mask != ones(16) {
			return
		}
		y.value.Lo, y.mask = uint64(WidePort(uint16(x.value.Lo))), ones(32)
	case info.Shift >= 0:
		y.value, y.mask = x.value.shl(uint(info.Shift)), x.mask.shl(uint(info.Shift))
	default:
		y.value, y.mask = x.value.shr(uint(-info.Shift)), x.mask.shr(uint(-info.Shift))
		if y.value.shl(uint(-info.Shift)) != x.value {
			return
		}
	}
	if info.ID == idVLANPCP && x.mask != (Uint128{}) { // Packets without a tag have no priority.
		y.value.Lo |= vlanTagged
		y.mask.Lo |= vlanTagged
	}
	*x = y
}

// merge joins what several terms ask of one field, unless they contradict each other.
func merge(terms []matchTerm) []matchTerm {
	all := terms[0]
	for _, x := range terms[1:] {
		if both := all.mask.and(x.mask); all.value.and(both) != x.value.and(both) {
			return terms
		}
		all.value, all.mask = all.value.or(x.value), all.mask.or(x.mask)
	}
	if all.id == idVLANTCI && all.mask.Lo&vlanTagged != 0 && all.value == (Uint128{}) {
		all.mask.Lo = vlanTagged // Without a tag all bits are 0.
	}
	terms[0] = all
	return terms[:1]
}

// compare orders terms by field, then by kind, then those that are numbers by value and mask.
func (x *matchTerm) compare(y *matchTerm) int {
	return cmp.Or(cmp.Compare(x.id, y.id), cmp.Compare(x.kind, y.kind), x.value.compare(y.value), x.mask.compare(y.mask))
}

// append appends the TLV of the term that f is, without a mask where all bits count.
func (x *matchTerm) append(b []byte, f *Field) []byte {
	switch {
	case x.kind == termVariable:
		return f.appendTrimmed(b)
	case x.kind == termBytes:
		b, _ = x.id.AppendBinary(b)
		return f.AppendPayload(b)
	}
	n := x.id.PayloadLen() + 4 - x.id.Len()
	g := exact(x.id)
	if x.mask != ones(x.width) {
		g = masked(x.id)
		g.putNumberAt(n, n, x.mask)
	}
	g.putNumberAt(0, n, x.value)
	b, _ = g.AppendBinary(b)
	return b
}

// appendTrimmed appends the TLV without the leading bytes that do not count: a switch fills them up to the length that it knows the field to have.
func (f *Field) appendTrimmed(b []byte) []byte {
	at := len(b)
	b, _ = f.id.AppendBinary(b)
	start := len(b)
	b = f.AppendPayload(b)
	value, mask := b[start:], b[start:]
	if f.HasMask() {
		n := len(value) / 2
		value, mask = value[:n], value[n:]
		for i := range mask {
			value[i] &= mask[i]
		}
	}
	zeros := len(mask) - len(bytes.TrimLeft(mask, "\x00"))
	end := start + copy(b[start:], value[zeros:])
	if f.HasMask() {
		end += copy(b[end:], mask[zeros:])
	}
	b[at+3] -= byte(len(b) - end)
	return b[:end]
}

// compare orders fields of one id by their payloads.
func (f *Field) compare(g *Field) int {
	if f.long != nil && g.long != nil {
		return bytes.Compare(*f.long, *g.long)
	}
	return slices.Compare(f.word[:], g.word[:])
}

// width is the number of significant bits of a number.
func (info *FieldInfo) width() uint8 {
	if info.Bits != 0 {
		return info.Bits
	}
	return 8 * info.Size
}
