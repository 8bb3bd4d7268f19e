package packet

import "github.com/ofwire/openflow"

// MPLS is one entry of a label stack. RFC 3032. A stack is one layer for each entry.
//
// What follows the last entry is not told by it: IPv4 and IPv6 are known by their first four bits, as routers do; all else is payload.
type MPLS struct {
	Label        uint32 // 20 bits.
	TrafficClass uint8  // 3 bits, once the experimental ones. RFC 5462.
	// Bottom is 1 in the last entry of the stack. Append computes it where the next layer is known, or where nothing was received.
	Bottom Computed
	TTL    uint8
}

// Labels that are reserved.
const (
	MPLSIPv4ExplicitNull uint32 = 0
	MPLSRouterAlert      uint32 = 1
	MPLSIPv6ExplicitNull uint32 = 2
	MPLSImplicitNull     uint32 = 3
)

const (
	mplsLen      = 4
	maxMPLSLabel = 1<<20 - 1
)

var protocolMPLS = Protocol{Name: "mpls", New: func() Layer { return new(MPLS) }, EtherType: EtherTypeMPLS, IPProtocol: IPProtocolMPLS, tunnel: true}

// NewMPLS returns an entry with a TTL of 64.
func NewMPLS(label uint32) *MPLS { return &MPLS{Label: label, TTL: 64} }

// Info describes the protocol: MPLS.
func (*MPLS) Info() *Protocol { return &protocolMPLS }

// DecodeLayer reads the 4 bytes of an entry.
func (l *MPLS) DecodeLayer(b []byte, _ *Decoder) (x Decoded, err error) {
	if len(b) < mplsLen {
		return x, openflow.ErrTruncated
	}
	w := be.Uint32(b)
	*l = MPLS{w >> 12, uint8(w>>9) & 7, Received(w >> 8 & 1), uint8(w)}
	x.Header = mplsLen
	if w>>8&1 == 0 {
		x.Next = &protocolMPLS
	} else {
		x.Next = guessIP(b[mplsLen:])
	}
	return x, nil
}

// guessIP returns the protocol of a packet that begins as one of IP does, or nil.
func guessIP(b []byte) *Protocol {
	switch {
	case len(b) == 0:
	case b[0]>>4 == 4 && b[0]&15 >= 5:
		return &protocolIPv4
	case b[0]>>4 == 6:
		return &protocolIPv6
	}
	return nil
}

// HeaderLen is 4.
func (*MPLS) HeaderLen() int { return mplsLen }

// EncodeLayer writes the entry.
func (l *MPLS) EncodeLayer(b []byte, e Encoding) error {
	bottom := uint32(1)
	switch {
	case l.Bottom.keeps(e.flags) || l.Bottom.IsReceived() && e.Next == nil:
		bottom = l.Bottom.Value()
	case e.Next == &protocolMPLS:
		bottom = 0
	}
	if l.Label > maxMPLSLabel || l.TrafficClass > 7 || bottom > 1 {
		return openflow.ErrValue
	}
	be.PutUint32(b, l.Label<<12|uint32(l.TrafficClass)<<9|bottom<<8|uint32(l.TTL))
	return nil
}

// Walk shows the fields to v.
func (l *MPLS) Walk(v Visitor) {
	v.Uint("label", (*openflow.U32)(&l.Label))
	v.Uint("exp", (*openflow.U8)(&l.TrafficClass))
	v.Computed("bsb", &l.Bottom)
	v.Uint("ttl", (*openflow.U8)(&l.TTL))
}

// CloneLayer returns a copy.
func (l *MPLS) CloneLayer() Layer {
	c := *l
	return &c
}
