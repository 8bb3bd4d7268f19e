package wire

// A Slab lends the elements of one type that a decoding makes. Elements lie in chunks that never move; all are free again when the Scope begins
// its next decoding. The last chunk, which is the largest, stays, so that after some messages alike nothing is allocated.
type Slab[T any] struct {
	chunk []T
	used  int
	epoch uint32
}

// Next lends an element, with whatever it held before.
func (s *Slab[T]) Next(sc *Scope) *T {
	if s.epoch != sc.epoch {
		s.epoch, s.used = sc.epoch, 0
	}
	i := s.used
	if i >= len(s.chunk) {
		i = s.grow()
	}
	s.used = i + 1
	return &s.chunk[i]
}

// grow begins a chunk that is a quarter larger than the last, so that little is wasted, and returns the index of its first element.
func (s *Slab[T]) grow() int {
	s.chunk = make([]T, len(s.chunk)*5/4+1)
	return 0
}

// A Run lends contiguous runs of elements: the backing arrays of the lists that a decoding makes.
type Run[T any] struct {
	chunk []T
	used  int
	epoch uint32
}

// Take lends n elements, with whatever they held before. Room is the most elements that the input can still hold, these included; no chunk is
// made larger.
func (r *Run[T]) Take(sc *Scope, n, room int) []T {
	if r.epoch != sc.epoch {
		r.epoch, r.used = sc.epoch, 0
	}
	from := r.used
	to := from + n
	if to > len(r.chunk) {
		return r.grow(n, room)
	}
	r.used = to
	return r.chunk[from:to:to]
}

// grow lends a run that does not fit. Where much of a large chunk is left, the run gets memory of its own, so that little is wasted.
func (r *Run[T]) grow(n, room int) []T {
	if left := len(r.chunk) - r.used; r.used > 0 && left > 64 && 4*left > len(r.chunk) {
		return make([]T, n)
	}
	r.chunk = make([]T, max(n, min(2*len(r.chunk), room)))
	r.used = n
	return r.chunk[:n:n]
}
