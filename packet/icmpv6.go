package packet

import (
	"net/netip"
	"slices"

	"github.com/ofwire/openflow"
)

// ICMPv6 is an ICMP message of IPv6: errors and echos (RFC 4443), neighbor discovery (RFC 4861) and multicast listener discovery (RFC 2710, RFC 3810).
// The data of an echo and the packet that an error is about are payload, which is not decoded; so is all of a message of another type behind the checksum.
type ICMPv6 struct {
	Type     ICMPv6Type
	Code     uint8
	Checksum Computed // Of the pseudo header of IP and the whole message.
	// ID and Seq are bytes 4 and 5, 6 and 7 of echos and errors: identifier and sequence number. Together they are the MTU of ICMPv6TooBig, and
	// the pointer of ICMPv6Parameter.
	ID, Seq uint16
	ND      ND  // Of neighbor discovery: types 133 to 137.
	MLD     MLD // Of multicast listener discovery: types 130 to 132 and 143.
}

// MLD is the body of messages of multicast listener discovery.
type MLD struct {
	// MaxResponse is in milliseconds; in a query of version 2 values from 32768 are a floating point number.
	MaxResponse uint16
	Reserved    uint16
	Group       netip.Addr // In all but reports of version 2. ::, or the zero Addr, in a query for all groups.

	// V2 makes a query one of version 2: the next three fields are there.
	V2       bool
	Flags    uint8 // 4 reserved bits, the flag that suppresses the router's processing, and the robustness variable in the lowest three.
	Interval uint8 // Code of the querier's interval in seconds.
	Sources  []netip.Addr

	Records []GroupRecord // Of a report of version 2. Up to 65535.
}

// An ICMPv6Type is the type of an ICMPv6 message.
type ICMPv6Type uint8

// Types of ICMPv6 messages.
const (
	ICMPv6Unreachable     ICMPv6Type = 1
	ICMPv6TooBig          ICMPv6Type = 2
	ICMPv6TimeExceeded    ICMPv6Type = 3
	ICMPv6Parameter       ICMPv6Type = 4
	ICMPv6EchoRequest     ICMPv6Type = 128
	ICMPv6EchoReply       ICMPv6Type = 129
	ICMPv6MLDQuery        ICMPv6Type = 130
	ICMPv6MLDReport       ICMPv6Type = 131
	ICMPv6MLDDone         ICMPv6Type = 132
	ICMPv6RouterSolicit   ICMPv6Type = 133
	ICMPv6RouterAdvert    ICMPv6Type = 134
	ICMPv6NeighborSolicit ICMPv6Type = 135
	ICMPv6NeighborAdvert  ICMPv6Type = 136
	ICMPv6Redirect        ICMPv6Type = 137
	ICMPv6MLDv2Report     ICMPv6Type = 143
)

// String returns the name, or the number.
func (t ICMPv6Type) String() string {
	if t < ICMPv6EchoRequest {
		return nameOf(uint64(t), "", "unreachable", "too-big", "time-exceeded", "parameter-problem")
	}
	i := uint64(t - ICMPv6EchoRequest)
	names := [...]string{
		"echo-request", "echo-reply", "mld-query", "mld-report", "mld-done", "router-solicitation", "router-advertisement", "neighbor-solicitation",
		"neighbor-advertisement", "redirect", 15: "mldv2-report",
	}
	if i < uint64(len(names)) && names[i] != "" {
		return names[i]
	}
	return nameOf(uint64(t))
}

// An icmpv6Kind is what messages of some types have in common behind the checksum.
type icmpv6Kind uint8

const (
	icmpv6Other   icmpv6Kind = iota // Nothing that is known.
	icmpv6Word                      // 4 bytes.
	icmpv6ND                        // Neighbor discovery.
	icmpv6MLD                       // A query, a report or a done.
	icmpv6Records                   // A report of version 2.
)

func (t ICMPv6Type) kind() icmpv6Kind {
	switch {
	case t >= ICMPv6Unreachable && t <= ICMPv6Parameter, t == ICMPv6EchoRequest, t == ICMPv6EchoReply:
		return icmpv6Word
	case t >= ICMPv6RouterSolicit && t <= ICMPv6Redirect:
		return icmpv6ND
	case t >= ICMPv6MLDQuery && t <= ICMPv6MLDDone:
		return icmpv6MLD
	case t == ICMPv6MLDv2Report:
		return icmpv6Records
	}
	return icmpv6Other
}

const (
	icmpv6Len   = 4
	mldLen      = 24
	mldQueryLen = 28
)

var protocolICMPv6 = Protocol{Name: "icmpv6", New: func() Layer { return new(ICMPv6) }, IPProtocol: IPProtocolICMPv6, Pseudo: true}

// Info describes the protocol: ICMPv6.
func (*ICMPv6) Info() *Protocol { return &protocolICMPv6 }

// DecodeLayer reads the message. A query of listeners of at least 28 bytes is one of version 2. Where an option of neighbor discovery does not fit, the
// options before it stay.
func (l *ICMPv6) DecodeLayer(b []byte, d *Decoder) (x Decoded, err error) {
	if len(b) < icmpv6Len {
		return x, openflow.ErrTruncated
	}
	*l = ICMPv6{Type: ICMPv6Type(b[0]), Code: b[1], Checksum: Received(uint32(be.Uint16(b[2:])))}
	kind := l.Type.kind()
	if kind == icmpv6Other {
		x.Header = icmpv6Len
		return x, nil
	}
	if len(b) < 8 {
		return x, openflow.ErrTruncated
	}
	switch kind {
	case icmpv6Word:
		l.ID, l.Seq = be.Uint16(b[4:]), be.Uint16(b[6:])
		x.Header = 8
	case icmpv6ND:
		x.Header, err = l.ND.decode(l.Type, b, d)
	case icmpv6MLD:
		x.Header, err = l.MLD.decode(l.Type, b, d)
	case icmpv6Records:
		var n int
		l.MLD.Reserved = be.Uint16(b[4:])
		if l.MLD.Records, n, err = decodeRecords(b[8:], int(be.Uint16(b[6:])), 16, d); err == nil {
			x.Header = 8 + n
		}
	}
	return x, err
}

func (m *MLD) decode(t ICMPv6Type, b []byte, d *Decoder) (header int, err error) {
	if len(b) < mldLen {
		return 0, openflow.ErrTruncated
	}
	m.MaxResponse, m.Reserved, m.Group = be.Uint16(b[4:]), be.Uint16(b[6:]), addrAt(b[8:], 16)
	if t != ICMPv6MLDQuery || len(b) < mldQueryLen {
		return mldLen, nil
	}
	m.V2, m.Flags, m.Interval = true, b[24], b[25]
	if m.Sources, err = decodeAddrs(b[mldQueryLen:], int(be.Uint16(b[26:])), 16, d); err != nil {
		return 0, err
	}
	return mldQueryLen + 16*len(m.Sources), nil
}

func (m *MLD) isV2Query(t ICMPv6Type) bool { return m.V2 && t == ICMPv6MLDQuery }

// HeaderLen is the bytes of the message without its payload.
func (l *ICMPv6) HeaderLen() int {
	switch l.Type.kind() {
	case icmpv6Word:
		return 8
	case icmpv6ND:
		return l.ND.len(l.Type)
	case icmpv6MLD:
		if l.MLD.isV2Query(l.Type) {
			return mldQueryLen + 16*len(l.MLD.Sources)
		}
		return mldLen
	case icmpv6Records:
		return 8 + recordsLen(l.MLD.Records, 16)
	}
	return icmpv6Len
}

// EncodeLayer writes the message.
func (l *ICMPv6) EncodeLayer(b []byte, e Encoding) (err error) {
	b[0], b[1], b[2], b[3] = byte(l.Type), l.Code, 0, 0
	switch l.Type.kind() {
	case icmpv6Word:
		be.PutUint32(b[4:], uint32(l.ID)<<16|uint32(l.Seq))
	case icmpv6ND:
		err = l.ND.encode(l.Type, b[:e.HeaderLen])
	case icmpv6MLD:
		err = l.MLD.encode(l.Type, b)
	case icmpv6Records:
		if len(l.MLD.Records) > maxSources {
			return openflow.ErrTooLong
		}
		be.PutUint32(b[4:], uint32(l.MLD.Reserved)<<16|uint32(len(l.MLD.Records)))
		err = encodeRecords(b[8:], l.MLD.Records, 16)
	}
	if err != nil {
		return err
	}
	checksum, err := e.flags.checksum(l.Checksum, e.Pseudo+uint64(IPProtocolICMPv6)+uint64(len(b)), b)
	be.PutUint16(b[2:], checksum)
	return err
}

func (m *MLD) encode(t ICMPv6Type, b []byte) error {
	be.PutUint32(b[4:], uint32(m.MaxResponse)<<16|uint32(m.Reserved))
	if err := putAddr(b[8:], m.Group, 16); err != nil || !m.isV2Query(t) {
		return err
	}
	if len(m.Sources) > maxSources {
		return openflow.ErrTooLong
	}
	be.PutUint32(b[24:], uint32(m.Flags)<<24|uint32(m.Interval)<<16|uint32(len(m.Sources)))
	_, err := encodeAddrs(b[mldQueryLen:], m.Sources, 16)
	return err
}

// CloneLayer returns a copy.
func (l *ICMPv6) CloneLayer() Layer {
	c := *l
	c.ND.Options = slices.Clone(l.ND.Options)
	for i := range c.ND.Options {
		c.ND.Options[i].Data = slices.Clone(c.ND.Options[i].Data)
	}
	c.MLD.Sources, c.MLD.Records = slices.Clone(l.MLD.Sources), cloneRecords(l.MLD.Records)
	return &c
}
