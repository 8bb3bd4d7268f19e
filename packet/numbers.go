package packet

import "strconv"

// An EtherType tells what an Ethernet frame carries. IEEE 802.
type EtherType uint16

// EtherTypes. Below 0x0600 the field is a length.
const (
	EtherTypeIPv4                EtherType = 0x0800
	EtherTypeARP                 EtherType = 0x0806
	EtherTypeWakeOnLAN           EtherType = 0x0842
	EtherTypeERSPAN3             EtherType = 0x22eb // ERSPAN of type III, in GRE.
	EtherTypeTransparentEthernet EtherType = 0x6558 // A whole frame, in GRE and Geneve.
	EtherTypeRARP                EtherType = 0x8035
	EtherTypeVLAN                EtherType = 0x8100 // 802.1Q, customer tag.
	EtherTypeIPv6                EtherType = 0x86dd
	EtherTypePause               EtherType = 0x8808 // MAC control, 802.3.
	EtherTypeSlow                EtherType = 0x8809 // LACP and marker.
	EtherTypeMPLS                EtherType = 0x8847
	EtherTypeMPLSMulticast       EtherType = 0x8848
	EtherTypePPPoED              EtherType = 0x8863 // PPP over Ethernet, discovery.
	EtherTypePPPoE               EtherType = 0x8864 // PPP over Ethernet, session.
	EtherTypeJumboLLC            EtherType = 0x8870
	EtherTypeEAPOL               EtherType = 0x888e
	EtherTypeSVLAN               EtherType = 0x88a8 // 802.1ad, service tag.
	EtherTypeERSPAN              EtherType = 0x88be // ERSPAN of types I and II, in GRE.
	EtherTypeLLDP                EtherType = 0x88cc
	EtherTypeMACsec              EtherType = 0x88e5
	EtherTypePBB                 EtherType = 0x88e7 // 802.1ah, I-tag.
	EtherTypePTP                 EtherType = 0x88f7 // IEEE 1588.
	EtherTypeCFM                 EtherType = 0x8902
	EtherTypeBDDP                EtherType = 0x8942 // LLDP in broadcast, as controllers send it.
	EtherTypeNSH                 EtherType = 0x894f
	EtherTypeLoopback            EtherType = 0x9000 // Configuration test of Ethernet.
	EtherTypeQinQ                EtherType = 0x9100 // Older service tag.
)

// String returns the name in lower case, such as ipv4, or the number in hexadecimal where there is none.
func (t EtherType) String() string {
	switch t {
	case EtherTypeIPv4:
		return "ipv4"
	case EtherTypeARP:
		return "arp"
	case EtherTypeWakeOnLAN:
		return "wake-on-lan"
	case EtherTypeERSPAN3:
		return "erspan3"
	case EtherTypeTransparentEthernet:
		return "ethernet"
	case EtherTypeRARP:
		return "rarp"
	case EtherTypeVLAN:
		return "vlan"
	case EtherTypeIPv6:
		return "ipv6"
	case EtherTypePause:
		return "pause"
	case EtherTypeSlow:
		return "slow"
	case EtherTypeMPLS:
		return "mpls"
	case EtherTypeMPLSMulticast:
		return "mpls-multicast"
	case EtherTypePPPoED:
		return "pppoe-discovery"
	case EtherTypePPPoE:
		return "pppoe"
	case EtherTypeJumboLLC:
		return "jumbo-llc"
	case EtherTypeEAPOL:
		return "eapol"
	case EtherTypeSVLAN:
		return "svlan"
	case EtherTypeERSPAN:
		return "erspan"
	case EtherTypeLLDP:
		return "lldp"
	case EtherTypeMACsec:
		return "macsec"
	case EtherTypePBB:
		return "pbb"
	case EtherTypePTP:
		return "ptp"
	case EtherTypeCFM:
		return "cfm"
	case EtherTypeBDDP:
		return "bddp"
	case EtherTypeNSH:
		return "nsh"
	case EtherTypeLoopback:
		return "loopback"
	case EtherTypeQinQ:
		return "qinq"
	}
	return hex16(uint16(t))
}

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
	IPProtocolDCCP     IPProtocol = 33
	IPProtocolIPv6     IPProtocol = 41
	IPProtocolRouting  IPProtocol = 43
	IPProtocolFragment IPProtocol = 44
	IPProtocolRSVP     IPProtocol = 46
	IPProtocolGRE      IPProtocol = 47
	IPProtocolESP      IPProtocol = 50
	IPProtocolAuth     IPProtocol = 51
	IPProtocolICMPv6   IPProtocol = 58
	IPProtocolNoNext   IPProtocol = 59
	IPProtocolDestOpts IPProtocol = 60
	IPProtocolEIGRP    IPProtocol = 88
	IPProtocolOSPF     IPProtocol = 89
	IPProtocolPIM      IPProtocol = 103
	IPProtocolIPComp   IPProtocol = 108
	IPProtocolVRRP     IPProtocol = 112
	IPProtocolL2TP     IPProtocol = 115
	IPProtocolSCTP     IPProtocol = 132
	IPProtocolMobility IPProtocol = 135
	IPProtocolUDPLite  IPProtocol = 136
	IPProtocolMPLS     IPProtocol = 137
	IPProtocolEthernet IPProtocol = 143
)

// String returns the name in lower case, such as tcp, or the number where there is none.
func (p IPProtocol) String() string {
	switch p {
	case IPProtocolHopByHop:
		return "hop-by-hop"
	case IPProtocolICMP:
		return "icmp"
	case IPProtocolIGMP:
		return "igmp"
	case IPProtocolIPv4:
		return "ipv4"
	case IPProtocolTCP:
		return "tcp"
	case IPProtocolUDP:
		return "udp"
	case IPProtocolDCCP:
		return "dccp"
	case IPProtocolIPv6:
		return "ipv6"
	case IPProtocolRouting:
		return "routing"
	case IPProtocolFragment:
		return "fragment"
	case IPProtocolRSVP:
		return "rsvp"
	case IPProtocolGRE:
		return "gre"
	case IPProtocolESP:
		return "esp"
	case IPProtocolAuth:
		return "auth"
	case IPProtocolICMPv6:
		return "icmpv6"
	case IPProtocolNoNext:
		return "no-next-header"
	case IPProtocolDestOpts:
		return "dest-options"
	case IPProtocolEIGRP:
		return "eigrp"
	case IPProtocolOSPF:
		return "ospf"
	case IPProtocolPIM:
		return "pim"
	case IPProtocolIPComp:
		return "ipcomp"
	case IPProtocolVRRP:
		return "vrrp"
	case IPProtocolL2TP:
		return "l2tp"
	case IPProtocolSCTP:
		return "sctp"
	case IPProtocolMobility:
		return "mobility"
	case IPProtocolUDPLite:
		return "udplite"
	case IPProtocolMPLS:
		return "mpls"
	case IPProtocolEthernet:
		return "ethernet"
	}
	return strconv.Itoa(int(p))
}

func hex16(x uint16) string {
	s := strconv.FormatUint(uint64(x), 16)
	return "0x0000"[:6-len(s)] + s
}
