package packet

import (
	"slices"

	"github.com/ofwire/openflow"
)

// Marker is a data unit of the marker protocol, which tells that no frames of a conversation are on the way any more. IEEE 802.1AX §6.5.3.
type Marker struct {
	Version     uint8 // 1.
	Response    bool  // It is the answer, with the same values.
	Port        uint16
	System      openflow.MAC
	Transaction uint32
	Pad         uint16
	// Rest is the 92 bytes at the end, where there is more in them than zeros. Else it is empty.
	Rest []byte
}

const markerFixedLen = 18 // Up to the end of the marker's TLV.

var protocolMarker = Protocol{Name: "marker", New: func() Layer { return &Marker{Version: 1} }, EtherType: EtherTypeSlow}

// Info describes the protocol: marker.
func (*Marker) Info() *Protocol { return &protocolMarker }

// DecodeLayer reads the 110 bytes of a data unit. A TLV of another type is ErrType, one of another length ErrLength. What follows is padding.
func (l *Marker) DecodeLayer(b []byte, _ *Decoder) (x Decoded, err error) {
	if len(b) < slowLen {
		return x, openflow.ErrTruncated
	}
	if b[0] != slowMarker || b[2] != 1 && b[2] != 2 {
		return x, openflow.ErrType
	}
	if b[3] != 16 {
		return x, openflow.ErrLength
	}
	*l = Marker{b[1], b[2] == 2, be.Uint16(b[4:]), openflow.MAC(b[6:]), be.Uint32(b[12:]), be.Uint16(b[16:]), nil}
	if rest := b[markerFixedLen:slowLen:slowLen]; !isZero(rest) {
		l.Rest = rest
	}
	return Decoded{Header: slowLen, End: slowLen}, nil
}

// HeaderLen is 110.
func (*Marker) HeaderLen() int { return slowLen }

// EncodeLayer writes the data unit.
func (l *Marker) EncodeLayer(b []byte, _ Encoding) error {
	if len(l.Rest) > slowLen-markerFixedLen {
		return openflow.ErrTooLong
	}
	b = b[:slowLen]
	b[0], b[1], b[2], b[3] = slowMarker, l.Version, 1, 16
	if l.Response {
		b[2] = 2
	}
	be.PutUint16(b[4:], l.Port)
	*(*openflow.MAC)(b[6:]) = l.System
	be.PutUint32(b[12:], l.Transaction)
	be.PutUint16(b[16:], l.Pad)
	clear(b[markerFixedLen+copy(b[markerFixedLen:], l.Rest):])
	return nil
}

// Walk shows the fields to v. Os-ken does not have the protocol.
func (l *Marker) Walk(v Visitor) {
	v.Uint("version", (*openflow.U8)(&l.Version))
	v.Uint("response", (*openflow.Bool)(&l.Response))
	v.Uint("port", (*openflow.U16)(&l.Port))
	v.MAC("system", &l.System)
	v.Uint("transaction_id", (*openflow.U32)(&l.Transaction))
	v.Rare("pad", (*openflow.U16)(&l.Pad))
	v.RareBytes("rest", &l.Rest)
}

// CloneLayer returns a copy.
func (l *Marker) CloneLayer() Layer {
	c := *l
	c.Rest = slices.Clone(l.Rest)
	return &c
}
