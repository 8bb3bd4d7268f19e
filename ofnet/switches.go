package ofnet

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/ofwire/openflow"
)

// Switches is the registry of the switches that are connected, by datapath id. It is a Handler that stands between the connections and the program's
// own, of one Server or of several Servers and Dialers:
//
//	sw := ofnet.Switches{Handler: &mux}
//	srv := ofnet.Server{Handler: &sw}
//
// A connection is registered when it enters PhaseMain, before Handler is told of that, until it is in PhaseDead. One that is refused ends, and
// Handler gets none of its messages, nor PhaseMain and PhaseDead. Connections of RoleSwitch are not registered.
//
// Set the fields before the first connection; the zero value is useful. The methods may be called from several goroutines.
type Switches struct {
	// Handler gets the messages and the phases of all connections, the auxiliary ones included; nil discards them.
	Handler Handler
	// Events is told what has changed, before Handler is. See SwitchEvent.
	Events func(ev SwitchEvent)

	// Duplicate is what to do with a connection whose place is taken: by one with its datapath id, and of auxiliary ones its auxiliary id.
	Duplicate DuplicatePolicy
	// ProbeTimeout is how long a connection may take to answer for DuplicateProbe. After an answer it is not asked again for as long. 0 is 2 s.
	ProbeTimeout time.Duration

	// Grace is how long a switch whose main connection has ended stays in the registry, with that connection. When it comes back in time, that is a
	// SwitchReconnected, else a SwitchLeave follows. 0 is no grace: the switch leaves, and enters again.
	Grace time.Duration
	// MaxAway is the connections that are kept for Grace; what ends beyond that leaves at once. 0 is 4096.
	MaxAway int

	// MaxAuxiliary is the auxiliary connections that a switch may have. 0 is 255, the most that the protocol has; negative is none.
	MaxAuxiliary int
	// MaxParked is the auxiliary connections that may wait until their main connection comes. 0 is 64; negative is none.
	MaxParked int
	// ParkTimeout is how long they may wait. 0 is 10 s.
	ParkTimeout time.Duration

	mu       sync.RWMutex // Never held while code of the program runs.
	switches map[openflow.DatapathID]*Switch
	leaving  map[openflow.DatapathID]*Switch // Whose SwitchLeave has not been told yet.
	conns    map[*Conn]*Switch               // All that have entered and are not in PhaseDead, also those that were replaced.
	arrivals map[openflow.DatapathID]*arrival
	parked   int
	away     int // Connections that have ended and are kept for Grace.
}

// A Switch is a switch that is connected, or was: its main connection, its auxiliary connections and its ports. It stays the same when a connection
// with its datapath id replaces the main one, and is never used again after SwitchLeave. Its methods may be called from several goroutines.
type Switch struct {
	id    openflow.DatapathID
	all   *Switches
	main  slot
	aux   map[uint8]*slot
	turns turns
}

// A slot is the place of one connection of a switch.
type slot struct {
	conn  *Conn
	probe *probe // The last one of conn; nil is none.
}

// An arrival is what waits for a switch.
type arrival struct {
	waiting int
	done    chan struct{} // Closed when it has come.
	sw      *Switch       // Set before that.
}

// Get returns the switch of a datapath id. A switch whose connection has ended is there until SwitchLeave.
func (s *Switches) Get(id openflow.DatapathID) (*Switch, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	sw, ok := s.switches[id]
	return sw, ok
}

// Len returns the number of switches.
func (s *Switches) Len() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.switches)
}

// All returns the switches that there are when the loop begins, by datapath id. The loop's body may do anything.
func (s *Switches) All() iter.Seq[*Switch] {
	return func(yield func(*Switch) bool) {
		for _, sw := range s.list() {
			if !yield(sw) {
				return
			}
		}
	}
}

func (s *Switches) list() []*Switch {
	s.mu.RLock()
	defer s.mu.RUnlock()
	list := make([]*Switch, 0, len(s.switches))
	for _, sw := range s.switches {
		list = append(list, sw)
	}
	slices.SortFunc(list, func(a, b *Switch) int { return cmp.Compare(a.id, b.id) })
	return list
}

// Wait waits until a switch is connected, and returns it. It may return before SwitchEnter has come. When ctx ends first, the error is its cause.
func (s *Switches) Wait(ctx context.Context, id openflow.DatapathID) (*Switch, error) {
	s.mu.Lock()
	if sw := s.switches[id]; sw.alive() {
		s.mu.Unlock()
		return sw, nil
	}
	a := s.expect(id)
	s.mu.Unlock()
	err := wait(ctx, a.done)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forget(id, a)
	if a.sw != nil {
		return a.sw, nil
	}
	return nil, err
}

// expect returns the arrival of a switch. It is called with the lock held. What is expected must be forgotten.
func (s *Switches) expect(id openflow.DatapathID) *arrival {
	a := s.arrivals[id]
	if a == nil {
		a = &arrival{done: make(chan struct{})}
		if s.arrivals == nil {
			s.arrivals = make(map[openflow.DatapathID]*arrival)
		}
		s.arrivals[id] = a
	}
	a.waiting++
	return a
}

// forget is called with the lock held.
func (s *Switches) forget(id openflow.DatapathID, a *arrival) {
	if a.waiting--; a.waiting == 0 && s.arrivals[id] == a {
		delete(s.arrivals, id)
	}
}

// arrived tells those that wait for a switch. It is called with the lock held.
func (s *Switches) arrived(sw *Switch) {
	if a := s.arrivals[sw.id]; a != nil {
		delete(s.arrivals, sw.id)
		a.sw = sw
		close(a.done)
	}
}

// ServeOpenFlow passes a message on to Handler. A port status becomes an event before that.
func (s *Switches) ServeOpenFlow(ctx context.Context, c *Conn, m openflow.Message) error {
	if m.Info().Type == typePortStatus {
		s.portChanged(c)
	}
	if s.Handler == nil {
		return nil
	}
	return s.Handler.ServeOpenFlow(ctx, c, m)
}

// ServePhase registers a connection in PhaseMain, or refuses it with an error, takes it off in PhaseDead, and passes the phase on to Handler.
func (s *Switches) ServePhase(ctx context.Context, c *Conn, p Phase) error {
	registered := true
	if p == PhaseDead && c.role == RoleController {
		var ch change
		ch, registered = s.leave(c)
		defer s.left(ch)
		s.finish(ch)
	}
	s.tell(PhaseChanged{Conn: c, Old: p - 1, New: p})
	if p == PhaseMain && c.role == RoleController {
		if err := s.enter(c); err != nil {
			return err
		}
	}
	if h, ok := s.Handler.(PhaseHandler); ok && registered {
		return h.ServePhase(ctx, c, p)
	}
	return nil
}

// DatapathID returns the switch's id.
func (sw *Switch) DatapathID() openflow.DatapathID { return sw.id }

// Conn returns the main connection; after SwitchLeave, the last one.
func (sw *Switch) Conn() *Conn {
	sw.all.mu.RLock()
	defer sw.all.mu.RUnlock()
	return sw.main.conn
}

// Auxiliary returns the auxiliary connections by their numbers, which Conn.AuxiliaryID tells.
func (sw *Switch) Auxiliary() []*Conn {
	sw.all.mu.RLock()
	defer sw.all.mu.RUnlock()
	return sw.auxiliary()
}

// auxiliary is called with the lock held.
func (sw *Switch) auxiliary() []*Conn {
	list := make([]*Conn, 0, len(sw.aux))
	for _, sl := range sw.aux {
		list = append(list, sl.conn)
	}
	slices.SortFunc(list, func(a, b *Conn) int { return cmp.Compare(a.AuxiliaryID(), b.AuxiliaryID()) })
	return list
}

// Ports returns the ports of the main connection: see Conn.Ports. After SwitchLeave they are what they were last.
func (sw *Switch) Ports() []openflow.Port { return sw.Conn().Ports() }

// Port returns the port of a number: see Conn.Port.
func (sw *Switch) Port(no uint32) (openflow.Port, bool) { return sw.Conn().Port(no) }

// alive is called with the lock held, of nil too.
func (sw *Switch) alive() bool { return sw != nil && sw.main.conn.cause() == nil }
