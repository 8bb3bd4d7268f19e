package packet

// Protocols returns all protocols of this package, in fresh memory.
func Protocols() []*Protocol {
	return []*Protocol{
		&protocolEthernet,
		&protocolVLAN,
		&protocolSVLAN,
		&protocolLLC,
		&protocolLLDP,
		&protocolARP,
		&protocolIPv4,
		&protocolIPv6,
		&protocolHopByHop,
		&protocolDestOptions,
		&protocolIPv6Routing,
		&protocolIPv6Fragment,
		&protocolIPAuth,
		&protocolICMP,
		&protocolTCP,
		&protocolUDP,
		&protocolBPDUConfiguration,
		&protocolBPDUTopologyChange,
		&protocolBPDURapid,
		&protocolLACP,
		&protocolMarker,
		&protocolDHCP,
		&protocolDHCPv6,
		&protocolVRRPv2,
		&protocolVRRPv3,
		&protocolBFD,
		&protocolCFM,
	}
}
