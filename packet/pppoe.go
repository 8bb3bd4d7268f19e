package packet

import (
	"slices"

	"github.com/ofwire/openflow"
)

// PPPoE is the header of a packet in a session of PPP over Ethernet. PPP follows. RFC 2516 §6.
type PPPoE struct {
	Code    PPPoECode // PPPoESession. What follows others is payload.
	Session uint16
	Length  Computed // Of the payload.
}

// PPPoED is a packet of PPP over Ethernet's discovery, in which sessions begin and end. RFC 2516 §5.
type PPPoED struct {
	Code    PPPoECode
	Session uint16   // 0 until there is one.
	Length  Computed // Of tags and payload.
	// Tags are all that there are; where PPPoETagEnd is among them it is the last, and what follows it is payload.
	Tags []PPPoETag
}

// A PPPoETag is one element of a packet of discovery.
type PPPoETag struct {
	Type  PPPoETagType
	Value []byte // Up to 65535 bytes.
}

// A PPPoECode is the kind of a packet.
type PPPoECode uint8

// Codes. All but the first are discovery's. RFC 2516; RFC 5578 for the session's credits and quality.
const (
	PPPoESession     PPPoECode = 0x00
	PPPoEOffer       PPPoECode = 0x07 // PADO.
	PPPoEInitiation  PPPoECode = 0x09 // PADI.
	PPPoEGrant       PPPoECode = 0x0a // PADG.
	PPPoECredit      PPPoECode = 0x0b // PADC.
	PPPoEQuality     PPPoECode = 0x0c // PADQ.
	PPPoERequest     PPPoECode = 0x19 // PADR.
	PPPoEConfirm     PPPoECode = 0x65 // PADS.
	PPPoETermination PPPoECode = 0xa7 // PADT.
)

// String returns the name, or the number.
func (c PPPoECode) String() string {
	switch c {
	case PPPoERequest:
		return "padr"
	case PPPoEConfirm:
		return "pads"
	case PPPoETermination:
		return "padt"
	}
	return nameOf(uint64(c), "session", "", "", "", "", "", "", "pado", "", "padi", "padg", "padc", "padq")
}

// A PPPoETagType tells what a tag holds.
type PPPoETagType uint16

// Types of tags. RFC 2516 appendix A, RFC 4638, RFC 5578.
const (
	PPPoETagEnd              PPPoETagType = 0x0000
	PPPoETagServiceName      PPPoETagType = 0x0101
	PPPoETagACName           PPPoETagType = 0x0102
	PPPoETagHostUniq         PPPoETagType = 0x0103
	PPPoETagACCookie         PPPoETagType = 0x0104
	PPPoETagVendorSpecific   PPPoETagType = 0x0105
	PPPoETagCredits          PPPoETagType = 0x0106
	PPPoETagMetrics          PPPoETagType = 0x0107
	PPPoETagSequence         PPPoETagType = 0x0108
	PPPoETagCreditScale      PPPoETagType = 0x0109
	PPPoETagRelaySession     PPPoETagType = 0x0110
	PPPoETagMaxPayload       PPPoETagType = 0x0120
	PPPoETagServiceNameError PPPoETagType = 0x0201
	PPPoETagACSystemError    PPPoETagType = 0x0202
	PPPoETagGenericError     PPPoETagType = 0x0203
)

// String returns the name, or the number in hexadecimal.
func (t PPPoETagType) String() string {
	switch t {
	case PPPoETagEnd:
		return "end"
	case PPPoETagServiceName:
		return "service-name"
	case PPPoETagACName:
		return "ac-name"
	case PPPoETagHostUniq:
		return "host-uniq"
	case PPPoETagACCookie:
		return "ac-cookie"
	case PPPoETagVendorSpecific:
		return "vendor-specific"
	case PPPoETagCredits:
		return "credits"
	case PPPoETagMetrics:
		return "metrics"
	case PPPoETagSequence:
		return "sequence"
	case PPPoETagCreditScale:
		return "credit-scale"
	case PPPoETagRelaySession:
		return "relay-session"
	case PPPoETagMaxPayload:
		return "max-payload"
	case PPPoETagServiceNameError:
		return "service-name-error"
	case PPPoETagACSystemError:
		return "ac-system-error"
	case PPPoETagGenericError:
		return "generic-error"
	}
	return hex16(uint16(t))
}

const (
	pppoeLen     = 6
	pppoeTagLen  = 4    // Before the value.
	pppoeVersion = 0x11 // Version 1, type 1.
)

var (
	protocolPPPoE  = Protocol{Name: "pppoe", New: func() Layer { return new(PPPoE) }, EtherType: EtherTypePPPoE}
	protocolPPPoED = Protocol{Name: "pppoed", New: func() Layer { return new(PPPoED) }, EtherType: EtherTypePPPoED}
)

// Info describes the protocol: PPP over Ethernet, in a session.
func (*PPPoE) Info() *Protocol { return &protocolPPPoE }

// DecodeLayer reads the 6 bytes of the header. It fails with ErrVersion unless version and type are 1. What lies behind Length is no part of the payload.
func (l *PPPoE) DecodeLayer(b []byte, d *Decoder) (x Decoded, err error) {
	length, err := decodePPPoE(b, &l.Code, &l.Session, &l.Length)
	if err != nil {
		return x, err
	}
	x.Header, x.End = pppoeLen, d.end(pppoeLen+length, b)
	if l.Code == PPPoESession && length > 0 && len(b) > pppoeLen {
		x.Next = &protocolPPP
	}
	return x, nil
}

// decodePPPoE reads the header, which is the same in discovery and in a session.
func decodePPPoE(b []byte, code *PPPoECode, session *uint16, length *Computed) (n int, err error) {
	if len(b) < pppoeLen {
		return 0, openflow.ErrTruncated
	}
	if b[0] != pppoeVersion {
		return 0, openflow.ErrVersion
	}
	n = int(be.Uint16(b[4:]))
	*code, *session, *length = PPPoECode(b[1]), be.Uint16(b[2:]), Received(uint32(n))
	return n, nil
}

// HeaderLen is 6.
func (*PPPoE) HeaderLen() int { return pppoeLen }

// EncodeLayer writes the header.
func (l *PPPoE) EncodeLayer(b []byte, e Encoding) error {
	return encodePPPoE(b, l.Code, l.Session, l.Length, e)
}

func encodePPPoE(b []byte, code PPPoECode, session uint16, length Computed, e Encoding) error {
	n, err := length.or16(len(b)-pppoeLen, e.flags)
	b[0], b[1] = pppoeVersion, uint8(code)
	be.PutUint16(b[2:], session)
	be.PutUint16(b[4:], n)
	return err
}

// Walk shows the fields to v. The names are this package's.
func (l *PPPoE) Walk(v Visitor) { walkPPPoE(v, &l.Code, &l.Session, &l.Length) }

func walkPPPoE(v Visitor, code *PPPoECode, session *uint16, length *Computed) {
	v.Const("version", 1)
	v.Const("type", 1)
	v.Enum("code", (*openflow.U8)(code), *code)
	v.Uint("session_id", (*openflow.U16)(session))
	v.Computed("length", length)
}

// CloneLayer returns a copy.
func (l *PPPoE) CloneLayer() Layer {
	c := *l
	return &c
}

// Info describes the protocol: PPP over Ethernet's discovery.
func (*PPPoED) Info() *Protocol { return &protocolPPPoED }

// DecodeLayer reads the header and the tags, up to Length or PPPoETagEnd. Where a tag does not fit into Length it fails with ErrLength, where the bytes end
// before the tag with ErrTruncated; the tags before stay. What lies behind Length is no part of the payload.
func (l *PPPoED) DecodeLayer(b []byte, d *Decoder) (x Decoded, err error) {
	length, err := decodePPPoE(b, &l.Code, &l.Session, &l.Length)
	if err != nil {
		return x, err
	}
	at, end := pppoeLen, pppoeLen+length
	a := arenaOf[PPPoETag](d)
	a.begin(cap(b) / pppoeTagLen)
	for more := true; more && at < end; {
		n := at + pppoeTagLen
		if err = within(n, end, b); err != nil {
			break
		}
		n += int(be.Uint16(b[at+2:]))
		if err = within(n, end, b); err != nil {
			break
		}
		t := PPPoETag{PPPoETagType(be.Uint16(b[at:])), b[at+pppoeTagLen : n : n]}
		a.add(t)
		at, more = n, t.Type != PPPoETagEnd
	}
	l.Tags = a.list()
	return Decoded{Header: at, End: d.end(end, b)}, err
}

// HeaderLen is 6 and the bytes of all tags.
func (l *PPPoED) HeaderLen() int {
	n := pppoeLen + pppoeTagLen*len(l.Tags)
	for i := range l.Tags {
		n += len(l.Tags[i].Value)
	}
	return n
}

// EncodeLayer writes header and tags.
func (l *PPPoED) EncodeLayer(b []byte, e Encoding) error {
	if err := encodePPPoE(b, l.Code, l.Session, l.Length, e); err != nil {
		return err
	}
	b = b[pppoeLen:]
	for i := range l.Tags {
		t := &l.Tags[i]
		if len(t.Value) > 0xffff {
			return openflow.ErrTooLong
		}
		be.PutUint32(b, uint32(t.Type)<<16|uint32(len(t.Value)))
		b = b[pppoeTagLen+copy(b[pppoeTagLen:], t.Value):]
	}
	return nil
}

// Find returns the first tag of a type.
func (l *PPPoED) Find(t PPPoETagType) (PPPoETag, bool) {
	if i := slices.IndexFunc(l.Tags, func(x PPPoETag) bool { return x.Type == t }); i >= 0 {
		return l.Tags[i], true
	}
	return PPPoETag{}, false
}

// Walk shows the fields to v. The names are this package's.
func (l *PPPoED) Walk(v Visitor) {
	walkPPPoE(v, &l.Code, &l.Session, &l.Length)
	v.List("tags", (*pppoeTagList)(&l.Tags))
}

// Class names the tag in JSON.
func (t *PPPoETag) Class() string { return "tag" }

// Walk shows the fields to v.
func (t *PPPoETag) Walk(v Visitor) {
	v.Enum("type", (*openflow.U16)(&t.Type), t.Type)
	v.Derived("length", uint64(len(t.Value)))
	v.Bytes("value", &t.Value)
}

type pppoeTagList []PPPoETag

func (l *pppoeTagList) Len() int                 { return len(*l) }
func (l *pppoeTagList) At(i int) Element         { return &(*l)[i] }
func (l *pppoeTagList) Add(class string) Element { return addTo((*[]PPPoETag)(l), class == "tag") }

// CloneLayer returns a copy.
func (l *PPPoED) CloneLayer() Layer {
	c := *l
	c.Tags = slices.Clone(l.Tags)
	for i := range c.Tags {
		c.Tags[i].Value = slices.Clone(c.Tags[i].Value)
	}
	return &c
}
