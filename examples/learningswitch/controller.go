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
	mu      sync.RWMutex
	bridges map[openflow.DatapathID]*bridge
}

// A bridge is what the controller knows of one switch. A switch may have auxiliary connections beside its main one; the handlers of a connection run one
// after the other, but those of several at the same time.
type bridge struct {
	mu    sync.Mutex
	conn  *ofnet.Conn // The main connection. What is said on it is done in this order, whichever connection a packet-in came over.
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
func newController(log *slog.Logger) *ofnet.Switches {
	ctl, mux := &controller{log: log, bridges: make(map[openflow.DatapathID]*bridge)}, new(ofnet.Mux)
	ctl.handle10(mux)
	ctl.handle13(mux)
	return &ofnet.Switches{Handler: mux, Events: ctl.event}
}

// event is told what becomes of a switch: what it sends comes to the handlers after that.
func (ctl *controller) event(ev ofnet.SwitchEvent) {
	switch ev := ev.(type) {
	case ofnet.SwitchEnter:
		ctl.connected(ev.Switch.Conn())
	case ofnet.SwitchReconnected: // Perhaps with another version, and without its flows.
		ctl.connected(ev.Switch.Conn())
	case ofnet.SwitchLeave:
		ctl.disconnected(ev.Switch.DatapathID(), ev.Err)
	}
}

// connected begins with a switch that has no flows.
func (ctl *controller) connected(c *ofnet.Conn) {
	b := &bridge{conn: c, hosts: make(hosts)}
	switch c.Version() {
	case openflow.Version10:
		b.messages = newMessages10()
	case openflow.Version13:
		b.messages = newMessages13()
	}
	ctl.mu.Lock()
	ctl.bridges[c.DatapathID()] = b
	ctl.mu.Unlock()
	ctl.log.Info("switch connected", "dpid", c.DatapathID(), "version", c.Version(), "ports", len(c.Ports()))
	if err := c.Apply(c.Context(), b.setup()...); err != nil {
		ctl.log.Warn("switch not set up, closing", "dpid", c.DatapathID(), "err", err)
		c.Close()
	}
}

func (ctl *controller) disconnected(dpid openflow.DatapathID, cause error) {
	ctl.mu.Lock()
	delete(ctl.bridges, dpid)
	ctl.mu.Unlock()
	ctl.log.Info("switch disconnected", "dpid", dpid, "cause", cause)
}

// bridge returns the bridge of a connection; ok is false when the switch has left, and this auxiliary connection is about to.
func (ctl *controller) bridge(c *ofnet.Conn) (b *bridge, ok bool) {
	ctl.mu.RLock()
	defer ctl.mu.RUnlock()
	b, ok = ctl.bridges[c.DatapathID()]
	return b, ok
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
	b, ok := ctl.bridge(c)
	if !ok {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	d := b.hosts.decide(p.InPort, p.Data)
	if d.learned {
		ctl.log.Info("host learned", "dpid", c.DatapathID(), "host", d.src, "port", p.InPort, "moved", d.moved)
	}
	if d.moved {
		if err := b.conn.Send(ctx, b.forgetHost(d.src)); err != nil {
			return err
		}
	}
	switch d.action {
	case forward:
		return b.conn.Send(ctx, b.flow(p.InPort, d), b.packetOut(p, d.out))
	case flood:
		return b.conn.Send(ctx, b.packetOut(p, portFlood))
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
	b, ok := ctl.bridge(c)
	if !ok {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.hosts.forget(port.No)
	return b.conn.Send(ctx, b.forgetPort(port.No))
}

// failed logs an error message of a switch.
func (ctl *controller) failed(c *ofnet.Conn, m openflow.Message) error {
	ctl.log.Warn("error from switch", "dpid", c.DatapathID(), "message", openflow.Format(m))
	return nil
}
