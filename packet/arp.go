package packet

import (
	"net/netip"

	"github.com/ofwire/openflow"
)

// ARP is a packet of the Address Resolution Protocol, or RARP, for IPv4 over Ethernet. RFC 826.
type ARP struct {
	HardwareType uint16 // 0 is written as 1, Ethernet.
	Operation    ARPOperation
	SrcMAC       openflow.MAC
	SrcIP        netip.Addr // IPv4. The zero Addr is written as 0.0.0.0.
	DstMAC       openflow.MAC
	DstIP        netip.Addr
}

// An ARPOperation is the kind of an ARP packet.
type ARPOperation uint16

// ARP operations.
const (
	ARPRequest  ARPOperation = 1
	ARPReply    ARPOperation = 2
	RARPRequest ARPOperation = 3
	RARPReply   ARPOperation = 4
)

// String returns the name, or the number.
func (o ARPOperation) String() string {
	return nameOf(uint64(o), "", "request", "reply", "rarp-request", "rarp-reply")
}

const (
	arpLen   = 28
	arpSizes = 6<<8 | 4                             // Of the addresses.
	arpKind  = uint32(EtherTypeIPv4)<<16 | arpSizes // Of IPv4 over Ethernet.
)

var (
	protocolARP = Protocol{Name: "arp", New: func() Layer { return new(ARP) }, kind: kindARP, EtherType: EtherTypeARP}
	// protocolRARP is what reverse ARP is in encoding, for its EtherType.
	protocolRARP = Protocol{Name: "arp", New: func() Layer { return new(ARP) }, kind: kindARP, EtherType: EtherTypeRARP}
)

// Info describes the protocol: ARP, or RARP, whose name is the same.
func (l *ARP) Info() *Protocol {
	if l != nil && (l.Operation == RARPRequest || l.Operation == RARPReply) {
		return &protocolRARP
	}
	return &protocolARP
}

// DecodeLayer reads the 28 bytes of the packet. It fails with ErrType for protocols other than IPv4, with ErrLength when the addresses are not of 6 and 4
// bytes, and with ErrValue for the reserved hardware type 0.
func (l *ARP) DecodeLayer(b []byte, _ *Decoder) (x Decoded, err error) {
	if len(b) < arpLen {
		return x, openflow.ErrTruncated
	}
	if be.Uint16(b[2:]) != uint16(EtherTypeIPv4) {
		return x, openflow.ErrType
	}
	if be.Uint16(b[4:]) != arpSizes {
		return x, openflow.ErrLength
	}
	if be.Uint16(b) == 0 {
		return x, openflow.ErrValue
	}
	l.parse((*[arpLen]byte)(b))
	l.SrcIP, l.DstIP = addr4(b[14:]), addr4(b[24:])
	return Decoded{Header: arpLen, End: arpLen}, nil // What follows is padding.
}

// parse sets the fields but the IP addresses.
func (l *ARP) parse(b *[arpLen]byte) {
	l.HardwareType, l.Operation = be.Uint16(b[:]), ARPOperation(be.Uint16(b[6:]))
	l.SrcMAC = [6]byte(b[8:])
	l.DstMAC = [6]byte(b[18:])
}

// HeaderLen is 28.
func (*ARP) HeaderLen() int { return arpLen }

// EncodeLayer writes the packet.
func (l *ARP) EncodeLayer(b []byte, _ Encoding) error {
	if !l.fits() {
		return openflow.ErrValue
	}
	l.put((*[arpLen]byte)(b))
	return nil
}

// fits reports whether the packet can be written.
func (l *ARP) fits() bool { return fits4(l.SrcIP) && fits4(l.DstIP) }

// put writes the packet.
func (l *ARP) put(p *[arpLen]byte) {
	hw := uint64(max(1, l.HardwareType))
	be.PutUint64(p[:], hw<<48|uint64(arpKind)<<16|uint64(l.Operation))
	*(*[6]byte)(p[8:]) = l.SrcMAC
	be.PutUint32(p[14:], word4(l.SrcIP))
	*(*[6]byte)(p[18:]) = l.DstMAC
	be.PutUint32(p[24:], word4(l.DstIP))
}

// Walk shows the fields to v.
func (l *ARP) Walk(v Visitor) {
	v.Uint("hwtype", (*openflow.U16)(&l.HardwareType))
	v.Const("proto", int(EtherTypeIPv4))
	v.Const("hlen", 6)
	v.Const("plen", 4)
	v.Enum("opcode", (*openflow.U16)(&l.Operation), l.Operation)
	v.MAC("src_mac", &l.SrcMAC)
	v.Addr("src_ip", &l.SrcIP, 4)
	v.MAC("dst_mac", &l.DstMAC)
	v.Addr("dst_ip", &l.DstIP, 4)
}

// CloneLayer returns a copy.
func (l *ARP) CloneLayer() Layer {
	c := *l
	return &c
}

// NewARP returns an ARP or RARP packet in its frame: a request goes to all, others to dstMAC. Tags may be put between the two layers.
func NewARP(op ARPOperation, srcMAC openflow.MAC, srcIP netip.Addr, dstMAC openflow.MAC, dstIP netip.Addr) []Layer {
	dst := dstMAC
	if op == ARPRequest || op == RARPRequest {
		dst = Broadcast
	}
	return []Layer{
		&Ethernet{Dst: dst, Src: srcMAC},
		&ARP{HardwareType: 1, Operation: op, SrcMAC: srcMAC, SrcIP: srcIP, DstMAC: dstMAC, DstIP: dstIP},
	}
}
