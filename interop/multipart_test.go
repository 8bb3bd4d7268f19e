//go:build interop

package interop

import (
	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow13"
)

// multipartRequestCases are all multipart requests.
func multipartRequestCases() []testCase {
	flows, aggregate := openflow13.NewFlowStatsRequest(), openflow13.NewAggregateStatsRequest()
	flows.TableID, flows.OutPort, flows.Cookie, flows.CookieMask, flows.Match = 3, 4, 0x10, 0xf0, ip(0x0800, 17)
	aggregate.OutGroup, aggregate.Match = 9, anyIPv6
	return []testCase{
		{name: "desc request", m: &openflow13.DescRequest{}, want: []string{"OFPST_DESC request"}},
		{name: "flow request", m: flows, want: []string{"OFPST_FLOW request", "table=3", "out_port=4", "udp"}},
		{name: "aggregate request", m: aggregate, want: []string{"OFPST_AGGREGATE request", "ipv6"}},
		{name: "table request", m: &openflow13.TableStatsRequest{}, want: []string{"OFPST_TABLE request"}},
		{name: "port request", m: &openflow13.PortStatsRequest{PortNo: 3}, want: []string{"OFPST_PORT request", "port_no=3"}},
		{name: "queue request", m: &openflow13.QueueStatsRequest{PortNo: 3, QueueID: openflow13.QueueIDAll}, want: []string{"port=3 queue=ALL"}},
		{name: "group request", m: &openflow13.GroupStatsRequest{GroupID: 6}, want: []string{"OFPST_GROUP request", "group_id=6"}},
		{name: "group_desc request", m: &openflow13.GroupDescRequest{}, want: []string{"OFPST_GROUP_DESC request"}},
		{name: "group_features request", m: &openflow13.GroupFeaturesRequest{}, want: []string{"OFPST_GROUP_FEATURES request"}},
		{name: "meter request", m: &openflow13.MeterStatsRequest{MeterID: 7}, want: []string{"OFPST_METER request", "meter=7"}},
		{name: "meter_config request", m: openflow13.NewMeterConfigRequest(), want: []string{"OFPST_METER_CONFIG request", "meter=all"}},
		{name: "meter_features request", m: &openflow13.MeterFeaturesRequest{}, want: []string{"OFPST_METER_FEATURES request"}},
		{name: "port_desc request", m: &openflow13.PortDescRequest{}, want: []string{"OFPST_PORT_DESC request"}},
		{name: "table_features request", m: &openflow13.TableFeaturesRequest{}, want: []string{"OFPST_TABLE_FEATURES request"}},
		{name: "table_features write", m: &openflow13.TableFeaturesRequest{Body: []openflow13.TableFeatures{table(4)}}},
		{name: "experimenter request", m: &openflow13.ExperimenterRequest{Experimenter: 0x123456, ExpType: 2}},
	}
}

// table describes a flow table, with all properties that are no experimenter's.
func table(id openflow13.TableID) openflow13.TableFeatures {
	instructions := []openflow13.InstructionID{{Type: openflow13.InstructionTypeGotoTable}, {Type: openflow13.InstructionTypeApplyActions}}
	actions := []openflow13.ActionID{{Type: openflow13.ActionTypeOutput}, {Type: openflow13.ActionTypePushVLAN}, {Type: openflow13.ActionTypeSetField}}
	fields := []openflow.FieldID{openflow13.FieldInPort.ID(), openflow13.FieldEthDst.ID().WithMask(), openflow13.FieldVLANVID.ID()}
	t := openflow13.TableFeatures{TableID: id, MetadataMatch: 0xff, MetadataWrite: 0xff00, MaxEntries: 1000, Properties: openflow13.TableFeatureProps{
		&openflow13.TableFeaturePropInstructions{InstructionIDs: instructions},
		&openflow13.TableFeaturePropInstructionsMiss{InstructionIDs: instructions},
		&openflow13.TableFeaturePropNextTables{TableIDs: []openflow13.TableID{id + 1, id + 2, id + 3}},
		&openflow13.TableFeaturePropNextTablesMiss{TableIDs: []openflow13.TableID{id + 1}},
		&openflow13.TableFeaturePropWriteActions{ActionIDs: actions},
		&openflow13.TableFeaturePropWriteActionsMiss{ActionIDs: actions[:1]},
		&openflow13.TableFeaturePropApplyActions{ActionIDs: actions},
		&openflow13.TableFeaturePropApplyActionsMiss{ActionIDs: actions},
		&openflow13.TableFeaturePropMatch{OXMIDs: fields},
		&openflow13.TableFeaturePropWildcards{OXMIDs: fields[:1]},
		&openflow13.TableFeaturePropWriteSetfield{OXMIDs: fields[2:]},
		&openflow13.TableFeaturePropWriteSetfieldMiss{OXMIDs: fields[2:]},
		&openflow13.TableFeaturePropApplySetfield{OXMIDs: fields[2:]},
		&openflow13.TableFeaturePropApplySetfieldMiss{OXMIDs: fields[2:]},
	}}
	copy(t.Name[:], "classifier")
	return t
}

// multipartReplyCases are all multipart replies.
func multipartReplyCases() []testCase {
	desc := openflow13.Desc{}
	copy(desc.MfrDesc[:], "Example Corp")
	copy(desc.HWDesc[:], "ASIC 9")
	copy(desc.SwDesc[:], "1.2.3")
	copy(desc.SerialNum[:], "SN-7")
	copy(desc.DPDesc[:], "rack 5")
	first := openflow13.FlowStats{TableID: 1, DurationSec: 5, DurationNsec: 250_000_000, Priority: 77, IdleTimeout: 8, HardTimeout: 9, Cookie: 0xabc,
		Flags: openflow13.FlowModFlagsSendFlowRem, PacketCount: 3, ByteCount: 180, Match: ip(0x0800, 6), Instructions: flow(nil, output(2)).Instructions}
	second := openflow13.FlowStats{TableID: 2, Instructions: openflow13.Instructions{&openflow13.InstructionGotoTable{TableID: 4}}}
	stats := openflow13.PortStats{PortNo: 3, RxPackets: 1, TxPackets: 2, RxBytes: 3, TxBytes: 4, RxDropped: 5, TxDropped: 6, RxErrors: 7, TxErrors: 8,
		RxFrameErr: 9, RxOverErr: 10, RxCRCErr: 11, Collisions: 12, DurationSec: 13, DurationNsec: 500_000_000}
	bucket := *openflow13.NewBucket()
	bucket.Weight, bucket.Actions = 4, openflow13.Actions{output(6)}
	features := openflow13.GroupFeatures{Types: 0xf, Capabilities: openflow13.GroupCapabilities(0xf), MaxGroups: [4]uint32{1, 2, 3, 4}, Actions: [4]uint32{1, 1 << 17, 1, 1}}
	more := openflow13.MultipartReplyFlagsMore
	return []testCase{
		{name: "desc reply", m: &openflow13.DescReply{Body: desc},
			want: []string{"Manufacturer: Example Corp", "Hardware: ASIC 9", "Software: 1.2.3", "Serial Num: SN-7", "DP Description: rack 5"}},
		{name: "flow reply", m: &openflow13.FlowStatsReply{Body: []openflow13.FlowStats{first, second}}, want: []string{
			"cookie=0xabc, duration=5.250s, table=1, n_packets=3, n_bytes=180, idle_timeout=8, hard_timeout=9, send_flow_rem", "priority=77,tcp actions=output:2",
			"table=2", "actions=goto_table:4"}},
		{name: "flow reply, more to come", m: &openflow13.FlowStatsReply{Flags: more, Body: []openflow13.FlowStats{first}}, want: []string{"OFPST_FLOW reply", "[more]"}},
		{name: "flow reply empty", m: &openflow13.FlowStatsReply{}, want: []string{"OFPST_FLOW reply"}},
		{name: "aggregate reply", m: &openflow13.AggregateStatsReply{Body: openflow13.AggregateStats{PacketCount: 1, ByteCount: 2, FlowCount: 3}},
			want: []string{"packet_count=1 byte_count=2 flow_count=3"}},
		{name: "table reply", m: &openflow13.TableStatsReply{Body: []openflow13.TableStats{{TableID: 0, ActiveCount: 5, LookupCount: 6, MatchedCount: 7}, {TableID: 1, ActiveCount: 8}}},
			want: []string{"active=5, lookup=6, matched=7", "active=8"}},
		{name: "port reply", m: &openflow13.PortStatsReply{Body: []openflow13.PortStats{stats, stats}},
			want: []string{"2 ports", "rx pkts=1, bytes=3, drop=5, errs=7, frame=9, over=10, crc=11", "tx pkts=2, bytes=4, drop=6, errs=8, coll=12", "duration=13.500s"}},
		{name: "queue reply", m: &openflow13.QueueStatsReply{Body: []openflow13.QueueStats{{PortNo: 3, QueueID: 4, TxBytes: 5, TxPackets: 6, TxErrors: 7, DurationSec: 8}}},
			want: []string{"port 3 queue 4: bytes=5, pkts=6, errors=7, duration=8s"}},
		{name: "group reply", m: &openflow13.GroupStatsReply{Body: []openflow13.GroupStats{{GroupID: 5, RefCount: 2, PacketCount: 3, ByteCount: 4, DurationSec: 6,
			BucketStats: []openflow13.BucketCounter{{PacketCount: 7, ByteCount: 8}, {PacketCount: 9, ByteCount: 10}}}, {GroupID: 6}}},
			want: []string{"group_id=5,duration=6s,ref_count=2,packet_count=3,byte_count=4,bucket0:packet_count=7,byte_count=8,bucket1:packet_count=9,byte_count=10", "group_id=6"}},
		{name: "group_desc reply", m: &openflow13.GroupDescReply{Body: []openflow13.GroupDesc{{Type: openflow13.GroupTypeSelect, GroupID: 5, Buckets: []openflow13.Bucket{bucket, bucket}},
			{Type: openflow13.GroupTypeAll, GroupID: 6}}}, want: []string{"group_id=5,type=select,bucket=weight:4,actions=output:6", "group_id=6,type=all"}},
		{name: "group_features reply", m: &openflow13.GroupFeaturesReply{Body: features},
			want: []string{"Group table:", "Types:  0xf", "Capabilities:  0xf", "max_groups=0x3", "actions: push_vlan"}},
		{name: "meter reply", m: &openflow13.MeterStatsReply{Body: []openflow13.MeterStats{{MeterID: 5, FlowCount: 6, PacketInCount: 7, ByteInCount: 8, DurationSec: 9,
			BandStats: []openflow13.MeterBandStats{{PacketBandCount: 10, ByteBandCount: 11}}}}},
			want: []string{"meter:5 flow_count:6 packet_in_count:7 byte_in_count:8 duration:9s bands:", "0: packet_count:10 byte_count:11"}},
		{name: "meter_config reply", m: &openflow13.MeterConfigReply{Body: []openflow13.MeterConfig{{Flags: openflow13.MeterFlagsKbps, MeterID: 5,
			Bands: openflow13.MeterBands{&openflow13.MeterBandDrop{Rate: 6}, &openflow13.MeterBandDrop{Rate: 7}}}, {Flags: openflow13.MeterFlagsPktps, MeterID: 8}}},
			want: []string{"meter=5 kbps bands=", "type=drop rate=6", "type=drop rate=7", "meter=8 pktps"}},
		{name: "meter_features reply", m: &openflow13.MeterFeaturesReply{Body: openflow13.MeterFeatures{MaxMeter: 5, BandTypes: 1 << 1, Capabilities: 0xf, MaxBands: 6, MaxColor: 7}},
			want: []string{"max_meter:5 max_bands:6 max_color:7", "band_types: drop", "capabilities: kbps pktps burst stats"}},
		{name: "port_desc reply", m: &openflow13.PortDescReply{Body: []openflow13.Port{port(), {PortNo: openflow13.PortNoLocal}}}, want: append([]string{"LOCAL("}, portText...)},
		{name: "table_features reply", m: &openflow13.TableFeaturesReply{Body: []openflow13.TableFeatures{table(0), table(1)}},
			want: []string{`table 0 ("classifier"):`, `table 1 ("classifier"):`, "metadata: match=0xff write=0xff00", "max_entries=1000", "next tables", "instructions: apply_actions goto_table"}},
		{name: "experimenter reply", m: &openflow13.ExperimenterReply{Experimenter: 0x123456, ExpType: 2, Data: []byte("abcdefgh")}},
	}
}

// onfCases are the messages of the ONF's extensions of 1.3.
func onfCases() []testCase {
	monitor := *openflow13.NewONFFlowMonitor()
	monitor.ID, monitor.Flags, monitor.TableID, monitor.Match = 5, openflow13.ONFFlowMonitorFlags(0x1f), 2, anyIPv4
	added := &openflow13.ONFFlowUpdateAdded{Priority: 7, IdleTimeout: 8, TableID: 3, Cookie: 0x99, Match: anyARP, Instructions: flow(nil, output(1)).Instructions}
	removed := &openflow13.ONFFlowUpdateDeleted{Reason: 2, Priority: 7, TableID: 3, Match: anyARP}
	modified := &openflow13.ONFFlowUpdateModified{Priority: 7, TableID: 3, Match: anyARP, Instructions: flow(nil, output(1)).Instructions}
	mod := flow(anyIPv4, output(4))
	mod.XID = 0x77
	atomic := openflow13.ONFBundleFlags(1)
	group := &openflow13.GroupMod{XID: 0x78, Type: openflow13.GroupTypeAll, GroupID: 4}
	return []testCase{
		{name: "onf monitor request", m: &openflow13.ONFFlowMonitorRequest{Body: []openflow13.ONFFlowMonitor{monitor}}},
		{name: "onf monitor reply", m: &openflow13.ONFFlowMonitorReply{Body: openflow13.ONFFlowUpdates{added, removed, modified, &openflow13.ONFFlowUpdateAbbrev{XID: 0x55}}},
			want: []string{"event=ADDED table=3 idle_timeout=8 cookie=0x99 arp actions=output:1", "event=DELETED reason=delete table=3", "event=MODIFIED", "event=ABBREV xid=0x55"}},
		{name: "onf monitor cancel", m: &openflow13.ONFFlowMonitorCancel{ID: 9}},
		{name: "onf paused", m: &openflow13.ONFFlowMonitorPaused{}, want: []string{"FLOW_MONITOR_PAUSED"}},
		{name: "onf resumed", m: &openflow13.ONFFlowMonitorResumed{}, want: []string{"FLOW_MONITOR_RESUMED"}},
		{name: "onf bundle control", m: &openflow13.ONFBundleControl{BundleID: 3, Type: openflow13.ONFBundleCtrlType(4), Flags: atomic},
			want: []string{"bundle_id=0x3 type=COMMIT_REQUEST flags=atomic"}},
		{name: "onf bundle add", m: &openflow13.ONFBundleAddMessage{XID: 0x77, BundleID: 3, Flags: atomic, Message: mod},
			want: []string{"bundle_id=0x3 flags=atomic", "OFPT_FLOW_MOD (OF1.3) (xid=0x77): ADD ", "ip actions=output:4"}},
		{name: "onf role status", m: &openflow13.ONFRoleStatus{Role: openflow13.ControllerRoleSlave, GenerationID: 4}},
		{name: "onf requestforward", m: &openflow13.ONFRequestForward{Request: group}, want: []string{"group_id=4,type=all"}},
	}
}
