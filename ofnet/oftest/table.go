package oftest

import (
	"encoding/binary"
	"slices"
	"time"

	"github.com/ofwire/openflow"
)

// Numbers that all versions have, of 1.2 on; sink and source translate.
const (
	tableAll = 0xff
	portMax  = 0xffffff00
	portAny  = 0xffffffff
	groupMax = 0xffffff00
	groupAll = 0xfffffffc
	groupAny = 0xffffffff
	meterMax = 0xffff0000
	meterAll = 0xffffffff
	noBuffer = 0xffffffff
	allOnes  = ^uint64(0)
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
	id             string           // Of flowKey.
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

// String returns the key in a form that compares, for maps. The table is not part of it.
func (k *flowKey) String() string {
	b := binary.BigEndian.AppendUint16(nil, k.priority)
	for _, t := range k.match {
		for _, n := range []uint64{uint64(t.key), t.value.Hi, t.value.Lo, t.mask.Hi, t.mask.Lo} {
			b = binary.BigEndian.AppendUint64(b, n)
		}
	}
	return string(b)
}

// A table holds flows, those of higher priority first, of one priority in the order in which they came.
type table struct {
	flows            []*flow
	index            map[string]*flow // By id.
	lookups, matched uint64
	config           uint64
}

// add adds a flow that is not there.
func (t *table) add(f *flow) {
	i, _ := slices.BinarySearchFunc(t.flows, f.priority, func(g *flow, priority uint16) int {
		if g.priority >= priority {
			return -1
		}
		return 1
	})
	t.flows = slices.Insert(t.flows, i, f)
	if t.index == nil {
		t.index = make(map[string]*flow)
	}
	t.index[f.id] = f
}

// clone returns a table that can be changed without a change to t.
func (t *table) clone() table {
	c := table{lookups: t.lookups, matched: t.matched, config: t.config}
	if len(t.flows) > 0 {
		c.index = make(map[string]*flow, len(t.flows))
	}
	for _, f := range t.flows {
		copied := *f
		c.flows = append(c.flows, &copied)
		c.index[f.id] = &copied
	}
	return c
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
			delete(t.index, f.id)
			x.removed(f, reason)
			return true
		})
	}
}
