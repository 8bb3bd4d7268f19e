package packet

import (
	"cmp"
	"slices"

	"github.com/ofwire/openflow"
)

// DefaultMaxLayers is how deep layers may lie in one another when a Decoder does not say.
const DefaultMaxLayers = 32

// A Decoder takes frames apart, one after the other, in the same memory. A packet that it returns, with all that hangs on it, is valid until the
// next Decode, and as long as the bytes of the frame do not change; Clone what is to be kept. In the steady state a Decoder allocates nothing. The zero
// value is ready. One Decoder is for one goroutine.
//
// For any frame it allocates at most 32 times the frame's bytes and 8 KiB, what it throws away while lists grow among them. That is for OpenFlow messages of
// 8 bytes, which are a layer each; next come options of IPv6 and DHCP, where one byte of padding and one option of two bytes take 32 bytes each. Most else
// takes less than 16 times the frame's bytes. What Decoder.OpenFlow allocates comes on top.
type Decoder struct {
	// First is the protocol that frames begin with; nil is Ethernet. Of[*IPv4]() and the like are others.
	First *Protocol
	// Dispatch adds protocols, or takes them away.
	Dispatch Dispatch
	// MaxLayers is how deep the layers of a packet may lie in one another; 0 is DefaultMaxLayers. What lies deeper is payload, with the error
	// openflow.ErrDepth. All OpenFlow messages of a segment lie equally deep: they are as many layers as there are messages.
	MaxLayers int
	// OpenFlow decodes the messages that are found in TCP, as the Unmarshal of a version's package does, or its Decoder; the bytes are one whole message, of any
	// version. Nil leaves them as bytes. A packet that is to outlive the next Decode needs a function that returns fresh memory.
	OpenFlow func(b []byte) (openflow.Message, error)

	packet  Packet
	err     LayerError
	size    int     // Of the frame.
	epoch   uint32  // The number of the packet.
	layers  []Layer // The memory of Packet.Layers, where first is too small for it.
	used    kindSet // Which of the layers below are in the packet.
	partial bool    // The layers are in a fragment, which holds less than their lengths say.
	more    lender

	ethernet Ethernet
	vlan     VLAN
	arp      ARP
	ipv4     IPv4
	ipv6     IPv6
	tcp      TCP
	udp      UDP
	lldp     LLDP

	tcpOptions arena[TCPOption]
	lldpTLVs   arena[LLDPTLV]
	arenas     []any
	first      [6]Layer // What layers begins with, and where Decode puts the usual ones.
}

// Unmarshal is Decode into fresh memory, with the Decoder's settings: the packet belongs to the caller and shares no memory with the frame.
func (d *Decoder) Unmarshal(frame []byte) *Packet {
	fresh := &Decoder{First: d.First, Dispatch: d.Dispatch, MaxLayers: d.MaxLayers, OpenFlow: d.OpenFlow}
	return fresh.decodeCopy(frame)
}

// decodeCopy is Decode of a copy.
func (d *Decoder) decodeCopy(frame []byte) *Packet {
	b := make([]byte, len(frame))
	copy(b, frame)
	return d.Decode(b)
}

// Decode takes a frame apart. It never fails as a whole: see Packet.Err.
func (d *Decoder) Decode(frame []byte) *Packet {
	d.size = len(frame)
	d.epoch++
	p := &d.packet
	p.Truncated = false
	if p.Err != nil {
		p.Err = nil
	}
	b := frame[:len(frame):len(frame)] // So that what is left of the capacity tells the offset.
	if len(b) <= ethernetLen || !d.isPlain() {
		return d.rest(nil, b, cmp.Or(d.First, &protocolEthernet))
	}
	d.ethernet.parse((*[ethernetLen]byte)(b))
	t := d.ethernet.EtherType
	if t <= maxLLCLength {
		return d.rest(nil, b, &protocolEthernet)
	}
	b = b[ethernetLen:]
	if t == EtherTypeVLAN && len(b) > vlanLen && EtherType(be.Uint16(b[2:])) > maxLLCLength {
		d.vlan.Service = false
		d.vlan.parse((*[vlanLen]byte)(b))
		t = d.vlan.EtherType
		b = b[vlanLen:]
		d.first[atEthernet], d.first[atTag] = &d.ethernet, &d.vlan
		p.Layers = d.first[atEthernet:commonLayers:commonLayers]
	} else {
		d.first[atTag] = &d.ethernet
		p.Layers = d.first[atTag:commonLayers:commonLayers]
	}
	switch t {
	case EtherTypeIPv4:
		return d.commonIPv4(b)
	case EtherTypeIPv6:
		return d.commonIPv6(b)
	case EtherTypeARP:
		return d.commonARP(b)
	case EtherTypeLLDP:
		return d.commonLLDP(b)
	}
	return d.rest(d.done(atNetwork), b, d.EtherType(t))
}

// rest decodes next, at the start of b, and the layers behind it; those outside are done. It finishes the packet.
func (d *Decoder) rest(outside []Layer, b []byte, next *Protocol) *Packet {
	if d.layers == nil {
		d.layers = d.first[:]
	}
	n := copy(d.layers, outside)
	d.used, d.partial = 0, false
	for _, l := range d.layers[:n] {
		d.used |= 1 << l.Info().kind
	}
	deepest := d.MaxLayers
	if deepest == 0 {
		deepest = DefaultMaxLayers
	}
	depth := n
	for next != nil {
		if next.choose != nil {
			if next = next.choose(b); next == nil {
				break
			}
		}
		if depth >= deepest {
			d.fail(next, b, openflow.ErrDepth)
			break
		}
		if n == len(d.layers) {
			d.layers = append(slices.Clip(d.layers), make([]Layer, n)...)
		}
		l := d.lend(next)
		x, err := l.DecodeLayer(b, d)
		if err != nil {
			d.fail(next, b, err)
			if x.Header == 0 {
				break
			}
			x.Next = nil
		}
		d.layers[n] = l
		n++
		if !next.message || x.Next != next {
			depth++
		}
		if x.End > len(b) {
			d.packet.Truncated = true
		} else if x.End != 0 {
			b = b[:x.End]
		}
		b = b[x.Header:]
		next = x.Next
	}
	d.packet.Layers = d.layers[:n:n]
	return d.finish(b)
}

// finish makes the packet of its layers and a payload.
func (d *Decoder) finish(payload []byte) *Packet {
	p := &d.packet
	p.Payload = payload[:len(payload):len(payload)] // What is appended to it leaves the trailer alone.
	if cap(payload) > len(payload) {
		p.Trailer = payload[len(payload):cap(payload)]
	} else if p.Trailer != nil {
		p.Trailer = nil
	}
	return p
}

// fail notes why the layer at the start of b does not parse.
func (d *Decoder) fail(next *Protocol, b []byte, err error) {
	d.err = LayerError{Layer: next.Name, Offset: d.size - cap(b), Err: err}
	d.packet.Err = &d.err
	if err == openflow.ErrTruncated && !d.partial {
		d.packet.Truncated = true
	}
}
