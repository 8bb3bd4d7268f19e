package oftest

import (
	"bytes"
	"slices"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow15"
)

// Reserved ports.
const (
	portInPort     portNo = 0xfffffff8
	portTable      portNo = 0xfffffff9
	portNormal     portNo = 0xfffffffa
	portFlood      portNo = 0xfffffffb
	portAll        portNo = 0xfffffffc
	portController portNo = 0xfffffffd
	portLocal      portNo = 0xfffffffe
)

// Reasons of packet-ins, of 1.4 on. Before that, all but the first and TTL are the second.
const (
	reasonNoMatch     = 0
	reasonApplyAction = 1
	reasonInvalidTTL  = 2
	reasonActionSet   = 3
	reasonGroup       = 4
	reasonPacketOut   = 5
)

// maxGroups bounds groups within groups.
const maxGroups = 8

// A delivery is a frame that leaves by a port.
type delivery struct {
	host  *Host
	frame []byte
}

// run takes a packet through the tables.
func (x *exchange) run(p *packet) {
	for next := 0; next >= 0 && next < len(x.sw.tables); {
		t := &x.sw.tables[next]
		f := t.find(p)
		if f == nil {
			next = x.miss(p, next)
			continue
		}
		f.packets++
		f.bytes += uint64(len(p.frame))
		f.used = time.Now()
		p.table, p.cookie, p.reason = f.table, f.cookie, reasonApplyAction
		if f.priority == 0 && len(f.match) == 0 {
			p.reason = reasonNoMatch
		}
		next = x.execute(p, &f.program)
	}
	x.finish(p)
}

// miss does what happens to a packet without a flow, and returns the table to go on in, or -1. It goes to the controllers of 1.0 and 1.2 that have
// not asked for something else, and is dropped for the others.
func (x *exchange) miss(p *packet, table int) int {
	const toController, goOn = 0, 1
	switch x.sw.tables[table].config & 3 {
	case toController:
		p.table, p.cookie, p.reason = uint8(table), allOnes, reasonNoMatch
		x.packetIn(p, func(ses *session) bool { return ses.d.Version < openflow.Version13 })
	case goOn:
		return table + 1
	}
	return -1
}

// execute does what a flow's program says, and returns the next table or -1.
func (x *exchange) execute(p *packet, prog *program) int {
	if prog.has(partMeter) {
		x.count(prog.meter, p)
	}
	if !x.apply(p, prog.apply) {
		return -1
	}
	if prog.has(partClear) {
		p.set = nil
	}
	for _, a := range prog.write {
		p.write(a)
	}
	if prog.has(partMetadata) {
		p.put(term{
			key: openflow15.FieldMetadata.ID().Key(), value: openflow.Uint128{Lo: prog.metadata}, mask: openflow.Uint128{Lo: prog.mask},
		})
	}
	if prog.has(partGoto) {
		return int(prog.next)
	}
	return -1
}

// write puts an action into the packet's action set, in place of one of its kind.
func (p *packet) write(a action) {
	p.set = slices.DeleteFunc(p.set, func(b action) bool {
		return b.kind == a.kind && (a.kind != actSetField || b.field[0].ID().Key() == a.field[0].ID().Key())
	})
	p.set = append(p.set, a)
}

// setOrder is the order in which an action set is done.
var setOrder = []actionKind{actMeter, actPopVLAN, actPushVLAN, actDecTTL, actSetTTL, actSetField, actSetQueue, actGroup, actOutput}

// finish does the packet's action set.
func (x *exchange) finish(p *packet) {
	set := p.set
	p.set = nil
	group := slices.ContainsFunc(set, func(a action) bool { return a.kind == actGroup })
	for _, kind := range setOrder {
		for _, a := range set {
			if a.kind != kind || kind == actOutput && group {
				continue
			}
			if p.reason != reasonNoMatch {
				p.reason = reasonActionSet
			}
			if !x.apply(p, []action{a}) {
				return
			}
		}
	}
}

// apply does actions at once. It reports whether the packet goes on.
func (x *exchange) apply(p *packet, list []action) bool {
	for i := range list {
		a := &list[i]
		switch a.kind {
		case actOutput, actEnqueue:
			x.output(p, a.port)
		case actGroup:
			x.group(p, a.arg)
		case actMeter:
			x.count(a.arg, p)
		case actPushVLAN:
			p.pushVLAN(uint16(a.arg))
		case actPopVLAN:
			p.popVLAN()
		case actSetTTL:
			p.setTTL(func(uint8) uint8 { return uint8(a.arg) })
		case actDecTTL:
			if !x.decTTL(p) {
				return false
			}
		case actSetField:
			x.setField(p, a)
		}
	}
	return true
}

// decTTL decrements the TTL. A packet whose TTL is at its end goes to the controllers that want it.
func (x *exchange) decTTL(p *packet) bool {
	p.span(keyEthType)
	if p.ttl > 0 && p.frame[p.ttl] <= 1 {
		p.reason = reasonInvalidTTL
		x.packetIn(p, nil)
		return false
	}
	p.setTTL(func(old uint8) uint8 { return old - 1 })
	return true
}

func (x *exchange) setField(p *packet, a *action) {
	t := termOf(&a.field[0], nil)
	if a.old {
		tagged := p.span(keyVLANVID) != nil
		if !tagged && (t.key == keyVLANVID || t.key == keyVLANPCP) {
			p.pushVLAN(ethVLAN)
		}
		t.key = p.transportKey(t.key)
	}
	p.put(t)
}

// transportKey returns the field of the packet's own protocol for one of TCP.
func (p *packet) transportKey(key openflow.FieldID) openflow.FieldID {
	udp := map[openflow.FieldID]openflow.FieldID{
		openflow15.FieldTCPSrc.ID().Key(): openflow15.FieldUDPSrc.ID().Key(),
		openflow15.FieldTCPDst.ID().Key(): openflow15.FieldUDPDst.ID().Key(),
	}[key]
	if udp != 0 && p.proto == ipUDP {
		return udp
	}
	return key
}

// output sends a packet to a port.
func (x *exchange) output(p *packet, to portNo) {
	switch to {
	case portController:
		x.packetIn(p, nil)
	case portInPort:
		x.emit(p, p.in)
	case portFlood, portAll, portNormal:
		const noFlood = 1 << 4 // Of 1.0.
		for _, port := range x.sw.ports {
			if port.no != p.in && (to == portAll || port.config&noFlood == 0) {
				x.emit(p, port.no)
			}
		}
	case portTable:
		x.run(p)
	case p.in: // The ingress port has to be named IN_PORT.
	default:
		x.emit(p, to)
	}
}

// emit sends a packet out of a port, if there is one that is up.
func (x *exchange) emit(p *packet, no portNo) {
	port := x.sw.port(no)
	if port == nil {
		return
	}
	if !port.live() || port.config&configNoFwd != 0 {
		port.txDropped++
		return
	}
	port.txPackets++
	port.txBytes += uint64(len(p.frame))
	x.frames = append(x.frames, delivery{port.host, bytes.Clone(p.frame)})
}

// packetOut does what a packet-out asks for.
func (x *exchange) packetOut() (bad openflow.ErrorCode) {
	p := &packet{in: portAny, cookie: allOnes, reason: reasonPacketOut}
	var actions []action
	var fields []openflow.Field
	buffer := uint64(noBuffer)
	read(x.m, sink{
		"buffer_id": &buffer, "in_port": &p.in, "match": &fields, "actions": readActions(&bad, &actions), "data": &p.frame,
	})
	if in, _, ok := openflow15.FieldInPort.Get(fields); ok {
		p.in = portNo(in)
	}
	switch {
	case buffer != noBuffer:
		return openflow15.ErrBadRequestBufferUnknown
	case bad != 0:
		return bad
	case p.in >= portMax && p.in != portController && p.in != portLocal && p.in != portAny:
		return openflow15.ErrBadRequestBadPort
	}
	for i := range fields {
		if t := termOf(&fields[i], nil); isRegister(t.key) {
			p.put(t)
		}
	}
	if bad := x.checkActions(actions, true); bad != 0 {
		return bad
	}
	if bad := x.d.checkConsistent(p.headers(), &program{apply: actions}); bad != 0 {
		return bad
	}
	x.apply(p, actions)
	return 0
}
