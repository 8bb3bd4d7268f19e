package ofnet

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/ofwire/openflow"
)

// A Server accepts connections. One that fails, in its handshake or later, is logged and does not disturb the others.
type Server struct {
	Network   string               // Of ListenAndServe: tcp when empty, or unix.
	Addr      string               // Of ListenAndServe: :6653 when empty.
	Role      Role                 // RoleController unless set.
	Protocols []*openflow.Protocol // When set, instead of those of Config.
	Handler   Handler              // When set, instead of that of Config.
	TLSConfig *tls.Config          // When set, connections are TLS.
	Config    Config

	mu        sync.Mutex
	closed    bool
	listeners map[net.Listener]struct{}
	conns     map[*Conn]struct{}
	wg        sync.WaitGroup
	ctx       context.Context // Of handshakes; ends with the server.
	cancel    context.CancelFunc
}

// ListenAndServe listens on Addr and serves until Shutdown or Close. It returns ErrServerClosed after these, else why it cannot listen or what
// Serve returns.
func (s *Server) ListenAndServe() error {
	network, addr := s.Network, s.Addr
	setDefault(&network, "tcp")
	setDefault(&addr, ":6653")
	l, err := net.Listen(network, addr)
	if err != nil {
		return err
	}
	return s.Serve(l)
}

// Serve accepts connections from l, which it closes in the end. It returns ErrServerClosed after Shutdown or Close, else why l failed.
func (s *Server) Serve(l net.Listener) error {
	defer l.Close()
	if !s.track(l) {
		return ErrServerClosed
	}
	defer s.untrack(l)
	cfg := s.config()
	var delay time.Duration
	for {
		nc, err := l.Accept()
		if err == nil {
			delay = 0
			if !s.begin() {
				nc.Close()
				return ErrServerClosed
			}
			go s.serve(nc, &cfg)
			continue
		}
		if s.ctx.Err() != nil {
			return ErrServerClosed
		}
		if !temporary(err) {
			return err
		}
		delay = min(max(2*delay, 5*time.Millisecond), time.Second)
		cfg.Logger.Warn("accept failed, will try again", "err", err, "delay", delay)
		select {
		case <-time.After(delay):
		case <-s.ctx.Done():
		}
	}
}

// temporary reports whether Accept may work later: when there are too many open files, or a peer went away.
func temporary(err error) bool {
	var e interface{ Temporary() bool }
	return errors.As(err, &e) && e.Temporary()
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
func (s *Server) serve(nc net.Conn, cfg *Config) {
	defer s.wg.Done()
	if s.TLSConfig != nil {
		nc = tls.Server(nc, s.TLSConfig)
	}
	c, err := NewConn(s.ctx, nc, s.Role, cfg)
	if err != nil {
		cfg.Logger.Warn("handshake failed", "err", err)
		return
	}
	if !s.add(c) {
		c.Close()
	}
	err = c.Wait()
	s.mu.Lock()
	delete(s.conns, c)
	s.mu.Unlock()
	if errors.Is(err, io.EOF) || errors.Is(err, ErrClosed) {
		c.log(slog.LevelInfo, "connection ended", "err", err)
	} else {
		c.warn("connection ended", "err", err)
	}
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
// cause. Handlers must not call it.
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
	s.cancel()
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
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.listeners = make(map[net.Listener]struct{})
	s.conns = make(map[*Conn]struct{})
}

func (s *Server) track(l net.Listener) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.init()
	if !s.closed {
		s.listeners[l] = struct{}{}
	}
	return !s.closed
}

func (s *Server) untrack(l net.Listener) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.listeners, l)
}

// begin counts a connection that is about to be served.
func (s *Server) begin() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.wg.Add(1)
	}
	return !s.closed
}

func (s *Server) add(c *Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.conns[c] = struct{}{}
	}
	return !s.closed
}
