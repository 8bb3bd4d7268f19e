package packet

import (
	"strconv"

	"github.com/ofwire/openflow"
)

// An EtherType tells what an Ethernet frame carries. IEEE 802.
type EtherType uint16

// EtherTypes. Below 0x0600 the field is a length.
const (
	EtherTypeIPv4                EtherType = 0x0800
	EtherTypeARP                 EtherType = 0x0806
	EtherTypeTransparentEthernet EtherType = 0x6558 // A whole frame, in GRE and Geneve.
	EtherTypeRARP                EtherType = 0x8035
	EtherTypeVLAN                EtherType = 0x8100 // 802.1Q, customer tag.
	EtherTypeIPv6                EtherType = 0x86dd
	EtherTypeSlow                EtherType = 0x8809 // LACP and marker.
	EtherTypeMPLS                EtherType = 0x8847
	EtherTypeMPLSMulticast       EtherType = 0x8848
	EtherTypePPPoED              EtherType = 0x8863 // PPP over Ethernet, discovery.
	EtherTypePPPoE               EtherType = 0x8864 // PPP over Ethernet, session.
	EtherTypeJumboLLC            EtherType = 0x8870
	EtherTypeEAPOL               EtherType = 0x888e
	EtherTypeERSPAN              EtherType = 0x88be // ERSPAN of types I and II, in GRE.
	EtherTypeERSPAN3             EtherType = 0x22eb // ERSPAN of type III, in GRE.
	EtherTypeNSH                 EtherType = 0x894f
	EtherTypeSVLAN               EtherType = 0x88a8 // 802.1ad, service tag.
	EtherTypeLLDP                EtherType = 0x88cc
	EtherTypePBB                 EtherType = 0x88e7 // 802.1ah, I-tag.
	EtherTypeBDDP                EtherType = 0x8942 // LLDP in broadcast, as controllers send it.
	EtherTypeCFM                 EtherType = 0x8902
	EtherTypeQinQ                EtherType = 0x9100 // Older service tag.

	minEtherType EtherType = 0x0600
)

// String returns the number in hexadecimal.
func (t EtherType) String() string { return hex16(uint16(t)) }

// An IPProtocol is a number of IPv4's protocol field and IPv6's next header.
type IPProtocol uint8

// IP protocols.
const (
	IPProtocolHopByHop IPProtocol = 0
	IPProtocolICMP     IPProtocol = 1
	IPProtocolIGMP     IPProtocol = 2
	IPProtocolIPv4     IPProtocol = 4
	IPProtocolTCP      IPProtocol = 6
	IPProtocolUDP      IPProtocol = 17
	IPProtocolIPv6     IPProtocol = 41
	IPProtocolRouting  IPProtocol = 43
	IPProtocolFragment IPProtocol = 44
	IPProtocolGRE      IPProtocol = 47
	IPProtocolESP      IPProtocol = 50
	IPProtocolAuth     IPProtocol = 51
	IPProtocolICMPv6   IPProtocol = 58
	IPProtocolNoNext   IPProtocol = 59
	IPProtocolDestOpts IPProtocol = 60
	IPProtocolOSPF     IPProtocol = 89
	IPProtocolVRRP     IPProtocol = 112
	IPProtocolSCTP     IPProtocol = 132
	IPProtocolMPLS     IPProtocol = 137
	IPProtocolEthernet IPProtocol = 143
)

// String returns the number in decimal.
func (p IPProtocol) String() string { return strconv.Itoa(int(p)) }

// Ethernet addresses that protocols have to themselves.
var (
	Broadcast     = openflow.MAC{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
	LLDPNearest   = openflow.MAC{0x01, 0x80, 0xc2, 0x00, 0x00, 0x0e} // Nearest bridge.
	LLDPNonTPMR   = openflow.MAC{0x01, 0x80, 0xc2, 0x00, 0x00, 0x03} // Nearest bridge that is no two-port relay.
	LLDPCustomer  = openflow.MAC{0x01, 0x80, 0xc2, 0x00, 0x00, 0x00} // Nearest customer bridge; spanning tree too.
	EAPOLGroup    = LLDPNonTPMR                                      // Authenticators and supplicants of 802.1X.
	SlowProtocols = openflow.MAC{0x01, 0x80, 0xc2, 0x00, 0x00, 0x02}
)

func hex16(x uint16) string {
	s := strconv.FormatUint(uint64(x), 16)
	return "0x0000"[:6-len(s)] + s
}
