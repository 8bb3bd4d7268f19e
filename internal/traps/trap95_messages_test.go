package traps

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow14"
	"github.com/ofwire/openflow/openflow15"
)

// A packet-in 2 and a resume are properties alone, any of them in any order; what continues a packet goes back as it came.
func TestTrap95_PacketIn2Properties(t *testing.T) {
	const metadata = "0006 0012 00000002 0001 00010004 00000005 000000000000"
	const all = `0007 0007 010203 00  0008 0010 00000000 1234567890abcdef  0005 0005 63 000000  0003 0005 07 000000
		0004 0010 00000000 000000000000002a  0001 0008 00000040 ` + metadata + `
		0002 0008 00000009  0000 0007 aabbcc 00  4321 0005 ee 000000`
	const want = "NXPacketIn2PropUserdata{data=(3)010203} NXPacketIn2PropContinuation{data=(12)000000001234567890abcdef} NXPacketIn2PropReason{reason=99} " +
		"NXPacketIn2PropTableID{table_id=7} NXPacketIn2PropCookie{cookie=0x2a} NXPacketIn2PropFullLen{full_len=64} " +
		"NXPacketIn2PropMetadata{fields=[in_port_nxm=1 reg0=0x5]} NXPacketIn2PropBufferID{buffer_id=9} NXPacketIn2PropPacket{data=(3)aabbcc} " +
		"NXPacketIn2PropUnknown{type=17185 data=(1)ee}"
	for _, p := range versions {
		sameProperties(t, p, nicira(t, p, 30, all), want)
		sameProperties(t, p, nicira(t, p, 28, all), want)
		sameProperties(t, p, nicira(t, p, 28, ""), "")
		// The metadata has no header of a match: one would be a field of class 1 that is longer than the property.
		if m, err := p.Unmarshal(unhex(t, nicira(t, p, 30, "0006 000c 0001 000c 00000002 00000000"))); err == nil {
			t.Errorf("%v: %s", p.Version, openflow.Format(m))
		}
	}
	same(t, v10, nicira(t, v10, 28, "0008 0009 00000000 ee 00000000000000"), &openflow10.NXResume{Properties: openflow10.NXPacketIn2Props{
		&openflow10.NXPacketIn2PropContinuation{Data: []byte{0, 0, 0, 0, 0xee}}}})
}

// A flush of connections nests its tuples' properties behind four bytes; addresses are 16 bytes for IPv4 too, and numbers have four widths.
func TestTrap96_CTFlushTuples(t *testing.T) {
	const body = `06 00000000000000
		0002 0008 000d 0000
		0000 0050 00000000
		0000 0014 00000000000000000000ffffc0000201 00000000
		0001 0014 20010db8000000000000000000000002 00000000
		0002 0008 0050 0000  0005 0005 08 000000  0006 0005 01 000000
		0003 0008 000000ab
		0005 0014 000102030405060708090a0b0c0d0e0f 00000000`
	same(t, v13, nicira(t, v13, 32, body), &openflow13.NXCTFlush{IPProto: 6, Properties: openflow13.NXCTFlushProps{
		&openflow13.NXCTFlushPropZoneID{ZoneID: 13},
		&openflow13.NXCTFlushPropOrigTuple{Properties: openflow13.NXCTFlushTupleProps{
			&openflow13.NXCTFlushTuplePropSrc{Address: netip.MustParseAddr("192.0.2.1")}, &openflow13.NXCTFlushTuplePropDst{Address: netip.MustParseAddr("2001:db8::2")},
			&openflow13.NXCTFlushTuplePropSrcPort{Port: 80}, &openflow13.NXCTFlushTuplePropICMPType{ICMPType: 8}, &openflow13.NXCTFlushTuplePropICMPCode{ICMPCode: 1}}},
		&openflow13.NXCTFlushPropMark{Mark: 0xab},
		&openflow13.NXCTFlushPropLabels{Labels: openflow.Uint128{Hi: 0x0001020304050607, Lo: 0x08090a0b0c0d0e0f}}}})
	want := properties(roundTrip(t, v13, nicira(t, v13, 32, body)))
	for _, p := range versions {
		sameProperties(t, p, nicira(t, p, 32, body), want)
		// An address of four bytes is too short, and the nested properties do not begin at 4.
		refused(t, p, nicira(t, p, 32, "06 00000000000000 0000 0010 00000000 0000 0008 c0000201"), 40, "NXCTFlush.Properties[0].Properties[0]", lenCode(p))
		refused(t, p, nicira(t, p, 32, "06 00000000000000 0000 000c 0002 0008 0050 0000 00000000"), 34, "NXCTFlush.Properties[0].Properties[0].Len", lenCode(p))
	}
}

// The mappings of tunnel options are an array to the end; the reply has 16 bytes before it, of which 10 are reserved.
func TestTrap97_TLVTable(t *testing.T) {
	const maps = "0102 03 04 0005 0000  ffff 01 08 0001 0000"
	same(t, v10, nicira(t, v10, 24, "0001 000000000000"+maps), &openflow10.NXTLVTableMod{Command: openflow10.NXTLVTableModCommandDelete, Maps: []openflow10.NXTLVMap{
		{OptionClass: 0x102, OptionType: 3, OptionLen: 4, Index: 5}, {OptionClass: 0xffff, OptionType: 1, OptionLen: 8, Index: 1}}})
	same(t, v13, nicira(t, v13, 26, "00000100 0040 00000000000000000000"+maps), &openflow13.NXTLVTableReply{MaxOptionSpace: 256, MaxFields: 64, Maps: []openflow13.NXTLVMap{
		{OptionClass: 0x102, OptionType: 3, OptionLen: 4, Index: 5}, {OptionClass: 0xffff, OptionType: 1, OptionLen: 8, Index: 1}}})
	same(t, v15, nicira(t, v15, 26, "00000100 0040 00000000000000000000"), &openflow15.NXTLVTableReply{MaxOptionSpace: 256, MaxFields: 64})
	for _, p := range versions {
		roundTrip(t, p, nicira(t, p, 24, "0002 000000000000"))
		roundTrip(t, p, nicira(t, p, 26, "00000100 0040 00000000000000000000"+maps))
		if _, err := p.Unmarshal(unhex(t, nicira(t, p, 26, "00000100 0040 00000000000000000000 0102 03 04"))); err == nil {
			t.Errorf("%v: half a mapping is taken", p.Version)
		}
	}
}

// Nicira's group modification has the buckets of 1.5 in a message of 1.0: the actions in them are those of 1.0.
func TestTrap98_GroupModOf10(t *testing.T) {
	const body = `0000 01 00 00000007  0020 0000 ffffffff
		0020 0008 00000001  0000 0008 0001 ffe5        // output as in 1.0
		0000 0008 0064 0000  0001 0008 00000002`
	same(t, v10, nicira(t, v10, 31, body), &openflow10.NXGroupMod{Type: openflow10.GroupTypeSelect, GroupID: 7, CommandBucketID: openflow10.BucketIDAll,
		Buckets: []openflow10.Bucket{{BucketID: 1, Actions: openflow10.Actions{&openflow10.ActionOutput{Port: 1, MaxLen: 0xffe5}}, Properties: openflow10.GroupBucketProps{
			&openflow10.GroupBucketPropWeight{Weight: 100}, &openflow10.GroupBucketPropWatchPort{Watch: 2}}}}})
	refused(t, v10, nicira(t, v10, 31, `0000 01 00 00000007  0018 0000 ffffffff
		0018 0010 00000001  0000 0010 00000001 ffe5 000000000000`), 48, "NXGroupMod.Buckets[0].Actions[0]", badActionLen)
	refused(t, v15, message(t, v15, 15, `0000 01 00 00000007  0010 0000 ffffffff  0010 0008 00000001  0000 0008 0001 ffe5`), 40, "GroupMod.Buckets[0].Actions[0]", badActionLen)
}

// The selection method of a group has fields without a mask bit, whose values are masks, and padding that its length leaves out; two vendors' numbers stand for
// it. Intel's counters are names of a length and numbers behind them, without any padding.
func TestTrap99_NetronomeAndIntel(t *testing.T) {
	group := func(vendor string) string {
		return message(t, v15, 15, "0000 01 00 00000007 0000 0000 ffffffff  ffff 0030"+vendor+"00000001 00000000 68617368 00000000 00000000 00000000 0000000000000007 80001604 ffffff00")
	}
	fields := []openflow.Field{field(t, id(0x80001604), "ffffff00")}
	hash := openflow.String16{'h', 'a', 's', 'h'}
	mod := func(p openflow15.GroupProp) *openflow15.GroupMod {
		return &openflow15.GroupMod{Type: 1, GroupID: 7, CommandBucketID: openflow15.BucketIDAll, Properties: openflow15.GroupProps{p}}
	}
	same(t, v15, group("0000154d"), mod(&openflow15.NTRGroupPropSelectionMethod{SelectionMethod: hash, SelectionMethodParam: 7, Fields: fields}))
	same(t, v15, group("00001540"), mod(&openflow15.NTRCompatGroupPropSelectionMethod{SelectionMethod: hash, SelectionMethodParam: 7, Fields: fields}))
	same(t, v10, nicira(t, v10, 31, "0000 01 00 00000007 0000 0000 ffffffff  ffff 002d 00001540 00000001 00000000 68617368 00000000 00000000 00000000 0000000000000007 80001401 ff 000000"),
		&openflow10.NXGroupMod{Type: 1, GroupID: 7, CommandBucketID: openflow10.BucketIDAll, Properties: openflow10.GroupProps{&openflow10.NTRCompatGroupPropSelectionMethod{
			SelectionMethod: hash, SelectionMethodParam: 7, Fields: []openflow.Field{field(t, id(0x80001401), "ff")}}}})

	const custom = "ffff 0026 0000aa01 00000002 0000 0002  03 616263 0000000000000007  01 64 0000000000000008 0000"
	m := roundTrip(t, v14, reply(t, v14, 4, "0078 0000 00000001 00000000 00000000"+strings.Repeat("00", 64)+custom)).(*openflow14.PortStatsReply)
	stats := m.Body[0].Properties[0].(*openflow14.IntelPortStatsPropCustom).Stats
	if len(stats) != 2 || string(stats[0].Name) != "abc" || stats[0].Value != 7 || string(stats[1].Name) != "d" || stats[1].Value != 8 {
		t.Errorf("decoded to %s", openflow.Format(m))
	}
}

// The ONF's messages for 1.3 hold bodies of 1.4 behind their header of 16 bytes; flow monitors are those of Nicira's with a match length and a port of 32 bits.
func TestTrap100_ONFExtensions(t *testing.T) {
	onf := func(subtype, body string) string { return message(t, v13, 4, "4f4e4600"+subtype+body) }
	const control = "00000007 0000 0001"
	same(t, v13, onf("000008fc", control), &openflow13.ONFBundleControl{BundleID: 7, Flags: openflow13.ONFBundleFlagsAtomic})
	same(t, v14, message(t, v14, 33, control), &openflow14.BundleControl{BundleID: 7, Flags: openflow14.BundleFlagsAtomic})
	const status = "00000003 00 000000 0000000000000005"
	same(t, v13, onf("00000777", status), &openflow13.ONFRoleStatus{Role: openflow13.ControllerRoleSlave, GenerationID: 5})
	same(t, v14, message(t, v14, 30, status), &openflow14.RoleStatus{Role: openflow14.ControllerRoleSlave, GenerationID: 5})
	same(t, v13, onf("0000092e", "04 0f 0010 00000009 0002 00 00 00000007"), &openflow13.ONFRequestForward{
		Request: &openflow13.GroupMod{XID: 9, Command: openflow13.GroupModCommandDelete, GroupID: 7}})
	same(t, v13, request(t, v13, 0xffff, "4f4e4600 0000074e  00000007 003f 0004 fffffffe 01 000000  0001 0004 00000000"), &openflow13.ONFFlowMonitorRequest{
		Body: []openflow13.ONFFlowMonitor{{ID: 7, Flags: 0x3f, OutPort: openflow13.PortNoLocal, TableID: 1}}})
	// Nicira's has a port of 16 bits, and fields without a header.
	same(t, v10, request(t, v10, 0xffff, "00002320 00000002 00000000  00000007 003f fffe 0006 01 0000000000 00000002 0001 0000"), &openflow10.NXFlowMonitorRequest{
		Body: []openflow10.NXFlowMonitor{{ID: 7, Flags: 0x3f, OutPort: openflow10.NXPortNoLocal, TableID: 1, Match: []openflow.Field{field(t, id(0x00000002), "0001")}}}})
}
