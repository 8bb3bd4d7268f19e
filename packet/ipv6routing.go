package packet

import (
	"net/netip"
	"slices"

	"github.com/ofwire/openflow"
)

// IPv6Routing is a routing header: of type 0 (RFC 2460), 2 (RFC 6275), 3 (RFC 6554), 4 (RFC 8754) or any other.
type IPv6Routing struct {
	NextHeader   IPProtocol
	Type         uint8
	SegmentsLeft uint8
	Data         []byte // All that follows the first four bytes. Append fills the header up to a multiple of 8 bytes with zeros.
}

var (
	protocolIPv6Routing = Protocol{Name: "routing", New: func() Layer { return new(IPv6Routing) }, IPProtocol: IPProtocolRouting}
	// protocolIPv6RoutingRPL is the name that headers of type 3 have in text and JSON.
	protocolIPv6RoutingRPL = Protocol{Name: "routing_type3", New: newRoutingRPL, IPProtocol: IPProtocolRouting}
)

// Info describes the protocol: the routing header.
func (l *IPv6Routing) Info() *Protocol {
	if l != nil && l.isRPL() {
		return &protocolIPv6RoutingRPL
	}
	return &protocolIPv6Routing
}

// DecodeLayer reads the header.
func (l *IPv6Routing) DecodeLayer(b []byte, d *Decoder) (x Decoded, err error) {
	header, err := extensionLen(b)
	if err != nil {
		return x, err
	}
	*l = IPv6Routing{IPProtocol(b[0]), b[2], b[3], b[4:header:header]}
	return Decoded{Header: header, Next: d.NextHeader(l.NextHeader)}, nil
}

// HeaderLen is a multiple of 8.
func (l *IPv6Routing) HeaderLen() int { return (4 + len(l.Data) + 7) &^ 7 }

// EncodeLayer writes the header.
func (l *IPv6Routing) EncodeLayer(b []byte, e Encoding) error {
	if e.HeaderLen > 256*8 {
		return openflow.ErrTooLong
	}
	b[0], b[1], b[2], b[3] = byte(nextHeader(l.NextHeader, e)), byte(e.HeaderLen/8-1), l.Type, l.SegmentsLeft
	clear(b[4+copy(b[4:], l.Data) : e.HeaderLen])
	return nil
}

// Types of routing headers.
const (
	RoutingSource  = 0 // RFC 2460, deprecated.
	RoutingMobile  = 2 // RFC 6275.
	RoutingRPL     = 3 // RFC 6554.
	RoutingSegment = 4 // RFC 8754, SRH.
)

// Addresses returns the addresses of a routing header of type 0, 2, 3 or 4 in wire order, in fresh memory; nil for other types and where the header
// is too short. Addresses of type 3 leave out a prefix, which dst, the destination in the IPv6 header, has.
func (l *IPv6Routing) Addresses(dst netip.Addr) (list []netip.Addr) {
	if !l.visit(dst, func(a netip.Addr) { list = append(list, a) }) {
		return nil
	}
	return list
}

// visit shows the addresses, in wire order. It reports false where there are none or the last does not fit.
func (l *IPv6Routing) visit(dst netip.Addr, each func(netip.Addr)) bool {
	if len(l.Data) < 4 {
		return false
	}
	b := l.Data[4:]
	switch l.Type {
	case RoutingSource, RoutingMobile:
	case RoutingRPL:
		return l.visitCompressed(b, dst, each)
	case RoutingSegment:
		if n := (int(l.Data[0]) + 1) * 16; n <= len(b) {
			b = b[:n]
		}
	default:
		return false
	}
	for ; len(b) >= 16; b = b[16:] {
		each(addr16(b))
	}
	return true
}

// visitCompressed is visit for type 3: the first four bits of the data are how many bytes of prefix all but the last leave out, the next four those of the
// last, the next four how much padding follows, that which Append adds to the data too.
func (l *IPv6Routing) visitCompressed(b []byte, dst netip.Addr, each func(netip.Addr)) bool {
	added := l.HeaderLen() - 4 - len(l.Data)
	inner, last, pad := int(l.Data[0]>>4), int(l.Data[0]&15), max(int(l.Data[1]>>4)-added, 0)
	if pad > len(b) {
		return false
	}
	prefix := [16]byte{}
	if dst.IsValid() {
		prefix = dst.As16()
	}
	b = b[:len(b)-pad]
	for len(b) > 0 {
		n := inner
		if len(b) <= 16-last {
			n = last
		}
		if len(b) < 16-n {
			return false
		}
		a := prefix
		copy(a[n:], b[:16-n])
		each(netip.AddrFrom16(a))
		b = b[16-n:]
	}
	return true
}

// SetAddresses makes a routing header of these addresses in wire order, without leaving out prefixes. Of type 4 the first address is the last segment.
func (l *IPv6Routing) SetAddresses(typ uint8, list ...netip.Addr) {
	l.Type = typ
	l.Data = make([]byte, 4, 4+16*len(list))
	if typ == RoutingSegment {
		l.Data[0] = byte(max(0, len(list)-1))
	}
	for _, a := range list {
		x := a.As16()
		l.Data = append(l.Data, x[:]...)
	}
}

// destination returns the address that the packet is for in the end; dst is the one in the IPv6 header.
func (l *IPv6Routing) destination(dst netip.Addr) netip.Addr {
	end, n := dst, 0
	whole := l.visit(dst, func(a netip.Addr) {
		if n++; n == 1 || l.Type != RoutingSegment {
			end = a
		}
	})
	if !whole {
		return dst
	}
	return end
}

// CloneLayer returns a copy.
func (l *IPv6Routing) CloneLayer() Layer {
	c := *l
	c.Data = slices.Clone(l.Data)
	return &c
}
