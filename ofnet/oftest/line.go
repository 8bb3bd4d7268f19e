package oftest

import (
	"slices"
	"time"
)

// A Line is one direction of a connection, and what goes wrong on it. The zero value is a line on which nothing does.
type Line struct {
	// Delay is how long bytes are under way.
	Delay time.Duration
	// Burst makes bytes arrive only at multiples of it, counted from the beginning: what is written in between comes together.
	Burst time.Duration
	// Chunk is the most bytes that one Read returns, so that messages come in pieces. 0 is no limit.
	Chunk int
	// Window is the bytes that may wait to be read before Write blocks. 0 is 64 KiB.
	Window int
	// Faults happen to single bytes.
	Faults []Fault
}

// A FaultKind is what happens on a Line.
type FaultKind uint8

// The kinds of faults.
const (
	FaultFIN    FaultKind = iota // The direction ends: what came before arrives, then io.EOF. What is written later is lost.
	FaultReset                   // The connection ends: both sides fail with ECONNRESET, and what was under way is lost.
	FaultVanish                  // What follows is lost, in both directions, and neither side is told: the peer's machine is gone.
	FaultStop                    // The reader stops reading until its StartReading: the window fills up, then Write blocks.
	FaultPause                   // Fault.For passes before the next byte arrives.
	FaultFlip                    // The next bytes are combined with Fault.Data by exclusive or.
	FaultInsert                  // Fault.Data comes before the next byte.
	FaultDrop                    // The next len(Fault.Data) bytes are lost.
)

// A Fault happens on a Line when At bytes have been written to it, or at once for 0. Several at one place happen in their order.
type Fault struct {
	At   int64
	Kind FaultKind
	Data []byte        // Of FaultFlip, FaultInsert and FaultDrop.
	For  time.Duration // Of FaultPause.
}

// A segment is bytes that arrive together.
type segment struct {
	data []byte
	at   time.Time
}

// A half is a Line at work. The lock of its link guards it.
type half struct {
	Line
	link    *link
	start   time.Time
	written int64     // Bytes so far, as Fault.At counts them.
	last    time.Time // When the last segment arrives.
	segs    []segment // Under way, or waiting to be read.
	size    int       // Their bytes, and those that vanished.
	flip    []byte    // Left of a FaultFlip.
	drop    int       // Left of a FaultDrop.
	fin     bool      // Nothing follows.
	stopped bool      // The reader does not read.
	gone    bool      // Bytes vanish.
	readErr error     // What Read fails with, when set.
	sendErr error     // What Write fails with, when set.
}

func newHalf(l *link, line Line) *half {
	line.Faults = slices.Clone(line.Faults)
	slices.SortStableFunc(line.Faults, func(a, b Fault) int { return int(max(-1, min(1, a.At-b.At))) })
	if line.Window <= 0 {
		line.Window = 64 << 10
	}
	return &half{Line: line, link: l, start: time.Now()}
}

// write takes as many bytes as the window has room for, and returns how many.
func (h *half) write(b []byte) (n int, err error) {
	for n < len(b) && h.sendErr == nil {
		room := h.Window - h.size
		switch {
		case h.fin: // By a fault: the writer does not know.
			return len(b), nil
		case room <= 0:
			return n, nil
		}
		piece := min(len(b)-n, room)
		if len(h.Faults) > 0 {
			piece = int(min(int64(piece), h.Faults[0].At-h.written))
		}
		h.push(b[n : n+piece])
		n += piece
		h.written += int64(piece)
		h.happen()
	}
	return n, h.sendErr
}

// happen lets the faults happen whose place has come.
func (h *half) happen() {
	for len(h.Faults) > 0 && h.Faults[0].At <= h.written {
		f := h.Faults[0]
		h.Faults = h.Faults[1:]
		switch f.Kind {
		case FaultFIN:
			h.fin = true
		case FaultReset:
			h.link.reset()
		case FaultVanish:
			h.link.vanish()
		case FaultStop:
			h.stopped = true
		case FaultPause:
			h.last = later(h.last, time.Now()).Add(f.For)
		case FaultFlip:
			h.flip = f.Data
		case FaultInsert:
			h.arrive(f.Data)
		case FaultDrop:
			h.drop = len(f.Data)
		}
	}
}

// push sends bytes on their way, changed as faults want it.
func (h *half) push(b []byte) {
	lost := min(h.drop, len(b))
	h.drop -= lost
	b = slices.Clone(b[lost:])
	flipped := min(len(h.flip), len(b))
	for i, x := range h.flip[:flipped] {
		b[i] ^= x
	}
	h.flip = h.flip[flipped:]
	h.arrive(b)
}

// arrive makes bytes arrive, which it keeps.
func (h *half) arrive(b []byte) {
	h.size += len(b)
	if h.gone || len(b) == 0 {
		return
	}
	at := later(h.last, time.Now().Add(h.Delay))
	if h.Burst > 0 {
		past := at.Sub(h.start)
		at = h.start.Add((past + h.Burst - 1) / h.Burst * h.Burst)
	}
	h.last = at
	if n := len(h.segs); n > 0 && h.segs[n-1].at.Equal(at) {
		h.segs[n-1].data = append(h.segs[n-1].data, b...)
		return
	}
	h.segs = append(h.segs, segment{b, at})
}

// read takes bytes that have arrived. When there are none, next is when there will be some, as far as is known.
func (h *half) read(b []byte) (n int, next time.Time) {
	if h.Chunk > 0 {
		b = b[:min(len(b), h.Chunk)]
	}
	now := time.Now()
	for n < len(b) && len(h.segs) > 0 {
		s := &h.segs[0]
		if s.at.After(now) {
			return n, s.at
		}
		k := copy(b[n:], s.data)
		n += k
		h.size -= k
		if s.data = s.data[k:]; len(s.data) == 0 {
			h.segs = h.segs[1:]
		}
	}
	return n, time.Time{}
}

// ended reports whether the end has arrived, or when it will.
func (h *half) ended() (bool, time.Time) {
	if !h.fin || h.gone || len(h.segs) > 0 {
		return false, time.Time{}
	}
	if time.Now().Before(h.last) {
		return false, h.last
	}
	return true, time.Time{}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
