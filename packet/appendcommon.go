package packet

import "slices"

// encodeCommon encodes what most packets are: Ethernet, perhaps a tag, then ARP, LLDP, or IP with TCP or UDP. It does what encodeAll does, without asking
// each layer for what is known of it. It reports false, and does nothing, where the layers are others.
func encodeCommon(b []byte, p *Packet, flags encodingFlags) (out []byte, ok bool, err error) {
	layers := p.Layers
	if len(layers) < 2 || len(layers) > commonLayers {
		return b, false, nil
	}
	c := commonLink{flags: flags}
	if c.ethernet, _ = layers[0].(*Ethernet); c.ethernet == nil || c.ethernet.Pad {
		return b, false, nil
	}
	layers = layers[1:]
	if c.vlan, _ = layers[0].(*VLAN); c.vlan != nil {
		layers = layers[1:]
	}
	switch len(layers) {
	case 1:
		switch l := layers[0].(type) {
		case *ARP:
			if l != nil {
				out, err = c.encode(b, p, l, arpLen, nil, Encoding{})
				return out, true, err
			}
		case *LLDP:
			if l != nil {
				out, err = c.encode(b, p, l, l.HeaderLen(), nil, Encoding{})
				return out, true, err
			}
		}
	case 2:
		transport := Encoding{HeaderLen: transportLen(layers[1]), flags: flags}
		if transport.HeaderLen == 0 {
			break
		}
		switch l := layers[0].(type) {
		case *IPv4:
			if l != nil && !l.isFragment() {
				transport.Pseudo = addressSum(l.Src) + addressSum(l.destination())
				out, err = c.encode(b, p, l, l.HeaderLen(), layers[1], transport)
				return out, true, err
			}
		case *IPv6:
			if l != nil {
				transport.Pseudo = addressSum(l.Src) + addressSum(l.Dst)
				out, err = c.encode(b, p, l, ipv6Len, layers[1], transport)
				return out, true, err
			}
		}
	}
	return b, false, nil
}

// transportLen returns the bytes of a TCP or UDP header, and 0 for other layers.
func transportLen(l Layer) int {
	switch l := l.(type) {
	case *TCP:
		if l != nil {
			return l.HeaderLen()
		}
	case *UDP:
		if l != nil {
			return udpLen
		}
	}
	return 0
}

// A commonLink is what is around the network layer.
type commonLink struct {
	ethernet *Ethernet
	vlan     *VLAN // Nil if there is no tag.
	flags    encodingFlags
}

// encode writes the headers from the innermost to the outermost. Transport is nil where there is none.
func (c *commonLink) encode(b []byte, p *Packet, network Layer, networkLen int, transport Layer, e Encoding) ([]byte, error) {
	link := ethernetLen
	if c.vlan != nil {
		link += vlanLen
	}
	header := link + networkLen + e.HeaderLen
	start, size := len(b), header+len(p.Payload)
	out := slices.Grow(b, size)[:start+size]
	frame := out[start:]
	if len(p.Payload) > 0 {
		copy(frame[header:], p.Payload)
	}
	var next *Protocol
	if transport != nil {
		next = transport.Info()
		if err := transport.EncodeLayer(frame[link+networkLen:], e); err != nil {
			return b, &LayerError{Layer: next.Name, Offset: len(p.Layers) - 1, Err: err}
		}
	}
	if err := network.EncodeLayer(frame[link:], Encoding{HeaderLen: networkLen, Next: next, flags: c.flags}); err != nil {
		i := 1
		if c.vlan != nil {
			i = 2
		}
		return b, &LayerError{Layer: network.Info().Name, Offset: i, Err: err}
	}
	next = network.Info()
	if c.vlan != nil {
		if err := c.vlan.EncodeLayer(frame[ethernetLen:], Encoding{HeaderLen: vlanLen, Next: next, flags: c.flags}); err != nil {
			return b, &LayerError{Layer: c.vlan.Info().Name, Offset: 1, Err: err}
		}
		next = c.vlan.Info()
	}
	if err := c.ethernet.EncodeLayer(frame, Encoding{HeaderLen: ethernetLen, Next: next, flags: c.flags}); err != nil {
		return b, &LayerError{Layer: protocolEthernet.Name, Err: err}
	}
	if c.flags&keepReceived != 0 {
		out = append(out, p.Trailer...)
	}
	return out, nil
}
