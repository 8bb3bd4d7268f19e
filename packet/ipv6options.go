package packet

import (
	"net/netip"
	"slices"

	"github.com/ofwire/openflow"
)

// NextHeader returns the protocol of a next header number of IPv6, or nil.
func (d *Decoder) NextHeader(n IPProtocol) *Protocol {
	switch n {
	case IPProtocolHopByHop:
		return &protocolHopByHop
	case IPProtocolDestOpts:
		return &protocolDestOptions
	case IPProtocolRouting:
		return &protocolIPv6Routing
	case IPProtocolFragment:
		return &protocolIPv6Fragment
	}
	return d.IPProtocol(n)
}

// IPv6Options is a hop-by-hop options header, or a destination options header. RFC 8200 §4.3, §4.6.
type IPv6Options struct {
	Destination bool // The header is for the destination, not for each hop.
	NextHeader  IPProtocol
	// Options come with their padding. Append fills the header up to a multiple of 8 bytes with more of it.
	Options []IPv6Option
}

// An IPv6Option is one option of an IPv6Options header.
type IPv6Option struct {
	Type uint8  // 0 is Pad1, 1 is PadN.
	Data []byte // Up to 255 bytes. Of Pad1, as many zeros as further Pad1 follow.
}

var (
	protocolHopByHop    = Protocol{Name: "hop_opts", New: func() Layer { return new(IPv6Options) }, IPProtocol: IPProtocolHopByHop}
	protocolDestOptions = Protocol{Name: "dst_opts", New: func() Layer { return &IPv6Options{Destination: true} }, IPProtocol: IPProtocolDestOpts}
)

// ipv6HomeAddress is the type of an option that holds an address.
const ipv6HomeAddress = 0xc9

// Info describes the protocol: hop-by-hop options or destination options.
func (l *IPv6Options) Info() *Protocol {
	if l != nil && l.Destination {
		return &protocolDestOptions
	}
	return &protocolHopByHop
}

// extensionLen returns the bytes of an extension header, as its second byte tells them.
func extensionLen(b []byte) (int, error) {
	if len(b) < 8 || len(b) < (int(b[1])+1)*8 {
		return 0, openflow.ErrTruncated
	}
	return (int(b[1]) + 1) * 8, nil
}

// DecodeLayer reads the header. It leaves Destination as it is.
func (l *IPv6Options) DecodeLayer(b []byte, d *Decoder) (x Decoded, err error) {
	header, err := extensionLen(b)
	if err != nil {
		return x, err
	}
	l.NextHeader = IPProtocol(b[0])
	a := arenaOf[IPv6Option](d)
	a.begin(mostOptions(b))
	for o := b[2:header]; len(o) > 0; {
		if o[0] == 0 {
			n := zeros(o)
			a.add(IPv6Option{Data: o[1:n:n]})
			o = o[n:]
			continue
		}
		if len(o) < 2 || int(o[1]) > len(o)-2 {
			return x, openflow.ErrLength
		}
		n := 2 + int(o[1])
		a.add(IPv6Option{o[0], o[2:n:n]})
		o = o[n:]
	}
	l.Options = a.list()
	return Decoded{Header: header, Next: d.NextHeader(l.NextHeader)}, nil
}

// HeaderLen is a multiple of 8.
func (l *IPv6Options) HeaderLen() int {
	n := 2
	for i := range l.Options {
		n += l.Options[i].len()
	}
	return (n + 7) &^ 7
}

func (o *IPv6Option) len() int {
	if o.Type == 0 {
		return 1 + len(o.Data)
	}
	return 2 + len(o.Data)
}

// EncodeLayer writes the header.
func (l *IPv6Options) EncodeLayer(b []byte, e Encoding) error {
	if e.HeaderLen > 256*8 {
		return openflow.ErrTooLong
	}
	b = b[:e.HeaderLen]
	b[0], b[1] = byte(nextHeader(l.NextHeader, e)), byte(e.HeaderLen/8-1)
	b = b[2:]
	for _, o := range l.Options {
		if o.Type == 0 {
			clear(b[:o.len()])
			b = b[o.len():]
			continue
		}
		if len(o.Data) > 255 {
			return openflow.ErrTooLong
		}
		b[0] = o.Type
		b[1] = byte(len(o.Data))
		b = b[2+copy(b[2:], o.Data):]
	}
	clear(b)
	if len(b) > 1 {
		b[0], b[1] = 1, byte(len(b)-2)
	}
	return nil
}

// Walk shows the fields to v.
func (l *IPv6Options) Walk(v Visitor) {
	v.Uint("nxt", (*openflow.U8)(&l.NextHeader))
	v.Derived("size", uint64(l.HeaderLen()/8-1))
	v.List("data", (*ipv6OptionList)(&l.Options))
}

// homeAddress returns the address that a mobile node has at home, which is the source to all that is behind the header. RFC 6275 §6.3.
func (l *IPv6Options) homeAddress() (a netip.Addr, ok bool) {
	if !l.Destination {
		return a, false
	}
	for _, o := range l.Options {
		if o.Type == ipv6HomeAddress && len(o.Data) == 16 {
			return addrAt(o.Data, 16), true
		}
	}
	return a, false
}

// CloneLayer returns a copy.
func (l *IPv6Options) CloneLayer() Layer {
	c := *l
	c.Options = slices.Clone(l.Options)
	for i := range c.Options {
		c.Options[i].Data = slices.Clone(c.Options[i].Data)
	}
	return &c
}

// Class names the option in JSON.
func (o *IPv6Option) Class() string { return "option" }

// Walk shows the fields to v. The length of Pad1 is -1 in os-ken.
func (o *IPv6Option) Walk(v Visitor) {
	v.Uint("type", (*openflow.U8)(&o.Type))
	if o.Type == 0 {
		v.Const("len", -1)
	} else {
		v.Derived("len", uint64(len(o.Data)))
	}
	v.Bytes("data", &o.Data)
}

type ipv6OptionList []IPv6Option

func (l *ipv6OptionList) Len() int         { return len(*l) }
func (l *ipv6OptionList) At(i int) Element { return &(*l)[i] }
func (l *ipv6OptionList) Add(class string) Element {
	return addTo((*[]IPv6Option)(l), class == "option")
}
