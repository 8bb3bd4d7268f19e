package ofnet_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/ofnet/oftest"
	"github.com/ofwire/openflow/openflow13"
)

// An abortive connection ends as one of TCP does: with a reset, by which the peer loses what is under way, unless the peer has ended its side.
type abortive struct {
	*oftest.Conn
	ended atomic.Bool
}

func (c *abortive) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if err == io.EOF {
		c.ended.Store(true)
	}
	return n, err
}

func (c *abortive) Close() error {
	if !c.ended.Load() {
		c.Reset()
	}
	return c.Conn.Close()
}

// TestShutdownBusy shuts down a connection on which the switch sends without end, and reads slowly what was sent to it.
func TestShutdownBusy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := oftest.Pipe(oftest.Line{Delay: 10 * time.Millisecond}, oftest.Line{})
		p := &rawPeer{l: &lab{T: t}, Conn: far}
		go func() {
			p.put(&openflow13.Hello{XID: 1})
			for range 3 {
				p.answer(p.next(), badDPID)
			}
		}()
		c, err := ofnet.NewConn(t.Context(), &abortive{Conn: near}, ofnet.RoleController, &ofnet.Config{Protocols: protocols})
		if err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		const count = 1000
		for range count {
			if err := c.Send(t.Context(), openflow13.NewFlowMod()); err != nil {
				t.Fatal(err)
			}
		}
		done, in, echo := make(chan error), bytesOf(t, packetIn(1)), header(4, 2, 8, 1)
		go func() { done <- c.Shutdown(t.Context()) }()
		got := 0
		for b := p.next(); b != nil; b = p.next() {
			got++
			far.Write(in)
			far.Write(echo) // Nobody answers it any more.
			time.Sleep(100 * time.Microsecond)
		}
		far.Close()
		if err := <-done; err != nil || got != count {
			t.Errorf("%v, %d messages came", err, got)
		}
		if err := c.Wait(); !errors.Is(err, ofnet.ErrClosed) {
			t.Error(err)
		}
	})
}

// TestShutdownPeerStays shuts down a connection whose peer does not end it, in the second in which the keepalive would ask.
func TestShutdownPeerStays(t *testing.T) {
	for _, tc := range []struct {
		limit, takes time.Duration
		err          error
	}{{time.Hour, time.Second, nil}, {time.Second / 2, time.Second / 2, context.DeadlineExceeded}} {
		synctest.Test(t, func(t *testing.T) {
			near, far := oftest.Pipe(oftest.Line{}, oftest.Line{})
			conns := make(chan *ofnet.Conn, 1)
			go func() {
				cfg := &ofnet.Config{Protocols: protocols, Handler: new(oftest.Switch).Handler(), EchoInterval: -1}
				c, err := ofnet.NewConn(t.Context(), &stays{far}, ofnet.RoleSwitch, cfg)
				if err != nil {
					t.Error(err)
				}
				conns <- c
			}()
			c, err := ofnet.NewConn(t.Context(), near, ofnet.RoleController, &ofnet.Config{Protocols: protocols})
			if err != nil {
				t.Fatal(err)
			}
			peer := <-conns
			time.Sleep(14500 * time.Millisecond)
			begin := time.Now()
			ctx, cancel := context.WithTimeout(t.Context(), tc.limit)
			defer cancel()
			if err := c.Shutdown(ctx); !errors.Is(err, tc.err) || time.Since(begin) != tc.takes {
				t.Errorf("%v after %v", err, time.Since(begin))
			}
			if err := c.Wait(); !errors.Is(err, ofnet.ErrClosed) {
				t.Error(err)
			}
			if err := c.Send(t.Context(), openflow13.NewFlowMod()); !errors.Is(err, ofnet.ErrClosed) {
				t.Error(err)
			}
			peer.Close()
			peer.Wait()
		})
	}
}

// TestShutdownTakesNoMore has a peer that reads late: what is sent while Shutdown waits for it is refused, and so does not make Shutdown wait longer.
func TestShutdownTakesNoMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := oftest.Pipe(oftest.Line{}, oftest.Line{})
		p := &rawPeer{l: &lab{T: t}, Conn: far}
		go func() {
			p.put(&openflow13.Hello{XID: 1})
			for range 3 {
				p.answer(p.next(), badDPID)
			}
		}()
		c, err := ofnet.NewConn(t.Context(), near, ofnet.RoleController, &ofnet.Config{Protocols: protocols})
		if err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		const count = 3000
		for range count {
			if err := c.Send(t.Context(), openflow13.NewFlowMod()); err != nil {
				t.Fatal(err)
			}
		}
		done := make(chan error)
		go func() { done <- c.Shutdown(t.Context()) }()
		synctest.Wait()
		if err := c.Send(t.Context(), openflow13.NewFlowMod()); !errors.Is(err, ofnet.ErrClosed) {
			t.Error(err)
		}
		go c.Shutdown(t.Context()) // A second one waits for the same.
		got := 0
		for b := p.next(); b != nil; b = p.next() {
			got++
		}
		far.Close()
		if err := <-done; err != nil || got != count {
			t.Errorf("%v, %d messages came", err, got)
		}
		if err := c.Wait(); !errors.Is(err, ofnet.ErrClosed) {
			t.Error(err)
		}
	})
}

// TestShutdownTLS has a peer that does not read: TLS cannot say that it ends, and would wait for that for 5 seconds.
func TestShutdownTLS(t *testing.T) {
	inTLSLabWith(t, ofnet.Config{EchoInterval: -1}, func(l *lab, own, _ *ca) {
		_, c := l.enterOn(&rawPeer{l: l, Conn: tls.Client(l.l.dial(), own.config("switch", time.Now().Add(time.Hour), own))}, badDPID)
		begin := time.Now()
		if err := c.Shutdown(l.Context()); err != nil || time.Since(begin) != time.Second {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
		if err := c.Wait(); !errors.Is(err, ofnet.ErrClosed) {
			t.Error(err)
		}
	})
}

// A stays is a connection that does not tell its owner when the peer has ended its side.
type stays struct{ net.Conn }

func (c *stays) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if err == io.EOF {
		time.Sleep(time.Hour)
	}
	return n, err
}
