package ofnet

import (
	"sync"

	"github.com/ofwire/openflow"
)

// A SwitchEvent is one of SwitchEnter, SwitchLeave, SwitchReconnected, PortChanged, AuxiliaryJoined, AuxiliaryLeft, ConnRefused and PhaseChanged. It
// comes after the change that it tells of: Get finds the Switch in SwitchEnter, and not in SwitchLeave.
//
// Events of one datapath id come one after the other in the order of the changes, those of several at the same time. ConnRefused and PhaseChanged come
// at any time, so that nobody who connects can hold up another's events. The function that is told may send, and wait for replies; what the
// connection brings to its handlers waits until it has returned. It must not call Conn.Wait and Conn.Shutdown.
type SwitchEvent interface{ switchEvent() }

// SwitchEnter tells that a switch has connected. What it has sent since then is still to come.
type SwitchEnter struct{ Switch *Switch }

// SwitchLeave tells that a switch's main connection has ended, and that it has not come back within Switches.Grace. No handler of it runs any more, but
// that of PhaseDead. The auxiliary connections were ended with it.
type SwitchLeave struct {
	Switch *Switch
	Err    error // Why: a ConnError.
}

// SwitchReconnected tells that a new main connection has taken the place of one that did not answer, or that had ended without a SwitchLeave, within
// Switches.Grace. There is none later. Flows may be lost, and Ports are those that the switch has listed now. A handler of the old connection may still
// run.
type SwitchReconnected struct {
	Switch *Switch
	Old    *Conn // It has ended with ErrReplaced, or before by itself.
}

// PortChanged tells that a port status has changed the ports of a switch. Reason says how: a port that was there is not added but modified, one that
// was not is added, whatever the switch says. The deletion of a port that was not there is no event.
type PortChanged struct {
	Switch *Switch
	Reason openflow.PortReason
	Port   openflow.Port // As the port status has it.
	Old    openflow.Port // Before; zero for openflow.PortAdded.
}

// AuxiliaryJoined tells that an auxiliary connection belongs to a switch now.
type AuxiliaryJoined struct {
	Switch *Switch
	Conn   *Conn
}

// AuxiliaryLeft tells that an auxiliary connection has ended. All do so, with ErrMainEnded, before SwitchLeave and SwitchReconnected; a handler of
// theirs may still run then.
type AuxiliaryLeft struct {
	Switch *Switch
	Conn   *Conn
	Err    error // Why: a ConnError.
}

// ConnRefused tells that a connection found no place in the registry, and will end with Err.
type ConnRefused struct {
	Switch *Switch // The one of its datapath id; nil when there is none.
	Conn   *Conn
	Err    error // ErrDuplicate, ErrAuxiliaryLimit, ErrAuxiliaryHost or ErrNoMain; a ConnError or ErrClosed when it ended while it waited.
}

// PhaseChanged tells that a connection has entered PhaseConfig, PhaseMain or PhaseDead; the last only after PhaseMain, and whether it was refused or
// not. The phases of one connection come in order: PhaseMain before it is registered, and PhaseDead after SwitchLeave.
type PhaseChanged struct {
	Conn     *Conn
	Old, New Phase
}

func (SwitchEnter) switchEvent()       {}
func (SwitchLeave) switchEvent()       {}
func (SwitchReconnected) switchEvent() {}
func (PortChanged) switchEvent()       {}
func (AuxiliaryJoined) switchEvent()   {}
func (AuxiliaryLeft) switchEvent()     {}
func (ConnRefused) switchEvent()       {}
func (PhaseChanged) switchEvent()      {}

// turns put the events of a switch in order: they are told in the order in which their turns were taken.
type turns struct {
	last <-chan struct{} // Closed when the events of the last turn have been told; nil before the first.
}

type turn struct {
	before <-chan struct{}
	done   chan<- struct{}
}

// take is called with the lock held, under which the change is made that the events tell of.
func (ts *turns) take() turn {
	done := make(chan struct{})
	t := turn{ts.last, done}
	ts.last = done
	return t
}

// A change is what a change of the registry leaves to be done without the lock. The zero value is none.
type change struct {
	sw       *Switch
	turn     turn
	replaced *Conn       // To end with ErrReplaced; nil is none.
	orphans  []*Conn     // Auxiliary connections to end with ErrMainEnded.
	event    SwitchEvent // To be told last; nil is none.
}

// finish ends the connections that have lost their place, and tells of the change when it is its turn.
func (s *Switches) finish(ch change) {
	if ch.sw == nil {
		return
	}
	defer close(ch.turn.done)
	var wg sync.WaitGroup // A TLS connection may take a moment to close.
	if ch.replaced != nil {
		wg.Go(func() { ch.replaced.fail(ErrReplaced) })
	}
	for _, c := range ch.orphans {
		wg.Go(func() { c.fail(ErrMainEnded) })
	}
	wg.Wait()
	if ch.turn.before != nil {
		<-ch.turn.before
	}
	if c := ch.replaced; c != nil && c.AuxiliaryID() != 0 {
		s.tell(AuxiliaryLeft{ch.sw, c, c.cause()})
	}
	for _, c := range ch.orphans {
		s.tell(AuxiliaryLeft{ch.sw, c, c.cause()})
	}
	s.tell(ch.event)
}

func (s *Switches) tell(ev SwitchEvent) {
	if s.Events != nil && ev != nil {
		s.Events(ev)
	}
}

// portChanged tells of a change of the ports, unless the connection has lost its place.
func (s *Switches) portChanged(c *Conn) {
	if c.portChange == nil {
		return
	}
	ev := *c.portChange
	s.mu.Lock()
	ev.Switch = s.conns[c]
	if ev.Switch == nil || ev.Switch.main.conn != c {
		s.mu.Unlock()
		return
	}
	t := ev.Switch.turns.take()
	s.mu.Unlock()
	s.finish(change{sw: ev.Switch, turn: t, event: ev})
}
