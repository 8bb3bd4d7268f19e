package wire

// A Slab lends the elements of one type that a decoding makes. Elements lie in chunks that never move; all are free again when the Scope begins
// its next decoding.
type Slab[T any] struct {
	chunk []T
	used  int
	epoch uint32
	small int32 // Decodings in a row that used little of the chunk.
}

// Next lends an element, with whatever it held before.
func (s *Slab[T]) Next(sc *Scope) *T {
	if s.used == len(s.chunk) || s.epoch != sc.epoch {
		s.more(sc)
	}
	s.used++
	return &s.chunk[s.used-1]
}

// more rewinds the slab at its first use in a decoding, and begins a chunk of double size where the last one is full. The last chunk, which is
// the largest, stays for the next decoding, so after few messages alike nothing is allocated.
//
//go:noinline
func (s *Slab[T]) more(sc *Scope) {
	if s.epoch != sc.epoch {
		if idle(len(s.chunk), s.used, &s.small) {
			s.chunk = nil
		}
		s.epoch, s.used = sc.epoch, 0
		if len(s.chunk) > 0 {
			return
		}
	}
	s.chunk, s.used = make([]T, max(1, 2*len(s.chunk))), 0
}

// A Run lends contiguous runs of elements: the backing arrays of the lists that a decoding makes.
type Run[T any] struct {
	chunk []T
	used  int
	total int // Elements lent in this decoding.
	small int32
	epoch uint32
}

// Take lends n elements, with whatever they held before. Room is the most elements that the input can still hold, these included; no chunk is
// made larger.
func (r *Run[T]) Take(sc *Scope, n, room int) []T {
	if r.epoch != sc.epoch {
		r.rewind(sc)
	}
	r.total += n
	if n > len(r.chunk)-r.used {
		return r.grow(n, room)
	}
	s := r.chunk[r.used : r.used+n : r.used+n]
	r.used += n
	return s
}

// Open lends all that is left of the chunk, to be filled from the start; Close then keeps the first n elements. Nothing else is taken from the run
// between the two. It is for lists whose length shows only as they are read.
func (r *Run[T]) Open(sc *Scope) []T {
	if r.epoch != sc.epoch {
		r.rewind(sc)
	}
	return r.chunk[r.used:]
}

// Close ends Open: n elements stay lent.
func (r *Run[T]) Close(n int) []T {
	s := r.chunk[r.used : r.used+n : r.used+n]
	r.used += n
	r.total += n
	return s
}

//go:noinline
func (r *Run[T]) rewind(sc *Scope) {
	switch {
	case r.total > len(r.chunk):
		r.chunk = make([]T, r.total)
	case idle(len(r.chunk), r.total, &r.small):
		r.chunk = nil
	}
	r.epoch, r.used, r.total = sc.epoch, 0, 0
}

// grow lends a run that does not fit. Where much of the chunk is left, the run gets memory of its own, so that little is wasted.
//
//go:noinline
func (r *Run[T]) grow(n, room int) []T {
	if left := len(r.chunk) - r.used; r.used > 0 && 4*left > len(r.chunk) {
		return make([]T, n)
	}
	r.chunk = make([]T, max(n, min(2*len(r.chunk), room)))
	r.used = n
	return r.chunk[:n:n]
}

// A chunk of more than keepAlways elements of which idleDecodings in a row use less than a quarter is given back.
const (
	keepAlways    = 64
	idleDecodings = 256
)

func idle(size, used int, small *int32) bool {
	if size <= keepAlways || 4*used >= size {
		*small = 0
		return false
	}
	*small++
	return *small > idleDecodings
}
