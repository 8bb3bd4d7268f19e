package oftest

import (
	"slices"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow15"
)

// Numbers that all versions have, of 1.2 on; sink and source translate.
const (
	tableAll  = 0xff
	portMax   = 0xffffff00
	portAny   = 0xffffffff
	groupMax  = 0xffffff00
	groupAll  = 0xfffffffc
	groupAny  = 0xffffffff
	meterMax  = 0xffff0000
	meterAll  = 0xffffffff
	noBuffer  = 0xffffffff
	allOnes   = ^uint64(0)
	noVersion = openflow.Version(0)
)

// Flags of flows.
const (
	flagSendRemoved  = 1 << 0
	flagCheckOverlap = 1 << 1
	flagResetCounts  = 1 << 2
)

// A flow is an entry of a table.
type flow struct {
	flowKey
	fields         []openflow.Field // The match as it came.
	cookie         uint64
	idle, hard     uint64 // In seconds.
	flags          uint64
	importance     uint64
	program        program
	since, used    time.Time
	packets, bytes uint64
}

// A flowKey tells flows apart.
type flowKey struct {
	table    uint8
	priority uint16
	match    match
}

func (k *flowKey) same(l *flowKey) bool {
	return k.priority == l.priority && k.table == l.table && slices.Equal(k.match, l.match)
}

// A table holds flows, those of higher priority first, of one priority in the order in which they came.
type table struct {
	flows            []*flow
	lookups, matched uint64
	config           uint64
}

// place returns where a flow is, or where it belongs.
func (t *table) place(k *flowKey) (i int, found bool) {
	i, _ = slices.BinarySearchFunc(t.flows, k.priority, func(f *flow, priority uint16) int { return int(priority) - int(f.priority) })
	for ; i < len(t.flows) && t.flows[i].priority == k.priority; i++ {
		if t.flows[i].same(k) {
			return i, true
		}
	}
	return i, false
}

// overlapping reports whether a flow of the same priority can match the same packet.
func (t *table) overlapping(k *flowKey) bool {
	return slices.ContainsFunc(t.flows, func(f *flow) bool {
		return f.priority == k.priority && f.match.overlaps(k.match)
	})
}

// find returns the flow for a packet, or nil.
func (t *table) find(p *packet) *flow {
	t.lookups++
	for _, f := range t.flows {
		if f.match.matches(p) {
			t.matched++
			return f
		}
	}
	return nil
}

// A filter selects flows, as requests and modifications do.
type filter struct {
	table              uint64
	match              match
	outPort            portNo
	outGroup           uint64
	meter              uint64 // 0 is any.
	cookie, cookieMask uint64
	strict             bool // The match and the priority must be the same.
	priority           uint16
}

func newFilter() filter { return filter{table: tableAll, outPort: portAny, outGroup: groupAny} }

func (q *filter) takes(f *flow) bool {
	switch {
	case q.table != tableAll && q.table != uint64(f.table):
		return false
	case q.strict && (q.priority != f.priority || !slices.Equal(q.match, f.match)):
		return false
	case !q.strict && !q.match.covers(f.match):
		return false
	case (q.cookie^f.cookie)&q.cookieMask != 0:
		return false
	case q.outPort != portAny && !f.program.actions(func(a *action) bool {
		return (a.kind == actOutput || a.kind == actEnqueue) && a.port == q.outPort
	}):
		return false
	case q.outGroup != groupAny && !f.program.actions(func(a *action) bool { return a.kind == actGroup && a.arg == q.outGroup }):
		return false
	case q.meter != 0 && !f.program.usesMeter(q.meter):
		return false
	}
	return true
}

func (p *program) usesMeter(id uint64) bool {
	return p.has(partMeter) && p.meter == id || p.actions(func(a *action) bool { return a.kind == actMeter && a.arg == id })
}

// selected returns the flows that a filter takes.
func (s *state) selected(q *filter) (list []*flow) {
	for i := range s.tables {
		for _, f := range s.tables[i].flows {
			if q.takes(f) {
				list = append(list, f)
			}
		}
	}
	return list
}

// remove takes flows out of their tables and reports them, each with its reason.
func (x *exchange) remove(reason uint64, gone func(f *flow) bool) {
	for i := range x.sw.tables {
		t := &x.sw.tables[i]
		t.flows = slices.DeleteFunc(t.flows, func(f *flow) bool {
			if !gone(f) {
				return false
			}
			x.removed(f, reason)
			return true
		})
	}
}

// checkMatch returns the match of the fields of a request, or what is wrong with them.
func (x *exchange) checkMatch(q *filter, fields []openflow.Field) (bad openflow.ErrorCode) {
	if q.table != tableAll && q.table >= uint64(len(x.sw.tables)) {
		return openflow15.ErrBadRequestBadTableID
	}
	q.match, bad = x.d.parseMatch(fields)
	return bad
}
