package ofnet

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/ofwire/openflow"
)

// A DuplicatePolicy says which of two connections with the same datapath id, and the same auxiliary id, a Switches keeps. One that has ended, but is
// not in PhaseDead yet, is always replaced.
type DuplicatePolicy uint8

// The policies.
const (
	// DuplicateProbe sends the old connection an echo request. When it answers, or sends anything else, the new one ends with ErrDuplicate. When it is
	// silent for Switches.ProbeTimeout it ends with ErrReplaced, and the new one takes its place. The zero value.
	DuplicateProbe DuplicatePolicy = iota
	// DuplicateReject ends the new connection with ErrDuplicate. A switch that has lost its connection without telling comes back only when
	// the keepalive has noticed: see Config.EchoInterval.
	DuplicateReject
	// DuplicateReplace ends the old connection with ErrReplaced. Whoever can connect can cut off any switch.
	DuplicateReplace
)

// String returns probe, reject or replace.
func (p DuplicatePolicy) String() string {
	switch p {
	case DuplicateProbe:
		return "probe"
	case DuplicateReject:
		return "reject"
	case DuplicateReplace:
		return "replace"
	}
	return "policy " + strconv.Itoa(int(p))
}

// A probe finds out whether a connection is alive, for all that want its place.
type probe struct {
	done     chan struct{} // Closed when it is known.
	ended    time.Time     // Zero until it is known.
	answered bool
}

// An attempt is what came of a connection's attempt to get its place: the place, something to wait for, or an error.
type attempt struct {
	change  change
	probe   *probe
	arrival *arrival // Of the main connection. It is counted in parked.
	err     error
}

// enter gives a connection its place. It waits until it is clear whether there is one; only the handlers of this connection wait meanwhile.
func (s *Switches) enter(c *Conn) error {
	try := s.tryMain
	if c.AuxiliaryID() != 0 {
		try = s.tryAuxiliary
	}
	var seen *probe
	for {
		a := try(c, seen)
		switch {
		case a.probe != nil:
			seen = a.probe
			a.err = c.hold(c.ctx, seen.done)
		case a.arrival != nil:
			a.err = s.park(c, a.arrival)
		case a.err == nil:
			s.finish(a.change)
			return nil
		}
		if a.err != nil {
			sw, _ := s.Get(c.DatapathID())
			s.tell(ConnRefused{Switch: sw, Conn: c, Err: a.err})
			return a.err
		}
	}
}

// hold waits as wait does, until the connection is shut down.
func (c *Conn) hold(ctx context.Context, ch <-chan struct{}) error {
	select {
	case <-ch:
		return nil
	case <-c.draining:
		return ErrClosed
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// tryMain tries to make c the main connection of its switch; seen is the last probe that it has waited for.
func (s *Switches) tryMain(c *Conn, seen *probe) attempt {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := c.DatapathID()
	sw := s.switches[id]
	if sw == nil {
		sw = &Switch{id: id, all: s}
		if s.switches == nil {
			s.switches = make(map[openflow.DatapathID]*Switch)
		}
		s.switches[id] = sw
		if before := s.leaving[id]; before != nil {
			sw.turns = before.turns
		}
		s.place(c, sw, &sw.main)
		return attempt{change: change{sw: sw, turn: sw.turns.take(), event: SwitchEnter{sw}}}
	}
	old := sw.main.conn
	if p, err := s.contest(&sw.main, c, seen); p != nil || err != nil {
		return attempt{probe: p, err: err}
	}
	ch := change{sw: sw, turn: sw.turns.take(), replaced: old, event: SwitchReconnected{sw, old}}
	ch.orphans = sw.removeAuxiliary()
	s.place(c, sw, &sw.main)
	return attempt{change: ch}
}

// place gives c a slot. It is called with the lock held.
func (s *Switches) place(c *Conn, sw *Switch, sl *slot) {
	*sl = slot{conn: c}
	if s.conns == nil {
		s.conns = make(map[*Conn]*Switch)
	}
	s.conns[c] = sw
	if sl == &sw.main {
		s.arrived(sw)
	}
}

// contest decides whether c may have a slot that is taken. It may when there is neither a probe, whose end is to be waited for, nor an error. It is called
// with the lock held.
func (s *Switches) contest(sl *slot, c *Conn, seen *probe) (*probe, error) {
	old := sl.conn
	taken := fmt.Errorf("%w: %v", ErrDuplicate, old.RemoteAddr())
	if err := c.cause(); err != nil {
		return nil, err
	}
	if old.cause() != nil || s.Duplicate == DuplicateReplace {
		return nil, nil
	}
	if s.Duplicate == DuplicateReject {
		return nil, taken
	}
	p := sl.probe
	switch {
	case p != nil && p.ended.IsZero():
		return p, nil
	case p != nil && p.answered && (p == seen || time.Since(p.ended) < s.probeTimeout()):
		return nil, taken
	case p != nil && p == seen:
		return nil, nil
	}
	p = &probe{done: make(chan struct{})}
	sl.probe = p
	c.wg.Go(func() { s.probe(old, p) })
	return p, nil
}

func (s *Switches) probeTimeout() time.Duration { return orDefault(s.ProbeTimeout, 2*time.Second) }

// probe sends an echo request. All that the peer sends is a sign of life.
func (s *Switches) probe(c *Conn, p *probe) {
	sent := time.Now()
	ctx, cancel := context.WithTimeout(c.ctx, s.probeTimeout())
	defer cancel()
	_, err := c.ask(ctx, c.Protocol().EchoRequest(0, nil))
	answered := c.cause() == nil && (err == nil || c.sinceRead() < time.Since(sent))
	s.mu.Lock()
	defer s.mu.Unlock()
	p.answered, p.ended = answered, time.Now()
	close(p.done)
}

// leave takes a connection off, and reports whether it was registered.
func (s *Switches) leave(c *Conn) (ch change, entered bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	sw := s.conns[c]
	delete(s.conns, c)
	switch {
	case sw == nil:
		return ch, false
	case sw.main.conn == c && s.Grace > 0 && s.away < limit(s.MaxAway, 4096):
		s.away++
		time.AfterFunc(s.Grace, func() { s.expire(sw, c) })
		return change{sw: sw, turn: sw.turns.take(), orphans: sw.removeAuxiliary()}, true
	case sw.main.conn == c:
		return s.remove(sw, c), true
	}
	if sl := sw.aux[c.AuxiliaryID()]; sl != nil && sl.conn == c {
		delete(sw.aux, c.AuxiliaryID())
		return change{sw: sw, turn: sw.turns.take(), event: AuxiliaryLeft{sw, c, c.cause()}}, true
	}
	return ch, true // Replaced, or left behind: that was told.
}

// remove takes a switch off whose main connection has ended. It is called with the lock held.
func (s *Switches) remove(sw *Switch, c *Conn) change {
	delete(s.switches, sw.id)
	if s.leaving == nil {
		s.leaving = make(map[openflow.DatapathID]*Switch)
	}
	s.leaving[sw.id] = sw
	return change{sw: sw, turn: sw.turns.take(), orphans: sw.removeAuxiliary(), event: SwitchLeave{sw, c.cause()}}
}

// expire takes a switch off that has not come back in time.
func (s *Switches) expire(sw *Switch, c *Conn) {
	s.mu.Lock()
	s.away--
	if sw.main.conn != c {
		s.mu.Unlock()
		return
	}
	ch := s.remove(sw, c)
	s.mu.Unlock()
	defer s.left(ch)
	var err error
	func() {
		defer recovered(&err) // There is no handler of a connection around this.
		s.finish(ch)
	}()
	if err != nil {
		c.handlerError(nil, err)
	}
}

// left notes that a SwitchLeave has been told.
func (s *Switches) left(ch change) {
	if _, leave := ch.event.(SwitchLeave); !leave {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.leaving[ch.sw.id] == ch.sw {
		delete(s.leaving, ch.sw.id)
	}
}
