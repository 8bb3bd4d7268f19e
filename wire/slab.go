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
	if i, chunk := s.used, s.chunk; uint(i) < uint(len(chunk)) {
		s.used = i + 1
		return &chunk[i]
	}
	return s.grow()
}

// grow lends the first element of a chunk that is a quarter larger than the last, so that little is wasted.
func (s *Slab[T]) grow() *T {
	s.chunk, s.used = make([]T, len(s.chunk)+len(s.chunk)/4+1), 1
	return &s.chunk[0]
}

// A Run lends contiguous runs of elements: the backing arrays of the lists that a decoding makes.
type Run[T any] struct {
	chunk []T
	used  int
	epoch uint32
}

// Take lends n elements, with whatever they held before. Room is the most elements that the input can hold.
func (r *Run[T]) Take(sc *Scope, n, room int) []T {
	if r.epoch != sc.epoch {
		r.epoch, r.used = sc.epoch, 0
	}
	from, to := r.used, r.used+n
	if uint(to) > uint(cap(r.chunk)) {
		return r.grow(n, room)
	}
	r.used = to
	return r.chunk[from:to:to]
}

// Keep gives back what follows the first n elements of the run that was taken last, and returns the run without it.
func (r *Run[T]) Keep(run []T, n int) []T {
	r.used -= len(run) - n
	return run[:n:n]
}

// nestedRuns is how many runs of the whole input a chunk may hold: lists within lists take a run at each level.
const nestedRuns = 4

// grow lends a run that does not fit, from a chunk of double size.
func (r *Run[T]) grow(n, room int) []T {
	r.chunk = make([]T, max(n, min(2*len(r.chunk), nestedRuns*room)))
	r.used = n
	return r.chunk[:n:n]
}
