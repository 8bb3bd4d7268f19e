package oftest

import (
	"encoding/binary"
	"errors"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow13"
)

// A key is what the switch can match of a packet.
type key struct {
	inPort   openflow13.PortNo
	dst, src uint64
	typ      uint16
}

func (k key) and(m key) key {
	return key{k.inPort & m.inPort, k.dst & m.dst, k.src & m.src, k.typ & m.typ}
}

// keyOf returns the key of a frame.
func keyOf(in openflow13.PortNo, frame []byte) key {
	const addresses, vlan, serviceVLAN = 12, 0x8100, 0x88a8
	k := key{inPort: in}
	if len(frame) < addresses+2 {
		return k
	}
	k.dst, k.src = mac(frame), mac(frame[6:])
	for at := addresses; at+2 <= len(frame); at += 4 {
		k.typ = binary.BigEndian.Uint16(frame[at:])
		if k.typ != vlan && k.typ != serviceVLAN {
			break
		}
	}
	return k
}

func mac(b []byte) uint64 {
	return uint64(binary.BigEndian.Uint16(b))<<32 | uint64(binary.BigEndian.Uint32(b[2:]))
}

// A match is a match in a form that compares with ==: the bits of value outside of mask are 0.
type match struct{ value, mask key }

func (m match) matches(k key) bool { return k.and(m.mask) == m.value }

// covers reports whether m matches all packets that n matches.
func (m match) covers(n match) bool {
	return n.mask.and(m.mask) == m.mask && n.value.and(m.mask) == m.value
}

// overlaps reports whether there can be a packet that both match.
func (m match) overlaps(n match) bool { return m.value.and(n.mask) == n.value.and(m.mask) }

// parseMatch returns the match of the fields, or what is wrong with them.
func parseMatch(fields openflow13.Match) (m match, bad openflow.ErrorCode) {
	if err := fields.Check(); err != nil { // A bit outside of a mask is an error too.
		var e *openflow.CheckError
		if errors.As(err, &e) {
			return m, e.Code
		}
		return m, openflow13.ErrBadMatchBadValue
	}
	for i := range fields {
		one := fields[i : i+1]
		switch fields[i].ID().Key() {
		case openflow13.FieldInPort.ID().Key():
			m.value.inPort, m.mask.inPort, _ = openflow13.FieldInPort.Get(one)
		case openflow13.FieldEthDst.ID().Key():
			v, mask, _ := openflow13.FieldEthDst.Get(one)
			m.value.dst, m.mask.dst = mac(v[:]), mac(mask[:])
		case openflow13.FieldEthSrc.ID().Key():
			v, mask, _ := openflow13.FieldEthSrc.Get(one)
			m.value.src, m.mask.src = mac(v[:]), mac(mask[:])
		case openflow13.FieldEthType.ID().Key():
			m.value.typ, m.mask.typ, _ = openflow13.FieldEthType.Get(one)
		default:
			return m, openflow13.ErrBadMatchBadField
		}
	}
	return m, 0
}
