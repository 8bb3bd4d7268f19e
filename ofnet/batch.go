package ofnet

import (
	"bytes"
	"maps"
	"math"
	"slices"

	"github.com/ofwire/openflow"
)

// A batch is messages under xids that follow one another. It collects the errors that a peer sends for them, one for each message.
type batch struct {
	conn   *Conn
	base   int // The index of the first message among those that the program gave.
	first  uint32
	size   int // The xids that are reserved.
	msgs   []openflow.Message
	errors map[int][]byte // Frames by the message's index.
	bytes  int            // Of errors.
}

// startBatch reserves xids for messages, of which there may be some already.
func (c *Conn) startBatch(base, size int, msgs []openflow.Message) *batch {
	b := &batch{conn: c, base: base, size: size, msgs: msgs}
	cs := &c.calls
	cs.mu.Lock()
	defer cs.mu.Unlock()
	b.first = cs.nextXIDs(size)
	cs.batches = append(cs.batches, b)
	return b
}

// add adds messages, for which there must be room, and returns where they begin.
func (b *batch) add(msgs []openflow.Message) (from int) {
	b.conn.calls.mu.Lock()
	defer b.conn.calls.mu.Unlock()
	from = len(b.msgs)
	b.msgs = append(b.msgs, msgs...)
	return from
}

// room returns how many messages more there are xids for.
func (b *batch) room() int { return b.size - len(b.msgs) }

// cut ends the batch before a message that was not sent: there are no errors for it.
func (b *batch) cut(n int) {
	b.conn.calls.mu.Lock()
	defer b.conn.calls.mu.Unlock()
	b.size, b.msgs = n, b.msgs[:n]
	maps.DeleteFunc(b.errors, func(i int, _ []byte) bool { return i >= n })
}

// nextXIDs returns the first of n xids in a row that nobody has.
func (cs *calls) nextXIDs(n int) uint32 {
	first := cs.nextXID()
	for i := 1; i < n; i++ {
		switch {
		case first > math.MaxUint32-uint32(n):
			cs.next = 0
		case cs.waiting[first+uint32(i)] == nil && cs.batchOf(first+uint32(i)) == nil:
			continue
		default:
			cs.next = first + uint32(i)
		}
		first, i = cs.nextXID(), 0
	}
	cs.next = first + uint32(n) - 1
	return first
}

// end forgets the batch: errors that come later are messages for handlers. It returns the errors that came, in the order of the messages.
func (b *batch) end() []error {
	cs := &b.conn.calls
	cs.mu.Lock()
	cs.batches = slices.DeleteFunc(cs.batches, func(o *batch) bool { return o == b })
	cs.mu.Unlock()
	var errs []error
	for _, i := range slices.Sorted(maps.Keys(b.errors)) {
		_, err := b.conn.readReply(b.msgs[i].Info(), b.errors[i])
		errs = append(errs, &ApplyError{Index: b.base + i, Message: b.msgs[i], Err: err})
	}
	return errs
}

// batchOf returns the batch that has an xid, or nil.
func (cs *calls) batchOf(xid uint32) *batch {
	for _, b := range cs.batches {
		if xid-b.first < uint32(b.size) {
			return b
		}
	}
	return nil
}

// batchError gives an error message to the batch that has its xid. It reports whether there is one and the message has no error yet; the frame then
// is the batch's. When the errors take more memory than messages for handlers may, the further ones are cut to their code.
func (cs *calls) batchError(xid uint32, frame []byte) bool {
	b := cs.batchOf(xid)
	if b == nil {
		return false
	}
	i := int(xid - b.first)
	if i >= len(b.msgs) || b.errors[i] != nil {
		return false
	}
	if b.bytes += cap(frame); b.bytes > b.conn.cfg.MaxQueued {
		frame = bytes.Clone(frame[:min(len(frame), errorHeaderLen)])
	}
	if b.errors == nil {
		b.errors = make(map[int][]byte)
	}
	b.errors[i] = frame
	return true
}
