package topology

import (
	"context"
	"net/netip"
	"strconv"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet/bus"
)

// A PortID tells a port from all others.
type PortID struct {
	Switch openflow.DatapathID
	No     uint32 // As in openflow.Port.
}

// String returns the datapath id in 16 hexadecimal digits, a colon and the port's number.
func (p PortID) String() string {
	return p.Switch.String() + ":" + strconv.FormatUint(uint64(p.No), 10)
}

// A Switch is a switch that is connected, with its ports by number, the reserved ones included.
type Switch struct {
	ID    openflow.DatapathID
	Ports []openflow.Port
}

// A Link tells that what is sent out of a port comes in on another.
type Link struct{ Src, Dst PortID }

// Reverse returns the link of the other direction.
func (l Link) Reverse() Link { return Link{l.Dst, l.Src} }

// String returns both ports.
func (l Link) String() string { return l.Src.String() + "->" + l.Dst.String() }

// A Host is what has sent ARP or IP packets into a port.
type Host struct {
	MAC   openflow.MAC
	Port  PortID
	Addrs []netip.Addr // Those that it has used as sender, up to 16, the newest last. Of a router, those behind it too.
}

// SwitchEnter tells that a switch has connected. There is no PortAdd for the ports that it has.
type SwitchEnter struct{ Switch Switch }

// SwitchLeave tells that a switch is gone. The deletions of its links and hosts come before. There is no PortDelete.
type SwitchLeave struct{ Switch Switch }

// SwitchReconnected tells that a switch has a new connection without having left. Events of the ports that have changed meanwhile come before.
type SwitchReconnected struct{ Switch Switch }

// PortAdd tells of a new port.
type PortAdd struct {
	ID   PortID
	Port openflow.Port
}

// PortDelete tells that a port is gone. The deletions of its links and hosts come before.
type PortDelete struct {
	ID   PortID
	Port openflow.Port // As it was.
}

// PortModify tells that a port has changed, as when it goes up or down. When it goes down, the deletions of its links and hosts come before.
type PortModify struct {
	ID        PortID
	Port, Old openflow.Port
}

// LinkAdd tells of a new link. The deletions of hosts that were seen at its ends come before.
type LinkAdd struct{ Link Link }

// LinkDelete tells that a link is gone.
type LinkDelete struct{ Link Link }

// HostAdd tells of a new host.
type HostAdd struct{ Host Host }

// HostDelete tells that a host is not known any more: its port went down or away or is an end of a link, or there are too many hosts.
type HostDelete struct{ Host Host }

// HostMove tells that a host has sent from another port.
type HostMove struct {
	Host Host
	From PortID
}

// An event can publish itself.
type event interface {
	publish(ctx context.Context, from bus.Sender) error
}

func (ev SwitchEnter) publish(ctx context.Context, s bus.Sender) error {
	return bus.Publish(ctx, s, ev)
}
func (ev SwitchLeave) publish(ctx context.Context, s bus.Sender) error {
	return bus.Publish(ctx, s, ev)
}
func (ev SwitchReconnected) publish(ctx context.Context, s bus.Sender) error {
	return bus.Publish(ctx, s, ev)
}
func (ev PortAdd) publish(ctx context.Context, s bus.Sender) error    { return bus.Publish(ctx, s, ev) }
func (ev PortDelete) publish(ctx context.Context, s bus.Sender) error { return bus.Publish(ctx, s, ev) }
func (ev PortModify) publish(ctx context.Context, s bus.Sender) error { return bus.Publish(ctx, s, ev) }
func (ev LinkAdd) publish(ctx context.Context, s bus.Sender) error    { return bus.Publish(ctx, s, ev) }
func (ev LinkDelete) publish(ctx context.Context, s bus.Sender) error { return bus.Publish(ctx, s, ev) }
func (ev HostAdd) publish(ctx context.Context, s bus.Sender) error    { return bus.Publish(ctx, s, ev) }
func (ev HostDelete) publish(ctx context.Context, s bus.Sender) error { return bus.Publish(ctx, s, ev) }
func (ev HostMove) publish(ctx context.Context, s bus.Sender) error   { return bus.Publish(ctx, s, ev) }
