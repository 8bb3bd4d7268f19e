package oftest

import (
	"context"
	"slices"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow13"
)

// A flow is an entry of a table. Its mod is not changed once it is there; a modification replaces it.
type flow struct {
	match          match
	mod            *openflow13.FlowMod
	since          time.Time
	packets, bytes uint64
}

// A table holds flows, those of higher priority first.
type table []*flow

// stats returns the flow as flow-stats tell it. It shares memory with the flow.
func (f *flow) stats() openflow13.FlowStats {
	age := time.Since(f.since)
	return openflow13.FlowStats{
		TableID:      f.mod.TableID,
		DurationSec:  uint32(age / time.Second),
		DurationNsec: uint32(age % time.Second),
		Priority:     f.mod.Priority,
		IdleTimeout:  f.mod.IdleTimeout,
		HardTimeout:  f.mod.HardTimeout,
		Flags:        f.mod.Flags,
		Cookie:       f.mod.Cookie,
		PacketCount:  f.packets,
		ByteCount:    f.bytes,
		Match:        f.mod.Match,
		Instructions: f.mod.Instructions,
	}
}

// outputsTo reports whether an action of the flow outputs to a port.
func (f *flow) outputsTo(port openflow13.PortNo) bool {
	for _, in := range f.mod.Instructions {
		apply, ok := in.(*openflow13.InstructionApplyActions)
		if !ok {
			continue
		}
		for _, a := range apply.Actions {
			if out, ok := a.(*openflow13.ActionOutput); ok && out.Port == port {
				return true
			}
		}
	}
	return false
}

// A flowFilter selects flows, as requests and modifications do.
type flowFilter struct {
	table              openflow13.TableID
	match              match
	outPort            openflow13.PortNo
	outGroup           openflow13.GroupID
	cookie, cookieMask uint64
	strict             bool // The match and the priority must be the same.
	priority           uint16
}

func (q *flowFilter) takes(f *flow) bool {
	switch {
	case q.table != openflow13.TableIDAll && q.table != f.mod.TableID:
		return false
	case q.outGroup != openflow13.GroupIDAny: // No flow uses groups.
		return false
	case q.outPort != openflow13.PortNoAny && !f.outputsTo(q.outPort):
		return false
	case (q.cookie^f.mod.Cookie)&q.cookieMask != 0:
		return false
	case q.strict:
		return q.match == f.match && q.priority == f.mod.Priority
	}
	return q.match.covers(f.match)
}

// selectFlows returns the flows that a filter takes. It is called with the lock held.
func (s *Switch) selectFlows(q *flowFilter) (list []*flow) {
	for _, t := range s.tables {
		for _, f := range t {
			if q.takes(f) {
				list = append(list, f)
			}
		}
	}
	return list
}

func (s *Switch) flowMod(ctx context.Context, c *ofnet.Conn, m *openflow13.FlowMod) error {
	removed, bad := s.changeFlows(m)
	if bad != 0 {
		return refuse(ctx, c, m, bad)
	}
	for _, f := range removed {
		if err := s.sendRemoved(ctx, f); err != nil {
			return err
		}
	}
	return nil
}

// changeFlows does what a flow-mod asks for. It returns the flows to report as removed, or why nothing was done.
func (s *Switch) changeFlows(m *openflow13.FlowMod) (removed []*flow, bad openflow.ErrorCode) {
	isDelete := m.Command == openflow13.FlowModCommandDelete || m.Command == openflow13.FlowModCommandDeleteStrict
	mt, bad := s.checkFlowMod(m, isDelete)
	if bad != 0 {
		return nil, bad
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	q := &flowFilter{
		table: m.TableID, match: mt, cookie: m.Cookie, cookieMask: m.CookieMask, priority: m.Priority,
		outPort: openflow13.PortNoAny, outGroup: openflow13.GroupIDAny,
	}
	switch m.Command {
	case openflow13.FlowModCommandAdd:
		return nil, s.addFlow(m, mt)
	case openflow13.FlowModCommandModifyStrict:
		q.strict = true
		fallthrough
	case openflow13.FlowModCommandModify:
		for _, f := range s.selectFlows(q) {
			f.modify(m)
		}
		return nil, 0
	case openflow13.FlowModCommandDeleteStrict:
		q.strict = true
	}
	q.outPort, q.outGroup = m.OutPort, m.OutGroup
	return s.deleteFlows(q), 0
}

// checkFlowMod returns the match of a flow-mod, or what is wrong with the message.
func (s *Switch) checkFlowMod(m *openflow13.FlowMod, isDelete bool) (mt match, bad openflow.ErrorCode) {
	switch {
	case m.Command > openflow13.FlowModCommandDeleteStrict:
		return mt, openflow13.ErrFlowModFailedBadCommand
	case uint8(m.TableID) >= s.Tables && !(isDelete && m.TableID == openflow13.TableIDAll):
		return mt, openflow13.ErrFlowModFailedBadTableID
	case m.BufferID != openflow13.BufferIDNone && !isDelete:
		return mt, openflow13.ErrBadRequestBufferUnknown
	}
	if mt, bad = parseMatch(m.Match); bad != 0 || isDelete {
		return mt, bad
	}
	return mt, s.checkInstructions(m.TableID, m.Instructions)
}

// addFlow adds a flow or replaces the one of the same match and priority. It is called with the lock held.
func (s *Switch) addFlow(m *openflow13.FlowMod, mt match) openflow.ErrorCode {
	t := &s.tables[m.TableID]
	f := &flow{match: mt, mod: m.Clone(), since: time.Now()}
	for i, old := range *t {
		if old.match == mt && old.mod.Priority == m.Priority {
			if m.Flags&openflow13.FlowModFlagsResetCounts == 0 {
				f.packets, f.bytes = old.packets, old.bytes
			}
			(*t)[i] = f
			return 0
		}
		if m.Flags&openflow13.FlowModFlagsCheckOverlap != 0 && old.mod.Priority == m.Priority && old.match.overlaps(mt) {
			return openflow13.ErrFlowModFailedOverlap
		}
	}
	at := len(*t)
	for at > 0 && (*t)[at-1].mod.Priority < m.Priority {
		at--
	}
	*t = slices.Insert(*t, at, f)
	return 0
}

// modify changes a flow's instructions.
func (f *flow) modify(m *openflow13.FlowMod) {
	mod := *f.mod
	mod.Instructions = m.Clone().Instructions
	f.mod = &mod
	if m.Flags&openflow13.FlowModFlagsResetCounts != 0 {
		f.packets, f.bytes = 0, 0
	}
}

// deleteFlows deletes flows and returns those to report. It is called with the lock held.
func (s *Switch) deleteFlows(q *flowFilter) (removed []*flow) {
	for i := range s.tables {
		s.tables[i] = slices.DeleteFunc(s.tables[i], func(f *flow) bool {
			gone := q.takes(f)
			if gone && f.mod.Flags&openflow13.FlowModFlagsSendFlowRem != 0 {
				removed = append(removed, f)
			}
			return gone
		})
	}
	return removed
}

func (s *Switch) sendRemoved(ctx context.Context, f *flow) error {
	st := f.stats()
	return s.broadcast(ctx, &openflow13.FlowRemoved{
		Cookie: st.Cookie, Priority: st.Priority, Reason: openflow13.FlowRemovedReasonDelete, TableID: st.TableID,
		DurationSec: st.DurationSec, DurationNsec: st.DurationNsec, IdleTimeout: st.IdleTimeout, HardTimeout: st.HardTimeout,
		PacketCount: st.PacketCount, ByteCount: st.ByteCount, Match: st.Match,
	})
}

// broadcast sends an event to all controllers. One that has gone is no error.
func (s *Switch) broadcast(ctx context.Context, m openflow.Message) error {
	s.mu.Lock()
	conns := s.conns
	s.mu.Unlock()
	for _, c := range conns {
		if err := c.Send(ctx, m); err != nil && c.Context().Err() == nil {
			return err
		}
	}
	return nil
}
