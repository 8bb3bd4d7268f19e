package packet

// commonLayers is how many layers common decodes at most.
const commonLayers = 4

// A kind tells the protocols apart that have memory of their own in a Decoder. It is 0 for all others.
type kind uint8

const (
	kindEthernet kind = iota + 1
	kindVLAN
	kindARP
	kindIPv4
	kindIPv6
	kindTCP
	kindUDP
	kindLLDP
)

// A kindSet is the kinds whose memory is in use.
type kindSet uint16

// lend returns a layer for a protocol with whatever it held before.
func (d *Decoder) lend(p *Protocol) Layer {
	bit := kindSet(1) << p.kind
	if p.kind == 0 || d.used&bit != 0 {
		l := d.more.lend(p, d.epoch)
		setProtocol(l, p)
		return l
	}
	d.used |= bit
	switch p.kind {
	case kindEthernet:
		return &d.ethernet
	case kindVLAN:
		d.vlan.Service = p == &protocolSVLAN
		return &d.vlan
	case kindARP:
		return &d.arp
	case kindIPv4:
		return &d.ipv4
	case kindIPv6:
		return &d.ipv6
	case kindTCP:
		return &d.tcp
	case kindUDP:
		return &d.udp
	}
	return &d.lldp
}

// setProtocol sets the fields that DecodeLayer leaves as they are, as they tell protocols apart: whoever had the layer before may have changed them.
func setProtocol(l Layer, p *Protocol) {
	switch l := l.(type) {
	case *VLAN:
		l.Service = p == &protocolSVLAN
	case *IPv6Options:
		l.Destination = p == &protocolDestOptions
	case *LinuxCooked:
		l.Version2 = p == &protocolLinuxCooked2
	}
}

// isPlain reports whether common may be used: frames begin with Ethernet, and nobody else's protocols are looked up before those of ports.
func (d *Decoder) isPlain() bool {
	return d.First == nil && len(d.layers) >= commonLayers && (d.MaxLayers == 0 || d.MaxLayers >= commonLayers) &&
		d.Dispatch.EtherTypes == nil && d.Dispatch.IPProtocols == nil
}

// common decodes what most frames begin with: Ethernet, a tag, LLDP, ARP or IP, TCP or UDP. It does what rest does, without looking up where what is usual
// lies. Where something is not usual it leaves the packet to rest.
func (d *Decoder) common(b []byte) *Packet {
	h := (*[ethernetLen]byte)(b)
	t := EtherType(be.Uint16(h[12:]))
	if t <= maxLLCLength {
		return d.rest(0, b, &protocolEthernet)
	}
	d.ethernet.parse(h)
	d.layers[0] = &d.ethernet
	b = b[ethernetLen:]
	n := 1
	if t == EtherTypeVLAN && len(b) >= vlanLen && EtherType(be.Uint16(b[2:])) > maxLLCLength {
		d.vlan.Service = false
		d.vlan.parse((*[vlanLen]byte)(b))
		d.layers[1] = &d.vlan
		t = d.vlan.EtherType
		b = b[vlanLen:]
		n = 2
	}
	switch t {
	case EtherTypeIPv4:
		return d.commonIPv4(n, b)
	case EtherTypeIPv6:
		return d.commonIPv6(n, b)
	case EtherTypeARP:
		if d.arp.parse(b) != nil {
			break
		}
		d.layers[n] = &d.arp
		return d.finish(n+1, b[arpLen:arpLen])
	case EtherTypeLLDP:
		x, err := d.lldp.DecodeLayer(b, d)
		if err != nil {
			d.lldpTLVs.epoch-- // The list is made again.
			break
		}
		d.layers[n] = &d.lldp
		return d.finish(n+1, b[x.Header:x.End])
	}
	return d.rest(n, b, d.EtherType(t))
}

// commonIPv4 is the part of common for IPv4: layer n, at the start of b.
func (d *Decoder) commonIPv4(n int, b []byte) *Packet {
	header, end, err := d.ipv4.parse(b)
	if err != nil || end == 0 || end > len(b) || d.ipv4.isFragment() {
		return d.rest(n, b, &protocolIPv4)
	}
	d.layers[n] = &d.ipv4
	b = b[header:end]
	switch d.ipv4.Protocol {
	case IPProtocolTCP:
		return d.commonTCP(n+1, b)
	case IPProtocolUDP:
		return d.commonUDP(n+1, b)
	}
	return d.rest(n+1, b, d.IPProtocol(d.ipv4.Protocol))
}

// commonIPv6 is the part of common for IPv6.
func (d *Decoder) commonIPv6(n int, b []byte) *Packet {
	if len(b) < ipv6Len || b[0]>>4 != 6 {
		return d.rest(n, b, &protocolIPv6)
	}
	d.ipv6.parse((*[ipv6Len]byte)(b))
	end := ipv6Len + int(d.ipv6.Length.Value())
	next := d.ipv6.NextHeader
	if end > len(b) || next != IPProtocolTCP && next != IPProtocolUDP {
		return d.rest(n, b, &protocolIPv6)
	}
	d.layers[n] = &d.ipv6
	b = b[ipv6Len:end]
	if next == IPProtocolTCP {
		return d.commonTCP(n+1, b)
	}
	return d.commonUDP(n+1, b)
}

// commonTCP is the part of common for TCP.
func (d *Decoder) commonTCP(n int, b []byte) *Packet {
	header, err := d.tcp.parse(b, d)
	if err != nil {
		return d.rest(n, b, &protocolTCP)
	}
	d.layers[n] = &d.tcp
	if b = b[header:]; len(b) > 0 && d.mayHaveTCP(d.tcp.SrcPort, d.tcp.DstPort) {
		if next := d.tcpProtocol(d.tcp.SrcPort, d.tcp.DstPort); next != nil {
			return d.rest(n+1, b, next)
		}
	}
	return d.finish(n+1, b)
}

// commonUDP is the part of common for UDP.
func (d *Decoder) commonUDP(n int, b []byte) *Packet {
	end, err := d.udp.parse(b)
	if err != nil || end > len(b) {
		return d.rest(n, b, &protocolUDP)
	}
	d.layers[n] = &d.udp
	if b = b[udpLen:end]; len(b) > 0 && d.mayHaveUDP(d.udp.SrcPort, d.udp.DstPort) {
		if next := d.udpProtocol(d.udp.SrcPort, d.udp.DstPort); next != nil {
			return d.rest(n+1, b, next)
		}
	}
	return d.finish(n+1, b)
}
