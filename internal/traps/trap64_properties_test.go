package traps

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow14"
	"github.com/ofwire/openflow/openflow15"
)

// tableFeatures is a reply with one table that has the properties, in hex.
func tableFeatures(t testing.TB, p *openflow.Protocol, propertiesHex string) string {
	t.Helper()
	return reply(t, p, 12, fmt.Sprintf("%04x 00 0000000000", 64+len(unhex(t, propertiesHex)))+strings.Repeat("00", 56)+propertiesHex)
}

// asyncConfig is a SetAsync with the properties in hex, or Nicira's message where the version has none.
func asyncConfig(t testing.TB, p *openflow.Protocol, propertiesHex string) string {
	t.Helper()
	if p == v14 || p == v15 {
		return message(t, p, 28, propertiesHex)
	}
	return nicira(t, p, 27, propertiesHex)
}

// properties are those of the message, or of its first table, as text.
func properties(m openflow.Message) string {
	_, s, _ := strings.Cut(openflow.Format(m), "properties=[")
	if m.Info().Multipart {
		s = strings.TrimSuffix(s, "]}")
	}
	return strings.TrimSuffix(s, "]}")
}

// sameProperties verifies what properties of a message are as text, and that they encode to the same bytes.
func sameProperties(t testing.TB, p *openflow.Protocol, messageHex, want string) {
	t.Helper()
	if got := properties(roundTrip(t, p, messageHex)); got != want {
		t.Errorf("%v: decoded to %s, want %s", p.Version, got, want)
	}
}

// The length of a property leaves out the padding behind it, that of the struct around takes it in.
func TestTrap64_PropertyLengthWithoutPadding(t *testing.T) {
	const props = "0002 0007 010203 00  0003 0005 04 000000"
	const first = 16 + 64
	for _, p := range versions[2:] {
		want := "TableFeaturePropNextTables{table_ids=[1 2 3]} TableFeaturePropNextTablesMiss{table_ids=[4]}"
		sameProperties(t, p, tableFeatures(t, p, props), want)
		code := featuresCode(p)
		const path = "TableFeaturesReply.Body[0].Properties["
		refused(t, p, tableFeatures(t, p, "0002 0003 01020300"), first+2, path+"0].Len", code)
		refused(t, p, tableFeatures(t, p, "0002 0000 01020300"), first+2, path+"0].Len", code)
		refused(t, p, tableFeatures(t, p, "0002 0009 01020300"), first+2, path+"0].Len", code)
		refused(t, p, tableFeatures(t, p, "0002 0007 010203"), first+7, path+"0]", code)
		// Read without the padding, the second would begin at the first's last byte.
		refused(t, p, tableFeatures(t, p, "0002 0007 010203 0003 0005 04"), first+10, path+"1].Len", code)
	}
	same(t, v13, tableFeatures(t, v13, props), &openflow13.TableFeaturesReply{Body: []openflow13.TableFeatures{{Properties: openflow13.TableFeatureProps{
		&openflow13.TableFeaturePropNextTables{TableIDs: []openflow13.TableID{1, 2, 3}}, &openflow13.TableFeaturePropNextTablesMiss{TableIDs: []openflow13.TableID{4}}}}}})
}

// featuresCode is what OpenFlow answers to a property of table features of a wrong length.
func featuresCode(p *openflow.Protocol) openflow.ErrorCode {
	if p == v13 {
		return badFeaturesLen
	}
	return badPropertyLen
}

// Some lists do not keep that rule: properties of queues up to 1.3 have a header of 8 bytes, ids of instructions and actions follow each other without padding,
// and properties of encap have their length in the fourth byte.
func TestTrap65_ListsOfOtherAlignment(t *testing.T) {
	for _, p := range versions[2:] {
		sameProperties(t, p, tableFeatures(t, p, "0000 0010 0001 0004 0002 0004 0005 0004"),
			"TableFeaturePropInstructions{instruction_ids=[InstructionID{type=GOTO_TABLE} InstructionID{type=WRITE_METADATA} InstructionID{type=CLEAR_ACTIONS}]}")
		sameProperties(t, p, tableFeatures(t, p, "0004 000c 0000 0004 0016 0004 00000000"),
			"TableFeaturePropWriteActions{action_ids=[ActionID{type=OUTPUT} ActionID{type=GROUP}]}")
		sameAction(t, "ffff 0020 00002320 002e 0000 0001894f  0004 01 05 02 000000  0004 01 05 01 000000", &openflow13.NXActionEncap{
			PacketType: openflow13.NXPacketTypeNSH, Properties: openflow13.NXEdProps{&openflow13.NXEdPropNSHMdType{MdType: 2}, &openflow13.NXEdPropNSHMdType{MdType: 1}}}, p)
	}
	const queue = "0001 000000000000  00000005 0010 0000  0000 0008 00000000"
	same(t, v10, message(t, v10, 21, queue), &openflow10.QueueGetConfigReply{Port: 1,
		Queues: []openflow10.PacketQueue{{QueueID: 5, Properties: openflow10.QueueProps{&openflow10.QueuePropNone{}}}}})
	refused(t, v10, message(t, v10, 21, "0001 000000000000  00000005 0010 0000  0000 0004 00000000"), 26, "QueueGetConfigReply.Queues[0].Properties[0].Len", openflow.BadRequestLen)
	// An element of a hello has the common rule: a bitmap of one word is 8 bytes, one of two 12 and the padding.
	for _, p := range versions[2:] {
		m := roundTrip(t, p, message(t, p, 0, "0001 000c 00000012 00000001 00000000  0001 0008 00000010"))
		if got := openflow.Format(m); got != "Hello{xid=0 elements=[HelloElemVersionBitmap{versions=[1 4 32]} HelloElemVersionBitmap{versions=[4]}]}" {
			t.Errorf("%v: %s", p.Version, got)
		}
	}
}

// Table features and the asynchronous configuration have two experimenter's properties, of the types 0xfffe and 0xffff; others have one.
func TestTrap66_TwoExperimenterProperties(t *testing.T) {
	const props = "fffe 000e 0000002a 00000001 0102 0000  ffff 000c 0000002b 00000002 00000000"
	for _, p := range versions[2:] {
		sameProperties(t, p, tableFeatures(t, p, props), "TableFeaturePropExperimenter{experimenter=0x2a exp_type=1 data=(2)0102} "+
			"TableFeaturePropExperimenterMiss{experimenter=0x2b exp_type=2}")
	}
	for _, p := range versions {
		sameProperties(t, p, asyncConfig(t, p, props), "AsyncConfigPropExperimenterSlave{experimenter=0x2a exp_type=1 data=(2)0102} "+
			"AsyncConfigPropExperimenterMaster{experimenter=0x2b exp_type=2}")
	}
	same(t, v14, message(t, v14, 17, "01 000000 00000000 fffe 000e 0000002a 00000001 0102 0000"), &openflow14.TableMod{TableID: 1, Properties: openflow14.TableModProps{
		&openflow14.TableModPropUnknown{Type: 0xfffe, Body: []byte{0, 0, 0, 42, 0, 0, 0, 1, 1, 2}}}})
	same(t, v15, message(t, v15, 17, "01 000000 00000000 ffff 000e 0000002a 00000001 0102 0000"), &openflow15.TableMod{TableID: 1, Properties: openflow15.TableModProps{
		&openflow15.TableModPropExperimenter{Experimenter: 42, ExpType: 1, Data: []byte{1, 2}}}})
}

// The data of an experimenter's property is of any length; those of queues up to 1.3, instructions and actions have no type of the experimenter's, and a band's id
// stands behind its rates.
func TestTrap67_ExperimenterData(t *testing.T) {
	for n := range 9 {
		body := strings.Repeat("ab", n) + strings.Repeat("00", (4-n+8)%8)
		m := roundTrip(t, v15, message(t, v15, 17, fmt.Sprintf("01 000000 00000000 ffff %04x 0000002a 00000001 %s", 12+n, body))).(*openflow15.TableMod)
		if e := m.Properties[0].(*openflow15.TableModPropExperimenter); len(m.Properties) != 1 || len(e.Data) != n || e.ExpType != 1 {
			t.Errorf("%d bytes: %s", n, openflow.Format(m))
		}
	}
	same(t, v13, message(t, v13, 23, "00000001 00000000  00000005 00000001 0023 000000000000  ffff 0013 00000000 0000002a 00000000 010203"), &openflow13.QueueGetConfigReply{Port: 1,
		Queues: []openflow13.PacketQueue{{QueueID: 5, Port: 1, Properties: openflow13.QueueProps{&openflow13.QueuePropExperimenter{Experimenter: 42, Data: []byte{1, 2, 3}}}}}})
	for _, p := range versions[1:] {
		m := roundTrip(t, p, withInstructions(t, p, "ffff 0010 0000002a 00000001 01020304"))
		if got := openflow.Format(element(m, "Instructions", 0)); got != "InstructionExperimenter{experimenter=0x2a data=(8)0000000101020304}" {
			t.Errorf("%v: %s", p.Version, got)
		}
		if got := text(action(t, p, "ffff 0010 0000002a 00000001 01020304")); got != "{experimenter=0x2a data=(8)0000000101020304}" {
			t.Errorf("%v: %s", p.Version, got)
		}
	}
	if got := openflow.Format(action(t, v10, "ffff 0010 0000002a 00000001 01020304")); got != "ActionVendor{vendor=0x2a data=(8)0000000101020304}" {
		t.Error(got)
	}
	for _, p := range versions[2:] {
		m := roundTrip(t, p, message(t, p, 29, "0000 0001 00000009 ffff 0010 00000001 00000002 0000002a"))
		if got := openflow.Format(element(m, "Bands", 0)); got != "MeterBandExperimenter{rate=1 burst_size=2 experimenter=0x2a}" {
			t.Errorf("%v: %s", p.Version, got)
		}
	}
}

// Within a property a number of 64 bits stands at offset 8, one of 32 or 16 at 4, the latter with padding that is or is not counted; one of 8 bits makes a
// property of length 5, and a flag one of 4.
func TestTrap68_NumbersInProperties(t *testing.T) {
	for _, p := range versions {
		sameProperties(t, p, nicira(t, p, 30, "0004 0010 00000000 0102030405060708  0001 0008 00000040  0003 0005 07 000000"),
			"NXPacketIn2PropCookie{cookie=0x102030405060708} NXPacketIn2PropFullLen{full_len=64} NXPacketIn2PropTableID{table_id=7}")
		// The cookie behind four bytes instead of eight is too short, a number of 32 bits with padding too long.
		refused(t, p, nicira(t, p, 30, "0004 000c 0102030405060708 00000000"), 28, "NXPacketIn2.Properties[0]", lenCode(p))
		refused(t, p, nicira(t, p, 30, "0001 000c 00000000 00000040 00000000"), 24, "NXPacketIn2.Properties[0]", lenCode(p))
		// A number of 16 bits, with and without its padding; a flag, and one of 8 bits.
		sameAction(t, `ffff 0030 00002320 0025 000000000000  0000 0008 0080 0000  0001 0006 0005 0000  0002 0005 02 000000  0004 0004 00000000`, &openflow13.NXActionController2{
			Properties: openflow13.NXController2Props{&openflow13.NXController2PropMaxLen{MaxLen: 128, Padding: []byte{0, 0}},
				&openflow13.NXController2PropControllerID{ControllerID: 5}, &openflow13.NXController2PropReason{Reason: 2}, &openflow13.NXController2PropPause{}}}, v12, v13)
	}
	same(t, v14, message(t, v14, 17, "01 000000 00000000 0002 0008 00000005"), &openflow14.TableMod{TableID: 1, Properties: openflow14.TableModProps{
		&openflow14.TableModPropEviction{Flags: openflow14.TableModPropEvictionFlagsOther | openflow14.TableModPropEvictionFlagsLifetime}}})
	same(t, v15, message(t, v15, 15, "0000 01 00 00000007 0010 0000 ffffffff  0010 0000 00000001  0000 0008 0005 0000"), &openflow15.GroupMod{Type: 1, GroupID: 7,
		CommandBucketID: openflow15.BucketIDAll, Buckets: []openflow15.Bucket{{BucketID: 1, Properties: openflow15.GroupBucketProps{&openflow15.GroupBucketPropWeight{Weight: 5}}}}})
}

// lenCode is what OpenFlow answers to a property of Nicira's of a wrong length.
func lenCode(p *openflow.Protocol) openflow.ErrorCode {
	if p == v14 || p == v15 {
		return badPropertyLen
	}
	return openflow.BadRequestLen
}

// An id of an instruction or an action is 4 bytes, and 8 with an experimenter: its length tells, and it is no action of its own.
func TestTrap69_ExperimenterIDs(t *testing.T) {
	for _, p := range versions[2:] {
		sameProperties(t, p, tableFeatures(t, p, "0006 0014 0000 0004 ffff 0008 0000002a 0016 0004 00000000"),
			"TableFeaturePropApplyActions{action_ids=[ActionID{type=OUTPUT} ActionID{type=EXPERIMENTER experimenter=0x2a} ActionID{type=GROUP}]}")
		sameProperties(t, p, tableFeatures(t, p, "0001 0010 ffff 0008 0000002a 0001 0004"),
			"TableFeaturePropInstructionsMiss{instruction_ids=[InstructionID{type=EXPERIMENTER experimenter=0x2a} InstructionID{type=GOTO_TABLE}]}")
		code := featuresCode(p)
		for _, id := range []string{"0000 0008", "0000 0003"} {
			refused(t, p, tableFeatures(t, p, "0006 0008"+id), 86, "TableFeaturesReply.Body[0].Properties[0].ActionIDs[0].Length", code)
		}
	}
	same(t, v13, tableFeatures(t, v13, "0006 000c ffff 0008 0000002a 00000000"), &openflow13.TableFeaturesReply{Body: []openflow13.TableFeatures{{Properties: openflow13.TableFeatureProps{
		&openflow13.TableFeaturePropApplyActions{ActionIDs: []openflow13.ActionID{{Type: openflow13.ActionTypeExperimenter, Experimenter: 42}}}}}}})
}

// Lists of tables are bytes, as many as the length tells: the padding is no table 0, and table 0 ends no list.
func TestTrap70_ListsOfTables(t *testing.T) {
	for n := range 6 {
		ids := strings.Repeat("00", n)
		for _, p := range versions[2:] {
			m := tableFeatures(t, p, fmt.Sprintf("0002 %04x %s %s", 4+n, ids, strings.Repeat("00", (12-n)%8)))
			want := "TableFeaturePropNextTables{}"
			if n > 0 {
				want = "TableFeaturePropNextTables{table_ids=[" + strings.TrimSuffix(strings.Repeat("0 ", n), " ") + "]}"
			}
			sameProperties(t, p, m, want)
		}
	}
	same(t, v14, tableFeatures(t, v14, "0010 0007 010002 00"), &openflow14.TableFeaturesReply{Body: []openflow14.TableFeatures{{Properties: openflow14.TableFeatureProps{
		&openflow14.TableFeaturePropTableSyncFrom{TableIDs: []openflow14.TableID{1, 0, 2}}}}}})
	same(t, v15, tableFeatures(t, v15, "0010 0007 010002 00"), &openflow15.TableFeaturesReply{Body: []openflow15.TableFeatures{{Properties: openflow15.TableFeatureProps{
		&openflow15.TableFeaturePropTableSyncFrom{TableIDs: []openflow15.TableID{1, 0, 2}}}}}})
	// 1.3 does not know type 16.
	sameProperties(t, v13, tableFeatures(t, v13, "0010 0007 010002 00"), "TableFeaturePropUnknown{type=16 data=(3)010002}")
}

// Properties that come twice or are not known stay where they are, and encode to what came.
func TestTrap71_UnknownPropertiesStay(t *testing.T) {
	const props = "0001 0008 00000007  1234 0009 aabbccdd ee 00000000000000  0001 0008 00000003  1234 0004 00000000"
	for _, p := range versions {
		sameProperties(t, p, asyncConfig(t, p, props), "AsyncConfigPropPacketInMaster{mask=0x7} AsyncConfigPropUnknown{type=4660 data=(5)aabbccddee} "+
			"AsyncConfigPropPacketInMaster{mask=0x3} AsyncConfigPropUnknown{type=4660}")
		sameProperties(t, p, nicira(t, p, 28, "0008 0009 00000000 ee 00000000000000 1234 0005 aa 000000 1234 0005 bb 000000"),
			"NXPacketIn2PropContinuation{data=(5)00000000ee} NXPacketIn2PropUnknown{type=4660 data=(1)aa} NXPacketIn2PropUnknown{type=4660 data=(1)bb}")
	}
	same(t, v14, message(t, v14, 28, "1234 0006 0102 0000"), &openflow14.SetAsync{Properties: openflow14.AsyncConfigProps{
		&openflow14.AsyncConfigPropUnknown{Type: 0x1234, Body: []byte{1, 2}}}})
}
