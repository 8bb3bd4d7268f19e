package packet

import "github.com/ofwire/openflow"

// IPv6Fragment is a fragment header. RFC 8200 §4.5.
type IPv6Fragment struct {
	NextHeader IPProtocol
	Reserved   uint8
	Offset     uint16 // In units of 8 bytes, 13 bits.
	Bits       uint8  // Two reserved bits.
	More       bool
	ID         uint32
}

var protocolIPv6Fragment = Protocol{Name: "fragment", New: func() Layer { return new(IPv6Fragment) }, IPProtocol: IPProtocolFragment}

// Info describes the protocol: the fragment header.
func (*IPv6Fragment) Info() *Protocol { return &protocolIPv6Fragment }

func (l *IPv6Fragment) isFragment() bool { return l.More || l.Offset != 0 }

// DecodeLayer reads the 8 bytes of the header. The payload of fragments but the first is left as bytes.
func (l *IPv6Fragment) DecodeLayer(b []byte, d *Decoder) (x Decoded, err error) {
	if len(b) < 8 {
		return x, openflow.ErrTruncated
	}
	w := be.Uint16(b[2:])
	*l = IPv6Fragment{IPProtocol(b[0]), b[1], w >> 3, uint8(w >> 1 & 3), w&1 != 0, be.Uint32(b[4:])}
	x.Header = 8
	d.partial = d.partial || l.isFragment()
	if l.Offset == 0 {
		x.Next = d.NextHeader(l.NextHeader)
	}
	return x, nil
}

// HeaderLen is 8.
func (*IPv6Fragment) HeaderLen() int { return 8 }

// EncodeLayer writes the header.
func (l *IPv6Fragment) EncodeLayer(b []byte, e Encoding) error {
	if l.Offset > 0x1fff || l.Bits > 3 {
		return openflow.ErrValue
	}
	w := l.Offset<<3 | uint16(l.Bits)<<1
	if l.More {
		w |= 1
	}
	b[0], b[1] = byte(nextHeader(l.NextHeader, e)), l.Reserved
	be.PutUint16(b[2:], w)
	be.PutUint32(b[4:], l.ID)
	return nil
}

// Walk shows the fields to v.
func (l *IPv6Fragment) Walk(v Visitor) {
	v.Uint("nxt", (*openflow.U8)(&l.NextHeader))
	v.Uint("offset", (*openflow.U16)(&l.Offset))
	v.Uint("more", (*openflow.Bool)(&l.More))
	v.Uint("id", (*openflow.U32)(&l.ID))
	v.Rare("reserved", (*openflow.U8)(&l.Reserved))
	v.Rare("bits", (*openflow.U8)(&l.Bits))
}

// CloneLayer returns a copy.
func (l *IPv6Fragment) CloneLayer() Layer {
	c := *l
	return &c
}
