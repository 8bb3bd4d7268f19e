package packet

import "slices"

// A commonFrame is what most packets are: Ethernet, perhaps a tag, then ARP, LLDP, or IP with TCP or UDP. It is encoded as encodeAll does it, without asking
// each layer for what is known of it. Whatever is not usual, errors among it, is left to encodeAll.
type commonFrame struct {
	packet   *Packet
	ethernet *Ethernet
	vlan     *VLAN // Nil where there is no tag.
	link     int   // The bytes of both.
	flags    encodingFlags
}

// encode appends a packet, as its layers are best encoded.
func encode(b []byte, p *Packet, flags encodingFlags) ([]byte, error) {
	layers := p.Layers
	if len(layers) < 2 {
		return encodeAll(b, p, flags)
	}
	e, _ := layers[0].(*Ethernet)
	if e == nil || e.Pad || e.EtherType == 0 && e.Length != 0 {
		return encodeAll(b, p, flags)
	}
	layers = layers[1:]
	c := commonFrame{packet: p, ethernet: e, link: ethernetLen, flags: flags}
	if v, _ := layers[0].(*VLAN); v != nil && len(layers) > 1 {
		if v.Priority > 7 || v.ID > 0xfff || v.EtherType == 0 && v.Length != 0 {
			return encodeAll(b, p, flags)
		}
		layers = layers[1:]
		c.vlan, c.link = v, ethernetLen+vlanLen
	}
	switch l := layers[0].(type) {
	case *ARP:
		if l != nil && len(layers) == 1 {
			return c.encodeARP(b, l)
		}
	case *LLDP:
		if l != nil && len(layers) == 1 {
			return c.encodeLLDP(b, l)
		}
	case *IPv4:
		if l != nil && len(layers) == 2 && !l.isFragment() {
			return c.encodeIPv4(b, l, layers[1])
		}
	case *IPv6:
		if l != nil && len(layers) == 2 {
			return c.encodeIPv6(b, l, layers[1])
		}
	}
	return encodeAll(b, p, flags)
}

func (c *commonFrame) encodeARP(b []byte, l *ARP) ([]byte, error) {
	out, network := c.begin(b, arpLen, l.Info().EtherType)
	if l.EncodeLayer(network, Encoding{}) != nil {
		return encodeAll(b, c.packet, c.flags)
	}
	return out, nil
}

func (c *commonFrame) encodeLLDP(b []byte, l *LLDP) ([]byte, error) {
	out, network := c.begin(b, l.HeaderLen(), EtherTypeLLDP)
	if l.EncodeLayer(network, Encoding{}) != nil {
		return encodeAll(b, c.packet, c.flags)
	}
	return out, nil
}

func (c *commonFrame) encodeIPv4(b []byte, l *IPv4, transport Layer) ([]byte, error) {
	n, next := transportLen(transport)
	if n == 0 {
		return encodeAll(b, c.packet, c.flags)
	}
	outer := Encoding{HeaderLen: l.HeaderLen(), Next: next, flags: c.flags}
	inner := Encoding{HeaderLen: n, Pseudo: addressSum(l.Src) + addressSum(l.destination()), flags: c.flags}
	out, network := c.begin(b, outer.HeaderLen+n, EtherTypeIPv4)
	if transport.EncodeLayer(network[outer.HeaderLen:], inner) != nil || l.EncodeLayer(network, outer) != nil {
		return encodeAll(b, c.packet, c.flags)
	}
	return out, nil
}

func (c *commonFrame) encodeIPv6(b []byte, l *IPv6, transport Layer) ([]byte, error) {
	n, next := transportLen(transport)
	if n == 0 {
		return encodeAll(b, c.packet, c.flags)
	}
	outer := Encoding{HeaderLen: ipv6Len, Next: next, flags: c.flags}
	inner := Encoding{HeaderLen: n, Pseudo: addressSum(l.Src) + addressSum(l.Dst), flags: c.flags}
	out, network := c.begin(b, ipv6Len+n, EtherTypeIPv6)
	if transport.EncodeLayer(network[ipv6Len:], inner) != nil || l.EncodeLayer(network, outer) != nil {
		return encodeAll(b, c.packet, c.flags)
	}
	return out, nil
}

// transportLen returns the bytes of a TCP or UDP header and its protocol, and 0 for other layers.
func transportLen(l Layer) (int, *Protocol) {
	switch l := l.(type) {
	case *TCP:
		if l != nil {
			return l.HeaderLen(), &protocolTCP
		}
	case *UDP:
		if l != nil {
			return udpLen, &protocolUDP
		}
	}
	return 0, nil
}

// begin appends the link's layers, room for headers, the payload, and the trailer if it is asked for. T is the EtherType of the network layer. It returns the
// bytes of that layer and its payload, too.
func (c *commonFrame) begin(b []byte, headers int, t EtherType) (out, network []byte) {
	size := c.link + headers + len(c.packet.Payload)
	out = slices.Grow(b, size)[:len(b)+size]
	frame := out[len(b):]
	if v := c.vlan; v != nil {
		if v.EtherType != 0 {
			t = v.EtherType
		}
		v.put((*[vlanLen]byte)(frame[ethernetLen:]), uint16(t))
		t = v.Info().EtherType
	}
	if c.ethernet.EtherType != 0 {
		t = c.ethernet.EtherType
	}
	c.ethernet.put((*[ethernetLen]byte)(frame), uint16(t))
	network = frame[c.link:]
	copy(network[headers:], c.packet.Payload)
	if c.flags&keepReceived != 0 {
		out = append(out, c.packet.Trailer...)
		network = out[len(b)+c.link : len(b)+size]
	}
	return out, network
}
