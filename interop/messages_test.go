//go:build interop

package interop

import (
	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow13"
)

// groupCases are GroupMods of all types and commands.
func groupCases() []testCase {
	bucket := func(weight uint16, port openflow13.PortNo, actions ...openflow13.Action) openflow13.Bucket {
		b := *openflow13.NewBucket()
		b.Weight, b.WatchPort, b.Actions = weight, port, actions
		return b
	}
	group := func(typ openflow13.GroupType, text string, buckets ...openflow13.Bucket) testCase {
		m := &openflow13.GroupMod{Type: typ, GroupID: 77, Buckets: buckets}
		return testCase{name: "group_mod " + typ.String(), m: m, want: []string{" ADD group_id=77,type=" + text}}
	}
	plain := bucket(0, openflow13.PortNoAny, output(1))
	watch := bucket(0, 2, &openflow13.ActionDecNWTTL{}, output(2))
	watchGroup := bucket(0, openflow13.PortNoAny, output(3))
	watchGroup.WatchGroup = 5
	modify := group(openflow13.GroupTypeAll, "all,bucket=actions=drop", bucket(0, openflow13.PortNoAny))
	modify.m.(*openflow13.GroupMod).Command = openflow13.GroupModCommandModify
	modify.want = []string{" MOD group_id=77,type=all", "actions=drop"}
	return []testCase{
		group(openflow13.GroupTypeAll, "all"),
		group(openflow13.GroupTypeAll, "all,bucket=actions=output:1,bucket=actions=output:1", plain, plain),
		group(openflow13.GroupTypeIndirect, "indirect,bucket=actions=output:1", plain),
		group(openflow13.GroupTypeSelect, "select,bucket=weight:10,actions=output:1,bucket=weight:90,actions=output:2",
			bucket(10, openflow13.PortNoAny, output(1)), bucket(90, openflow13.PortNoAny, output(2))),
		group(openflow13.GroupTypeFF, "ff,bucket=watch_port:2,actions=dec_ttl,output:2,bucket=watch_group:5,actions=output:3", watch, watchGroup),
		modify,
		{name: "group_mod delete", m: &openflow13.GroupMod{Command: openflow13.GroupModCommandDelete, GroupID: openflow13.GroupIDAll},
			want: []string{" DEL group_id=4294967292,type=all"}},
	}
}

// meterCases are MeterMods with all bands and commands.
func meterCases() []testCase {
	drop := &openflow13.MeterBandDrop{Rate: 1000, BurstSize: 50}
	mod := func(command openflow13.MeterModCommand, id openflow13.MeterID, flags openflow13.MeterFlags, bands ...openflow13.MeterBand) *openflow13.MeterMod {
		return &openflow13.MeterMod{Command: command, Flags: flags, MeterID: id, Bands: bands}
	}
	kbps, pktps := openflow13.MeterFlagsKbps, openflow13.MeterFlagsPktps
	burst, stats := openflow13.MeterFlagsBurst, openflow13.MeterFlagsStats
	return []testCase{
		{name: "meter_mod add", m: mod(openflow13.MeterModCommandAdd, 5, kbps|burst|stats, drop),
			want: []string{" ADD meter=5 kbps burst stats bands=", "type=drop rate=1000 burst_size=50"}},
		{name: "meter_mod two bands", m: mod(openflow13.MeterModCommandAdd, 6, pktps|burst, drop, &openflow13.MeterBandDrop{Rate: 9000, BurstSize: 7}),
			want: []string{" ADD meter=6 pktps burst bands=", "rate=1000 burst_size=50", "rate=9000 burst_size=7"}},
		{name: "meter_mod modify", m: mod(openflow13.MeterModCommandModify, 7, pktps, &openflow13.MeterBandDrop{Rate: 3}),
			want: []string{" MOD meter=7 pktps bands=", "type=drop rate=3"}},
		{name: "meter_mod delete", m: mod(openflow13.MeterModCommandDelete, 8, 0), want: []string{" DEL meter=8"}},
		{name: "meter_mod delete all", m: mod(openflow13.MeterModCommandDelete, openflow13.MeterIDAll, 0), want: []string{" DEL meter=all"}},
		{name: "meter_mod dscp_remark", m: mod(openflow13.MeterModCommandAdd, 9, kbps, &openflow13.MeterBandDSCPRemark{Rate: 5, BurstSize: 6, PrecLevel: 1})},
		{name: "meter_mod experimenter", m: mod(openflow13.MeterModCommandAdd, 10, kbps, &openflow13.MeterBandExperimenter{Rate: 5, Experimenter: 0x123456})},
	}
}

// controllerCases are the other messages that controllers send.
func controllerCases() []testCase {
	masks := [2]uint32{5, 2}
	return []testCase{
		{name: "hello", m: openflow13.Protocol.Hello(1, []openflow.Version{openflow.Version10, openflow.Version13}),
			want: []string{"OFPT_HELLO (OF1.3)", "version bitmap: 0x01, 0x04"}},
		{name: "hello bare", m: &openflow13.Hello{}, want: []string{"version bitmap: 0x01, 0x02, 0x03, 0x04"}},
		{name: "echo_request", m: &openflow13.EchoRequest{Data: []byte("1234")}, want: []string{"OFPT_ECHO_REQUEST", "4 bytes of payload"}},
		{name: "echo_reply", m: &openflow13.EchoReply{}, want: []string{"OFPT_ECHO_REPLY", "0 bytes of payload"}},
		{name: "features_request", m: &openflow13.FeaturesRequest{}, want: []string{"OFPT_FEATURES_REQUEST"}},
		{name: "get_config_request", m: &openflow13.GetConfigRequest{}, want: []string{"OFPT_GET_CONFIG_REQUEST"}},
		{name: "set_config", m: openflow13.NewSetConfig(), want: []string{"OFPT_SET_CONFIG", "frags=normal miss_send_len=128"}},
		{name: "set_config drop", m: &openflow13.SetConfig{Flags: openflow13.ConfigFlagsFragDrop, MissSendLen: 0xffff}, want: []string{"frags=drop miss_send_len=65535"}},
		{name: "barrier_request", m: &openflow13.BarrierRequest{}, want: []string{"OFPT_BARRIER_REQUEST"}},
		{name: "table_mod", m: &openflow13.TableMod{TableID: 5}, want: []string{"OFPT_TABLE_MOD", "table_id=5"}},
		{name: "port_mod", m: &openflow13.PortMod{PortNo: 3, HWAddr: mac1, Config: openflow13.PortConfigPortDown,
			Mask: openflow13.PortConfigPortDown | openflow13.PortConfigNoFwd, Advertise: openflow13.PortFeatures1GBFD | openflow13.PortFeaturesCopper},
			want: []string{"port: 3: addr:" + mac1.String(), "config: PORT_DOWN", "mask:   PORT_DOWN NO_FWD", "advertise: 1GB-FD COPPER"}},
		{name: "queue_get_config_request", m: &openflow13.QueueGetConfigRequest{Port: 2}, want: []string{"port=2"}},
		{name: "role_request", m: &openflow13.RoleRequest{Role: openflow13.ControllerRoleMaster, GenerationID: 9}, want: []string{"role=primary generation_id=9"}},
		{name: "get_async_request", m: &openflow13.GetAsyncRequest{}, want: []string{"OFPT_GET_ASYNC_REQUEST"}},
		{name: "set_async", m: &openflow13.SetAsync{PacketInMask: masks, PortStatusMask: masks, FlowRemovedMask: masks},
			want: []string{"PACKET_IN: no_match invalid_ttl", "PORT_STATUS: add modify", "FLOW_REMOVED: idle delete", "PACKET_IN: action", "PORT_STATUS: delete"}},
	}
}

// port is a description that uses all fields.
func port() openflow13.Port {
	p := openflow13.Port{PortNo: 3, HWAddr: mac1, Config: openflow13.PortConfigNoFwd, State: openflow13.PortStateLive,
		Curr: openflow13.PortFeatures10GBFD | openflow13.PortFeaturesFiber, Advertised: openflow13.PortFeaturesAutoneg | openflow13.PortFeatures1GBFD,
		Supported: openflow13.PortFeatures100MBFD, Peer: openflow13.PortFeaturesPause | openflow13.PortFeatures10MBHD, CurrSpeed: 10_000_000, MaxSpeed: 40_000_000}
	copy(p.Name[:], "uplink-3")
	return p
}

// portText is how ovs-ofctl prints port.
var portText = []string{"3(uplink-3): addr:" + mac1.String(), "config:     NO_FWD", "state:      LIVE", "current:    10GB-FD FIBER",
	"advertised: 1GB-FD AUTO_NEG", "supported:  100MB-FD", "peer:       10MB-HD AUTO_PAUSE", "speed: 10000 Mbps now, 40000 Mbps max"}

// switchCases are the messages that switches send, without multipart replies.
func switchCases() []testCase {
	in := openflow13.NewPacketIn()
	in.TotalLen, in.Reason, in.TableID, in.Cookie, in.Data = uint16(len(frame)), openflow13.PacketInReasonAction, 4, 0x1234, frame
	in.Match = openflow13.Match{openflow13.FieldInPort.Exact(3), openflow13.FieldMetadata.Exact(5), openflow13.FieldTunnelID.Exact(6)}
	buffered := openflow13.NewPacketIn()
	buffered.BufferID, buffered.TotalLen, buffered.Data, buffered.Match = 0x111, 1500, frame, openflow13.Match{openflow13.FieldInPort.Exact(1)}
	request, _ := (&openflow13.BarrierRequest{XID: 7}).AppendBinary(nil)
	masks := [2]uint32{4, 1}
	return []testCase{
		{name: "features_reply", m: &openflow13.FeaturesReply{DatapathID: 0x1020304050607, NBuffers: 256, NTables: 254, AuxiliaryID: 1,
			Capabilities: openflow13.CapabilitiesFlowStats | openflow13.CapabilitiesGroupStats | openflow13.CapabilitiesPortBlocked},
			want: []string{"dpid:0001020304050607", "n_tables:254, n_buffers:256, auxiliary_id:1", "capabilities: FLOW_STATS GROUP_STATS PORT_BLOCKED"}},
		{name: "get_config_reply", m: &openflow13.GetConfigReply{MissSendLen: 64}, want: []string{"frags=normal miss_send_len=64"}},
		{name: "packet_in", m: in, want: []string{"table_id=4 cookie=0x1234 total_len=42", "tun_id=0x6", "metadata=0x5", "in_port=3", "(via action)", "arp_spa=10.1.2.3"}},
		{name: "packet_in buffered", m: buffered, want: []string{"total_len=1500", "(via no_match)", "data_len=42 buffer=0x00000111"}},
		{name: "flow_removed", m: &openflow13.FlowRemoved{Cookie: 0x55, Priority: 7, Reason: openflow13.FlowRemovedReasonHardTimeout, TableID: 3, DurationSec: 12,
			DurationNsec: 5_000_000, IdleTimeout: 20, HardTimeout: 30, PacketCount: 100, ByteCount: 6400, Match: anyARP},
			want: []string{"priority=7,arp", "reason=hard table_id=3 cookie:0x55 duration12.005s idle20 hard30 pkts100 bytes6400"}},
		{name: "port_status", m: &openflow13.PortStatus{Reason: openflow13.PortReasonModify, Desc: port()}, want: append([]string{"MOD:"}, portText...)},
		{name: "barrier_reply", m: &openflow13.BarrierReply{}, want: []string{"OFPT_BARRIER_REPLY"}},
		{name: "role_reply", m: &openflow13.RoleReply{Role: openflow13.ControllerRoleSlave, GenerationID: ^uint64(0)}, want: []string{"role=secondary"}},
		{name: "get_async_reply", m: &openflow13.GetAsyncReply{PacketInMask: masks, PortStatusMask: masks, FlowRemovedMask: masks},
			want: []string{"PACKET_IN: invalid_ttl", "PORT_STATUS: modify", "FLOW_REMOVED: delete", "PACKET_IN: no_match", "PORT_STATUS: add", "FLOW_REMOVED: idle"}},
		{name: "queue_get_config_reply", m: &openflow13.QueueGetConfigReply{Port: 2, Queues: []openflow13.PacketQueue{
			{QueueID: 4, Port: 2, Properties: openflow13.QueueProps{&openflow13.QueuePropMinRate{Rate: 105}, &openflow13.QueuePropMaxRate{Rate: 900}}}, {QueueID: 5, Port: 2},
		}}, want: []string{"port=2", "queue 4: min_rate:10.5% max_rate:90.0%", "queue 5:"}},
		{name: "error", m: &openflow13.ErrorMsg{Type: openflow13.ErrorTypeBadAction, Code: 5, Data: request}, want: []string{"OFPBAC_BAD_ARGUMENT", "OFPT_BARRIER_REQUEST (OF1.3) (xid=0x7)"}},
		{name: "error hello", m: &openflow13.ErrorMsg{Data: []byte("no common version")}, want: []string{"OFPHFC_INCOMPATIBLE", "no common version"}},
		{name: "error experimenter", m: &openflow13.ErrorMsg{Type: openflow13.ErrorTypeExperimenter, Code: 2301, Experimenter: 0x4f4e4600, Data: request}, want: []string{"OFPBFC_"}},
		{name: "experimenter", m: &openflow13.Experimenter{Experimenter: 0x123456, ExpType: 1, Data: []byte("abcd")}},
	}
}
