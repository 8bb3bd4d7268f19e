package oftest

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow15"
)

// A rig is a switch with a controller of one version.
type rig struct {
	*testing.T
	d    *dialect
	sw   *Switch
	p    *Peer
	xid  uint32
	seen int
}

// newRig connects a controller to a switch.
func newRig(t *testing.T, d *dialect, sw *Switch) *rig {
	t.Helper()
	return &rig{T: t, d: d, sw: sw, p: connect(t, &Controller{Protocols: []*openflow.Protocol{d.Protocol}}, sw), xid: 1 << 20}
}

// versions runs f in a bubble for each version from one on, with a switch of three ports and two tables.
func versions(t *testing.T, from openflow.Version, f func(r *rig)) {
	for _, p := range protocols() {
		if p.Version < from {
			continue
		}
		t.Run(p.Version.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f(newRig(t, dialects()[p.Version], &Switch{DatapathID: 0x77, Ports: []uint32{1, 2, 3}, Tables: 2}))
			})
		})
	}
}

// make returns a message.
func (r *rig) make(name string, from source) openflow.Message {
	r.Helper()
	r.xid++
	from["xid"] = uint64(r.xid)
	m, err := r.d.message(name, from)
	if err != nil {
		r.Fatal(err)
	}
	return m
}

// tell sends messages, waits until the switch has done them and returns what has come.
func (r *rig) tell(msgs ...openflow.Message) (list []openflow.Message) {
	r.Helper()
	if err := r.p.Send(msgs...); err != nil {
		r.Fatal(err)
	}
	if _, err := r.p.Request(r.Context(), r.d.BarrierRequest(0)); err != nil {
		r.Fatal(err)
	}
	return r.came()
}

// came returns what has come since the last time, barrier replies left out.
func (r *rig) came() []openflow.Message {
	synctest.Wait()
	all := r.p.Received()
	list := slices.Clone(all[r.seen:])
	r.seen = len(all)
	return slices.DeleteFunc(list, func(m openflow.Message) bool { return m.Info().Name == "BarrierReply" })
}

// names returns the names of messages, for short; those of errors with their code.
func (r *rig) names(list []openflow.Message) string {
	var names []string
	for _, m := range list {
		name := m.Info().Name
		if name == "ErrorMsg" {
			var typ, code, vendor, typ10, code10 uint64
			read(m, sink{"type": &typ, "code": &code, "experimenter": &vendor, "vendor": &vendor, "vendor_type": &typ10, "vendor_code": &code10})
			if vendor == vendorNicira {
				typ, code = typ10, code10
			}
			_, name = r.d.ErrorName(openflow.NewErrorCode(uint16(typ), uint16(code)))
			if vendor != 0 {
				name = openflow.NewErrorCode(uint16(typ), uint16(code)).String() + " of a vendor"
			}
		}
		names = append(names, name)
	}
	return strings.Join(names, " ")
}

// want sends messages and wants answers of these names.
func (r *rig) want(names string, msgs ...openflow.Message) []openflow.Message {
	r.Helper()
	list := r.tell(msgs...)
	if got := r.names(list); got != names {
		r.Errorf("%s: got %q, want %q", openflow.Format(msgs[0]), got, names)
	}
	return list
}

// numbers reads numbers of a message.
func numbers(m openflow.Element, names ...string) []uint64 {
	values := make([]uint64, len(names))
	to := sink{}
	for i, name := range names {
		to[name] = &values[i]
	}
	read(m, to)
	return values
}

// flow returns a flow-mod that adds; with changes what it is told.
func (r *rig) flow(priority uint16, fields []openflow.Field, actions []action, changes ...source) openflow.Message {
	prog := program{parts: 1 << partApply, apply: actions}
	from := source{
		"command": uint64(cmdAdd), "priority": uint64(priority), "match": fields, "buffer_id": uint64(noBuffer),
		"out_port": portNo(portAny), "out_group": uint64(groupAny), "actions": r.d.items(actions), "instructions": r.d.instructions(&prog),
	}
	for _, c := range changes {
		for name, v := range c {
			from[name] = v
		}
	}
	return r.make("FlowMod", from)
}

func (r *rig) packetOut(in portNo, data []byte, actions []action) openflow.Message {
	return r.make("PacketOut", source{
		"buffer_id": uint64(noBuffer), "in_port": in, "match": inPort(uint32(in)), "actions": r.d.items(actions), "data": data,
	})
}

func inPort(no uint32) []openflow.Field {
	return []openflow.Field{openflow15.FieldInPort.Exact(openflow15.PortNo(no))}
}

func to(ports ...portNo) (list []action) {
	for _, no := range ports {
		list = append(list, action{kind: actOutput, port: no, arg: 0xffff})
	}
	return list
}

// flows returns the switch's flows as priority and instructions.
func (r *rig) flows() string {
	var list []string
	for _, f := range r.sw.Flows() {
		list = append(list, strings.NewReplacer("apply:", ":", "output:", "").Replace(openflow.NewErrorCode(0, f.Priority).String()[2:]+f.Instructions))
	}
	return strings.Join(list, " ")
}

func (r *rig) wantFlows(want string) {
	r.Helper()
	if got := r.flows(); got != want {
		r.Errorf("flows %q, want %q", got, want)
	}
}

// send sends a frame into a port, and returns the frames that come out, by port.
func (r *rig) send(in uint32, frame []byte) map[uint32][]byte {
	r.Helper()
	if err := r.sw.Host(in).Send(frame); err != nil {
		r.Fatal(err)
	}
	return r.out()
}

// out returns the frames that have come out, by port.
func (r *rig) out() map[uint32][]byte {
	got := make(map[uint32][]byte)
	for _, no := range []uint32{1, 2, 3} {
		h := r.sw.Host(no)
		if h == nil {
			continue
		}
		h.mu.Lock()
		for _, f := range h.frames {
			got[no] = append(got[no], f...)
		}
		h.frames = nil
		h.mu.Unlock()
	}
	return got
}

// outOf returns the ports of out.
func outOf(frames map[uint32][]byte) (ports string) {
	for _, no := range []uint32{1, 2, 3} {
		if frames[no] != nil {
			ports += string(rune('0' + no))
		}
	}
	return ports
}
