package packet

// A NextProtocol tells what follows an NSH header, or VXLAN with the generic protocol extension.
type NextProtocol uint8

// Next protocols. RFC 8300 §2.2.
const (
	NextProtocolIPv4     NextProtocol = 1
	NextProtocolIPv6     NextProtocol = 2
	NextProtocolEthernet NextProtocol = 3
	NextProtocolNSH      NextProtocol = 4
	NextProtocolMPLS     NextProtocol = 5
)

// String returns the name, or the number.
func (n NextProtocol) String() string {
	return nameOf(uint64(n), "", "ipv4", "ipv6", "ethernet", "nsh", "mpls")
}

// protocol returns the protocol of a number, or nil.
func (n NextProtocol) protocol() *Protocol {
	switch n {
	case NextProtocolIPv4:
		return &protocolIPv4
	case NextProtocolIPv6:
		return &protocolIPv6
	case NextProtocolEthernet:
		return &protocolEthernet
	case NextProtocolNSH:
		return &protocolNSH
	case NextProtocolMPLS:
		return &protocolMPLS
	}
	return nil
}

// nextProtocolOf returns the number of a protocol, or 0.
func nextProtocolOf(p *Protocol) NextProtocol {
	if p != nil {
		for n := NextProtocolIPv4; n <= NextProtocolMPLS; n++ {
			if n.protocol() == p {
				return n
			}
		}
	}
	return 0
}
