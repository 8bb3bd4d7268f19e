package oftest

import (
	"bytes"
	"context"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow13"
)

// checkInstructions returns what is wrong with the instructions of a flow of a table, or 0.
func (s *Switch) checkInstructions(id openflow13.TableID, list openflow13.Instructions) openflow.ErrorCode {
	for _, in := range list {
		switch in := in.(type) {
		case *openflow13.InstructionApplyActions:
			if bad := s.checkActions(in.Actions, false); bad != 0 {
				return bad
			}
		case *openflow13.InstructionClearActions: // There is no action set.
		case *openflow13.InstructionGotoTable:
			if in.TableID <= id || uint8(in.TableID) >= s.Tables {
				return openflow13.ErrBadInstructionBadTableID
			}
		case *openflow13.InstructionUnknown:
			return openflow13.ErrBadInstructionUnknownInst
		default:
			return openflow13.ErrBadInstructionUnsupInst
		}
	}
	return 0
}

// checkActions returns what is wrong with actions, or 0.
func (s *Switch) checkActions(list openflow13.Actions, packetOut bool) openflow.ErrorCode {
	for _, a := range list {
		out, ok := a.(*openflow13.ActionOutput)
		if !ok {
			return openflow13.ErrBadActionBadType
		}
		switch out.Port {
		case openflow13.PortNoInPort, openflow13.PortNoFlood, openflow13.PortNoAll, openflow13.PortNoController:
		case openflow13.PortNoTable:
			if !packetOut {
				return openflow13.ErrBadActionBadOutPort
			}
		default:
			if s.hosts[uint32(out.Port)] == nil {
				return openflow13.ErrBadActionBadOutPort
			}
		}
	}
	return 0
}

// A packet is a frame on its way through the switch, and what becomes of it.
type packet struct {
	in     openflow13.PortNo
	frame  []byte
	table  openflow13.TableID
	cookie uint64
	reason openflow13.PacketInReason
	to     []openflow13.PortNo    // Ports to send it to.
	events []*openflow13.PacketIn // To send to the controllers.
}

// run sends a packet through the tables.
func (s *Switch) run(p *packet) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := keyOf(p.in, p.frame)
	for next := 0; next >= 0; {
		f := s.tables[next].find(k)
		if f == nil {
			return // OpenFlow 1.3 drops what no flow matches.
		}
		f.packets++
		f.bytes += uint64(len(p.frame))
		p.table, p.cookie, p.reason = f.mod.TableID, f.mod.Cookie, openflow13.PacketInReasonAction
		if f.mod.Priority == 0 && f.match == (match{}) {
			p.reason = openflow13.PacketInReasonNoMatch
		}
		next = -1
		for _, in := range f.mod.Instructions {
			switch in := in.(type) {
			case *openflow13.InstructionApplyActions:
				s.apply(p, in.Actions)
			case *openflow13.InstructionGotoTable:
				next = int(in.TableID)
			}
		}
	}
}

// find returns the first flow that matches, or nil.
func (t table) find(k key) *flow {
	for _, f := range t {
		if f.match.matches(k) {
			return f
		}
	}
	return nil
}

// apply notes where actions send a packet. Those of TABLE are not its business.
func (s *Switch) apply(p *packet, list openflow13.Actions) {
	for _, a := range list {
		out, ok := a.(*openflow13.ActionOutput)
		if !ok {
			continue
		}
		switch out.Port {
		case openflow13.PortNoController:
			p.events = append(p.events, p.event())
		case openflow13.PortNoInPort:
			p.to = append(p.to, p.in)
		case openflow13.PortNoFlood, openflow13.PortNoAll:
			for _, no := range s.Ports {
				if port := openflow13.PortNo(no); port != p.in {
					p.to = append(p.to, port)
				}
			}
		case p.in, openflow13.PortNoTable: // The ingress port has to be named IN_PORT.
		default:
			p.to = append(p.to, out.Port)
		}
	}
}

// event returns the packet-in of a packet. It has all of the frame, as the switch has no buffers.
func (p *packet) event() *openflow13.PacketIn {
	m := openflow13.NewPacketIn()
	m.TotalLen = uint16(len(p.frame))
	m.Reason, m.TableID, m.Cookie = p.reason, p.table, p.cookie
	m.Match = openflow13.Match{openflow13.FieldInPort.Exact(p.in)}
	m.Data = p.frame
	return m
}

// deliver sends a packet on its ways.
func (s *Switch) deliver(ctx context.Context, p *packet) error {
	for _, port := range p.to {
		if h := s.hosts[uint32(port)]; h != nil {
			h.receive(bytes.Clone(p.frame))
		}
	}
	for _, m := range p.events {
		if err := s.broadcast(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

func (s *Switch) packetOut(ctx context.Context, c *ofnet.Conn, m *openflow13.PacketOut) error {
	if m.BufferID != openflow13.BufferIDNone {
		return refuse(ctx, c, m, openflow13.ErrBadRequestBufferUnknown)
	}
	if bad := s.checkActions(m.Actions, true); bad != 0 {
		return refuse(ctx, c, m, bad)
	}
	p := &packet{in: m.InPort, frame: m.Data, cookie: ^uint64(0), reason: openflow13.PacketInReasonAction}
	s.apply(p, m.Actions)
	for _, a := range m.Actions {
		if out, ok := a.(*openflow13.ActionOutput); ok && out.Port == openflow13.PortNoTable {
			s.run(p)
		}
	}
	return s.deliver(ctx, p)
}
