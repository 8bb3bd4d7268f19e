package packet

import (
	"net/netip"

	"github.com/ofwire/openflow"
)

// Ethernet addresses that protocols have to themselves. See MulticastMAC for those of IP groups, and VirtualRouterMAC for those of virtual routers.
var (
	Broadcast = openflow.MAC{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}

	LLDPNearest  = openflow.MAC{0x01, 0x80, 0xc2, 0x00, 0x00, 0x0e} // Nearest bridge.
	LLDPNonTPMR  = openflow.MAC{0x01, 0x80, 0xc2, 0x00, 0x00, 0x03} // Nearest bridge that is no two-port relay.
	LLDPCustomer = openflow.MAC{0x01, 0x80, 0xc2, 0x00, 0x00, 0x00} // Nearest customer bridge.

	SpanningTree         = LLDPCustomer                                     // Bridges of customers: STP, RSTP and MSTP.
	SpanningTreeProvider = openflow.MAC{0x01, 0x80, 0xc2, 0x00, 0x00, 0x08} // Bridges of providers.
	Pause                = openflow.MAC{0x01, 0x80, 0xc2, 0x00, 0x00, 0x01} // MAC control, 802.3.
	SlowProtocols        = openflow.MAC{0x01, 0x80, 0xc2, 0x00, 0x00, 0x02} // LACP and marker.
	EAPOLGroup           = LLDPNonTPMR                                      // Authenticators and supplicants of 802.1X.
	PTPGroup             = openflow.MAC{0x01, 0x1b, 0x19, 0x00, 0x00, 0x00} // IEEE 1588, but for the peer delay, which goes to LLDPNearest.
	CDPGroup             = openflow.MAC{0x01, 0x00, 0x0c, 0xcc, 0xcc, 0xcc} // Cisco's discovery, VTP, DTP and UDLD.
	PVSTGroup            = openflow.MAC{0x01, 0x00, 0x0c, 0xcc, 0xcc, 0xcd} // Cisco's spanning tree for each VLAN.
)

// IsReserved reports whether bridges do not forward frames to the address: 01:80:c2:00:00:00 to 01:80:c2:00:00:0f. IEEE 802.1Q, table 8-1.
func IsReserved(a openflow.MAC) bool { return [5]byte(a[:]) == [5]byte(LLDPCustomer[:]) && a[5] < 16 }

// CFMGroup returns the address that CFM of a maintenance level, 0 to 7, is sent to: link traces, or continuity checks. IEEE 802.1Q, tables 8-17 and 8-18.
func CFMGroup(level uint8, linkTrace bool) openflow.MAC {
	a := openflow.MAC{0x01, 0x80, 0xc2, 0x00, 0x00, 0x30 | level&7}
	if linkTrace {
		a[5] |= 8
	}
	return a
}

// VirtualRouterMAC returns the address that a virtual router has in IPv4 or in IPv6. RFC 5798 §7.3.
func VirtualRouterMAC(vrid uint8, ipv6 bool) openflow.MAC {
	if ipv6 {
		return openflow.MAC{0x00, 0x00, 0x5e, 0x00, 0x02, vrid}
	}
	return openflow.MAC{0x00, 0x00, 0x5e, 0x00, 0x01, vrid}
}

// MulticastMAC returns the Ethernet address of an IP multicast address. RFC 1112 §6.4, RFC 2464 §7.
func MulticastMAC(a netip.Addr) openflow.MAC {
	b := a.As16()
	if a.Is4() {
		return openflow.MAC{0x01, 0x00, 0x5e, b[13] & 0x7f, b[14], b[15]}
	}
	return openflow.MAC{0x33, 0x33, b[12], b[13], b[14], b[15]}
}

// The ports behind which a Decoder looks for protocols, besides those of tunnels: see VXLANPort.
const (
	DHCPServerPort     uint16 = 67
	DHCPClientPort     uint16 = 68
	DHCPv6ClientPort   uint16 = 546
	DHCPv6ServerPort   uint16 = 547
	NetFlowPort        uint16 = 2055
	BFDPort            uint16 = 3784
	BFDMultihopPort    uint16 = 4784
	SFlowCollectorPort uint16 = 6343
	OpenFlowPort       uint16 = 6653 // In TCP.
	OpenFlowOldPort    uint16 = 6633 // In TCP; before the port was assigned.
)
