package ofnet

import (
	"context"
	"fmt"

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
// request has the xid that it has and its reply is still to come, be it that nobody waits for that any more, or Apply or a Bundle has taken it.
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
		return none, unexpected(m, q)
	}
	return r, nil
}

func unexpected(reply, request openflow.Message) error {
	return fmt.Errorf("ofnet: %s in answer to %s: %w", reply.Info().Name, request.Info().Name, ErrUnexpectedReply)
}

// Do is the function Do for code that works with several versions: the reply is of the type that the request's TypeInfo names, or the error wraps
// ErrUnexpectedReply. A message that has no reply fails with ErrNoReply and is not sent.
func (c *Conn) Do(ctx context.Context, q openflow.Message) (openflow.Message, error) {
	if err := hasReply(q); err != nil {
		return nil, err
	}
	m, err := c.ask(ctx, q)
	if err == nil && m.Info() != q.Info().Reply {
		return nil, unexpected(m, q)
	}
	return m, err
}

func hasReply(q openflow.Message) error {
	switch {
	case q == nil:
		return &openflow.EncodeError{Path: "Message", Err: openflow.ErrNil}
	case q.Info().Reply == nil:
		return fmt.Errorf("ofnet: %s: %w", q.Info().Name, ErrNoReply)
	}
	return nil
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
	r, err := c.await(ctx, q, reply)
	if err != nil {
		return nil, err
	}
	return c.readReply(q.Info(), r.frame)
}

// await sends a request and waits for the frame of its reply.
func (c *Conn) await(ctx context.Context, q openflow.Message, reply *openflow.TypeInfo) (result, error) {
	cl := &call{reply: reply, done: make(chan result, 1)}
	xid, err := c.sendCall(ctx, q, cl)
	if err != nil {
		return result{}, err
	}
	select {
	case r := <-cl.done:
		return r, r.err
	case <-ctx.Done():
		c.calls.abandon(xid, cl)
		return result{}, context.Cause(ctx)
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
	return c.append(q, xidChoice{mode: newXID}, cl)
}

// readReply decodes a reply into memory of its own.
func (c *Conn) readReply(request *openflow.TypeInfo, frame []byte) (openflow.Message, error) {
	m, err := c.unmarshal(frame)
	if frame[1] == typeError && len(frame) >= errorHeaderLen { // A shorter one says nothing, and does not decode.
		e := newReplyError(c.Protocol(), request, frame)
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
