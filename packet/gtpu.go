package packet

import (
	"slices"

	"github.com/ofwire/openflow"
)

// GTPU is the header of the GPRS tunnelling protocol's user plane, version 1, in UDP with the port GTPUPort. 3GPP TS 29.281 §5.1.
// A packet of IPv4 or IPv6 follows in messages of type GTPGPDU; what follows in others is payload.
type GTPU struct {
	Flags  GTPFlags // Besides version 1 and the protocol type, together 0x30, which are always set.
	Type   GTPType
	Length Computed // Of all behind the first 8 bytes.
	TEID   uint32   // The tunnel's endpoint.

	// The next three, and the extension headers, are there with any of GTPExtensions, GTPSequence and GTPNPDU. Each tells something where its own flag is set.
	Seq  uint16
	NPDU uint8 // The number of an N-PDU.
	// Unused is in the place of the first extension header's type, without GTPExtensions.
	Unused     uint8
	Extensions []GTPExtension // Append sets GTPExtensions where there are.
}

// A GTPExtension is an extension header of GTP-U.
type GTPExtension struct {
	Type GTPExtensionType // Not 0, which ends the list.
	// Data is the content, up to 1018 bytes. Append fills it up with zeros until it is 2 bytes short of a multiple of 4.
	Data []byte
}

// GTPFlags are the lower 4 bits of the first byte. With 0x30, as the whole byte, they are what Open vSwitch calls gtpu_flags.
type GTPFlags uint8

// Flags of GTP-U. 0x08 is reserved.
const (
	GTPNPDU       GTPFlags = 0x01 // PN.
	GTPSequence   GTPFlags = 0x02 // S.
	GTPExtensions GTPFlags = 0x04 // E.

	gtpOptional = GTPNPDU | GTPSequence | GTPExtensions
)

// String returns the names of the flags.
func (f GTPFlags) String() string { return flagNames(uint64(f), "n-pdu", "sequence", "extensions") }

// A GTPType is the type of a message.
type GTPType uint8

// Types of messages. 3GPP TS 29.281 §6.1.
const (
	GTPEchoRequest      GTPType = 1
	GTPEchoResponse     GTPType = 2
	GTPErrorIndication  GTPType = 26
	GTPExtensionHeaders GTPType = 31 // Which extension headers are supported.
	GTPTunnelStatus     GTPType = 253
	GTPEndMarker        GTPType = 254
	GTPGPDU             GTPType = 255 // A packet of a user.
)

// String returns the name, or the number.
func (t GTPType) String() string {
	switch t {
	case GTPErrorIndication:
		return "error-indication"
	case GTPExtensionHeaders:
		return "extension-headers"
	case GTPTunnelStatus:
		return "tunnel-status"
	case GTPEndMarker:
		return "end-marker"
	case GTPGPDU:
		return "g-pdu"
	}
	return nameOf(uint64(t), "", "echo-request", "echo-response")
}

// A GTPExtensionType is the type of an extension header. The upper two bits tell who must understand it.
type GTPExtensionType uint8

// Types of extension headers. 3GPP TS 29.281 §5.2.1.
const (
	GTPLongPDCPNumberOld GTPExtensionType = 0x03
	GTPServiceClass      GTPExtensionType = 0x20
	GTPUDPPort           GTPExtensionType = 0x40
	GTPRANContainer      GTPExtensionType = 0x81
	GTPLongPDCPNumber    GTPExtensionType = 0x82
	GTPXwRANContainer    GTPExtensionType = 0x83
	GTPNRRANContainer    GTPExtensionType = 0x84
	GTPPDUSession        GTPExtensionType = 0x85
	GTPPDCPNumber        GTPExtensionType = 0xc0
)

// String returns the name, or the number in decimal.
func (t GTPExtensionType) String() string {
	switch t {
	case GTPLongPDCPNumberOld, GTPLongPDCPNumber:
		return "long-pdcp-number"
	case GTPServiceClass:
		return "service-class"
	case GTPUDPPort:
		return "udp-port"
	case GTPRANContainer:
		return "ran-container"
	case GTPXwRANContainer:
		return "xw-ran-container"
	case GTPNRRANContainer:
		return "nr-ran-container"
	case GTPPDUSession:
		return "pdu-session"
	case GTPPDCPNumber:
		return "pdcp-number"
	}
	return nameOf(uint64(t))
}

const (
	gtpuLen         = 8
	gtpuOptionalLen = gtpuLen + 4
	gtpuVersion1    = 0x30 // Version 1, and the protocol type that tells GTP from GTP'.
	maxGTPExtension = 255 * 4
)

// Responses come from the port, so the source's port tells of it too.
var protocolGTPU = Protocol{Name: "gtpu", New: func() Layer { return new(GTPU) }}

// NewGTPU returns the header of a user's packet in the tunnel teid.
func NewGTPU(teid uint32, extensions ...GTPExtension) *GTPU {
	return &GTPU{Type: GTPGPDU, TEID: teid, Extensions: extensions}
}

// Info describes the protocol: GTP-U.
func (*GTPU) Info() *Protocol { return &protocolGTPU }

// DecodeLayer reads the header with its extensions. It fails with ErrVersion for versions other than 1, with ErrType for GTP', and with ErrLength where
// an extension header's length is 0, or Length ends before what the flags promise. What lies behind Length is no part of the payload.
func (l *GTPU) DecodeLayer(b []byte, d *Decoder) (x Decoded, err error) {
	if len(b) < gtpuLen {
		return x, openflow.ErrTruncated
	}
	switch {
	case b[0]>>5 != gtpuVersion1>>5:
		return x, openflow.ErrVersion
	case b[0]&gtpuVersion1 != gtpuVersion1:
		return x, openflow.ErrType
	}
	length := be.Uint16(b[2:])
	*l = GTPU{Flags: GTPFlags(b[0] &^ gtpuVersion1), Type: GTPType(b[1]), Length: Received(uint32(length)), TEID: be.Uint32(b[4:])}
	header, end := gtpuLen, gtpuLen+int(length)
	if l.Flags&gtpOptional != 0 {
		if header, err = l.decodeOptional(b, end, d); err != nil {
			return x, err
		}
	}
	x.Header, x.End = header, d.end(end, b)
	if l.Type == GTPGPDU {
		x.Next = guessIP(b[header:min(end, len(b))])
	}
	return x, nil
}

// decodeOptional reads what the flags promise, in a message that ends at end, and returns where the payload begins.
func (l *GTPU) decodeOptional(b []byte, end int, d *Decoder) (at int, err error) {
	if err = within(gtpuOptionalLen, end, b); err != nil {
		return 0, err
	}
	at = gtpuOptionalLen
	l.Seq, l.NPDU = be.Uint16(b[gtpuLen:]), b[gtpuLen+2]
	if l.Flags&GTPExtensions == 0 {
		l.Unused = b[at-1]
		return at, nil
	}
	a := arenaOf[GTPExtension](d)
	a.begin(cap(b) / 4)
	for t := b[at-1]; t != 0; t = b[at-1] {
		if err = within(at+1, end, b); err != nil {
			return 0, err
		}
		n := at + int(b[at])*4
		if n == at {
			return 0, openflow.ErrLength
		}
		if err = within(n, end, b); err != nil {
			return 0, err
		}
		a.add(GTPExtension{GTPExtensionType(t), b[at+1 : n-1 : n-1]})
		at = n
	}
	l.Extensions = a.list()
	return at, nil
}

func (x *GTPExtension) len() int { return (2 + len(x.Data) + 3) &^ 3 }

// HeaderLen is 8; with any of the flags 12 and the length of the extension headers.
func (l *GTPU) HeaderLen() int {
	if l.Flags&gtpOptional == 0 && len(l.Extensions) == 0 {
		return gtpuLen
	}
	n := gtpuOptionalLen
	for i := range l.Extensions {
		n += l.Extensions[i].len()
	}
	return n
}

// EncodeLayer writes the header.
func (l *GTPU) EncodeLayer(b []byte, e Encoding) error {
	flags := l.Flags
	if len(l.Extensions) > 0 {
		flags |= GTPExtensions
	}
	if flags&gtpuVersion1 != 0 || flags > 0x0f || flags&GTPExtensions != 0 && l.Unused != 0 {
		return openflow.ErrValue
	}
	length, err := l.Length.or16(len(b)-gtpuLen, e.flags)
	if err != nil {
		return err
	}
	be.PutUint32(b, uint32(gtpuVersion1|flags)<<24|uint32(l.Type)<<16|uint32(length))
	be.PutUint32(b[4:], l.TEID)
	if e.HeaderLen == gtpuLen {
		return nil
	}
	be.PutUint16(b[gtpuLen:], l.Seq)
	b[gtpuLen+2], b[gtpuLen+3] = l.NPDU, l.Unused
	b = b[gtpuOptionalLen-1 : e.HeaderLen]
	for i := range l.Extensions {
		x := &l.Extensions[i]
		n := x.len()
		switch {
		case x.Type == 0:
			return openflow.ErrValue
		case n > maxGTPExtension:
			return openflow.ErrTooLong
		}
		b[0], b[1] = uint8(x.Type), uint8(n/4)
		clear(b[2+copy(b[2:], x.Data) : n+1])
		b = b[n:]
	}
	return nil
}

// Extension returns the first extension header of a type.
func (l *GTPU) Extension(t GTPExtensionType) (GTPExtension, bool) {
	if i := slices.IndexFunc(l.Extensions, func(x GTPExtension) bool { return x.Type == t }); i >= 0 {
		return l.Extensions[i], true
	}
	return GTPExtension{}, false
}

// Walk shows the fields to v. The names are this package's.
func (l *GTPU) Walk(v Visitor) {
	v.Const("version", 1)
	v.Const("protocol_type", 1)
	v.Enum("flags", (*openflow.U8)(&l.Flags), l.Flags)
	v.Enum("message_type", (*openflow.U8)(&l.Type), l.Type)
	v.Computed("length", &l.Length)
	v.Hex("teid", (*openflow.U32)(&l.TEID))
	if l.HeaderLen() == gtpuLen && !v.Reading() {
		return
	}
	v.Uint("seq_number", (*openflow.U16)(&l.Seq))
	v.Uint("n_pdu_number", (*openflow.U8)(&l.NPDU))
	v.Rare("unused", (*openflow.U8)(&l.Unused))
	v.List("extensions", (*gtpExtensionList)(&l.Extensions))
}

// Class names the extension header in JSON.
func (x *GTPExtension) Class() string { return "extension" }

// Walk shows the fields to v.
func (x *GTPExtension) Walk(v Visitor) {
	v.Enum("type", (*openflow.U8)(&x.Type), x.Type)
	v.Derived("length", uint64(x.len()/4))
	v.Bytes("data", &x.Data)
}

type gtpExtensionList []GTPExtension

func (l *gtpExtensionList) Len() int         { return len(*l) }
func (l *gtpExtensionList) At(i int) Element { return &(*l)[i] }

func (l *gtpExtensionList) Add(class string) Element {
	return addTo((*[]GTPExtension)(l), class == "extension")
}

// CloneLayer returns a copy.
func (l *GTPU) CloneLayer() Layer {
	c := *l
	c.Extensions = slices.Clone(l.Extensions)
	for i := range c.Extensions {
		c.Extensions[i].Data = slices.Clone(c.Extensions[i].Data)
	}
	return &c
}
