package traps

import (
	"errors"
	"net/netip"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow12"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow14"
	"github.com/ofwire/openflow/openflow15"
)

// behindMatch10 are the fields of a FlowMod of 1.0 behind the match: zeros.
const behindMatch10 = "0000000000000000 0000 0000 0000 0000 00000000 0000 0000"

// The match of 1.0 is a fixed struct of 40 bytes, with padding behind the VLAN priority and behind the protocol.
func TestTrap21_MatchOf10IsFixed(t *testing.T) {
	const start = "01 0e 0048 00000007  00000000 0001 020304050607 08090a0b0c0d 0e0f 05"
	const middle = "0800 b8 06"
	const end = "0a000001 0a000002 1234 5678" + behindMatch10
	m := &openflow10.FlowMod{XID: 7, Match: openflow10.Match{
		InPort: 1, DLSrc: openflow.MAC{2, 3, 4, 5, 6, 7}, DLDst: openflow.MAC{8, 9, 10, 11, 12, 13}, DLVLAN: 0xe0f, DLVLANPCP: 5, DLType: 0x800,
		NWTOS: 0xb8, NWProto: 6, NWSrc: netip.MustParseAddr("10.0.0.1"), NWDst: netip.MustParseAddr("10.0.0.2"), TPSrc: 0x1234, TPDst: 0x5678,
	}}
	same(t, v10, start+"00"+middle+"0000"+end, m)
	encodes(t, decodes(t, v10, start+"01"+middle+"0203"+end), start+"00"+middle+"0000"+end)
	refused(t, v10, "01 0e 0030 00000007 00000000 0001 020304050607 08090a0b0c0d 0e0f 05 00 0800 b8 06 0000 0a000001 0a000002 1234 5678", 48, "FlowMod", openflow.BadRequestLen)
}

// In the wildcards of 1.0, each network address has six bits that count its low bits that do not matter, and two flags lie above; 32 to 63 are all the same.
func TestTrap22_WildcardsCountLowBits(t *testing.T) {
	const rest = "0000 000000000000 000000000000 0000 00 00 0000 00 00 0000 00000000 00000000 0000 0000" + behindMatch10
	for _, test := range []struct {
		hexText  string
		want     openflow10.FlowWildcards
		src, dst int // Lengths of the prefixes.
	}{
		{"00000000", 0, 32, 32},
		{"00001800", 24 << 8, 8, 32},
		{"00060000", 24 << 14, 32, 8},
		{"00002000", openflow10.FlowWildcardsNWSrcAll, 0, 32},
		{"00080000", openflow10.FlowWildcardsNWDstAll, 32, 0},
		{"000fff00", 63<<8 | 63<<14, 0, 0},
		{"0008e100", 33<<8 | 35<<14, 0, 0},
		{"003fffff", openflow10.FlowWildcardsAll, 0, 0},
		{"00100000", openflow10.FlowWildcardsDLVLANPCP, 32, 32},
		{"00200000", openflow10.FlowWildcardsNWTOS, 32, 32},
		{"00000080", openflow10.FlowWildcardsTPDst, 32, 32},
	} {
		m := roundTrip(t, v10, "01 0e 0048 00000007 "+test.hexText+rest).(*openflow10.FlowMod)
		src, dst := m.Match.NWSrcPrefix().Bits(), m.Match.NWDstPrefix().Bits()
		if m.Match.Wildcards != test.want || src != test.src || dst != test.dst {
			t.Errorf("%s is %v, /%d and /%d; want %v, /%d and /%d", test.hexText, m.Match.Wildcards, src, dst, test.want, test.src, test.dst)
		}
	}
	m := openflow10.NewMatch()
	if m.Wildcards != 0x3fffff {
		t.Errorf("a new match has wildcards %#x", uint32(m.Wildcards))
	}
	m.SetNWSrc(netip.MustParsePrefix("10.0.0.0/8"))
	m.SetNWDst(netip.MustParsePrefix("10.0.0.1/32"))
	if m.Wildcards != 0x3018ff {
		t.Errorf("10.0.0.0/8 to 10.0.0.1 has wildcards %#x", uint32(m.Wildcards))
	}
}

// No VLAN is 0xffff in 1.0, 0 in an OXM, and 0 in NXM's TCI; that there is one is a bit, which the codec neither adds nor takes away.
func TestTrap23_NoVLAN(t *testing.T) {
	m := roundTrip(t, v10, "01 0e 0048 00000007  003ffffd 0000 000000000000 000000000000 ffff 00 00 0000 00 00 0000 00000000 00000000 0000 0000"+behindMatch10)
	if m.(*openflow10.FlowMod).Match.DLVLAN != openflow10.VLANIDNone {
		t.Errorf("0xffff is %v", m.(*openflow10.FlowMod).Match.DLVLAN)
	}
	matches(t, v12, "8000 0c02 0000", openflow12.FieldVLANVID.Exact(openflow12.VLANIDNone))
	matches(t, v13, "8000 0c02 1005", openflow13.FieldVLANVID.Exact(openflow13.VLANIDPresent|5))
	matches(t, v13, "8000 0c02 0005", openflow13.FieldVLANVID.Exact(5))
	matches(t, v14, "8000 0d04 1000 1000", openflow14.FieldVLANVID.Masked(0x1000, 0x1000))
	matches(t, v15, "8000 0c02 1fff", openflow15.FieldVLANVID.Exact(0x1fff))
	matches(t, v10, "0000 0802 0000", openflow10.FieldNXMVLANTCI.Exact(0))
	matches(t, v10, "0000 0904 1005 1fff", openflow10.FieldNXMVLANTCI.Masked(0x1005, 0x1fff))
	matches(t, v13, "0000 0904 1000 1000", openflow13.FieldNXMVLANTCI.Masked(0x1000, 0x1000))

	// A priority needs a tag: VLAN 0 is none.
	pcp := openflow13.FieldVLANPCP.Exact(3)
	if err := (openflow13.Match{openflow13.FieldVLANVID.Exact(0), pcp}).Check(); !errors.Is(err, openflow.ErrPrereq) {
		t.Errorf("a priority without VLAN: %v", err)
	}
	if err := (openflow13.Match{openflow13.FieldVLANVID.Exact(0x1005), pcp}).Check(); err != nil {
		t.Errorf("a priority with a VLAN: %v", err)
	}
	same(t, v13, "04 0d 0028 00000007  ffffffff 00000001 0010 000000000000  0019 0010 8000 0c02 1005 000000000000", &openflow13.PacketOut{
		XID: 7, BufferID: 0xffffffff, InPort: 1, Actions: openflow13.Actions{&openflow13.ActionSetField{Field: openflow13.FieldVLANVID.Exact(0x1005)}},
	})
}

// Where 1.0 and NXM have a type of service, with the code point in its upper six bits, an OXM has the code point in the lower six.
func TestTrap24_TypeOfServiceIsShifted(t *testing.T) {
	m := roundTrip(t, v10, "01 0e 0048 00000007  001fffef 0000 000000000000 000000000000 0000 00 00 0800 b8 00 0000 00000000 00000000 0000 0000"+behindMatch10)
	if tos := m.(*openflow10.FlowMod).Match.NWTOS; tos != 46<<2 {
		t.Errorf("0xb8 is %d", tos)
	}
	matches(t, v10, "0000 0602 0800  0000 0a01 b8", openflow10.FieldNXMEthType.Exact(0x800), openflow10.FieldNXMIPTOS.Exact(46<<2))
	matches(t, v12, "8000 0a02 0800  8000 1001 2e", openflow12.FieldEthType.Exact(0x800), openflow12.FieldIPDSCP.Exact(46))
	matches(t, v13, "8000 0a02 0800  8000 1001 2e", openflow13.FieldEthType.Exact(0x800), openflow13.FieldIPDSCP.Exact(46))
	matches(t, v15, "8000 0a02 0800  8000 1001 2e", openflow15.FieldEthType.Exact(0x800), openflow15.FieldIPDSCP.Exact(46))
	shifted := openflow14.Match{openflow14.FieldEthType.Exact(0x800), openflow14.FieldIPDSCP.Exact(46 << 2)}
	var e *openflow.CheckError
	if err := shifted.Check(); !errors.As(err, &e) || e.Field != "ip_dscp" || e.Code != openflow14.ErrBadMatchBadValue {
		t.Errorf("a type of service as code point: %v", err)
	}
	same(t, v10, "01 0d 0018 00000007  ffffffff 0001 0008  0008 0008 b8 000000", &openflow10.PacketOut{
		XID: 7, BufferID: 0xffffffff, InPort: 1, Actions: openflow10.Actions{&openflow10.ActionSetNWTOS{TOS: 46 << 2}},
	})
}

// The length of a match leaves out the padding that fills it to 8 bytes, which even the empty one has; type 0, the fixed match of 1.1, is refused.
func TestTrap25_MatchIsPadded(t *testing.T) {
	const before = "0000000000000000 0000000000000000 00 00 0000 0000 0000 00000000 00000000 00000000 0000 0000"
	same(t, v12, "03 0e 0038 00000007"+before+"0001 0004 00000000", &openflow12.FlowMod{XID: 7})
	same(t, v13, "04 0e 0038 00000007"+before+"0001 0004 00000000", &openflow13.FlowMod{XID: 7})
	same(t, v14, "05 0e 0040 00000007"+before+"0001 000a 8000 0a02 0800 000000000000", &openflow14.FlowMod{XID: 7, Match: openflow14.Match{openflow14.FieldEthType.Exact(0x800)}})
	same(t, v15, "06 0e 0040 00000007"+before+"0001 0010 8000 0a02 0800 8000 0c02 1005", &openflow15.FlowMod{
		XID: 7, Match: openflow15.Match{openflow15.FieldEthType.Exact(0x800), openflow15.FieldVLANVID.Exact(0x1005)},
	})
	same(t, v13, "04 0e 0040 00000007"+before+"0001 0004 00000000  0001 0008 05 000000", &openflow13.FlowMod{
		XID: 7, Instructions: openflow13.Instructions{&openflow13.InstructionGotoTable{TableID: 5}},
	})
	dirty := decodes(t, v13, "04 0e 0038 00000007"+before+"0001 0004 80000c02")
	encodes(t, dirty, "04 0e 0038 00000007"+before+"0001 0004 00000000")

	for _, test := range []struct {
		protocol *openflow.Protocol
		head     string
		code     openflow.ErrorCode
	}{
		{v12, "03 0e 0088 00000007", openflow12.ErrBadMatchBadType},
		{v13, "04 0e 0088 00000007", openflow13.ErrBadMatchBadType},
		{v14, "05 0e 0088 00000007", openflow14.ErrBadMatchBadType},
		{v15, "06 0e 0088 00000007", openflow15.ErrBadMatchBadType},
	} {
		refused(t, test.protocol, test.head+before+"0000 0058"+strings.Repeat("00", 84), 48, "FlowMod.Match.Type", test.code)
	}
	refused(t, v13, "04 0e 0038 00000007"+before+"0001 0003 00000000", 50, "FlowMod.Match.Length", openflow13.ErrBadMatchBadLen)
	refused(t, v13, "04 0e 0038 00000007"+before+"0001 000c 80000a02", 50, "FlowMod.Match.Length", openflow13.ErrBadMatchBadLen)
	refused(t, v13, "04 0e 003a 00000007"+before+"0001 000a 8000 0a02 0800", 50, "FlowMod.Match.Length", openflow13.ErrBadMatchBadLen)
}
