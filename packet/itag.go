package packet

import "github.com/ofwire/openflow"

// ITag is the service instance tag of provider backbone bridges, which carries a whole frame: Ethernet follows. IEEE 802.1Q §9.7.
type ITag struct {
	PCP      uint8 // Priority, 3 bits.
	DEI      bool  // The frame is eligible to be dropped.
	UCA      bool  // The frame inside has customer addresses.
	Reserved uint8 // 3 bits.
	SID      uint32
}

const iTagLen = 4

var protocolITag = Protocol{Name: "itag", New: func() Layer { return new(ITag) }, EtherType: EtherTypePBB}

// Info describes the protocol: the I-tag.
func (*ITag) Info() *Protocol { return &protocolITag }

// DecodeLayer reads the 4 bytes of the tag.
func (l *ITag) DecodeLayer(b []byte, _ *Decoder) (x Decoded, err error) {
	if len(b) < iTagLen {
		return x, openflow.ErrTruncated
	}
	w := be.Uint32(b)
	*l = ITag{uint8(w >> 29), w>>28&1 != 0, w>>27&1 != 0, uint8(w>>24) & 7, w & 0xffffff}
	x.Header = iTagLen
	if len(b) > iTagLen {
		x.Next = &protocolEthernet
	}
	return x, nil
}

// HeaderLen is 4.
func (*ITag) HeaderLen() int { return iTagLen }

// EncodeLayer writes the tag.
func (l *ITag) EncodeLayer(b []byte, _ Encoding) error {
	if l.PCP > 7 || l.Reserved > 7 || l.SID > 0xffffff {
		return openflow.ErrValue
	}
	be.PutUint32(b, uint32(l.PCP)<<29|bit32(l.DEI, 28)|bit32(l.UCA, 27)|uint32(l.Reserved)<<24|l.SID)
	return nil
}

// bit32 returns bit n if it is to be set.
func bit32(set bool, n uint) uint32 {
	if set {
		return 1 << n
	}
	return 0
}

// Walk shows the fields to v.
func (l *ITag) Walk(v Visitor) {
	v.Uint("pcp", (*openflow.U8)(&l.PCP))
	v.Uint("dei", (*openflow.Bool)(&l.DEI))
	v.Uint("uca", (*openflow.Bool)(&l.UCA))
	v.Rare("reserved", (*openflow.U8)(&l.Reserved))
	v.Uint("sid", (*openflow.U32)(&l.SID))
}

// CloneLayer returns a copy.
func (l *ITag) CloneLayer() Layer {
	c := *l
	return &c
}
