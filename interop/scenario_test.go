//go:build interop

package interop

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow13"
)

// TestScenarios does what controllers do, in each version, over TCP and TLS. The names are those of the test-bed's scenarios.
func TestScenarios(t *testing.T) {
	for _, secure := range []bool{false, true} {
		name := "tcp"
		if secure {
			name = "tls"
		}
		t.Run(name, func(t *testing.T) {
			setup{secure: secure}.each(t, func(w *world) {
				w.handshake()
				w.applied()
				w.refused()
				w.statistics()
				w.packets()
				w.portStatus()
				w.flowRemoved()
				w.role()
				w.bundles()
				w.restart()
			})
		})
	}
}

// handshake is E01.
func (w *world) handshake() {
	c := w.conn
	w.check(c.Version() == w.p.Version, "version %v", c.Version())
	id := strings.ReplaceAll(c.DatapathID().String(), ":", "")
	w.check(id == w.run("dpid", "br0"), "datapath id %s", id)
	told(w, func(ev ofnet.SwitchEnter) bool { return ev.Switch.DatapathID() == c.DatapathID() })
	w.samePorts()
	w.must("echo", second(c.Do(w.ctx(), w.p.EchoRequest(0, bytes.Repeat([]byte("x"), 1024)))))
}

func second[T any](_ T, err error) error { return err }

// samePorts waits until the ports are those that ovs-ofctl shows.
func (w *world) samePorts() {
	w.t.Helper()
	w.checks++
	var ours, theirs []string
	defer func() {
		if w.t.Failed() {
			w.t.Logf("our ports %v, Open vSwitch's %v", ours, theirs)
		}
	}()
	eventually(w.t, "ports are those of the switch", func() bool {
		ours, theirs = nil, nil
		for _, p := range w.conn.Ports() {
			no := fmt.Sprint(p.No)
			if p.No == portLocal {
				no = "LOCAL"
			}
			ours = append(ours, fmt.Sprintf("%s(%s) %v %d", no, p.Name, p.HWAddr, p.State&1))
		}
		lines := strings.Split(w.run("ofctl", w.version, "show", "br0"), "\n")
		for i, line := range lines {
			name, addr, ok := strings.Cut(strings.TrimSpace(line), ": addr:")
			if !ok {
				continue
			}
			down := 0
			if strings.Contains(lines[i+2], "LINK_DOWN") {
				down = 1
			}
			theirs = append(theirs, fmt.Sprintf("%s %s %d", name, addr, down))
		}
		slices.Sort(ours)
		slices.Sort(theirs)
		return slices.Equal(ours, theirs)
	})
}

// applied is E07: 1,000 flows and a barrier.
func (w *world) applied() {
	var mods []openflow.Message
	for i := range 1000 {
		mods = append(mods, w.flow(out(2), map[string]uint64{"Priority": uint64(i + 1), "Cookie": uint64(i + 1)}))
	}
	w.must("Apply", w.conn.Apply(w.ctx(), mods...))
	n := strings.Count(w.run("flows", "br0", w.version), "actions=output")
	w.check(n == 1000, "%d flows", n)
}

// refused is E07 and E17: errors are those of the right message.
func (w *world) refused() {
	good := w.flow(out(1), map[string]uint64{"Priority": 2000})
	bad := w.flow(out(w.port(portAny)), map[string]uint64{"Priority": 2001})
	err := w.conn.Apply(w.ctx(), good, bad, good, bad, good)
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		w.t.Fatalf("Apply: %v", err)
	}
	var indexes []int
	for _, err := range joined.Unwrap() {
		var failed *ofnet.ApplyError
		var reply *ofnet.ReplyError
		if !errors.As(err, &failed) || !errors.As(err, &reply) {
			w.t.Fatalf("Apply: %v", err)
		}
		indexes = append(indexes, failed.Index)
		w.check(failed.Message == bad, "message %v", failed.Message)
		_, code := reply.Name()
		w.check(code == "OFPBAC_BAD_OUT_PORT", "error %v", err)
	}
	w.check(slices.Equal(indexes, []int{1, 3}), "refused: %v", indexes)
	w.must("barrier after errors", w.conn.Barrier(w.ctx()))
}

// statistics is E06 and E15: replies of several parts.
func (w *world) statistics() {
	flows, parts := w.stream(w.allFlows())
	priorities := make(map[uint64]bool)
	for _, f := range flows {
		priorities[get(f, "Priority")] = true
	}
	w.check(len(flows) == 1001 && len(priorities) == 1001 && priorities[1] && priorities[1000] && priorities[2000], "%d flows in %d parts", len(flows), parts)
	w.check(parts > 1, "%d parts", parts)
	ports, _ := w.stream(w.msg(`{"OFPPortStatsRequest":{"port_no":%d}}`, w.port(portAny)))
	w.check(len(ports) == 4, "%d port statistics", len(ports))
	_, tables := w.stream(w.msg(`{"OFPTableStatsRequest":{}}`))
	w.check(tables > 0, "no table statistics")
	if w.p.Version >= openflow.Version13 {
		list, parts := w.stream(w.msg(`{"OFPTableFeaturesStatsRequest":{}}`))
		w.check(len(list) == 254 && parts > 10, "%d table features in %d parts", len(list), parts)
	}
	w.must("delete", w.conn.Apply(w.ctx(), w.flow("", map[string]uint64{"Command": 3})))
}

// packets is E03 and E04: a packet-in by injection, packet-outs.
func (w *world) packets() {
	w.must("flow", w.conn.Apply(w.ctx(), w.flow(w.toController(), map[string]uint64{"Priority": 0})))
	before := map[string]int{"p1": len(w.sent("p1")), "p2": len(w.sent("p2")), "p3": len(w.sent("p3"))}
	w.inbox.clear()
	w.run("inject", "p1", fmt.Sprintf("%x", frame))
	in := w.expect("PacketIn", nil)
	w.check(bytes.Equal(data(in), frame), "packet-in %v", in)
	w.must("packet-out", w.conn.Apply(w.ctx(), w.packetOut(portController, frame, out(2))))
	w.must("flood", w.conn.Apply(w.ctx(), w.packetOut(1, frame, out(w.port(portFlood)))))
	for port, want := range map[string]int{"p1": 0, "p2": 2, "p3": 1} {
		n := 0
		eventually(w.t, fmt.Sprintf("%d frames leave %s", want, port), func() bool {
			n = len(w.sent(port)) - before[port]
			return n >= want
		})
		w.check(n == want, "%d frames left %s, want %d", n, port, want)
	}
	w.must("delete", w.conn.Apply(w.ctx(), w.flow("", map[string]uint64{"Command": 3})))
}

// portStatus is E09.
func (w *world) portStatus() {
	for _, step := range []struct {
		verb, a, b string
		reason     openflow.PortReason
		port       string
	}{
		{"port", "br0", "p4", openflow.PortAdded, "p4"},
		{"link", "p2", "down", openflow.PortModified, "p2"},
		{"link", "p2", "up", openflow.PortModified, "p2"},
		{"unport", "br0", "p4", openflow.PortDeleted, "p4"},
	} {
		w.run(step.verb, step.a, step.b)
		w.expect("PortStatus", nil)
		told(w, func(ev ofnet.PortChanged) bool { return ev.Reason == step.reason && ev.Port.Name == step.port })
		w.samePorts()
	}
	w.inbox.clear()
}

// flowRemoved is E08.
func (w *world) flowRemoved() {
	const idle, hard, removed = 7, 8, 9
	w.must("flows", w.conn.Apply(w.ctx(),
		w.flow(out(1), map[string]uint64{"Priority": idle, "Cookie": idle, "IdleTimeout": 2, "Flags": 1}),
		w.flow(out(1), map[string]uint64{"Priority": hard, "Cookie": hard, "HardTimeout": 3, "Flags": 1}),
		w.flow(out(1), map[string]uint64{"Priority": removed, "Cookie": removed, "Flags": 1})))
	w.must("delete", w.conn.Apply(w.ctx(), w.flow("", map[string]uint64{"Priority": removed, "Command": 4})))
	w.run("appctl", "time/warp", "5000")
	for reason, cookie := range []uint64{idle, hard, removed} {
		w.expect("FlowRemoved", func(m openflow.Message) bool {
			return get(m, "Cookie") == cookie && get(m, "Priority") == cookie && get(m, "Reason") == uint64(reason)
		})
	}
}

// role is E13 with one controller.
func (w *world) role() {
	role, generation, err := w.conn.RequestRole(w.ctx(), openflow.RoleMaster, 5)
	w.must("role", err)
	w.check(role == openflow.RoleMaster, "role %v", role)
	if w.p.Version >= openflow.Version12 {
		w.check(generation == 5, "generation %d", generation)
		_, _, err = w.conn.RequestRole(w.ctx(), openflow.RoleMaster, 4)
		w.isRefused(err, "OFPRRFC_STALE")
		role, _, err = w.conn.RequestRole(w.ctx(), openflow.RoleNoChange, 0)
		w.must("role", err)
		w.check(role == openflow.RoleMaster, "role %v", role)
	}
	_, _, err = w.conn.RequestRole(w.ctx(), openflow.RoleSlave, 6)
	w.must("slave", err)
	err = w.conn.Apply(w.ctx(), w.flow(out(1), nil))
	switch w.p.Version {
	case openflow.Version10:
		w.isRefused(err, "OFPBRC_EPERM")
	default:
		w.isRefused(err, "OFPBRC_IS_SLAVE")
	}
	_, _, err = w.conn.RequestRole(w.ctx(), openflow.RoleEqual, 7)
	w.must("equal", err)
}

// isRefused checks the name of an error message.
func (w *world) isRefused(err error, want string) {
	w.t.Helper()
	var reply *ofnet.ReplyError
	if !errors.As(err, &reply) {
		w.t.Fatalf("%v, want %s", err, want)
	}
	_, code := reply.Name()
	w.check(code == want, "%s, want %s", code, want)
}

// bundles is E18.
func (w *world) bundles() {
	bundle, err := w.conn.Bundle(w.ctx(), openflow.BundleAtomic|openflow.BundleOrdered)
	if w.p.Version < openflow.Version13 {
		w.check(errors.Is(err, ofnet.ErrUnsupported), "bundle: %v", err)
		return
	}
	w.must("open", err)
	var mods []openflow.Message
	for i := range 300 {
		mods = append(mods, w.flow(out(2), map[string]uint64{"Priority": uint64(i + 1)}))
	}
	flows := func() int { return strings.Count(w.run("flows", "br0", w.version), "actions=") }
	w.must("add", bundle.Add(w.ctx(), mods...))
	w.check(flows() == 0, "flows before the commit")
	w.must("commit", bundle.Commit(w.ctx()))
	w.check(flows() == 300, "%d flows after the commit", flows())

	const overlaps = 1 << 1
	for _, tc := range []struct {
		bad  openflow.Message
		want string
		own  bool // The commit fails, not the message at once.
	}{
		{w.flow(out(w.port(portAny)), map[string]uint64{"Priority": 2001}), "OFPBAC_BAD_OUT_PORT", false},
		{w.matching([]openflow.Field{openflow13.FieldInPort.Exact(1)}, out(2), map[string]uint64{"Priority": 7, "Flags": overlaps}), "OFPFMFC_OVERLAP", true},
	} {
		bundle, err = w.conn.Bundle(w.ctx(), openflow.BundleAtomic|openflow.BundleOrdered)
		w.must("open", err)
		w.must("add", bundle.Add(w.ctx(), w.flow(out(3), map[string]uint64{"Priority": 7}), tc.bad))
		err = bundle.Commit(w.ctx())
		w.isRefused(err, tc.want)
		var failed *ofnet.ApplyError
		w.check(errors.As(err, &failed) && failed.Index == 1 && failed.Message == tc.bad, "commit: %v", err)
		w.check(strings.Contains(err.Error(), "MSG_FAILED") == tc.own, "commit: %v", err)
		w.check(flows() == 300 && !strings.Contains(w.run("flows", "br0", w.version), "output:3"), "a commit that failed has changed flows")
	}
	bundle, err = w.conn.Bundle(w.ctx(), 0)
	w.must("open", err)
	w.must("add", bundle.Add(w.ctx(), w.flow("", map[string]uint64{"Command": 3})))
	w.must("discard", bundle.Discard(w.ctx()))
	w.check(flows() == 300, "%d flows after a discard", flows())
}

// pid returns the process of ovs-vswitchd.
func (w *world) pid() (pid int) {
	text, err := os.ReadFile(filepath.Join(w.dir, "ovs-vswitchd.pid"))
	w.must("pid", err)
	_, err = fmt.Sscan(string(text), &pid)
	w.must("pid", err)
	return pid
}

// restart is E12 and E29: ovs-vswitchd is killed and started again.
func (w *world) restart() {
	old := w.conn
	pid := w.pid()
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	w.must("command line", err)
	w.must("kill", syscall.Kill(pid, syscall.SIGKILL))
	pending := second(old.Do(w.ctx(), w.p.EchoRequest(0, nil)))
	w.check(old.Wait() != nil && pending != nil, "the connection did not end")
	args := strings.Split(strings.TrimRight(string(line), "\x00"), "\x00")
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(os.Environ(), "OVS_RUNDIR="+w.dir, "OVS_LOGDIR="+w.dir, "OVS_DBDIR="+w.dir, "OVS_SYSCONFDIR="+w.dir)
	start, err := cmd.CombinedOutput()
	w.must("start of "+args[0]+string(start), err)
	w.connected()
	told(w, func(ev ofnet.SwitchReconnected) bool { return ev.Old == old && ev.Switch.Conn() == w.conn })
	w.check(w.conn != old && w.conn.DatapathID() == old.DatapathID(), "another switch")
	w.samePorts()
}
