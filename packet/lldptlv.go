package packet

import "net/netip"

// An LLDPChassisSubtype tells what a chassis id is. The numbers of port ids are others: see LLDPPortSubtype.
type LLDPChassisSubtype uint8

// Subtypes of chassis ids.
const (
	LLDPChassisComponent LLDPChassisSubtype = 1
	LLDPChassisIfAlias   LLDPChassisSubtype = 2
	LLDPChassisPort      LLDPChassisSubtype = 3
	LLDPChassisMAC       LLDPChassisSubtype = 4
	LLDPChassisNetwork   LLDPChassisSubtype = 5 // An address family of IANA, and the address.
	LLDPChassisIfName    LLDPChassisSubtype = 6
	LLDPChassisLocal     LLDPChassisSubtype = 7
)

// String returns the name, or the number.
func (s LLDPChassisSubtype) String() string {
	return nameOf(uint64(s), "", "component", "interface-alias", "port-component", "mac", "network-address", "interface-name", "local")
}

// An LLDPPortSubtype tells what a port id is.
type LLDPPortSubtype uint8

// Subtypes of port ids.
const (
	LLDPPortIfAlias        LLDPPortSubtype = 1
	LLDPPortComponent      LLDPPortSubtype = 2
	LLDPPortMAC            LLDPPortSubtype = 3
	LLDPPortNetwork        LLDPPortSubtype = 4 // An address family of IANA, and the address.
	LLDPPortIfName         LLDPPortSubtype = 5
	LLDPPortAgentCircuitID LLDPPortSubtype = 6
	LLDPPortLocal          LLDPPortSubtype = 7
)

// String returns the name, or the number.
func (s LLDPPortSubtype) String() string {
	return nameOf(uint64(s), "", "interface-alias", "component", "mac", "network-address", "interface-name", "agent-circuit-id", "local")
}

// LLDPCapabilities are bits of the system capabilities.
type LLDPCapabilities uint16

// System capabilities.
const (
	LLDPOther LLDPCapabilities = 1 << iota
	LLDPRepeater
	LLDPBridge
	LLDPAccessPoint
	LLDPRouter
	LLDPTelephone
	LLDPDocsis
	LLDPStation
	LLDPCustomerVLAN
	LLDPServiceVLAN
	LLDPTwoPortRelay
)

// String returns the names of the bits.
func (c LLDPCapabilities) String() string {
	return flagNames(uint64(c), "other", "repeater", "bridge", "access-point", "router", "telephone", "docsis", "station", "c-vlan", "s-vlan", "two-port-relay")
}

// LLDPChassisID returns a chassis id of 1 to 255 bytes.
func LLDPChassisID(subtype LLDPChassisSubtype, id []byte) LLDPTLV {
	return lldpID(LLDPTypeChassisID, uint8(subtype), id)
}

// LLDPPortID returns a port id of 1 to 255 bytes.
func LLDPPortID(subtype LLDPPortSubtype, id []byte) LLDPTLV {
	return lldpID(LLDPTypePortID, uint8(subtype), id)
}

func lldpID(t LLDPType, subtype uint8, id []byte) LLDPTLV {
	return LLDPTLV{t, append([]byte{subtype}, id...)}
}

// LLDPTTL returns a time to live in seconds.
func LLDPTTL(seconds uint16) LLDPTLV { return LLDPTLV{LLDPTypeTTL, be.AppendUint16(nil, seconds)} }

// LLDPText returns a TLV that holds text: a port description, system name or system description.
func LLDPText(t LLDPType, text string) LLDPTLV { return LLDPTLV{t, []byte(text)} }

// LLDPSystemCapabilities returns what a system can do, and which of it is enabled.
func LLDPSystemCapabilities(system, enabled LLDPCapabilities) LLDPTLV {
	return LLDPTLV{LLDPTypeSystemCapabilities, be.AppendUint16(be.AppendUint16(nil, uint16(system)), uint16(enabled))}
}

// LLDPOrganization returns a TLV of an organization.
func LLDPOrganization(oui [3]byte, subtype uint8, info []byte) LLDPTLV {
	return LLDPTLV{LLDPTypeOrganization, append(append(oui[:], subtype), info...)}
}

// LLDPEnd returns the TLV that ends the list.
func LLDPEnd() LLDPTLV { return LLDPTLV{} }

// An LLDPManagement is a management address.
type LLDPManagement struct {
	AddrSubtype      uint8  // 1 is IPv4, 2 IPv6, 6 a MAC address: IANA's address families.
	Addr             []byte // 1 to 31 bytes.
	InterfaceSubtype uint8  // 1 unknown, 2 ifIndex, 3 system port number.
	Interface        uint32
	OID              []byte // Up to 128 bytes.
}

// LLDPManagementAddress returns the TLV of a management address. Append refuses that of parts whose lengths do not fit into a byte.
func LLDPManagementAddress(m LLDPManagement) LLDPTLV {
	if len(m.Addr) > 254 || len(m.OID) > 255 {
		return LLDPTLV{LLDPTypeManagementAddress, make([]byte, maxLLDPValue+1)}
	}
	b := append([]byte{byte(1 + len(m.Addr)), m.AddrSubtype}, m.Addr...)
	b = be.AppendUint32(append(b, m.InterfaceSubtype), m.Interface)
	return LLDPTLV{LLDPTypeManagementAddress, append(append(b, byte(len(m.OID))), m.OID...)}
}

// LLDPManagementIP returns the TLV of an IP address that manages a system, with the number of its interface.
func LLDPManagementIP(a netip.Addr, ifIndex uint32) LLDPTLV {
	m := LLDPManagement{AddrSubtype: 1, Addr: a.AsSlice(), InterfaceSubtype: 2, Interface: ifIndex}
	if a.Is6() {
		m.AddrSubtype = 2
	}
	return LLDPManagementAddress(m)
}

// ChassisID returns what a chassis id is, and its value, which is part of t. It is false for other TLVs.
func (t LLDPTLV) ChassisID() (subtype LLDPChassisSubtype, id []byte, ok bool) {
	if t.Type != LLDPTypeChassisID || len(t.Value) < 1 {
		return 0, nil, false
	}
	return LLDPChassisSubtype(t.Value[0]), t.Value[1:], true
}

// PortID returns what a port id is, and its value, which is part of t. It is false for other TLVs.
func (t LLDPTLV) PortID() (subtype LLDPPortSubtype, id []byte, ok bool) {
	if t.Type != LLDPTypePortID || len(t.Value) < 1 {
		return 0, nil, false
	}
	return LLDPPortSubtype(t.Value[0]), t.Value[1:], true
}

// TTL returns the seconds of a time to live.
func (t LLDPTLV) TTL() (seconds uint16, ok bool) {
	if t.Type != LLDPTypeTTL || len(t.Value) < 2 {
		return 0, false
	}
	return be.Uint16(t.Value), true
}

// SystemCapabilities returns what a system can do, and which of it is enabled.
func (t LLDPTLV) SystemCapabilities() (system, enabled LLDPCapabilities, ok bool) {
	if t.Type != LLDPTypeSystemCapabilities || len(t.Value) != 4 {
		return 0, 0, false
	}
	return LLDPCapabilities(be.Uint16(t.Value)), LLDPCapabilities(be.Uint16(t.Value[2:])), true
}

// Organization takes the TLV of an organization apart; info is part of t.
func (t LLDPTLV) Organization() (oui [3]byte, subtype uint8, info []byte, ok bool) {
	if t.Type != LLDPTypeOrganization || len(t.Value) < 4 {
		return oui, 0, nil, false
	}
	return [3]byte(t.Value), t.Value[3], t.Value[4:], true
}

// Management takes a management address apart; its slices are part of t.
func (t LLDPTLV) Management() (m LLDPManagement, ok bool) {
	b := t.Value
	if t.Type != LLDPTypeManagementAddress || len(b) < 2 || b[0] < 1 || len(b) < int(b[0])+7 {
		return m, false
	}
	n := 1 + int(b[0])
	m = LLDPManagement{b[1], b[2:n], b[n], be.Uint32(b[n+1:]), b[n+6:]}
	return m, len(m.OID) == int(b[n+5])
}
