package ofnet

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/ofwire/openflow"
)

// A portTable is the ports of a switch, by number.
type portTable struct {
	mu   sync.RWMutex
	byNo map[uint32]openflow.Port
	from uint64 // The messages for handlers that are older than byNo.
}

// maxPorts is the most ports that are kept of a switch, which is more than there may be in 1.0. Otherwise a switch could take all memory.
const maxPorts = 1 << 16

// Ports returns the switch's ports by number, as a copy whose Desc must not be changed: as the switch listed them before PhaseMain, and as the port
// status messages have changed them since. A port status changes them before its handler runs. There are none for RoleSwitch and for auxiliary
// connections. Of more than 65536, the further ones are left out.
func (c *Conn) Ports() []openflow.Port {
	c.ports.mu.RLock()
	defer c.ports.mu.RUnlock()
	return slices.SortedFunc(maps.Values(c.ports.byNo), func(a, b openflow.Port) int { return cmp.Compare(a.No, b.No) })
}

// Port returns the port of a number. In 1.0 it is widened: see openflow.Port.
func (c *Conn) Port(no uint32) (openflow.Port, bool) {
	c.ports.mu.RLock()
	defer c.ports.mu.RUnlock()
	p, ok := c.ports.byNo[no]
	return p, ok
}

// set adds or replaces a port. It returns what has changed by that, or nil when there are too many.
func (t *portTable) set(p openflow.Port) *PortChanged {
	old, was := t.byNo[p.No]
	switch {
	case was:
		t.byNo[p.No] = p
		return &PortChanged{Reason: openflow.PortModified, Port: p, Old: old}
	case len(t.byNo) == maxPorts:
		return nil
	case t.byNo == nil:
		t.byNo = make(map[uint32]openflow.Port)
	}
	t.byNo[p.No] = p
	return &PortChanged{Reason: openflow.PortAdded, Port: p}
}

// delete deletes a port. It returns what has changed by that, or nil when there was none.
func (t *portTable) delete(p openflow.Port) *PortChanged {
	old, was := t.byNo[p.No]
	if !was {
		return nil
	}
	delete(t.byNo, p.No)
	return &PortChanged{Reason: openflow.PortDeleted, Port: p, Old: old}
}

// change does what a port status says. It returns what has changed by that, or nil.
func (t *portTable) change(reason openflow.PortReason, p openflow.Port) *PortChanged {
	t.mu.Lock()
	defer t.mu.Unlock()
	if reason == openflow.PortDeleted {
		return t.delete(p)
	}
	return t.set(p)
}

// addPorts adds the ports that a message lists; the last of a number counts.
func (c *Conn) addPorts(m openflow.Message) error {
	list, ok := c.Protocol().Ports(nil, m)
	if !ok {
		return fmt.Errorf("ports: %s: %w", m.Info().Name, ErrUnexpectedReply)
	}
	c.ports.mu.Lock()
	defer c.ports.mu.Unlock()
	for _, p := range list {
		c.ports.set(p)
	}
	return nil
}

// collectPorts asks for the ports. A switch that answers with an error has none.
func (c *Conn) collectPorts() error {
	q := c.Protocol().PortDescRequest(0)
	s, err := c.openStream(c.ctx, q, q.Info().Reply)
	if err != nil {
		return err
	}
	defer s.close()
	ctx := context.WithoutCancel(c.ctx) // The end of the connection comes behind the parts that came before it.
	for first := true; s.next(ctx); first = false {
		var refused *ReplyError
		if errors.As(s.err, &refused) {
			c.warn("the switch does not tell its ports", "err", s.err)
			return nil
		}
		if s.err != nil {
			return fmt.Errorf("ports: %w", s.err)
		}
		if first {
			c.ports.from = s.at
		}
		if err := c.addPorts(s.part); err != nil {
			return err
		}
	}
	return nil
}

// notePortStatus changes the ports as a port status says. One that came before the list of ports says what the list knows.
func (c *Conn) notePortStatus(m openflow.Message) {
	c.portChange = nil
	if c.role != RoleController || c.AuxiliaryID() != 0 || c.Protocol().PortStatus == nil || c.dispatched <= c.ports.from {
		return
	}
	if reason, p, ok := c.Protocol().PortStatus(m); ok {
		c.portChange = c.ports.change(reason, p)
	}
}
