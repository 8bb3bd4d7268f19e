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
		return d.more.lend(p, d.epoch)
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

// common decodes what most frames begin with: Ethernet, a tag, ARP or IP, TCP or UDP. It does what rest does, without looking up where what is usual
// lies. Where something is not usual it stops, and returns the layer that rest is to go on with. Unless it returns 0 layers it sets the payload.
func (d *Decoder) common(b []byte) (n int, next *Protocol) {
	h := (*[ethernetLen]byte)(b)
	t := EtherType(be.Uint16(h[12:]))
	if t <= maxLLCLength || d.Dispatch.EtherTypes != nil || d.Dispatch.IPProtocols != nil {
		return 0, &protocolEthernet
	}
	layers := (*[commonLayers]Layer)(d.layers)
	layers[0] = &d.ethernet
	d.ethernet.parse(h)
	b = b[ethernetLen:]
	n = 1
	if t == EtherTypeVLAN && len(b) >= vlanLen && EtherType(be.Uint16(b[2:])) > maxLLCLength {
		t = EtherType(be.Uint16(b[2:]))
		layers[1] = &d.vlan
		d.vlan.Service = false
		d.vlan.parse((*[vlanLen]byte)(b))
		b = b[vlanLen:]
		n = 2
	}
	switch t {
	case EtherTypeIPv4:
		header, end, err := d.ipv4.parse(b)
		if err != nil || end > len(b) || d.ipv4.isFragment() {
			next = &protocolIPv4
			break
		}
		layers[n&3] = &d.ipv4
		n++
		return d.commonTransport(layers, n, b[header:end], d.ipv4.Protocol)
	case EtherTypeIPv6:
		if len(b) < ipv6Len || d.ipv6.parse((*[ipv6Len]byte)(b)) != nil || int(d.ipv6.Length.Value()) > len(b)-ipv6Len {
			next = &protocolIPv6
			break
		}
		if ip := d.ipv6.NextHeader; ip != IPProtocolTCP && ip != IPProtocolUDP {
			next = &protocolIPv6
			break
		}
		layers[n&3] = &d.ipv6
		n++
		return d.commonTransport(layers, n, b[ipv6Len:ipv6Len+int(d.ipv6.Length.Value())], d.ipv6.NextHeader)
	case EtherTypeARP:
		if d.arp.parse(b) != nil {
			next = &protocolARP
			break
		}
		layers[n&3] = &d.arp
		n++
		b = b[arpLen:arpLen]
	case EtherTypeLLDP:
		x, err := d.lldp.DecodeLayer(b, d)
		if err != nil {
			d.lldpTLVs.epoch-- // The list is made again.
			next = &protocolLLDP
			break
		}
		layers[n&3] = &d.lldp
		n++
		b = b[x.Header:x.End]
	default:
		next = d.EtherType(t)
	}
	d.packet.Payload = b
	return n, next
}

// commonTransport is the part of common behind an IP header: layer n, at the start of b.
func (d *Decoder) commonTransport(layers *[commonLayers]Layer, n int, b []byte, ip IPProtocol) (_ int, next *Protocol) {
	switch ip {
	case IPProtocolTCP:
		header, err := d.tcp.parse(b, d)
		if err != nil {
			next = &protocolTCP
			break
		}
		layers[n&3] = &d.tcp
		n++
		if b = b[header:]; len(b) > 0 && d.mayHaveTCP(d.tcp.SrcPort, d.tcp.DstPort) {
			next = d.tcpProtocol(d.tcp.SrcPort, d.tcp.DstPort)
		}
	case IPProtocolUDP:
		end, err := d.udp.parse(b)
		if err != nil || end > len(b) {
			next = &protocolUDP
			break
		}
		layers[n&3] = &d.udp
		n++
		if b = b[udpLen:end]; len(b) > 0 && d.mayHaveUDP(d.udp.SrcPort, d.udp.DstPort) {
			next = d.udpProtocol(d.udp.SrcPort, d.udp.DstPort)
		}
	default:
		next = d.IPProtocol(ip)
	}
	d.packet.Payload = b
	return n, next
}
