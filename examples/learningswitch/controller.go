package main

import (
	"context"
	"log/slog"
	"sync"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow13"
)

// Flows for pairs of hosts come before the table-miss flow, and end when the hosts are silent.
const (
	pairPriority = 10
	idleSeconds  = 60
)

// A controller knows the switches that are connected.
type controller struct {
	log     *slog.Logger
	mu      sync.Mutex
	bridges map[*ofnet.Conn]*bridge
}

// A bridge is what the controller knows of one switch. Its messages are used again for each packet.
type bridge struct {
	hosts  map[openflow.MAC]openflow13.PortNo
	out    *openflow13.PacketOut
	output *openflow13.ActionOutput // The action of out.
}

// newController returns the handler of all connections.
func newController(log *slog.Logger) *ofnet.Mux {
	ctl := &controller{log: log, bridges: make(map[*ofnet.Conn]*bridge)}
	mux := new(ofnet.Mux)
	ofnet.HandlePhase(mux, ofnet.PhaseMain, ctl.connected)
	ofnet.HandlePhase(mux, ofnet.PhaseDead, ctl.disconnected)
	ofnet.Handle(mux, ctl.packetIn)
	ofnet.Handle(mux, ctl.failed)
	return mux
}

// connected makes the switch send what no flow matches to the controller.
func (ctl *controller) connected(ctx context.Context, c *ofnet.Conn) error {
	b := &bridge{
		hosts:  make(map[openflow.MAC]openflow13.PortNo),
		out:    openflow13.NewPacketOut(),
		output: openflow13.NewActionOutput(),
	}
	b.out.Actions = openflow13.Actions{b.output}
	ctl.mu.Lock()
	ctl.bridges[c] = b
	ctl.mu.Unlock()
	ctl.log.Info("switch connected", "dpid", c.DatapathID())

	everything, config := openflow13.NewFlowMod(), openflow13.NewSetConfig()
	everything.Priority = 0
	everything.Instructions = output(openflow13.PortNoController)
	config.MissSendLen = openflow13.ControllerMaxLenNoBuffer
	if err := c.Send(ctx, config, everything); err != nil {
		return err
	}
	return c.Barrier(ctx)
}

func (ctl *controller) disconnected(ctx context.Context, c *ofnet.Conn) error {
	ctl.mu.Lock()
	delete(ctl.bridges, c)
	ctl.mu.Unlock()
	ctl.log.Info("switch disconnected", "dpid", c.DatapathID(), "cause", context.Cause(ctx))
	return nil
}

// packetIn learns where the sender of a frame is, and sends the frame on: to its destination where that is known, else everywhere.
func (ctl *controller) packetIn(ctx context.Context, c *ofnet.Conn, m *openflow13.PacketIn) error {
	in, _, ok := openflow13.FieldInPort.Get(m.Match)
	if !ok || len(m.Data) < 14 {
		return nil
	}
	ctl.mu.Lock()
	b := ctl.bridges[c]
	ctl.mu.Unlock()
	dst, src := openflow.MAC(m.Data[:6]), openflow.MAC(m.Data[6:12])
	if !src.IsMulticast() {
		b.hosts[src] = in
	}
	b.output.Port = openflow13.PortNoFlood
	if port, known := b.hosts[dst]; known {
		if port == in {
			return nil // It has been there.
		}
		b.output.Port = port
		if err := ctl.addFlows(ctx, c, src, in, dst, port); err != nil {
			return err
		}
	}
	b.out.BufferID, b.out.InPort, b.out.Data = m.BufferID, in, nil
	if m.BufferID == openflow13.BufferIDNone {
		b.out.Data = m.Data
	}
	return c.Send(ctx, b.out)
}

// addFlows makes the switch forward between two hosts by itself, both ways.
func (ctl *controller) addFlows(ctx context.Context, c *ofnet.Conn, a openflow.MAC, portA openflow13.PortNo, b openflow.MAC, portB openflow13.PortNo) error {
	ctl.log.Info("flows", "dpid", c.DatapathID(), "host", a, "port", portA, "peer", b, "peer_port", portB)
	return c.Send(ctx, flow(a, portA, b, portB), flow(b, portB, a, portA))
}

// flow returns the flow for frames from one host to another.
func flow(src openflow.MAC, in openflow13.PortNo, dst openflow.MAC, out openflow13.PortNo) *openflow13.FlowMod {
	m := openflow13.NewFlowMod()
	m.Priority, m.IdleTimeout = pairPriority, idleSeconds
	m.Match = openflow13.Match{
		openflow13.FieldInPort.Exact(in),
		openflow13.FieldEthDst.Exact(dst),
		openflow13.FieldEthSrc.Exact(src),
	}
	m.Instructions = output(out)
	return m
}

// output returns the instructions of a flow that sends to a port. Whole frames go to the controller.
func output(port openflow13.PortNo) openflow13.Instructions {
	return openflow13.Instructions{&openflow13.InstructionApplyActions{
		Actions: openflow13.Actions{&openflow13.ActionOutput{Port: port, MaxLen: openflow13.ControllerMaxLenNoBuffer}},
	}}
}

// failed logs an error message of a switch.
func (ctl *controller) failed(_ context.Context, c *ofnet.Conn, m *openflow13.ErrorMsg) error {
	ctl.log.Warn("error from switch", "dpid", c.DatapathID(), "message", openflow.Format(m))
	return nil
}
