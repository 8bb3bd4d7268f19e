package packet

import (
	"bytes"
	"net/netip"

	"github.com/ofwire/openflow"
)

// An OSPFLSA is a link state advertisement. RFC 2328 appendix A.4. The functions OSPFRouterBody and the like make Body, methods take it apart.
type OSPFLSA struct {
	Age           uint16 // In seconds, with the bit that tells that it does not age.
	Options       uint8
	Type          OSPFLSAType
	ID, AdvRouter netip.Addr
	Sequence      uint32
	// Checksum is that of FletcherChecksum over all but Age; Length is of header and Body. Of headers alone they are never computed.
	Checksum, Length Computed
	Body             []byte
}

// An OSPFLSAType is the type of an LSA.
type OSPFLSAType uint8

// Types of LSAs.
const (
	OSPFRouterLSA       OSPFLSAType = 1
	OSPFNetworkLSA      OSPFLSAType = 2
	OSPFSummaryLSA      OSPFLSAType = 3
	OSPFASBRSummaryLSA  OSPFLSAType = 4
	OSPFExternalLSA     OSPFLSAType = 5
	OSPFNSSAExternalLSA OSPFLSAType = 7
	OSPFLinkOpaqueLSA   OSPFLSAType = 9 // Types 9 to 11: RFC 5250.
	OSPFAreaOpaqueLSA   OSPFLSAType = 10
	OSPFASOpaqueLSA     OSPFLSAType = 11
)

// String returns the name, or the number.
func (t OSPFLSAType) String() string {
	return nameOf(uint64(t), "", "router", "network", "summary", "asbr-summary", "external", "", "nssa-external", "", "link-opaque", "area-opaque", "as-opaque")
}

// isOpaque reports whether the first byte of the ID is an opaque type.
func (t OSPFLSAType) isOpaque() bool { return t >= OSPFLinkOpaqueLSA && t <= OSPFASOpaqueLSA }

const (
	ospfLSALen    = 20
	maxOSPFMetric = 0xffffff // LSInfinity. RFC 2328 appendix B.
)

// decode reads a header, and what follows it.
func (l *OSPFLSA) decode(b []byte) {
	*l = OSPFLSA{
		Age: be.Uint16(b), Options: b[2], Type: OSPFLSAType(b[3]), ID: addr4(b[4:]), AdvRouter: addr4(b[8:]), Sequence: be.Uint32(b[12:]),
		Checksum: Received(uint32(be.Uint16(b[16:]))), Length: Received(uint32(be.Uint16(b[18:]))),
	}
	if len(b) > ospfLSALen {
		l.Body = b[ospfLSALen:]
	}
}

// encodeHeader writes a header as it is.
func (l *OSPFLSA) encodeHeader(b []byte) error {
	if !putAddrs(b[4:], l.ID, l.AdvRouter) || l.Checksum.Value() > 0xffff || l.Length.Value() > 0xffff {
		return openflow.ErrValue
	}
	be.PutUint16(b, l.Age)
	b[2], b[3] = l.Options, byte(l.Type)
	be.PutUint32(b[12:], l.Sequence)
	be.PutUint16(b[16:], uint16(l.Checksum.Value()))
	be.PutUint16(b[18:], uint16(l.Length.Value()))
	return nil
}

// encode writes the whole LSA, of the length of b.
func (l *OSPFLSA) encode(b []byte, e Encoding) error {
	length, err := l.Length.or16(len(b), e.flags)
	if err != nil {
		return err
	}
	if err := l.encodeHeader(b); err != nil {
		return err
	}
	be.PutUint16(b[18:], length)
	copy(b[ospfLSALen:], l.Body)
	if !l.Checksum.keeps(e.flags) {
		be.PutUint16(b[16:], FletcherChecksum(b[2:], 14))
	}
	return nil
}

// FletcherChecksum returns the checksum of ISO 8473 over b, whose checksum field is at offset. The field itself is taken for 0.
func FletcherChecksum(b []byte, offset int) uint16 {
	c0, c1 := 0, 0
	for i, x := range b {
		if i != offset && i != offset+1 {
			c0 += int(x)
		}
		c0 %= 255
		c1 = (c1 + c0) % 255
	}
	x := ((len(b)-offset-1)*c0 - c1) % 255
	if x <= 0 {
		x += 255
	}
	y := 510 - c0 - x
	if y > 255 {
		y -= 255
	}
	return uint16(x)<<8 | uint16(y)
}

// An OSPFLink is one link of a router.
type OSPFLink struct {
	ID, Data netip.Addr
	Type     uint8 // 1 point-to-point, 2 transit, 3 stub, 4 virtual.
	Metric   uint16
	TOS      []byte // Metrics of types of service, 4 bytes each; at most 255. What is more is left out.
}

// OSPFRouterBody returns the body of an OSPFRouterLSA.
func OSPFRouterBody(flags uint8, links ...OSPFLink) []byte {
	b := be.AppendUint16([]byte{flags, 0}, uint16(len(links)))
	for _, x := range links {
		n := min(len(x.TOS)/4, 255)
		b = appendAddrs(b, x.ID, x.Data)
		b = be.AppendUint16(append(b, x.Type, byte(n)), x.Metric)
		b = append(b, x.TOS[:4*n]...)
	}
	return b
}

// Router takes the body of an OSPFRouterLSA apart.
func (l *OSPFLSA) Router() (flags uint8, links []OSPFLink, ok bool) {
	b := l.Body
	if l.Type != OSPFRouterLSA || len(b) < 4 {
		return 0, nil, false
	}
	flags = b[0]
	count := int(be.Uint16(b[2:]))
	for b = b[4:]; len(b) >= 12 && len(b) >= 12+4*int(b[9]); {
		n := 12 + 4*int(b[9])
		links = append(links, OSPFLink{addr4(b), addr4(b[4:]), b[8], be.Uint16(b[10:]), b[12:n:n]})
		b = b[n:]
	}
	return flags, links, len(b) == 0 && len(links) == count
}

// OSPFNetworkBody returns the body of an OSPFNetworkLSA.
func OSPFNetworkBody(mask netip.Addr, routers ...netip.Addr) []byte {
	return appendAddrs(appendAddrs(nil, mask), routers...)
}

// Network takes the body of an OSPFNetworkLSA apart.
func (l *OSPFLSA) Network() (mask netip.Addr, routers []netip.Addr, ok bool) {
	b := l.Body
	if l.Type != OSPFNetworkLSA || len(b) < 4 || len(b)%4 != 0 {
		return mask, nil, false
	}
	mask = addr4(b)
	for b = b[4:]; len(b) > 0; b = b[4:] {
		routers = append(routers, addr4(b))
	}
	return mask, routers, true
}

// OSPFSummaryBody returns the body of an OSPFSummaryLSA and an OSPFASBRSummaryLSA with one metric of 24 bits. All ones, as which a larger one is written, is
// infinity: the destination cannot be reached.
func OSPFSummaryBody(mask netip.Addr, metric uint32) []byte {
	return be.AppendUint32(appendAddrs(nil, mask), min(metric, maxOSPFMetric))
}

// Summary takes the body of an OSPFSummaryLSA or an OSPFASBRSummaryLSA apart. It is false for those with metrics of types of service.
func (l *OSPFLSA) Summary() (mask netip.Addr, metric uint32, ok bool) {
	if l.Type != OSPFSummaryLSA && l.Type != OSPFASBRSummaryLSA || len(l.Body) != 8 {
		return mask, 0, false
	}
	return addr4(l.Body), be.Uint32(l.Body[4:]) & 0xffffff, l.Body[4] == 0
}

// An OSPFExternal is a destination outside.
type OSPFExternal struct {
	Mask       netip.Addr
	Flags      uint8  // 0x80 tells that the metric is of type 2.
	Metric     uint32 // 24 bits; more is written as infinity, 0xffffff.
	Forwarding netip.Addr
	Tag        uint32
}

// OSPFExternalBody returns the body of an OSPFExternalLSA and an OSPFNSSAExternalLSA.
func OSPFExternalBody(x OSPFExternal) []byte {
	b := be.AppendUint32(appendAddrs(nil, x.Mask), uint32(x.Flags)<<24|min(x.Metric, maxOSPFMetric))
	return be.AppendUint32(appendAddrs(b, x.Forwarding), x.Tag)
}

// External takes the body of an OSPFExternalLSA or an OSPFNSSAExternalLSA apart. It is false for those with metrics of types of service.
func (l *OSPFLSA) External() (x OSPFExternal, ok bool) {
	b := l.Body
	if l.Type != OSPFExternalLSA && l.Type != OSPFNSSAExternalLSA || len(b) != 16 {
		return x, false
	}
	return OSPFExternal{addr4(b), b[4], be.Uint32(b[4:]) & 0xffffff, addr4(b[8:]), be.Uint32(b[12:])}, true
}

// An OSPFTLV is one element of an opaque LSA. Its Value may hold further ones: see DecodeOSPFTLVs.
type OSPFTLV struct {
	Type  uint16
	Value []byte // Without the padding to a multiple of 4 bytes.
}

// OSPFOpaqueBody returns the body of an opaque LSA, and the part of a TLV's value that is TLVs itself.
func OSPFOpaqueBody(tlvs ...OSPFTLV) []byte {
	var b []byte
	for _, t := range tlvs {
		b = be.AppendUint16(be.AppendUint16(b, t.Type), uint16(len(t.Value)))
		b = append(b, t.Value...)
		b = append(b, 0, 0, 0)[:(len(b)+3)&^3]
	}
	return b
}

// DecodeOSPFTLVs takes TLVs apart; their values are part of b. It reports false where lengths do not fit, or padding is not 0.
func DecodeOSPFTLVs(b []byte) (list []OSPFTLV, ok bool) {
	for len(b) > 0 {
		if len(b) < 4 {
			return nil, false
		}
		n := 4 + int(be.Uint16(b[2:]))
		padded := (n + 3) &^ 3
		if padded > len(b) || !isZero(b[n:padded]) {
			return nil, false
		}
		list = append(list, OSPFTLV{be.Uint16(b), b[4:n:n]})
		b = b[padded:]
	}
	return list, true
}

// Opaque takes the body of an opaque LSA apart. OpaqueType is 7 of extended prefixes and 8 of extended links (RFC 7684).
func (l *OSPFLSA) Opaque() (opaqueType uint8, id uint32, tlvs []OSPFTLV, ok bool) {
	if !l.Type.isOpaque() {
		return 0, 0, nil, false
	}
	x := word4(l.ID)
	tlvs, ok = DecodeOSPFTLVs(l.Body)
	return uint8(x >> 24), x & 0xffffff, tlvs, ok
}

// ospfLSAClasses are os-ken's names of the types.
var ospfLSAClasses = [...]string{
	"", "RouterLSA", "NetworkLSA", "SummaryLSA", "ASBRSummaryLSA", "ASExternalLSA", "", "NSSAExternalLSA", "", "LocalOpaqueLSA", "AreaOpaqueLSA", "ASOpaqueLSA",
}

// ospfLSAUnknown is the class of LSAs of other types, and of those whose body is not as OSPF…Body makes it.
const ospfLSAUnknown = "LSA"

// Class names the LSA in JSON.
func (l *OSPFLSA) Class() string {
	ok := false
	switch l.Type {
	case OSPFRouterLSA:
		var flags uint8
		var links []OSPFLink
		flags, links, ok = l.Router()
		ok = ok && bytes.Equal(OSPFRouterBody(flags, links...), l.Body)
	case OSPFNetworkLSA:
		_, _, ok = l.Network()
	case OSPFSummaryLSA, OSPFASBRSummaryLSA:
		_, _, ok = l.Summary()
	case OSPFExternalLSA, OSPFNSSAExternalLSA:
		_, ok = l.External()
	case OSPFLinkOpaqueLSA, OSPFAreaOpaqueLSA, OSPFASOpaqueLSA:
		_, _, _, ok = l.Opaque()
	}
	if !ok {
		return ospfLSAUnknown
	}
	return ospfLSAClasses[l.Type]
}

// SetClass makes an empty LSA of a class.
func (l *OSPFLSA) SetClass(class string) bool {
	for i, name := range ospfLSAClasses {
		if name == class && name != "" {
			sizes := [len(ospfLSAClasses)]int{
				OSPFRouterLSA: 4, OSPFNetworkLSA: 4, OSPFSummaryLSA: 8, OSPFASBRSummaryLSA: 8, OSPFExternalLSA: 16, OSPFNSSAExternalLSA: 16,
			}
			*l = OSPFLSA{Type: OSPFLSAType(i), Body: make([]byte, sizes[i])}
			return true
		}
	}
	*l = OSPFLSA{}
	return class == ospfLSAUnknown
}
