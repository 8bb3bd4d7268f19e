package packet

import (
	"slices"

	"github.com/ofwire/openflow"
)

// Subtypes of slow protocols. IEEE 802.3 annex 57A.
const (
	slowLACP   = 1
	slowMarker = 2
)

// slowLen is the bytes of a data unit of LACP and of marker.
const slowLen = 110

// protocolSlow tells slow protocols apart; others than these two, as OAM, stay payload.
var protocolSlow = Protocol{Name: "slow", choose: func(b []byte) *Protocol {
	if len(b) > 0 {
		switch b[0] {
		case slowLACP:
			return &protocolLACP
		case slowMarker:
			return &protocolMarker
		}
	}
	return nil
}}

// LACP is a data unit of the Link Aggregation Control Protocol. IEEE 802.1AX §6.4.2.
type LACP struct {
	Version           uint8 // 1 or 2.
	Actor, Partner    LACPSystem
	CollectorMaxDelay uint16   // In units of 10 µs.
	Reserved          [12]byte // Behind CollectorMaxDelay.
	// Rest is the 52 bytes at the end, where there is more in them than the terminator and zeros, as the further TLVs of version 2. Else it is empty.
	Rest []byte
}

// A LACPSystem is what LACP tells of one end of a link.
type LACPSystem struct {
	SystemPriority uint16
	System         openflow.MAC
	Key            uint16
	PortPriority   uint16
	Port           uint16
	State          LACPState
	Reserved       [3]byte
}

// LACPState is the state of one end of a link.
type LACPState uint8

// States of LACP.
const (
	LACPActivity LACPState = 1 << iota
	LACPTimeout
	LACPAggregation
	LACPSynchronization
	LACPCollecting
	LACPDistributing
	LACPDefaulted
	LACPExpired
)

// String returns the names of the bits.
func (s LACPState) String() string { return flagNames(uint64(s), lacpStates[:]...) }

var lacpStates = [8]string{"activity", "timeout", "aggregation", "synchronization", "collecting", "distributing", "defaulted", "expired"}

const (
	lacpSystemLen = 20 // Of the TLVs of actor and partner.
	lacpFixedLen  = 58 // Up to the end of the collector's TLV.
)

var protocolLACP = Protocol{Name: "lacp", New: func() Layer { return &LACP{Version: 1} }, EtherType: EtherTypeSlow}

// Info describes the protocol: LACP.
func (*LACP) Info() *Protocol { return &protocolLACP }

// DecodeLayer reads the 110 bytes of a data unit. TLVs of another type or length are ErrLength. What follows is padding.
func (l *LACP) DecodeLayer(b []byte, _ *Decoder) (x Decoded, err error) {
	if len(b) < slowLen {
		return x, openflow.ErrTruncated
	}
	if b[0] != slowLACP {
		return x, openflow.ErrType
	}
	if be.Uint16(b[2:]) != 0x0114 || be.Uint16(b[22:]) != 0x0214 || be.Uint16(b[42:]) != 0x0310 {
		return x, openflow.ErrLength
	}
	*l = LACP{Version: b[1], CollectorMaxDelay: be.Uint16(b[44:]), Reserved: [12]byte(b[46:])}
	l.Actor.decode(b[4:])
	l.Partner.decode(b[24:])
	if rest := b[lacpFixedLen:slowLen:slowLen]; !isZero(rest) {
		l.Rest = rest
	}
	return Decoded{Header: slowLen, End: slowLen}, nil
}

func (s *LACPSystem) decode(b []byte) {
	*s = LACPSystem{be.Uint16(b), openflow.MAC(b[2:]), be.Uint16(b[8:]), be.Uint16(b[10:]), be.Uint16(b[12:]), LACPState(b[14]), [3]byte(b[15:])}
}

// isZero reports whether all bytes are 0.
func isZero(b []byte) bool {
	for _, x := range b {
		if x != 0 {
			return false
		}
	}
	return true
}

// HeaderLen is 110.
func (*LACP) HeaderLen() int { return slowLen }

// EncodeLayer writes the data unit.
func (l *LACP) EncodeLayer(b []byte, _ Encoding) error {
	if len(l.Rest) > slowLen-lacpFixedLen {
		return openflow.ErrTooLong
	}
	b = b[:slowLen]
	b[0], b[1] = slowLACP, l.Version
	l.Actor.encode(b[2:], 1)
	l.Partner.encode(b[22:], 2)
	be.PutUint16(b[42:], 0x0310)
	be.PutUint16(b[44:], l.CollectorMaxDelay)
	*(*[12]byte)(b[46:]) = l.Reserved
	clear(b[lacpFixedLen+copy(b[lacpFixedLen:], l.Rest):])
	return nil
}

func (s *LACPSystem) encode(b []byte, tlv byte) {
	b[0], b[1] = tlv, lacpSystemLen
	b = b[2:]
	be.PutUint16(b, s.SystemPriority)
	*(*openflow.MAC)(b[2:]) = s.System
	be.PutUint16(b[8:], s.Key)
	be.PutUint16(b[10:], s.PortPriority)
	be.PutUint16(b[12:], s.Port)
	b[14] = byte(s.State)
	*(*[3]byte)(b[15:]) = s.Reserved
}

// Walk shows the fields to v.
func (l *LACP) Walk(v Visitor) {
	v.Uint("version", (*openflow.U8)(&l.Version))
	l.Actor.walk(v, "actor_")
	l.Partner.walk(v, "partner_")
	v.Uint("collector_max_delay", (*openflow.U16)(&l.CollectorMaxDelay))
	walkRareArray(v, "reserved", l.Reserved[:])
	v.RareBytes("rest", &l.Rest)
}

func (s *LACPSystem) walk(v Visitor, prefix string) {
	v.Uint(prefix+"system_priority", (*openflow.U16)(&s.SystemPriority))
	v.MAC(prefix+"system", &s.System)
	v.Uint(prefix+"key", (*openflow.U16)(&s.Key))
	v.Uint(prefix+"port_priority", (*openflow.U16)(&s.PortPriority))
	v.Uint(prefix+"port", (*openflow.U16)(&s.Port))
	for i, name := range lacpStates {
		bit := s.State&(1<<i) != 0
		v.Uint(prefix+"state_"+name, (*openflow.Bool)(&bit))
		if v.Reading() && bit {
			s.State |= 1 << i
		}
	}
	walkRareArray(v, prefix+"reserved", s.Reserved[:])
}

// walkRareArray shows bytes of a fixed length that are left out while all of them are 0.
func walkRareArray(v Visitor, name string, p []byte) {
	if v.Reading() || !isZero(p) {
		v.Array(name, p)
	}
}

// CloneLayer returns a copy.
func (l *LACP) CloneLayer() Layer {
	c := *l
	c.Rest = slices.Clone(l.Rest)
	return &c
}
