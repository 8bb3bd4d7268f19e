package ofnet

import (
	"context"
	"slices"

	"github.com/ofwire/openflow"
)

// A Handler gets the messages of connections. Those of one connection come one after the other, those of several at the same time.
type Handler interface {
	// ServeOpenFlow handles a message that is no echo request and no reply to a request. The message is lent: it is valid until ServeOpenFlow
	// returns, and so is all that it holds. ctx ends with the connection. An error is logged, and given to Trace.
	ServeOpenFlow(ctx context.Context, c *Conn, m openflow.Message) error
}

// A PhaseHandler is a Handler that wants to know when a connection enters PhaseConfig, PhaseMain or PhaseDead. Messages wait until it has
// returned. An error ends the connection. PhaseDead comes only after PhaseMain; in it ctx has ended, and its cause tells why.
type PhaseHandler interface {
	ServePhase(ctx context.Context, c *Conn, p Phase) error
}

// A HandlerFunc is a function as a Handler.
type HandlerFunc func(ctx context.Context, c *Conn, m openflow.Message) error

// ServeOpenFlow calls f.
func (f HandlerFunc) ServeOpenFlow(ctx context.Context, c *Conn, m openflow.Message) error {
	return f(ctx, c, m)
}

// A Mux is a Handler that passes each message to the handler of its type. The zero value is empty. Fill it before the first connection uses it.
type Mux struct {
	handlers   map[*openflow.TypeInfo]HandlerFunc
	phases     []phaseFunc
	middleware []func(next HandlerFunc) HandlerFunc
	serve      HandlerFunc // The middleware around dispatch; nil is none.
	// Fallback gets the messages of other types; nil discards them. Messages of unknown types are *openflow.Opaque.
	Fallback Handler
}

type phaseFunc struct {
	phase Phase
	f     func(ctx context.Context, c *Conn) error
}

// Handle makes f the handler of the messages of type M, a pointer to a generated struct. The type is inferred:
//
//	ofnet.Handle(&mux, func(ctx context.Context, c *ofnet.Conn, m *openflow13.PacketIn) error { … })
//
// It panics when the type has a handler already, or when M is an interface.
func Handle[M openflow.Message](mux *Mux, f func(ctx context.Context, c *Conn, m M) error) {
	var none M
	if any(none) == nil {
		panic("ofnet: Handle wants a message type, not an interface; see Mux.Fallback")
	}
	info := none.Info()
	if mux.handlers[info] != nil {
		panic("ofnet: two handlers for " + info.Name + " of version " + info.Version.String())
	}
	if mux.handlers == nil {
		mux.handlers = make(map[*openflow.TypeInfo]HandlerFunc)
	}
	mux.handlers[info] = func(ctx context.Context, c *Conn, m openflow.Message) error { return f(ctx, c, m.(M)) }
}

// HandlePhase makes f run when a connection enters a phase: PhaseConfig, PhaseMain or PhaseDead. Several run in the order of HandlePhase, up to the
// first error, which ends the connection. It panics for other phases.
func HandlePhase(mux *Mux, p Phase, f func(ctx context.Context, c *Conn) error) {
	if p != PhaseConfig && p != PhaseMain && p != PhaseDead {
		panic("ofnet: no handlers in phase " + p.String())
	}
	mux.phases = append(mux.phases, phaseFunc{p, f})
}

// Use puts a middleware around the handlers of all messages, Fallback included: a function that returns a handler, which calls next or does not. The
// first that is given is the outermost.
//
//	mux.Use(func(next ofnet.HandlerFunc) ofnet.HandlerFunc {
//		return func(ctx context.Context, c *ofnet.Conn, m openflow.Message) error {
//			began := time.Now()
//			defer func() { metrics.Observe(m.Info().Name, time.Since(began)) }()
//			return next(ctx, c, m)
//		}
//	})
func (mux *Mux) Use(middleware ...func(next HandlerFunc) HandlerFunc) {
	mux.middleware = append(mux.middleware, middleware...)
	mux.serve = mux.dispatch
	for _, wrap := range slices.Backward(mux.middleware) {
		mux.serve = wrap(mux.serve)
	}
}

// ServeOpenFlow runs the handler of the message's type.
func (mux *Mux) ServeOpenFlow(ctx context.Context, c *Conn, m openflow.Message) error {
	if mux.serve != nil {
		return mux.serve(ctx, c, m)
	}
	return mux.dispatch(ctx, c, m)
}

func (mux *Mux) dispatch(ctx context.Context, c *Conn, m openflow.Message) error {
	if h := mux.handlers[m.Info()]; h != nil {
		return h(ctx, c, m)
	}
	if mux.Fallback != nil {
		return mux.Fallback.ServeOpenFlow(ctx, c, m)
	}
	return nil
}

// ServePhase runs the handlers of the phase.
func (mux *Mux) ServePhase(ctx context.Context, c *Conn, p Phase) error {
	for _, h := range mux.phases {
		if h.phase != p {
			continue
		}
		if err := h.f(ctx, c); err != nil {
			return err
		}
	}
	if h, ok := mux.Fallback.(PhaseHandler); ok {
		return h.ServePhase(ctx, c, p)
	}
	return nil
}
