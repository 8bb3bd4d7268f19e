package topology

import (
	"container/list"
	"net/netip"
	"slices"

	"github.com/ofwire/openflow"
)

// maxAddrs is how many IP addresses are known of a host.
const maxAddrs = 16

// A host is what is known of a Host.
type host struct {
	mac    openflow.MAC
	port   *port
	addrs  []netip.Addr
	recent *list.Element // In table.recent.
}

// A sighting is what a packet tells of its sender.
type sighting struct {
	mac  openflow.MAC
	port PortID
	addr netip.Addr // The zero Addr is none.
}

func (h *host) describe() Host { return Host{h.mac, h.port.id, slices.Clone(h.addrs)} }

// know notes an address.
func (h *host) know(a netip.Addr) {
	if !a.IsValid() || slices.Contains(h.addrs, a) {
		return
	}
	if len(h.addrs) == maxAddrs {
		h.addrs = slices.Delete(h.addrs, 0, 1)
	}
	h.addrs = append(h.addrs, a)
}

// settled notes what a packet tells, and reports whether there is nothing more to do: the host is where it was, or cannot be there.
func (t *table) settled(s sighting) bool {
	if p := t.port(s.port); p == nil || !p.isEdge() || !isUp(&p.desc) {
		return true
	}
	h := t.hosts[s.mac]
	if h == nil || h.port.id != s.port {
		return false
	}
	h.know(s.addr)
	t.recent.MoveToBack(h.recent)
	return true
}

// sight notes a host that is new or has moved.
func (t *table) sight(s sighting) (evs []event) {
	if t.settled(s) {
		return nil
	}
	h, p := t.hosts[s.mac], t.port(s.port)
	if h != nil {
		from := h.port.id
		delete(h.port.hosts, h)
		t.place(h, p)
		h.know(s.addr)
		t.recent.MoveToBack(h.recent)
		return []event{HostMove{h.describe(), from}}
	}
	if len(t.hosts) >= t.maxHosts {
		evs = append(evs, t.forget(t.recent.Front().Value.(*host)))
	}
	h = &host{mac: s.mac}
	h.know(s.addr)
	h.recent = t.recent.PushBack(h)
	t.hosts[s.mac] = h
	t.place(h, p)
	return append(evs, HostAdd{h.describe()})
}

func (t *table) place(h *host, p *port) {
	if p.hosts == nil {
		p.hosts = make(map[*host]struct{})
	}
	p.hosts[h] = struct{}{}
	h.port = p
}

// forget removes a host.
func (t *table) forget(h *host) event {
	delete(t.hosts, h.mac)
	delete(h.port.hosts, h)
	t.recent.Remove(h.recent)
	return HostDelete{h.describe()}
}

// evict removes the hosts of a port.
func (t *table) evict(p *port) (evs []event) {
	for h := range p.hosts {
		evs = append(evs, t.forget(h))
	}
	return evs
}
