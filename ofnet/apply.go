package ofnet

import (
	"context"
	"errors"

	"github.com/ofwire/openflow"
)

// Apply sends messages that have no reply, such as flow mods, and a barrier, and waits until the peer has done them all. Each gets a new xid on the wire,
// whatever its own is; the messages are not changed, and must not change until Apply returns.
//
// The error joins an ApplyError for each message that the peer refused; use errors.As for the first, or Unwrap() []error for all. It has no more than
// the first error of a message; a further one, and one that comes behind the barrier's reply, goes to the handlers. When a message cannot be encoded, it
// and those behind it are not sent, and its error is among those joined. When the wait ends early, the error is that of Do alone: then nobody
// knows which messages were done.
func (c *Conn) Apply(ctx context.Context, msgs ...openflow.Message) error {
	if len(msgs) == 0 {
		return c.Barrier(ctx)
	}
	b := c.startBatch(0, len(msgs), msgs)
	n, err := c.sendBatch(ctx, b, 0, nil)
	var unsent error
	if n < len(msgs) && notEncoded(err) {
		b.cut(n)
		unsent, err = &ApplyError{Index: n, Message: msgs[n], Err: err}, nil
	}
	if err == nil {
		err = c.Barrier(ctx)
	}
	errs := b.end()
	if err != nil {
		return err
	}
	return errors.Join(append(errs, unsent)...)
}

// notEncoded reports whether an error of append is the message's fault.
func notEncoded(err error) bool {
	var bad *openflow.EncodeError
	return errors.As(err, &bad) || errors.Is(err, openflow.ErrVersion)
}

// sendBatch sends the messages of a batch from an index on and returns how many it sent. When wrap is there, what it makes of a message is sent in its
// place.
func (c *Conn) sendBatch(ctx context.Context, b *batch, from int, wrap func(m openflow.Message, xid uint32) (openflow.Message, error)) (int, error) {
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}
	c.out.mu.Lock()
	defer c.out.mu.Unlock()
	for i, m := range b.msgs[from:] {
		xid := b.first + uint32(from+i)
		if err := c.room(ctx); err != nil {
			return i, err
		}
		if wrap != nil {
			var err error
			if m, err = wrap(m, xid); err != nil {
				return i, err
			}
		}
		if _, err := c.append(m, xidChoice{mode: fixedXID, xid: xid}, nil); err != nil {
			return i, err
		}
	}
	return len(b.msgs) - from, nil
}
