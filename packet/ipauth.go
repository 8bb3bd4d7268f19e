package packet

import (
	"slices"

	"github.com/ofwire/openflow"
)

// IPAuth is the authentication header of IPsec, over IPv4 or IPv6. RFC 4302.
type IPAuth struct {
	NextHeader IPProtocol
	Reserved   uint16
	SPI        uint32
	Seq        uint32
	Data       []byte // The integrity check value. Append fills it up to a multiple of 4 bytes with zeros.
}

var protocolIPAuth = Protocol{Name: "auth", New: func() Layer { return new(IPAuth) }, IPProtocol: IPProtocolAuth}

const ipAuthLen = 12

// Info describes the protocol: the authentication header.
func (*IPAuth) Info() *Protocol { return &protocolIPAuth }

// DecodeLayer reads the header.
func (l *IPAuth) DecodeLayer(b []byte, d *Decoder) (x Decoded, err error) {
	if len(b) < ipAuthLen {
		return x, openflow.ErrTruncated
	}
	header := (int(b[1]) + 2) * 4
	if header < ipAuthLen {
		return x, openflow.ErrLength
	}
	if header > len(b) {
		return x, openflow.ErrTruncated
	}
	*l = IPAuth{IPProtocol(b[0]), be.Uint16(b[2:]), be.Uint32(b[4:]), be.Uint32(b[8:]), b[ipAuthLen:header:header]}
	return Decoded{Header: header, Next: d.NextHeader(l.NextHeader)}, nil
}

// HeaderLen is a multiple of 4.
func (l *IPAuth) HeaderLen() int { return ipAuthLen + (len(l.Data)+3)&^3 }

// EncodeLayer writes the header.
func (l *IPAuth) EncodeLayer(b []byte, e Encoding) error {
	if e.HeaderLen > 257*4 {
		return openflow.ErrTooLong
	}
	b[0], b[1] = byte(nextHeader(l.NextHeader, e)), byte(e.HeaderLen/4-2)
	be.PutUint16(b[2:], l.Reserved)
	be.PutUint32(b[4:], l.SPI)
	be.PutUint32(b[8:], l.Seq)
	clear(b[ipAuthLen+copy(b[ipAuthLen:], l.Data) : e.HeaderLen])
	return nil
}

// Walk shows the fields to v.
func (l *IPAuth) Walk(v Visitor) {
	v.Uint("nxt", (*openflow.U8)(&l.NextHeader))
	v.Derived("size", uint64(l.HeaderLen()/4-2))
	v.Rare("reserved", (*openflow.U16)(&l.Reserved))
	v.Hex("spi", (*openflow.U32)(&l.SPI))
	v.Uint("seq", (*openflow.U32)(&l.Seq))
	v.Bytes("data", &l.Data)
}

// CloneLayer returns a copy.
func (l *IPAuth) CloneLayer() Layer {
	c := *l
	c.Data = slices.Clone(l.Data)
	return &c
}
