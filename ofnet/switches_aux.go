package ofnet

import (
	"context"
	"net"
	"time"
)

// tryAuxiliary tries to make c an auxiliary connection of its switch, as tryMain does. There must be a main one, and nobody who wants its place: a
// switch that has come back may be faster with its auxiliary connections.
func (s *Switches) tryAuxiliary(c *Conn, seen *probe) attempt {
	s.mu.Lock()
	defer s.mu.Unlock()
	sw := s.switches[c.DatapathID()]
	if !sw.alive() {
		if s.parked >= limit(s.MaxParked, 64) {
			return attempt{err: ErrNoMain}
		}
		s.parked++
		return attempt{arrival: s.expect(c.DatapathID())}
	}
	if p := sw.main.probe; p != nil && p.ended.IsZero() {
		return attempt{probe: p}
	}
	if !sameHost(c.RemoteAddr(), sw.main.conn.RemoteAddr()) {
		return attempt{err: ErrAuxiliaryHost}
	}
	sl, ch := sw.aux[c.AuxiliaryID()], change{sw: sw, event: AuxiliaryJoined{sw, c}}
	switch {
	case sl != nil:
		if p, err := s.contest(sl, c, seen); p != nil || err != nil {
			return attempt{probe: p, err: err}
		}
		ch.replaced = sl.conn
	case len(sw.aux) >= limit(s.MaxAuxiliary, maxAuxiliary):
		return attempt{err: ErrAuxiliaryLimit}
	case sw.aux == nil:
		sw.aux = make(map[uint8]*slot)
		fallthrough
	default:
		sl = new(slot)
		sw.aux[c.AuxiliaryID()] = sl
	}
	s.place(c, sw, sl)
	ch.turn = sw.turns.take()
	return attempt{change: ch}
}

// maxAuxiliary is the auxiliary connections that a switch may have as their numbers go from 1 to 255.
const maxAuxiliary = 255

// limit returns the limit that a field means: 0 is the default, negative is none at all.
func limit(n, byDefault int) int {
	setDefault(&n, byDefault)
	return max(n, 0)
}

// park makes an auxiliary connection wait for its main connection.
func (s *Switches) park(c *Conn, a *arrival) error {
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.parked--
		s.forget(c.DatapathID(), a)
	}()
	ctx, cancel := context.WithTimeoutCause(c.ctx, orDefault(s.ParkTimeout, 10*time.Second), ErrNoMain)
	defer cancel()
	return c.hold(ctx, a.done)
}

// removeAuxiliary takes off the auxiliary connections and returns them. It is called with the lock held.
func (sw *Switch) removeAuxiliary() []*Conn {
	list := sw.auxiliary()
	sw.aux = nil
	return list
}

// sameHost reports whether two addresses may be of one host, as OpenFlow 1.3.5 wants of the connections of a switch. Those that have no host, such
// as of unix sockets, may.
func sameHost(a, b net.Addr) bool {
	hostA, hostB := host(a), host(b)
	return hostA == "" || hostB == "" || hostA == hostB
}

func host(a net.Addr) string {
	if a == nil {
		return ""
	}
	host, _, err := net.SplitHostPort(a.String())
	if err != nil {
		return ""
	}
	return host
}
