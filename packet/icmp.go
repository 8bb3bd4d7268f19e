package packet

import "github.com/ofwire/openflow"

// ICMP is the header of an ICMP message of IPv4. RFC 792. What follows the first 8 bytes is payload: the data of an echo, or the packet that an error is about,
// which is not decoded.
type ICMP struct {
	Type     ICMPType
	Code     uint8
	Checksum Computed // Of header and payload.
	// ID and Seq are bytes 4 and 5, 6 and 7: the identifier and the sequence number of those types that have them. Of ICMPUnreachable with code 4 Seq is the MTU
	// of the next hop; of errors the lower byte of ID is the length of the packet in words of 4 bytes, where there is more behind it (RFC 4884).
	ID, Seq uint16
}

// An ICMPType is the type of an ICMP message.
type ICMPType uint8

// Types of ICMP messages.
const (
	ICMPEchoReply    ICMPType = 0
	ICMPUnreachable  ICMPType = 3
	ICMPRedirect     ICMPType = 5
	ICMPEchoRequest  ICMPType = 8
	ICMPTimeExceeded ICMPType = 11
	ICMPParameter    ICMPType = 12
	ICMPTimestamp    ICMPType = 13
)

// String returns the name, or the number.
func (t ICMPType) String() string {
	return nameOf(uint64(t), "echo-reply", "", "", "unreachable", "source-quench", "redirect", "", "", "echo-request", "router-advertisement",
		"router-solicitation", "time-exceeded", "parameter-problem", "timestamp", "timestamp-reply")
}

const icmpLen = 8

var protocolICMP = Protocol{Name: "icmp", New: func() Layer { return new(ICMP) }, IPProtocol: IPProtocolICMP}

// Info describes the protocol: ICMP.
func (*ICMP) Info() *Protocol { return &protocolICMP }

// DecodeLayer reads the first 8 bytes.
func (l *ICMP) DecodeLayer(b []byte, _ *Decoder) (x Decoded, err error) {
	if len(b) < icmpLen {
		return x, openflow.ErrTruncated
	}
	*l = ICMP{ICMPType(b[0]), b[1], Received(uint32(be.Uint16(b[2:]))), be.Uint16(b[4:]), be.Uint16(b[6:])}
	x.Header = icmpLen
	return x, nil
}

// HeaderLen is 8.
func (*ICMP) HeaderLen() int { return icmpLen }

// EncodeLayer writes the header.
func (l *ICMP) EncodeLayer(b []byte, e Encoding) error {
	w0, w1 := uint32(l.Type)<<24|uint32(l.Code)<<16, uint32(l.ID)<<16|uint32(l.Seq)
	checksum, err := e.flags.checksum(l.Checksum, uint64(w0)+uint64(w1), b[icmpLen:])
	be.PutUint32(b, w0|uint32(checksum))
	be.PutUint32(b[4:], w1)
	return err
}

// Walk shows the fields to v.
func (l *ICMP) Walk(v Visitor) {
	v.Enum("type", (*openflow.U8)(&l.Type), l.Type)
	v.Uint("code", (*openflow.U8)(&l.Code))
	v.Computed("csum", &l.Checksum)
	v.Object("data", icmpBody{l})
}

// CloneLayer returns a copy.
func (l *ICMP) CloneLayer() Layer {
	c := *l
	return &c
}

// An icmpBody is what JSON has in data, with the payload.
type icmpBody struct{ *ICMP }

// Class names the body by the message's type.
func (l icmpBody) Class() string {
	switch l.Type {
	case ICMPEchoRequest, ICMPEchoReply:
		return "echo"
	case ICMPUnreachable:
		return "dest_unreach"
	case ICMPTimeExceeded:
		return "TimeExceeded"
	}
	return "rest"
}

// Walk shows the fields to v.
func (l icmpBody) Walk(v Visitor) {
	switch l.Type {
	case ICMPUnreachable:
		v.Uint("data_len", (*openflow.U16)(&l.ID))
		v.Uint("mtu", (*openflow.U16)(&l.Seq))
	case ICMPTimeExceeded:
		v.Uint("data_len", (*openflow.U16)(&l.ID))
		v.Rare("unused", (*openflow.U16)(&l.Seq))
	default:
		v.Uint("id", (*openflow.U16)(&l.ID))
		v.Uint("seq", (*openflow.U16)(&l.Seq))
	}
	v.Payload("data")
}
