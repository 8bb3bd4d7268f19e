package packet

import "github.com/ofwire/openflow"

// LLC is the header of IEEE 802.2 logical link control, with SNAP behind it where both addresses are 0xaa and Control is 3.
type LLC struct {
	// DSAP and SSAP have the group bit and the command bit, each the lowest. Append fills in both where they are 0 and spanning tree follows; it wants a
	// Control of 3 then.
	DSAP, SSAP uint8
	Control    uint8 // Its lowest two bits are 3 in unnumbered frames, 1 in supervisory ones; else the frame is an information frame.
	Sequence   uint8 // The second byte of Control, which unnumbered frames do not have: the number received and the poll bit.
	OUI        uint32
	// Type is SNAP's: what follows, when OUI is 0. Append then fills in a Type of 0 when it knows the next layer's; else it is a number of the organization's.
	Type EtherType
}

// LLCSNAP is the service access point of SNAP.
const LLCSNAP = 0xaa

var protocolLLC = Protocol{Name: "llc", New: func() Layer { return new(LLC) }, EtherType: EtherTypeJumboLLC}

// Info describes the protocol: LLC.
func (*LLC) Info() *Protocol { return &protocolLLC }

// IsSNAP reports whether OUI and Type are in the header.
func (l *LLC) IsSNAP() bool { return l.DSAP == LLCSNAP && l.SSAP == LLCSNAP && l.Control == 3 }

func (l *LLC) isUnnumbered() bool { return l.Control&3 == 3 }

// DecodeLayer reads the header.
func (l *LLC) DecodeLayer(b []byte, d *Decoder) (x Decoded, err error) {
	if len(b) < 3 {
		return x, openflow.ErrTruncated
	}
	*l = LLC{DSAP: b[0], SSAP: b[1], Control: b[2]}
	n := l.HeaderLen()
	if len(b) < n {
		return x, openflow.ErrTruncated
	}
	x.Header = n
	switch {
	case l.IsSNAP():
		l.OUI, l.Type = be.Uint32(b[2:])&0xffffff, EtherType(be.Uint16(b[6:]))
		if l.OUI == 0 {
			x.Next = d.EtherType(l.Type)
		}
		return x, nil
	case !l.isUnnumbered():
		l.Sequence = b[3]
	}
	x.Next = llcSAP(l.DSAP)
	return x, nil
}

// HeaderLen is 3, 4 or, with SNAP, 8.
func (l *LLC) HeaderLen() int {
	switch {
	case l.IsSNAP():
		return 8
	case l.isUnnumbered():
		return 3
	}
	return 4
}

// EncodeLayer writes the header.
func (l *LLC) EncodeLayer(b []byte, e Encoding) error {
	b[0], b[1], b[2] = l.DSAP, l.SSAP, l.Control
	if l.DSAP|l.SSAP == 0 && isBPDU(e.Next) {
		if l.Control != 3 {
			return openflow.ErrValue
		}
		b[0], b[1] = LLCSpanningTree, LLCSpanningTree
	}
	switch {
	case l.IsSNAP():
		if l.OUI > 0xffffff {
			return openflow.ErrValue
		}
		t := l.Type
		if t == 0 && l.OUI == 0 && e.Next != nil {
			t = e.Next.EtherType
		}
		b[3] = byte(l.OUI >> 16)
		be.PutUint32(b[4:], l.OUI<<16|uint32(t))
	case !l.isUnnumbered():
		b[3] = l.Sequence
	}
	return nil
}

// Walk shows the fields to v.
func (l *LLC) Walk(v Visitor) {
	v.Hex("dsap_addr", (*openflow.U8)(&l.DSAP))
	v.Hex("ssap_addr", (*openflow.U8)(&l.SSAP))
	v.Object("control", llcControl{l})
	if l.IsSNAP() {
		v.Rare("oui", (*openflow.U32)(&l.OUI))
		v.Hex("type", (*openflow.U16)(&l.Type))
	}
}

// CloneLayer returns a copy.
func (l *LLC) CloneLayer() Layer {
	c := *l
	return &c
}
