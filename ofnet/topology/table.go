package topology

import (
	"container/list"
	"slices"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
)

// A table is what a Topology knows. Its methods return what has changed, as events.
type table struct {
	nodes    map[openflow.DatapathID]*node
	hosts    map[openflow.MAC]*host
	maxHosts int
	period   time.Duration // Between the probes of a port.
	key      []byte        // Of the tags.
	recent   list.List     // Of *host, that which was silent for longest first.
	turns    list.List     // Of *port, that which is to be probed next first. Only ports that are up are in it.
}

// A node is a switch.
type node struct {
	sw    *ofnet.Switch
	ports map[uint32]*port
}

// A port is a port of a node.
type port struct {
	id    PortID
	desc  openflow.Port
	node  *node
	turn  *list.Element // In table.turns; nil for a port that is not probed.
	probe openflow.Message
	tag   tag

	sent   time.Time // When the last probe was.
	unseen int       // The probes since one has come in somewhere.

	to    *port              // Where probes come in; nil is no link.
	seen  time.Time          // When one did.
	from  map[*port]struct{} // Ports whose to is this one.
	hosts map[*host]struct{}
}

func (n *node) describe() Switch {
	s := Switch{ID: n.sw.DatapathID(), Ports: make([]openflow.Port, 0, len(n.ports))}
	for _, p := range n.ports {
		s.Ports = append(s.Ports, p.desc)
	}
	slices.SortFunc(s.Ports, func(a, b openflow.Port) int { return int(int64(a.No) - int64(b.No)) })
	return s
}

func (p *port) link() Link { return Link{p.id, p.to.id} }

// isEdge reports whether hosts may be on the port, as far as is known.
func (p *port) isEdge() bool { return p.to == nil && len(p.from) == 0 }

// isUp reports whether a port can carry frames. The bits are the same in all versions.
func isUp(p *openflow.Port) bool {
	const down = 1 << 0
	return p.Config&down == 0 && p.State&down == 0
}

// isReserved reports whether a port's number has a meaning of its own, such as LOCAL.
func isReserved(no uint32) bool { return no > 0xffffff00 }

func (t *table) port(id PortID) *port {
	n := t.nodes[id.Switch]
	if n == nil {
		return nil
	}
	return n.ports[id.No]
}

// enter adds a switch, or notes its ports anew.
func (t *table) enter(sw *ofnet.Switch, ports []openflow.Port) (evs []event) {
	id := sw.DatapathID()
	n := t.nodes[id]
	if n == nil {
		n = &node{sw: sw, ports: make(map[uint32]*port)}
		t.nodes[id] = n
		for _, d := range ports {
			t.setPort(n, d)
		}
		return []event{SwitchEnter{n.describe()}}
	}
	n.sw = sw
	gone := make(map[uint32]bool)
	for no := range n.ports {
		gone[no] = true
	}
	for _, d := range ports {
		delete(gone, d.No)
		if p := n.ports[d.No]; p != nil && same(p.desc, d) {
			t.schedule(p) // The version may be another.
			continue
		}
		evs = append(evs, t.setPort(n, d)...)
	}
	for no := range gone {
		evs = append(evs, t.deletePort(n, no)...)
	}
	return append(evs, SwitchReconnected{n.describe()})
}

// leave removes a switch.
func (t *table) leave(id openflow.DatapathID) (evs []event) {
	n := t.nodes[id]
	if n == nil {
		return nil
	}
	s := n.describe()
	for _, d := range s.Ports {
		p := n.ports[d.No]
		evs = append(evs, t.clear(p)...)
		t.rest(p)
	}
	delete(t.nodes, id)
	return append(evs, SwitchLeave{s})
}

// setPort adds or changes a port.
func (t *table) setPort(n *node, d openflow.Port) (evs []event) {
	p := n.ports[d.No]
	if p == nil {
		id := PortID{n.sw.DatapathID(), d.No}
		p = &port{id: id, desc: d, node: n, tag: sign(t.key, id)}
		n.ports[d.No] = p
		t.schedule(p)
		return []event{PortAdd{p.id, d}}
	}
	old := p.desc
	p.desc = d
	if !isUp(&d) {
		evs = t.clear(p)
	}
	t.schedule(p)
	return append(evs, PortModify{p.id, d, old})
}

// portChanged notes a port status.
func (t *table) portChanged(ev ofnet.PortChanged) []event {
	n := t.nodes[ev.Switch.DatapathID()]
	switch {
	case n == nil:
		return nil
	case ev.Reason == openflow.PortDeleted:
		return t.deletePort(n, ev.Port.No)
	}
	return t.setPort(n, ev.Port)
}

// same compares what all versions tell of a port.
func same(a, b openflow.Port) bool {
	return a.HWAddr == b.HWAddr && a.Name == b.Name && a.Config == b.Config && a.State == b.State
}

// deletePort removes a port.
func (t *table) deletePort(n *node, no uint32) []event {
	p := n.ports[no]
	if p == nil {
		return nil
	}
	evs := t.clear(p)
	t.rest(p)
	delete(n.ports, no)
	return append(evs, PortDelete{p.id, p.desc})
}

// schedule lets a port be probed next, or no more when it is down. One that was probed just now comes last: ports that go up and down all the time
// do not keep others waiting.
func (t *table) schedule(p *port) {
	t.rest(p)
	p.probe = nil // Made when it is sent.
	switch {
	case !isUp(&p.desc) || isReserved(p.id.No):
	case time.Since(p.sent) < t.period:
		p.turn = t.turns.PushBack(p)
	default:
		p.turn = t.turns.PushFront(p)
	}
}

// rest lets a port be probed no more.
func (t *table) rest(p *port) {
	if p.turn != nil {
		t.turns.Remove(p.turn)
		p.turn = nil
	}
}

// clear removes the links and hosts of a port.
func (t *table) clear(p *port) (evs []event) {
	if p.to != nil {
		evs = append(evs, t.unlink(p))
	}
	for src := range p.from {
		evs = append(evs, t.unlink(src))
	}
	return append(evs, t.evict(p)...)
}

// unlink removes the link from a port.
func (t *table) unlink(p *port) event {
	ev := LinkDelete{p.link()}
	delete(p.to.from, p)
	p.to = nil
	return ev
}

// refresh notes that a known link is there, and reports whether it is known.
func (t *table) refresh(l Link, now time.Time) bool {
	src := t.port(l.Src)
	if src == nil || src.to == nil || src.to.id != l.Dst {
		return false
	}
	src.seen, src.unseen = now, 0
	return true
}

// addLink adds a link, unless it is known, or one of its ports is not probed.
func (t *table) addLink(l Link, now time.Time) (evs []event) {
	src, dst := t.port(l.Src), t.port(l.Dst)
	if src == nil || dst == nil || src == dst || src.turn == nil || dst.turn == nil || t.refresh(l, now) {
		return nil
	}
	if src.to != nil {
		evs = append(evs, t.unlink(src))
	}
	src.to, src.seen, src.unseen = dst, now, 0
	if dst.from == nil {
		dst.from = make(map[*port]struct{})
	}
	dst.from[src] = struct{}{}
	evs = append(append(evs, t.evict(src)...), t.evict(dst)...)
	if dst.to != src { // Most likely it is there too.
		dst.sent = time.Time{}
		t.turns.MoveToFront(dst.turn)
	}
	return append(evs, LinkAdd{l})
}

// maxUnseen is how many probes a link may lose before it can time out: where there are many ports, each has its turn seldom.
const maxUnseen = 5

// expire removes the links whose probes have not come since.
func (t *table) expire(since time.Time) (evs []event) {
	for _, n := range t.nodes {
		for _, p := range n.ports {
			if p.to == nil || !p.seen.Before(since) || p.unseen <= maxUnseen {
				continue
			}
			back := p.to
			evs = append(evs, t.unlink(p))
			if back.to == p { // Most likely it is gone too.
				back.sent = time.Time{}
				t.turns.MoveToFront(back.turn)
			}
		}
	}
	return evs
}
