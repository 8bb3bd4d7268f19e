package packet

import "github.com/ofwire/openflow"

// Ethernet is the header of a frame: Ethernet II, or IEEE 802.3 with LLC behind it. There is no preamble and no frame check sequence.
//
// This file is the example of how a protocol is added to this package; see doc.go.
type Ethernet struct {
	Dst, Src openflow.MAC
	// EtherType is 0 in a frame of 802.3, which has a length in its place. Append fills in an EtherType of 0 when it knows the next layer's.
	EtherType EtherType
	// Length is 802.3's, of LLC and payload, at most 1500; it is not there when EtherType is not 0. Longer ones need EtherTypeJumboLLC.
	Length Computed
	// Pad makes Append fill up a frame to MinFrameLen with zeros. Decoding leaves it false.
	Pad bool
}

// MinFrameLen is the least length of an Ethernet frame, without its frame check sequence.
const MinFrameLen = 60

const ethernetLen = 14

// maxLLCLength is the largest value that is a length where an EtherType can be.
const maxLLCLength = 1500

var protocolEthernet = Protocol{
	Name: "ethernet", New: func() Layer { return new(Ethernet) }, kind: kindEthernet,
	EtherType: EtherTypeTransparentEthernet, IPProtocol: IPProtocolEthernet,
}

// Info describes the protocol: Ethernet.
func (*Ethernet) Info() *Protocol { return &protocolEthernet }

// DecodeLayer reads the 14 bytes of the header. In a frame of 802.3 what lies behind Length is no part of the payload.
func (l *Ethernet) DecodeLayer(b []byte, d *Decoder) (x Decoded, err error) {
	if len(b) < ethernetLen {
		return x, openflow.ErrTruncated
	}
	l.parse((*[ethernetLen]byte)(b))
	x.Header = ethernetLen
	if l.EtherType > maxLLCLength {
		x.Next = d.EtherType(l.EtherType)
	} else {
		l.EtherType, l.Length = 0, Received(uint32(l.EtherType))
		x.Next, x.End = &protocolLLC, d.end(ethernetLen+int(l.Length.Value()), b)
	}
	return x, nil
}

// parse sets the fields, with a length for an EtherType.
func (l *Ethernet) parse(b *[ethernetLen]byte) {
	l.Dst = [6]byte(b[:])
	l.Src = [6]byte(b[6:])
	l.EtherType, l.Length, l.Pad = EtherType(be.Uint16(b[12:])), 0, false
}

// HeaderLen is 14.
func (*Ethernet) HeaderLen() int { return ethernetLen }

// EncodeLayer writes the header.
func (l *Ethernet) EncodeLayer(b []byte, e Encoding) error {
	t, err := uint16(l.EtherType), error(nil)
	if t == 0 {
		t, err = typeOrLength(l.Length, len(b)-ethernetLen, e)
	}
	l.put((*[ethernetLen]byte)(b), t)
	return err
}

// put writes the header with an EtherType or a length.
func (l *Ethernet) put(b *[ethernetLen]byte, t uint16) {
	*(*[6]byte)(b[:]) = l.Dst
	*(*[6]byte)(b[6:]) = l.Src
	be.PutUint16(b[12:], t)
}

// typeOrLength returns what stands in the place of an EtherType that is 0. A length that is computed would be an EtherType where it is more than 1500.
func typeOrLength(length Computed, payload int, e Encoding) (uint16, error) {
	switch {
	case length.keeps(e.flags):
		return length.or16(payload, e.flags)
	case e.Next == &protocolLLC, e.Next == nil && length != 0:
		if payload > maxLLCLength {
			return 0, openflow.ErrTooLong
		}
		return uint16(payload), nil
	case e.Next != nil:
		return uint16(e.Next.EtherType), nil
	}
	return 0, nil
}

// Walk shows the fields to v.
func (l *Ethernet) Walk(v Visitor) {
	v.MAC("dst", &l.Dst)
	v.MAC("src", &l.Src)
	v.Hex("ethertype", &etherTypeField{&l.EtherType, &l.Length})
}

// CloneLayer returns a copy.
func (l *Ethernet) CloneLayer() Layer {
	c := *l
	return &c
}

// An etherTypeField is an EtherType or a length as one number.
type etherTypeField struct {
	t      *EtherType
	length *Computed
}

// Get returns the EtherType, or the length where there is none.
func (f *etherTypeField) Get() uint64 {
	if *f.t != 0 {
		return uint64(*f.t)
	}
	return uint64(f.length.Value())
}

// Set stores an EtherType or, up to 1500, a length.
func (f *etherTypeField) Set(x uint64) error {
	switch {
	case x > 0xffff:
		return openflow.ErrValue
	case x > maxLLCLength:
		*f.t, *f.length = EtherType(x), 0
	case x == 0: // Neither is known, and a length of 0 is written as it is.
		*f.t, *f.length = 0, 0
	default:
		*f.t, *f.length = 0, Received(uint32(x))
	}
	return nil
}

// Size is 2.
func (f *etherTypeField) Size() int { return 2 }
