package oftest

import (
	"bytes"
	"cmp"
	"errors"
	"slices"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow15"
)

// A term is what a match asks of one field: that its value under the mask is this. Bits outside of the mask are 0.
type term struct {
	key         openflow.FieldID
	value, mask openflow.Uint128
}

// A match is a list of terms by key, none with an empty mask. Equal matches have equal lists.
type match []term

func and(a, b openflow.Uint128) openflow.Uint128 {
	return openflow.Uint128{Hi: a.Hi & b.Hi, Lo: a.Lo & b.Lo}
}

func or(a, b openflow.Uint128) openflow.Uint128 {
	return openflow.Uint128{Hi: a.Hi | b.Hi, Lo: a.Lo | b.Lo}
}

func without(a, b openflow.Uint128) openflow.Uint128 {
	return openflow.Uint128{Hi: a.Hi &^ b.Hi, Lo: a.Lo &^ b.Lo}
}

// matches reports whether a packet is one of the match's.
func (m match) matches(p *packet) bool {
	for _, t := range m {
		if and(p.get(t.key), t.mask) != t.value {
			return false
		}
	}
	return true
}

// term returns what m asks of a field. The mask is empty when it asks nothing.
func (m match) term(key openflow.FieldID) term {
	i, ok := slices.BinarySearchFunc(m, key, func(t term, key openflow.FieldID) int { return cmp.Compare(t.key, key) })
	if !ok {
		return term{key: key}
	}
	return m[i]
}

// covers reports whether m matches all packets that n matches.
func (m match) covers(n match) bool {
	for _, t := range m {
		if u := n.term(t.key); and(u.mask, t.mask) != t.mask || and(u.value, t.mask) != t.value {
			return false
		}
	}
	return true
}

// overlaps reports whether there can be a packet that both match.
func (m match) overlaps(n match) bool {
	for _, t := range m {
		if u := n.term(t.key); and(t.value, u.mask) != and(u.value, t.mask) {
			return false
		}
	}
	return true
}

// parseMatch returns the match of fields, or what is wrong with them.
func (d *dialect) parseMatch(fields []openflow.Field) (m match, bad openflow.ErrorCode) {
	if err := openflow.CheckMatch(fields, d.Fields); err != nil { // A bit outside of a mask is an error too.
		var e *openflow.CheckError
		if errors.As(err, &e) {
			return nil, e.Code
		}
		return nil, openflow15.ErrBadMatchBadValue
	}
	for i := range fields {
		f := &fields[i]
		if !known(f.ID().Key()) {
			return nil, openflow15.ErrBadMatchBadField
		}
		t := termOf(f, d.Fields.Lookup(f.ID()))
		if t.mask != (openflow.Uint128{}) {
			m = append(m, t)
		}
	}
	slices.SortFunc(m, func(a, b term) int { return cmp.Compare(a.key, b.key) })
	return m, 0
}

// termOf returns what a field asks for. A field without a mask asks for all its bits.
func termOf(f *openflow.Field, info *openflow.FieldInfo) term {
	value := f.Value()
	t := term{key: f.ID().Key(), value: number(value)}
	switch {
	case f.HasMask():
		t.mask = number(f.Mask())
	case info != nil && info.Bits > 0:
		t.mask.Lo = 1<<info.Bits - 1
	default:
		t.mask = number(bytes.Repeat([]byte{0xff}, len(value)))
	}
	return t
}
