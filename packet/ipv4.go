package packet

import (
	"net/netip"
	"slices"

	"github.com/ofwire/openflow"
)

// IPv4 is the header of an IPv4 packet. RFC 791.
type IPv4 struct {
	TOS            uint8    // DSCP in the upper six bits, ECN in the lower two.
	Length         Computed // Of header and payload.
	ID             uint16
	Flags          IPv4Flags
	FragmentOffset uint16     // In units of 8 bytes.
	TTL            uint8      // Written as it is, even if it is 0: NewIPv4 sets it.
	Protocol       IPProtocol // Of the payload. Append fills in a Protocol of 0 when it knows the next layer's.
	Checksum       Computed   // Of the header.
	Src, Dst       netip.Addr // The zero Addr is written as 0.0.0.0.
	Options        []byte     // As they stand in the header, up to 40 bytes. Append fills them up to a multiple of 4 bytes with zeros.
}

// IPv4Flags are the three bits before the fragment offset.
type IPv4Flags uint8

// Flags of IPv4.
const (
	IPv4MoreFragments IPv4Flags = 1
	IPv4DontFragment  IPv4Flags = 2
	IPv4Reserved      IPv4Flags = 4
)

// String returns the names of the flags.
func (f IPv4Flags) String() string {
	return flagNames(uint64(f), "more-fragments", "dont-fragment", "reserved")
}

const (
	ipv4Len        = 20
	maxIPv4Options = 40
	ipv4Fragment   = 0x3fff // The offset, and whether there are more.

	ipv4OptionEnd   = 0
	ipv4OptionNop   = 1
	ipv4LooseRoute  = 131
	ipv4StrictRoute = 137
)

var protocolIPv4 = Protocol{
	Name: "ipv4", New: func() Layer { return new(IPv4) }, kind: kindIPv4, EtherType: EtherTypeIPv4, IPProtocol: IPProtocolIPv4,
}

// NewIPv4 returns a header with a TTL of 64.
func NewIPv4(src, dst netip.Addr) *IPv4 { return &IPv4{TTL: 64, Src: src, Dst: dst} }

// Info describes the protocol: IPv4.
func (*IPv4) Info() *Protocol { return &protocolIPv4 }

// isFragment reports whether the payload is a fragment of a larger packet's.
func (l *IPv4) isFragment() bool { return l.Flags&IPv4MoreFragments != 0 || l.FragmentOffset != 0 }

// destination returns the address that the packet is for in the end: with a source route that is not done the last one of it. RFC 791 §3.1.
func (l *IPv4) destination() netip.Addr {
	if len(l.Options) == 0 {
		return l.Dst
	}
	return l.routedTo()
}

// routedTo is destination for a header with options.
func (l *IPv4) routedTo() netip.Addr {
	for o := l.Options; len(o) > 0 && o[0] != ipv4OptionEnd; {
		if o[0] == ipv4OptionNop {
			o = o[1:]
			continue
		}
		if len(o) < 2 || o[1] < 2 || int(o[1]) > len(o) {
			break
		}
		n := int(o[1])
		if (o[0] == ipv4LooseRoute || o[0] == ipv4StrictRoute) && n >= 7 && int(o[2])+3 <= n {
			return addr4(o[n-4:])
		}
		o = o[n:]
	}
	return l.Dst
}

// DecodeLayer reads the header with its options. What lies behind Length is no part of the payload; the payload of fragments but the first is left as bytes.
// A Length of 0 takes all bytes unless it is a fragment's: so stand packets in captures of a host that leaves segmentation to its network card. A switch or
// a host that receives such a packet drops it.
func (l *IPv4) DecodeLayer(b []byte, d *Decoder) (x Decoded, err error) {
	if len(b) < ipv4Len {
		return x, openflow.ErrTruncated
	}
	if b[0]>>4 != 4 {
		return x, openflow.ErrVersion
	}
	header, total := int(b[0]&15)*4, int(be.Uint16(b[2:]))
	if header < ipv4Len || total < header && (total != 0 || be.Uint16(b[6:])&ipv4Fragment != 0) {
		return x, openflow.ErrLength
	}
	if header > len(b) {
		return x, openflow.ErrTruncated
	}
	l.parse((*[ipv4Len]byte)(b))
	l.Length, l.Src, l.Dst, l.Options = Received(uint32(total)), addr4(b[12:]), addr4(b[16:]), nil
	if header > ipv4Len {
		l.Options = b[ipv4Len:header:header]
	}
	x.Header, x.End = header, d.end(total, b)
	d.partial = d.partial || l.isFragment()
	if l.FragmentOffset == 0 {
		x.Next = d.IPProtocol(l.Protocol)
	}
	return x, nil
}

// parse sets the fields but the length, the addresses and the options.
func (l *IPv4) parse(h *[ipv4Len]byte) {
	w0, w1 := be.Uint64(h[:]), be.Uint32(h[8:])
	l.TOS, l.ID = uint8(w0>>48), uint16(w0>>16)
	l.Flags, l.FragmentOffset = IPv4Flags(w0>>13&7), uint16(w0&0x1fff)
	l.TTL, l.Protocol, l.Checksum = uint8(w1>>24), IPProtocol(w1>>16), Received(w1&0xffff)
}

// HeaderLen is 20 and the options.
func (l *IPv4) HeaderLen() int { return ipv4Len + (len(l.Options)+3)&^3 }

// EncodeLayer writes the header.
func (l *IPv4) EncodeLayer(b []byte, e Encoding) error {
	if len(l.Options) > maxIPv4Options {
		return openflow.ErrTooLong
	}
	s := uint64(0)
	if len(l.Options) > 0 {
		clear(b[ipv4Len+copy(b[ipv4Len:], l.Options) : e.HeaderLen])
		s = sum(b[ipv4Len:e.HeaderLen])
	}
	return l.encode((*[ipv4Len]byte)(b), len(b), s, e)
}

// encode writes the header of a packet of so many bytes. Options are written already; s is their sum.
func (l *IPv4) encode(h *[ipv4Len]byte, total int, s uint64, e Encoding) error {
	if !fits4(l.Src) || !fits4(l.Dst) || l.Flags > 7 || l.FragmentOffset > 0x1fff {
		return openflow.ErrValue
	}
	src, dst := word4(l.Src), word4(l.Dst)
	length, err := l.Length.or16(total, e.flags)
	if err != nil {
		return err
	}
	protocol := l.Protocol
	if protocol == 0 && e.Next != nil {
		protocol = e.Next.IPProtocol
	}
	w0 := uint32(0x40|e.HeaderLen>>2)<<24 | uint32(l.TOS)<<16 | uint32(length)
	w1 := uint32(l.ID)<<16 | uint32(l.Flags)<<13 | uint32(l.FragmentOffset)
	w2 := uint32(l.TTL)<<24 | uint32(protocol)<<16
	checksum := fold(s + uint64(w0) + uint64(w1) + uint64(w2) + uint64(src) + uint64(dst))
	if l.Checksum.keeps(e.flags) {
		checksum, err = l.Checksum.or16(0, e.flags)
	}
	be.PutUint32(h[:], w0)
	be.PutUint32(h[4:], w1)
	be.PutUint32(h[8:], w2|uint32(checksum))
	be.PutUint32(h[12:], src)
	be.PutUint32(h[16:], dst)
	return err
}

// Walk shows the fields to v.
func (l *IPv4) Walk(v Visitor) {
	v.Const("version", 4)
	v.Derived("header_length", uint64(l.HeaderLen()/4))
	v.Hex("tos", (*openflow.U8)(&l.TOS))
	v.Computed("total_length", &l.Length)
	v.Uint("identification", (*openflow.U16)(&l.ID))
	v.Enum("flags", (*openflow.U8)(&l.Flags), l.Flags)
	v.Uint("offset", (*openflow.U16)(&l.FragmentOffset))
	v.Uint("ttl", (*openflow.U8)(&l.TTL))
	v.Uint("proto", (*openflow.U8)(&l.Protocol))
	v.Computed("csum", &l.Checksum)
	v.Addr("src", &l.Src, 4)
	v.Addr("dst", &l.Dst, 4)
	v.Bytes("option", &l.Options)
}

// CloneLayer returns a copy.
func (l *IPv4) CloneLayer() Layer {
	c := *l
	c.Options = slices.Clone(l.Options)
	return &c
}
