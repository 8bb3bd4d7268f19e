package ofnet

import (
	"bytes"
	"context"
	"fmt"
	"sync"

	"github.com/ofwire/openflow"
)

// A Request is a message that has a reply. The requests of the version packages have the method.
type Request[R openflow.Message] interface {
	openflow.Message
	// ReplyType returns nil: it is there for its type.
	ReplyType() R
}

// Do sends a request and waits for its reply, which is the caller's. The reply's type follows from the request's:
//
//	role, err := ofnet.Do(ctx, c, &openflow13.RoleRequest{…}) // *openflow13.RoleReply
//
// When the peer answers with an error message, Do fails with a ReplyError. A multipart reply must have one part: when more follow, Do fails with
// ErrMultipart and the other parts are discarded. A request whose xid is 0 gets a new one on the wire; ErrXIDInUse is the error when another
// request waits under the xid that it has.
//
// A message of another type is no reply, even with the request's xid, and goes to the handlers. When one of the reply's type number decodes to
// another Go type, as that of another experimenter does, Do fails with ErrUnexpectedReply; when it does not decode, with a DecodeError.
//
// When ctx ends, Do returns its cause; a late reply is discarded. When the connection ends, Do fails with the ConnError.
func Do[R openflow.Message, Q Request[R]](ctx context.Context, c *Conn, q Q) (R, error) {
	var none R
	m, err := c.do(ctx, q, q.ReplyType().Info())
	if err != nil {
		return none, err
	}
	r, ok := m.(R)
	if !ok {
		return none, fmt.Errorf("ofnet: %s in answer to %s: %w", m.Info().Name, q.Info().Name, ErrUnexpectedReply)
	}
	return r, nil
}

// Barrier waits until the peer has done all that was sent before. Errors of these messages have come to the handlers' queue by then. It fails as
// Do does.
func (c *Conn) Barrier(ctx context.Context) error {
	_, err := c.ask(ctx, c.Protocol().BarrierRequest(0))
	return err
}

// ask is do for the requests of Protocol.
func (c *Conn) ask(ctx context.Context, q openflow.Message) (openflow.Message, error) {
	return c.do(ctx, q, q.Info().Reply)
}

func (c *Conn) do(ctx context.Context, q openflow.Message, reply *openflow.TypeInfo) (openflow.Message, error) {
	cl := &call{reply: reply, done: make(chan result, 1)}
	xid, err := c.sendCall(ctx, q, cl)
	if err != nil {
		return nil, err
	}
	select {
	case r := <-cl.done:
		if r.err != nil {
			return nil, r.err
		}
		return c.readReply(q.Info(), r.frame)
	case <-ctx.Done():
		c.calls.abandon(xid, cl)
		return nil, context.Cause(ctx)
	}
}

func (c *Conn) sendCall(ctx context.Context, q openflow.Message, cl *call) (uint32, error) {
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}
	c.out.mu.Lock()
	defer c.out.mu.Unlock()
	if err := c.room(ctx); err != nil {
		return 0, err
	}
	return c.append(q, newXID, cl)
}

// readReply decodes a reply into memory of its own.
func (c *Conn) readReply(request *openflow.TypeInfo, frame []byte) (openflow.Message, error) {
	m, err := c.unmarshal(frame)
	if frame[1] == typeError {
		code, data, _ := splitError(frame)
		e := &ReplyError{Request: request, Code: code, Data: bytes.Clone(data), protocol: c.Protocol()}
		if err == nil {
			e.Message = m
		}
		return nil, e
	}
	if err != nil {
		h, _ := openflow.ParseHeader(frame)
		c.decodeError(h, err)
	}
	return m, err
}

// unmarshal decodes a message into fresh memory, with the extensions.
func (c *Conn) unmarshal(frame []byte) (openflow.Message, error) {
	if c.cfg.Extensions.Len() == 0 {
		return c.Protocol().Unmarshal(frame)
	}
	return c.Protocol().NewDecoder(c.cfg.Extensions).Decode(frame) // What a decoder that is not used again lends is owned.
}

// A call is a request that waits for its reply.
type call struct {
	reply   *openflow.TypeInfo // What is expected; nil takes any message.
	done    chan result        // Gets one result.
	discard bool               // Nobody waits any more.
}

type result struct {
	frame []byte
	err   error
}

// calls are the requests of a connection that wait, by xid.
type calls struct {
	mu        sync.Mutex
	next      uint32
	waiting   map[uint32]*call
	discarded int   // Calls of waiting that nobody waits for.
	err       error // Why the connection has ended.
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
		if cs.next != 0 && cs.waiting[cs.next] == nil {
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
	} else if cs.waiting[*xid] != nil {
		return fmt.Errorf("ofnet: xid %#x: %w", *xid, ErrXIDInUse)
	}
	cs.waiting[*xid] = cl
	return nil
}

// abandon makes a call's reply one that nobody waits for.
func (cs *calls) abandon(xid uint32, cl *call) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if cs.waiting[xid] == cl && !cl.discard {
		cs.forget(xid, cl)
	}
}

func (cs *calls) forget(xid uint32, cl *call) {
	if cs.discarded == maxDiscarded {
		delete(cs.waiting, xid)
		return
	}
	cl.discard = true
	cs.discarded++
}

// resolve gives a message to the call that waits for it. It reports whether there is one; the frame then is the call's.
func (cs *calls) resolve(h openflow.Header, frame []byte) bool {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	cl := cs.waiting[h.XID]
	if cl == nil || !cl.expects(h, frame) {
		return false
	}
	more := cl.reply != nil && cl.reply.Multipart && h.Type != typeError && frame[11]&1 != 0
	first := !cl.discard
	switch {
	case !more:
		delete(cs.waiting, h.XID)
		if cl.discard {
			cs.discarded--
		}
	case first:
		cs.forget(h.XID, cl)
	}
	if first && more {
		cl.done <- result{err: ErrMultipart}
	} else if first {
		cl.done <- result{frame: frame}
	}
	return true
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
		if !cl.discard {
			cl.done <- result{err: err}
		}
	}
	clear(cs.waiting)
}
