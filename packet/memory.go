package packet

import "slices"

// A lender lends layers to a Decoder, of each protocol as many as a packet has.
type lender struct{ pools []pool }

type pool struct {
	protocol *Protocol
	layers   []Layer
	used     int
	epoch    uint32
}

// lend returns a layer for the packet of number epoch, with whatever it held before.
func (m *lender) lend(p *Protocol, epoch uint32) Layer {
	for i := range m.pools {
		if q := &m.pools[i]; q.protocol == p {
			return q.next(epoch)
		}
	}
	m.pools = append(m.pools, pool{protocol: p, epoch: epoch})
	return m.pools[len(m.pools)-1].next(epoch)
}

func (q *pool) next(epoch uint32) Layer {
	if q.epoch != epoch {
		q.epoch, q.used = epoch, 0
	}
	if q.used == len(q.layers) {
		q.layers = append(q.layers, q.protocol.New())
	}
	q.used++
	return q.layers[q.used-1]
}

// An arena lends the lists of one packet's layers. They lie one behind the other; the list that grows is the last.
type arena[T any] struct {
	buf   []T
	from  int    // Where the list that grows begins.
	epoch uint32 // The number of the packet that the lists are of.
}

// arenaRoom is the room that an arena begins with.
const arenaRoom = 8

// of makes all lists free again, unless they are the packet's.
func (a *arena[T]) of(d *Decoder) *arena[T] {
	if a.epoch != d.epoch {
		a.epoch, a.buf = d.epoch, a.buf[:0]
	}
	return a
}

// begin begins a list.
func (a *arena[T]) begin() { a.from = len(a.buf) }

// add adds an element to the list.
func (a *arena[T]) add(x T) {
	if len(a.buf) == cap(a.buf) {
		a.buf = slices.Grow(a.buf, max(arenaRoom, len(a.buf)))
	}
	a.buf = append(a.buf, x)
}

// list returns the list that was begun; nil when nothing was added.
func (a *arena[T]) list() []T {
	if a.from == len(a.buf) {
		return nil
	}
	return a.buf[a.from:len(a.buf):len(a.buf)]
}

// arenaOf returns the Decoder's arena of a type. Layers use it for their lists:
//
//	a := arenaOf[IGMPGroup](d)
//	a.begin()
//	…
//		a.add(IGMPGroup{…})
//	…
//	l.Groups = a.list()
//
// A list whose elements have lists of another type uses another arena for those.
func arenaOf[T any](d *Decoder) *arena[T] {
	for _, a := range d.arenas {
		if a, ok := a.(*arena[T]); ok {
			return a.of(d)
		}
	}
	a := new(arena[T])
	d.arenas = append(d.arenas, a)
	return a.of(d)
}
