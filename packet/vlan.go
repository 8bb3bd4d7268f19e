package packet

import (
	"slices"

	"github.com/ofwire/openflow"
)

// VLAN is a tag of IEEE 802.1Q, or a service tag of 802.1ad. Tags may be stacked; each is a layer. Packet.PushVLAN and Packet.PopVLAN put them on and take them
// off.
type VLAN struct {
	// Service tells a service tag, which follows EtherType 0x88a8, from a customer tag. When it is changed the EtherType of the layer before is to be set to 0.
	Service  bool
	Priority uint8  // PCP, 3 bits.
	DEI      bool   // Drop eligible; in older tags the CFI.
	ID       uint16 // VID, 12 bits.
	// EtherType and Length are as those of Ethernet.
	EtherType EtherType
	Length    Computed
}

const vlanLen = 4

var (
	protocolVLAN  = Protocol{Name: "vlan", New: func() Layer { return new(VLAN) }, kind: kindVLAN, EtherType: EtherTypeVLAN}
	protocolSVLAN = Protocol{Name: "svlan", New: func() Layer { return &VLAN{Service: true} }, kind: kindVLAN, EtherType: EtherTypeSVLAN}
)

// Info describes the protocol: customer tags, or of service tags.
func (l *VLAN) Info() *Protocol {
	if l != nil && l.Service {
		return &protocolSVLAN
	}
	return &protocolVLAN
}

// DecodeLayer reads the 4 bytes behind the tag's own EtherType. It leaves Service as it is.
func (l *VLAN) DecodeLayer(b []byte, d *Decoder) (x Decoded, err error) {
	if len(b) < vlanLen {
		return x, openflow.ErrTruncated
	}
	l.parse((*[vlanLen]byte)(b))
	x.Header = vlanLen
	if l.EtherType > maxLLCLength {
		x.Next = d.EtherType(l.EtherType)
	} else {
		l.EtherType, l.Length = 0, Received(uint32(l.EtherType))
		x.Next, x.End = &protocolLLC, d.end(vlanLen+int(l.Length.Value()), b)
	}
	return x, nil
}

// parse sets the fields, with a length for an EtherType.
func (l *VLAN) parse(b *[vlanLen]byte) {
	w := be.Uint32(b[:])
	l.Priority, l.DEI, l.ID = uint8(w>>29), w&(1<<28) != 0, uint16(w>>16&0xfff)
	l.EtherType, l.Length = EtherType(w), 0
}

// HeaderLen is 4.
func (*VLAN) HeaderLen() int { return vlanLen }

// EncodeLayer writes the header.
func (l *VLAN) EncodeLayer(b []byte, e Encoding) error {
	if l.Priority > 7 || l.ID > 0xfff {
		return openflow.ErrValue
	}
	t, err := uint16(l.EtherType), error(nil)
	if t == 0 {
		t, err = typeOrLength(l.Length, len(b)-vlanLen, e)
	}
	l.put((*[vlanLen]byte)(b), t)
	return err
}

// put writes the header with an EtherType or a length.
func (l *VLAN) put(b *[vlanLen]byte, t uint16) {
	tci := uint32(l.Priority)<<13 | uint32(l.ID)
	if l.DEI {
		tci |= 0x1000
	}
	be.PutUint32(b[:], tci<<16|uint32(t))
}

// Walk shows the fields to v.
func (l *VLAN) Walk(v Visitor) {
	v.Uint("pcp", (*openflow.U8)(&l.Priority))
	v.Uint("cfi", (*openflow.Bool)(&l.DEI))
	v.Uint("vid", (*openflow.U16)(&l.ID))
	v.Hex("ethertype", &etherTypeField{&l.EtherType, &l.Length})
}

// CloneLayer returns a copy.
func (l *VLAN) CloneLayer() Layer {
	c := *l
	return &c
}

// PushVLAN puts a tag before all others, right behind the Ethernet header. What the frame carries is then told by the tag: its EtherType and Length are set,
// and the header's EtherType is left to Append. It reports false, and does nothing, where the packet does not begin with Ethernet.
func (p *Packet) PushVLAN(tag *VLAN) bool {
	e := p.ethernet()
	if e == nil {
		return false
	}
	tag.EtherType, tag.Length = e.EtherType, e.Length
	e.EtherType, e.Length = 0, 0
	p.Layers = slices.Insert(p.Layers, 1, Layer(tag))
	return true
}

// PopVLAN takes off the tag right behind the Ethernet header, which then tells what the tag told, and returns the tag. It returns nil, and does nothing, where
// there is none.
func (p *Packet) PopVLAN() *VLAN {
	e := p.ethernet()
	if e == nil || len(p.Layers) < 2 {
		return nil
	}
	tag, ok := p.Layers[1].(*VLAN)
	if !ok {
		return nil
	}
	e.EtherType, e.Length = tag.EtherType, tag.Length
	p.Layers = slices.Delete(p.Layers, 1, 2)
	return tag
}

// ethernet returns the header that the packet begins with, or nil.
func (p *Packet) ethernet() *Ethernet {
	if len(p.Layers) == 0 {
		return nil
	}
	e, _ := p.Layers[0].(*Ethernet)
	return e
}
