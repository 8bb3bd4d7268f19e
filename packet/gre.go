package packet

import "github.com/ofwire/openflow"

// GRE is a generic routing encapsulation header. RFC 2784, RFC 2890; with a key of network and flow it is NVGRE, RFC 7637; version 1 is PPTP's, RFC 2637.
// The source routes of RFC 1701 are not known.
type GRE struct {
	Flags    GREFlags // Which of the fields below are there, and the version.
	Protocol EtherType
	Checksum Computed // Of header and payload, with GREChecksum.
	Reserved uint16   // Behind the checksum.
	Key      uint32   // With GREKey.
	Seq      uint32   // With GRESeq.
	Ack      uint32   // With GREAck, in version 1.
}

// GREFlags are the first two bytes of the header.
type GREFlags uint16

// Flags of GRE. The version is the lowest three bits.
const (
	GREChecksum GREFlags = 0x8000
	GREKey      GREFlags = 0x2000
	GRESeq      GREFlags = 0x1000
	GREAck      GREFlags = 0x0080
	GREVersion1 GREFlags = 0x0001

	greRouting GREFlags = 0x4000
	greVersion GREFlags = 0x0007
)

const (
	greLen  = 4
	greWord = 4 // Each of the fields that may be there.
)

var protocolGRE = Protocol{Name: "gre", New: func() Layer { return new(GRE) }, IPProtocol: IPProtocolGRE, tunnel: true}

// NewNVGRE returns the header of NVGRE: subnet is the virtual subnet's id, of 24 bits. A frame follows. For a subnet of more bits it returns nil, which Append
// refuses with openflow.ErrNil.
func NewNVGRE(subnet uint32, flow uint8) *GRE {
	if subnet > 0xffffff {
		return nil
	}
	return &GRE{Flags: GREKey, Protocol: EtherTypeTransparentEthernet, Key: subnet<<8 | uint32(flow)}
}

// VirtualSubnet returns the virtual subnet's id and the flow's, which the key of NVGRE is made of.
func (l *GRE) VirtualSubnet() (subnet uint32, flow uint8) { return l.Key >> 8, uint8(l.Key) }

// Info describes the protocol: GRE.
func (*GRE) Info() *Protocol { return &protocolGRE }

// hasAck reports whether there is an acknowledgment, for which versions other than 1 have no flag.
func (f GREFlags) hasAck() bool { return f&GREAck != 0 && f&greVersion == GREVersion1 }

// headerLen returns the bytes of a header with these flags.
func (f GREFlags) headerLen() int {
	n := greLen
	for _, has := range [...]bool{f&GREChecksum != 0, f&GREKey != 0, f&GRESeq != 0, f.hasAck()} {
		if has {
			n += greWord
		}
	}
	return n
}

// DecodeLayer reads the header. It fails with ErrVersion for versions beyond 1, and with ErrType for a source route.
func (l *GRE) DecodeLayer(b []byte, d *Decoder) (x Decoded, err error) {
	if len(b) < greLen {
		return x, openflow.ErrTruncated
	}
	f := GREFlags(be.Uint16(b))
	switch {
	case f&greVersion > GREVersion1:
		return x, openflow.ErrVersion
	case f&greRouting != 0:
		return x, openflow.ErrType
	}
	x.Header = f.headerLen()
	if len(b) < x.Header {
		return Decoded{}, openflow.ErrTruncated
	}
	*l = GRE{Flags: f, Protocol: EtherType(be.Uint16(b[2:]))}
	b = b[greLen:]
	if f&GREChecksum != 0 {
		l.Checksum, l.Reserved = Received(uint32(be.Uint16(b))), be.Uint16(b[2:])
		b = b[greWord:]
	}
	for _, word := range [...]struct {
		has bool
		to  *uint32
	}{{f&GREKey != 0, &l.Key}, {f&GRESeq != 0, &l.Seq}, {f.hasAck(), &l.Ack}} {
		if word.has {
			*word.to = be.Uint32(b)
			b = b[greWord:]
		}
	}
	if len(b) > 0 {
		x.Next = d.greProtocol(l)
	}
	return x, nil
}

// HeaderLen is 4 and, for each of checksum, key, sequence number and acknowledgment, 4 more.
func (l *GRE) HeaderLen() int { return l.Flags.headerLen() }

// EncodeLayer writes the header. A Protocol of 0 before an ERSPAN2 wants GRESeq, by which a receiver knows that it is there: ErrValue is returned without it.
func (l *GRE) EncodeLayer(b []byte, e Encoding) error {
	switch {
	case l.Flags&greVersion > GREVersion1:
		return openflow.ErrVersion
	case l.Flags&greRouting != 0:
		return openflow.ErrType
	}
	protocol := l.Protocol
	if protocol == 0 && e.Next != nil {
		protocol = e.Next.EtherType
		if e.Next == &protocolERSPAN2 && l.Flags&GRESeq == 0 {
			return openflow.ErrValue
		}
	}
	be.PutUint32(b, uint32(l.Flags)<<16|uint32(protocol))
	at := b[greLen:]
	if l.Flags&GREChecksum != 0 {
		be.PutUint32(at, uint32(l.Reserved))
		at = at[greWord:]
	}
	if l.Flags&GREKey != 0 {
		be.PutUint32(at, l.Key)
		at = at[greWord:]
	}
	if l.Flags&GRESeq != 0 {
		be.PutUint32(at, l.Seq)
		at = at[greWord:]
	}
	if l.Flags.hasAck() {
		be.PutUint32(at, l.Ack)
	}
	if l.Flags&GREChecksum == 0 {
		return nil
	}
	checksum, err := e.flags.checksum(l.Checksum, 0, b)
	be.PutUint16(b[greLen:], checksum)
	return err
}

// Walk shows the fields to v. Checksum and sequence number are null where they are not there.
func (l *GRE) Walk(v Visitor) {
	version, f := uint8(l.Flags&greVersion), l.Flags
	rest := f &^ (greVersion | GREKey | GRESeq)
	if f.hasAck() {
		rest &^= GREAck
	}
	if l.Checksum != 0 {
		rest &^= GREChecksum
	}
	v.Uint("version", &bitField{&version, 0, 3})
	v.Rare("flags", (*openflow.U16)(&rest))
	v.Hex("protocol", (*openflow.U16)(&l.Protocol))
	if f&GREChecksum != 0 || v.Reading() {
		v.Computed("checksum", &l.Checksum)
		v.Rare("reserved", (*openflow.U16)(&l.Reserved))
	} else {
		absent(v, "checksum")
	}
	key, seq, ack := Received(l.Key), Received(l.Seq), Received(l.Ack)
	if v.Reading() {
		key, seq, ack = 0, 0, 0
	}
	if f&GREKey != 0 || v.Reading() {
		v.Computed("key", &key)
	}
	if f&GRESeq != 0 || v.Reading() {
		v.Computed("seq_number", &seq)
	} else {
		absent(v, "seq_number")
	}
	if f.hasAck() || v.Reading() {
		v.Computed("ack_number", &ack)
	}
	if !v.Reading() {
		return
	}
	l.Flags = rest | GREFlags(version)
	for i, c := range [...]Computed{l.Checksum, key, seq, ack} {
		if c != 0 {
			l.Flags |= [...]GREFlags{GREChecksum, GREKey, GRESeq, GREAck}[i]
		}
	}
	l.Key, l.Seq, l.Ack = key.Value(), seq.Value(), ack.Value()
}

// absent shows null in the place of a field that a header may leave out.
func absent(v Visitor, name string) {
	var none Computed
	v.Computed(name, &none)
}

// CloneLayer returns a copy.
func (l *GRE) CloneLayer() Layer {
	c := *l
	return &c
}
