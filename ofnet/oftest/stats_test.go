package oftest

import (
	"fmt"
	"runtime"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow15"
)

// anyFlow is what requests for all flows have in common.
func anyFlow() source {
	return source{"table_id": uint64(tableAll), "out_port": portNo(portAny), "out_group": uint64(groupAny), "match": []openflow.Field(nil)}
}

// flowRequest returns the request for flows and the name of its reply.
func (r *rig) flowRequest() (openflow.Message, string) {
	if r.d.Version == openflow.Version15 {
		return r.make("FlowDescRequest", anyFlow()), "FlowDescReply"
	}
	return r.make("FlowStatsRequest", anyFlow()), "FlowStatsReply"
}

func TestFlowStatsVersions(t *testing.T) {
	versions(t, openflow.Version10, func(r *rig) {
		fields := append(inPort(1), openflow15.FieldEthType.Exact(ethIPv4))
		actions := []action{
			{kind: actSetField, field: []openflow.Field{openflow15.FieldEthDst.Exact(hostA)}}, {kind: actSetField, field: fromA},
			{kind: actOutput, port: 2, arg: 0xffff},
		}
		r.want("", r.flow(7, fields, actions, source{
			"cookie": uint64(0x55), "idle_timeout": uint64(60), "hard_timeout": uint64(90), "importance": uint64(3), "flags": uint64(1),
		}))
		r.send(1, ethFrame)
		r.send(1, ethFrame)
		time.Sleep(5 * time.Second)
		request, reply := r.flowRequest()
		list := r.want(reply, request)
		var got []uint64
		text := ""
		read(list[0], sink{"body": func(e openflow.Element) {
			var match []openflow.Field
			var bad openflow.ErrorCode
			var done []action
			prog := program{}
			read(e, sink{
				"match": &match, "actions": readActions(&bad, &done), "instructions": func(e openflow.Element) { bad = prog.readInstruction(e) },
			})
			text = openflow15.Protocol.Fields.Format(match) + " " + actionsText(append(done, prog.apply...))
			got = append(got, numbers(e, "priority", "cookie", "idle_timeout", "hard_timeout")...)
			if v := numbers(e, "importance")[0]; v != 3 && r.d.Version >= openflow.Version14 {
				r.Error("importance", v)
			}
			if r.d.Version < openflow.Version15 {
				got = append(got, numbers(e, "packet_count", "byte_count", "duration_sec")...)
				return
			}
			stats := e.(*openflow15.FlowDesc).Stats
			for _, key := range []openflow.IntKey[uint64]{openflow15.FieldPacketCount, openflow15.FieldByteCount, openflow15.FieldDuration} {
				v, _, _ := key.Get(stats)
				got = append(got, v)
			}
			got[len(got)-1] >>= 32
		}})
		if want := []uint64{7, 0x55, 60, 90, 2, 2 * uint64(len(ethFrame)), 5}; !slices.Equal(got, want) {
			r.Errorf("got %v, want %v", got, want)
		}
		if want := "in_port=1 eth_type=0x0800 set:eth_dst=02:00:00:00:00:01,set:eth_src=02:00:00:00:00:01,output:2"; text != want {
			r.Errorf("got %s, want %s", text, want)
		}
		flow := r.sw.Flows()[0]
		want := "table=0 priority=7 match={in_port=1 eth_type=0x0800} cookie=0x55 packets=2 bytes=42 " +
			"apply:set:eth_dst=02:00:00:00:00:01,set:eth_src=02:00:00:00:00:01,output:2"
		if got := flow.String(); got != want || flow.Age != 5*time.Second || flow.IdleTimeout != 60 {
			r.Errorf("%+v", flow)
		}

		list = r.want("AggregateStatsReply", r.make("AggregateStatsRequest", anyFlow()))
		got = numbers(list[0], "packet_count", "byte_count", "flow_count")
		if m, ok := list[0].(*openflow15.AggregateStatsReply); ok {
			got[0], _, _ = openflow15.FieldPacketCount.Get(m.Body.Stats)
			got[1], _, _ = openflow15.FieldByteCount.Get(m.Body.Stats)
			flows, _, _ := openflow15.FieldFlowCount.Get(m.Body.Stats)
			got[2] = uint64(flows)
		}
		if !slices.Equal(got, []uint64{2, 42, 1}) {
			r.Error(got)
		}
		if r.d.Version == openflow.Version15 {
			r.want("FlowStatsReply", r.make("FlowStatsRequest", anyFlow()))
		}
	})
}

func TestManyFlows(t *testing.T) {
	versions(t, openflow.Version10, func(r *rig) {
		const flows = 1500
		for i := range flows {
			if err := r.p.Send(r.flow(uint16(i), inPort(uint32(i+1)), to(2))); err != nil {
				r.Fatal(err)
			}
			if i%100 == 0 {
				synctest.Wait()
			}
		}
		request, reply := r.flowRequest()
		list, total := r.tell(request), 0
		for i, m := range list {
			read(m, sink{"body": func(openflow.Element) { total++ }})
			if more := numbers(m, "flags")[0]; m.Info().Name != reply || (more == 0) != (i == len(list)-1) {
				r.Errorf("part %d of %d: %s, flags %d", i, len(list), m.Info().Name, more)
			}
		}
		if total != flows || len(list) < 2 {
			r.Errorf("%d flows in %d parts", total, len(list))
		}
	})
}

func TestOtherStats(t *testing.T) {
	versions(t, openflow.Version10, func(r *rig) {
		r.want("", r.flow(7, inPort(1), to(2)))
		r.send(1, ethFrame)
		r.send(3, ethFrame)
		r.came()
		var got [][]uint64
		collect := func(names ...string) sink {
			got = nil
			return sink{"body": func(e openflow.Element) { got = append(got, numbers(e, names...)) }}
		}
		wantNumbers := func(want ...[]uint64) {
			r.Helper()
			if !slices.EqualFunc(got, want, slices.Equal) {
				r.Errorf("got %v, want %v", got, want)
			}
		}
		list := r.want("TableStatsReply", r.make("TableStatsRequest", source{}))
		read(list[0], collect("table_id", "active_count", "lookup_count", "matched_count"))
		wantNumbers([]uint64{0, 1, 2, 1}, []uint64{1, 0, 0, 0})

		n := uint64(len(ethFrame))
		ports := func(no portNo) openflow.Message { return r.make("PortStatsRequest", source{"port_no": no}) }
		read(r.want("PortStatsReply", ports(portAny))[0], collect("port_no", "rx_packets", "rx_bytes", "tx_packets", "tx_bytes"))
		wantNumbers([]uint64{1, 1, n, 0, 0}, []uint64{2, 0, 0, 1, n}, []uint64{3, 1, n, 0, 0})
		read(r.want("PortStatsReply", ports(2))[0], collect("port_no", "tx_packets"))
		wantNumbers([]uint64{2, 1})
		r.want(map[bool]string{true: "1/514 of a vendor", false: "OFPBRC_BAD_PORT"}[r.d.Version == openflow.Version10], ports(9))

		r.want("DescReply", r.make("DescRequest", source{}))
		r.want("", r.make("SetConfig", source{"flags": uint64(1), "miss_send_len": uint64(77)}))
		if got := numbers(r.want("GetConfigReply", r.make("GetConfigRequest", source{}))[0], "flags", "miss_send_len"); !slices.Equal(got, []uint64{1, 77}) {
			r.Error(got)
		}
	})
}

func TestTables(t *testing.T) {
	versions(t, openflow.Version12, func(r *rig) {
		program := func(p program) source { return source{"instructions": r.d.instructions(&p)} }
		meta := []openflow.Field{openflow15.FieldMetadata.Masked(5, 7)}
		r.want("",
			r.flow(1, nil, nil, program(programOf(1<<partMetadata|1<<partGoto|1<<partWrite, to(3)))),
			r.flow(2, meta, nil, source{"table_id": uint64(1)}, program(programOf(1<<partApply, to(2)))),
			r.flow(1, nil, nil, source{"table_id": uint64(1)}),
		)
		if got := outOf(r.send(1, ethFrame)); got != "23" {
			r.Errorf("out of %q", got)
		}
		r.want("", r.flow(2, meta, nil, source{"table_id": uint64(1)}, program(programOf(1<<partClear, nil))))
		if got := outOf(r.send(1, ethFrame)); got != "" {
			r.Errorf("out of %q", got)
		}
		r.want("OFPTMFC_BAD_TABLE", r.make("TableMod", source{"table_id": uint64(2)}))
		r.want("OFPTMFC_BAD_CONFIG", r.make("TableMod", source{"table_id": uint64(0), "config": uint64(3)}))
		const goOn, drop = 1, 2
		if r.d.Version == openflow.Version12 {
			r.want("", r.flow(1, nil, nil, source{"command": uint64(cmdDelete)}), r.make("TableMod", source{"table_id": uint64(0), "config": uint64(goOn)}))
			r.want("", r.flow(9, nil, to(3), source{"table_id": uint64(1)}))
			if got := outOf(r.send(1, ethFrame)); got != "3" {
				r.Errorf("out of %q", got)
			}
			r.want("", r.make("TableMod", source{"table_id": uint64(tableAll), "config": uint64(drop)}))
			if got := outOf(r.send(1, ethFrame)); got != "" || len(r.came()) > 0 {
				r.Errorf("out of %q", got)
			}
			return
		}
		list := r.want("TableFeaturesReply", r.make("TableFeaturesRequest", source{}))
		got := ""
		read(list[0], sink{"body": func(e openflow.Element) {
			got += fmt.Sprint(numbers(e, "table_id", "max_entries"))
			read(e, sink{"properties": func(openflow.Element) { got += "." }})
		}})
		if want := "[0 1000000]........[1 1000000]........"; got != want {
			r.Errorf("got %s, want %s", got, want)
		}
	})
}

// programOf returns a program of parts, all with the same values.
func programOf(parts uint8, actions []action) program {
	return program{parts: parts, apply: actions, write: actions, metadata: 0xd, mask: 0xf, next: 1}
}

// TestIdleSwitches bounds the memory of switches that do nothing.
func TestIdleSwitches(t *testing.T) {
	const most, count = 4 << 10, 1000 // Bytes of a switch with four ports.
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range count {
		sw := &Switch{Ports: []uint32{1, 2, 3, 4}}
		sw.Handler()
	}
	runtime.ReadMemStats(&after)
	if each := (after.TotalAlloc - before.TotalAlloc) / count; each > most {
		t.Errorf("%d bytes, want at most %d", each, most)
	} else {
		t.Log(each, "bytes")
	}
}
