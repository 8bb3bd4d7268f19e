package packet

import (
	"net/netip"

	"github.com/ofwire/openflow"
)

// Types of TLVs in opaque LSAs.
const (
	OSPFTLVExtendedPrefix = 1 // In opaque type 7.
	OSPFTLVExtendedLink   = 1 // In opaque type 8.
	OSPFSubTLVPrefixSID   = 2 // In an extended prefix.
)

// OSPFExtendedPrefix is the value of a TLV that has attributes of an IPv4 prefix. RFC 7684 §2.1.
type OSPFExtendedPrefix struct {
	RouteType uint8 // 0 unspecified, 1 intra-area, 3 inter-area, 5 external, 7 NSSA external.
	Flags     uint8
	Prefix    netip.Prefix
	TLVs      []OSPFTLV
}

// TLV returns the element of an opaque LSA.
func (x OSPFExtendedPrefix) TLV() OSPFTLV {
	b := appendAddrs([]byte{x.RouteType, byte(max(0, x.Prefix.Bits())), 0, x.Flags}, x.Prefix.Addr())
	return OSPFTLV{OSPFTLVExtendedPrefix, append(b, OSPFOpaqueBody(x.TLVs...)...)}
}

// ExtendedPrefix takes a TLV of opaque type 7 apart. It is false for other types, and for prefixes that are not of IPv4.
func (t OSPFTLV) ExtendedPrefix() (x OSPFExtendedPrefix, ok bool) {
	b := t.Value
	if t.Type != OSPFTLVExtendedPrefix || len(b) < 8 || b[1] > 32 || b[2] != 0 {
		return x, false
	}
	tlvs, ok := DecodeOSPFTLVs(b[8:])
	return OSPFExtendedPrefix{b[0], b[3], netip.PrefixFrom(addr4(b[4:]), int(b[1])), tlvs}, ok
}

// OSPFExtendedLink is the value of a TLV that has attributes of a link. RFC 7684 §3.1.
type OSPFExtendedLink struct {
	Type     uint8 // As OSPFLink's, as ID and Data are.
	ID, Data netip.Addr
	TLVs     []OSPFTLV
}

// TLV returns the element of an opaque LSA.
func (x OSPFExtendedLink) TLV() OSPFTLV {
	b := appendAddrs([]byte{x.Type, 0, 0, 0}, x.ID, x.Data)
	return OSPFTLV{OSPFTLVExtendedLink, append(b, OSPFOpaqueBody(x.TLVs...)...)}
}

// ExtendedLink takes a TLV of opaque type 8 apart.
func (t OSPFTLV) ExtendedLink() (x OSPFExtendedLink, ok bool) {
	b := t.Value
	if t.Type != OSPFTLVExtendedLink || len(b) < 12 {
		return x, false
	}
	tlvs, ok := DecodeOSPFTLVs(b[12:])
	return OSPFExtendedLink{b[0], addr4(b[4:]), addr4(b[8:]), tlvs}, ok
}

// OSPFPrefixSID is the segment of a prefix. RFC 8665 §5.
type OSPFPrefixSID struct {
	Flags     uint8
	Topology  uint8
	Algorithm uint8
	// SID is an index, or with IsLabel, as it is with the flags 0x08 and 0x04, a label of 20 bits.
	SID     uint32
	IsLabel bool
}

// TLV returns the element of an extended prefix. A label of more than 24 bits is openflow.ErrValue.
func (x OSPFPrefixSID) TLV() (OSPFTLV, error) {
	b := []byte{x.Flags, 0, x.Topology, x.Algorithm}
	if !x.IsLabel {
		return OSPFTLV{OSPFSubTLVPrefixSID, be.AppendUint32(b, x.SID)}, nil
	}
	if x.SID > 0xffffff {
		return OSPFTLV{}, openflow.ErrValue
	}
	return OSPFTLV{OSPFSubTLVPrefixSID, append(b, byte(x.SID>>16), byte(x.SID>>8), byte(x.SID))}, nil
}

// PrefixSID takes a TLV of an extended prefix apart.
func (t OSPFTLV) PrefixSID() (x OSPFPrefixSID, ok bool) {
	b := t.Value
	if t.Type != OSPFSubTLVPrefixSID || len(b) != 7 && len(b) != 8 {
		return x, false
	}
	x = OSPFPrefixSID{Flags: b[0], Topology: b[2], Algorithm: b[3]}
	if x.IsLabel = len(b) == 7; x.IsLabel {
		x.SID = uint32(b[4])<<16 | uint32(b[5])<<8 | uint32(b[6])
	} else {
		x.SID = be.Uint32(b[4:])
	}
	return x, true
}
