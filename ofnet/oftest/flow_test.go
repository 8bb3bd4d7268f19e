package oftest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow13"
)

// command returns a flow-mod of a command.
func command(c openflow13.FlowModCommand, f *openflow13.FlowMod) *openflow13.FlowMod {
	f.Command = c
	return f
}

// flows returns the flows as priority:ports, for short.
func (b *bench) flows() string {
	var list []string
	for _, f := range b.sw.Flows() {
		actions := strings.NewReplacer("apply:", "", "output", "", ",", "").Replace(f.Instructions)
		list = append(list, fmt.Sprint(f.Priority, actions))
	}
	return strings.Join(list, " ")
}

func (b *bench) wantFlows(want string) {
	b.Helper()
	if got := b.flows(); got != want {
		b.Errorf("flows %q, want %q", got, want)
	}
}

func fromPort(n openflow13.PortNo) openflow13.Match {
	return openflow13.Match{openflow13.FieldInPort.Exact(n)}
}

// fill adds four flows.
func (b *bench) fill() {
	for i, f := range []*openflow13.FlowMod{
		mod(1, nil, apply(1)),
		mod(2, fromPort(1), apply(2)),
		mod(3, fromPort(2), apply(3)),
		mod(4, append(fromPort(1), openflow13.FieldEthDst.Exact(hostA)), apply(1, 2)),
	} {
		f.Cookie = 0x10 + uint64(i)
		b.ok(f)
	}
	b.wantFlows("4:1:2 3:3 2:2 1:1")
}

func TestFlowMod(t *testing.T) {
	const (
		modify, modifyStrict = openflow13.FlowModCommandModify, openflow13.FlowModCommandModifyStrict
		del, delStrict       = openflow13.FlowModCommandDelete, openflow13.FlowModCommandDeleteStrict
	)
	for _, tt := range []struct {
		name string
		mod  func() *openflow13.FlowMod
		want string
	}{
		{"replace", func() *openflow13.FlowMod { return mod(2, fromPort(1), apply(3)) }, "4:1:2 3:3 2:3 1:1"},
		{"same match, other priority", func() *openflow13.FlowMod { return mod(5, fromPort(1), apply(3)) }, "5:3 4:1:2 3:3 2:2 1:1"},
		{"modify", func() *openflow13.FlowMod { return command(modify, mod(0, fromPort(1), apply(3))) }, "4:3 3:3 2:3 1:1"},
		{"modify nothing", func() *openflow13.FlowMod { return command(modify, mod(0, fromPort(3), apply(3))) }, "4:1:2 3:3 2:2 1:1"},
		{"modify strict", func() *openflow13.FlowMod { return command(modifyStrict, mod(2, fromPort(1), apply(3))) }, "4:1:2 3:3 2:3 1:1"},
		{"modify strict, other priority", func() *openflow13.FlowMod { return command(modifyStrict, mod(3, fromPort(1), apply(3))) }, "4:1:2 3:3 2:2 1:1"},
		{"modify by cookie", func() *openflow13.FlowMod {
			f := command(modify, mod(0, nil, apply(3)))
			f.Cookie, f.CookieMask = 0x11, 0x1
			return f
		}, "4:3 3:3 2:3 1:1"},
		{"delete", func() *openflow13.FlowMod { return command(del, mod(9, fromPort(1), nil)) }, "3:3 1:1"},
		{"delete all", func() *openflow13.FlowMod {
			f := command(del, mod(9, nil, nil))
			f.TableID = openflow13.TableIDAll
			return f
		}, ""},
		{"delete in another table", func() *openflow13.FlowMod {
			f := command(del, mod(9, nil, nil))
			f.TableID = 1
			return f
		}, "4:1:2 3:3 2:2 1:1"},
		{"delete by port", func() *openflow13.FlowMod {
			f := command(del, mod(9, nil, nil))
			f.OutPort = 2
			return f
		}, "3:3 1:1"},
		{"delete by group", func() *openflow13.FlowMod {
			f := command(del, mod(9, nil, nil))
			f.OutGroup = 2
			return f
		}, "4:1:2 3:3 2:2 1:1"},
		{"delete by cookie", func() *openflow13.FlowMod {
			f := command(del, mod(9, nil, nil))
			f.Cookie, f.CookieMask = 0x12, ^uint64(0)
			return f
		}, "4:1:2 2:2 1:1"},
		{"delete strict", func() *openflow13.FlowMod { return command(delStrict, mod(2, fromPort(1), nil)) }, "4:1:2 3:3 1:1"},
		{"delete strict, other priority", func() *openflow13.FlowMod { return command(delStrict, mod(1, fromPort(1), nil)) }, "4:1:2 3:3 2:2 1:1"},
		{"delete strict by port", func() *openflow13.FlowMod {
			f := command(delStrict, mod(2, fromPort(1), nil))
			f.OutPort = 3
			return f
		}, "4:1:2 3:3 2:2 1:1"},
	} {
		run(t, tt.name, func(b *bench) {
			b.fill()
			b.ok(tt.mod())
			b.wantFlows(tt.want)
		})
	}
}

func TestCounters(t *testing.T) {
	run(t, "reset", func(b *bench) {
		f := frame(hostA, hostB, 8, 0)
		count := func(want uint64) {
			b.Helper()
			if got := b.sw.Flows()[0]; got.PacketCount != want || got.ByteCount != want*uint64(len(f)) {
				b.Errorf("%d packets, %d bytes, want %d", got.PacketCount, got.ByteCount, want)
			}
		}
		b.ok(mod(1, nil, apply(2)))
		b.inject(1, f)
		b.inject(1, f)
		count(2)
		b.ok(mod(1, nil, apply(3)))
		count(2)
		b.ok(command(openflow13.FlowModCommandModify, mod(1, nil, apply(2))))
		count(2)
		reset := mod(1, nil, apply(2))
		reset.Flags = openflow13.FlowModFlagsResetCounts
		b.ok(reset)
		count(0)
		b.inject(1, f)
		b.ok(command(openflow13.FlowModCommandModify, reset))
		count(0)
	})
	run(t, "removed", func(b *bench) {
		f := mod(6, fromPort(1), apply(2))
		f.Cookie, f.Flags = 8, openflow13.FlowModFlagsSendFlowRem
		b.ok(f, mod(5, fromPort(1), apply(2)))
		time.Sleep(90 * time.Second)
		b.inject(1, frame(hostA, hostB, 8, 0))
		b.ok(command(openflow13.FlowModCommandDelete, mod(0, nil, nil)))
		if len(b.events) != 1 {
			b.Fatal(b.events)
		}
		m := b.events[0].(*openflow13.FlowRemoved)
		if m.Cookie != 8 || m.Priority != 6 || m.Reason != openflow13.FlowRemovedReasonDelete || m.PacketCount != 1 ||
			m.DurationSec < 90 || m.DurationSec > 91 || len(m.Match) != 1 {
			b.Errorf("%+v", m)
		}
	})
}

func TestFlowErrors(t *testing.T) {
	run(t, "flow-mod", func(b *bench) {
		table, buffer, overlap := mod(1, nil, nil), mod(1, nil, nil), mod(7, fromPort(1), nil)
		table.TableID, buffer.BufferID, overlap.Flags = 2, 5, openflow13.FlowModFlagsCheckOverlap
		all := mod(1, nil, nil)
		all.TableID = openflow13.TableIDAll
		b.refused(openflow13.ErrFlowModFailedBadCommand, command(9, mod(1, nil, nil)))
		b.refused(openflow13.ErrFlowModFailedBadTableID, table, all)
		b.refused(openflow13.ErrBadRequestBufferUnknown, buffer)
		unknown := append(fromPort(1), openflow13.FieldInPhyPort.Exact(1))
		b.refused(openflow13.ErrBadMatchBadField, mod(1, unknown, nil), command(openflow13.FlowModCommandDelete, mod(1, unknown, nil)))
		b.refused(openflow13.ErrBadMatchBadPrereq, mod(1, openflow13.Match{openflow13.FieldTCPDst.Exact(80)}, nil))
		b.refused(openflow13.ErrBadMatchDupField, mod(1, append(fromPort(1), fromPort(2)...), nil))
		b.refused(openflow13.ErrBadActionBadOutPort, mod(1, nil, apply(0)), mod(1, nil, apply(openflow13.PortNoTable)),
			mod(1, nil, apply(openflow13.PortNoAny)))
		b.refused(openflow13.ErrBadActionBadType, mod(1, nil, openflow13.Instructions{
			&openflow13.InstructionApplyActions{Actions: openflow13.Actions{&openflow13.ActionPopPBB{}}}}))
		b.refused(openflow13.ErrBadInstructionBadTableID, mod(1, nil, openflow13.Instructions{&openflow13.InstructionGotoTable{}}),
			mod(1, nil, openflow13.Instructions{&openflow13.InstructionGotoTable{TableID: 2}}))
		b.refused(openflow13.ErrMeterModFailedInvalidMeter, mod(1, nil, openflow13.Instructions{&openflow13.InstructionMeter{MeterID: 1}}))
		b.refused(openflow13.ErrBadInstructionUnknownInst, mod(1, nil, openflow13.Instructions{&openflow13.InstructionUnknown{Type: 99, Body: make([]byte, 4)}}))
		b.wantFlows("")
		b.ok(mod(7, openflow13.Match{openflow13.FieldEthType.Exact(5)}, apply(1)))
		b.refused(openflow13.ErrFlowModFailedOverlap, overlap)
		b.wantFlows("7:1")
	})
	run(t, "packet-out", func(b *bench) {
		buffer, bad := openflow13.NewPacketOut(), openflow13.NewPacketOut()
		buffer.BufferID, bad.Actions = 5, output(openflow13.PortNoMax+1)
		b.refused(openflow13.ErrBadRequestBufferUnknown, buffer)
		b.refused(openflow13.ErrBadActionBadOutPort, bad)
	})
	run(t, "stats", func(b *bench) {
		table, match, aggregate := openflow13.NewFlowStatsRequest(), openflow13.NewFlowStatsRequest(), openflow13.NewAggregateStatsRequest()
		table.TableID, aggregate.TableID = 2, 2
		match.Match = append(fromPort(1), openflow13.FieldInPhyPort.Exact(1))
		b.refused(openflow13.ErrBadRequestBadTableID, table, aggregate)
		b.refused(openflow13.ErrBadMatchBadField, match)
	})
}

func TestFlowStats(t *testing.T) {
	run(t, "filters", func(b *bench) {
		b.fill()
		b.inject(1, frame(hostB, hostA, 8, 0))
		b.inject(1, frame(hostA, hostB, 8, 0))
		for _, tt := range []struct {
			set  func(q *openflow13.FlowStatsRequest)
			want int
		}{
			{func(q *openflow13.FlowStatsRequest) {}, 4},
			{func(q *openflow13.FlowStatsRequest) { q.TableID = 1 }, 0},
			{func(q *openflow13.FlowStatsRequest) { q.Match = fromPort(1) }, 2},
			{func(q *openflow13.FlowStatsRequest) { q.OutPort = 1 }, 2},
			{func(q *openflow13.FlowStatsRequest) { q.OutGroup = 1 }, 0},
			{func(q *openflow13.FlowStatsRequest) { q.Cookie, q.CookieMask = 0x12, 0x2 }, 2},
		} {
			q := openflow13.NewFlowStatsRequest()
			tt.set(q)
			flows, err := ofnet.Do(b.Context(), b.c, q)
			if err != nil || len(flows.Body) != tt.want {
				b.Errorf("%v: %v, want %d", flows, err, tt.want)
			}
			sums, err := ofnet.Do(b.Context(), b.c, &openflow13.AggregateStatsRequest{
				TableID: q.TableID, OutPort: q.OutPort, OutGroup: q.OutGroup, Cookie: q.Cookie, CookieMask: q.CookieMask, Match: q.Match,
			})
			if err != nil || int(sums.Body.FlowCount) != tt.want {
				b.Errorf("%v: %v, want %d", sums, err, tt.want)
			}
			if tt.want == 4 && (sums.Body.PacketCount != 2 || flows.Body[0].PacketCount != 1) {
				b.Errorf("%+v", sums.Body)
			}
		}
	})
	run(t, "several parts", func(b *bench) {
		for i := range 2000 {
			if err := b.c.Send(b.Context(), mod(uint16(i), nil, apply(1))); err != nil {
				b.Fatal(err)
			}
		}
		b.ok(openflow13.NewFlowStatsRequest())
		total := 0
		for i, m := range b.events {
			part := m.(*openflow13.FlowStatsReply)
			total += len(part.Body)
			if last := i == len(b.events)-1; (part.Flags == 0) != last {
				b.Errorf("part %d of %d: flags %v", i, len(b.events), part.Flags)
			}
		}
		if total != 2000 || len(b.events) < 2 {
			b.Errorf("%d flows in %d parts", total, len(b.events))
		}
	})
}
