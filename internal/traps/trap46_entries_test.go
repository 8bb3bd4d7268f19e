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

// The match of a flow's statistics lies at offset 4 in 1.0 and at 48 later; 1.5 has another order. Actions or instructions fill what the length leaves.
func TestTrap46_MatchOfFlowStats(t *testing.T) {
	const match10 = "00000000 0003 000000000000 000000000000 0000 00 00 0000 00 00 0000 00000000 00000000 0000 0000"
	const rest10 = "00000001 00000002 0064 0003 0006 000000000000 0000000000000009 0000000000000004 0000000000000005"
	m := roundTrip(t, v10, "01 11 00c4 00000007  0001 0000  0060 05 00"+match10+rest10+"0000 0008 0001 0000"+"0058 06 00"+match10+rest10).(*openflow10.FlowStatsReply)
	f := m.Body[0]
	if len(m.Body) != 2 || f.TableID != 5 || f.Match.InPort != 3 || f.Priority != 100 || f.Cookie != 9 || f.ByteCount != 5 || len(f.Actions) != 1 || m.Body[1].TableID != 6 {
		t.Error(openflow.Format(m))
	}
	const times = "00000001 00000002 0064 0003 0006"
	const rest = "0000000000000009 0000000000000004 0000000000000005  0001 000c 8000 0004 00000003 00000000  0001 0008 07 000000"
	same(t, v12, "03 13 0058 00000007  0001 0000 00000000  0048 05 00"+times+"0000 00000000"+rest, &openflow12.FlowStatsReply{XID: 7, Body: []openflow12.FlowStats{{
		TableID: 5, DurationSec: 1, DurationNsec: 2, Priority: 100, IdleTimeout: 3, HardTimeout: 6, Cookie: 9, PacketCount: 4, ByteCount: 5,
		Match: openflow12.Match{openflow12.FieldInPort.Exact(3)}, Instructions: openflow12.Instructions{&openflow12.InstructionGotoTable{TableID: 7}},
	}}})
	same(t, v13, "04 13 0058 00000007  0001 0000 00000000  0048 05 00"+times+"0001 00000000"+rest, &openflow13.FlowStatsReply{XID: 7, Body: []openflow13.FlowStats{{
		TableID: 5, DurationSec: 1, DurationNsec: 2, Priority: 100, IdleTimeout: 3, HardTimeout: 6, Flags: 1, Cookie: 9, PacketCount: 4, ByteCount: 5,
		Match: openflow13.Match{openflow13.FieldInPort.Exact(3)}, Instructions: openflow13.Instructions{&openflow13.InstructionGotoTable{TableID: 7}},
	}}})
	same(t, v14, "05 13 0058 00000007  0001 0000 00000000  0048 05 00"+times+"0001 0008 0000"+rest, &openflow14.FlowStatsReply{XID: 7, Body: []openflow14.FlowStats{{
		TableID: 5, DurationSec: 1, DurationNsec: 2, Priority: 100, IdleTimeout: 3, HardTimeout: 6, Flags: 1, Importance: 8, Cookie: 9, PacketCount: 4, ByteCount: 5,
		Match: openflow14.Match{openflow14.FieldInPort.Exact(3)}, Instructions: openflow14.Instructions{&openflow14.InstructionGotoTable{TableID: 7}},
	}}})
	same(t, v15, "06 13 0050 00000007  0001 0000 00000000  0040 0000 05 00 0064 0003 0006 0001 0008 0000000000000009"+
		"0001 000c 8000 0004 00000003 00000000  0000 000c 8002 0604 00000001 00000000  0001 0008 07 000000", &openflow15.FlowDescReply{XID: 7, Body: []openflow15.FlowDesc{{
		TableID: 5, Priority: 100, IdleTimeout: 3, HardTimeout: 6, Flags: 1, Importance: 8, Cookie: 9, Match: openflow15.Match{openflow15.FieldInPort.Exact(3)},
		Stats: []openflow.Field{openflow15.FieldFlowCount.Exact(1)}, Instructions: openflow15.Instructions{&openflow15.InstructionGotoTable{TableID: 7}},
	}}})
	refused(t, v13, "04 13 0058 00000007  0001 0000 00000000  0047 05 00"+times+"0001 00000000"+rest, 82, "FlowStatsReply.Body[0].Instructions[0].Len", openflow13.ErrBadInstructionBadLen)
}

// The statistics of a table have 64 bytes in 1.0, 128 in 1.2 and 24 later, and no length that tells.
func TestTrap47_SizesOfTableStats(t *testing.T) {
	const name = "7400000000000000 0000000000000000 0000000000000000 0000000000000000"
	table := openflow.String32{'t'}
	entry10 := "000000" + name + "003fffff 00000010 00000001 0000000000000002 0000000000000003"
	one := openflow10.TableStats{Name: table, Wildcards: openflow10.FlowWildcardsAll, MaxEntries: 16, ActiveCount: 1, LookupCount: 2, MatchedCount: 3}
	two := one
	two.TableID = 5
	same(t, v10, "01 11 008c 00000007  0003 0000 00"+entry10+"05"+entry10, &openflow10.TableStatsReply{XID: 7, Body: []openflow10.TableStats{one, two}})
	same(t, v12, "03 13 0090 00000007  0003 0000 00000000  05 00000000000000"+name+"0000000000000001 0000000000000002 00000003 00000004 0000000000000005 0000000000000006"+
		"0000000000000007 0000000000000008 00000009 00000002 00000010 00000001 0000000000000002 0000000000000003",
		&openflow12.TableStatsReply{XID: 7, Body: []openflow12.TableStats{{
			TableID: 5, Name: table, Match: 1, Wildcards: 2, WriteActions: 3, ApplyActions: 4, WriteSetfields: 5, ApplySetfields: 6, MetadataMatch: 7, MetadataWrite: 8,
			Instructions: 9, Config: openflow12.TableConfigTableMissDrop, MaxEntries: 16, ActiveCount: 1, LookupCount: 2, MatchedCount: 3,
		}}})
	const entry = "05 000000 00000001 0000000000000002 0000000000000003"
	same(t, v13, "04 13 0028 00000007  0003 0000 00000000"+entry, &openflow13.TableStatsReply{XID: 7, Body: []openflow13.TableStats{{TableID: 5, ActiveCount: 1, LookupCount: 2, MatchedCount: 3}}})
	same(t, v14, "05 13 0028 00000007  0003 0000 00000000"+entry, &openflow14.TableStatsReply{XID: 7, Body: []openflow14.TableStats{{TableID: 5, ActiveCount: 1, LookupCount: 2, MatchedCount: 3}}})
	same(t, v15, "06 13 0028 00000007  0003 0000 00000000"+entry, &openflow15.TableStatsReply{XID: 7, Body: []openflow15.TableStats{{TableID: 5, ActiveCount: 1, LookupCount: 2, MatchedCount: 3}}})
	refused(t, v12, "03 13 0028 00000007  0003 0000 00000000"+entry, 40, "TableStatsReply.Body", openflow.BadRequestLen)
	refused(t, v13, "04 13 0050 00000007  0003 0000 00000000 05000000"+name+"003fffff 00000010 00000001 0000000000000002 0000000000000003", 80, "TableStatsReply.Body", openflow.BadRequestLen)
}

// The length of an entry lies at offset 0, 4 or 8, by its kind; two entries of different length tell whether it was found.
func TestTrap48_WhereEntriesHaveTheirLength(t *testing.T) {
	const rate10, rate14 = "0001 0010 00000000 0064 000000000000", "0001 0008 0064 0000"
	same(t, v10, "01 15 0030 00000007  0001 000000000000  00000005 0018 0000"+rate10+"00000006 0008 0000", &openflow10.QueueGetConfigReply{XID: 7, Port: 1, Queues: []openflow10.PacketQueue{
		{QueueID: 5, Properties: openflow10.QueueProps{&openflow10.QueuePropMinRate{Rate: 100}}}, {QueueID: 6},
	}})
	same(t, v13, "04 17 0040 00000007  00000001 00000000  00000005 00000001 0020 000000000000"+rate10+"00000006 00000001 0010 000000000000",
		&openflow13.QueueGetConfigReply{XID: 7, Port: 1, Queues: []openflow13.PacketQueue{
			{QueueID: 5, Port: 1, Properties: openflow13.QueueProps{&openflow13.QueuePropMinRate{Rate: 100}}}, {QueueID: 6, Port: 1},
		}})
	same(t, v14, "05 13 0038 00000007  000f 0000 00000000  00000001 00000005 0018 000000000000"+rate14+"00000001 00000006 0010 000000000000",
		&openflow14.QueueDescReply{XID: 7, Body: []openflow14.QueueDesc{
			{PortNo: 1, QueueID: 5, Properties: openflow14.QueueDescProps{&openflow14.QueueDescPropMinRate{Rate: 100}}}, {PortNo: 1, QueueID: 6},
		}})
	same(t, v13, "04 13 0070 00000007  0009 0000 00000000"+
		"00000001 0038 000000000000 00000002 0000000000000003 0000000000000004 00000005 00000006 0000000000000007 0000000000000008"+
		"00000002 0028 000000000000 00000000 0000000000000000 0000000000000000 00000000 00000000",
		&openflow13.MeterStatsReply{XID: 7, Body: []openflow13.MeterStats{
			{MeterID: 1, FlowCount: 2, PacketInCount: 3, ByteInCount: 4, DurationSec: 5, DurationNsec: 6, BandStats: []openflow13.MeterBandStats{{PacketBandCount: 7, ByteBandCount: 8}}},
			{MeterID: 2},
		}})
	same(t, v14, "05 13 0028 00000007  000e 0000 00000000  0010 01 00 00000008 0003 0008 14281e00  0008 02 00 00000000", &openflow14.TableDescReply{XID: 7, Body: []openflow14.TableDesc{
		{TableID: 1, Config: 8, Properties: openflow14.TableModProps{&openflow14.TableModPropVacancy{VacancyDown: 20, VacancyUp: 40, Vacancy: 30}}}, {TableID: 2},
	}})
	const group = "00000000 00000000 0000000000000000 0000000000000000 00000000 00000000"
	same(t, v15, "06 13 0070 00000007  0006 0000 00000000  0038 0000 00000001"+group+"0000000000000001 0000000000000002  0028 0000 00000002"+group,
		&openflow15.GroupStatsReply{XID: 7, Body: []openflow15.GroupStats{{GroupID: 1, BucketStats: []openflow15.BucketCounter{{PacketCount: 1, ByteCount: 2}}}, {GroupID: 2}}})
	refused(t, v10, "01 15 0018 00000007  0001 000000000000  00000005 0018 0000", 20, "QueueGetConfigReply.Queues[0].Length", openflow.BadRequestLen)
	refused(t, v14, "05 13 0020 00000007  000f 0000 00000000  00000001 00000005 0008 000000000000", 24, "QueueDescReply.Body[0].Length", openflow.BadRequestLen)
}

// A flow monitor of 1.4 has no length: the match in it tells where the next one begins.
func TestTrap49_FlowMonitorHasNoLength(t *testing.T) {
	const monitors = "00000001 ffffffff ffffffff 0061 05 00  0001 000a 8000 0a02 0800 000000000000" +
		"00000002 00000003 00000004 0002 ff 01  0001 0004 00000000" +
		"00000003 ffffffff ffffffff 0000 ff 02  0001 0004 00000000"
	same(t, v14, "05 12 0060 00000007  0010 0000 00000000"+monitors, &openflow14.FlowMonitorRequest{XID: 7, Body: []openflow14.FlowMonitor{
		{
			MonitorID: 1, OutPort: openflow14.PortNoAny, OutGroup: openflow14.GroupIDAny, TableID: 5, Match: openflow14.Match{openflow14.FieldEthType.Exact(0x800)},
			Flags: openflow14.FlowMonitorFlagsInitial | openflow14.FlowMonitorFlagsNoAbbrev | openflow14.FlowMonitorFlagsOnlyOwn,
		},
		{MonitorID: 2, OutPort: 3, OutGroup: 4, Flags: openflow14.FlowMonitorFlagsAdd, TableID: 0xff, Command: openflow14.FlowMonitorCommandModify},
		{MonitorID: 3, OutPort: openflow14.PortNoAny, OutGroup: openflow14.GroupIDAny, TableID: 0xff, Command: openflow14.FlowMonitorCommandDelete},
	}})
	if m := roundTrip(t, v15, "06 12 0060 00000007  0010 0000 00000000"+monitors).(*openflow15.FlowMonitorRequest); len(m.Body) != 3 || m.Body[2].MonitorID != 3 {
		t.Error(openflow.Format(m))
	}
	refused(t, v14, "05 12 0020 00000007  0010 0000 00000000  00000001 ffffffff ffffffff 0061 05 00", 32, "FlowMonitorRequest.Body[0]", openflow.BadRequestLen)
}

// What a flow update holds depends on its event, and the numbers of the events differ: 1.4 begins with the flows that exist, Nicira with those that are new.
func TestTrap50_EventsOfFlowUpdates(t *testing.T) {
	const full = "05 02 0003 0006 0064 00000000 0000000000000009  0001 0004 00000000"
	goto7 := openflow14.Instructions{&openflow14.InstructionGotoTable{TableID: 7}}
	same(t, v14, "05 13 0068 00000007  0010 0000 00000000  0020 0002"+full+"0020 0000"+full+"0008 0004 00000063  0008 0005 00000000  0008 0006 00000000",
		&openflow14.FlowMonitorReply{XID: 7, Body: openflow14.FlowUpdates{
			&openflow14.FlowUpdateRemoved{TableID: 5, Reason: 2, IdleTimeout: 3, HardTimeout: 6, Priority: 100, Cookie: 9},
			&openflow14.FlowUpdateInitial{TableID: 5, Reason: 2, IdleTimeout: 3, HardTimeout: 6, Priority: 100, Cookie: 9},
			&openflow14.FlowUpdateAbbrev{XID: 99}, &openflow14.FlowUpdatePaused{}, &openflow14.FlowUpdateResumed{},
		}})
	same(t, v14, "05 13 0038 00000000  0010 0000 00000000  0028 0001"+full+"0001 0008 07 000000", &openflow14.FlowMonitorReply{Body: openflow14.FlowUpdates{
		&openflow14.FlowUpdateAdded{TableID: 5, Reason: 2, IdleTimeout: 3, HardTimeout: 6, Priority: 100, Cookie: 9, Instructions: goto7},
	}})
	same(t, v15, "06 13 0030 00000000  0010 0000 00000000  0020 0003"+full, &openflow15.FlowMonitorReply{Body: openflow15.FlowUpdates{
		&openflow15.FlowUpdateModified{TableID: 5, Reason: 2, IdleTimeout: 3, HardTimeout: 6, Priority: 100, Cookie: 9},
	}})

	const nx = "0002 0064 0003 0006 0006 05 00 0000000000000009  0000 0602 0800 0000"
	ip := []openflow.Field{openflow10.FieldNXMEthType.Exact(0x800)}
	same(t, v10, "01 11 0068 00000007  ffff 0000 00002320 00000002 00000000  0028 0001"+nx+"0000 0008 0001 0000"+"0020 0000"+nx+"0008 0003 00000063",
		&openflow10.NXFlowMonitorReply{XID: 7, Body: openflow10.NXFlowUpdates{
			&openflow10.NXFlowUpdateDeleted{
				Reason: 2, Priority: 100, IdleTimeout: 3, HardTimeout: 6, TableID: 5, Cookie: 9, Match: ip, Actions: openflow10.Actions{&openflow10.ActionOutput{Port: 1}},
			},
			&openflow10.NXFlowUpdateAdded{Reason: 2, Priority: 100, IdleTimeout: 3, HardTimeout: 6, TableID: 5, Cookie: 9, Match: ip},
			&openflow10.NXFlowUpdateAbbrev{XID: 99},
		}})
	for i, names := range [][2]string{{"INITIAL", "ADDED"}, {"ADDED", "DELETED"}, {"REMOVED", "MODIFIED"}, {"MODIFIED", "ABBREV"}, {"ABBREV", "4"}} {
		if standard, nicira := openflow14.FlowUpdateEvent(i).String(), openflow10.NXFlowUpdateEvent(i).String(); standard != names[0] || nicira != names[1] {
			t.Errorf("event %d is %s, and %s for Nicira", i, standard, nicira)
		}
	}
	if openflow14.FlowMonitorFlagsNoAbbrev.String() != "NO_ABBREV" || openflow10.NXFlowMonitorFlagsOwn.String() != "OWN" || openflow10.NXFlowMonitorFlags(1<<6).String() != "0x40" {
		t.Error("the flags of monitors have other names")
	}
}
