package main

import (
	"container/list"
	"net/netip"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

// Limits of the memory that reassembly takes. What exceeds them makes gaps.
const (
	maxStreams   = 2048     // Connections; the one that was silent for longest is given up.
	maxPending   = 1 << 20  // Bytes in front of which others are missing, of one direction.
	maxChunks    = 1024     // Segments of these.
	maxAll       = 64 << 20 // Bytes of these in all directions.
	chunkExpense = 128      // Bytes that a segment takes beside its payload.
)

// streams puts TCP segments in order and hands what they carry to the dumper.
type streams struct {
	d       *dumper
	table   map[streamKey]*stream
	recent  list.List // Of *stream; the one heard last is in front.
	pending int       // Bytes of all chunks.
	chains  []int32   // See synchronise.
}

// A streamKey is the two ends of a connection, the lower one first.
type streamKey [2]netip.AddrPort

// A stream is a TCP connection.
type stream struct {
	key      streamKey
	number   int // Given with the first line that is printed of it, from 1 on.
	element  *list.Element
	halves   [2]half
	tls      bool
	messages int
	version  openflow.Version // Of its messages, when some have been decoded.
}

// A half is one direction of a stream.
type half struct {
	src, dst netip.AddrPort
	time     stamp // Of the last segment that was delivered.

	known bool // There was a SYN or data.
	syn   bool // The first had SYN.
	isn   uint32
	next  uint32 // Sequence number of the next byte that is wanted.
	acked uint32 // What the other side has acknowledged, when ack is true.
	ack   bool
	fin   uint32 // Sequence number of the FIN, when ends is true.
	ends  bool

	chunks  []chunk // Segments behind a hole, in order.
	pending int     // Their bytes.

	framing framing
	buf     []byte // The beginning of a message.
	missing int    // Bytes of a gap that is not printed yet.
	skipped int    // Bytes in which no message was found.
}

// A chunk is the payload of a segment.
type chunk struct {
	time stamp
	seq  uint32
	b    []byte
}

func newStreams(d *dumper) *streams {
	return &streams{d: d, table: make(map[streamKey]*stream)}
}

// segment takes the next segment of the capture.
func (s *streams) segment(seg *segment) {
	st, h, other := s.find(seg)
	seq, syn := seg.seq, seg.flags&packet.TCPSyn != 0
	if syn {
		seq++
	}
	if !h.known && (syn || len(seg.payload) > 0) { // An empty one may be a probe of keep-alive, whose number is one too low.
		h.known, h.next, h.isn, h.syn = true, seq, seg.seq, syn
		if !syn {
			h.framing = framingLost
		}
	}
	if seg.flags&packet.TCPAck != 0 && (!other.ack || int32(seg.ack-other.acked) > 0) {
		other.ack, other.acked = true, seg.ack
	}
	if len(seg.payload) > 0 {
		s.insert(st, h, chunk{seg.time, seq, seg.payload})
	}
	if seg.flags&packet.TCPFin != 0 {
		h.ends, h.fin = true, seq+uint32(len(seg.payload))
	}
	for i := range st.halves {
		s.giveUp(st, &st.halves[i])
	}
	if h.known && h.ends && h.next == h.fin {
		s.finish(st, h)
	}
	if seg.flags&packet.TCPRst != 0 {
		s.flush(st)
	}
}

// find returns the stream of a segment, with the sender's and the other direction. A SYN that is not that of the stream begins a new one.
func (s *streams) find(seg *segment) (st *stream, from, to *half) {
	key, i := streamKey{seg.src, seg.dst}, 0
	if seg.dst.Compare(seg.src) < 0 {
		key, i = streamKey{seg.dst, seg.src}, 1
	}
	st = s.table[key]
	if st != nil && seg.flags&packet.TCPSyn != 0 {
		if h := &st.halves[i]; h.known && (!h.syn || h.isn != seg.seq) {
			s.remove(st)
			st = nil
		}
	}
	if st == nil {
		if len(s.table) >= maxStreams {
			s.remove(s.recent.Back().Value.(*stream))
		}
		st = &stream{key: key}
		st.halves[0].src, st.halves[0].dst = key[0], key[1]
		st.halves[1].src, st.halves[1].dst = key[1], key[0]
		st.element = s.recent.PushFront(st)
		s.table[key] = st
	}
	s.recent.MoveToFront(st.element)
	return st, &st.halves[i], &st.halves[1-i]
}

// insert takes the payload of a segment: at once where it continues the stream, later where it is behind a hole. What was there before goes first.
func (s *streams) insert(st *stream, h *half, c chunk) {
	if int32(c.seq-h.next) <= 0 {
		s.deliver(st, h, c)
		s.drain(st, h)
		return
	}
	i := len(h.chunks)
	for i > 0 && h.chunks[i-1].seq-h.next >= c.seq-h.next {
		i--
	}
	for _, old := range h.chunks[i:] {
		if old.seq != c.seq {
			break
		}
		if len(old.b) >= len(c.b) {
			return
		}
	}
	c.b = append([]byte(nil), c.b...)
	h.chunks = append(h.chunks, chunk{})
	copy(h.chunks[i+1:], h.chunks[i:])
	h.chunks[i] = c
	s.count(h, len(c.b)+chunkExpense)
}

func (s *streams) count(h *half, n int) {
	h.pending += n
	s.pending += n
}

// deliver hands on what is new in a chunk that begins at the next byte or before it.
func (s *streams) deliver(st *stream, h *half, c chunk) {
	old := int(h.next - c.seq)
	if old >= len(c.b) {
		return
	}
	h.next += uint32(len(c.b) - old)
	h.time = c.time
	s.feed(st, h, c.b[old:])
}

// drain delivers the chunks that no hole keeps back any more.
func (s *streams) drain(st *stream, h *half) {
	n := 0
	for ; n < len(h.chunks) && int32(h.chunks[n].seq-h.next) <= 0; n++ {
		s.count(h, -len(h.chunks[n].b)-chunkExpense)
		s.deliver(st, h, h.chunks[n])
	}
	if n > 0 {
		h.chunks = append(h.chunks[:0:0], h.chunks[n:]...)
	}
}

// giveUp makes gaps of the holes that will not be filled: the receiver has acknowledged what is missing in the capture, or too much waits behind them.
func (s *streams) giveUp(st *stream, h *half) {
	for len(h.chunks) > 0 {
		acked := h.ack && int32(h.acked-h.chunks[0].seq) >= 0
		if !acked && h.pending <= maxPending && len(h.chunks) <= maxChunks && s.pending <= maxAll {
			return
		}
		s.skipHole(st, h)
	}
}

// skipHole makes a gap of the first hole.
func (s *streams) skipHole(st *stream, h *half) {
	s.gap(st, h, int(h.chunks[0].seq-h.next))
	h.next = h.chunks[0].seq
	s.drain(st, h)
}

// flush prints all that is left of a stream.
func (s *streams) flush(st *stream) {
	for i := range st.halves {
		h := &st.halves[i]
		for len(h.chunks) > 0 {
			s.skipHole(st, h)
		}
		s.finish(st, h)
	}
}

// remove ends a stream.
func (s *streams) remove(st *stream) {
	s.flush(st)
	s.recent.Remove(st.element)
	delete(s.table, st.key)
	s.d.streamEnds(st.number)
}

// close ends all streams, at the end of the capture, in the order in which they were last heard.
func (s *streams) close() {
	for e := s.recent.Back(); e != nil; e = s.recent.Back() {
		s.remove(e.Value.(*stream))
	}
}
