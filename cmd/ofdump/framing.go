package main

import (
	"encoding/binary"

	"github.com/ofwire/openflow"
)

// Framing is how sure it is where messages begin.
type framing uint8

const (
	framingStart   framing = iota // The stream begins here.
	framingKnown                  // Since the stream's beginning.
	framingGuessed                // Since a place that looked like a header.
	framingLost                   // In the middle of a stream, or behind a gap.
)

// feed takes the next bytes of a direction and prints the messages that are complete.
func (s *streams) feed(st *stream, h *half, b []byte) {
	if st.tls {
		return
	}
	if len(h.buf) > 0 {
		h.buf = append(h.buf, b...)
		b = h.buf
	} else if h.framing == framingLost {
		b = s.synchronise(st, h, b, true)
	}
	for len(b) >= openflow.HeaderLen {
		head, err := openflow.ParseHeader(b)
		if !s.believe(st, h, head, err, b) {
			if st.tls {
				return
			}
			h.framing = framingLost
			h.skipped++
			b = s.synchronise(st, h, b[1:], false)
			continue
		}
		if len(b) < int(head.Length) {
			break
		}
		s.message(st, h, b[:head.Length])
		b = b[head.Length:]
	}
	switch len(b) {
	case 0:
		h.buf = nil
	case len(h.buf): // Nothing was taken from it.
	default:
		h.buf = append(h.buf[:0], b...)
	}
}

// believe reports whether a message begins with head. It prints why not where that is an error.
func (s *streams) believe(st *stream, h *half, head openflow.Header, err error, b []byte) bool {
	switch h.framing {
	case framingStart:
		if isTLS(b) {
			s.foundTLS(st, h)
			return false
		}
		if err == nil && (head.Type == 0 || plausible(head, 0) || fills(b)) {
			h.framing = framingKnown
			return true
		}
		return false
	case framingKnown:
		if err != nil {
			s.point(st, h)
			s.d.badMessage(b[:openflow.HeaderLen], err)
		}
		return err == nil
	}
	return err == nil && plausible(head, st.version)
}

// message prints a message.
func (s *streams) message(st *stream, h *half, b []byte) {
	s.point(st, h)
	st.messages++
	if s.d.message(b) && h.framing == framingKnown && b[1] > 1 {
		st.version = openflow.Version(b[0])
	}
}

// point tells the dumper where what is printed next comes from.
func (s *streams) point(st *stream, h *half) {
	if st.number == 0 {
		s.d.streams++
		st.number = s.d.streams
	}
	s.d.at = origin{File: s.d.at.File, Time: h.time, Stream: st.number, Src: h.src, Dst: h.dst}
}

// gap notes that bytes are missing.
func (s *streams) gap(st *stream, h *half, missing int) {
	if st.tls {
		return
	}
	s.cut(st, h)
	h.framing = framingLost
	h.missing += missing
}

// cut prints that the rest of a message is missing.
func (s *streams) cut(st *stream, h *half) {
	if len(h.buf) == 0 {
		return
	}
	s.point(st, h)
	s.d.bad(h.buf, len(h.buf), openflow.ErrTruncated)
	h.buf = nil
}

// report prints what was missing or skipped.
func (s *streams) report(st *stream, h *half) {
	if h.missing == 0 && h.skipped == 0 {
		return
	}
	s.point(st, h)
	s.d.gap(gap{Missing: h.missing, Skipped: h.skipped})
	h.missing, h.skipped = 0, 0
}

// finish prints what is left of a direction. It may go on, where the end was a lie.
func (s *streams) finish(st *stream, h *half) {
	if st.tls {
		return
	}
	if h.framing == framingStart && len(h.buf) > 0 {
		h.skipped += len(h.buf)
		h.buf = nil
	}
	s.cut(st, h)
	s.report(st, h)
	if h.framing != framingStart {
		h.framing = framingLost
	}
}

// TLS records of types 20 to 23 and version 3.x: RFC 8446, section 5.1.
func isTLS(b []byte) bool { return len(b) >= 3 && b[0] >= 20 && b[0] <= 23 && b[1] == 3 && b[2] <= 4 }

func (s *streams) foundTLS(st *stream, h *half) {
	st.tls = true
	for i := range st.halves {
		half := &st.halves[i]
		half.buf, half.missing, half.skipped = nil, 0, 0
	}
	s.point(st, h)
	s.d.tls()
}

// What headers have of the versions up to 1.5.
const (
	lastVersion = openflow.Version15
	lastType    = 35 // OFPT_CONTROLLER_STATUS
)

// plausible reports whether a header is one that switches and controllers send. Only hello and error may have another version than the stream's, which is 0
// where it is not known.
func plausible(h openflow.Header, version openflow.Version) bool {
	return h.Length >= openflow.HeaderLen && h.Type <= lastType && h.Version >= openflow.Version10 && h.Version <= lastVersion &&
		(version == 0 || h.Version == version || h.Type <= 1)
}

// synchronise returns what of b begins with a message, or nothing, and counts what it leaves out. A message begins where a plausible header is followed by
// others, one message behind the other, up to the end of b: three, or two the last of which ends with b. At the start of a segment one will do; and there, as
// long as the stream has had no message, headers of any kind whose messages end with b.
func (s *streams) synchronise(st *stream, h *half, b []byte, start bool) []byte {
	if st.messages == 0 && start && isTLS(b) {
		s.foundTLS(st, h)
		return nil
	}
	at, found := 0, framingGuessed
	if start && st.messages == 0 && fills(b) {
		found = framingKnown
	} else {
		at = s.firstChain(b, st.version, start)
	}
	h.skipped += at
	b = b[at:]
	if len(b) > 0 {
		s.report(st, h)
		h.framing = found
	}
	return b
}

// fills reports whether b is made of messages.
func fills(b []byte) bool {
	for len(b) >= openflow.HeaderLen {
		n := int(binary.BigEndian.Uint16(b[2:]))
		if n < openflow.HeaderLen || n > len(b) {
			return false
		}
		if b = b[n:]; len(b) == 0 {
			return true
		}
	}
	return false
}

// firstChain returns the offset of the first message, or the length of b. It goes from the end to the beginning, so that its time is that of b: chains[i] is
// twice the headers that follow each other from i on, one more where the last message ends with b, and 0 where there are none.
func (s *streams) firstChain(b []byte, version openflow.Version, start bool) int {
	if cap(s.chains) < len(b) {
		s.chains = make([]int32, len(b))
	}
	chains := s.chains[:len(b)]
	first := len(b)
	for i := len(b) - 1; i >= 0; i-- {
		chains[i] = 0
		if len(b)-i < openflow.HeaderLen || b[i] > byte(lastVersion) {
			continue
		}
		head, err := openflow.ParseHeader(b[i:])
		if err != nil || !plausible(head, version) {
			continue
		}
		switch end := i + int(head.Length); {
		case end == len(b):
			chains[i] = 3
		case end+openflow.HeaderLen > len(b):
			chains[i] = 2
		case chains[end] != 0:
			chains[i] = chains[end] + 2
		}
		if chains[i] >= 5 || i == 0 && start && chains[i] > 0 {
			first = i
		}
	}
	return first
}
