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
	first  uint32
	msgs   []openflow.Message
	errors map[int][]byte // Frames by the message's index.
	bytes  int            // Of errors.
}

// startBatch reserves xids for messages.
func (c *Conn) startBatch(msgs []openflow.Message) *batch {
	b := &batch{msgs: msgs, conn: c}
	cs := &c.calls
	cs.mu.Lock()
	defer cs.mu.Unlock()
	b.first = cs.nextXIDs(len(msgs))
	cs.batches = append(cs.batches, b)
	return b
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

// end forgets the batch: errors that come later are messages for handlers. It returns the errors that came, in the order of the messages, whose
// indexes begin with base.
func (b *batch) end(base int) []error {
	cs := &b.conn.calls
	cs.mu.Lock()
	cs.batches = slices.DeleteFunc(cs.batches, func(o *batch) bool { return o == b })
	cs.mu.Unlock()
	var errs []error
	for _, i := range slices.Sorted(maps.Keys(b.errors)) {
		_, err := b.conn.readReply(b.msgs[i].Info(), b.errors[i])
		errs = append(errs, &ApplyError{Index: base + i, Message: b.msgs[i], Err: err})
	}
	return errs
}

// batchOf returns the batch that has an xid, or nil.
func (cs *calls) batchOf(xid uint32) *batch {
	for _, b := range cs.batches {
		if xid-b.first < uint32(len(b.msgs)) {
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
	if b.errors[i] != nil {
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
