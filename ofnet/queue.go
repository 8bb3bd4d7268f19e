package ofnet

import "sync"

// A queue holds the messages that wait for handlers, in the order of the wire, and the buffers that they lie in. One goroutine pushes, one pops.
type queue struct {
	mu        sync.Mutex
	filled    sync.Cond
	ring      [][]byte
	head, n   int
	bytes     int
	free      [][]byte // Buffers to use again.
	freeBytes int      // Of free.
	maxEvents int      // Where droppable messages are refused.
	maxBytes  int      // Where all are refused; droppable ones at half of it.
	closed    bool
}

const (
	frameOverhead = 128     // What a waiting message counts beside its bytes.
	minBuffer     = 512     // The smallest buffer.
	maxFree       = 1 << 20 // The most bytes of buffers that are kept.
)

// What became of a message.
type pushed uint8

const (
	pushOK pushed = iota
	pushFull
	pushClosed
)

func (q *queue) init(maxEvents, maxBytes int) {
	q.filled.L = &q.mu
	q.maxEvents, q.maxBytes = maxEvents, maxBytes
}

// buffer returns a buffer of n bytes.
func (q *queue) buffer(n int) []byte {
	q.mu.Lock()
	defer q.mu.Unlock()
	if last := len(q.free) - 1; last >= 0 {
		b := q.free[last]
		q.free = q.free[:last]
		q.freeBytes -= cap(b)
		if cap(b) >= n {
			return b[:n]
		}
	}
	size := minBuffer
	for size < n {
		size *= 2
	}
	return make([]byte, n, size)
}

// recycle takes a buffer back.
func (q *queue) recycle(b []byte) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.freeBytes+cap(b) <= maxFree {
		q.free = append(q.free, b)
		q.freeBytes += cap(b)
	}
}

// push appends a message, whose buffer then belongs to the queue.
func (q *queue) push(b []byte, droppable bool) pushed {
	q.mu.Lock()
	defer q.mu.Unlock()
	size := q.bytes + cap(b) + frameOverhead
	switch {
	case q.closed:
		return pushClosed
	case size > q.maxBytes, droppable && (q.n >= q.maxEvents || size > q.maxBytes/2):
		return pushFull
	}
	if q.n == len(q.ring) {
		q.grow()
	}
	q.ring[(q.head+q.n)%len(q.ring)] = b
	q.n++
	q.bytes = size
	q.filled.Signal()
	return pushOK
}

func (q *queue) grow() {
	ring := make([][]byte, max(16, 2*len(q.ring)))
	k := copy(ring, q.ring[q.head:])
	copy(ring[k:], q.ring[:q.head])
	q.ring, q.head = ring, 0
}

// pop waits for a message; ok is false when the queue is closed and empty.
func (q *queue) pop() (b []byte, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.n == 0 {
		if q.closed {
			return nil, false
		}
		q.filled.Wait()
	}
	b = q.ring[q.head]
	q.ring[q.head] = nil
	q.head = (q.head + 1) % len(q.ring)
	q.n--
	q.bytes -= cap(b) + frameOverhead
	return b, true
}

// close refuses further messages. Those that wait can still be popped.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.filled.Signal()
}

// drain removes the messages that wait and returns them.
func (q *queue) drain() [][]byte {
	q.mu.Lock()
	defer q.mu.Unlock()
	frames := make([][]byte, q.n)
	for i := range frames {
		frames[i] = q.ring[(q.head+i)%len(q.ring)]
	}
	q.ring, q.head, q.n, q.bytes = nil, 0, 0, 0
	return frames
}
