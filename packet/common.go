package packet

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

// Most frames are Ethernet, perhaps a tag, then LLDP, ARP or IP, TCP or UDP. Decode and the functions of this file do for them what rest does, without looking
// up where what is usual lies. Where something is not usual they leave the packet to rest.

// isPlain reports whether frames may be decoded so: they begin with Ethernet, and nobody else's protocols are looked up before those of ports.
func (d *Decoder) isPlain() bool {
	return d.First == nil && (d.MaxLayers == 0 || d.MaxLayers >= commonLayers) && d.Dispatch.EtherTypes == nil && d.Dispatch.IPProtocols == nil
}

// Where the layers of common frames are in Decoder.first. Without a tag, Ethernet is in the tag's place.
const (
	atEthernet = iota
	atTag
	atNetwork
	atTransport
	commonLayers // How many there are at most.
)

// commonARP decodes the packet from ARP on.
func (d *Decoder) commonARP(b []byte) *Packet {
	if len(b) < arpLen || be.Uint32(b[2:]) != arpKind || be.Uint16(b) == 0 {
		return d.rest(d.done(atNetwork), b, &protocolARP)
	}
	d.arp.parse((*[arpLen]byte)(b))
	d.arp.SrcIP, d.arp.DstIP = addr4(b[14:]), addr4(b[24:])
	d.first[atNetwork] = &d.arp
	d.packet.Layers = d.done(atTransport)
	return d.finish(b[arpLen:arpLen])
}

// commonLLDP decodes the packet from LLDP on.
func (d *Decoder) commonLLDP(b []byte) *Packet {
	x, err := d.lldp.DecodeLayer(b, d)
	if err != nil {
		d.lldpTLVs.epoch-- // The list is made again.
		return d.rest(d.done(atNetwork), b, &protocolLLDP)
	}
	d.first[atNetwork] = &d.lldp
	d.packet.Layers = d.done(atTransport)
	return d.finish(b[x.Header:x.End])
}

// done returns the layers before the place of one.
func (d *Decoder) done(place int) []Layer {
	l := d.packet.Layers
	n := len(l) - (commonLayers - place)
	return l[:n:n]
}

// commonIPv4 decodes the packet from IPv4 on. Options and fragments are not usual.
func (d *Decoder) commonIPv4(b []byte) *Packet {
	if len(b) <= ipv4Len || b[0] != 4<<4|ipv4Len/4 {
		return d.rest(d.done(atNetwork), b, &protocolIPv4)
	}
	end := int(be.Uint16(b[2:]))
	if end < ipv4Len || end > len(b) || be.Uint16(b[6:])&ipv4Fragment != 0 {
		return d.rest(d.done(atNetwork), b, &protocolIPv4)
	}
	d.ipv4.parse((*[ipv4Len]byte)(b))
	if d.ipv4.Options != nil {
		d.ipv4.Options = nil
	}
	d.ipv4.Length, d.ipv4.Src, d.ipv4.Dst = Received(uint32(end)), addr4(b[12:]), addr4(b[16:])
	d.first[atNetwork] = &d.ipv4
	b = b[ipv4Len:end]
	switch d.ipv4.Protocol {
	case IPProtocolTCP:
		return d.commonTCP(b)
	case IPProtocolUDP:
		return d.commonUDP(b)
	}
	return d.rest(d.done(atTransport), b, d.IPProtocol(d.ipv4.Protocol))
}

// commonIPv6 decodes the packet from IPv6 on.
func (d *Decoder) commonIPv6(b []byte) *Packet {
	if len(b) <= ipv6Len || b[0]>>4 != 6 {
		return d.rest(d.done(atNetwork), b, &protocolIPv6)
	}
	end, next := ipv6Len+int(be.Uint16(b[4:])), IPProtocol(b[6])
	if end > len(b) || next != IPProtocolTCP && next != IPProtocolUDP {
		return d.rest(d.done(atNetwork), b, &protocolIPv6)
	}
	d.ipv6.parse((*[ipv6Len]byte)(b))
	d.ipv6.Src, d.ipv6.Dst = addr16(b[8:]), addr16(b[24:])
	d.first[atNetwork] = &d.ipv6
	b = b[ipv6Len:end]
	if next == IPProtocolTCP {
		return d.commonTCP(b)
	}
	return d.commonUDP(b)
}

// commonTCP decodes the packet from TCP on.
func (d *Decoder) commonTCP(b []byte) *Packet {
	if len(b) < tcpLen {
		return d.rest(d.done(atTransport), b, &protocolTCP)
	}
	header := int(b[12] >> 4 << 2)
	if header < tcpLen || header > len(b) {
		return d.rest(d.done(atTransport), b, &protocolTCP)
	}
	d.tcp.parse((*[tcpLen]byte)(b))
	if header > tcpLen {
		d.tcp.Options = d.decodeTCPOptions(b[tcpLen:header:header])
	} else if d.tcp.Options != nil {
		d.tcp.Options = nil
	}
	d.first[atTransport] = &d.tcp
	if b = b[header:]; len(b) > 0 && d.mayHaveTCP(d.tcp.SrcPort, d.tcp.DstPort) {
		return d.restTCP(b)
	}
	return d.finish(b)
}

// commonUDP decodes the packet from UDP on.
func (d *Decoder) commonUDP(b []byte) *Packet {
	if len(b) <= udpLen {
		return d.rest(d.done(atTransport), b, &protocolUDP)
	}
	end := int(be.Uint16(b[4:]))
	if end < udpLen || end > len(b) {
		return d.rest(d.done(atTransport), b, &protocolUDP)
	}
	d.udp.parse((*[udpLen]byte)(b))
	d.first[atTransport] = &d.udp
	if b = b[udpLen:end]; len(b) > 0 && d.mayHaveUDP(d.udp.SrcPort, d.udp.DstPort) {
		return d.restUDP(b)
	}
	return d.finish(b)
}

// restTCP and restUDP leave the payload to rest, with the protocol that the ports tell.
func (d *Decoder) restTCP(b []byte) *Packet {
	return d.rest(d.packet.Layers, b, d.tcpProtocol(d.tcp.SrcPort, d.tcp.DstPort))
}

func (d *Decoder) restUDP(b []byte) *Packet {
	return d.rest(d.packet.Layers, b, d.udpProtocol(d.udp.SrcPort, d.udp.DstPort))
}
