package packet

import "github.com/ofwire/openflow"

// PPP is the protocol field of the point-to-point protocol, which is all that PPPoE has of its header. RFC 1661 §2. The control protocols stay payload.
type PPP struct {
	// Protocol tells what follows. Append fills in a Protocol of 0 when it knows the next layer's.
	Protocol PPPProtocol
	// Compressed tells that Protocol has one byte, its lower one, instead of two. Only odd numbers up to 255 do. RFC 1661 §6.5.
	Compressed bool
}

// A PPPProtocol is a number of PPP's protocol field. The lowest bit of its lower byte is 1, that of its upper byte is 0.
type PPPProtocol uint16

// Protocols of PPP.
const (
	PPPIPv4          PPPProtocol = 0x0021
	PPPIPv6          PPPProtocol = 0x0057
	PPPMPLS          PPPProtocol = 0x0281
	PPPMPLSMulticast PPPProtocol = 0x0283
	PPPIPCP          PPPProtocol = 0x8021
	PPPIPv6CP        PPPProtocol = 0x8057
	PPPCCP           PPPProtocol = 0x80fd
	PPPLCP           PPPProtocol = 0xc021
	PPPPAP           PPPProtocol = 0xc023
	PPPLQR           PPPProtocol = 0xc025
	PPPCHAP          PPPProtocol = 0xc223
	PPPEAP           PPPProtocol = 0xc227

	pppTwoBytes PPPProtocol = 0x0100 // The bit that is set in the first byte where there is no second.
)

// String returns the name, or the number in hexadecimal.
func (p PPPProtocol) String() string {
	switch p {
	case PPPIPv4:
		return "ipv4"
	case PPPIPv6:
		return "ipv6"
	case PPPMPLS:
		return "mpls"
	case PPPMPLSMulticast:
		return "mpls-multicast"
	case PPPIPCP:
		return "ipcp"
	case PPPIPv6CP:
		return "ipv6cp"
	case PPPCCP:
		return "ccp"
	case PPPLCP:
		return "lcp"
	case PPPPAP:
		return "pap"
	case PPPLQR:
		return "lqr"
	case PPPCHAP:
		return "chap"
	case PPPEAP:
		return "eap"
	}
	return hex16(uint16(p))
}

// protocol returns the protocol of a number, or nil.
func (p PPPProtocol) protocol() *Protocol {
	switch p {
	case PPPIPv4:
		return &protocolIPv4
	case PPPIPv6:
		return &protocolIPv6
	case PPPMPLS, PPPMPLSMulticast:
		return &protocolMPLS
	case PPPEAP:
		return &protocolEAP
	}
	return nil
}

// pppProtocolOf returns the number of a protocol, or 0.
func pppProtocolOf(p *Protocol) PPPProtocol {
	for _, n := range [...]PPPProtocol{PPPIPv4, PPPIPv6, PPPMPLS, PPPEAP} {
		if n.protocol() == p {
			return n
		}
	}
	return 0
}

var protocolPPP = Protocol{Name: "ppp", New: func() Layer { return new(PPP) }}

// Info describes the protocol: PPP.
func (*PPP) Info() *Protocol { return &protocolPPP }

// DecodeLayer reads the number, of one byte where that is odd, else of two.
func (l *PPP) DecodeLayer(b []byte, _ *Decoder) (x Decoded, err error) {
	if len(b) == 0 {
		return x, openflow.ErrTruncated
	}
	*l = PPP{PPPProtocol(b[0]), true}
	if b[0]&1 == 0 {
		if len(b) < 2 {
			return x, openflow.ErrTruncated
		}
		*l = PPP{PPPProtocol(be.Uint16(b)), false}
	}
	x.Header = l.HeaderLen()
	if len(b) > x.Header {
		x.Next = l.Protocol.protocol()
	}
	return x, nil
}

// HeaderLen is 2, or 1 with Compressed.
func (l *PPP) HeaderLen() int {
	if l.Compressed {
		return 1
	}
	return 2
}

// EncodeLayer writes the number. One that cannot be compressed, or would be read as a compressed one, is ErrValue.
func (l *PPP) EncodeLayer(b []byte, e Encoding) error {
	p := l.Protocol
	if p == 0 && e.Next != nil {
		p = pppProtocolOf(e.Next)
	}
	if l.Compressed {
		if p > 0xff || p&1 == 0 {
			return openflow.ErrValue
		}
		b[0] = uint8(p)
		return nil
	}
	if p&pppTwoBytes != 0 {
		return openflow.ErrValue
	}
	be.PutUint16(b, uint16(p))
	return nil
}

// Walk shows the fields to v. The names are this package's.
func (l *PPP) Walk(v Visitor) {
	v.Enum("protocol", (*openflow.U16)(&l.Protocol), l.Protocol)
	v.Rare("compressed", (*openflow.Bool)(&l.Compressed))
}

// CloneLayer returns a copy.
func (l *PPP) CloneLayer() Layer {
	c := *l
	return &c
}
