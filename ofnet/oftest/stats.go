package oftest

import (
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow15"
)

// Reasons of flow-removeds.
const (
	reasonIdle        = 0
	reasonHard        = 1
	reasonDelete      = 2
	reasonGroupDelete = 3
	reasonMeterDelete = 4
)

func (x *exchange) desc() openflow.ErrorCode {
	return x.reply("DescReply", source{
		"mfr_desc": "ofwire", "hw_desc": "simulated switch", "sw_desc": "github.com/ofwire/openflow/ofnet/oftest", "serial_num": "none",
		"dp_desc": x.sw.DatapathID.String(),
	})
}

// source returns what messages tell of a flow.
func (d *dialect) flow(f *flow) source {
	from := source{
		"table_id": uint64(f.table), "priority": uint64(f.priority), "idle_timeout": f.idle, "hard_timeout": f.hard, "flags": f.flags,
		"importance": f.importance, "cookie": f.cookie, "packet_count": f.packets, "byte_count": f.bytes, "match": f.fields,
		"actions": d.items(f.program.apply), "instructions": d.instructions(&f.program), "stats": f.stats(),
	}
	addAge(from, f.since)
	return from
}

// stats returns the statistics of 1.5.
func (f *flow) stats() []openflow.Field {
	return []openflow.Field{
		openflow15.FieldDuration.Exact(pair(time.Since(f.since))), openflow15.FieldIdleTime.Exact(pair(time.Since(f.used))),
		openflow15.FieldPacketCount.Exact(f.packets), openflow15.FieldByteCount.Exact(f.bytes),
	}
}

// pair returns seconds in the upper 32 bits and nanoseconds in the lower.
func pair(d time.Duration) uint64 { return uint64(d/time.Second)<<32 | uint64(d%time.Second) }

// removed tells the controllers that a flow ended, if it asks for that.
func (x *exchange) removed(f *flow, reason uint64) {
	if f.flags&flagSendRemoved == 0 {
		return
	}
	x.async(asyncFlowRemoved, reason, func(ses *session) bool {
		return reason < reasonGroupDelete || reason == reasonGroupDelete && ses.d.Version >= openflow.Version13 || ses.d.Version >= openflow.Version14
	}, func(ses *session) (string, source) {
		from := ses.d.flow(f)
		from["reason"] = reason
		return "FlowRemoved", from
	})
}

// flowsFor returns the flows that a request asks for, or what is wrong with it.
func (x *exchange) flowsFor() (list []*flow, bad openflow.ErrorCode) {
	q := newFilter()
	var fields []openflow.Field
	read(x.m, sink{
		"table_id": &q.table, "out_port": &q.outPort, "out_group": &q.outGroup, "cookie": &q.cookie, "cookie_mask": &q.cookieMask, "match": &fields,
	})
	if q.table != tableAll && q.table >= uint64(len(x.sw.tables)) {
		return nil, openflow15.ErrBadRequestBadTableID
	}
	if q.match, bad = x.d.parseMatch(fields); bad != 0 {
		return nil, bad
	}
	return x.sw.selected(&q), 0
}

func (x *exchange) flowList(reply, typ string) openflow.ErrorCode {
	list, bad := x.flowsFor()
	if bad != 0 {
		return bad
	}
	var items []item
	for _, f := range list {
		items = append(items, item{typ, x.d.flow(f)})
	}
	return x.parts(reply, items)
}

func (x *exchange) flowStats() openflow.ErrorCode { return x.flowList("FlowStatsReply", "FlowStats") }
func (x *exchange) flowDesc() openflow.ErrorCode  { return x.flowList("FlowDescReply", "FlowDesc") }

func (x *exchange) aggregateStats() openflow.ErrorCode {
	list, bad := x.flowsFor()
	if bad != 0 {
		return bad
	}
	packets, bytes := uint64(0), uint64(0)
	for _, f := range list {
		packets += f.packets
		bytes += f.bytes
	}
	return x.reply("AggregateStatsReply", source{
		"packet_count": packets, "byte_count": bytes, "flow_count": uint64(len(list)),
		"stats": []openflow.Field{
			openflow15.FieldFlowCount.Exact(uint32(len(list))), openflow15.FieldPacketCount.Exact(packets), openflow15.FieldByteCount.Exact(bytes),
		},
	})
}

func (x *exchange) tableStats() openflow.ErrorCode {
	const wildcards10 = 0x3fffff
	var items []item
	for i := range x.sw.tables {
		t := &x.sw.tables[i]
		from := source{
			"table_id": uint64(i), "name": tableName(i), "config": t.config, "max_entries": x.sw.room(),
			"active_count": uint64(len(t.flows)), "lookup_count": t.lookups, "matched_count": t.matched,
		}
		if x.d.Version == openflow.Version10 {
			from["wildcards"] = uint64(wildcards10)
		}
		items = append(items, item{"TableStats", from})
	}
	return x.parts("TableStatsReply", items)
}
