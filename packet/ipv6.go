package packet

import (
	"net/netip"

	"github.com/ofwire/openflow"
)

// IPv6 is the fixed header of an IPv6 packet. Extension headers are layers of their own. RFC 8200.
type IPv6 struct {
	TrafficClass uint8    // DSCP in the upper six bits, ECN in the lower two.
	FlowLabel    uint32   // 20 bits.
	Length       Computed // Of all that follows the header.
	NextHeader   IPProtocol
	HopLimit     uint8      // Written as it is, even if it is 0: NewIPv6 sets it.
	Src, Dst     netip.Addr // The zero Addr is written as ::.
}

const ipv6Len = 40

var protocolIPv6 = Protocol{
	Name: "ipv6", New: func() Layer { return new(IPv6) }, kind: kindIPv6, EtherType: EtherTypeIPv6, IPProtocol: IPProtocolIPv6,
}

// NewIPv6 returns a header with a hop limit of 64.
func NewIPv6(src, dst netip.Addr) *IPv6 { return &IPv6{HopLimit: 64, Src: src, Dst: dst} }

// Info describes the protocol: IPv6.
func (*IPv6) Info() *Protocol { return &protocolIPv6 }

// DecodeLayer reads the 40 bytes of the header. What lies behind Length is no part of the payload. A Length of 0 before a hop-by-hop header, as in a
// jumbogram, takes all bytes.
func (l *IPv6) DecodeLayer(b []byte, d *Decoder) (x Decoded, err error) {
	if len(b) < ipv6Len {
		return x, openflow.ErrTruncated
	}
	if b[0]>>4 != 6 {
		return x, openflow.ErrVersion
	}
	l.parse((*[ipv6Len]byte)(b))
	l.Src, l.Dst = addr16(b[8:]), addr16(b[24:])
	x.Header = ipv6Len
	if length := l.Length.Value(); length != 0 || l.NextHeader != IPProtocolHopByHop {
		x.End = d.end(ipv6Len+int(length), b)
	}
	x.Next = d.NextHeader(l.NextHeader)
	return x, nil
}

// parse sets the fields but the addresses.
func (l *IPv6) parse(b *[ipv6Len]byte) {
	w, length := be.Uint32(b[:]), be.Uint16(b[4:])
	l.TrafficClass, l.FlowLabel = uint8(w>>20), w&0xfffff
	l.Length, l.NextHeader, l.HopLimit = Received(uint32(length)), IPProtocol(b[6]), b[7]
}

// HeaderLen is 40.
func (*IPv6) HeaderLen() int { return ipv6Len }

// EncodeLayer writes the header.
func (l *IPv6) EncodeLayer(b []byte, e Encoding) error {
	return l.encode((*[ipv6Len]byte)(b), len(b)-ipv6Len, e)
}

// encode writes the header before a payload of so many bytes.
func (l *IPv6) encode(h *[ipv6Len]byte, payload int, e Encoding) error {
	if !fits16(l.Src) || !fits16(l.Dst) || l.FlowLabel > 0xfffff {
		return openflow.ErrValue
	}
	length, err := l.Length.or16(payload, e.flags)
	be.PutUint32(h[:], 6<<28|uint32(l.TrafficClass)<<20|l.FlowLabel)
	be.PutUint32(h[4:], uint32(length)<<16|uint32(nextHeader(l.NextHeader, e))<<8|uint32(l.HopLimit))
	*(*[16]byte)(h[8:]) = l.Src.As16()
	*(*[16]byte)(h[24:]) = l.Dst.As16()
	return err
}

// nextHeader returns what stands in a next header field: its value or, where that is 0, the next layer's number. No next header is 59.
func nextHeader(n IPProtocol, e Encoding) IPProtocol {
	if n == 0 && e.Next != nil {
		return e.Next.IPProtocol
	}
	return n
}

// Walk shows the fields to v.
func (l *IPv6) Walk(v Visitor) {
	v.Const("version", 6)
	v.Hex("traffic_class", (*openflow.U8)(&l.TrafficClass))
	v.Hex("flow_label", (*openflow.U32)(&l.FlowLabel))
	v.Computed("payload_length", &l.Length)
	v.Uint("nxt", (*openflow.U8)(&l.NextHeader))
	v.Uint("hop_limit", (*openflow.U8)(&l.HopLimit))
	v.Addr("src", &l.Src, 16)
	v.Addr("dst", &l.Dst, 16)
}

// CloneLayer returns a copy.
func (l *IPv6) CloneLayer() Layer {
	c := *l
	return &c
}
