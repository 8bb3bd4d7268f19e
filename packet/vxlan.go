package packet

import "github.com/ofwire/openflow"

// VXLAN is the header of a virtual extensible LAN, in UDP with the port VXLANPort. RFC 7348. A whole frame follows or, with VXLANNextProtocol, what that tells.
type VXLAN struct {
	Flags VXLANFlags // Besides the flag of the VNI, 0x08, which is always set.
	// Extension is the 24 bits behind the flags, which extensions use: the lower 16 are the group policy's id; the lowest 8 are the next
	// protocol of the generic protocol extension, a NextProtocol.
	Extension uint32
	VNI       uint32 // 24 bits.
	Reserved  uint8
}

// VXLANFlags are the flags of extensions, and reserved ones.
type VXLANFlags uint8

// Flags of VXLAN's extensions.
const (
	VXLANNextProtocol VXLANFlags = 0x04 // Generic protocol extension.
	VXLANGroupPolicy  VXLANFlags = 0x80

	vxlanHasVNI VXLANFlags = 0x08
)

// String returns the names of the flags.
func (f VXLANFlags) String() string {
	return flagNames(uint64(f), "", "", "next-protocol", "", "", "", "", "group-policy")
}

// UDP ports of tunnels.
const (
	VXLANPort    uint16 = 4789
	VXLANGPEPort uint16 = 4790
	GenevePort   uint16 = 6081
	MPLSPort     uint16 = 6635
	GREPort      uint16 = 4754
	GTPUPort     uint16 = 2152

	vxlanOldPort uint16 = 8472 // Linux's before the port was assigned.
)

const vxlanLen = 8

var protocolVXLAN = Protocol{Name: "vxlan", New: func() Layer { return new(VXLAN) }, tunnel: true}

// Info describes the protocol: VXLAN.
func (*VXLAN) Info() *Protocol { return &protocolVXLAN }

// DecodeLayer reads the 8 bytes of the header. Without the flag of the VNI it fails with ErrValue.
func (l *VXLAN) DecodeLayer(b []byte, _ *Decoder) (x Decoded, err error) {
	if len(b) < vxlanLen {
		return x, openflow.ErrTruncated
	}
	flags := VXLANFlags(b[0])
	if flags&vxlanHasVNI == 0 {
		return x, openflow.ErrValue
	}
	w := be.Uint32(b[4:])
	*l = VXLAN{flags &^ vxlanHasVNI, be.Uint32(b) & 0xffffff, w >> 8, uint8(w)}
	x.Header = vxlanLen
	switch {
	case len(b) == vxlanLen:
	case flags&VXLANNextProtocol != 0:
		x.Next = NextProtocol(l.Extension).protocol()
	default:
		x.Next = &protocolEthernet
	}
	return x, nil
}

// HeaderLen is 8.
func (*VXLAN) HeaderLen() int { return vxlanLen }

// EncodeLayer writes the header.
func (l *VXLAN) EncodeLayer(b []byte, e Encoding) error {
	if l.Extension > 0xffffff || l.VNI > 0xffffff || l.Flags&vxlanHasVNI != 0 {
		return openflow.ErrValue
	}
	extension := l.Extension
	if l.Flags&VXLANNextProtocol != 0 && extension&0xff == 0 {
		extension |= uint32(nextProtocolOf(e.Next))
	}
	be.PutUint32(b, uint32(l.Flags|vxlanHasVNI)<<24|extension)
	be.PutUint32(b[4:], l.VNI<<8|uint32(l.Reserved))
	return nil
}

// Walk shows the fields to v.
func (l *VXLAN) Walk(v Visitor) {
	v.Rare("flags", (*openflow.U8)(&l.Flags))
	v.Rare("extension", (*openflow.U32)(&l.Extension))
	v.Uint("vni", (*openflow.U32)(&l.VNI))
	v.Rare("reserved", (*openflow.U8)(&l.Reserved))
}

// CloneLayer returns a copy.
func (l *VXLAN) CloneLayer() Layer {
	c := *l
	return &c
}
