package packet

import (
	"net/netip"
	"slices"

	"github.com/ofwire/openflow"
)

// OSPF is a packet of OSPF version 2. RFC 2328 appendix A.3. Type tells which of the fields behind Checksum are in it. Identifiers are written as IPv4
// addresses are; the zero Addr is 0.0.0.0.
type OSPF struct {
	Type             OSPFType
	Length           Computed // Of the packet, without Extra.
	RouterID, AreaID netip.Addr
	Checksum         Computed // Of the packet without Auth and Extra; 0 with OSPFCryptographic.
	AuthType         uint16
	Auth             uint64

	Hello       OSPFHello
	Description OSPFDescription
	Requests    []OSPFRequest
	// LSAs are in updates; their headers alone, without Body, in descriptions and acknowledgments.
	LSAs  []OSPFLSA
	Count Computed // How many LSAs are in an update.
	// Extra is what follows the packet in the IP datagram: the digest of OSPFCryptographic, and the block of link-local signaling (RFC 5613).
	Extra []byte
}

// An OSPFType is the type of a packet.
type OSPFType uint8

// Types of packets.
const (
	OSPFTypeHello       OSPFType = 1
	OSPFTypeDescription OSPFType = 2
	OSPFTypeRequest     OSPFType = 3
	OSPFTypeUpdate      OSPFType = 4
	OSPFTypeAck         OSPFType = 5
)

// Types of authentication.
const (
	OSPFNoAuth         = 0
	OSPFSimplePassword = 1
	OSPFCryptographic  = 2
)

// OSPFHello is what is in a hello.
type OSPFHello struct {
	Mask         netip.Addr
	Interval     uint16 // In seconds, as DeadInterval.
	Options      uint8
	Priority     uint8
	DeadInterval uint32
	DR, BDR      netip.Addr // The designated router and its backup.
	Neighbors    []netip.Addr
}

// OSPFDescription is what is in a database description, before the headers.
type OSPFDescription struct {
	MTU      uint16
	Options  uint8
	Flags    uint8 // OSPFInit and others.
	Sequence uint32
}

// Flags of a database description.
const (
	OSPFMaster = 1
	OSPFMore   = 2
	OSPFInit   = 4
)

// An OSPFRequest asks for an LSA.
type OSPFRequest struct {
	Type          uint32
	ID, AdvRouter netip.Addr
}

const (
	ospfVersion        = 2
	ospfLen            = 24
	ospfHelloLen       = 20
	ospfDescriptionLen = 8
	ospfRequestLen     = 12
	ospfCountLen       = 4
)

var (
	protocolOSPF = Protocol{Name: "ospf", New: func() Layer { return new(OSPF) }, IPProtocol: IPProtocolOSPF}

	// protocolAnyOSPF leaves version 3, which is IPv6's, as payload.
	protocolAnyOSPF = Protocol{Name: "ospf", choose: func(b []byte) *Protocol {
		if len(b) > 0 && b[0] == ospfVersion+1 {
			return nil
		}
		return &protocolOSPF
	}}

	protocolOSPFTypes = [...]Protocol{
		{Name: "OSPFHello", New: func() Layer { return &OSPF{Type: OSPFTypeHello} }, IPProtocol: IPProtocolOSPF},
		{Name: "OSPFDBDesc", New: func() Layer { return &OSPF{Type: OSPFTypeDescription} }, IPProtocol: IPProtocolOSPF},
		{Name: "OSPFLSReq", New: func() Layer { return &OSPF{Type: OSPFTypeRequest} }, IPProtocol: IPProtocolOSPF},
		{Name: "OSPFLSUpd", New: func() Layer { return &OSPF{Type: OSPFTypeUpdate} }, IPProtocol: IPProtocolOSPF},
		{Name: "OSPFLSAck", New: func() Layer { return &OSPF{Type: OSPFTypeAck} }, IPProtocol: IPProtocolOSPF},
	}
)

// Info describes the protocol by the type of packet, as os-ken does.
func (l *OSPF) Info() *Protocol {
	if l == nil || l.Type < OSPFTypeHello || l.Type > OSPFTypeAck {
		return &protocolOSPF
	}
	return &protocolOSPFTypes[l.Type-1]
}

// DecodeLayer reads the packet. Where an element of a list does not fit, those before it stay, with the error openflow.ErrLength.
func (l *OSPF) DecodeLayer(b []byte, d *Decoder) (x Decoded, err error) {
	if len(b) < ospfLen {
		return x, openflow.ErrTruncated
	}
	length := int(be.Uint16(b[2:]))
	switch t := OSPFType(b[1]); {
	case b[0] != ospfVersion:
		return x, openflow.ErrVersion
	case t < OSPFTypeHello || t > OSPFTypeAck:
		return x, openflow.ErrType
	case length < ospfLen:
		return x, openflow.ErrLength
	}
	*l = OSPF{
		Type: OSPFType(b[1]), Length: Received(uint32(length)), RouterID: addr4(b[4:]), AreaID: addr4(b[8:]),
		Checksum: Received(uint32(be.Uint16(b[12:]))), AuthType: be.Uint16(b[14:]), Auth: be.Uint64(b[16:]),
	}
	body := b[ospfLen:min(length, len(b))]
	if len(body) < l.fixedLen() {
		if length <= len(b) {
			return x, openflow.ErrLength
		}
		return x, openflow.ErrTruncated
	}
	n := l.decodeBody(body, d)
	x.Header = ospfLen + n
	switch {
	case length > len(b):
		x.End = d.end(length, b)
		if n < len(body) {
			err = openflow.ErrTruncated
		}
	case n < len(body):
		err = openflow.ErrLength
	case length < len(b):
		l.Extra = b[length:len(b):len(b)]
		x.Header = len(b)
	}
	return x, err
}

// fixedLen is the bytes of the fields behind the header that each packet of the type has.
func (l *OSPF) fixedLen() int {
	switch l.Type {
	case OSPFTypeHello:
		return ospfHelloLen
	case OSPFTypeDescription:
		return ospfDescriptionLen
	case OSPFTypeUpdate:
		return ospfCountLen
	}
	return 0
}

// decodeBody reads what follows the header, which is not less than fixedLen, and returns how much of it could be read.
func (l *OSPF) decodeBody(b []byte, d *Decoder) int {
	n := l.fixedLen()
	switch l.Type {
	case OSPFTypeHello:
		l.Hello = OSPFHello{
			Mask: addr4(b), Interval: be.Uint16(b[4:]), Options: b[6], Priority: b[7], DeadInterval: be.Uint32(b[8:]), DR: addr4(b[12:]), BDR: addr4(b[16:]),
		}
		a := arenaOf[netip.Addr](d)
		a.begin(cap(b) / 4)
		for ; len(b)-n >= 4; n += 4 {
			a.add(addr4(b[n:]))
		}
		l.Hello.Neighbors = a.list()
		return n
	case OSPFTypeDescription:
		l.Description = OSPFDescription{be.Uint16(b), b[2], b[3], be.Uint32(b[4:])}
	case OSPFTypeRequest:
		a := arenaOf[OSPFRequest](d)
		a.begin(cap(b) / ospfRequestLen)
		for ; len(b)-n >= ospfRequestLen; n += ospfRequestLen {
			a.add(OSPFRequest{be.Uint32(b[n:]), addr4(b[n+4:]), addr4(b[n+8:])})
		}
		l.Requests = a.list()
		return n
	case OSPFTypeUpdate:
		l.Count = Received(be.Uint32(b))
	}
	a := arenaOf[OSPFLSA](d)
	a.begin(cap(b) / ospfLSALen)
	for len(b)-n >= ospfLSALen && (l.Type != OSPFTypeUpdate || uint64(len(a.buf)-a.from) < uint64(l.Count.Value())) {
		size := ospfLSALen
		if l.Type == OSPFTypeUpdate {
			if size = int(be.Uint16(b[n+18:])); size < ospfLSALen || size > len(b)-n {
				break
			}
		}
		var lsa OSPFLSA
		lsa.decode(b[n : n+size : n+size])
		a.add(lsa)
		n += size
	}
	l.LSAs = a.list()
	return n
}

// HeaderLen is the bytes of the packet, with Extra.
func (l *OSPF) HeaderLen() int {
	n := ospfLen + l.fixedLen() + len(l.Extra)
	switch l.Type {
	case OSPFTypeHello:
		n += 4 * len(l.Hello.Neighbors)
	case OSPFTypeRequest:
		n += ospfRequestLen * len(l.Requests)
	case OSPFTypeDescription, OSPFTypeAck:
		n += ospfLSALen * len(l.LSAs)
	case OSPFTypeUpdate:
		for i := range l.LSAs {
			n += ospfLSALen + len(l.LSAs[i].Body)
		}
	}
	return n
}

// EncodeLayer writes the packet.
func (l *OSPF) EncodeLayer(b []byte, e Encoding) error {
	if l.Type < OSPFTypeHello || l.Type > OSPFTypeAck {
		return openflow.ErrType
	}
	end := len(b)
	if len(l.Extra) > 0 {
		end = e.HeaderLen - len(l.Extra)
		copy(b[end:], l.Extra)
	}
	length, err := l.Length.or16(end, e.flags)
	if err != nil {
		return err
	}
	b[0], b[1] = ospfVersion, byte(l.Type)
	be.PutUint16(b[2:], length)
	clear(b[12:ospfLen])
	be.PutUint16(b[14:], l.AuthType)
	if !putAddrs(b[4:], l.RouterID, l.AreaID) {
		return openflow.ErrValue
	}
	if err := l.encodeBody(b[ospfLen:end], e); err != nil {
		return err
	}
	checksum := uint16(0)
	if l.AuthType != OSPFCryptographic || l.Checksum.keeps(e.flags) {
		if checksum, err = e.flags.checksum(l.Checksum, 0, b[:end]); err != nil {
			return err
		}
	}
	be.PutUint16(b[12:], checksum)
	be.PutUint64(b[16:], l.Auth)
	return nil
}

// encodeBody writes what follows the header.
func (l *OSPF) encodeBody(b []byte, e Encoding) error {
	ok := true
	switch l.Type {
	case OSPFTypeHello:
		h := &l.Hello
		be.PutUint16(b[4:], h.Interval)
		b[6], b[7] = h.Options, h.Priority
		be.PutUint32(b[8:], h.DeadInterval)
		ok = putAddrs(b, h.Mask) && putAddrs(b[12:], h.DR, h.BDR) && putAddrs(b[ospfHelloLen:], h.Neighbors...)
	case OSPFTypeRequest:
		for _, r := range l.Requests {
			be.PutUint32(b, r.Type)
			ok = ok && putAddrs(b[4:], r.ID, r.AdvRouter)
			b = b[ospfRequestLen:]
		}
	case OSPFTypeUpdate:
		count := l.Count
		if !count.keeps(e.flags) {
			count = Fixed(uint32(len(l.LSAs)))
		}
		be.PutUint32(b, count.Value())
		b = b[ospfCountLen:]
		for i := range l.LSAs {
			n := ospfLSALen + len(l.LSAs[i].Body)
			if err := l.LSAs[i].encode(b[:n], e); err != nil {
				return err
			}
			b = b[n:]
		}
	default:
		if l.Type == OSPFTypeDescription {
			x := &l.Description
			be.PutUint16(b, x.MTU)
			b[2], b[3] = x.Options, x.Flags
			be.PutUint32(b[4:], x.Sequence)
			b = b[ospfDescriptionLen:]
		}
		for i := range l.LSAs {
			if err := l.LSAs[i].encodeHeader(b); err != nil {
				return err
			}
			b = b[ospfLSALen:]
		}
	}
	if !ok {
		return openflow.ErrValue
	}
	return nil
}

// CloneLayer returns a copy.
func (l *OSPF) CloneLayer() Layer {
	c := *l
	c.Hello.Neighbors = slices.Clone(l.Hello.Neighbors)
	c.Requests = slices.Clone(l.Requests)
	c.LSAs = slices.Clone(l.LSAs)
	for i := range c.LSAs {
		c.LSAs[i].Body = slices.Clone(c.LSAs[i].Body)
	}
	c.Extra = slices.Clone(l.Extra)
	return &c
}
