package packet

import "github.com/ofwire/openflow"

// LinuxCooked is the header that Linux puts in place of the link layer's when packets of any interface are captured: LINKTYPE_LINUX_SLL, or
// LINKTYPE_LINUX_SLL2. It is found as the first layer only: see Decoder.First.
type LinuxCooked struct {
	// Version2 tells the longer header, which has the interface. Decoding leaves it as it is.
	Version2 bool
	Type     LinuxPacketType
	Hardware uint16 // ARPHRD_ type of the interface: 1 is Ethernet.
	AddrLen  uint16 // Bytes of Addr that are the sender's address, at most 255 in version 2. It is written as it is, even if it is more than 8.
	Addr     [8]byte
	// EtherType is of what follows. Some values below 0x0600 are Linux's own: 4 is LLC.
	EtherType EtherType
	Interface uint32 // Of version 2.
	Reserved  uint16 // Of version 2.
}

// A LinuxPacketType tells whom a packet is to.
type LinuxPacketType uint16

// Types of packets.
const (
	LinuxHost LinuxPacketType = iota
	LinuxBroadcast
	LinuxMulticast
	LinuxOtherHost
	LinuxOutgoing
)

// String returns the name, or the number.
func (t LinuxPacketType) String() string {
	return nameOf(uint64(t), "host", "broadcast", "multicast", "other-host", "outgoing")
}

const (
	linuxCookedLen  = 16
	linuxCooked2Len = 20
	linuxLLC        = 4
)

var (
	protocolLinuxCooked  = Protocol{Name: "linuxcooked", New: func() Layer { return new(LinuxCooked) }}
	protocolLinuxCooked2 = Protocol{Name: "linuxcooked2", New: func() Layer { return &LinuxCooked{Version2: true} }}
)

// LinuxCookedV2 is the protocol of the longer header; Of[*LinuxCooked]() is that of the shorter one.
func LinuxCookedV2() *Protocol { return &protocolLinuxCooked2 }

// Info describes the protocol: the shorter header or the longer one.
func (l *LinuxCooked) Info() *Protocol {
	if l != nil && l.Version2 {
		return &protocolLinuxCooked2
	}
	return &protocolLinuxCooked
}

// DecodeLayer reads the 16 or 20 bytes of the header. It leaves Version2 as it is.
func (l *LinuxCooked) DecodeLayer(b []byte, d *Decoder) (x Decoded, err error) {
	n := l.HeaderLen()
	if len(b) < n {
		return x, openflow.ErrTruncated
	}
	if l.Version2 {
		*l = LinuxCooked{
			Version2: true, EtherType: EtherType(be.Uint16(b)), Reserved: be.Uint16(b[2:]), Interface: be.Uint32(b[4:]), Hardware: be.Uint16(b[8:]),
			Type: LinuxPacketType(b[10]), AddrLen: uint16(b[11]), Addr: [8]byte(b[12:]),
		}
	} else {
		*l = LinuxCooked{
			Type: LinuxPacketType(be.Uint16(b)), Hardware: be.Uint16(b[2:]), AddrLen: be.Uint16(b[4:]), Addr: [8]byte(b[6:]), EtherType: EtherType(be.Uint16(b[14:])),
		}
	}
	x.Header = n
	if l.EtherType == linuxLLC {
		x.Next = &protocolLLC
	} else {
		x.Next = d.EtherType(l.EtherType)
	}
	return x, nil
}

// HeaderLen is 16, or 20.
func (l *LinuxCooked) HeaderLen() int {
	if l.Version2 {
		return linuxCooked2Len
	}
	return linuxCookedLen
}

// EncodeLayer writes the header.
func (l *LinuxCooked) EncodeLayer(b []byte, e Encoding) error {
	t := l.EtherType
	if t == 0 && e.Next != nil {
		t = e.Next.EtherType
		if e.Next == &protocolLLC {
			t = linuxLLC
		}
	}
	if !l.Version2 {
		be.PutUint16(b, uint16(l.Type))
		be.PutUint16(b[2:], l.Hardware)
		be.PutUint16(b[4:], l.AddrLen)
		*(*[8]byte)(b[6:]) = l.Addr
		be.PutUint16(b[14:], uint16(t))
		return nil
	}
	if l.Type > 255 || l.AddrLen > 255 {
		return openflow.ErrValue
	}
	be.PutUint16(b, uint16(t))
	be.PutUint16(b[2:], l.Reserved)
	be.PutUint32(b[4:], l.Interface)
	be.PutUint16(b[8:], l.Hardware)
	b[10], b[11] = byte(l.Type), byte(l.AddrLen)
	*(*[8]byte)(b[12:]) = l.Addr
	return nil
}

// Walk shows the fields to v. Os-ken does not have version 2.
func (l *LinuxCooked) Walk(v Visitor) {
	v.Enum("pkt_type", (*openflow.U16)(&l.Type), l.Type)
	v.Uint("arphrd_type", (*openflow.U16)(&l.Hardware))
	v.Uint("address_length", (*openflow.U16)(&l.AddrLen))
	v.Array("address", l.Addr[:])
	v.Hex("proto_type", (*openflow.U16)(&l.EtherType))
	if l.Version2 {
		v.Uint("interface", (*openflow.U32)(&l.Interface))
		v.Rare("reserved", (*openflow.U16)(&l.Reserved))
	}
}

// CloneLayer returns a copy.
func (l *LinuxCooked) CloneLayer() Layer {
	c := *l
	return &c
}
