package openflow

import (
	"bytes"
	"cmp"
	"slices"
)

// The fields of which the key knows more than that they are the same as another.
const (
	idInPort16 FieldID = 0x00000000 // Nicira's in_port, of 16 bits.
	idVLANTCI  FieldID = 0x00000802 // Nicira's vlan_tci, with its length.
	idVLANPCP  FieldID = 0x80000e00 // vlan_pcp.
	vlanTagged         = 0x1000     // Of vlan_tci: the packet has a tag.
)

// AppendMatchKey appends a key of the match that fields are, by which matches are compared, sorted and found in a map. Two lists with the same key match the same
// packets, so the key of a flow that was sent finds the flow that a switch reports, though it writes the match in another way. What does not count:
//
//   - the order of the fields;
//   - a mask of all bits, which is none; a field whose mask has no bits; bits of a value that its mask leaves out;
//   - which of several fields tells something: those of NXM and OXM, as FieldInfo.Same has it, registers alone or in pairs or fours, vlan_tci or vlan_vid and
//     vlan_pcp, ports of 16 bits or of 32;
//   - the other bits of vlan_tci where the match is for packets without a tag; a field that is repeated.
//
// Two lists that match the same packets have different keys where that needs more: where prerequisites are in one and missing in the other, or one value follows
// from another. Fields that t does not know, those of variable length and those whose value does not fit count as their bytes. A list that contradicts itself
// has a key of its own. Keys are for one version: a table of another may tell the same otherwise, and a later release of this module too. Key bytes have no
// other meaning.
//
// It takes no memory for up to 24 fields when b has room.
func AppendMatchKey(b []byte, fields []Field, t *FieldTable) []byte {
	var room [24]matchTerm
	terms := room[:0]
	for i := range fields {
		if term, ok := t.term(&fields[i]); ok {
			term.at = int32(i)
			terms = append(terms, term)
		}
	}
	slices.SortFunc(terms, func(x, y matchTerm) int {
		if c := x.compare(&y); c != 0 || x.number {
			return c
		}
		return fields[x.at].compare(&fields[y.at])
	})
	for i := 0; i < len(terms); {
		n := 1
		for i+n < len(terms) && terms[i].number && terms[i+n].id == terms[i].id {
			n++
		}
		for _, term := range merge(terms[i : i+n]) {
			b = term.append(b, fields)
		}
		i += n
	}
	return b
}

// SameMatch reports whether two lists of fields have the same AppendMatchKey. It takes no memory for matches of up to 24 fields and 256 bytes.
func SameMatch(a, b []Field, t *FieldTable) bool {
	var x, y [256]byte
	return bytes.Equal(AppendMatchKey(x[:0], a, t), AppendMatchKey(y[:0], b, t))
}

// A matchTerm is what a field of a match asks for.
type matchTerm struct {
	id          FieldID // Of a number without mask bit, with the length of the value.
	number      bool    // The field's value and mask are in value and mask; else the field counts as its bytes.
	width       uint8   // Significant bits of a number.
	at          int32   // The field's place.
	value, mask Uint128 // The value has no bits that the mask leaves out.
}

// term returns what a field asks for, in the field that Same names where there is one. It reports false when that is nothing.
func (t *FieldTable) term(f *Field) (matchTerm, bool) {
	info := t.Lookup(f.id)
	raw := matchTerm{id: f.id}
	if info == nil || info.Variable || info.ExpType || info.Size > 16 || f.long != nil || !f.holds(int(info.Size)) {
		return raw, true
	}
	n := int(info.Size)
	x := matchTerm{id: info.ID | FieldID(n+info.ID.Len()-4), number: true, value: f.numberAt(0, n), width: info.width()}
	x.mask = ones(x.width)
	if f.HasMask() {
		mask := f.numberAt(n, n)
		x.value, x.mask = x.value.and(mask), x.mask.and(mask)
	}
	if x.value.and(x.mask) != x.value {
		return raw, true
	}
	if info.Same != 0 {
		x.rename(t, info)
	}
	return x, x.mask != Uint128{}
}

// rename makes x what it is in the field that Same names, if that can tell all of it.
func (x *matchTerm) rename(t *FieldTable, info *FieldInfo) {
	y := *x
	y.id, y.width = info.Same, t.Lookup(info.Same).width()
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
	if info.ID == idVLANPCP { // Packets without a tag have no priority.
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
		all.mask.Lo = vlanTagged // Without a tag, all bits are 0.
	}
	terms[0] = all
	return terms[:1]
}

// compare orders terms by field, then those that are numbers by value and mask.
func (x *matchTerm) compare(y *matchTerm) int {
	switch {
	case x.id != y.id:
		return cmp.Compare(x.id, y.id)
	case x.number != y.number:
		if y.number {
			return -1
		}
		return 1
	case x.value != y.value:
		return x.value.compare(y.value)
	}
	return x.mask.compare(y.mask)
}

// append appends the TLV of a term, without a mask where all bits count.
func (x *matchTerm) append(b []byte, fields []Field) []byte {
	if !x.number {
		f := &fields[x.at]
		b, _ = f.id.AppendBinary(b)
		return f.AppendPayload(b)
	}
	f, n := exact(x.id), x.id.PayloadLen()+4-x.id.Len()
	if x.mask != ones(x.width) {
		f = masked(x.id)
		f.putNumberAt(n, n, x.mask)
	}
	f.putNumberAt(0, n, x.value)
	b, _ = f.AppendBinary(b)
	return b
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
