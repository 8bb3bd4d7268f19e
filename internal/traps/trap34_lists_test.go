package traps

import (
	"errors"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow12"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow14"
	"github.com/ofwire/openflow/openflow15"
)

// Fields that are not known stay as they came. A known one of the wrong length is an error in a FlowMod, and stays too in what a switch tells of a packet.
func TestTrap34_UnknownFieldsStay(t *testing.T) {
	const unknown = "8000 6403 010203  1234 0508 01020304 ff00ff00  ffff 0606 00aabbcc 0102"
	for _, p := range all {
		matches(t, p, unknown, mustField(t, 0x80006400, 0, []byte{1, 2, 3}), mustField(t, 0x12340500, 0, []byte{1, 2, 3, 4, 0xff, 0, 0xff, 0}),
			mustField(t, 0xffff0600, 0xaabbcc, []byte{1, 2}))
	}
	wrong := mustField(t, 0x80000a00, 0, []byte{0, 0, 8, 0})
	same(t, v12, "03 0a 0022 00000000  ffffffff 0000 01 05  0001 000c 8000 0a04 00000800 00000000 0000", &openflow12.PacketIn{BufferID: 0xffffffff, Reason: 1, TableID: 5, Match: openflow12.Match{wrong}})
	same(t, v13, "04 0a 002a 00000000  ffffffff 0000 01 05 0000000000000009  0001 000c 8000 0a04 00000800 00000000 0000",
		&openflow13.PacketIn{BufferID: 0xffffffff, Reason: 1, TableID: 5, Cookie: 9, Match: openflow13.Match{wrong}})
	same(t, v15, "06 0a 002a 00000000  ffffffff 0000 01 05 0000000000000009  0001 000c 8000 0a04 00000800 00000000 0000",
		&openflow15.PacketIn{BufferID: 0xffffffff, Reason: 1, TableID: 5, Cookie: 9, Match: openflow15.Match{wrong}})
	same(t, v10, "01 04 0032 00000000 00002320 00000011  ffffffff 0000 01 05 0000000000000009 0008 000000000000  0000 0604 00000800 0000",
		&openflow10.NXPacketIn{BufferID: 0xffffffff, Reason: 1, TableID: 5, Cookie: 9, Match: []openflow.Field{mustField(t, 0x600, 0, []byte{0, 0, 8, 0})}})
	same(t, v14, "05 04 0020 00000000 00002320 0000001e  0006 000c 8000 0a04 00000800 00000000",
		&openflow14.NXPacketIn2{Properties: openflow14.NXPacketIn2Props{&openflow14.NXPacketIn2PropMetadata{Fields: []openflow.Field{wrong}}}})
	refused(t, v13, matchMod(t, v13, "8000 0a04 00000800"), 55, "FlowMod.Match[0]", openflow13.ErrBadMatchBadLen)
}

// A field comes behind its prerequisites, whatever their class: the codec keeps the order as it is, and Check complains.
func TestTrap35_OrderOfFields(t *testing.T) {
	ip, tcp, port := openflow13.FieldEthType.Exact(0x800), openflow13.FieldIPProto.Exact(6), openflow13.FieldTCPDst.Exact(80)
	matches(t, v13, "8000 1c02 0050  8000 1401 06  8000 0a02 0800", port, tcp, ip)
	matches(t, v13, "8000 0a02 0800  0000 0a01 b8  8000 1401 06", ip, openflow13.FieldNXMIPTOS.Exact(0xb8), tcp)
	matches(t, v13, "0000 0a01 b8  8000 0a02 0800", openflow13.FieldNXMIPTOS.Exact(0xb8), ip)
	for _, m := range []openflow13.Match{{port, tcp, ip}, {ip, port, tcp}, {tcp, port}} {
		if err := m.Check(); !errors.Is(err, openflow.ErrPrereq) {
			t.Errorf("%v: %v", m, err)
		}
	}
	if err := (openflow13.Match{ip, tcp, port}).Check(); err != nil {
		t.Error(err)
	}
}

// Nicira's messages hold bare fields: no header before them, their length elsewhere, padding to 8 behind. A match of the standard there means something else.
func TestTrap36_NiciraMatchHasNoHeader(t *testing.T) {
	matches(t, v10, "")
	matches(t, v10, "0000 0602 0800  0001 0004 00000007", openflow10.FieldNXMEthType.Exact(0x800), openflow10.FieldReg0.Exact(7))
	matches(t, v10, "0001 0004 00000000", openflow10.FieldReg0.Exact(0)) // As a match it would be empty.
	ip := []openflow.Field{openflow10.FieldNXMEthType.Exact(0x800)}
	same(t, v10, "01 04 0034 00000000 00002320 00000011  ffffffff 0040 01 05 0000000000000009 0006 000000000000  0000 0602 0800 0000  0000 dead",
		&openflow10.NXPacketIn{BufferID: 0xffffffff, TotalLen: 64, Reason: 1, TableID: 5, Cookie: 9, Match: ip, Data: []byte{0xde, 0xad}})
	same(t, v10, "01 04 0040 00000000 00002320 0000000e  0000000000000009 0064 02 06 00000001 00000002 0003 0006 0000000000000004 0000000000000005  0000 0602 0800 0000",
		&openflow10.NXFlowRemoved{Cookie: 9, Priority: 100, Reason: 2, TableID: 5, DurationSec: 1, DurationNsec: 2, IdleTimeout: 3, PacketCount: 4, ByteCount: 5, Match: ip})
	const request = "01 10 0028 00000007  ffff 0000 00002320 00000000 00000000  ffff 0006 ff 000000  0000 0602 0800 0000"
	same(t, v10, request, &openflow10.NXFlowStatsRequest{XID: 7, OutPort: openflow10.NXPortNoNone, TableID: 0xff, Match: ip})
	same(t, v12, "03 12 0030 00000007  ffff 0000 00000000 00002320 00000002  00000001 003f fffe 0006 01 0000000000  0000 0602 0800 0000",
		&openflow12.NXFlowMonitorRequest{XID: 7, Body: []openflow12.NXFlowMonitor{{ID: 1, Flags: 0x3f, OutPort: openflow12.NXPortNoLocal, TableID: 1, Match: ip}}})
	refused(t, v10, "01 04 0038 00000000 00002320 0000000d"+"0000000000000000 0000 0000 0000 0000 00000000 0000 0000 000c 000000000000"+"0001 0004 00000000",
		40, "NXFlowMod.Match", openflow.BadRequestLen)
}

// Lists of field ids hold headers alone, of 4 bytes or 8; peers do not agree on their length bytes, so all decode, and stay.
func TestTrap37_FieldIDs(t *testing.T) {
	const name = "7400000000000000 0000000000000000 0000000000000000 0000000000000000"
	const rest = "0000000000000000 0000000000000000 00000000 00000010"
	const ids = "0008 001c 8000 0706 8000 0700 8000 070c 8000 0a00 ffff 5408 4f4e4600 00000000"
	list := []openflow.FieldID{
		openflow.NewFieldID(0x80000706, 0), openflow.NewFieldID(0x80000700, 0), openflow.NewFieldID(0x8000070c, 0), openflow.NewFieldID(0x80000a00, 0),
		openflow.NewFieldID(0xffff5408, 0x4f4e4600),
	}
	same(t, v13, "04 12 0070 00000007  000c 0000 00000000  0060 05 0000000000"+name+rest+ids, &openflow13.TableFeaturesRequest{XID: 7, Body: []openflow13.TableFeatures{{
		TableID: 5, Name: openflow.String32{'t'}, MaxEntries: 16, Properties: openflow13.TableFeatureProps{&openflow13.TableFeaturePropMatch{OXMIDs: list}},
	}}})
	same(t, v14, "05 12 0070 00000007  000c 0000 00000000  0060 05 0000000000"+name+rest+ids, &openflow14.TableFeaturesRequest{XID: 7, Body: []openflow14.TableFeatures{{
		TableID: 5, Name: openflow.String32{'t'}, MaxEntries: 16, Properties: openflow14.TableFeatureProps{&openflow14.TableFeaturePropMatch{OXMIDs: list}},
	}}})
	same(t, v15, "06 12 0070 00000007  000c 0000 00000000  0060 05 00 00000000"+name+rest+ids, &openflow15.TableFeaturesRequest{XID: 7, Body: []openflow15.TableFeatures{{
		TableID: 5, Name: openflow.String32{'t'}, MaxEntries: 16, Properties: openflow15.TableFeatureProps{&openflow15.TableFeaturePropMatch{OXMIDs: list}},
	}}})
	f, unmasked := openflow13.FieldEthDst.Masked(openflow.MAC{}, openflow.MAC{}), openflow13.FieldEthDst.ID()
	if unmasked.Header() != 0x80000606 || f.ID().Header() != 0x8000070c {
		t.Errorf("the ids of eth_dst are %x and %x", unmasked.Header(), f.ID().Header())
	}
	refused(t, v13, "04 12 0060 00000007  000c 0000 00000000  0050 05 0000000000"+name+rest+"0008 000c 8000 0706 ffff 5408 00000000",
		92, "TableFeaturesRequest.Body[0].Properties[0].OXMIDs[1]", openflow13.ErrTableFeaturesFailedBadLen)
}

// The packet types of a table, in 1.5, are whole fields with values, unlike the other lists of its features.
func TestTrap38_PacketTypesHaveValues(t *testing.T) {
	const head = "0058 05 00 00000000 7400000000000000 0000000000000000 0000000000000000 0000000000000000 0000000000000000 0000000000000000 00000000 00000010"
	same(t, v15, "06 13 0068 00000007  000c 0000 00000000"+head+"0016 0014 8000 5804 00000000 8000 5804 00010800 00000000",
		&openflow15.TableFeaturesReply{XID: 7, Body: []openflow15.TableFeatures{{
			TableID: 5, Name: openflow.String32{'t'}, MaxEntries: 16, Properties: openflow15.TableFeatureProps{&openflow15.TableFeaturePropPacketTypes{
				OXMValues: []openflow.Field{openflow15.FieldPacketType.Exact(0), openflow15.FieldPacketType.Exact(0x10800)},
			}},
		}}})
	refused(t, v15, "06 13 0068 00000007  000c 0000 00000000"+head+"0016 0014 8000 5804 8000 5804 00000000 00000000 00000000",
		95, "TableFeaturesReply.Body[0].Properties[0].OXMValues[1]", openflow15.ErrBadMatchBadLen)
}

// A packet type is one number of 32 bits: the namespace in the upper half, the type in the lower.
func TestTrap39_PacketTypeHasTwoHalves(t *testing.T) {
	packetType := func(ns openflow15.HeaderTypeNamespace, typ uint32) openflow.Field {
		return openflow15.FieldPacketType.Exact(uint32(ns)<<16 | typ)
	}
	matches(t, v15, "8000 5804 00000000", packetType(openflow15.HeaderTypeNamespaceONF, uint32(openflow15.HeaderTypeONFEthernet)))
	matches(t, v15, "8000 5804 0000ffff", packetType(openflow15.HeaderTypeNamespaceONF, uint32(openflow15.HeaderTypeONFOXMExperimenter)))
	matches(t, v15, "8000 5804 00010800", packetType(openflow15.HeaderTypeNamespaceEthertype, 0x800))
	matches(t, v15, "8000 5804 00020006", packetType(openflow15.HeaderTypeNamespaceIPProto, 6))
	const out = "04 0d 0028 00000007  ffffffff 00000001 0010 000000000000"
	same(t, v13, out+"ffff 0010 00002320 002e 0000 0001894f", &openflow13.PacketOut{
		XID: 7, BufferID: 0xffffffff, InPort: 1, Actions: openflow13.Actions{&openflow13.NXActionEncap{PacketType: 0x1894f}},
	})
	same(t, v13, out+"ffff 0010 00002320 002f 0000 0000fffe", &openflow13.PacketOut{
		XID: 7, BufferID: 0xffffffff, InPort: 1, Actions: openflow13.Actions{&openflow13.NXActionDecap{PacketType: 0xfffe}},
	})
}

// Statistics of 1.5 begin with 16 reserved bits and their length, where a match has type and length; the length leaves out the padding. All may be missing at the
// end of a message, which then goes without.
func TestTrap40_StatsHeaderIsReversed(t *testing.T) {
	const removed = "00000007  05 02 0064 003c 0000 0000000000000009  0001 0004 00000000"
	m := &openflow15.FlowRemoved{XID: 7, TableID: 5, Reason: 2, Priority: 100, IdleTimeout: 60, Cookie: 9}
	same(t, v15, "06 0b 0028"+removed+"0000 0004 00000000", m)
	same(t, v15, "06 0b 0020"+removed, &openflow15.FlowRemoved{XID: 7, TableID: 5, Reason: 2, Priority: 100, IdleTimeout: 60, Cookie: 9, NoStats: true})
	m.Stats = []openflow.Field{openflow15.FieldFlowCount.Exact(5), openflow15.FieldPacketCount.Exact(6)}
	same(t, v15, "06 0b 0038"+removed+"0000 0018 8002 0604 00000005 8002 0808 0000000000000006", m)
	m.Stats = m.Stats[:1]
	same(t, v15, "06 0b 0030"+removed+"0000 000c 8002 0604 00000005 00000000", m)
	encodes(t, decodes(t, v15, "06 0b 0028"+removed+"0001 0004 00000000"), "06 0b 0028"+removed+"0000 0004 00000000")
	refused(t, v15, "06 0b 0028"+removed+"0004 0000 00000000", 34, "FlowRemoved.Stats.Length", openflow.BadRequestLen)
	const entry = "0000 05 00 0064 0001 0004 00000000"
	stats := &openflow15.FlowStatsReply{XID: 7, Body: []openflow15.FlowStats{{TableID: 5, Priority: 100}, {TableID: 5, Priority: 100}}}
	same(t, v15, "06 13 0040 00000007  0011 0000 00000000  0018"+entry+"0000 0004 00000000  0018"+entry+"0000 0004 00000000", stats)
	stats.Body[0].NoStats = true
	same(t, v15, "06 13 0038 00000007  0011 0000 00000000  0010"+entry+"0018"+entry+"0000 0004 00000000", stats)
}

// Statistics fields have no masks: that bit is reserved. Times are pairs of seconds and nanoseconds, and number 2 is free.
func TestTrap41_StatsFields(t *testing.T) {
	const removed = "00000007  05 02 0064 003c 0000 0000000000000009  0001 0004 00000000"
	m := &openflow15.FlowRemoved{XID: 7, TableID: 5, Reason: 2, Priority: 100, IdleTimeout: 60, Cookie: 9}
	m.Stats = []openflow.Field{openflow15.FieldDuration.Exact(3<<32 | 4), openflow15.FieldIdleTime.Exact(1<<32 | 2), openflow15.FieldByteCount.Exact(7)}
	same(t, v15, "06 0b 0048"+removed+"0000 0028 8002 0008 00000003 00000004 8002 0208 00000001 00000002 8002 0a08 0000000000000007", m)
	reserved := roundTrip(t, v15, "06 0b 0030"+removed+"0000 0010 8002 0908 0000000000000006").(*openflow15.FlowRemoved).Stats
	if len(reserved) != 1 || reserved[0].HasMask() || len(reserved[0].Value()) != 8 {
		t.Errorf("with the reserved bit: %v", openflow15.Match(reserved))
	}
	m.Stats = []openflow.Field{mustField(t, 0x80020400, 0, []byte{0, 0, 0, 1})}
	same(t, v15, "06 0b 0030"+removed+"0000 000c 8002 0404 00000001 00000000", m)
	refused(t, v15, "06 0b 0030"+removed+"0000 000c 8002 0804 00000001 00000000", 39, "FlowRemoved.Stats[0]", openflow15.ErrBadMatchBadLen)
}
