package topology

import (
	"context"
	"encoding/binary"
	"net/netip"
	"sync"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/packet"
)

// Attach lets the Topology watch the switches of a registry, before its first connection. It puts itself before the registry's Handler and Events, which
// get all that they would without it but the Topology's own frames. The flow for these is added when Handler has returned from ofnet.PhaseMain,
// so that a Handler may begin by removing all flows. One that does so later must leave the flows of EtherType 0x88cc.
func (t *Topology) Attach(s *ofnet.Switches) {
	next := s.Events
	s.Events = func(ev ofnet.SwitchEvent) {
		t.switchEvent(ev)
		if next != nil {
			next(ev)
		}
	}
	s.Handler = &tap{t: t, next: s.Handler}
}

// switchEvent passes on what the Topology wants to know.
func (t *Topology) switchEvent(ev ofnet.SwitchEvent) {
	c := change{event: ev}
	switch ev := ev.(type) {
	case ofnet.SwitchEnter:
		c.ports = ev.Switch.Ports()
	case ofnet.SwitchReconnected:
		c.ports = ev.Switch.Ports()
	case ofnet.SwitchLeave, ofnet.PortChanged:
	default:
		return
	}
	_ = tell(context.Background(), t, c) // It fails when the Topology is closed.
}

// A tap is the Handler that a Topology puts before another.
type tap struct {
	t        *Topology
	next     ofnet.Handler // May be nil.
	decoders sync.Pool     // Of *packet.Decoder.
}

// ServeOpenFlow takes the Topology's frames out, and has a look at those of hosts.
func (tp *tap) ServeOpenFlow(ctx context.Context, c *ofnet.Conn, m openflow.Message) error {
	if p, ok := c.Protocol().PacketIn(m); ok && tp.packetIn(ctx, PortID{c.DatapathID(), p.InPort}, p.Data) || tp.next == nil {
		return nil
	}
	return tp.next.ServeOpenFlow(ctx, c, m)
}

// ServePhase adds the flow that brings the Topology's frames.
func (tp *tap) ServePhase(ctx context.Context, c *ofnet.Conn, p ofnet.Phase) error {
	if h, ok := tp.next.(ofnet.PhaseHandler); ok {
		if err := h.ServePhase(ctx, c, p); err != nil {
			return err
		}
	}
	if p != ofnet.PhaseMain || c.AuxiliaryID() != 0 {
		return nil
	}
	if m := flow(c.Version()); m != nil {
		return c.Send(ctx, m)
	}
	return nil
}

// packetIn learns from a frame, and reports whether it is one of the Topology's.
func (tp *tap) packetIn(ctx context.Context, in PortID, frame []byte) (own bool) {
	const etherType = 12
	if len(frame) < etherType+2 {
		return false
	}
	d, _ := tp.decoders.Get().(*packet.Decoder)
	if d == nil {
		d = new(packet.Decoder)
	}
	defer tp.decoders.Put(d)
	f := d.Decode(frame)
	if packet.EtherType(binary.BigEndian.Uint16(frame[etherType:])) != packet.EtherTypeLLDP {
		if s, ok := sender(f); ok {
			s.port = in
			tp.t.sighted(ctx, s)
		}
		return false
	}
	src, ok := tp.t.origin(f)
	if ok {
		tp.t.arrived(ctx, Link{src, in})
	}
	return ok
}

// arrived notes that a frame has come. In steady state it allocates nothing.
func (t *Topology) arrived(ctx context.Context, l Link) {
	t.mu.Lock()
	known := t.table.refresh(l, time.Now())
	t.mu.Unlock()
	if !known {
		_ = tell(ctx, t, l)
	}
}

// sighted notes what a host has sent. In steady state it allocates nothing.
func (t *Topology) sighted(ctx context.Context, s sighting) {
	t.mu.Lock()
	settled := t.table.settled(s)
	t.mu.Unlock()
	if !settled {
		_ = tell(ctx, t, s)
	}
}

// sender returns who has sent an ARP or IP packet.
func sender(f *packet.Packet) (s sighting, ok bool) {
	eth := f.Layers[0].(*packet.Ethernet) // The frame is long enough for it.
	if eth.Src.IsMulticast() || eth.Src == (openflow.MAC{}) {
		return s, false
	}
	s.mac = eth.Src
	for _, l := range f.Layers[1:] {
		switch l := l.(type) {
		case *packet.VLAN:
			continue
		case *packet.ARP:
			if l.SrcMAC == s.mac {
				s.addr = l.SrcIP
			}
		case *packet.IPv4:
			s.addr = l.Src
		case *packet.IPv6:
			s.addr = l.Src
		default:
			return s, false
		}
		if s.addr.IsUnspecified() || s.addr.IsMulticast() || s.addr.IsLoopback() {
			s.addr = netip.Addr{}
		}
		return s, true
	}
	return s, false
}
