package packet

import "github.com/ofwire/openflow"

// EAPOL is the header of the extensible authentication protocol over LANs. IEEE 802.1X §11. EAP follows in packets of type EAPOLPacket; what follows in
// others, as keys, is payload.
type EAPOL struct {
	Version uint8 // 1 to 3, of 802.1X-2001, -2004 and -2010.
	Type    EAPOLType
	Length  Computed // Of the payload.
}

// An EAPOLType is the type of an EAPOL packet.
type EAPOLType uint8

// Types of packets. IEEE 802.1X table 11-3.
const (
	EAPOLPacket EAPOLType = iota // EAP.
	EAPOLStart
	EAPOLLogoff
	EAPOLKey
	EAPOLAlert // Encapsulated ASF alert.
	EAPOLMKA   // MACsec key agreement.
	EAPOLAnnouncement
	EAPOLAnnouncementSpecific
	EAPOLAnnouncementRequest
)

// String returns the name, or the number.
func (t EAPOLType) String() string {
	return nameOf(uint64(t), "eap-packet", "start", "logoff", "key", "asf-alert", "mka", "announcement", "announcement-specific", "announcement-request")
}

const eapolLen = 4

var protocolEAPOL = Protocol{Name: "eapol", New: func() Layer { return &EAPOL{Version: 1} }, EtherType: EtherTypeEAPOL}

// Info describes the protocol: EAPOL.
func (*EAPOL) Info() *Protocol { return &protocolEAPOL }

// DecodeLayer reads the 4 bytes of the header. What lies behind Length is no part of the payload.
func (l *EAPOL) DecodeLayer(b []byte, d *Decoder) (x Decoded, err error) {
	if len(b) < eapolLen {
		return x, openflow.ErrTruncated
	}
	length := be.Uint16(b[2:])
	*l = EAPOL{b[0], EAPOLType(b[1]), Received(uint32(length))}
	x.Header, x.End = eapolLen, d.end(eapolLen+int(length), b)
	if l.Type == EAPOLPacket && length > 0 && len(b) > eapolLen {
		x.Next = &protocolEAP
	}
	return x, nil
}

// HeaderLen is 4.
func (*EAPOL) HeaderLen() int { return eapolLen }

// EncodeLayer writes the header.
func (l *EAPOL) EncodeLayer(b []byte, e Encoding) error {
	length, err := l.Length.or16(len(b)-eapolLen, e.flags)
	be.PutUint32(b, uint32(l.Version)<<24|uint32(l.Type)<<16|uint32(length))
	return err
}

// Walk shows the fields to v. The names are this package's.
func (l *EAPOL) Walk(v Visitor) {
	v.Uint("version", (*openflow.U8)(&l.Version))
	v.Enum("type", (*openflow.U8)(&l.Type), l.Type)
	v.Computed("length", &l.Length)
}

// CloneLayer returns a copy.
func (l *EAPOL) CloneLayer() Layer {
	c := *l
	return &c
}
