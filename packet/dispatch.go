package packet

// A Dispatch tells which protocols a Decoder finds behind EtherTypes, IP protocols and ports, besides those that it knows. A nil entry makes the payload stay
// bytes. The zero value changes nothing. A Dispatch that Decoders share must not change while they decode.
//
//	d := packet.Decoder{Dispatch: packet.Dispatch{
//		UDPPorts: map[uint16]*packet.Protocol{14789: packet.Of[*packet.VXLAN]()},
//	}}
type Dispatch struct {
	EtherTypes  map[EtherType]*Protocol
	IPProtocols map[IPProtocol]*Protocol
	// The destination's port goes before the source's.
	UDPPorts map[uint16]*Protocol
	TCPPorts map[uint16]*Protocol
}

// EtherType returns the protocol of an EtherType, or nil.
func (d *Decoder) EtherType(t EtherType) *Protocol {
	if d.Dispatch.EtherTypes != nil {
		if p, ok := d.Dispatch.EtherTypes[t]; ok {
			return p
		}
	}
	switch t {
	case EtherTypeIPv4:
		return &protocolIPv4
	case EtherTypeARP, EtherTypeRARP:
		return &protocolARP
	case EtherTypeVLAN, EtherTypeQinQ:
		return &protocolVLAN
	case EtherTypeSVLAN:
		return &protocolSVLAN
	case EtherTypeIPv6:
		return &protocolIPv6
	case EtherTypeCFM:
		return &protocolCFM
	case EtherTypeSlow:
		return &protocolSlow
	case EtherTypeLLDP:
		return &protocolLLDP
	case EtherTypeJumboLLC:
		return &protocolLLC
	case EtherTypeTransparentEthernet:
		return &protocolEthernet
	case EtherTypeMPLS, EtherTypeMPLSMulticast:
		return &protocolMPLS
	case EtherTypePBB:
		return &protocolITag
	case EtherTypeNSH:
		return &protocolNSH
	case EtherTypePPPoE:
		return &protocolPPPoE
	case EtherTypePPPoED:
		return &protocolPPPoED
	case EtherTypeEAPOL:
		return &protocolEAPOL
	}
	return nil
}

// IPProtocol returns the protocol of a protocol number of IPv4 or IPv6, or nil. Extension headers, which are IPv6's alone, are not among them.
func (d *Decoder) IPProtocol(n IPProtocol) *Protocol {
	if d.Dispatch.IPProtocols != nil {
		if p, ok := d.Dispatch.IPProtocols[n]; ok {
			return p
		}
	}
	switch n {
	case IPProtocolTCP:
		return &protocolTCP
	case IPProtocolUDP:
		return &protocolUDP
	case IPProtocolICMP:
		return &protocolICMP
	case IPProtocolIPv4:
		return &protocolIPv4
	case IPProtocolIPv6:
		return &protocolIPv6
	case IPProtocolOSPF:
		return &protocolAnyOSPF
	case IPProtocolVRRP:
		return &protocolVRRP
	case IPProtocolAuth:
		return &protocolIPAuth
	case IPProtocolEthernet:
		return &protocolEthernet
	case IPProtocolICMPv6:
		return &protocolICMPv6
	case IPProtocolIGMP:
		return &protocolIGMP
	case IPProtocolGRE:
		return &protocolGRE
	case IPProtocolSCTP:
		return &protocolSCTP
	case IPProtocolMPLS:
		return &protocolMPLS
	}
	return nil
}

// A portSet tells which ports may have a protocol: a bit for all ports that are alike modulo 64.
type portSet uint64

func (s portSet) has(src, dst uint16) bool { return (s>>(src&63)|s>>(dst&63))&1 != 0 }

// mayHaveUDP reports whether it is worth looking for the protocol in a UDP datagram.
func (d *Decoder) mayHaveUDP(src, dst uint16) bool {
	return udpPorts.has(src, dst) || d.Dispatch.UDPPorts != nil
}

// mayHaveTCP reports whether it is worth looking for the protocol in a TCP segment.
func (d *Decoder) mayHaveTCP(src, dst uint16) bool {
	return tcpPorts.has(src, dst) || d.Dispatch.TCPPorts != nil
}

// udpProtocol returns the protocol in a UDP datagram, or nil.
func (d *Decoder) udpProtocol(src, dst uint16) *Protocol {
	if p, ok := lookPorts(d.Dispatch.UDPPorts, src, dst); ok {
		return p
	}
	if p := udpPort(dst); p != nil {
		return p
	}
	if p := udpPort(src); p != nil && !p.tunnel {
		return p
	}
	return nil
}

// tcpProtocol returns the protocol in a TCP segment, or nil.
func (d *Decoder) tcpProtocol(src, dst uint16) *Protocol {
	if p, ok := lookPorts(d.Dispatch.TCPPorts, src, dst); ok {
		return p
	}
	if p := tcpPort(dst); p != nil {
		return p
	}
	return tcpPort(src)
}

func lookPorts(ports map[uint16]*Protocol, src, dst uint16) (*Protocol, bool) {
	if ports == nil {
		return nil, false
	}
	if p, ok := ports[dst]; ok {
		return p, true
	}
	p, ok := ports[src]
	return p, ok
}

// llcSAP returns the protocol behind a service access point of LLC.
func llcSAP(dsap uint8) *Protocol {
	if dsap == LLCSpanningTree {
		return &protocolBPDU
	}
	return nil
}

// The ports of the protocols that are looked up by port. Each has a bit in the set of its transport, and a case in udpPort or tcpPort.
const (
	udpPorts portSet = 1<<(VXLANPort&63) | 1<<(vxlanOldPort&63) | 1<<(VXLANGPEPort&63) | 1<<(GenevePort&63) | 1<<(MPLSPort&63) | 1<<(GREPort&63) |
		1<<(GTPUPort&63) | 1<<(DHCPServerPort&63) | 1<<(DHCPClientPort&63) | 1<<(DHCPv6ClientPort&63) | 1<<(DHCPv6ServerPort&63) |
		1<<(BFDPort&63) | 1<<(BFDMultihopPort&63) | 1<<(SFlowCollectorPort&63) | 1<<(NetFlowPort&63)
	tcpPorts portSet = 1<<(OpenFlowOldPort&63) | 1<<(OpenFlowPort&63)
)

// udpPort returns the protocol of a UDP port.
func udpPort(port uint16) *Protocol {
	switch port {
	case VXLANPort, vxlanOldPort, VXLANGPEPort:
		return &protocolVXLAN
	case GenevePort:
		return &protocolGeneve
	case MPLSPort:
		return &protocolMPLS
	case GREPort:
		return &protocolGRE
	case GTPUPort:
		return &protocolGTPU
	case DHCPServerPort, DHCPClientPort:
		return &protocolDHCP
	case DHCPv6ClientPort, DHCPv6ServerPort:
		return &protocolDHCPv6
	case SFlowCollectorPort:
		return &protocolSFlow
	case NetFlowPort:
		return &protocolAnyNetFlow
	case BFDPort, BFDMultihopPort:
		return &protocolBFD
	}
	return nil
}

// tcpPort returns the protocol of a TCP port.
func tcpPort(port uint16) *Protocol {
	if port == OpenFlowPort || port == OpenFlowOldPort {
		return &protocolOpenFlowOrTLS
	}
	return nil
}
