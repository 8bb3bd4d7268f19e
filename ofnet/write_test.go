package ofnet

import (
	"context"
	"errors"
	"io"
	"net"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ofwire/openflow"
)

func flow(n int) *openflow.Opaque {
	return &openflow.Opaque{Version: 4, Type: 14, Body: make([]byte, n)}
}

func TestBackPressure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := start(t, RoleController, Config{MaxPending: 1000, EchoInterval: -1, WriteTimeout: -1})
		var err error
		sent := 0
		ctx := within(t, time.Minute)
		for err == nil && sent < 1000 {
			if err = c.Send(ctx, flow(92)); err == nil {
				sent++
			}
		}
		wantErr(t, err, context.DeadlineExceeded)
		if sent < 10 || sent > 30 {
			t.Errorf("%d messages of 100 bytes waited", sent)
		}
		if err := c.Send(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Error("Send with a context that has ended:", err)
		}
		// Answers of the Conn itself have room of their own, which has an end too.
		for range 100 {
			p.send(frame(4, 2, 1, make([]byte, 92)...))
		}
		synctest.Wait()
		if d := c.Stats().Dropped; d < 70 || d > 95 {
			t.Errorf("%d echo requests were dropped", d)
		}
		flows := 0
		for range sent {
			if p.recv()[1] == 14 {
				flows++
			}
		}
		if flows != sent {
			t.Errorf("%d messages of %d came", flows, sent)
		}
		done := make(chan error)
		go func() { done <- c.Send(t.Context(), flow(2000), flow(2000), flow(2000), flow(2000)) }()
		synctest.Wait()
		c.Close()
		wantErr(t, <-done, ErrClosed)
	})
}

func TestSendErrors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := start(t, RoleController, Config{})
		wantErr(t, c.Send(t.Context(), nil), openflow.ErrNil)
		wantErr(t, c.Send(t.Context(), flow(1), flow(70000), flow(2)), openflow.ErrTooLong)
		wantErr(t, c.Send(t.Context(), new(fake[kOther])), openflow.ErrVersion)
		wantErr(t, c.Send(t.Context(), flow(3)), nil)
		if a, b := p.recv(), p.recv(); len(a) != 9 || len(b) != 11 {
			t.Errorf("came %x and %x", a, b)
		}
	})
}

// TestCoalescing counts the writes of a thousand messages.
func TestCoalescing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := net.Pipe()
		p := peer{t, b}
		writes := &countingConn{Conn: a}
		go p.handshake(RoleSwitch)
		c, err := NewConn(t.Context(), writes, RoleSwitch, &Config{Protocols: fakeProtocols(4)})
		if err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		for range 1000 {
			if err := c.Send(t.Context(), flow(0)); err != nil {
				t.Fatal(err)
			}
		}
		for range 1000 {
			p.recv()
		}
		if n := writes.n.Load(); n > 100 {
			t.Errorf("%d writes", n)
		}
		c.Close()
		c.Wait()
	})
}

// TestIdleBuffers has a connection that has sent much and does not any more: it keeps no large buffer.
func TestIdleBuffers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := start(t, RoleController, Config{EchoInterval: -1})
		go io.Copy(io.Discard, p)
		for range 100 {
			if err := c.Send(t.Context(), flow(60000)); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		c.out.mu.Lock()
		defer c.out.mu.Unlock()
		if n := cap(c.out.buf) + cap(c.out.spare); n > 2*maxSpare {
			t.Errorf("%d bytes", n)
		}
	})
}

type countingConn struct {
	net.Conn
	n atomic.Int64
}

func (c *countingConn) Write(b []byte) (int, error) {
	c.n.Add(1)
	return c.Conn.Write(b)
}

func TestShutdown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mux Mux
		handled := 0
		Handle(&mux, func(ctx context.Context, c *Conn, m *packetIn) error {
			handled++
			time.Sleep(time.Second)
			return c.Send(ctx, flow(5))
		})
		c, p := start(t, RoleController, Config{Handler: &mux})
		p.send(frame(4, 10, 0))
		p.send(frame(4, 10, 0))
		synctest.Wait()
		done := make(chan error)
		go func() { done <- c.Shutdown(t.Context()) }()
		if b := p.recv(); len(b) != 13 {
			t.Errorf("came %x", b)
		}
		wantErr(t, <-done, nil)
		wantErr(t, c.Wait(), ErrClosed)
		if handled != 1 || c.Stats().Dropped != 1 {
			t.Errorf("%d handled, %+v", handled, c.Stats())
		}
		if p.recv() != nil {
			t.Error("connection is open")
		}
	})
	synctest.Test(t, func(t *testing.T) {
		c, _ := start(t, RoleController, Config{})
		if err := c.Send(t.Context(), flow(1)); err != nil {
			t.Fatal(err)
		}
		wantErr(t, c.Shutdown(within(t, time.Second)), context.DeadlineExceeded) // The peer does not read.
		wantErr(t, c.Wait(), ErrClosed)
	})
}
