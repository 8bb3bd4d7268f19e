package topology

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet/bus"
)

// GetSwitches asks for the switches, by datapath id. A handler that got an event may know less than the answer tells.
type GetSwitches struct{}

// GetLinks asks for links, by their ports.
type GetLinks struct {
	Switch openflow.DatapathID // Only those that begin at this switch. 0 is all.
}

// GetHosts asks for hosts, by address.
type GetHosts struct {
	Switch openflow.DatapathID // Only those at this switch. 0 is all.
}

// ReplyType says what the reply is.
func (GetSwitches) ReplyType() (none []Switch) { return }

// ReplyType says what the reply is.
func (GetLinks) ReplyType() (none []Link) { return }

// ReplyType says what the reply is.
func (GetHosts) ReplyType() (none []Host) { return }

// answer handles the requests.
func (t *Topology) answer() {
	bus.Handle(&t.app, func(context.Context, GetSwitches) ([]Switch, error) { return t.Switches(), nil })
	bus.Handle(&t.app, func(_ context.Context, q GetLinks) ([]Link, error) {
		return slices.DeleteFunc(t.Links(), func(l Link) bool { return q.Switch != 0 && l.Src.Switch != q.Switch }), nil
	})
	bus.Handle(&t.app, func(_ context.Context, q GetHosts) ([]Host, error) {
		return slices.DeleteFunc(t.Hosts(), func(h Host) bool { return q.Switch != 0 && h.Port.Switch != q.Switch }), nil
	})
}

// Switches returns all switches, by datapath id.
func (t *Topology) Switches() []Switch {
	t.mu.Lock()
	defer t.mu.Unlock()
	list := make([]Switch, 0, len(t.table.nodes))
	for _, n := range t.table.nodes {
		list = append(list, n.describe())
	}
	slices.SortFunc(list, func(a, b Switch) int { return cmp.Compare(a.ID, b.ID) })
	return list
}

// Switch returns the switch of a datapath id.
func (t *Topology) Switch(id openflow.DatapathID) (Switch, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n, ok := t.table.nodes[id]
	if !ok {
		return Switch{}, false
	}
	return n.describe(), true
}

// Links returns all links, by their ports.
func (t *Topology) Links() []Link {
	t.mu.Lock()
	defer t.mu.Unlock()
	list := []Link{}
	for _, n := range t.table.nodes {
		for _, p := range n.ports {
			if p.to != nil {
				list = append(list, p.link())
			}
		}
	}
	slices.SortFunc(list, compareLinks)
	return list
}

func compareLinks(a, b Link) int {
	return cmp.Or(comparePorts(a.Src, b.Src), comparePorts(a.Dst, b.Dst))
}

func comparePorts(a, b PortID) int {
	return cmp.Or(cmp.Compare(a.Switch, b.Switch), cmp.Compare(a.No, b.No))
}

// Hosts returns all hosts, by address.
func (t *Topology) Hosts() []Host {
	t.mu.Lock()
	defer t.mu.Unlock()
	list := make([]Host, 0, len(t.table.hosts))
	for _, h := range t.table.hosts {
		list = append(list, h.describe())
	}
	slices.SortFunc(list, func(a, b Host) int { return bytes.Compare(a.MAC[:], b.MAC[:]) })
	return list
}

// Host returns the host of an address.
func (t *Topology) Host(mac openflow.MAC) (Host, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	h, ok := t.table.hosts[mac]
	if !ok {
		return Host{}, false
	}
	return h.describe(), true
}
