package wire

// A Slab lends the elements of one type that a decoding makes. Elements lie in chunks that never move; all are free again when the Scope begins
// its next decoding.
type Slab[T any] struct {
	chunk []T
	used  int32 // Of the chunk.
	full  int32 // Elements lent of earlier chunks.
	small int32 // Decodings in a row that used little of the chunk.
	epoch uint32
}

// Next lends an element, with whatever it held before.
func (s *Slab[T]) Next(sc *Scope) *T {
	if s.epoch != sc.epoch {
		if s.full > 0 || len(s.chunk) > keepAlways {
			s.trim()
		}
		s.epoch, s.used = sc.epoch, 0
	}
	if int(s.used) == len(s.chunk) {
		s.grow()
	}
	s.used++
	return &s.chunk[s.used-1]
}

// grow begins a chunk that is a quarter larger than the last, so that little is wasted.
func (s *Slab[T]) grow() {
	s.full += s.used
	s.chunk, s.used = make([]T, len(s.chunk)*5/4+1), 0
}

// trim makes one chunk as large as all that the last decoding used, so that after few messages alike nothing is allocated. It gives a large one back
// when little of it is used for long.
func (s *Slab[T]) trim() {
	if s.full > 0 {
		s.chunk, s.full = make([]T, s.full+s.used), 0
	} else if idle(len(s.chunk), int(s.used), &s.small) {
		s.chunk = nil
	}
}

// A Run lends contiguous runs of elements: the backing arrays of the lists that a decoding makes.
type Run[T any] struct {
	chunk []T
	used  int
	total int // Elements lent in this decoding.
	epoch uint32
	small int32
}

// Take lends n elements, with whatever they held before. Room is the most elements that the input can still hold, these included; no chunk is
// made larger.
func (r *Run[T]) Take(sc *Scope, n, room int) []T {
	if r.epoch != sc.epoch {
		if r.total > len(r.chunk) || len(r.chunk) > keepAlways {
			r.trim()
		}
		r.epoch, r.used, r.total = sc.epoch, 0, 0
	}
	r.total += n
	if n > len(r.chunk)-r.used {
		return r.grow(n, room)
	}
	s := r.chunk[r.used : r.used+n : r.used+n]
	r.used += n
	return s
}

// trim makes the chunk as large as the last decoding needed it, and gives a large one back when little of it is used for long.
func (r *Run[T]) trim() {
	if r.total > len(r.chunk) {
		r.chunk = make([]T, r.total)
	} else if idle(len(r.chunk), r.total, &r.small) {
		r.chunk = nil
	}
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
	if 4*used >= size {
		*small = 0
		return false
	}
	*small++
	return *small > idleDecodings
}
