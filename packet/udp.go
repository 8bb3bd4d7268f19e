package packet

import "github.com/ofwire/openflow"

// UDP is the header of a UDP datagram. RFC 768.
type UDP struct {
	SrcPort, DstPort uint16
	Length           Computed // Of header and payload.
	// Checksum covers the pseudo header of IP, header and payload. A received 0 stays: there is no checksum. Fixed(0) makes such a datagram.
	Checksum Computed
}

const udpLen = 8

var protocolUDP = Protocol{Name: "udp", New: func() Layer { return new(UDP) }, kind: kindUDP, IPProtocol: IPProtocolUDP, Pseudo: true}

// Info describes the protocol: UDP.
func (*UDP) Info() *Protocol { return &protocolUDP }

// DecodeLayer reads the 8 bytes of the header. What lies behind Length is no part of the payload.
func (l *UDP) DecodeLayer(b []byte, d *Decoder) (x Decoded, err error) {
	if len(b) < udpLen {
		return x, openflow.ErrTruncated
	}
	length := int(be.Uint16(b[4:]))
	if length < udpLen {
		return x, openflow.ErrLength
	}
	l.parse((*[udpLen]byte)(b))
	x.Header, x.End = udpLen, d.end(length, b)
	if min(len(b), length) > udpLen && d.mayHaveUDP(l.SrcPort, l.DstPort) {
		x.Next = d.udpProtocol(l.SrcPort, l.DstPort)
	}
	return x, nil
}

// parse sets the fields.
func (l *UDP) parse(b *[udpLen]byte) {
	w := be.Uint64(b[:])
	l.SrcPort, l.DstPort = uint16(w>>48), uint16(w>>32)
	l.Length, l.Checksum = Received(uint32(w>>16&0xffff)), Received(uint32(w&0xffff))
}

// HeaderLen is 8.
func (*UDP) HeaderLen() int { return udpLen }

// EncodeLayer writes the header. A checksum that comes out as 0 is written as 0xffff.
func (l *UDP) EncodeLayer(b []byte, e Encoding) error {
	return l.encode((*[udpLen]byte)(b), b[udpLen:], e.Pseudo, e.flags)
}

// encode writes the header to h, before a payload that may still be elsewhere. S is the sum of the addresses.
func (l *UDP) encode(h *[udpLen]byte, payload []byte, s uint64, f encodingFlags) error {
	n := udpLen + len(payload)
	length, err := l.Length.or16(n, f)
	if err != nil {
		return err
	}
	ports := uint32(l.SrcPort)<<16 | uint32(l.DstPort)
	checksum := uint16(0)
	if l.Checksum != Received(0) {
		s += uint64(IPProtocolUDP) + uint64(n) + uint64(ports) + uint64(length)
		if checksum, err = f.checksum(l.Checksum, s, payload); checksum == 0 && !l.Checksum.keeps(f) {
			checksum = 0xffff
		}
	}
	be.PutUint32(h[:], ports)
	be.PutUint32(h[4:], uint32(length)<<16|uint32(checksum))
	return err
}

// Walk shows the fields to v.
func (l *UDP) Walk(v Visitor) {
	v.Uint("src_port", (*openflow.U16)(&l.SrcPort))
	v.Uint("dst_port", (*openflow.U16)(&l.DstPort))
	v.Computed("total_length", &l.Length)
	v.Computed("csum", &l.Checksum)
}

// CloneLayer returns a copy.
func (l *UDP) CloneLayer() Layer {
	c := *l
	return &c
}
