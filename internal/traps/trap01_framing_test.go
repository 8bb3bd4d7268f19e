package traps

import (
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow12"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow14"
	"github.com/ofwire/openflow/openflow15"
)

// Port modifications, statistics, barriers and queue configurations have other type numbers in 1.0 than later, where those numbers mean other messages.
func TestTrap01_TypesOfMessagesMoved(t *testing.T) {
	same(t, v10, "01 12 0008 00000007", &openflow10.BarrierRequest{XID: 7})
	same(t, v10, "01 13 0008 00000007", &openflow10.BarrierReply{XID: 7})
	same(t, v12, "03 14 0008 00000007", &openflow12.BarrierRequest{XID: 7})
	same(t, v13, "04 14 0008 00000007", &openflow13.BarrierRequest{XID: 7})
	same(t, v14, "05 15 0008 00000007", &openflow14.BarrierReply{XID: 7})
	same(t, v15, "06 15 0008 00000007", &openflow15.BarrierReply{XID: 7})

	same(t, v10, "01 14 000c 00000007  0001 0000", &openflow10.QueueGetConfigRequest{XID: 7, Port: 1})
	same(t, v12, "03 16 0010 00000007  00000001 00000000", &openflow12.QueueGetConfigRequest{XID: 7, Port: 1})
	same(t, v13, "04 16 0010 00000007  00000001 00000000", &openflow13.QueueGetConfigRequest{XID: 7, Port: 1})
	same(t, v14, "05 16 000c 00000007  00000001", &openflow.Opaque{Version: 5, Type: 22, XID: 7, Body: []byte{0, 0, 0, 1}})

	same(t, v10, "01 0f 0020 00000007  0001 000000000001 00000000 00000000 00000000 00000000", &openflow10.PortMod{XID: 7, PortNo: 1, HWAddr: openflow.MAC{5: 1}})
	same(t, v13, "04 0f 0010 00000007  0002 00 00 00000001", &openflow13.GroupMod{XID: 7, Command: openflow13.GroupModCommandDelete, GroupID: 1})
	same(t, v10, "01 10 000c 00000007  0003 0000", &openflow10.TableStatsRequest{XID: 7})
	same(t, v12, "03 12 0010 00000007  0003 0000 00000000", &openflow12.TableStatsRequest{XID: 7})

	refused(t, v10, "01 14 0008 00000007", 8, "QueueGetConfigRequest", openflow.BadRequestLen)
	refused(t, v13, "04 12 0008 00000007", 8, "MultipartRequest", openflow.BadRequestLen)
	refused(t, v12, "03 10 000c 00000007  0003 0000", 12, "PortMod", openflow.BadRequestLen)
}

// The types of errors, and the codes within FLOW_MOD_FAILED, were numbered anew after 1.0; 1.4 took codes out of TABLE_FEATURES_FAILED and left a hole.
func TestTrap02_ErrorNumbersMoved(t *testing.T) {
	same(t, v10, "01 01 000c 00000007  0003 0001", &openflow10.ErrorMsg{XID: 7, Type: openflow10.ErrorTypeFlowModFailed, Code: openflow10.ErrFlowModFailedOverlap.Code()})
	same(t, v12, "03 01 000c 00000007  0005 0003", &openflow12.ErrorMsg{XID: 7, Type: openflow12.ErrorTypeFlowModFailed, Code: openflow12.ErrFlowModFailedOverlap.Code()})
	same(t, v13, "04 01 000c 00000007  0005 0003", &openflow13.ErrorMsg{XID: 7, Type: openflow13.ErrorTypeFlowModFailed, Code: openflow13.ErrFlowModFailedOverlap.Code()})
	same(t, v14, "05 01 000c 00000007  0005 0003", &openflow14.ErrorMsg{XID: 7, Type: openflow14.ErrorTypeFlowModFailed, Code: openflow14.ErrFlowModFailedOverlap.Code()})
	same(t, v15, "06 01 000c 00000007  0005 0003", &openflow15.ErrorMsg{XID: 7, Type: openflow15.ErrorTypeFlowModFailed, Code: openflow15.ErrFlowModFailedOverlap.Code()})

	for _, test := range []struct {
		protocols []*openflow.Protocol
		typ, code uint16
		want      string
	}{
		{[]*openflow.Protocol{v10}, 3, 0, "OFPET_FLOW_MOD_FAILED OFPFMFC_ALL_TABLES_FULL"},
		{[]*openflow.Protocol{v10}, 3, 1, "OFPET_FLOW_MOD_FAILED OFPFMFC_OVERLAP"},
		{[]*openflow.Protocol{v10}, 3, 2, "OFPET_FLOW_MOD_FAILED OFPFMFC_EPERM"},
		{[]*openflow.Protocol{v10}, 3, 4, "OFPET_FLOW_MOD_FAILED OFPFMFC_BAD_COMMAND"},
		{[]*openflow.Protocol{v10}, 4, 0, "OFPET_PORT_MOD_FAILED OFPPMFC_BAD_PORT"},
		{[]*openflow.Protocol{v10}, 5, 0, "OFPET_QUEUE_OP_FAILED OFPQOFC_BAD_PORT"},
		{[]*openflow.Protocol{v12, v13, v14, v15}, 3, 1, "OFPET_BAD_INSTRUCTION OFPBIC_UNSUP_INST"},
		{[]*openflow.Protocol{v12, v13, v14, v15}, 5, 0, "OFPET_FLOW_MOD_FAILED OFPFMFC_UNKNOWN"},
		{[]*openflow.Protocol{v12, v13, v14, v15}, 5, 1, "OFPET_FLOW_MOD_FAILED OFPFMFC_TABLE_FULL"},
		{[]*openflow.Protocol{v12, v13, v14, v15}, 5, 3, "OFPET_FLOW_MOD_FAILED OFPFMFC_OVERLAP"},
		{[]*openflow.Protocol{v12, v13, v14, v15}, 5, 4, "OFPET_FLOW_MOD_FAILED OFPFMFC_EPERM"},
		{[]*openflow.Protocol{v12, v13, v14, v15}, 5, 6, "OFPET_FLOW_MOD_FAILED OFPFMFC_BAD_COMMAND"},
		{[]*openflow.Protocol{v12, v13, v14, v15}, 7, 0, "OFPET_PORT_MOD_FAILED OFPPMFC_BAD_PORT"},
		{[]*openflow.Protocol{v12, v13, v14, v15}, 9, 0, "OFPET_QUEUE_OP_FAILED OFPQOFC_BAD_PORT"},
		{[]*openflow.Protocol{v13}, 13, 2, "OFPET_TABLE_FEATURES_FAILED OFPTFFC_BAD_TYPE"},
		{[]*openflow.Protocol{v13}, 13, 3, "OFPET_TABLE_FEATURES_FAILED OFPTFFC_BAD_LEN"},
		{[]*openflow.Protocol{v13}, 13, 4, "OFPET_TABLE_FEATURES_FAILED OFPTFFC_BAD_ARGUMENT"},
		{[]*openflow.Protocol{v14, v15}, 13, 2, "OFPET_TABLE_FEATURES_FAILED 2"},
		{[]*openflow.Protocol{v14, v15}, 14, 0, "OFPET_BAD_PROPERTY OFPBPC_BAD_TYPE"},
		{[]*openflow.Protocol{v14, v15}, 14, 1, "OFPET_BAD_PROPERTY OFPBPC_BAD_LEN"},
		{[]*openflow.Protocol{v14, v15}, 14, 2, "OFPET_BAD_PROPERTY OFPBPC_BAD_VALUE"},
		{[]*openflow.Protocol{v13, v14, v15}, 13, 5, "OFPET_TABLE_FEATURES_FAILED OFPTFFC_EPERM"},
	} {
		for _, p := range test.protocols {
			typ, code := p.ErrorName(openflow.NewErrorCode(test.typ, test.code))
			if got := typ + " " + code; got != test.want {
				t.Errorf("%v: error %d/%d is %s, want %s", p.Version, test.typ, test.code, got, test.want)
			}
		}
	}
}

// The header of statistics has 12 bytes in 1.0 and 16 later, so that the 64-bit counters of 1.0 lie at offsets that are no multiples of 8.
func TestTrap03_StatsHeaderHas12BytesIn10(t *testing.T) {
	const body = "0000000000000102 0000000000000304 00000005 00000000"
	sums := openflow10.AggregateStats{PacketCount: 0x102, ByteCount: 0x304, FlowCount: 5}
	same(t, v10, "01 11 0024 00000007  0002 0000"+body, &openflow10.AggregateStatsReply{XID: 7, Body: sums})
	same(t, v12, "03 13 0028 00000007  0002 0000 00000000"+body, &openflow12.AggregateStatsReply{XID: 7, Body: openflow12.AggregateStats(sums)})
	same(t, v13, "04 13 0028 00000007  0002 0000 00000000"+body, &openflow13.AggregateStatsReply{XID: 7, Body: openflow13.AggregateStats(sums)})
	same(t, v14, "05 13 0028 00000007  0002 0000 00000000"+body, &openflow14.AggregateStatsReply{XID: 7, Body: openflow14.AggregateStats(sums)})

	refused(t, v10, "01 11 0028 00000007  0002 0000 00000000"+body, 36, "AggregateStatsReply", openflow.BadRequestLen)
	refused(t, v13, "04 13 0024 00000007  0002 0000"+body, 36, "AggregateStatsReply", openflow.BadRequestLen)
}

// A vendor's message has a header of 12 bytes in 1.0 and of 16 later; Nicira's subtype is the body's then. Its statistics have 24 bytes in both, of another order.
func TestTrap04_VendorHeaders(t *testing.T) {
	same(t, v10, "01 04 000c 00000007  00aabbcc", &openflow10.Vendor{XID: 7, Vendor: 0xaabbcc})
	same(t, v10, "01 04 0010 00000007  00aabbcc 00000005", &openflow10.Vendor{XID: 7, Vendor: 0xaabbcc, Data: []byte{0, 0, 0, 5}})
	same(t, v12, "03 04 0010 00000007  00aabbcc 00000005", &openflow12.Experimenter{XID: 7, Experimenter: 0xaabbcc, ExpType: 5})
	same(t, v13, "04 04 0010 00000007  00aabbcc 00000005", &openflow13.Experimenter{XID: 7, Experimenter: 0xaabbcc, ExpType: 5})
	same(t, v14, "05 04 0010 00000007  00aabbcc 00000005", &openflow14.Experimenter{XID: 7, Experimenter: 0xaabbcc, ExpType: 5})
	same(t, v15, "06 04 0010 00000007  00aabbcc 00000005", &openflow15.Experimenter{XID: 7, Experimenter: 0xaabbcc, ExpType: 5})
	same(t, v10, "01 04 0010 00000007  00002320 00000012", &openflow10.NXFlowAge{XID: 7})
	same(t, v13, "04 04 0010 00000007  00002320 00000012", &openflow13.NXFlowAge{XID: 7})
	refused(t, v13, "04 04 000c 00000007  00aabbcc", 12, "Experimenter", openflow.BadRequestLen)

	same(t, v10, "01 10 0018 00000007  ffff 0000 00002320 00000003 00000000", &openflow10.NXIPFIXBridgeRequest{XID: 7})
	same(t, v12, "03 12 0018 00000007  ffff 0000 00000000 00002320 00000003", &openflow12.NXIPFIXBridgeRequest{XID: 7})
	same(t, v15, "06 12 0018 00000007  ffff 0000 00000000 00002320 00000003", &openflow15.NXIPFIXBridgeRequest{XID: 7})
	same(t, v10, "01 10 0010 00000007  ffff 0000 00aabbcc", &openflow10.VendorRequest{XID: 7, Vendor: 0xaabbcc})
	refused(t, v12, "03 12 0014 00000007  ffff 0000 00000000 00aabbcc", 20, "ExperimenterRequest", openflow.BadRequestLen)
}

// A reply may come in fragments, each with the whole header and perhaps without a body; each decodes by itself, and joining bodies is not the codec's. Since 1.3
// requests may, too.
func TestTrap05_FragmentsOfMultiparts(t *testing.T) {
	const table = "07 000000 00000001 0000000000000002 0000000000000003"
	stats := openflow13.TableStats{TableID: 7, ActiveCount: 1, LookupCount: 2, MatchedCount: 3}
	more := &openflow13.TableStatsReply{XID: 9, Flags: openflow13.MultipartReplyFlagsMore, Body: []openflow13.TableStats{stats}}
	same(t, v13, "04 13 0028 00000009  0003 0001 00000000"+table, more)
	same(t, v13, "04 13 0010 00000009  0003 0000 00000000", &openflow13.TableStatsReply{XID: 9})
	same(t, v13, "04 13 0010 00000009  0003 0001 00000000", &openflow13.TableStatsReply{XID: 9, Flags: openflow13.MultipartReplyFlagsMore})
	refused(t, v13, "04 13 0024 00000009  0003 0001 00000000 07 000000 00000001 0000000000000002 00000000", 36, "TableStatsReply.Body", openflow.BadRequestLen)

	same(t, v10, "01 11 000c 00000009  0001 0001", &openflow10.FlowStatsReply{XID: 9, Flags: openflow10.MultipartReplyFlagsMore})
	same(t, v12, "03 13 0010 00000009  0001 0001 00000000", &openflow12.FlowStatsReply{XID: 9, Flags: openflow12.MultipartReplyFlagsMore})
	same(t, v15, "06 13 0010 00000009  0011 0001 00000000", &openflow15.FlowStatsReply{XID: 9, Flags: openflow15.MultipartReplyFlagsMore})
	same(t, v13, "04 12 0010 00000009  000c 0001 00000000", &openflow13.TableFeaturesRequest{XID: 9, Flags: openflow13.MultipartRequestFlagsMore})
	same(t, v14, "05 12 0010 00000009  0010 0001 00000000", &openflow14.FlowMonitorRequest{XID: 9, Flags: openflow14.MultipartRequestFlagsMore})
}

// Requests and replies that are lists may be empty; replies of a single struct may not.
func TestTrap06_EmptyMultiparts(t *testing.T) {
	same(t, v10, "01 10 000c 00000007  0000 0000", &openflow10.DescRequest{XID: 7})
	same(t, v12, "03 12 0010 00000007  0000 0000 00000000", &openflow12.DescRequest{XID: 7})
	same(t, v13, "04 12 0010 00000007  000c 0000 00000000", &openflow13.TableFeaturesRequest{XID: 7})
	same(t, v15, "06 12 0010 00000007  0003 0000 00000000", &openflow15.TableStatsRequest{XID: 7})
	same(t, v10, "01 11 000c 00000007  0003 0000", &openflow10.TableStatsReply{XID: 7})
	same(t, v12, "03 13 0010 00000007  0006 0000 00000000", &openflow12.GroupStatsReply{XID: 7})
	same(t, v13, "04 13 0010 00000007  000a 0000 00000000", &openflow13.MeterConfigReply{XID: 7})
	same(t, v15, "06 13 0010 00000007  000d 0000 00000000", &openflow15.PortDescReply{XID: 7})

	refused(t, v10, "01 11 000c 00000007  0000 0000", 12, "DescReply", openflow.BadRequestLen)
	refused(t, v12, "03 13 0010 00000007  0002 0000 00000000", 16, "AggregateStatsReply", openflow.BadRequestLen)
	refused(t, v13, "04 13 0010 00000007  0008 0000 00000000", 16, "GroupFeaturesReply", openflow.BadRequestLen)
	refused(t, v14, "05 13 0010 00000007  000b 0000 00000000", 16, "MeterFeaturesReply", openflow.BadRequestLen)
	refused(t, v15, "06 13 0010 00000007  0002 0000 00000000", 16, "AggregateStatsReply", openflow.BadRequestLen)
}
