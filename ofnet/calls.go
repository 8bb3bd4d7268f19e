package ofnet

import (
	"container/list"
	"fmt"
	"sync"

	"github.com/ofwire/openflow"
)

// A call is a request that waits for its reply.
type call struct {
	reply   *openflow.TypeInfo // What is expected; nil takes any message.
	done    chan result        // Gets one result; nil when parts takes them.
	parts   *parts             // Gets the parts of a multipart reply.
	discard *list.Element      // In discarded of calls, when nobody waits any more.
}

type result struct {
	frame []byte
	at    uint64 // The messages for handlers that came before.
	err   error
}

// calls are the requests of a connection that wait, by xid.
type calls struct {
	mu        sync.Mutex
	next      uint32
	waiting   map[uint32]*call
	batches   []*batch  // Messages without a reply whose errors somebody wants.
	discarded list.List // The xids of calls in waiting that nobody waits for, first those for which that is so for longest.
	err       error     // Why the connection has ended.
}

// maxDiscarded is the calls without a waiter that are remembered, so that a late reply does not reach the handlers.
const maxDiscarded = 256

// xid returns an xid that no call has.
func (cs *calls) xid() uint32 {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	return cs.nextXID()
}

func (cs *calls) nextXID() uint32 {
	for {
		cs.next++
		if cs.next != 0 && cs.waiting[cs.next] == nil && cs.batchOf(cs.next) == nil {
			return cs.next
		}
	}
}

// add registers a call under *xid, or under a new xid if that is 0.
func (cs *calls) add(xid *uint32, cl *call) error {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if cs.err != nil {
		return cs.err
	}
	if *xid == 0 {
		*xid = cs.nextXID()
	} else if cs.waiting[*xid] != nil || cs.batchOf(*xid) != nil {
		return fmt.Errorf("ofnet: xid %#x: %w", *xid, ErrXIDInUse)
	}
	cs.waiting[*xid] = cl
	return nil
}

// abandon makes a call's reply one that nobody waits for.
func (cs *calls) abandon(xid uint32, cl *call) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if cs.waiting[xid] == cl && cl.discard == nil {
		cs.forget(xid, cl)
	}
}

// forget remembers that nobody waits for a call any more, in place of the call for which that is so for longest when there are too many.
func (cs *calls) forget(xid uint32, cl *call) {
	if cs.discarded.Len() == maxDiscarded {
		delete(cs.waiting, cs.discarded.Remove(cs.discarded.Front()).(uint32))
	}
	cl.discard = cs.discarded.PushBack(xid)
}

// resolve gives a message to the call or the batch that waits for it; at is the number of messages for handlers that came before. It reports whether
// there is one; the frame then is the call's.
func (cs *calls) resolve(h openflow.Header, frame []byte, at uint64) bool {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	cl := cs.waiting[h.XID]
	if cl == nil || !cl.expects(h, frame) {
		return h.Type == typeError && cs.batchError(h.XID, frame)
	}
	more := cl.reply != nil && cl.reply.Multipart && h.Type != typeError && frame[11]&1 != 0
	first := cl.discard == nil
	if first && !cl.give(result{frame: frame, at: at}, more) && more {
		cs.forget(h.XID, cl)
	}
	if !more {
		delete(cs.waiting, h.XID)
		if cl.discard != nil {
			cs.discarded.Remove(cl.discard)
		}
	}
	return true
}

// give hands a message over. It reports whether the call waits for more.
func (cl *call) give(r result, more bool) bool {
	switch {
	case cl.parts != nil:
		return cl.parts.push(r, more)
	case more:
		cl.done <- result{err: ErrMultipart}
	default:
		cl.done <- r
	}
	return false
}

// expects reports whether a message with the call's xid answers it. A peer may have used the same xid for a message of its own.
func (cl *call) expects(h openflow.Header, frame []byte) bool {
	switch r := cl.reply; {
	case h.Type == typeError, r == nil:
		return true
	case r.Type != h.Type:
		return false
	case r.Multipart:
		return len(frame) >= 12 && be.Uint16(frame[8:]) == r.MultipartType
	}
	return true
}

// fail ends all calls.
func (cs *calls) fail(err error) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	cs.err = err
	for _, cl := range cs.waiting {
		if cl.discard == nil {
			cl.give(result{err: err}, false)
		}
	}
	clear(cs.waiting)
}
