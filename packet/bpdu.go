package packet

import (
	"strconv"

	"github.com/ofwire/openflow"
)

// BPDU is a data unit of the spanning tree protocols, behind LLC with both addresses LLCSpanningTree: a configuration (IEEE 802.1D-1998 §9.3.1), a
// notification of a topology change, which has none of the fields behind Type, or a rapid spanning tree BPDU (IEEE 802.1D-2004 §9.3.3). What follows the
// latter in BPDUs of multiple spanning trees is payload; what follows others is padding.
type BPDU struct {
	Version      uint8 // 0; 2 of rapid and 3 of multiple spanning trees.
	Type         BPDUType
	Flags        BPDUFlags
	Root         BridgeID
	RootPathCost uint32
	Bridge       BridgeID
	PortID       uint16 // Priority in the upper 4 bits, the port's number in the lower 12.
	// Times are in units of 1/256 s.
	MessageAge, MaxAge, HelloTime, ForwardDelay uint16
	// Version1Length is of a part that rapid spanning tree BPDUs do not have: 0.
	Version1Length uint8
}

// A BridgeID names a bridge.
type BridgeID struct {
	Priority uint16 // Priority in the upper 4 bits, the system id extension in the lower 12.
	MAC      openflow.MAC
}

// String returns priority and address: 32768.02:00:00:00:00:01.
func (x BridgeID) String() string { return strconv.Itoa(int(x.Priority)) + "." + x.MAC.String() }

// A BPDUType is the type of a BPDU.
type BPDUType uint8

// Types of BPDUs.
const (
	BPDUConfiguration  BPDUType = 0x00
	BPDURapid          BPDUType = 0x02
	BPDUTopologyChange BPDUType = 0x80
)

// BPDUFlags are the flags of a BPDU. Configurations have the first and the last only; the port's role is bits 2 and 3.
type BPDUFlags uint8

// Flags of BPDUs.
const (
	BPDUFlagTopologyChange BPDUFlags = 1 << iota
	BPDUFlagProposal
	BPDUFlagRole1
	BPDUFlagRole2
	BPDUFlagLearning
	BPDUFlagForwarding
	BPDUFlagAgreement
	BPDUFlagAcknowledgment
)

// String returns the names of the flags, and the port's role.
func (f BPDUFlags) String() string {
	role := [4]string{"", "+alternate", "+root", "+designated"}[f>>2&3]
	s := flagNames(uint64(f&^(3<<2)), "topology-change", "proposal", "", "", "learning", "forwarding", "agreement", "acknowledgment")
	if s == "" && role != "" {
		role = role[1:]
	}
	return s + role
}

// LLCSpanningTree is the service access point of spanning tree protocols.
const LLCSpanningTree = 0x42

const (
	bpduTopologyChangeLen = 4
	bpduConfigurationLen  = 35
	bpduRapidLen          = 36
)

var (
	protocolBPDU = Protocol{Name: "bpdu", New: func() Layer { return new(BPDU) }}

	protocolBPDUConfiguration  = Protocol{Name: "ConfigurationBPDUs", New: func() Layer { return new(BPDU) }}
	protocolBPDUTopologyChange = Protocol{
		Name: "TopologyChangeNotificationBPDUs", New: func() Layer { return &BPDU{Type: BPDUTopologyChange} },
	}
	protocolBPDURapid = Protocol{Name: "RstBPDUs", New: func() Layer { return &BPDU{Version: 2, Type: BPDURapid} }}
)

// Info describes the protocol by the type of BPDU, as os-ken does.
func (l *BPDU) Info() *Protocol {
	if l != nil {
		switch l.Type {
		case BPDUConfiguration:
			return &protocolBPDUConfiguration
		case BPDUTopologyChange:
			return &protocolBPDUTopologyChange
		case BPDURapid:
			return &protocolBPDURapid
		}
	}
	return &protocolBPDU
}

// isBPDU reports whether a protocol is what Info returns.
func isBPDU(p *Protocol) bool {
	return p == &protocolBPDU || p == &protocolBPDUConfiguration || p == &protocolBPDUTopologyChange || p == &protocolBPDURapid
}

// DecodeLayer reads a BPDU of any version. A protocol identifier that is not 0 is ErrValue, an unknown type ErrType.
func (l *BPDU) DecodeLayer(b []byte, _ *Decoder) (x Decoded, err error) {
	if len(b) < bpduTopologyChangeLen {
		return x, openflow.ErrTruncated
	}
	if be.Uint16(b) != 0 {
		return x, openflow.ErrValue
	}
	t := BPDU{Version: b[2], Type: BPDUType(b[3])}
	n := t.HeaderLen()
	switch {
	case n == 0:
		return x, openflow.ErrType
	case len(b) < n:
		return x, openflow.ErrTruncated
	}
	*l = t
	x.Header = n
	if t.Type != BPDURapid || t.Version < 3 {
		x.End = n
	}
	if n == bpduTopologyChangeLen {
		return x, nil
	}
	l.Flags = BPDUFlags(b[4])
	l.Root = BridgeID{be.Uint16(b[5:]), openflow.MAC(b[7:])}
	l.RootPathCost = be.Uint32(b[13:])
	l.Bridge = BridgeID{be.Uint16(b[17:]), openflow.MAC(b[19:])}
	l.PortID, l.MessageAge, l.MaxAge = be.Uint16(b[25:]), be.Uint16(b[27:]), be.Uint16(b[29:])
	l.HelloTime, l.ForwardDelay = be.Uint16(b[31:]), be.Uint16(b[33:])
	if n == bpduRapidLen {
		l.Version1Length = b[35]
	}
	return x, nil
}

// HeaderLen is 4, 35 or 36, by the type.
func (l *BPDU) HeaderLen() int {
	switch l.Type {
	case BPDUConfiguration:
		return bpduConfigurationLen
	case BPDUTopologyChange:
		return bpduTopologyChangeLen
	case BPDURapid:
		return bpduRapidLen
	}
	return 0
}

// EncodeLayer writes the BPDU.
func (l *BPDU) EncodeLayer(b []byte, e Encoding) error {
	if e.HeaderLen == 0 {
		return openflow.ErrType
	}
	be.PutUint16(b, 0)
	b[2], b[3] = l.Version, byte(l.Type)
	if e.HeaderLen == bpduTopologyChangeLen {
		return nil
	}
	b[4] = byte(l.Flags)
	be.PutUint16(b[5:], l.Root.Priority)
	*(*openflow.MAC)(b[7:]) = l.Root.MAC
	be.PutUint32(b[13:], l.RootPathCost)
	be.PutUint16(b[17:], l.Bridge.Priority)
	*(*openflow.MAC)(b[19:]) = l.Bridge.MAC
	for i, x := range [...]uint16{l.PortID, l.MessageAge, l.MaxAge, l.HelloTime, l.ForwardDelay} {
		be.PutUint16(b[25+2*i:], x)
	}
	if e.HeaderLen == bpduRapidLen {
		b[35] = l.Version1Length
	}
	return nil
}

// Walk shows the fields to v. The version is not in os-ken's JSON; it is shown where it is not the type's own.
func (l *BPDU) Walk(v Visitor) {
	usual := l.Info().New().(*BPDU).Version
	if l.Version != usual || v.Reading() {
		v.Uint("version", (*openflow.U8)(&l.Version))
	}
	if l.Type == BPDUTopologyChange {
		return
	}
	v.Enum("flags", (*openflow.U8)(&l.Flags), l.Flags)
	walkSplit(v, "root_priority", "root_system_id_extension", &l.Root.Priority, 0xf000)
	v.MAC("root_mac_address", &l.Root.MAC)
	v.Uint("root_path_cost", (*openflow.U32)(&l.RootPathCost))
	walkSplit(v, "bridge_priority", "bridge_system_id_extension", &l.Bridge.Priority, 0xf000)
	v.MAC("bridge_mac_address", &l.Bridge.MAC)
	priority, number := uint8(l.PortID>>8&0xf0), l.PortID&0xfff
	v.Uint("port_priority", masked{(*openflow.U8)(&priority), 0xf0})
	v.Uint("port_number", masked{(*openflow.U16)(&number), 0xfff})
	if v.Reading() {
		l.PortID = uint16(priority)<<8 | number
	}
	v.Scaled("message_age", (*openflow.U16)(&l.MessageAge), 256)
	v.Scaled("max_age", (*openflow.U16)(&l.MaxAge), 256)
	v.Scaled("hello_time", (*openflow.U16)(&l.HelloTime), 256)
	v.Scaled("forward_delay", (*openflow.U16)(&l.ForwardDelay), 256)
	if l.Type == BPDURapid {
		v.Rare("version_1_length", (*openflow.U8)(&l.Version1Length))
	}
}

// walkSplit shows the upper and the lower bits of a number as two; both keep their place.
func walkSplit(v Visitor, upper, lower string, p *uint16, mask uint16) {
	hi, lo := *p&mask, *p&^mask
	v.Uint(upper, masked{(*openflow.U16)(&hi), uint64(mask)})
	v.Uint(lower, masked{(*openflow.U16)(&lo), uint64(^mask)})
	if v.Reading() {
		*p = hi | lo
	}
}

// CloneLayer returns a copy.
func (l *BPDU) CloneLayer() Layer {
	c := *l
	return &c
}
