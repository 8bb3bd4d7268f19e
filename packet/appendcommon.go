package packet

import "slices"

// encode appends a packet. Most packets are Ethernet, perhaps a tag, then ARP, LLDP, or IP with TCP or UDP: they are encoded as encodeAll does it, without
// asking each layer for what is known of it. Whatever is not usual, errors among it, is left to encodeAll. The payload is copied last, and summed where it was:
// to read what was just written takes longer.
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
	tag, _ := layers[0].(*VLAN)
	if tag != nil {
		if len(layers) < 2 || tag.Priority > 7 || tag.ID > 0xfff || tag.EtherType == 0 && tag.Length != 0 {
			return encodeAll(b, p, flags)
		}
		layers = layers[1:]
	}
	link := commonLink{e, tag}
	switch l := layers[0].(type) {
	case *ARP:
		if l == nil || len(layers) != 1 || !l.fits() {
			break
		}
		out := link.append(b, l.Info().EtherType, arpLen, len(p.Payload))
		l.put((*[arpLen]byte)(out[len(out)-arpLen:]))
		return append(out, p.Payload...), nil
	case *LLDP:
		if l == nil || len(layers) != 1 {
			break
		}
		n := l.HeaderLen()
		out := link.append(b, EtherTypeLLDP, n, len(p.Payload))
		if l.EncodeLayer(out[len(out)-n:], Encoding{}) == nil {
			return append(out, p.Payload...), nil
		}
	case *IPv4:
		if l == nil || len(layers) != 2 || len(l.Options) != 0 || l.isFragment() {
			break
		}
		if n, next := transportLen(layers[1]); n != 0 {
			out := link.append(b, EtherTypeIPv4, ipv4Len, n+len(p.Payload))
			h := (*[ipv4Len]byte)(out[len(out)-ipv4Len:])
			if l.encode(h, ipv4Len+n+len(p.Payload), 0, Encoding{HeaderLen: ipv4Len, Next: next, flags: flags}) == nil {
				addresses := uint64(be.Uint32(h[12:])) + uint64(be.Uint32(h[16:]))
				if out = appendTransport(out, layers[1], n, p, addresses, flags); out != nil {
					return out, nil
				}
			}
		}
	case *IPv6:
		if l == nil || len(layers) != 2 {
			break
		}
		if n, next := transportLen(layers[1]); n != 0 {
			out := link.append(b, EtherTypeIPv6, ipv6Len, n+len(p.Payload))
			h := (*[ipv6Len]byte)(out[len(out)-ipv6Len:])
			if l.encode(h, n+len(p.Payload), Encoding{Next: next, flags: flags}) == nil {
				if out = appendTransport(out, layers[1], n, p, sum(h[8:]), flags); out != nil {
					return out, nil
				}
			}
		}
	}
	return encodeAll(b, p, flags)
}

// A commonLink is what most packets begin with.
type commonLink struct {
	ethernet *Ethernet
	tag      *VLAN // Nil where there is no tag.
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

// appendTransport appends a TCP or UDP header of n bytes, and the payload. S is the sum of the addresses. It returns nil where the header cannot be written.
func appendTransport(out []byte, l Layer, n int, p *Packet, s uint64, f encodingFlags) []byte {
	out = out[:len(out)+n]
	header := out[len(out)-n:]
	var err error
	switch l := l.(type) {
	case *TCP:
		err = l.encode(header, p.Payload, s, f)
	case *UDP:
		err = l.encode((*[udpLen]byte)(header), p.Payload, s, f)
	}
	if err != nil {
		return nil
	}
	return append(out, p.Payload...)
}

// append appends the link's layers and n bytes for the header behind them, whose EtherType is t. There is room for so many more.
func (c commonLink) append(b []byte, t EtherType, n, more int) []byte {
	header := ethernetLen
	if c.tag != nil {
		header += vlanLen
	}
	out := slices.Grow(b, header+n+more)
	out = out[:len(out)+header+n]
	frame := out[len(b):]
	if v := c.tag; v != nil {
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
	return out
}
