package packet

import (
	"slices"

	"github.com/ofwire/openflow"
)

// Geneve is the header of generic network virtualization encapsulation, in UDP with the port GenevePort. RFC 8926.
type Geneve struct {
	Flags    GeneveFlags
	Protocol EtherType // What follows: EtherTypeTransparentEthernet is a frame. Append fills in a Protocol of 0 when it knows the next layer's.
	VNI      uint32    // 24 bits.
	Reserved uint8
	Options  []GeneveOption // Together up to 252 bytes.
}

// A GeneveOption is one option of a Geneve header.
type GeneveOption struct {
	Class    uint16
	Type     uint8  // With GeneveCriticalOption.
	Reserved uint8  // 3 bits.
	Data     []byte // Up to 124 bytes. Append fills it up to a multiple of 4 bytes with zeros.
}

// GeneveFlags are the second byte of the header.
type GeneveFlags uint8

// Flags of Geneve. The others are reserved.
const (
	GeneveOAM GeneveFlags = 0x80
	// GeneveCritical tells that there are critical options. Append sets it where there are.
	GeneveCritical GeneveFlags = 0x40
)

// GeneveCriticalOption is the bit of an option's type that makes a receiver drop the packet if it does not know the option.
const GeneveCriticalOption uint8 = 0x80

// String returns the names of the flags.
func (f GeneveFlags) String() string {
	return flagNames(uint64(f), "", "", "", "", "", "", "critical", "oam")
}

const (
	geneveLen        = 8
	geneveMaxOptions = 63 * 4
	geneveMaxData    = 31 * 4
)

var protocolGeneve = Protocol{Name: "geneve", New: func() Layer { return new(Geneve) }, tunnel: true}

// NewGeneve returns a header that a frame follows.
func NewGeneve(vni uint32, options ...GeneveOption) *Geneve {
	return &Geneve{Protocol: EtherTypeTransparentEthernet, VNI: vni, Options: options}
}

// Info describes the protocol: Geneve.
func (*Geneve) Info() *Protocol { return &protocolGeneve }

// DecodeLayer reads the header. It fails with ErrLength when the options do not fill the length that is theirs.
func (l *Geneve) DecodeLayer(b []byte, d *Decoder) (x Decoded, err error) {
	if len(b) < geneveLen {
		return x, openflow.ErrTruncated
	}
	if b[0]>>6 != 0 {
		return x, openflow.ErrVersion
	}
	header := geneveLen + int(b[0]&63)*4
	if header > len(b) {
		return x, openflow.ErrTruncated
	}
	l.Flags, l.Protocol = GeneveFlags(b[1]), EtherType(be.Uint16(b[2:]))
	l.VNI, l.Reserved = be.Uint32(b[4:])>>8, b[7]
	a := arenaOf[GeneveOption](d)
	a.begin(cap(b) / 4)
	for o := b[geneveLen:header]; len(o) > 0; {
		// What is left is a multiple of 4.
		n := 4 + int(o[3]&31)*4
		if n > len(o) {
			return x, openflow.ErrLength
		}
		a.add(GeneveOption{be.Uint16(o), o[2], o[3] >> 5, o[4:n:n]})
		o = o[n:]
	}
	l.Options = a.list()
	x.Header = header
	if len(b) > header {
		x.Next = d.EtherType(l.Protocol)
	}
	return x, nil
}

func (o *GeneveOption) len() int { return 4 + (len(o.Data)+3)&^3 }

// HeaderLen is 8 and the length of the options.
func (l *Geneve) HeaderLen() int {
	n := geneveLen
	for i := range l.Options {
		n += l.Options[i].len()
	}
	return n
}

// EncodeLayer writes the header.
func (l *Geneve) EncodeLayer(b []byte, e Encoding) error {
	options := e.HeaderLen - geneveLen
	if options > geneveMaxOptions {
		return openflow.ErrTooLong
	}
	if l.VNI > 0xffffff {
		return openflow.ErrValue
	}
	flags, protocol := l.Flags, l.Protocol
	if protocol == 0 && e.Next != nil {
		protocol = e.Next.EtherType
	}
	b = b[:e.HeaderLen]
	o := b[geneveLen:]
	for i := range l.Options {
		p := &l.Options[i]
		if len(p.Data) > geneveMaxData {
			return openflow.ErrTooLong
		}
		if p.Reserved > 7 {
			return openflow.ErrValue
		}
		if p.Type&GeneveCriticalOption != 0 && e.flags&keepReceived == 0 {
			flags |= GeneveCritical
		}
		n := p.len()
		be.PutUint16(o, p.Class)
		o[2], o[3] = p.Type, p.Reserved<<5|uint8(n/4-1)
		clear(o[4+copy(o[4:], p.Data) : n])
		o = o[n:]
	}
	be.PutUint32(b, uint32(options/4)<<24|uint32(flags)<<16|uint32(protocol))
	be.PutUint32(b[4:], l.VNI<<8|uint32(l.Reserved))
	return nil
}

// Option returns the first option of a class and type.
func (l *Geneve) Option(class uint16, typ uint8) (GeneveOption, bool) {
	for _, o := range l.Options {
		if o.Class == class && o.Type == typ {
			return o, true
		}
	}
	return GeneveOption{}, false
}

// Walk shows the fields to v.
func (l *Geneve) Walk(v Visitor) {
	v.Const("version", 0)
	v.Derived("opt_len", uint64(l.HeaderLen()-geneveLen))
	v.Enum("flags", (*openflow.U8)(&l.Flags), l.Flags)
	v.Hex("protocol", (*openflow.U16)(&l.Protocol))
	v.Uint("vni", (*openflow.U32)(&l.VNI))
	v.Rare("reserved", (*openflow.U8)(&l.Reserved))
	v.List("options", (*geneveOptionList)(&l.Options))
}

// CloneLayer returns a copy.
func (l *Geneve) CloneLayer() Layer {
	c := *l
	c.Options = slices.Clone(l.Options)
	for i := range c.Options {
		c.Options[i].Data = slices.Clone(c.Options[i].Data)
	}
	return &c
}

// A geneveOption shows an option in JSON.
type geneveOption struct{ *GeneveOption }

// Class names the option: os-ken knows none by its type.
func (o geneveOption) Class() string { return "OptionDataUnknown" }

// Walk shows the fields to v.
func (o geneveOption) Walk(v Visitor) {
	v.Hex("option_class", (*openflow.U16)(&o.GeneveOption.Class))
	v.Hex("type", (*openflow.U8)(&o.Type))
	v.Rare("reserved", (*openflow.U8)(&o.Reserved))
	v.Derived("length", uint64(o.len()/4-1))
	v.Bytes("buf", &o.Data)
}

type geneveOptionList []GeneveOption

func (l *geneveOptionList) Len() int         { return len(*l) }
func (l *geneveOptionList) At(i int) Element { return geneveOption{&(*l)[i]} }

func (l *geneveOptionList) Add(class string) Element {
	if class != (geneveOption{}).Class() {
		return nil
	}
	*l = append(*l, GeneveOption{})
	return l.At(len(*l) - 1)
}
