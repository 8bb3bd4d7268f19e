package ofnet

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"sync"

	"github.com/ofwire/openflow"
)

// A Server accepts connections. One that fails, in its handshake or later, is logged and does not disturb the others. Of handshakes that fail it logs a
// hundred a minute, and a thousand of connections that end.
type Server struct {
	// Addr is what ListenAndServe listens on: host:port, tcp:host:port, tls:host:port, which may be written ssl:host:port too, or unix:path. An
	// address without a scheme has TLS when TLSConfig is set. The host may be empty for all, and the port for 6653; empty is :6653. A socket at
	// path on which nobody listens is replaced.
	Addr string
	// MoreAddrs are further addresses of ListenAndServe, such as :6633, where old switches connect.
	MoreAddrs []string
	Role      Role                 // RoleController unless set.
	Protocols []*openflow.Protocol // When set, instead of those of Config.
	Handler   Handler              // When set, instead of that of Config.
	TLSConfig *tls.Config          // When set, connections are TLS; see Addr. LoadTLS makes one of files.
	Config    Config

	// MaxConns is how many connections there may be, those in their handshake included. One more is closed at once, with ErrTooManyConns for
	// HandshakeFailed. 0 is no limit.
	MaxConns int
	// MaxConnsPerHost is the same for the connections of one IP address, which has several with auxiliary connections or behind address translation;
	// unix sockets have none.
	MaxConnsPerHost int
	// MaxHandshakes is how many handshakes may be under way. Beyond that, Serve accepts no further connections until one has ended; they wait in
	// the operating system. A silent peer takes a place until Config.HandshakeTimeout. 0 is no limit.
	MaxHandshakes int
	// HandshakeFailed is called for each connection that does not come to PhaseMain, with the reason: TLSError, NegotiationError,
	// ErrHandshakeTimeout, ErrTooManyConns and others. It must return soon. Several calls may run at a time. A panic of it is logged.
	HandshakeFailed func(err *ConnError)

	mu        sync.Mutex
	closed    bool
	listeners map[*listener]struct{}
	slots     chan struct{}      // Has an element for each handshake; nil without MaxHandshakes.
	count     int                // Connections, those in their handshake included.
	hosts     map[netip.Addr]int // The same of each host, with MaxConnsPerHost.
	limit     logLimit           // Of handshakes that failed.
	ends      logLimit           // Of connections that ended.
	conns     map[*Conn]struct{}
	wg        sync.WaitGroup
	ctx       context.Context // Of handshakes; ends with the server.
	cancel    context.CancelCauseFunc
}

// failed reports a connection that did not come to PhaseMain.
func (s *Server) failed(err error, cfg *Config) {
	var e *ConnError
	if !errors.As(err, &e) {
		return
	}
	var p *PanicError
	if f := s.HandshakeFailed; f != nil {
		p = guard("Server.HandshakeFailed", func() { f(e) })
	}
	ok, suppressed := s.limit.allow(maxServerLines)
	if !ok {
		return
	}
	args := []any{"err", e.Err}
	if e.Remote != nil {
		args = append(args, "remote", e.Remote.String())
	}
	if e.DatapathID != 0 {
		args = append(args, "dpid", e.DatapathID.String())
	}
	if suppressed > 0 {
		args = append(args, "suppressed", suppressed)
	}
	cfg.Logger.Warn("handshake failed", args...)
	if p != nil {
		logPanic(cfg.Logger, p, args...)
	}
}

func (s *Server) config() Config {
	cfg := s.Config
	if s.Protocols != nil {
		cfg.Protocols = s.Protocols
	}
	if s.Handler != nil {
		cfg.Handler = s.Handler
	}
	return cfg.withDefaults()
}

// serve serves one connection until it ends.
func (s *Server) serve(nc net.Conn, withTLS bool, cfg *Config) {
	defer s.done(hostOf(nc))
	if withTLS {
		nc = tls.Server(nc, s.TLSConfig)
	}
	c, err := NewConn(s.ctx, nc, s.Role, cfg)
	if s.slots != nil {
		<-s.slots
	}
	if err != nil {
		s.failed(err, cfg)
		return
	}
	if !s.add(c) {
		c.Close()
	}
	err = c.Wait()
	s.mu.Lock()
	delete(s.conns, c)
	s.mu.Unlock()
	s.ended(c, err)
}

// ended logs the end of a connection.
func (s *Server) ended(c *Conn, err error) {
	ok, suppressed := s.ends.allow(maxServerEnds)
	if !ok {
		return
	}
	level, args := slog.LevelWarn, []any{"err", err}
	if errors.Is(err, io.EOF) || errors.Is(err, ErrClosed) {
		level = slog.LevelInfo
	}
	if suppressed > 0 {
		args = append(args, "suppressed", suppressed)
	}
	c.log(level, "connection ended", args...)
}

// Close ends all connections now, and Serve. It does not wait for handlers.
func (s *Server) Close() error {
	conns := s.stop()
	for _, c := range conns {
		c.Close()
	}
	return nil
}

// Shutdown ends Serve, and all connections as Conn.Shutdown does, and waits for them. When ctx ends first, it closes what is left and returns the
// cause. Serve returns before that: a program is to end when Shutdown has returned. Handlers must not call it.
func (s *Server) Shutdown(ctx context.Context) error {
	for _, c := range s.stop() {
		go c.Shutdown(ctx)
	}
	done := make(chan struct{})
	go func() {
		s.wg.Wait()
		close(done)
	}()
	err := wait(ctx, done)
	if err != nil {
		s.Close()
	}
	return err
}

// stop closes the listeners, ends the handshakes and returns the connections.
func (s *Server) stop() []*Conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.init()
	s.closed = true
	s.cancel(ErrServerClosed)
	for l := range s.listeners {
		l.Close()
	}
	var conns []*Conn
	for c := range s.conns {
		conns = append(conns, c)
	}
	return conns
}

// init makes the zero value ready. It is called with the lock held.
func (s *Server) init() {
	if s.ctx != nil {
		return
	}
	s.ctx, s.cancel = context.WithCancelCause(context.Background())
	s.listeners = make(map[*listener]struct{})
	s.conns = make(map[*Conn]struct{})
	s.hosts = make(map[netip.Addr]int)
	if s.MaxHandshakes > 0 {
		s.slots = make(chan struct{}, s.MaxHandshakes)
	}
}

func (s *Server) track(l *listener) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.init()
	if !s.closed {
		s.listeners[l] = struct{}{}
	}
	return !s.closed
}

func (s *Server) untrack(l *listener) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.listeners, l)
}

func (s *Server) add(c *Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.conns[c] = struct{}{}
	}
	return !s.closed
}
