package ofnet

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// ListenAndServe listens on Addr and MoreAddrs and serves until Shutdown or Close. It returns ErrServerClosed after these, else why it cannot
// listen on one of them, or what Serve returns for the first that fails; then the others end too, but connections go on.
func (s *Server) ListenAndServe() error {
	var listeners []*listener
	for _, addr := range append([]string{s.Addr}, s.MoreAddrs...) {
		l, err := s.listen(addr)
		if err != nil {
			for _, l := range listeners {
				l.Close()
			}
			return err
		}
		listeners = append(listeners, l)
	}
	var wg sync.WaitGroup
	errs := make(chan error, len(listeners))
	for _, l := range listeners {
		wg.Go(func() {
			errs <- s.accept(l)
			for _, l := range listeners {
				l.Close()
			}
		})
	}
	wg.Wait()
	return <-errs
}

// A listener knows whether its connections have TLS.
type listener struct {
	net.Listener
	tls bool
}

func (s *Server) listen(addr string) (*listener, error) {
	a, err := parseAddress(addr, s.TLSConfig != nil)
	if err != nil {
		return nil, err
	}
	l, err := net.Listen(a.network, a.addr)
	if a.network == "unix" && errors.Is(err, syscall.EADDRINUSE) && removeStale(a.addr) {
		l, err = net.Listen(a.network, a.addr)
	}
	return &listener{l, a.tls}, err
}

// removeStale removes a socket on which nobody listens, as a process that was killed leaves it.
func removeStale(path string) bool {
	info, err := os.Lstat(path)
	if err != nil || info.Mode().Type() != fs.ModeSocket {
		return false
	}
	nc, err := net.DialTimeout("unix", path, time.Second)
	if err == nil {
		nc.Close()
	}
	return errors.Is(err, syscall.ECONNREFUSED) && os.Remove(path) == nil
}

// Serve accepts connections from l, which it closes in the end; they have TLS when TLSConfig is set. It may be called for several listeners. It
// returns ErrServerClosed after Shutdown or Close, else why l failed.
func (s *Server) Serve(l net.Listener) error { return s.accept(&listener{l, s.TLSConfig != nil}) }

func (s *Server) accept(l *listener) error {
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
			if s.admit(nc, &cfg) {
				go s.serve(nc, l.tls, &cfg)
			}
			continue
		}
		if s.ctx.Err() != nil {
			return ErrServerClosed
		}
		if !temporary(err) {
			return err
		}
		delay = min(max(2*delay, 5*time.Millisecond), time.Second)
		cfg.Logger.Warn("accept failed, will try again", "local", l.Addr().String(), "err", err, "delay", delay)
		_ = sleep(s.ctx, delay)
	}
}

// sleep waits; it returns the cause of a context that ends before.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// temporary reports whether Accept may work later: when there are too many open files, or a peer went away.
func temporary(err error) bool {
	var e interface{ Temporary() bool }
	return errors.As(err, &e) && e.Temporary()
}
