package packet

import (
	"net/netip"
	"slices"

	"github.com/ofwire/openflow"
)

// IGMP is a message of the Internet Group Management Protocol: version 1 (RFC 1112), 2 (RFC 2236) or 3 (RFC 3376).
type IGMP struct {
	Type IGMPType
	// MaxResponse is in tenths of a second; in a query of version 3 values from 128 are a floating point number. It is reserved in version 1 and in reports.
	MaxResponse uint8
	Checksum    Computed   // Of the whole message.
	Group       netip.Addr // In all but reports of version 3. 0.0.0.0, or the zero Addr, in a query for all groups.

	// V3 makes a query one of version 3: the next three fields are there.
	V3       bool
	Flags    uint8 // 4 reserved bits, the flag that suppresses the router's processing, and the robustness variable in the lowest three.
	Interval uint8 // Code of the querier's interval in seconds.
	Sources  []netip.Addr

	// Reserved and Records are in reports of version 3.
	Reserved uint16
	Records  []GroupRecord // Up to 65535.
}

// An IGMPType is the type of an IGMP message.
type IGMPType uint8

// Types of IGMP messages.
const (
	IGMPQuery    IGMPType = 0x11
	IGMPv1Report IGMPType = 0x12
	IGMPv2Report IGMPType = 0x16
	IGMPv2Leave  IGMPType = 0x17
	IGMPv3Report IGMPType = 0x22
)

// String returns the name, or the number.
func (t IGMPType) String() string {
	switch t {
	case IGMPQuery:
		return "query"
	case IGMPv1Report:
		return "v1-report"
	case IGMPv2Report:
		return "v2-report"
	case IGMPv2Leave:
		return "leave"
	case IGMPv3Report:
		return "v3-report"
	}
	return nameOf(uint64(t))
}

const (
	igmpLen      = 8
	igmpQueryLen = 12
)

var (
	protocolIGMP         = Protocol{Name: "igmp", New: func() Layer { return new(IGMP) }, IPProtocol: IPProtocolIGMP}
	protocolIGMPv3Query  = Protocol{Name: "igmpv3_query", New: func() Layer { return &IGMP{Type: IGMPQuery, V3: true} }, IPProtocol: IPProtocolIGMP}
	protocolIGMPv3Report = Protocol{Name: "igmpv3_report", New: func() Layer { return &IGMP{Type: IGMPv3Report} }, IPProtocol: IPProtocolIGMP}
)

// Info describes the protocol: IGMP, or a query or a report of version 3, which have names of their own.
func (l *IGMP) Info() *Protocol {
	switch {
	case l == nil:
	case l.Type == IGMPv3Report:
		return &protocolIGMPv3Report
	case l.isV3Query():
		return &protocolIGMPv3Query
	}
	return &protocolIGMP
}

func (l *IGMP) isV3Query() bool { return l.V3 && l.Type == IGMPQuery }

// DecodeLayer reads the message. A query of at least 12 bytes is one of version 3.
func (l *IGMP) DecodeLayer(b []byte, d *Decoder) (x Decoded, err error) {
	if len(b) < igmpLen {
		return x, openflow.ErrTruncated
	}
	*l = IGMP{Type: IGMPType(b[0]), MaxResponse: b[1], Checksum: Received(uint32(be.Uint16(b[2:])))}
	if l.Type == IGMPv3Report {
		var n int
		l.Reserved = be.Uint16(b[4:])
		l.Records, n, err = decodeRecords(b[igmpLen:], int(be.Uint16(b[6:])), 4, d)
		if err == nil {
			x.Header = igmpLen + n
		}
		return x, err
	}
	l.Group = addrAt(b[4:], 4)
	if l.Type != IGMPQuery || len(b) < igmpQueryLen {
		x.Header = igmpLen
		return x, nil
	}
	l.V3, l.Flags, l.Interval = true, b[8], b[9]
	if l.Sources, err = decodeAddrs(b[igmpQueryLen:], int(be.Uint16(b[10:])), 4, d); err == nil {
		x.Header = igmpQueryLen + 4*len(l.Sources)
	}
	return x, err
}

// HeaderLen is the bytes of the message.
func (l *IGMP) HeaderLen() int {
	switch {
	case l.Type == IGMPv3Report:
		return igmpLen + recordsLen(l.Records, 4)
	case l.isV3Query():
		return igmpQueryLen + 4*len(l.Sources)
	}
	return igmpLen
}

// EncodeLayer writes the message.
func (l *IGMP) EncodeLayer(b []byte, e Encoding) error {
	if len(l.Records) > maxSources || len(l.Sources) > maxSources {
		return openflow.ErrTooLong
	}
	b[0], b[1], b[2], b[3] = byte(l.Type), l.MaxResponse, 0, 0
	var err error
	if l.Type == IGMPv3Report {
		be.PutUint32(b[4:], uint32(l.Reserved)<<16|uint32(len(l.Records)))
		err = encodeRecords(b[igmpLen:], l.Records, 4)
	} else {
		err = putAddr(b[4:], l.Group, 4)
	}
	if err == nil && l.isV3Query() {
		b[8], b[9] = l.Flags, l.Interval
		be.PutUint16(b[10:], uint16(len(l.Sources)))
		_, err = encodeAddrs(b[igmpQueryLen:], l.Sources, 4)
	}
	if err != nil {
		return err
	}
	checksum, err := e.flags.checksum(l.Checksum, 0, b)
	be.PutUint16(b[2:], checksum)
	return err
}

// Walk shows the fields to v.
func (l *IGMP) Walk(v Visitor) {
	v.Enum("msgtype", (*openflow.U8)(&l.Type), l.Type)
	if l.Type == IGMPv3Report {
		v.Rare("maxresp", (*openflow.U8)(&l.MaxResponse))
		v.Computed("csum", &l.Checksum)
		v.Rare("reserved", (*openflow.U16)(&l.Reserved))
		v.Derived("record_num", uint64(len(l.Records)))
		v.List("records", groupRecordList{&l.Records, 4})
		return
	}
	v.Uint("maxresp", (*openflow.U8)(&l.MaxResponse))
	v.Computed("csum", &l.Checksum)
	v.Addr("address", &l.Group, 4)
	if l.isV3Query() {
		walkQuery(v, &l.Flags, &l.Interval, &l.Sources, 4)
	}
}

// CloneLayer returns a copy.
func (l *IGMP) CloneLayer() Layer {
	c := *l
	c.Sources, c.Records = slices.Clone(l.Sources), cloneRecords(l.Records)
	return &c
}
