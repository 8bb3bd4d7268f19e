package ofnet

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/ofwire/openflow"
)

// A Bundle is messages that a switch prepares, and does all at once when it is committed: OpenFlow 1.4.1 §6.9, and extension 230 of 1.3. It holds its
// messages until Commit or Discard, one of which must be called. Its methods must not be called at the same time.
type Bundle struct {
	c       *Conn
	id      uint32
	flags   openflow.BundleFlags
	batches []*batch
	given   int    // The messages that were given to Add.
	buf     []byte // Holds one message while it is wrapped.
	ended   bool
}

// Bundle opens a bundle. It fails with ErrUnsupported in 1.0 and 1.2, else as Do does.
func (c *Conn) Bundle(ctx context.Context, flags openflow.BundleFlags) (*Bundle, error) {
	if c.Protocol().BundleControl == nil {
		return nil, fmt.Errorf("ofnet: bundle: %w", ErrUnsupported)
	}
	b := &Bundle{c: c, id: c.bundles.Add(1), flags: flags}
	if err := b.control(ctx, openflow.BundleOpen); err != nil {
		if ctx.Err() != nil {
			b.abort() // It may be open.
		}
		return nil, err
	}
	return b, nil
}

// control asks for a step and waits for its reply.
func (b *Bundle) control(ctx context.Context, step openflow.BundleType) error {
	m, err := b.c.ask(ctx, b.c.Protocol().BundleControl(0, b.id, step, b.flags))
	if err != nil {
		return err
	}
	if id, typ, ok := b.c.Protocol().BundleReply(m); !ok || id != b.id || typ != step+1 {
		return fmt.Errorf("ofnet: bundle %d, type %d in answer to %d: %w", id, typ, step, ErrUnexpectedReply)
	}
	return nil
}

// Add sends messages into the bundle. Each gets a new xid on the wire, and so does the message that carries it; the messages are not changed, and must not
// change until the bundle ends. What the switch refuses shows at Commit.
//
// The error is an ApplyError for a message that cannot be encoded, after which nothing is sent, or that of Send; the messages before it are in the bundle.
// When ctx ends, the bundle is discarded.
func (b *Bundle) Add(ctx context.Context, msgs ...openflow.Message) error {
	if b.ended {
		return ErrBundleEnded
	}
	batch := b.batchFor(len(msgs))
	from := batch.add(msgs)
	b.given += len(msgs)
	n, err := b.c.sendBatch(ctx, batch, from, b.wrap)
	switch {
	case err == nil:
		return nil
	case n < len(msgs) && notEncoded(err):
		batch.cut(from + n)
		return &ApplyError{Index: batch.base + from + n, Message: msgs[n], Err: err}
	}
	b.abort()
	return err
}

// batchFor returns the batch for n further messages. The batches grow, so that there are few however many times Add is called.
func (b *Bundle) batchFor(n int) *batch {
	size := minBatch
	if len(b.batches) > 0 {
		last := b.batches[len(b.batches)-1]
		if last.room() >= n {
			return last
		}
		size = max(size, min(2*last.size, maxBatch))
	}
	batch := b.c.startBatch(b.given, max(size, n), nil)
	b.batches = append(b.batches, batch)
	return batch
}

// The xids that a bundle reserves at a time, unless Add is given more messages.
const (
	minBatch = 64
	maxBatch = 1 << 16
)

// wrap returns the message that adds m to the bundle. The m within has the same xid.
func (b *Bundle) wrap(m openflow.Message, xid uint32) (openflow.Message, error) {
	if m == nil {
		return nil, &openflow.EncodeError{Path: "Message", Err: openflow.ErrNil}
	}
	if v := m.Info().Version; v != 0 && v != b.c.Version() {
		return nil, fmt.Errorf("ofnet: %s of version %v in a bundle of %v: %w", m.Info().Name, v, b.c.Version(), openflow.ErrVersion)
	}
	buf, err := m.AppendBinary(b.buf[:0])
	if err != nil {
		return nil, err
	}
	b.buf = buf
	be.PutUint32(buf[4:], xid)
	inner := &openflow.Opaque{Version: openflow.Version(buf[0]), Type: buf[1], XID: xid, Body: buf[openflow.HeaderLen:]}
	return b.c.Protocol().BundleAdd(xid, b.id, b.flags, inner), nil
}

// Commit closes the bundle, makes the switch do what is in it, and waits until it has. When the switch has refused a message of it, or refuses to close it,
// Commit discards the bundle: nothing is done. The error joins an ApplyError for each message at fault, counted from the first of the first Add, and the
// ReplyError of the close or the commit, which may fail too; a bundle with BundleAtomic then has changed nothing. When ctx ends first, the bundle is
// discarded, unless the switch has committed it by then.
func (b *Bundle) Commit(ctx context.Context) error {
	if b.ended {
		return ErrBundleEnded
	}
	err := b.control(ctx, openflow.BundleClose) // The errors of all messages come before its reply.
	switch {
	case err != nil && ctx.Err() == nil: // It is still open, or the connection has ended.
		return errors.Join(append(b.abort(), err)...)
	case err == nil && b.refused():
		err = b.control(ctx, openflow.BundleDiscard)
	case err == nil:
		err = b.control(ctx, openflow.BundleCommit)
	}
	if err != nil && ctx.Err() != nil {
		b.abort()
		return err
	}
	return errors.Join(append(b.end(), err)...)
}

// refused reports whether the switch has refused a message.
func (b *Bundle) refused() bool {
	b.c.calls.mu.Lock()
	defer b.c.calls.mu.Unlock()
	return slices.ContainsFunc(b.batches, func(batch *batch) bool { return len(batch.errors) > 0 })
}

// Discard makes the switch forget the bundle. It does nothing when the bundle has ended.
func (b *Bundle) Discard(ctx context.Context) error {
	if b.ended {
		return nil
	}
	err := b.control(ctx, openflow.BundleDiscard)
	if err != nil && ctx.Err() != nil {
		b.abort()
		return err
	}
	b.end()
	return err
}

// end forgets the batches and returns the errors that came.
func (b *Bundle) end() (errs []error) {
	b.ended = true
	for _, batch := range b.batches {
		errs = append(errs, batch.end()...)
	}
	return errs
}

// abort is end, and asks the switch to forget the bundle. It does not wait: the answer is discarded.
func (b *Bundle) abort() (errs []error) {
	errs = b.end()
	m := b.c.Protocol().BundleControl(0, b.id, openflow.BundleDiscard, b.flags)
	cl := &call{reply: m.Info().Reply, done: make(chan result, 1)}
	b.c.out.mu.Lock()
	xid, err := b.c.append(m, xidChoice{mode: newXID}, cl)
	b.c.out.mu.Unlock()
	if err == nil {
		b.c.calls.abandon(xid, cl)
	}
	return errs
}
