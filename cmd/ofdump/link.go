package main

import (
	"net/netip"

	"github.com/gopacket/gopacket/layers"
	"github.com/ofwire/openflow/packet"
)

// A segment is what a packet brings to a TCP stream.
type segment struct {
	time     stamp
	src, dst netip.AddrPort
	seq, ack uint32
	flags    packet.TCPFlags
	payload  []byte
}

// A linkDecoder finds the TCP segments to and from some ports in packets of any link.
type linkDecoder struct {
	decoder packet.Decoder
	ports   map[uint16]*packet.Protocol // Nil leaves what is in TCP as bytes.
	segment segment
}

func newLinkDecoder(ports []uint16) *linkDecoder {
	l := &linkDecoder{ports: make(map[uint16]*packet.Protocol)}
	for _, p := range ports {
		l.ports[p] = nil
	}
	l.decoder.Dispatch.TCPPorts = l.ports
	return l
}

// Link types that package layers has no names for.
const (
	linkRawBSD     layers.LinkType = 12
	linkRawOpenBSD layers.LinkType = 14
)

// loopbackLen is the length of the header that BSD's loopback interfaces have: the address family.
const loopbackLen = 4

// decode returns the segment in a packet, or nil; it is valid until the next call. Known is false where the type of the link is not known.
func (l *linkDecoder) decode(b []byte, link layers.LinkType) (s *segment, known bool) {
	d := &l.decoder
	switch link {
	case layers.LinkTypeEthernet:
		d.First = nil
	case layers.LinkTypeLinuxSLL:
		d.First = packet.Of[*packet.LinuxCooked]()
	case layers.LinkTypeLinuxSLL2:
		d.First = packet.LinuxCookedV2()
	case layers.LinkTypeNull, layers.LinkTypeLoop:
		b = b[min(loopbackLen, len(b)):]
		d.First = ipOf(b)
	case layers.LinkTypeRaw, layers.LinkTypeIPv4, layers.LinkTypeIPv6, linkRawBSD, linkRawOpenBSD:
		d.First = ipOf(b)
	default:
		return nil, false
	}
	return l.find(d.Decode(b)), true
}

// ipOf returns the protocol of a packet of IP by its version.
func ipOf(b []byte) *packet.Protocol {
	if len(b) > 0 && b[0]>>4 == 6 {
		return packet.Of[*packet.IPv6]()
	}
	return packet.Of[*packet.IPv4]()
}

// find returns the segment of the innermost TCP, if it is the last layer and has one of the ports.
func (l *linkDecoder) find(p *packet.Packet) *segment {
	n := len(p.Layers) - 1
	if n < 0 {
		return nil
	}
	t, ok := p.Layers[n].(*packet.TCP)
	if !ok {
		return nil
	}
	_, from := l.ports[t.SrcPort]
	_, to := l.ports[t.DstPort]
	if !from && !to {
		return nil
	}
	l.segment = segment{seq: t.Seq, ack: t.Ack, flags: t.Flags, payload: p.Payload}
	for n--; n >= 0; n-- {
		switch ip := p.Layers[n].(type) {
		case *packet.IPv4:
			l.segment.src, l.segment.dst = netip.AddrPortFrom(ip.Src, t.SrcPort), netip.AddrPortFrom(ip.Dst, t.DstPort)
			return &l.segment
		case *packet.IPv6:
			l.segment.src, l.segment.dst = netip.AddrPortFrom(ip.Src, t.SrcPort), netip.AddrPortFrom(ip.Dst, t.DstPort)
			return &l.segment
		}
	}
	return nil
}
