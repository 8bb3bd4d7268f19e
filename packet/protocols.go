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
		&protocolIPv6RoutingRPL,
		&protocolIPv6Fragment,
		&protocolIPAuth,
		&protocolICMP,
		&protocolTCP,
		&protocolUDP,
		&protocolMPLS,
		&protocolITag,
		&protocolICMPv6,
		&protocolIGMP,
		&protocolIGMPv3Query,
		&protocolIGMPv3Report,
		&protocolVXLAN,
		&protocolGRE,
		&protocolGeneve,
		&protocolNSH,
		&protocolSCTP,
	}
}
