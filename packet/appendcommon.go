package packet

import "slices"

// encode appends a packet. Most packets are Ethernet, perhaps a tag, then ARP, LLDP, or IP with TCP or UDP: they are encoded as encodeAll does it, without
// asking each layer for what is known of it. Whatever is not usual, errors among it, is left to encodeAll.
func encode(b []byte, p *Packet, flags encodingFlags) ([]byte, error) {
	layers := p.Layers
	if len(layers) < 2 {
		return encodeAll(b, p, flags)
	}
	link, _ := layers[0].(*Ethernet)
	if link == nil || link.Pad || link.EtherType == 0 && link.Length != 0 {
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
	switch l := layers[0].(type) {
	case *ARP:
		if l != nil && len(layers) == 1 && l.fits() {
			out := appendLink(b, link, tag, l.Info().EtherType, arpLen, len(p.Payload))
			l.put((*[arpLen]byte)(out[len(out)-arpLen:]))
			return append(out, p.Payload...), nil
		}
	case *LLDP:
		if l != nil && len(layers) == 1 {
			n := l.HeaderLen()
			out := appendLink(b, link, tag, EtherTypeLLDP, n, len(p.Payload))
			if l.EncodeLayer(out[len(out)-n:], Encoding{}) == nil {
				return append(out, p.Payload...), nil
			}
		}
	case *IPv4:
		if l != nil && len(layers) == 2 && len(l.Options) == 0 && !l.isFragment() {
			if n, next := transportLen(layers[1]); n > 0 {
				out := appendLink(b, link, tag, EtherTypeIPv4, ipv4Len, n+len(p.Payload))
				h := (*[ipv4Len]byte)(out[len(out)-ipv4Len:])
				if l.encode(h, ipv4Len+n+len(p.Payload), 0, Encoding{HeaderLen: ipv4Len, Next: next, flags: flags}) == nil {
					pseudo := uint64(be.Uint32(h[12:])) + uint64(be.Uint32(h[16:]))
					if out = appendTransport(out, layers[1], n, p, pseudo, flags); out != nil {
						return out, nil
					}
				}
			}
		}
	case *IPv6:
		if l != nil && len(layers) == 2 {
			if n, next := transportLen(layers[1]); n > 0 {
				out := appendLink(b, link, tag, EtherTypeIPv6, ipv6Len, n+len(p.Payload))
				h := (*[ipv6Len]byte)(out[len(out)-ipv6Len:])
				if l.encode(h, n+len(p.Payload), Encoding{Next: next, flags: flags}) == nil {
					if out = appendTransport(out, layers[1], n, p, sum(h[8:]), flags); out != nil {
						return out, nil
					}
				}
			}
		}
	}
	return encodeAll(b, p, flags)
}

// appendTransport appends a TCP or UDP header of n bytes and the payload. It returns nil where the header cannot be written.
func appendTransport(out []byte, l Layer, n int, p *Packet, pseudo uint64, f encodingFlags) []byte {
	out = out[:len(out)+n]
	header := out[len(out)-n:]
	var err error
	switch l := l.(type) {
	case *TCP:
		err = l.encode(header, p.Payload, pseudo, f)
	case *UDP:
		err = l.encode((*[udpLen]byte)(header), p.Payload, pseudo, f)
	}
	if err != nil {
		return nil
	}
	return append(out, p.Payload...)
}

// appendLink appends the link's layers and n bytes for the layers behind, of which the first has EtherType t.
// There is room for so many more.
func appendLink(b []byte, link *Ethernet, tag *VLAN, t EtherType, n, more int) []byte {
	header := ethernetLen
	if tag != nil {
		header += vlanLen
	}
	out := slices.Grow(b, header+n+more)
	out = out[:len(out)+header+n]
	frame := out[len(b):]
	if tag != nil {
		if tag.EtherType != 0 {
			t = tag.EtherType
		}
		tag.put((*[vlanLen]byte)(frame[ethernetLen:]), uint16(t))
		t = tag.Info().EtherType
	}
	if link.EtherType != 0 {
		t = link.EtherType
	}
	link.put((*[ethernetLen]byte)(frame), uint16(t))
	return out
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
