//go:build interop

package interop

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
)

// TestNegotiated is E02: bridges and controllers with other versions each.
func TestNegotiated(t *testing.T) {
	b := startTestbed(t)
	checks := 0
	for _, tc := range []struct {
		bridge string
		ours   []int // Indexes of protocols.
		want   openflow.Version
	}{
		{"all", []int{0, 2}, openflow.Version13},
		{"all", []int{0, 1, 2, 3, 4}, openflow.Version15},
		{"all", []int{0, 1}, openflow.Version12},
		{"10", []int{0, 1, 2, 3, 4}, openflow.Version10},
		{"10,13", []int{0, 1, 3}, openflow.Version10},
		{"10,13", []int{1, 2, 4}, openflow.Version13},
		{"14,15", []int{2, 3}, openflow.Version14},
		{"14,15", []int{0, 2}, 0},
		{"10", []int{2}, 0},
	} {
		cfg := &ofnet.Config{}
		for _, i := range tc.ours {
			cfg.Protocols = append(cfg.Protocols, protocols[i])
		}
		l, err := net.Listen("tcp", "127.0.0.1:0") // Of its own: a bridge may have tried again before it was deleted.
		if err != nil {
			t.Fatal(err)
		}
		b.run("bridge", "br0", tc.bridge, "tcp:"+l.Addr().String())
		nc, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		c, err := ofnet.NewConn(t.Context(), nc, ofnet.RoleController, cfg)
		var failed *ofnet.NegotiationError
		switch {
		case tc.want == 0:
			if !errors.As(err, &failed) {
				t.Errorf("bridge %s, ours %v: %v", tc.bridge, tc.ours, err)
			}
		case err != nil || c.Version() != tc.want:
			t.Errorf("bridge %s, ours %v: %v, want %v", tc.bridge, tc.ours, err, tc.want)
		}
		if c != nil {
			c.Close()
		}
		b.run("vsctl", "del-br", "br0")
		l.Close()
		checks++
	}
	count(t, "negotiated", checks, "")
}

// TestDeadSwitch is E11: a switch that has stopped, and comes back.
func TestDeadSwitch(t *testing.T) {
	config := ofnet.Config{EchoInterval: 500 * time.Millisecond, EchoTimeout: 3 * time.Second}
	setup{first: openflow.Version13, config: config}.each(t, func(w *world) {
		old := w.conn
		w.must("stop", syscall.Kill(w.pid(), syscall.SIGSTOP))
		err := old.Wait()
		w.must("continue", syscall.Kill(w.pid(), syscall.SIGCONT))
		w.check(errors.Is(err, ofnet.ErrEchoTimeout), "ended with %v", err)
		w.connected()
		w.samePorts()
	})
}

// TestRoles is E13: two controllers of one bridge.
func TestRoles(t *testing.T) {
	setup{first: openflow.Version12}.each(t, func(w *world) {
		first := w.conn
		other := &world{testbed: w.testbed, p: w.p, conns: make(chan *ofnet.Conn, 10)}
		l, err := net.Listen("tcp", "127.0.0.1:0")
		w.must("listen", err)
		other.srv = &ofnet.Server{Protocols: protocols, Handler: other.handler()}
		go other.srv.Serve(l)
		defer other.srv.Close()
		w.run("controller", "br0", w.target, "tcp:"+l.Addr().String())
		other.connected()
		second := other.conn
		_, _, err = first.RequestRole(w.ctx(), openflow.RoleMaster, 1)
		w.must("first master", err)
		_, _, err = second.RequestRole(w.ctx(), openflow.RoleMaster, 2)
		w.must("second master", err)
		role, _, err := first.RequestRole(w.ctx(), openflow.RoleNoChange, 0)
		w.must("role", err)
		w.check(role == openflow.RoleSlave, "the first is %v", role)
		if w.p.Version >= openflow.Version14 {
			w.expect("RoleStatus", func(m openflow.Message) bool {
				return get(m, "Role") == uint64(openflow.RoleSlave) && get(m, "GenerationID") == 2
			})
		}
		w.isRefused(first.Apply(w.ctx(), w.flow(out(1), nil)), "OFPBRC_IS_SLAVE")
		_, _, err = first.RequestRole(w.ctx(), openflow.RoleMaster, 1)
		w.isRefused(err, "OFPRRFC_STALE")

		w.must("flow", second.Apply(w.ctx(), w.flow(w.toController(), map[string]uint64{"Priority": 0})))
		w.run("inject", "p1", fmt.Sprintf("%x", frame))
		other.expect("PacketIn", nil)
		w.run("link", "p2", "down")
		w.expect("PortStatus", nil) // A slave gets it,
		w.must("barrier", first.Barrier(w.ctx()))
		w.check(w.inbox.take("PacketIn", nil) == nil, "a slave got a packet-in")
		w.run("link", "p2", "up")
	})
}

// TestAsyncConfig is E14.
func TestAsyncConfig(t *testing.T) {
	setup{first: openflow.Version13}.each(t, func(w *world) {
		config := `"packet_in_mask":[1,0],"port_status_mask":[7,7],"flow_removed_mask":[0,0]`
		if w.p.Version > openflow.Version13 {
			config = `"properties":[{"OFPAsyncConfigPropReasons":{"type":5,"mask":0}},{"OFPAsyncConfigPropReasons":{"type":4,"mask":0}}]`
		}
		w.must("set", w.conn.Apply(w.ctx(), w.msg(`{"OFPSetAsync":{%s}}`, config)))
		reply, err := w.conn.Do(w.ctx(), w.msg(`{"OFPGetAsyncRequest":{}}`))
		w.must("get", err)
		if w.p.Version == openflow.Version13 {
			w.check(strings.Contains(openflow.Format(reply), "flow_removed_mask=[0 0]"), "%s", openflow.Format(reply))
		}
		removed := func(cookie uint64) {
			w.must("flow", w.conn.Apply(w.ctx(), w.flow(out(1), map[string]uint64{"Priority": 5, "Cookie": cookie, "Flags": 1})))
			w.must("delete", w.conn.Apply(w.ctx(), w.flow("", map[string]uint64{"Command": 3})))
			w.must("barrier", w.conn.Barrier(w.ctx()))
		}
		removed(1)
		w.run("link", "p2", "down")
		w.expect("PortStatus", nil)
		w.run("link", "p2", "up")
		w.check(w.inbox.take("FlowRemoved", nil) == nil, "a flow-removed although they are off")
		if w.p.Version > openflow.Version13 {
			bad := w.msg(`{"OFPSetAsync":{"properties":[{"OFPAsyncConfigPropReasons":{"type":1,"mask":2147483648}}]}}`)
			w.isRefused(w.conn.Apply(w.ctx(), bad), "OFPACFC_INVALID")
			config = `"properties":[{"OFPAsyncConfigPropReasons":{"type":5,"mask":15}}]`
		} else {
			config = `"packet_in_mask":[1,0],"port_status_mask":[7,7],"flow_removed_mask":[15,0]`
		}
		w.must("set", w.conn.Apply(w.ctx(), w.msg(`{"OFPSetAsync":{%s}}`, config)))
		removed(2)
		w.expect("FlowRemoved", func(m openflow.Message) bool { return get(m, "Cookie") == 2 })
	})
}

// TestFlowMonitor is E19.
func TestFlowMonitor(t *testing.T) {
	setup{first: openflow.Version14}.each(t, func(w *world) {
		w.must("flow", w.conn.Apply(w.ctx(), w.flow(out(1), map[string]uint64{"Priority": 5})))
		monitor := func(id int, command int, flags int) openflow.Message {
			return w.msg(`{"OFPFlowMonitorRequest":{"body":[{"OFPFlowMonitor":{"monitor_id":%d,"command":%d,"flags":%d,"out_port":4294967295,"out_group":4294967295,
				"table_id":255,"match":{"OFPMatch":{"oxm_fields":[]}}}}]}}`, id, command, flags)
		}
		first, err := w.conn.Do(w.ctx(), monitor(7, 0, 1<<0|1<<1|1<<2|1<<3|1<<4))
		w.must("monitor", err)
		w.check(updates(first, "Initial") == 1, "%s", openflow.Format(first))
		w.run("ofctl", w.version, "add-flow", "br0", "priority=9,actions=output:2")
		w.run("ofctl", w.version, "mod-flows", "br0", "actions=output:3")
		w.run("ofctl", w.version, "del-flows", "br0")
		for _, event := range []string{"Added", "Modified", "Removed"} {
			w.expect("FlowMonitorReply", func(m openflow.Message) bool { return updates(m, event) > 0 })
		}
		w.must("own flow", w.conn.Apply(w.ctx(), w.flow(out(1), nil)))
		w.expect("FlowMonitorReply", func(m openflow.Message) bool { return updates(m, "Abbrev") > 0 })
		w.must("end", second(w.conn.Do(w.ctx(), monitor(7, 2, 0))))
	})
}

// updates counts the updates of an event in a reply of a flow monitor.
func updates(m openflow.Message, event string) int {
	return strings.Count(openflow.Format(m), "FlowUpdate"+event+"{")
}

// TestResume is E20: a packet that waits for the controller in the middle of the pipeline.
func TestResume(t *testing.T) {
	setup{}.each(t, func(w *world) {
		w.must("format", w.conn.Apply(w.ctx(), w.msg(`{"NXTSetPacketInFormatMsg":{"packet_in_format":2}}`)))
		w.run("ofctl", w.version, "add-flow", "br0", "actions=load:0x11->NXM_NX_REG0[],controller(userdata=01.02.03,pause),resubmit(,1)")
		w.run("ofctl", w.version, "add-flow", "br0", "table=1,actions=output:3")
		before := len(w.sent("p3"))
		w.run("inject", "p1", fmt.Sprintf("%x", frame))
		in := w.expect("NXPacketIn2", nil)
		p, ok := w.p.PacketIn(in)
		w.check(ok && p.InPort == 1 && p.Reason == 1 && p.BufferID == openflow.NoBuffer && int(p.TotalLen) == len(frame) && string(p.Data) == string(frame), "%v", p)
		text := openflow.Format(in)
		w.check(strings.Contains(text, "reg0=0x11") && strings.Contains(text, "010203"), "%s", text)
		w.check(len(w.sent("p3")) == before, "the packet did not wait")
		resume := w.p.NewMessage("NXTResume", nil)
		body, err := in.AppendBinary(nil)
		w.must("encode", err)
		body[15] = 28 // The properties are the same; the subtype is that of the resume.
		w.must("resume", resume.UnmarshalBinary(body))
		w.must("resume", w.conn.Apply(w.ctx(), resume))
		eventually(w.t, "the packet goes on", func() bool { return len(w.sent("p3")) == before+1 })
		w.check(w.sent("p3")[before] == fmt.Sprintf("%x", frame), "another frame left p3")
	})
}

// TestPacketInFormats has the switch send a packet in each form: what a packet-in tells is the same in all.
func TestPacketInFormats(t *testing.T) {
	setup{}.each(t, func(w *world) {
		w.run("ofctl", w.version, "add-flow", "br0", "cookie=0x1234,actions=load:0x11->NXM_NX_REG0[],controller")
		for i, name := range []string{"PacketIn", "NXPacketIn", "NXPacketIn2"} {
			w.must("format", w.conn.Apply(w.ctx(), w.msg(`{"NXTSetPacketInFormatMsg":{"packet_in_format":%d}}`, i)))
			w.run("inject", "p2", fmt.Sprintf("%x", frame))
			m := w.expect(name, nil)
			p, ok := w.p.PacketIn(m)
			want := openflow.PacketIn{BufferID: openflow.NoBuffer, TotalLen: uint16(len(frame)), InPort: 2, Reason: 1, Cookie: 0x1234, Data: frame}
			if i == 0 && w.p.Version < openflow.Version13 {
				want.Cookie = 0
			}
			w.check(ok && reflect.DeepEqual(p, want), "%s: %+v, want %+v", name, p, want)
		}
	})
}

// TestRequestForward is E24: the requests of another controller.
func TestRequestForward(t *testing.T) {
	setup{first: openflow.Version14}.each(t, func(w *world) {
		w.must("set", w.conn.Apply(w.ctx(), w.msg(`{"OFPSetAsync":{"properties":[{"OFPAsyncConfigPropReasons":{"type":11,"mask":3}}]}}`)))
		w.run("ofctl", w.version, "add-group", "br0", "group_id=7,type=all,bucket=output:1")
		m := w.expect("RequestForward", nil)
		w.check(strings.Contains(openflow.Format(m), "group_id=7"), "%s", openflow.Format(m))
	})
}

// TestHundredSwitches is E27.
func TestHundredSwitches(t *testing.T) {
	b := startTestbed(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &world{testbed: b, conns: make(chan *ofnet.Conn, 200)}
	w.srv = &ofnet.Server{Protocols: protocols, Handler: w.handler()}
	go w.srv.Serve(l)
	began := time.Now()
	const n, step = 100, 20 // The test-bed gives ovs-vsctl 15 s for a command.
	for i := 0; i < n; i += step {
		var args []string
		for j := range step {
			br := fmt.Sprint("b", i+j)
			args = append(args, "--", "add-br", br, "--", "set", "Bridge", br, "datapath_type=dummy", "fail_mode=secure", "protocols=OpenFlow13",
				"--", "set-controller", br, "tcp:"+l.Addr().String())
		}
		b.run("vsctl", args...)
	}
	ids := make(map[openflow.DatapathID]bool)
	for range n {
		w.connected()
		ids[w.conn.DatapathID()] = true
	}
	t.Logf("%d switches in %v", n, time.Since(began).Round(time.Millisecond))
	if len(ids) != n {
		t.Errorf("%d datapath ids", len(ids))
	}
	if err := w.srv.Shutdown(w.ctx()); err != nil {
		t.Error(err)
	}
	count(t, "hundred", n, " (switches)")
}

// TestFlood is E28: many packet-ins come while the handler is busy with the first, and a request is answered.
func TestFlood(t *testing.T) {
	setup{first: openflow.Version13, config: ofnet.Config{MaxEvents: 64}}.each(t, func(w *world) {
		const n = 20000
		var handled atomic.Int64
		answered := make(chan struct{})
		mux := new(ofnet.Mux)
		mux.Fallback = ofnet.HandlerFunc(func(_ context.Context, _ *ofnet.Conn, m openflow.Message) error {
			if m.Info().Name == "PacketIn" {
				handled.Add(1)
				<-answered
			}
			return nil
		})
		c, err := (&ofnet.Dialer{Protocols: protocols, Handler: mux, Config: ofnet.Config{MaxEvents: 64}}).Dial(w.ctx(), "unix", w.dir+"/br0.mgmt")
		w.must("dial", err)
		defer c.Close()
		defer close(answered)
		w.must("config", c.Apply(w.ctx(), w.msg(`{"OFPSetConfig":{"flags":0,"miss_send_len":65535}}`)))
		out := w.packetOut(portController, bytes.Repeat(frame, 3), w.toController())
		for range n / 100 {
			w.must("packet-outs", c.Send(w.ctx(), slices.Repeat([]openflow.Message{out}, 100)...))
		}
		echo := time.Now()
		w.must("echo", second(c.Do(w.ctx(), w.p.EchoRequest(0, nil))))
		stats := c.Stats()
		w.t.Logf("%d packet-ins handled, %d dropped, of %d messages; echo after %v", handled.Load(), stats.Dropped, stats.Received, time.Since(echo))
		w.check(stats.Dropped > 0, "%+v", stats)
	})
}
