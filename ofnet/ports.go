package ofnet

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/ofwire/openflow"
)

// A portTable is the ports of a switch, by number.
type portTable struct {
	mu   sync.RWMutex
	list []openflow.Port
	from uint64 // The messages for handlers that are older than list.
}

// Ports returns the switch's ports by number, as a copy whose Desc must not be changed: as the switch listed them before PhaseMain, and as the port
// status messages have changed them since. A port status changes them before its handler runs. There are none for RoleSwitch and for auxiliary
// connections.
func (c *Conn) Ports() []openflow.Port {
	c.ports.mu.RLock()
	defer c.ports.mu.RUnlock()
	return slices.Clone(c.ports.list)
}

// Port returns the port of a number. In 1.0 it is widened: see openflow.Port.
func (c *Conn) Port(no uint32) (openflow.Port, bool) {
	c.ports.mu.RLock()
	defer c.ports.mu.RUnlock()
	i, ok := c.ports.find(no)
	if !ok {
		return openflow.Port{}, false
	}
	return c.ports.list[i], true
}

func (t *portTable) find(no uint32) (int, bool) {
	return slices.BinarySearchFunc(t.list, no, func(p openflow.Port, no uint32) int { return cmp.Compare(p.No, no) })
}

// set adds or replaces a port. It returns what there was before.
func (t *portTable) set(p openflow.Port) (old openflow.Port, was bool) {
	i, was := t.find(p.No)
	if was {
		old, t.list[i] = t.list[i], p
	} else {
		t.list = slices.Insert(t.list, i, p)
	}
	return old, was
}

func (t *portTable) delete(no uint32) (old openflow.Port, was bool) {
	i, was := t.find(no)
	if was {
		old = t.list[i]
		t.list = slices.Delete(t.list, i, i+1)
	}
	return old, was
}

// change does what a port status says. It returns what has changed by that, or nil.
func (t *portTable) change(reason openflow.PortReason, p openflow.Port) *PortChanged {
	t.mu.Lock()
	defer t.mu.Unlock()
	if reason == openflow.PortDeleted {
		if old, was := t.delete(p.No); was {
			return &PortChanged{Reason: reason, Port: p, Old: old}
		}
		return nil
	}
	if old, was := t.set(p); was {
		return &PortChanged{Reason: openflow.PortModified, Port: p, Old: old}
	}
	return &PortChanged{Reason: openflow.PortAdded, Port: p}
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
	for first := true; s.next(c.ctx); first = false {
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
