package main

import (
	"context"
	"log/slog"
	"sync"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow13"
)

// Flows for pairs of hosts come before the table-miss flow, and end when the hosts are silent.
const (
	pairPriority = 10
	idleSeconds  = 60
)

// protocols returns the versions that the controller speaks.
func protocols() []*openflow.Protocol {
	return []*openflow.Protocol{openflow10.Protocol, openflow13.Protocol}
}

// A controller knows the switches that are connected. What it does is the same in all versions.
type controller struct {
	log     *slog.Logger
	bridges sync.Map // Of *ofnet.Conn to *bridge.
}

// A bridge is what the controller knows of one switch. The handlers of a connection run one after the other: it needs no lock.
type bridge struct {
	hosts hosts
	messages
}

// messages are what a controller says to a switch, in the version of the connection. What each method returns is valid until its next call: the same
// message is used again, so that a packet costs no memory.
type messages interface {
	// setup removes all flows, and makes the switch send whole frames that no flow matches to the controller.
	setup() []openflow.Message
	// flow adds a flow for frames of a host on a port to another host.
	flow(in uint32, d decision) openflow.Message
	// packetOut sends a frame to a port, or everywhere but back with portFlood.
	packetOut(p openflow.PacketIn, port uint32) openflow.Message
	// forgetHost removes the flows to a host.
	forgetHost(host openflow.MAC) openflow.Message
	// forgetPort removes the flows to a port.
	forgetPort(port uint32) openflow.Message
}

// portFlood is OFPP_FLOOD; that of 1.0 is the lower half.
const portFlood = uint32(openflow13.PortNoFlood)

// newController returns the handler of all connections.
func newController(log *slog.Logger) *ofnet.Mux {
	ctl, mux := &controller{log: log}, new(ofnet.Mux)
	ofnet.HandlePhase(mux, ofnet.PhaseMain, ctl.connected)
	ofnet.HandlePhase(mux, ofnet.PhaseDead, ctl.disconnected)
	ctl.handle10(mux)
	ctl.handle13(mux)
	return mux
}

// connected begins with a switch that has no flows.
func (ctl *controller) connected(ctx context.Context, c *ofnet.Conn) error {
	b := &bridge{hosts: make(hosts)}
	switch c.Version() {
	case openflow.Version10:
		b.messages = newMessages10()
	case openflow.Version13:
		b.messages = newMessages13()
	}
	ctl.bridges.Store(c, b)
	ctl.log.Info("switch connected", "dpid", c.DatapathID(), "version", c.Version(), "ports", len(c.Ports()))
	if err := c.Send(ctx, b.setup()...); err != nil {
		return err
	}
	return c.Barrier(ctx)
}

func (ctl *controller) disconnected(ctx context.Context, c *ofnet.Conn) error {
	ctl.bridges.Delete(c)
	ctl.log.Info("switch disconnected", "dpid", c.DatapathID(), "cause", context.Cause(ctx))
	return nil
}

// bridge returns the bridge of a connection in PhaseMain.
func (ctl *controller) bridge(c *ofnet.Conn) *bridge {
	b, _ := ctl.bridges.Load(c)
	return b.(*bridge)
}

// handlePacketIn adds the handler of one type of packet-ins: a switch sends Nicira's when it was told so.
func handlePacketIn[M openflow.Message](mux *ofnet.Mux, ctl *controller) {
	ofnet.Handle(mux, func(ctx context.Context, c *ofnet.Conn, m M) error {
		p, ok := c.Protocol().PacketIn(m)
		if !ok || p.InPort == 0 {
			return nil
		}
		return ctl.packetIn(ctx, c, p)
	})
}

// packetIn sends a frame on: to its destination where that is known, with a flow for those that follow, else everywhere.
func (ctl *controller) packetIn(ctx context.Context, c *ofnet.Conn, p openflow.PacketIn) error {
	b := ctl.bridge(c)
	d := b.hosts.decide(p.InPort, p.Data)
	if d.learned {
		ctl.log.Info("host learned", "dpid", c.DatapathID(), "host", d.src, "port", p.InPort, "moved", d.moved)
	}
	if d.moved {
		if err := c.Send(ctx, b.forgetHost(d.src)); err != nil {
			return err
		}
	}
	switch d.action {
	case forward:
		return c.Send(ctx, b.flow(p.InPort, d), b.packetOut(p, d.out))
	case flood:
		return c.Send(ctx, b.packetOut(p, portFlood))
	}
	return nil
}

// portStatus forgets what is on a port that is gone, or has no link.
func (ctl *controller) portStatus(ctx context.Context, c *ofnet.Conn, m openflow.Message) error {
	reason, port, ok := c.Protocol().PortStatus(m)
	down := port.Config&uint32(openflow13.PortConfigPortDown) != 0 || port.State&uint32(openflow13.PortStateLinkDown) != 0 // As in 1.0.
	if !ok || reason != openflow.PortDeleted && !down {
		return nil
	}
	ctl.log.Info("port lost", "dpid", c.DatapathID(), "port", port.No, "name", port.Name)
	b := ctl.bridge(c)
	b.hosts.forget(port.No)
	return c.Send(ctx, b.forgetPort(port.No))
}

// failed logs an error message of a switch.
func (ctl *controller) failed(c *ofnet.Conn, m openflow.Message) error {
	ctl.log.Warn("error from switch", "dpid", c.DatapathID(), "message", openflow.Format(m))
	return nil
}
