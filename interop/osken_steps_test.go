//go:build interop

package interop

// An oskenStep is what os-ken sends, and what it gets: to_jsondict with sorted keys.
type oskenStep struct {
	versions string // All where there are none.
	code     string // See testdata/osken_controller.py.
	want     string // A regular expression; nothing is to come where it is empty.
}

// Versions that begin with one.
const (
	since12 = "1.2 1.3 1.4 1.5"
	since13 = "1.3 1.4 1.5"
	since14 = "1.4 1.5"
)

// oskenSteps are done one behind the other. Values that are wanted are those of the steps before, and those of the simulated switch.
var oskenSteps = []oskenStep{
	{code: `p.OFPFeaturesRequest(dp)`, want: `^{"OFPSwitchFeatures":{.*"datapath_id":4(09[6-9]|100),"n_buffers":0,"n_tables":3`},
	{code: `[p.OFPSetConfig(dp, 0, 77), p.OFPGetConfigRequest(dp)]`, want: `^{"OFPGetConfigReply":{"flags":0,"miss_send_len":77}}`},
	{versions: since13, code: `p.OFPPortDescStatsRequest(dp)`, want: `^{"OFPPortDescStatsReply":.*"name":"port1".*"port_no":1.*"name":"port2".*"port_no":3`},
	{versions: "1.0 1.2", code: `p.OFPDescStatsRequest(dp, 0)`, want: `"OFPDescStats":.*"hw_desc":"simulated switch","mfr_desc":"ofwire"`},
	{versions: since13, code: `p.OFPDescStatsRequest(dp)`, want: `^{"OFPDescStatsReply":.*"hw_desc":"simulated switch","mfr_desc":"ofwire"`},

	// A flow.
	{versions: "1.0", code: `p.OFPFlowMod(dp, match=p.OFPMatch(in_port=3, dl_type=0x0800, nw_dst=0x0a000000, nw_dst_mask=8), cookie=0x1234, priority=100, ` +
		`flags=ofp.OFPFF_SEND_FLOW_REM, actions=[p.OFPActionSetDlSrc(b'abcdef'), p.OFPActionOutput(2)])`},
	{versions: since12, code: `p.OFPFlowMod(dp, match=p.OFPMatch(in_port=3, eth_type=0x0800, ipv4_dst=('10.0.0.0', '255.0.0.0')), cookie=0x1234, priority=100, ` +
		`flags=ofp.OFPFF_SEND_FLOW_REM, instructions=[p.OFPInstructionActions(ofp.OFPIT_APPLY_ACTIONS, ` +
		`[p.OFPActionSetField(eth_src='61:62:63:64:65:66'), p.OFPActionOutput(2)]), p.OFPInstructionGotoTable(1)])`},
	{versions: "1.0", code: `p.OFPFlowStatsRequest(dp, 0, p.OFPMatch(), 0xff, ofp.OFPP_NONE)`,
		want: `"OFPActionSetDlSrc":{"dl_addr":"61:62:63:64:65:66"}.*"OFPActionOutput":{"max_len":65509,"port":2}.*` +
			`"cookie":4660.*"nw_dst":"10.0.0.0".*"priority":100`},
	{versions: "1.2 1.3 1.4", code: `p.OFPFlowStatsRequest(dp, table_id=0, cookie=0x1234, cookie_mask=0xffff)`, want: `"cookie":4660,` + oskenFlow},
	{versions: "1.5", code: `p.OFPFlowDescStatsRequest(dp)`, want: `^{"OFPFlowDescStatsReply":.*"cookie":4660,` + oskenFlow},
	{versions: "1.5", code: `p.OFPFlowStatsRequest(dp)`,
		want: `^{"OFPFlowStatsReply":.*"value":"10.0.0.0".*"priority":100.*"field":"packet_count","value":0.*"field":"byte_count","value":0`},
	{versions: "1.0", code: `p.OFPAggregateStatsRequest(dp, 0, p.OFPMatch(), 0xff, ofp.OFPP_NONE)`, want: `^{"OFPAggregateStatsReply":.*"flow_count":1,`},
	{versions: "1.2", code: `p.OFPAggregateStatsRequest(dp)`, want: `"OFPAggregateStatsReply":.*"flow_count":1,`},
	{versions: since13, code: `p.OFPAggregateStatsRequest(dp, 0, ofp.OFPTT_ALL, ofp.OFPP_ANY, ofp.OFPG_ANY, 0, 0, p.OFPMatch())`,
		want: `^{"OFPAggregateStatsReply":.*"flow_count"(,"value")?:1[,}]`},

	// Tables, ports and queues.
	{code: `p.OFPTableStatsRequest(dp, 0)`, want: `"OFPTableStats":{"active_count":1,.*"table_id":0.*"active_count":0,.*"table_id":1.*"table_id":2`},
	{versions: since13, code: `p.OFPTableFeaturesStatsRequest(dp)`,
		want: `^{"OFPTableFeaturesStatsReply":.*"name":"table0".*"OFPTableFeaturePropNextTables":{"length":6,"table_ids":\[1,2\],.*"name":"table2"`},
	{versions: "1.2 1.3", code: `p.OFPTableMod(dp, 1, 0)`},
	{versions: since14, code: `p.OFPTableMod(dp, 1, 0, [])`},
	{versions: since14, code: `p.OFPTableDescStatsRequest(dp)`, want: oskenBadMultipart},
	{versions: "1.0", code: `p.OFPPortStatsRequest(dp, 0, ofp.OFPP_NONE)`, want: `^{"OFPPortStatsReply":.*"port_no":1.*"port_no":2.*"port_no":3`},
	{versions: since12, code: `p.OFPPortStatsRequest(dp, flags=0, port_no=2)`, want: `"OFPPortStats":{.*"port_no":2,.*"rx_bytes":0`},
	{versions: "1.0 1.2 1.3", code: `p.OFPPortMod(dp, 2, dp.ports[2].hw_addr, ofp.OFPPC_PORT_DOWN, ofp.OFPPC_PORT_DOWN)`,
		want: oskenPort + `"config":1,.*"port_no":2,`},
	{versions: since14, code: `p.OFPPortMod(dp, 2, dp.ports[2].hw_addr, ofp.OFPPC_PORT_DOWN, ofp.OFPPC_PORT_DOWN, [])`,
		want: oskenPort + `"config":1,.*"port_no":2,`},
	{code: `p.OFPPortMod(dp, 2, dp.ports[2].hw_addr, 0, ofp.OFPPC_PORT_DOWN)`, want: oskenPort + `"config":0,.*"port_no":2,`},
	{versions: "1.0", code: `p.OFPQueueStatsRequest(dp, 0, 1, 0xffffffff)`, want: `^{"OFPQueueStatsReply":{"body":\[\]`},
	{versions: since12, code: `p.OFPQueueStatsRequest(dp, port_no=1)`, want: `StatsReply":{"body":\[\],"flags":0,"type":5}}`},
	{versions: "1.0 1.2 1.3", code: `p.OFPQueueGetConfigRequest(dp, 1)`, want: `^{"OFPQueueGetConfigReply":{"port":1,"queues":\[\]}}`},
	{versions: since14, code: `p.OFPQueueDescStatsRequest(dp, port_no=1)`, want: `^{"OFPQueueDescStatsReply":{"body":\[\]`},

	// Groups and meters.
	{versions: "1.2 1.3 1.4", code: `p.OFPGroupMod(dp, ofp.OFPGC_ADD, ofp.OFPGT_SELECT, 5, ` +
		`[p.OFPBucket(weight=3, actions=[p.OFPActionOutput(1)]), p.OFPBucket(weight=4, actions=[p.OFPActionOutput(2)])])`},
	{versions: "1.5", code: `p.OFPGroupMod(dp, ofp.OFPGC_ADD, ofp.OFPGT_SELECT, 5, buckets=[p.OFPBucket(1, [p.OFPActionOutput(1)], ` +
		`[p.OFPGroupBucketPropWeight(weight=3, type_=ofp.OFPGBPT_WEIGHT)])])`},
	{versions: since12, code: `p.OFPGroupStatsRequest(dp)`, want: `"OFPGroupStats":{.*"group_id":5,.*"ref_count":0`},
	{versions: "1.2 1.3 1.4", code: `p.OFPGroupDescStatsRequest(dp)`,
		want: `"OFPGroupDescStats":.*"port":1,.*"weight":3}.*"port":2,.*"weight":4}.*"group_id":5,"length":72,"type":1}`},
	{versions: "1.5", code: `p.OFPGroupDescStatsRequest(dp)`, want: `"OFPGroupDescStats":.*"port":1,.*"bucket_id":1,.*"weight":3}.*"group_id":5,"length":48`},
	{versions: since12, code: `p.OFPGroupFeaturesStatsRequest(dp)`,
		want: `"OFPGroupFeaturesStats":{.*"max_groups":\[4294967040,4294967040,4294967040,4294967040\],"types":15}`},
	{versions: since13, code: `p.OFPMeterMod(dp, ofp.OFPMC_ADD, ofp.OFPMF_KBPS | ofp.OFPMF_BURST, 9, ` +
		`[p.OFPMeterBandDrop(1000, 50), p.OFPMeterBandDscpRemark(2000, 60, 1)])`},
	{versions: since13, code: `p.OFPMeterStatsRequest(dp)`, want: `^{"OFPMeterStatsReply":.*"len":72,"meter_id":9,"packet_in_count":0`},
	{versions: "1.3 1.4", code: `p.OFPMeterConfigStatsRequest(dp)`, want: `^{"OFPMeterConfigStatsReply":` + oskenMeter},
	{versions: "1.5", code: `p.OFPMeterDescStatsRequest(dp)`, want: `^{"OFPMeterDescStatsReply":` + oskenMeter},
	{versions: since13, code: `p.OFPMeterFeaturesStatsRequest(dp)`, want: `^{"OFPMeterFeaturesStatsReply":.*"band_types":6,"capabilities":15,.*"max_bands":16,`},
	{versions: "1.3 1.4", code: `p.OFPFlowMod(dp, table_id=1, match=p.OFPMatch(), instructions=[p.OFPInstructionMeter(9), ` +
		`p.OFPInstructionActions(ofp.OFPIT_WRITE_ACTIONS, [p.OFPActionGroup(5)])])`},
	{versions: "1.5", code: `p.OFPFlowMod(dp, table_id=1, match=p.OFPMatch(), instructions=[` +
		`p.OFPInstructionActions(ofp.OFPIT_APPLY_ACTIONS, [p.OFPActionMeter(9)]), p.OFPInstructionActions(ofp.OFPIT_WRITE_ACTIONS, [p.OFPActionGroup(5)])])`},

	// The controller.
	{versions: "1.2 1.3 1.4", code: `p.OFPRoleRequest(dp, ofp.OFPCR_ROLE_MASTER, 3)`, want: `^{"OFPRoleReply":{"generation_id":3,"role":2}}`},
	{versions: "1.5", code: `p.OFPRoleRequest(dp, ofp.OFPCR_ROLE_MASTER, 0, 3)`, want: `^{"OFPRoleReply":{"generation_id":3,"role":2,"short_id":0}}`},
	{versions: "1.3", code: `[p.OFPSetAsync(dp, [3, 1], [7, 5], [14, 2]), p.OFPGetAsyncRequest(dp)]`,
		want: `^{"OFPGetAsyncReply":{"flow_removed_mask":\[14,2\],"packet_in_mask":\[3,1\],"port_status_mask":\[7,5\]}}`},
	{versions: since14, code: `[p.OFPSetAsync(dp, [p.OFPAsyncConfigPropReasons(ofp.OFPACPT_FLOW_REMOVED_MASTER, 8, 0xe)]), p.OFPGetAsyncRequest(dp)]`,
		want: `^{"OFPGetAsyncReply":.*"mask":14,"type":5}`},

	// Bundles, monitors, and what the simulated switch does not have.
	{versions: since14, code: `p.OFPBundleCtrlMsg(dp, 7, ofp.OFPBCT_OPEN_REQUEST, ofp.OFPBF_ATOMIC, [])`,
		want: `^{"OFPBundleCtrlMsg":{"bundle_id":7,"flags":1,"properties":\[\],"type":1}}`},
	{versions: since14, code: `p.OFPBundleAddMsg(dp, 7, ofp.OFPBF_ATOMIC, p.OFPFlowMod(dp, match=p.OFPMatch(in_port=2), cookie=0x77, instructions=[]), [])`},
	{versions: "1.4", code: `p.OFPFlowStatsRequest(dp, cookie=0x77, cookie_mask=0xff)`, want: `^{"OFPFlowStatsReply":{"body":\[\]`},
	{versions: since14, code: `p.OFPBundleCtrlMsg(dp, 7, ofp.OFPBCT_COMMIT_REQUEST, ofp.OFPBF_ATOMIC, [])`,
		want: `^{"OFPBundleCtrlMsg":{"bundle_id":7,"flags":1,"properties":\[\],"type":5}}`},
	{versions: "1.4", code: `p.OFPFlowStatsRequest(dp, cookie=0x77, cookie_mask=0xff)`, want: `"cookie":119,.*"field":"in_port","mask":null,"value":2}`},
	{versions: "1.5", code: `p.OFPFlowDescStatsRequest(dp, cookie=0x77, cookie_mask=0xff)`, want: `"cookie":119,.*"field":"in_port","mask":null,"value":2}`},
	{versions: since14, code: `p.OFPFlowMonitorRequest(dp, monitor_flags=ofp.OFPFMF_INITIAL, match=p.OFPMatch())`, want: oskenBadMultipart},
	{versions: "1.5", code: `p.OFPControllerStatusStatsRequest(dp)`, want: oskenBadMultipart},
	{versions: "1.5", code: `p.OFPBundleFeaturesStatsRequest(dp)`, want: oskenBadMultipart},
	{versions: since12, code: `p.OFPPortMod(dp, 99)`, want: `^{"OFPErrorMsg":{"code":0,"data":"\S+","type":7}}`}, // os-ken drops connections of 1.0 for errors.

	// The flow is gone.
	{versions: "1.0", code: `p.OFPFlowMod(dp, match=p.OFPMatch(), command=ofp.OFPFC_DELETE)`,
		want: `^{"OFPFlowRemoved":.*"cookie":4660,.*"priority":100,"reason":2`},
	{versions: since12, code: `p.OFPFlowMod(dp, command=ofp.OFPFC_DELETE, table_id=ofp.OFPTT_ALL, out_port=ofp.OFPP_ANY, out_group=ofp.OFPG_ANY, ` +
		`match=p.OFPMatch(), instructions=[])`, want: `^{"OFPFlowRemoved":.*"cookie":4660,.*"priority":100,"reason":2`},
}

// What several steps want.
const (
	oskenFlow = `.*"OFPActionSetField":{"field":{"OXMTlv":{"field":"eth_src","mask":null,"value":"61:62:63:64:65:66"}},"len":16,"type":25}},` +
		`{"OFPActionOutput":{"len":16,"max_len":65509,"port":2,"type":0}}.*"table_id":1,.*"field":"in_port","mask":null,"value":3}.*` +
		`"field":"ipv4_dst","mask":"255.0.0.0","value":"10.0.0.0".*"priority":100`
	oskenMeter        = `.*"burst_size":50,"len":16,"rate":1000,"type":1}.*"prec_level":1,"rate":2000,"type":2}.*"flags":5,"length":40,"meter_id":9}`
	oskenPort         = `^{"OFPPortStatus":{"desc":.*`
	oskenBadMultipart = `^{"OFPErrorMsg":{"code":2,"data":"\S+","type":1}}`
)
