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
	if n := len(q.layers); q.used == n {
		if n == cap(q.layers) {
			q.layers = slices.Grow(q.layers, max(1, n))
		}
		q.layers = append(q.layers, q.protocol.New())
	}
	q.used++
	return q.layers[q.used-1]
}

// An arena lends the lists of one packet's layers. They lie one behind the other; the list that grows is the last.
type arena[T any] struct {
	buf   []T
	from  int    // Where the list that grows begins.
	most  int    // How many elements may still come in the frame, at the beginning of the list.
	epoch uint32 // The number of the packet that the lists are of.
}

// An arena begins with room for arenaRoom elements, and grows to twice its size; beyond arenaMany elements, to all that may come.
const (
	arenaRoom = 8
	arenaMany = 64
)

// of makes all lists free again, unless they are the packet's.
func (a *arena[T]) of(d *Decoder) *arena[T] {
	if a.epoch != d.epoch {
		a.epoch, a.buf = d.epoch, a.buf[:0]
	}
	return a
}

// begin begins a list. Most is how many elements the rest of the frame, and not only of the list, may hold at most: it bounds the memory.
// It is 0 where add is not used.
func (a *arena[T]) begin(most int) { a.from, a.most = len(a.buf), most }

// mostOptions is how many options there may be in what is left of a frame: zeros in a row are one, and all others have two bytes.
func mostOptions(b []byte) int { return cap(b)*2/3 + 1 }

// zeros returns how many zeros b begins with.
func zeros(b []byte) int {
	n := 0
	for n < len(b) && b[n] == 0 {
		n++
	}
	return n
}

// add adds an element to the list.
func (a *arena[T]) add(x T) {
	if n := len(a.buf); n == cap(a.buf) {
		more := max(arenaRoom, n)
		if n >= arenaMany {
			more = max(1, a.most-(n-a.from))
		}
		a.buf = slices.Grow(a.buf, more)
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
//	a.begin(cap(b) / 8) // Eight bytes are the smallest group; b goes on to the end of the frame.
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
