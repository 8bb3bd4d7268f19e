package oftest

import (
	"context"
	"fmt"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow13"
)

func (s *Switch) desc(ctx context.Context, c *ofnet.Conn, m *openflow13.DescRequest) error {
	reply := &openflow13.DescReply{XID: m.XID}
	for _, text := range []struct {
		field openflow.Text
		value string
	}{
		{&reply.Body.MfrDesc, "ofwire"},
		{&reply.Body.HWDesc, "simulated switch"},
		{&reply.Body.SwDesc, "github.com/ofwire/openflow/ofnet/oftest"},
		{&reply.Body.SerialNum, "none"},
		{&reply.Body.DPDesc, s.DatapathID.String()},
	} {
		if err := text.field.Set(text.value); err != nil {
			return err
		}
	}
	return c.Send(ctx, reply)
}

func (s *Switch) portDesc(ctx context.Context, c *ofnet.Conn, m *openflow13.PortDescRequest) error {
	const portLen = 64
	var ports []openflow13.Port
	for _, no := range s.Ports {
		port, err := s.port(no)
		if err != nil {
			return err
		}
		ports = append(ports, port)
	}
	for _, part := range split(ports, func(*openflow13.Port) int { return portLen }) {
		if err := c.Send(ctx, &openflow13.PortDescReply{XID: m.XID, Flags: more(part.last), Body: part.list}); err != nil {
			return err
		}
	}
	return nil
}

// port describes a port.
func (s *Switch) port(no uint32) (openflow13.Port, error) {
	port := openflow13.Port{
		PortNo: openflow13.PortNo(no),
		HWAddr: openflow.MAC{2, 0, byte(s.DatapathID >> 8), byte(s.DatapathID), byte(no >> 8), byte(no)},
		State:  openflow13.PortStateLive,
		Curr:   openflow13.PortFeatures1GBFD | openflow13.PortFeaturesCopper, CurrSpeed: 1e6, MaxSpeed: 1e6,
	}
	return port, port.Name.Set(fmt.Sprintf("port%d", no))
}

func (s *Switch) flowStats(ctx context.Context, c *ofnet.Conn, m *openflow13.FlowStatsRequest) error {
	list, bad := s.statsOf(&flowFilter{
		table: m.TableID, outPort: m.OutPort, outGroup: m.OutGroup, cookie: m.Cookie, cookieMask: m.CookieMask,
	}, m.Match)
	if bad != 0 {
		return refuse(ctx, c, m, bad)
	}
	var scratch []byte
	size := func(f *openflow13.FlowStats) int {
		scratch, _ = f.AppendBinary(scratch[:0]) // It came in a message: it goes into one.
		return len(scratch)
	}
	for _, part := range split(list, size) {
		if err := c.Send(ctx, &openflow13.FlowStatsReply{XID: m.XID, Flags: more(part.last), Body: part.list}); err != nil {
			return err
		}
	}
	return nil
}

func (s *Switch) aggregateStats(ctx context.Context, c *ofnet.Conn, m *openflow13.AggregateStatsRequest) error {
	list, bad := s.statsOf(&flowFilter{
		table: m.TableID, outPort: m.OutPort, outGroup: m.OutGroup, cookie: m.Cookie, cookieMask: m.CookieMask,
	}, m.Match)
	if bad != 0 {
		return refuse(ctx, c, m, bad)
	}
	reply := &openflow13.AggregateStatsReply{XID: m.XID}
	for _, f := range list {
		reply.Body.FlowCount++
		reply.Body.PacketCount += f.PacketCount
		reply.Body.ByteCount += f.ByteCount
	}
	return c.Send(ctx, reply)
}

// statsOf returns the statistics of the flows that a filter takes, or what is wrong with it.
func (s *Switch) statsOf(q *flowFilter, fields openflow13.Match) (list []openflow13.FlowStats, bad openflow.ErrorCode) {
	if uint8(q.table) >= s.Tables && q.table != openflow13.TableIDAll {
		return nil, openflow13.ErrBadRequestBadTableID
	}
	if q.match, bad = parseMatch(fields); bad != 0 {
		return nil, bad
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.selectFlows(q) {
		list = append(list, f.stats())
	}
	return list, 0
}

// A part is what one message of a multipart reply holds.
type part[T any] struct {
	list []T
	last bool
}

// split distributes a list over messages. There is at least one.
func split[T any](list []T, size func(*T) int) (parts []part[T]) {
	const room = openflow.MaxMessageLen - 16
	first, used := 0, 0
	for i := range list {
		n := size(&list[i])
		if used+n > room {
			parts = append(parts, part[T]{list: list[first:i]})
			first, used = i, 0
		}
		used += n
	}
	return append(parts, part[T]{list: list[first:], last: true})
}

func more(last bool) openflow13.MultipartReplyFlags {
	if last {
		return 0
	}
	return openflow13.MultipartReplyFlagsMore
}
