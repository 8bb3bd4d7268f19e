package packet

import (
	"slices"

	"github.com/ofwire/openflow"
)

// DefaultMaxLayers is how many layers a packet may have when a Decoder does not say.
const DefaultMaxLayers = 32

// A Decoder takes frames apart, one after the other, in the same memory. A packet that it returns, with all that hangs on it, is valid until the next Decode, and
// as long as the bytes of the frame do not change; Clone what is to be kept. In the steady state a Decoder allocates nothing. The zero value is ready.
// One Decoder is for one goroutine.
type Decoder struct {
	// First is the protocol that frames begin with; nil is Ethernet. Of[*IPv4]() and the like are others.
	First *Protocol
	// Dispatch adds protocols, or takes them away.
	Dispatch Dispatch
	// MaxLayers is how many layers a packet may have; 0 is DefaultMaxLayers. What lies deeper is payload, with the error openflow.ErrDepth.
	MaxLayers int

	packet  Packet
	err     LayerError
	layers  []Layer
	used    kindSet // The layers below that are in the packet.
	more    lender
	partial bool // The layers are in a fragment, which holds less than their lengths say.

	ethernet Ethernet
	vlan     VLAN
	arp      ARP
	ipv4     IPv4
	ipv6     IPv6
	tcp      TCP
	udp      UDP

	tcpOptions arena[TCPOption]
	lldpTLVs   arena[LLDPTLV]
	arenas     []interface{ reset() }
	first      [6]Layer // The memory of layers for packets of the common kind.
}

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
)

type kindSet uint8

// take marks a kind as used and reports whether it was free.
func (s *kindSet) take(k kind) bool {
	bit := kindSet(1) << k
	free := *s&bit == 0
	*s |= bit
	return free
}

// Unmarshal is Decode into fresh memory, with the Decoder's settings: the packet belongs to the caller and shares no memory with the frame.
func (d *Decoder) Unmarshal(frame []byte) *Packet {
	fresh := &Decoder{First: d.First, Dispatch: d.Dispatch, MaxLayers: d.MaxLayers}
	return fresh.Decode(slices.Clone(frame))
}

// Decode takes a frame apart. It never fails as a whole: see Packet.Err.
func (d *Decoder) Decode(frame []byte) *Packet {
	p := &d.packet
	p.Trailer, p.Err, p.Truncated = nil, nil, false
	d.used, d.partial = 0, false
	d.more.begin()
	d.tcpOptions.reset()
	d.lldpTLVs.reset()
	for _, a := range d.arenas {
		a.reset()
	}
	limit := d.MaxLayers
	if limit == 0 {
		limit = DefaultMaxLayers
	}
	layers := d.layers[:0]
	if layers == nil {
		layers = d.first[:0]
	}
	next := d.First
	if next == nil {
		next = &protocolEthernet
	}
	at, b := 0, frame
	for next != nil {
		if len(layers) >= limit {
			d.fail(next, at, openflow.ErrDepth)
			break
		}
		l, x, err := d.layer(next, b)
		if err != nil {
			d.fail(next, at, err)
			if x.Header == 0 {
				break
			}
		}
		layers = append(layers, l)
		if x.End != 0 {
			if x.End <= len(b) {
				b = b[:x.End]
			} else {
				p.Truncated = true
			}
		}
		b = b[x.Header:]
		at += x.Header
		if err != nil {
			break
		}
		next = x.Next
	}
	d.layers = layers
	p.Layers = layers
	p.Payload = b
	if end := at + len(b); end < len(frame) {
		p.Trailer = frame[end:]
	}
	return p
}

// layer decodes one layer.
func (d *Decoder) layer(next *Protocol, b []byte) (Layer, Decoded, error) {
	switch next.kind {
	case kindEthernet:
		if d.used.take(kindEthernet) {
			x, err := d.ethernet.DecodeLayer(b, d)
			return &d.ethernet, x, err
		}
	case kindVLAN:
		if d.used.take(kindVLAN) {
			d.vlan.Service = next == &protocolSVLAN
			x, err := d.vlan.DecodeLayer(b, d)
			return &d.vlan, x, err
		}
	case kindARP:
		if d.used.take(kindARP) {
			x, err := d.arp.DecodeLayer(b, d)
			return &d.arp, x, err
		}
	case kindIPv4:
		if d.used.take(kindIPv4) {
			x, err := d.ipv4.DecodeLayer(b, d)
			return &d.ipv4, x, err
		}
	case kindIPv6:
		if d.used.take(kindIPv6) {
			x, err := d.ipv6.DecodeLayer(b, d)
			return &d.ipv6, x, err
		}
	case kindTCP:
		if d.used.take(kindTCP) {
			x, err := d.tcp.DecodeLayer(b, d)
			return &d.tcp, x, err
		}
	case kindUDP:
		if d.used.take(kindUDP) {
			x, err := d.udp.DecodeLayer(b, d)
			return &d.udp, x, err
		}
	}
	l := d.more.lend(next)
	x, err := l.DecodeLayer(b, d)
	return l, x, err
}

// fail notes why a layer does not parse.
func (d *Decoder) fail(next *Protocol, at int, err error) {
	d.err = LayerError{Layer: next.Name, Offset: at, Err: err}
	d.packet.Err = &d.err
	if err == openflow.ErrTruncated {
		d.packet.Truncated = true
	}
}
