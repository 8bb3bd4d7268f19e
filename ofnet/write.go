package ofnet

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/ofwire/openflow"
)

// An outbox is what waits to be written: one buffer is filled while the other is written.
type outbox struct {
	mu    sync.Mutex
	buf   []byte        // Filled by Send.
	spare []byte        // Written, when busy.
	busy  bool          // The writer has spare in hand.
	taken chan struct{} // Closed when buf is emptied or all is written; nil when nobody waits for that.
	wake  chan struct{} // Tells the writer that buf has something.
	err   error         // Why nothing more will be written: the last write failed.
	last  error         // Why nothing more is taken: Shutdown has begun. What waits is still written.
}

// maxSpare is the size of the largest buffers that an outbox keeps while it is idle.
const maxSpare = 256 << 10

var errNotRead = errors.New("the peer does not read")

// Send sends messages, in their order. Their xids count; a message whose xid is 0 gets a new one on the wire, when it comes from a controller or
// is a request. The messages are not changed, and may be used again when Send returns.
//
// Send returns when the messages are in memory, to be written soon. While more than Config.MaxPending bytes wait it blocks. When it fails, the
// messages before the one that could not be encoded, or for which there was no room before ctx ended, are sent.
//
// The error is the cause of ctx, the ConnError of a connection that has ended, an EncodeError (of a nil message too), or wraps
// openflow.ErrVersion when the message is of another version than the connection.
func (c *Conn) Send(ctx context.Context, msgs ...openflow.Message) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	c.out.mu.Lock()
	defer c.out.mu.Unlock()
	for _, m := range msgs {
		if err := c.room(ctx); err != nil {
			return err
		}
		if _, err := c.append(m, xidChoice{mode: newXID}, nil); err != nil {
			return err
		}
	}
	return nil
}

// answer sends a message of the Conn itself, without waiting: it fails when too much waits.
func (c *Conn) answer(m openflow.Message) error {
	c.out.mu.Lock()
	defer c.out.mu.Unlock()
	if len(c.out.buf)-c.cfg.MaxPending > c.cfg.MaxPending {
		return errNotRead
	}
	_, err := c.append(m, xidChoice{}, nil)
	return err
}

// room waits until there is room in the buffer. It is called with the lock held, and lets go of it while it waits.
func (c *Conn) room(ctx context.Context) error {
	for len(c.out.buf) >= c.cfg.MaxPending && c.ctx.Err() == nil && c.out.err == nil && c.out.last == nil {
		if err := c.waitTaken(ctx); err != nil {
			return err
		}
	}
	return cmp.Or(c.cause(), c.out.err, c.out.last)
}

// waitTaken waits until the writer goes on. It is called with the lock held, and lets go of it while it waits.
func (c *Conn) waitTaken(ctx context.Context) error {
	if c.out.taken == nil {
		c.out.taken = make(chan struct{})
	}
	taken := c.out.taken
	c.out.mu.Unlock()
	defer c.out.mu.Lock()
	select {
	case <-taken:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-c.ctx.Done():
		return c.cause()
	}
}

// An xidChoice tells which xid a message gets on the wire. The zero value keeps the message's own, also 0: it is that of the message which is answered.
type xidChoice struct {
	mode xidMode
	xid  uint32 // For fixedXID.
}

type xidMode uint8

const (
	newXID   xidMode = iota + 1 // 0 stands for a new one, unless the message is an answer or an event.
	fixedXID                    // It is given.
)

// append encodes a message into the buffer, with the lock held, and returns its xid. A call is registered with it.
func (c *Conn) append(m openflow.Message, id xidChoice, cl *call) (uint32, error) {
	if m == nil {
		return 0, &openflow.EncodeError{Path: "Message", Err: openflow.ErrNil}
	}
	if err := cmp.Or(c.out.err, c.out.last); err != nil {
		return 0, err
	}
	info := m.Info()
	if v := c.Version(); v != 0 && info.Version != 0 && info.Version != v {
		return 0, fmt.Errorf("ofnet: %s of version %v on a connection of %v: %w", info.Name, info.Version, v, openflow.ErrVersion)
	}
	start := len(c.out.buf)
	b, err := m.AppendBinary(c.out.buf)
	if err != nil {
		return 0, err
	}
	h, err := openflow.ParseHeader(b[start:])
	if err != nil || int(h.Length) != len(b)-start {
		return 0, &openflow.EncodeError{Path: info.Name, Err: openflow.ErrLength}
	}
	if id.mode == fixedXID {
		h.XID = id.xid
	}
	switch {
	case cl != nil:
		if err := c.calls.add(&h.XID, cl); err != nil {
			return 0, err
		}
	case h.XID == 0 && id.mode == newXID && (info.Reply != nil || c.role == RoleController && !isAnswer(h.Type)):
		h.XID = c.calls.xid()
	}
	be.PutUint32(b[start+4:], h.XID)
	c.out.buf = b
	c.count.sent.Add(1)
	if f, h := c.cfg.Trace.Sent, h; f != nil {
		c.hook("Trace.Sent", func() { f(c, h, b[start:]) })
	}
	select {
	case c.out.wake <- struct{}{}:
	default:
	}
	return h.XID, nil
}

// isAnswer reports whether messages of a type have the xid of another message.
func isAnswer(typ uint8) bool { return typ == typeError || typ == typeEchoReply }

// fail ends the waiting for the writer.
func (o *outbox) fail(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.err = err
	o.wakeWaiters()
}

// wakeWaiters is called with the lock held.
func (o *outbox) wakeWaiters() {
	if o.taken != nil {
		close(o.taken)
		o.taken = nil
	}
}

// take swaps the buffers and returns the filled one.
func (o *outbox) take() []byte {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.busy = len(o.buf) > 0
	if !o.busy {
		o.buf, o.spare = keep(o.buf), keep(o.spare)
	}
	if o.busy {
		o.buf, o.spare = o.spare[:0], o.buf
	}
	o.wakeWaiters()
	if !o.busy {
		return nil
	}
	return o.spare
}

// keep returns an empty buffer to use again, unless it is large.
func keep(b []byte) []byte {
	if cap(b) > maxSpare {
		return nil
	}
	return b
}

// flush waits until all is written. Nothing more is taken from then on when there is an error for that.
func (c *Conn) flush(ctx context.Context, last error) error {
	c.out.mu.Lock()
	defer c.out.mu.Unlock()
	if c.out.last == nil {
		c.out.last = last
	}
	for len(c.out.buf) > 0 || c.out.busy {
		if err := cmp.Or(c.cause(), c.out.err); err != nil {
			return err
		}
		if err := c.waitTaken(ctx); err != nil {
			return err
		}
	}
	return nil
}
