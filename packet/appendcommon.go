package packet

import "slices"

// A commonStack is the layers of most packets, those that are there: Ethernet, a tag, LLDP, ARP or IP, TCP or UDP.
type commonStack struct {
	ethernet *Ethernet
	vlan     *VLAN
	lldp     *LLDP
	arp      *ARP
	ipv4     *IPv4
	ipv6     *IPv6
	tcp      *TCP
	udp      *UDP
}

// sort puts layers into their places. It reports false when they are not the common ones, in that order.
func (s *commonStack) sort(layers []Layer) bool {
	if len(layers) < 2 || len(layers) > commonLayers {
		return false
	}
	if s.ethernet, _ = layers[0].(*Ethernet); s.ethernet == nil || s.ethernet.Pad {
		return false
	}
	i := 1
	if s.vlan, _ = layers[1].(*VLAN); s.vlan != nil {
		if i = 2; len(layers) == 2 {
			return false
		}
	}
	if s.ipv4, _ = layers[i].(*IPv4); s.ipv4 != nil {
		if s.ipv4.isFragment() {
			return false
		}
	} else if s.ipv6, _ = layers[i].(*IPv6); s.ipv6 == nil {
		if s.arp, _ = layers[i].(*ARP); s.arp == nil {
			s.lldp, _ = layers[i].(*LLDP)
		}
		return (s.arp != nil || s.lldp != nil) && len(layers) == i+1
	}
	if i++; i != len(layers)-1 {
		return false
	}
	if s.tcp, _ = layers[i].(*TCP); s.tcp == nil {
		s.udp, _ = layers[i].(*UDP)
	}
	return s.tcp != nil || s.udp != nil
}

// encode writes the headers from the innermost to the outermost, as encodeAll does.
func (s *commonStack) encode(b []byte, p *Packet, flags encodingFlags) ([]byte, error) {
	transport, network, tag := 0, ipv6Len, 0
	switch {
	case s.tcp != nil:
		transport = s.tcp.HeaderLen()
	case s.udp != nil:
		transport = udpLen
	}
	switch {
	case s.ipv4 != nil:
		network = s.ipv4.HeaderLen()
	case s.arp != nil:
		network = arpLen
	case s.lldp != nil:
		network = s.lldp.HeaderLen()
	}
	if s.vlan != nil {
		tag = vlanLen
	}
	start, header := len(b), ethernetLen+tag+network+transport
	size := header + len(p.Payload)
	out := slices.Grow(b, size)[:start+size]
	frame := out[start:]
	if len(p.Payload) > 0 {
		copy(frame[header:], p.Payload)
	}
	var err error
	var next *Protocol
	e := Encoding{HeaderLen: transport, flags: flags}
	at := ethernetLen + tag + network
	if transport > 0 {
		if s.ipv4 != nil {
			e.Pseudo = addressSum(s.ipv4.Src) + addressSum(s.ipv4.destination())
		} else {
			e.Pseudo = addressSum(s.ipv6.Src) + addressSum(s.ipv6.Dst)
		}
		if s.tcp != nil {
			next, err = &protocolTCP, s.tcp.EncodeLayer(frame[at:], e)
		} else {
			next, err = &protocolUDP, s.udp.EncodeLayer(frame[at:], e)
		}
		if err != nil {
			return b, s.fail(next, err)
		}
	}
	at -= network
	e = Encoding{HeaderLen: network, Next: next, flags: flags}
	switch {
	case s.ipv4 != nil:
		next, err = &protocolIPv4, s.ipv4.EncodeLayer(frame[at:], e)
	case s.ipv6 != nil:
		next, err = &protocolIPv6, s.ipv6.EncodeLayer(frame[at:], e)
	case s.arp != nil:
		next, err = &protocolARP, s.arp.EncodeLayer(frame[at:], e)
	default:
		next, err = &protocolLLDP, s.lldp.EncodeLayer(frame[at:], e)
	}
	if err != nil {
		return b, s.fail(next, err)
	}
	if s.vlan != nil {
		if err = s.vlan.EncodeLayer(frame[ethernetLen:], Encoding{HeaderLen: vlanLen, Next: next, flags: flags}); err != nil {
			return b, s.fail(s.vlan.Info(), err)
		}
		next = s.vlan.Info()
	}
	if err = s.ethernet.EncodeLayer(frame, Encoding{HeaderLen: ethernetLen, Next: next, flags: flags}); err != nil {
		return b, s.fail(&protocolEthernet, err)
	}
	if flags&keepReceived != 0 {
		out = append(out, p.Trailer...)
	}
	return out, nil
}

// fail tells which layer cannot be encoded.
func (s *commonStack) fail(p *Protocol, err error) error {
	e := &LayerError{Layer: p.Name, Err: err}
	if s.vlan != nil && p.kind != kindEthernet && p.kind != kindVLAN {
		e.Offset++
	}
	switch p.kind {
	case kindEthernet:
	case kindTCP, kindUDP:
		e.Offset += 2
	default:
		e.Offset++
	}
	return e
}
