package packet

import (
	"slices"

	"github.com/ofwire/openflow"
)

// TCP is the header of a TCP segment. RFC 9293.
type TCP struct {
	SrcPort, DstPort uint16
	Seq, Ack         uint32
	Flags            TCPFlags
	Window           uint16
	Checksum         Computed // Over the pseudo header of IP, header and payload.
	Urgent           uint16
	// Options take up to 40 bytes. Append fills them up to a multiple of 4 bytes with zeros.
	Options []TCPOption
}

// TCPFlags are the 12 bits behind the data offset; the upper three are reserved.
type TCPFlags uint16

// Flags of TCP.
const (
	TCPFin TCPFlags = 1 << iota
	TCPSyn
	TCPRst
	TCPPsh
	TCPAck
	TCPUrg
	TCPEce
	TCPCwr
	TCPNs
)

// String returns the names of the flags.
func (f TCPFlags) String() string {
	return flagNames(uint64(f), "fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr", "ns")
}

const (
	tcpLen        = 20
	maxTCPOptions = 40
)

var protocolTCP = Protocol{Name: "tcp", New: func() Layer { return new(TCP) }, kind: kindTCP, IPProtocol: IPProtocolTCP, Pseudo: true}

// Info describes the protocol: TCP.
func (*TCP) Info() *Protocol { return &protocolTCP }

// DecodeLayer reads the header with its options. Options that do not parse do not make it fail: see TCPOption.Malformed.
func (l *TCP) DecodeLayer(b []byte, d *Decoder) (x Decoded, err error) {
	if len(b) < tcpLen {
		return x, openflow.ErrTruncated
	}
	header := int(b[12]>>4) * 4
	if header < tcpLen {
		return x, openflow.ErrLength
	}
	if header > len(b) {
		return x, openflow.ErrTruncated
	}
	l.parse((*[tcpLen]byte)(b))
	l.Options = nil
	if header > tcpLen {
		l.Options = d.decodeTCPOptions(b[tcpLen:header:header])
	}
	x.Header = header
	if len(b) > x.Header && d.mayHaveTCP(l.SrcPort, l.DstPort) {
		x.Next = d.tcpProtocol(l.SrcPort, l.DstPort)
	}
	return x, nil
}

// parse sets the fields but the options.
func (l *TCP) parse(h *[tcpLen]byte) {
	w0, w1, w2 := be.Uint64(h[:]), be.Uint64(h[8:]), be.Uint32(h[16:])
	l.SrcPort, l.DstPort, l.Seq, l.Ack = uint16(w0>>48), uint16(w0>>32), uint32(w0), uint32(w1>>32)
	l.Flags, l.Window = TCPFlags(w1>>16&0xfff), uint16(w1)
	l.Checksum, l.Urgent = Received(w2>>16), uint16(w2)
}

// HeaderLen is 20 and the options.
func (l *TCP) HeaderLen() int {
	n := tcpLen
	for i := range l.Options {
		n += l.Options[i].len()
	}
	return (n + 3) &^ 3
}

// EncodeLayer writes the header.
func (l *TCP) EncodeLayer(b []byte, e Encoding) error {
	return l.encode(b[:e.HeaderLen], b[e.HeaderLen:], e.Pseudo, e.flags)
}

// encode writes the header to b, before a payload that may still be elsewhere. S is the sum of the addresses.
func (l *TCP) encode(b, payload []byte, s uint64, f encodingFlags) error {
	if len(b) > tcpLen+maxTCPOptions {
		return openflow.ErrTooLong
	}
	if l.Flags > 0xfff {
		return openflow.ErrValue
	}
	ports := uint32(l.SrcPort)<<16 | uint32(l.DstPort)
	w := uint32(len(b))<<26 | uint32(l.Flags)<<16 | uint32(l.Window)
	s += uint64(IPProtocolTCP) + uint64(len(b)+len(payload)) + uint64(ports) + uint64(l.Seq) + uint64(l.Ack) + uint64(w) + uint64(l.Urgent)
	if len(b) > tcpLen {
		if err := encodeTCPOptions(b[tcpLen:], l.Options); err != nil {
			return err
		}
		s += sum(b[tcpLen:])
	}
	checksum, err := f.checksum(l.Checksum, s, payload)
	h := (*[tcpLen]byte)(b)
	be.PutUint32(h[:], ports)
	be.PutUint32(h[4:], l.Seq)
	be.PutUint32(h[8:], l.Ack)
	be.PutUint32(h[12:], w)
	be.PutUint32(h[16:], uint32(checksum)<<16|uint32(l.Urgent))
	return err
}

// Walk shows the fields to v.
func (l *TCP) Walk(v Visitor) {
	v.Uint("src_port", (*openflow.U16)(&l.SrcPort))
	v.Uint("dst_port", (*openflow.U16)(&l.DstPort))
	v.Uint("seq", (*openflow.U32)(&l.Seq))
	v.Uint("ack", (*openflow.U32)(&l.Ack))
	v.Derived("offset", uint64(l.HeaderLen()/4))
	v.Enum("bits", (*openflow.U16)(&l.Flags), l.Flags)
	v.Uint("window_size", (*openflow.U16)(&l.Window))
	v.Computed("csum", &l.Checksum)
	v.Uint("urgent", (*openflow.U16)(&l.Urgent))
	v.List("option", (*tcpOptionList)(&l.Options))
}

// CloneLayer returns a copy.
func (l *TCP) CloneLayer() Layer {
	c := *l
	c.Options = slices.Clone(l.Options)
	for i := range c.Options {
		c.Options[i].Data = slices.Clone(c.Options[i].Data)
	}
	return &c
}
