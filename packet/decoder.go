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

// Unmarshal is Decode into fresh memory, with the Decoder's settings: the packet belongs to the caller and shares no memory with the frame.
func (d *Decoder) Unmarshal(frame []byte) *Packet {
	fresh := &Decoder{First: d.First, Dispatch: d.Dispatch, MaxLayers: d.MaxLayers}
	return fresh.Decode(slices.Clone(frame))
}

// Decode takes a frame apart. It never fails as a whole: see Packet.Err.
func (d *Decoder) Decode(frame []byte) *Packet {
	d.begin()
	next := d.First
	if next == nil {
		next = &protocolEthernet
	}
	n, b := 0, frame
	for next != nil {
		if n == len(d.layers) && !d.grow() {
			d.fail(next, len(frame)-len(b), openflow.ErrDepth)
			break
		}
		x, err := d.layer(n, next, b)
		if err != nil {
			d.fail(next, cap(frame)-cap(b), err)
			if x.Header == 0 {
				break
			}
		}
		n++
		if x.End > len(b) {
			d.packet.Truncated = true
		} else if x.End != 0 {
			b = b[:x.End]
		}
		b = b[x.Header:]
		if err != nil {
			break
		}
		next = x.Next
	}
	p := &d.packet
	p.Layers = d.layers[:n:n]
	p.Payload = b
	if end := cap(frame) - cap(b) + len(b); end < len(frame) {
		p.Trailer = frame[end:]
	}
	return p
}

// begin makes all memory free again.
func (d *Decoder) begin() {
	p := &d.packet
	p.Trailer, p.Err, p.Truncated = nil, nil, false
	d.used, d.partial = 0, false
	d.more.begin()
	d.tcpOptions.reset()
	d.lldpTLVs.reset()
	for _, a := range d.arenas {
		a.reset()
	}
}

// grow makes room for more layers. It reports false when the packet has all that it may have.
func (d *Decoder) grow() bool {
	limit := d.MaxLayers
	if limit == 0 {
		limit = DefaultMaxLayers
	}
	n := len(d.layers)
	switch {
	case n >= limit:
		return false
	case n == 0:
		d.layers = d.first[:min(limit, len(d.first))]
	default:
		d.layers = append(slices.Clip(d.layers), make([]Layer, min(n, limit-n))...)
	}
	return true
}

// layer decodes layer n.
func (d *Decoder) layer(n int, next *Protocol, b []byte) (Decoded, error) {
	if bit := kindSet(1) << next.kind; d.used&bit == 0 {
		d.used |= bit &^ 1
		switch next.kind {
		case kindEthernet:
			d.layers[n] = &d.ethernet
			return d.ethernet.DecodeLayer(b, d)
		case kindVLAN:
			d.layers[n] = &d.vlan
			d.vlan.Service = next == &protocolSVLAN
			return d.vlan.DecodeLayer(b, d)
		case kindARP:
			d.layers[n] = &d.arp
			return d.arp.DecodeLayer(b, d)
		case kindIPv4:
			d.layers[n] = &d.ipv4
			return d.ipv4.DecodeLayer(b, d)
		case kindIPv6:
			d.layers[n] = &d.ipv6
			return d.ipv6.DecodeLayer(b, d)
		case kindTCP:
			d.layers[n] = &d.tcp
			return d.tcp.DecodeLayer(b, d)
		case kindUDP:
			d.layers[n] = &d.udp
			return d.udp.DecodeLayer(b, d)
		}
	}
	l := d.more.lend(next)
	d.layers[n] = l
	return l.DecodeLayer(b, d)
}

// fail notes why a layer does not parse.
func (d *Decoder) fail(next *Protocol, at int, err error) {
	d.err = LayerError{Layer: next.Name, Offset: at, Err: err}
	d.packet.Err = &d.err
	if err == openflow.ErrTruncated {
		d.packet.Truncated = true
	}
}
