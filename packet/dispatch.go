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

// A portSet has ports, each in its own place: no two may have the same.
type portSet [128]uint16

func (s *portSet) has(port uint16) bool { return s[port&127] == port }

// mayHaveUDP reports whether it is worth looking for the protocol in a UDP datagram.
func (d *Decoder) mayHaveUDP(src, dst uint16) bool {
	return udpPorts.has(dst) || udpPorts.has(src) || d.Dispatch.UDPPorts != nil
}

// mayHaveTCP reports whether it is worth looking for the protocol in a TCP segment.
func (d *Decoder) mayHaveTCP(src, dst uint16) bool {
	return isOpenFlow(dst) || isOpenFlow(src) || d.Dispatch.TCPPorts != nil
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

// udpPorts has all ports of udpPort.
var udpPorts = portSet{
	VXLANPort & 127:          VXLANPort,
	vxlanOldPort & 127:       vxlanOldPort,
	VXLANGPEPort & 127:       VXLANGPEPort,
	GenevePort & 127:         GenevePort,
	MPLSPort & 127:           MPLSPort,
	GREPort & 127:            GREPort,
	GTPUPort & 127:           GTPUPort,
	DHCPServerPort & 127:     DHCPServerPort,
	DHCPClientPort & 127:     DHCPClientPort,
	DHCPv6ClientPort & 127:   DHCPv6ClientPort,
	DHCPv6ServerPort & 127:   DHCPv6ServerPort,
	BFDPort & 127:            BFDPort,
	BFDMultihopPort & 127:    BFDMultihopPort,
	SFlowCollectorPort & 127: SFlowCollectorPort,
	NetFlowPort & 127:        NetFlowPort,
}

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
	if isOpenFlow(port) {
		return &protocolOpenFlowOrTLS
	}
	return nil
}

func isOpenFlow(port uint16) bool { return port == OpenFlowPort || port == OpenFlowOldPort }
