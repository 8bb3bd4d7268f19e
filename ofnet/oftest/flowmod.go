package oftest

import (
	"slices"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow15"
)

// Commands of flow-mods and group-mods.
const (
	cmdAdd          = 0
	cmdModify       = 1
	cmdModifyStrict = 2
	cmdDelete       = 3
	cmdDeleteStrict = 4
)

// A flowMod is a flow-mod of any version.
type flowMod struct {
	filter  // Of modify and delete.
	flow    // To add.
	command uint64
	buffer  uint64
}

// readFlowMod returns what the message asks for, or what is wrong with its actions.
func (x *exchange) readFlowMod() (m *flowMod, bad openflow.ErrorCode) {
	m = &flowMod{filter: newFilter(), buffer: noBuffer}
	var table, priority uint64
	if x.d.Version == openflow.Version10 {
		m.program.parts = 1 << partApply
	}
	read(x.m, sink{
		"cookie": &m.flow.cookie, "cookie_mask": &m.cookieMask, "table_id": &table, "command": &m.command,
		"idle_timeout": &m.idle, "hard_timeout": &m.hard, "priority": &priority, "buffer_id": &m.buffer,
		"out_port": &m.outPort, "out_group": &m.outGroup, "flags": &m.flags, "importance": &m.importance, "match": &m.fields,
		"actions": readActions(&bad, &m.program.apply),
		"instructions": func(e openflow.Element) {
			if code := m.program.readInstruction(e); bad == 0 {
				bad = code
			}
		},
	})
	m.filter.cookie, m.filter.table = m.flow.cookie, table
	m.flow.table, m.flow.priority = uint8(table), uint16(priority)
	if x.d.Version == openflow.Version10 {
		x.like10(m)
	}
	m.filter.priority = m.flow.priority
	m.strict = m.command == cmdModifyStrict || m.command == cmdDeleteStrict
	return m, bad
}

// like10 makes what 1.0 leaves open explicit: modifications and deletions are for all tables, and a match without wildcards beats all others.
func (x *exchange) like10(m *flowMod) {
	if m.command != cmdAdd {
		m.filter.table = tableAll
	}
	if f, ok := x.m.(*openflow10.FlowMod); ok && f.Match.Wildcards&openflow10.FlowWildcardsAll == 0 {
		m.flow.priority = 0xffff
	}
}

func (m *flowMod) deletes() bool { return m.command == cmdDelete || m.command == cmdDeleteStrict }

// flowMod does what a flow-mod asks for.
func (x *exchange) flowMod() openflow.ErrorCode {
	m, bad := x.readFlowMod()
	if code := x.checkFlowMod(m); code != 0 {
		return code
	}
	if bad != 0 && !m.deletes() {
		return bad
	}
	switch {
	case m.deletes():
		x.remove(reasonDelete, m.takes)
		return 0
	case m.command == cmdAdd:
		return x.addFlow(&m.flow)
	}
	if bad := x.checkProgram(&m.flow); bad != 0 {
		return bad
	}
	m.outPort, m.outGroup = portAny, groupAny
	list := x.sw.selected(&m.filter)
	if len(list) == 0 && x.d.Version == openflow.Version10 { // Only 1.0 adds what is not there.
		return x.addFlow(&m.flow)
	}
	for _, f := range list {
		f.program = m.program
		if x.d.Version == openflow.Version10 {
			f.cookie = m.flow.cookie
		}
		if m.flags&flagResetCounts != 0 {
			f.packets, f.bytes = 0, 0
		}
	}
	return 0
}

// checkFlowMod finds the match of a flow-mod, and returns what is wrong with the message.
func (x *exchange) checkFlowMod(m *flowMod) (bad openflow.ErrorCode) {
	all := m.deletes() || m.command != cmdAdd && x.d.Version == openflow.Version10
	known := map[openflow.Version]uint64{openflow.Version10: 7, openflow.Version12: 7}[x.d.Version]
	if known == 0 {
		known = 0x1f
	}
	switch {
	case m.command > cmdDeleteStrict:
		return openflow15.ErrFlowModFailedBadCommand
	case m.filter.table >= uint64(len(x.sw.tables)) && (m.filter.table != tableAll || !all):
		return openflow15.ErrFlowModFailedBadTableID
	case m.flags&^known != 0:
		return openflow15.ErrFlowModFailedBadFlags
	case x.d.Version == openflow.Version10 && m.flags&4 != 0: // No flows for emergencies, as in Open vSwitch.
		return openflow15.ErrFlowModFailedTableFull
	case m.buffer != noBuffer && !m.deletes():
		return openflow15.ErrBadRequestBufferUnknown
	}
	m.filter.match, bad = x.d.parseMatch(m.fields)
	m.flow.match = m.filter.match
	return bad
}

// addFlow adds a flow or replaces the one of the same match and priority.
func (x *exchange) addFlow(f *flow) openflow.ErrorCode {
	if bad := x.checkProgram(f); bad != 0 {
		return bad
	}
	t := &x.sw.tables[f.table]
	f.id = f.flowKey.String()
	old := t.index[f.id]
	switch {
	case f.flags&flagCheckOverlap != 0 && t.overlapping(&f.flowKey):
		return openflow15.ErrFlowModFailedOverlap
	case old == nil && x.sw.MaxFlows > 0 && len(t.flows) >= x.sw.MaxFlows:
		return openflow15.ErrFlowModFailedTableFull
	}
	f.since = time.Now()
	f.used = f.since
	if old == nil {
		t.add(f)
	} else {
		if f.flags&flagResetCounts == 0 && x.d.Version != openflow.Version10 {
			f.packets, f.bytes = old.packets, old.bytes
		}
		*old = *f
	}
	at, _ := f.end()
	x.sw.wakeAt(at)
	return 0
}

// checkProgram returns what is wrong with the program of a flow, or 0.
func (x *exchange) checkProgram(f *flow) openflow.ErrorCode {
	p := &f.program
	if bad := x.checkActions(p.apply, false); bad != 0 {
		return bad
	}
	if bad := x.checkActions(p.write, false); bad != 0 {
		return bad
	}
	if bad := x.d.checkConsistent(f.match, p); bad != 0 {
		return bad
	}
	switch {
	case p.has(partGoto) && (p.next <= uint64(f.table) || p.next >= uint64(len(x.sw.tables))):
		return openflow15.ErrBadInstructionBadTableID
	case p.has(partMeter) && x.sw.meters[p.meter] == nil:
		return openflow15.ErrMeterModFailedInvalidMeter
	}
	return 0
}

// checkActions returns what is wrong with actions, or 0. Like Open vSwitch it takes ports that do not exist.
func (x *exchange) checkActions(list []action, packetOut bool) openflow.ErrorCode {
	for _, a := range list {
		switch a.kind {
		case actOutput, actEnqueue:
			if !x.outPort(a, packetOut) {
				return openflow15.ErrBadActionBadOutPort
			}
		case actGroup:
			if x.sw.groups[a.arg] == nil {
				return openflow15.ErrBadActionBadOutGroup
			}
		case actMeter:
			if x.sw.meters[a.arg] == nil {
				return openflow15.ErrBadActionBadMeter
			}
		case actPushVLAN:
			if a.arg != ethVLAN && a.arg != ethQinQ {
				return openflow15.ErrBadActionBadArgument
			}
		case actSetField:
			if bad := x.checkSetField(&a); bad != 0 {
				return bad
			}
		}
	}
	return 0
}

// outPort reports whether a port can be one to send to.
func (x *exchange) outPort(a action, packetOut bool) bool {
	switch a.port {
	case portInPort, portNormal, portFlood, portAll, portController, portLocal:
		return a.kind == actOutput
	case portTable:
		return packetOut
	}
	return a.port > 0 && a.port < portMax
}

func (x *exchange) checkSetField(a *action) openflow.ErrorCode {
	if len(a.field) == 0 {
		return openflow15.ErrBadActionBadSetLen
	}
	f := &a.field[0]
	info := x.d.Fields.Lookup(f.ID())
	switch {
	case info == nil && x.d.Version != openflow.Version10, !known(f.ID().Key()):
		return openflow15.ErrBadActionBadSetType
	case info != nil && info.ReadOnly, slices.Contains(fixed, f.ID().Key()):
		return openflow15.ErrBadActionBadSetArgument
	case f.HasMask() && x.d.Version < openflow.Version15:
		return openflow15.ErrBadActionBadSetMask
	case f.ID().Key() == keyVLANVID && number(f.Value()).Lo&vlanPresent == 0 && !f.HasMask():
		return openflow15.ErrBadActionBadSetArgument
	}
	return 0
}

// wakeAt makes the switch look at time-outs at a time; the zero time is never. It does so earlier where it is to.
func (s *Switch) wakeAt(at time.Time) {
	if at.IsZero() || !s.wake.IsZero() && !at.Before(s.wake) {
		return
	}
	s.wake = at
	if s.timer == nil {
		s.timer = time.AfterFunc(time.Until(at), s.expire)
	} else {
		s.timer.Reset(time.Until(at))
	}
}

// end returns when the flow ends and why, as things are; the zero time is never.
func (f *flow) end() (at time.Time, reason uint64) {
	if f.hard > 0 {
		at, reason = f.since.Add(time.Duration(f.hard)*time.Second), reasonHard
	}
	if f.idle > 0 {
		if idle := f.used.Add(time.Duration(f.idle) * time.Second); at.IsZero() || idle.Before(at) {
			at, reason = idle, reasonIdle
		}
	}
	return at, reason
}

// expire ends the flows whose time has come.
func (s *Switch) expire() {
	s.do(nil, func(x *exchange) {
		now := time.Now()
		for _, reason := range []uint64{reasonIdle, reasonHard} {
			x.remove(reason, func(f *flow) bool {
				at, why := f.end()
				return !at.IsZero() && why == reason && !at.After(now)
			})
		}
		s.wake = time.Time{}
		for i := range s.tables {
			for _, f := range s.tables[i].flows {
				at, _ := f.end()
				s.wakeAt(at)
			}
		}
	})
}
