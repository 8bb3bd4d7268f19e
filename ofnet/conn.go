package ofnet

import (
	"bufio"
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ofwire/openflow"
)

// A Conn is an OpenFlow connection on which the two sides have agreed on a version. Its methods may be called from several goroutines.
type Conn struct {
	nc    net.Conn
	role  Role
	cfg   Config
	start time.Time

	ctx    context.Context // Ends with the connection; the cause is a ConnError.
	cancel context.CancelCauseFunc
	wg     sync.WaitGroup // The goroutines.

	in       *bufio.Reader
	lastRead atomic.Int64 // When bytes came, in nanoseconds since start.
	rtt      atomic.Int64 // See RTT, in nanoseconds.
	events   queue
	out      outbox
	calls    calls
	count    counters
	limit    logLimit
	ports    portTable
	bundles  atomic.Uint32 // The last id of a bundle.

	enqueued   uint64       // The messages that the reader has put into events.
	dispatched uint64       // The messages that the dispatcher has taken out of them.
	portChange *PortChanged // What the port status has changed that the dispatcher has now, without Switch; nil is nothing.

	phase        atomic.Uint32
	protocol     atomic.Pointer[openflow.Protocol]
	features     atomic.Pointer[openflow.Features]
	draining     chan struct{} // Closed by Shutdown.
	lingers      atomic.Bool   // Shutdown has ended this side's direction, and will end the connection.
	gone         chan struct{} // Closed when the reader has ended.
	drain        sync.Once     // Closes it.
	endHandshake func() bool   // Lifts the handshake's time limit; false when it has passed.
	main         bool          // PhaseMain was reached; valid when ready is closed.
	ready        chan struct{} // Closed at PhaseMain, or when that is not reached.
	idle         chan struct{} // Closed when no handler will run any more, but that of PhaseDead.
}

// NewConn makes an OpenFlow connection of nc: it exchanges HELLO messages and, for RoleController, asks for the switch's features. It returns in
// PhaseMain; handlers may run before that, and that of PhaseMain may run still: what it sets up is there when it says so. NewConn owns nc, and
// closes it when it fails. The end of ctx ends the handshake, but not a connection that NewConn has returned; the values of ctx are those of
// the connection's context.
//
// The error is a ConnError. It wraps a NegotiationError when there is no common version.
func NewConn(ctx context.Context, nc net.Conn, role Role, cfg *Config) (*Conn, error) {
	c := &Conn{nc: nc, role: role, cfg: cfg.withDefaults(), start: time.Now()}
	c.ready, c.idle, c.draining, c.gone = make(chan struct{}), make(chan struct{}), make(chan struct{}), make(chan struct{})
	c.ctx, c.cancel = context.WithCancelCause(context.WithoutCancel(ctx))
	c.in = bufio.NewReaderSize((*activity)(c), 16<<10)
	c.events.init(c.cfg.MaxEvents, c.cfg.MaxQueued)
	c.out.wake = make(chan struct{}, 1)
	c.calls.waiting = make(map[uint32]*call)

	hctx, cancel := ctx, context.CancelFunc(func() {})
	if c.cfg.HandshakeTimeout > 0 {
		hctx, cancel = context.WithTimeoutCause(ctx, c.cfg.HandshakeTimeout, ErrHandshakeTimeout)
	}
	defer cancel()
	c.endHandshake = context.AfterFunc(hctx, func() { c.fail(context.Cause(hctx)) })

	if hctx.Err() != nil { // A context that has ended is the cause, whatever the peer does.
		c.fail(context.Cause(hctx))
	}
	c.wg.Go(c.writeLoop)
	c.enter(PhaseHandshake)
	if err := c.negotiate(hctx); err != nil {
		c.fail(err)
		c.endHandshake()
		c.wg.Wait()
		c.enter(PhaseDead)
		close(c.idle)
		return nil, c.cause()
	}
	c.wg.Go(c.readLoop)
	c.wg.Go(c.dispatchLoop)
	<-c.ready
	if !c.main {
		return nil, c.Wait()
	}
	return c, nil
}

// activity is the net.Conn of a Conn as a reader that notes when bytes came.
type activity Conn

func (a *activity) Read(b []byte) (int, error) {
	n, err := a.nc.Read(b)
	if n > 0 {
		a.lastRead.Store(int64(time.Since(a.start)))
	}
	return n, err
}

// Close ends the connection now. What waits to be written is lost; requests that wait fail with ErrClosed. It does not wait for handlers. Over TLS it says
// goodbye, which a peer that does not read delays by a tenth of a second at most.
func (c *Conn) Close() error {
	c.fail(ErrClosed)
	c.discard()
	return nil
}

// Shutdown ends the connection in order: no further handler starts, the one that runs may finish, what waits to be written is written. Then it waits,
// for a second at most, until the peer has read that and ended its side. When ctx ends first, Shutdown closes the connection at once and returns the
// cause. Handlers must not call it.
func (c *Conn) Shutdown(ctx context.Context) error {
	c.drain.Do(func() { close(c.draining) })
	c.discard()
	err := wait(ctx, c.idle)
	if err == nil {
		err = c.flush(ctx, c.failure(ErrClosed))
	}
	if err == nil {
		err = c.linger(ctx)
	}
	if errors.Is(err, c.cause()) {
		err = nil // The connection has ended by itself.
	}
	c.fail(ErrClosed)
	return err
}

// linger says that this side has no more to send, and waits until the peer ends the connection, for a second at most. If the connection were closed while
// bytes come, the peer might lose what it has not read yet. The error is the cause of ctx, when that ends first.
func (c *Conn) linger(ctx context.Context) error {
	nc, ok := c.nc.(interface{ CloseWrite() error })
	if !ok {
		return nil
	}
	c.lingers.Store(true)
	limit, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	defer context.AfterFunc(limit, func() { c.fail(ErrClosed) })() // TLS waits with its goodbye for a peer that does not read.
	if nc.CloseWrite() == nil {
		_ = wait(limit, c.gone)
	}
	return context.Cause(ctx)
}

func wait(ctx context.Context, ch <-chan struct{}) error {
	select {
	case <-ch:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Wait waits until the connection has ended and no handler runs any more, and returns why: a ConnError. Handlers must not call it.
func (c *Conn) Wait() error {
	<-c.ctx.Done()
	c.wg.Wait()
	return c.cause()
}

// Context returns a context that ends with the connection; context.Cause tells why. Handlers get it.
func (c *Conn) Context() context.Context { return c.ctx }

// Role returns the side that the program is on.
func (c *Conn) Role() Role { return c.role }

// Phase returns the phase that the connection is in.
func (c *Conn) Phase() Phase { return Phase(c.phase.Load()) }

// Protocol returns the protocol that was agreed on. It is nil in PhaseHandshake.
func (c *Conn) Protocol() *openflow.Protocol { return c.protocol.Load() }

// Version returns the version that was agreed on. It is 0 in PhaseHandshake.
func (c *Conn) Version() openflow.Version {
	if p := c.Protocol(); p != nil {
		return p.Version
	}
	return 0
}

// Features returns what the switch told of itself, or nil: for RoleSwitch and before PhaseMain. It must not be changed.
func (c *Conn) Features() *openflow.Features { return c.features.Load() }

// DatapathID returns the switch's id, or 0 where Features is nil.
func (c *Conn) DatapathID() openflow.DatapathID {
	if f := c.features.Load(); f != nil {
		return f.DatapathID
	}
	return 0
}

// AuxiliaryID returns the connection's number among those of the switch, 0 for the main one.
func (c *Conn) AuxiliaryID() uint8 {
	if f := c.features.Load(); f != nil {
		return f.AuxiliaryID
	}
	return 0
}

// RemoteAddr returns the peer's address.
func (c *Conn) RemoteAddr() net.Addr { return c.nc.RemoteAddr() }

// LocalAddr returns the address on this side.
func (c *Conn) LocalAddr() net.Addr { return c.nc.LocalAddr() }

// fail ends the connection from this side. The messages that wait for handlers are discarded.
func (c *Conn) fail(err error) {
	if c.end(err) {
		c.discard()
	}
}

// end ends the connection with a cause, once. The messages that wait still go to the handlers, as is right when the peer has ended it.
func (c *Conn) end(err error) bool {
	if c.ctx.Err() != nil {
		return false
	}
	c.cancel(c.failure(err))
	c.calls.fail(c.cause())
	c.events.close()
	c.hangUp(err)
	return true
}

// failure returns the error of a connection that ends because of err.
func (c *Conn) failure(err error) *ConnError {
	return &ConnError{Remote: c.nc.RemoteAddr(), DatapathID: c.DatapathID(), Err: err}
}

// discard forgets the messages that wait for handlers, and lets no more in.
func (c *Conn) discard() {
	c.events.close()
	for _, frame := range c.events.drain() {
		h, _ := openflow.ParseHeader(frame)
		c.dropped(h)
	}
}

// cause returns why the connection has ended, or nil.
func (c *Conn) cause() error { return context.Cause(c.ctx) }

// enter moves on to a phase and tells the hooks.
func (c *Conn) enter(p Phase) {
	c.phase.Store(uint32(p))
	if c.cfg.Logger.Enabled(c.ctx, slog.LevelDebug) {
		c.log(slog.LevelDebug, "phase", "phase", p.String())
	}
	if f := c.cfg.Trace.Phase; f != nil {
		c.hook("Trace.Phase", func() { f(c, p) })
	}
	if f := c.cfg.ConnState; f != nil {
		c.hook("ConnState", func() { f(c, p) })
	}
}

func (c *Conn) warn(msg string, args ...any) { c.log(slog.LevelWarn, msg, args...) }

// log logs with what is known of the peer.
func (c *Conn) log(level slog.Level, msg string, args ...any) {
	if !c.cfg.Logger.Enabled(c.ctx, level) {
		return
	}
	if a := c.nc.RemoteAddr(); a != nil {
		args = append(args, "remote", a.String())
	}
	if id := c.DatapathID(); id != 0 {
		args = append(args, "dpid", id.String())
	}
	if v := c.Version(); v != 0 {
		args = append(args, "version", v.String())
	}
	c.cfg.Logger.Log(c.ctx, level, msg, args...)
}
