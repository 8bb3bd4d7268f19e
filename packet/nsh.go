package packet

import (
	"slices"

	"github.com/ofwire/openflow"
)

// NSH is a network service header, which leads a packet along a chain of service functions. RFC 8300.
type NSH struct {
	OAM bool // The packet is for operation and maintenance.
	// Reserved is the bits that have no meaning, where they stand in the first 4 bytes.
	Reserved uint32
	TTL      uint8 // 6 bits.
	// MDType is 1 where Context is 16 bytes of metadata, 2 where it is elements, or nothing.
	MDType uint8
	// Next tells what follows. Append fills in a Next of 0 when it knows the next layer's.
	Next    NextProtocol
	Path    uint32 // The service path, 24 bits.
	Index   uint8  // The service index, counted down on the path.
	Context []byte // Metadata. Its length is a multiple of 4, up to 244.
}

// Types of metadata.
const (
	NSHFixed    uint8 = 1
	NSHVariable uint8 = 2
)

const (
	nshLen      = 8
	nshFixedLen = 16
	nshMaxLen   = 63 * 4
	nshReserved = 0x1000f000
)

// NSHTTL is the TTL that RFC 8300 recommends.
const NSHTTL = 63

var protocolNSH = Protocol{Name: "nsh", New: func() Layer { return new(NSH) }, EtherType: EtherTypeNSH}

// NewNSH returns a header without metadata.
func NewNSH(path uint32, index uint8) *NSH {
	return &NSH{TTL: NSHTTL, MDType: NSHVariable, Path: path, Index: index}
}

// Info describes the protocol: NSH.
func (*NSH) Info() *Protocol { return &protocolNSH }

// DecodeLayer reads the header.
func (l *NSH) DecodeLayer(b []byte, _ *Decoder) (x Decoded, err error) {
	if len(b) < nshLen {
		return x, openflow.ErrTruncated
	}
	w := be.Uint32(b)
	if w>>30 != 0 {
		return x, openflow.ErrVersion
	}
	header := int(w>>16&63) * 4
	mdType := uint8(w>>8) & 15
	if header < nshLen || mdType == NSHFixed && header != nshLen+nshFixedLen {
		return x, openflow.ErrLength
	}
	if header > len(b) {
		return x, openflow.ErrTruncated
	}
	*l = NSH{
		OAM: w>>29&1 != 0, Reserved: w & nshReserved, TTL: uint8(w>>22) & 63, MDType: mdType, Next: NextProtocol(w),
		Path: be.Uint32(b[4:]) >> 8, Index: b[7], Context: b[nshLen:header:header],
	}
	return Decoded{Header: header, Next: l.Next.protocol()}, nil
}

// HeaderLen is 8 and the length of Context.
func (l *NSH) HeaderLen() int { return nshLen + len(l.Context) }

// EncodeLayer writes the header.
func (l *NSH) EncodeLayer(b []byte, e Encoding) error {
	switch {
	case l.TTL > 63 || l.MDType > 15 || l.Reserved&^nshReserved != 0 || l.Path > 0xffffff:
		return openflow.ErrValue
	case e.HeaderLen > nshMaxLen:
		return openflow.ErrTooLong
	case e.HeaderLen%4 != 0 || l.MDType == NSHFixed && len(l.Context) != nshFixedLen:
		return openflow.ErrLength
	}
	next := l.Next
	if next == 0 {
		next = nextProtocolOf(e.Next)
	}
	w := bit32(l.OAM, 29) | l.Reserved | uint32(l.TTL)<<22 | uint32(e.HeaderLen/4)<<16
	be.PutUint32(b, w|uint32(l.MDType)<<8|uint32(next))
	be.PutUint32(b[4:], l.Path<<8|uint32(l.Index))
	copy(b[nshLen:e.HeaderLen], l.Context)
	return nil
}

// Walk shows the fields to v. The names are this package's.
func (l *NSH) Walk(v Visitor) {
	v.Uint("oam", (*openflow.Bool)(&l.OAM))
	v.Rare("reserved", (*openflow.U32)(&l.Reserved))
	v.Uint("ttl", (*openflow.U8)(&l.TTL))
	v.Derived("length", uint64(l.HeaderLen()/4))
	v.Uint("mdtype", (*openflow.U8)(&l.MDType))
	v.Enum("np", (*openflow.U8)(&l.Next), l.Next)
	v.Uint("spi", (*openflow.U32)(&l.Path))
	v.Uint("si", (*openflow.U8)(&l.Index))
	v.Bytes("context", &l.Context)
}

// CloneLayer returns a copy.
func (l *NSH) CloneLayer() Layer {
	c := *l
	c.Context = slices.Clone(l.Context)
	return &c
}
