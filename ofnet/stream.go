package ofnet

import (
	"context"
	"iter"
	"sync"

	"github.com/ofwire/openflow"
)

// Stream sends a multipart request and gives the parts of its reply, as they come. The reply's type follows from the request's:
//
//	for part, err := range ofnet.Stream(ctx, c, &openflow13.FlowStatsRequest{…}) { // *openflow13.FlowStatsReply
//		…
//	}
//
// A part is lent: it is valid until the next one. A reply of any length takes the memory of one part, and of those that came and wait: a loop that is
// slower than the peer lets them pile up to Config.MaxPartBytes, where the stream fails with ErrPartLimit, as it does beyond Config.MaxParts parts. The
// reader of the connection never waits for the loop, so that the loop may send requests of its own.
//
// The first error is the last element. It is that of Do, whatever came before it: parts that were given stay true. A loop that ends early discards what
// is still to come, as does the end of ctx.
func Stream[R openflow.Message, Q Request[R]](ctx context.Context, c *Conn, q Q) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		for m, err := range c.parts(ctx, q, q.ReplyType().Info()) {
			r, ok := m.(R)
			if err == nil && !ok {
				err = unexpected(m, q)
			}
			if !yield(r, err) || err != nil {
				return
			}
		}
	}
}

// Stream is the function Stream for code that works with several versions. A message that has no reply fails with ErrNoReply and is not sent.
func (c *Conn) Stream(ctx context.Context, q openflow.Message) iter.Seq2[openflow.Message, error] {
	return func(yield func(openflow.Message, error) bool) {
		if err := hasReply(q); err != nil {
			yield(nil, err)
			return
		}
		for m, err := range c.parts(ctx, q, q.Info().Reply) {
			if err == nil && m.Info() != q.Info().Reply {
				err = unexpected(m, q)
			}
			if !yield(m, err) || err != nil {
				return
			}
		}
	}
}

// parts gives the parts of a reply of any type of the number of reply.
func (c *Conn) parts(ctx context.Context, q openflow.Message, reply *openflow.TypeInfo) iter.Seq2[openflow.Message, error] {
	return func(yield func(openflow.Message, error) bool) {
		s, err := c.openStream(ctx, q, reply)
		if err != nil {
			yield(nil, err)
			return
		}
		defer s.close()
		for s.next(ctx) {
			if !yield(s.part, s.err) {
				return
			}
		}
	}
}

// A stream is a multipart reply that comes.
type stream struct {
	c       *Conn
	request *openflow.TypeInfo
	xid     uint32
	call    *call
	decoder openflow.Decoder
	frame   []byte           // That part lies in.
	at      uint64           // The messages for handlers that came before part.
	part    openflow.Message // Or nil beside an error.
	err     error
}

// openStream sends the request.
func (c *Conn) openStream(ctx context.Context, q openflow.Message, reply *openflow.TypeInfo) (*stream, error) {
	p := &parts{maxParts: c.cfg.MaxParts, maxBytes: c.cfg.MaxPartBytes, came: make(chan struct{}, 1)}
	s := &stream{c: c, request: q.Info(), call: &call{reply: reply, parts: p}, decoder: c.Protocol().NewDecoder(c.cfg.Extensions)}
	var err error
	s.xid, err = c.sendCall(ctx, q, s.call)
	return s, err
}

// close discards what is still to come.
func (s *stream) close() {
	s.c.calls.abandon(s.xid, s.call)
	s.call.parts.drop()
}

// next waits for a part or an error. It returns false after the last one, or an error.
func (s *stream) next(ctx context.Context) bool {
	if s.err != nil {
		return false
	}
	if s.frame != nil {
		s.c.events.recycle(s.frame)
		s.frame, s.part = nil, nil
	}
	r, ok := s.call.parts.pop(ctx)
	switch {
	case !ok:
		return false
	case r.err != nil:
		s.err = r.err
	case r.frame[1] == typeError:
		_, s.err = s.c.readReply(s.request, r.frame)
	default:
		s.frame, s.at = r.frame, r.at
		if s.part, s.err = s.decoder.Decode(r.frame); s.err != nil {
			h, _ := openflow.ParseHeader(r.frame)
			s.c.decodeError(h, s.err)
		}
	}
	return true
}

// parts are the parts of a multipart reply that have come and wait.
type parts struct {
	mu                 sync.Mutex
	waiting            []result // From head on.
	head               int
	bytes              int           // Of waiting.
	total              int           // The parts that came.
	ended              bool          // No further part will come.
	came               chan struct{} // Tells that waiting or ended has changed.
	maxParts, maxBytes int
}

// push takes a part, or the error that ends the reply. It reports whether it takes more.
func (p *parts) push(r result, more bool) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.total++
	p.bytes += cap(r.frame)
	if p.total > p.maxParts || p.bytes > p.maxBytes {
		r, more = result{err: ErrPartLimit}, false
	}
	p.waiting = append(p.waiting, r)
	p.ended = !more
	select {
	case p.came <- struct{}{}:
	default:
	}
	return more
}

// drop forgets the parts that wait: the call may be remembered for long.
func (p *parts) drop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waiting, p.head, p.bytes = nil, 0, 0
}

// pop waits for a part; ok is false after the last one. When ctx has ended, the parts that wait are not given.
func (p *parts) pop(ctx context.Context) (r result, ok bool) {
	for {
		p.mu.Lock()
		waits := p.head < len(p.waiting)
		if waits && ctx.Err() == nil {
			r = p.waiting[p.head]
			p.waiting[p.head] = result{}
			p.head++
			if p.head == len(p.waiting) {
				p.waiting, p.head = p.waiting[:0], 0
			}
			p.bytes -= cap(r.frame)
			p.mu.Unlock()
			return r, true
		}
		over := p.ended && !waits
		p.mu.Unlock()
		if over {
			return result{}, false
		}
		select {
		case <-p.came:
		case <-ctx.Done():
		}
		if ctx.Err() != nil {
			return result{err: context.Cause(ctx)}, true
		}
	}
}
