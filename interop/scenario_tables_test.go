//go:build interop

package interop

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow13"
)

// TestProbe is E10: the switch sends an echo request after it has heard nothing.
func TestProbe(t *testing.T) {
	asked := make(chan openflow.Version, 100)
	trace := &ofnet.Trace{Received: func(_ *ofnet.Conn, h openflow.Header, _ []byte) {
		if h.Type == 2 {
			asked <- h.Version
		}
	}}
	setup{config: ofnet.Config{Trace: trace, EchoInterval: -1}}.each(t, func(w *world) {
		for range 2 {
			w.run("appctl", "time/warp", "5500")
			select {
			case v := <-asked:
				w.check(v == w.p.Version, "an echo request of %v", v)
			case <-time.After(patience):
				w.t.Fatal("the switch does not ask")
			}
			w.must("barrier", w.conn.Barrier(w.ctx())) // The answer has come, too: if time went on without it, the switch would give up.
		}
	})
}

// buckets is the JSON of the buckets of a group, each with one port, which it watches if asked to.
func (w *world) buckets(watch bool, ports ...uint32) string {
	var list []string
	for i, port := range ports {
		watched := uint32(portAny)
		if watch {
			watched = port
		}
		if w.p.Version == openflow.Version15 {
			prop := ""
			if watch {
				prop = fmt.Sprintf(`{"OFPGroupBucketPropWatch":{"type":1,"watch":%d}}`, watched)
			}
			list = append(list, fmt.Sprintf(`{"OFPBucket":{"bucket_id":%d,"actions":[%s],"properties":[%s]}}`, i, out(port), prop))
			continue
		}
		list = append(list, fmt.Sprintf(`{"OFPBucket":{"weight":0,"watch_port":%d,"watch_group":4294967295,"actions":[%s]}}`, watched, out(port)))
	}
	return "[" + strings.Join(list, ",") + "]"
}

// group makes a group mod. The bucket of the command is all.
func (w *world) group(command, typ, id int, buckets string) openflow.Message {
	w.t.Helper()
	more := ""
	if w.p.Version == openflow.Version15 {
		more = `,"command_bucket_id":4294967295`
	}
	return w.msg(`{"OFPGroupMod":{"command":%d,"type":%d,"group_id":%d,"buckets":%s%s}}`, command, typ, id, buckets, more)
}

// TestGroups is E16: groups and meters are added, changed, used and deleted.
func TestGroups(t *testing.T) {
	const add, modify, remove = 0, 1, 2
	const all, selects, indirect, failover = 0, 1, 2, 3
	setup{first: openflow.Version12}.each(t, func(w *world) {
		groups := func() string { return w.run("ofctl", w.version, "dump-groups", "br0") }
		w.must("add", w.conn.Apply(w.ctx(), w.group(add, all, 1, w.buckets(false, 1, 2)), w.group(add, selects, 2, w.buckets(false, 3)),
			w.group(add, indirect, 3, w.buckets(false, 1)), w.group(add, failover, 5, w.buckets(true, 2, 3))))
		text := groups()
		for _, want := range []string{"group_id=1,type=all", "group_id=2,type=select", "group_id=3,type=indirect", "group_id=5,type=ff"} {
			w.check(strings.Contains(text, want), "no %s in %s", want, text)
		}
		w.must("modify", w.conn.Apply(w.ctx(), w.group(modify, all, 1, w.buckets(false, 3))))
		w.must("delete", w.conn.Apply(w.ctx(), w.group(remove, selects, 2, "[]")))
		text = groups()
		w.check(!strings.Contains(text, "group_id=2") && !strings.Contains(text, "output:1,bucket"), "%s", text)
		w.isRefused(w.conn.Apply(w.ctx(), w.group(add, all, 1, "[]")), "OFPGMFC_GROUP_EXISTS")

		w.must("flow", w.conn.Apply(w.ctx(), w.flow(`{"OFPActionGroup":{"group_id":5}}`, nil)))
		leaves := func(port string) {
			before := len(w.sent(port))
			w.run("inject", "p1", fmt.Sprintf("%x", frame))
			eventually(w.t, "the frame leaves "+port, func() bool { return len(w.sent(port)) == before+1 })
			w.checks++
		}
		leaves("p2")
		w.run("link", "p2", "down")
		w.expect("PortStatus", func(openflow.Message) bool {
			p, ok := w.conn.Port(2)
			return ok && !p.Up()
		})
		leaves("p3")
		w.run("link", "p2", "up")
		if w.p.Version >= openflow.Version13 {
			w.meters()
		}
	})
}

func (w *world) meters() {
	meter := func(command, rate int) openflow.Message {
		return w.msg(`{"OFPMeterMod":{"command":%d,"flags":1,"meter_id":6,"bands":[{"OFPMeterBandDrop":{"type":1,"rate":%d,"burst_size":0}}]}}`, command, rate)
	}
	for i, rate := range []int{1000, 2000} {
		w.must("meter", w.conn.Apply(w.ctx(), meter(i, rate)))
		text := w.run("ofctl", w.version, "dump-meters", "br0")
		w.check(strings.Contains(text, fmt.Sprintf("meter=6 kbps bands=\ntype=drop rate=%d", rate)), "%s", text)
	}
	w.isRefused(w.conn.Apply(w.ctx(), meter(0, 1)), "OFPMMFC_METER_EXISTS")
	stats, _ := w.stream(w.msg(`{"OFPMeterStatsRequest":{"meter_id":6}}`))
	w.check(len(stats) == 1 && get(stats[0], "MeterID") == 6, "%v", stats)
}

// TestTunnelFields is E22: a packet-in tells of the tunnel, and of options that were mapped to fields.
func TestTunnelFields(t *testing.T) {
	setup{first: openflow.Version12}.each(t, func(w *world) {
		w.run("ofctl", w.version, "add-tlv-map", "br0", "{class=0xffff,type=0x80,len=4}->tun_metadata0")
		w.run("ofctl", w.version, "add-flow", "br0",
			"actions=set_field:5->tun_id,set_field:10.0.0.1->tun_src,set_field:10.0.0.2->tun_dst,set_field:0x11223344->tun_metadata0,controller")
		w.run("inject", "p1", fmt.Sprintf("%x", frame))
		text := openflow.Format(w.expect("PacketIn", nil))
		for _, want := range []string{"id=0x5", "tun_ipv4_src=10.0.0.1", "tun_ipv4_dst=10.0.0.2", "tun_metadata0=", "11223344"} {
			w.check(strings.Contains(text, want), "no %s in %s", want, text)
		}
	})
}

// TestTableStatus is E23: a table that fills and empties tells so.
func TestTableStatus(t *testing.T) {
	setup{first: openflow.Version14}.each(t, func(w *world) {
		w.run("vsctl", "--", "--id=@t", "create", "Flow_Table", "flow_limit=10", "--", "set", "Bridge", "br0", "flow_tables:1=@t")
		w.must("async", w.conn.Apply(w.ctx(), w.msg(`{"OFPSetAsync":{"properties":[{"OFPAsyncConfigPropReasons":{"type":9,"mask":24}}]}}`)))
		const vacancyEvents = 1 << 3
		w.must("table mod", w.conn.Apply(w.ctx(), w.msg(`{"OFPTableMod":{"table_id":1,"config":%d,
			"properties":[{"OFPTableModPropVacancy":{"type":3,"vacancy_down":20,"vacancy_up":60}}]}}`, vacancyEvents)))
		var mods []openflow.Message
		for i := range 9 {
			mods = append(mods, w.flow(out(2), map[string]uint64{"TableID": 1, "Priority": uint64(i + 1)}))
		}
		w.must("flows", w.conn.Apply(w.ctx(), mods...))
		const down, up = 3, 4
		w.expect("TableStatus", func(m openflow.Message) bool { return get(m, "Reason") == down })
		w.must("delete", w.conn.Apply(w.ctx(), w.flow("", map[string]uint64{"TableID": 1, "Command": 3})))
		w.expect("TableStatus", func(m openflow.Message) bool { return get(m, "Reason") == up })
	})
}

// TestSnoop is E30: what Open vSwitch saw is what we sent.
func TestSnoop(t *testing.T) {
	setup{}.each(t, func(w *world) {
		file, err := os.Create(filepath.Join(w.t.TempDir(), "snoop"))
		w.must("file", err)
		defer file.Close()
		cmd := exec.Command(w.tool, "snoop", w.dir, "br0")
		cmd.Stdout, cmd.Stderr = file, file
		w.must("snoop", cmd.Start())
		defer cmd.Wait()
		defer cmd.Process.Kill()
		seen := func(texts ...string) func() bool {
			return func() bool {
				all, _ := os.ReadFile(file.Name())
				for _, text := range texts {
					if !strings.Contains(string(all), text) {
						return false
					}
				}
				return true
			}
		}
		eventually(w.t, "the snoop sees a barrier", func() bool {
			w.must("barrier", w.conn.Barrier(w.ctx()))
			return seen("OFPT_BARRIER_REPLY")()
		})
		match := []openflow.Field{openflow13.FieldInPort.Exact(3)}
		if w.p.Version == openflow.Version10 {
			match = nil
		}
		w.must("flow", w.conn.Apply(w.ctx(), w.matching(match, out(2), map[string]uint64{"Priority": 77, "Cookie": 0xfeed, "IdleTimeout": 9})))
		eventually(w.t, "the snoop sees the flow mod", seen("FLOW_MOD", "cookie:0xfeed", "idle:9", "pri", "77", "output:2"))
		w.checks++
	})
}
