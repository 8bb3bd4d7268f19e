package ofnet

import (
	"errors"
	"log/slog"
	"runtime/debug"

	"github.com/ofwire/openflow"
)

// recovered is deferred around the program's code. A panic of that becomes an error.
func recovered(err *error) {
	if p := panicOf("", recover()); p != nil {
		*err = p
	}
}

// panicOf returns what was recovered as an error, or nil.
func panicOf(hook string, v any) *PanicError {
	if v == nil {
		return nil
	}
	return &PanicError{Hook: hook, Value: v, Stack: debug.Stack()}
}

// guard runs a hook, which is the program's code where no handler is, and returns its panic.
func guard(name string, f func()) (p *PanicError) {
	defer func() { p = panicOf(name, recover()) }()
	f()
	return nil
}

// hook runs a hook of a connection. A panic ends the connection.
func (c *Conn) hook(name string, f func()) {
	if p := guard(name, f); p != nil {
		c.panicked("hook", p, "hook", name, "err", p)
	}
}

// logPanic logs the panic of a hook that has no connection, or none yet.
func logPanic(log *slog.Logger, p *PanicError, args ...any) {
	log.Warn("hook panicked", append(args, "hook", p.Hook, "err", p, "stack", string(p.Stack))...)
}

// handlerError reports what a handler returned. A panic ends the connection.
func (c *Conn) handlerError(m openflow.Message, err error) {
	if f := c.cfg.Trace.HandlerError; f != nil {
		c.hook("Trace.HandlerError", func() { f(c, m, err) })
	}
	name := "phase"
	if m != nil {
		name = m.Info().Name
	}
	if p := (*PanicError)(nil); errors.As(err, &p) {
		c.panicked("handler", p, "message", name, "err", err)
		return
	}
	c.warnPeer("handler failed", "message", name, "err", err)
}

// panicked logs a panic of the program's code, and ends the connection, unless it is to be kept.
func (c *Conn) panicked(who string, p *PanicError, args ...any) {
	args = append(args, "stack", string(p.Stack))
	if c.cfg.KeepAfterPanic {
		c.warnPeer(who+" panicked", args...)
		return
	}
	c.warn(who+" panicked, closing", args...)
	c.fail(p)
}
