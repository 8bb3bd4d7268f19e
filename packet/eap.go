package packet

import "github.com/ofwire/openflow"

// EAP is the header of the extensible authentication protocol, in EAPOL and in PPP. RFC 3748 §4. The data of a type is payload.
type EAP struct {
	Code   EAPCode
	ID     uint8    // A response has its request's.
	Length Computed // Of header and payload.
	Type   EAPType  // Of the codes that HasType tells.
}

// An EAPCode is the kind of an EAP packet.
type EAPCode uint8

// Codes. RFC 3748, RFC 6696.
const (
	EAPRequest  EAPCode = 1
	EAPResponse EAPCode = 2
	EAPSuccess  EAPCode = 3
	EAPFailure  EAPCode = 4
	EAPInitiate EAPCode = 5
	EAPFinish   EAPCode = 6
)

// String returns the name, or the number.
func (c EAPCode) String() string {
	return nameOf(uint64(c), "", "request", "response", "success", "failure", "initiate", "finish")
}

// HasType reports whether packets with this code have a type.
func (c EAPCode) HasType() bool {
	return c == EAPRequest || c == EAPResponse || c == EAPInitiate || c == EAPFinish
}

// An EAPType tells what a request or a response is about. The types of EAPInitiate and EAPFinish are other ones, those of RFC 6696.
type EAPType uint8

// Types of requests and responses.
const (
	EAPIdentity     EAPType = 1
	EAPNotification EAPType = 2
	EAPNak          EAPType = 3
	EAPMD5          EAPType = 4
	EAPOTP          EAPType = 5
	EAPGTC          EAPType = 6
	EAPTLS          EAPType = 13
	EAPLEAP         EAPType = 17
	EAPSIM          EAPType = 18
	EAPTTLS         EAPType = 21
	EAPAKA          EAPType = 23
	EAPPEAP         EAPType = 25
	EAPMSCHAPv2     EAPType = 26
	EAPFAST         EAPType = 43
	EAPPSK          EAPType = 47
	EAPAKAPrime     EAPType = 50
	EAPPWD          EAPType = 52
	EAPTEAP         EAPType = 55
	EAPExpanded     EAPType = 254 // A vendor's, of 3 bytes, and its type, of 4, follow.
	EAPExperimental EAPType = 255
)

// String returns the name, or the number.
func (t EAPType) String() string {
	switch t {
	case EAPTLS:
		return "tls"
	case EAPLEAP:
		return "leap"
	case EAPSIM:
		return "sim"
	case EAPTTLS:
		return "ttls"
	case EAPAKA:
		return "aka"
	case EAPPEAP:
		return "peap"
	case EAPMSCHAPv2:
		return "mschapv2"
	case EAPFAST:
		return "fast"
	case EAPPSK:
		return "psk"
	case EAPAKAPrime:
		return "aka-prime"
	case EAPPWD:
		return "pwd"
	case EAPTEAP:
		return "teap"
	case EAPExpanded:
		return "expanded"
	case EAPExperimental:
		return "experimental"
	}
	return nameOf(uint64(t), "", "identity", "notification", "nak", "md5-challenge", "otp", "gtc")
}

const eapLen = 4 // Before the type.

var protocolEAP = Protocol{Name: "eap", New: func() Layer { return new(EAP) }}

// Info describes the protocol: EAP.
func (*EAP) Info() *Protocol { return &protocolEAP }

// DecodeLayer reads the header. It fails with ErrLength where Length is below the header's. What lies behind Length is no part of the payload.
func (l *EAP) DecodeLayer(b []byte, d *Decoder) (x Decoded, err error) {
	if len(b) < eapLen {
		return x, openflow.ErrTruncated
	}
	length := int(be.Uint16(b[2:]))
	*l = EAP{Code: EAPCode(b[0]), ID: b[1], Length: Received(uint32(length))}
	header := l.HeaderLen()
	if err = within(header, length, b); err != nil {
		return x, err
	}
	if header > eapLen {
		l.Type = EAPType(b[eapLen])
	}
	return Decoded{Header: header, End: d.end(length, b)}, nil
}

// HeaderLen is 4, and 5 with a type.
func (l *EAP) HeaderLen() int {
	if l.Code.HasType() {
		return eapLen + 1
	}
	return eapLen
}

// EncodeLayer writes the header.
func (l *EAP) EncodeLayer(b []byte, e Encoding) error {
	length, err := l.Length.or16(len(b), e.flags)
	be.PutUint32(b, uint32(l.Code)<<24|uint32(l.ID)<<16|uint32(length))
	if e.HeaderLen > eapLen {
		b[eapLen] = uint8(l.Type)
	}
	return err
}

// Walk shows the fields to v. The names are this package's.
func (l *EAP) Walk(v Visitor) {
	v.Enum("code", (*openflow.U8)(&l.Code), l.Code)
	v.Uint("id", (*openflow.U8)(&l.ID))
	v.Computed("length", &l.Length)
	if l.Code.HasType() || v.Reading() {
		v.Enum("type", (*openflow.U8)(&l.Type), l.Type)
	}
}

// CloneLayer returns a copy.
func (l *EAP) CloneLayer() Layer {
	c := *l
	return &c
}
