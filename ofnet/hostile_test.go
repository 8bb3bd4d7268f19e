package ofnet

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ofwire/openflow"
)

// TestStreamLeftEarly leaves a stream whose end never comes: the parts that wait are not kept with the call that is remembered.
func TestStreamLeftEarly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := start(t, RoleController, Config{})
		go func() {
			xid := xidOf(p.recv())
			for range 50 {
				p.send(partFrame(xid, 7, 1))
			}
		}()
		for range Stream(t.Context(), c, part()) {
			synctest.Wait() // All have come.
			break
		}
		c.calls.mu.Lock()
		defer c.calls.mu.Unlock()
		if len(c.calls.waiting) != 1 {
			t.Fatal(len(c.calls.waiting), "calls are remembered")
		}
		for _, cl := range c.calls.waiting {
			if n := len(cl.parts.waiting); n != 0 {
				t.Error(n, "parts are kept")
			}
		}
	})
}

// TestXIDOfBatch has a request under an xid that an Apply has taken.
func TestXIDOfBatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := start(t, RoleController, Config{})
		xids := make(chan uint32)
		go func() {
			xids <- xidOf(p.recv())
			_, _ = io.Copy(io.Discard, p)
		}()
		done := make(chan error)
		go func() { done <- c.Apply(t.Context(), other("a")) }()
		xid := <-xids
		_, err := Do(within(t, time.Second), c, role(xid))
		wantErr(t, err, ErrXIDInUse)
		c.Close()
		<-done
	})
}

// TestPortFlood has a switch add more ports than there can be: the table does not grow for ever.
func TestPortFlood(t *testing.T) {
	var table portTable

	for no := range uint32(maxPorts + 10) {
		table.change(openflow.PortAdded, openflow.Port{No: maxPorts + 10 - no})
	}
	if ch := table.change(openflow.PortModified, openflow.Port{No: maxPorts}); ch == nil {
		t.Error("a port that is there cannot change")
	}
	if ch := table.change(openflow.PortAdded, openflow.Port{No: maxPorts + 20}); ch != nil {
		t.Errorf("%+v", ch)
	}
	if n := len(table.byNo); n != maxPorts {
		t.Error(n, "ports")
	}
}

// A phaseFunction is a Handler of phases.
type phaseFunction func(c *Conn, p Phase) error

func (phaseFunction) ServeOpenFlow(context.Context, *Conn, openflow.Message) error { return nil }

func (f phaseFunction) ServePhase(_ context.Context, c *Conn, p Phase) error { return f(c, p) }

// TestHandlerExits has handlers that end their goroutine, as FailNow of a test does: the connection ends, in all its steps.
func TestHandlerExits(t *testing.T) {
	for _, in := range []Phase{PhaseConfig, PhaseMain} {
		synctest.Test(t, func(t *testing.T) {
			var phases []Phase
			a, b := net.Pipe()
			p := peer{t, b}
			go func() {
				p.recv()
				p.send(frame(4, 0, 1))
				if q := p.recv(); q != nil {
					p.send(frame(4, 6, xidOf(q), make([]byte, 8)...))
				}
			}()
			cfg := &Config{Protocols: fakeProtocols(openflow.Version13)}
			cfg.Handler = phaseFunction(func(_ *Conn, p Phase) error {
				if phases = append(phases, p); p == in {
					runtime.Goexit()
				}
				return nil
			})
			c, err := NewConn(t.Context(), a, RoleController, cfg)
			if in == PhaseMain && err == nil {
				wantErr(t, c.Wait(), ErrClosed)
				if phases[len(phases)-1] != PhaseDead || c.Phase() != PhaseDead {
					t.Error("phases", phases)
				}
				return
			}
			wantErr(t, err, ErrClosed)
		})
	}
}

// brokenWrites is a net.Conn that fails to write when it is told to.
type brokenWrites struct {
	net.Conn
	broken chan struct{}
}

func (nc brokenWrites) Write(b []byte) (int, error) {
	select {
	case <-nc.broken:
		return 0, io.ErrShortWrite
	default:
		return nc.Conn.Write(b)
	}
}

// TestSendAfterFailedWrite has Send fail with a ConnError as soon as a write has failed, while the reader still looks for what the peer said last.
func TestSendAfterFailedWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := net.Pipe()
		go peer{t, b}.handshake(RoleSwitch)
		nc := brokenWrites{a, make(chan struct{})}
		c, err := NewConn(t.Context(), nc, RoleSwitch, &Config{Protocols: fakeProtocols(openflow.Version13)})
		if err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		close(nc.broken)
		if err := c.Send(t.Context(), other("a")); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		err = c.Send(t.Context(), other("b"))
		var e *ConnError
		if !errors.As(err, &e) || !errors.Is(err, io.ErrShortWrite) {
			t.Errorf("%#v", err)
		}
		wantErr(t, c.Wait(), io.ErrShortWrite)
	})
}

// TestHandlerErrorsInLog has a peer bring about an error of a handler with each message.
func TestHandlerErrorsInLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		cfg := Config{Logger: slog.New(slog.NewTextHandler(&log, nil)), Handler: HandlerFunc(func(context.Context, *Conn, openflow.Message) error {
			return errFake
		})}
		_, p := start(t, RoleSwitch, cfg)
		for i := range uint32(100) {
			p.send(frame(4, 12, i))
		}
		synctest.Wait()
		if n := strings.Count(log.String(), "handler failed"); n != maxPeerLines {
			t.Error(n, "lines")
		}
	})
}

// TestBundleOfMany adds messages one at a time, beside others' messages: that takes few batches, which all messages pass that come.
func TestBundleOfMany(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := start(t, RoleController, Config{})
		go func() { _, _ = io.Copy(io.Discard, p) }()
		c.Protocol().BundleAdd = func(xid, _ uint32, _ openflow.BundleFlags, m openflow.Message) openflow.Message { return m }
		b := &Bundle{c: c}
		for range 10_000 {
			if err := b.Add(t.Context(), other("a")); err != nil {
				t.Fatal(err)
			}
			if err := c.Send(t.Context(), &openflow.Opaque{Version: 4, Type: 14}); err != nil {
				t.Fatal(err)
			}
		}
		if n := len(c.calls.batches); n > 10 {
			t.Error(n, "batches")
		}
	})
}

// TestBundleIndexes has messages refused that come before and after one that could not be sent.
func TestBundleIndexes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := start(t, RoleController, Config{})
		c.Protocol().BundleAdd = func(_, _ uint32, _ openflow.BundleFlags, m openflow.Message) openflow.Message { return m }
		go func() {
			for m := p.recv(); m != nil; m = p.recv() {
				if string(m[8:]) == "no" {
					p.send(frame(4, 1, xidOf(m), 0, 5, 0, 1))
					p.send(frame(4, 1, xidOf(m)+1, 0, 5, 0, 1)) // Of a message that is not sent, or refused anyway.
				}
			}
		}()
		b := &Bundle{c: c}
		for _, tc := range []struct {
			msgs   []openflow.Message
			unsent int
		}{
			{[]openflow.Message{other("yes"), other("no")}, -1},
			{[]openflow.Message{other("no"), nil, other("no")}, 3},
			{[]openflow.Message{other("yes"), other("no")}, -1},
		} {
			err := b.Add(t.Context(), tc.msgs...)
			var failed *ApplyError
			if errors.As(err, &failed) != (tc.unsent >= 0) || failed != nil && failed.Index != tc.unsent {
				t.Errorf("%v, want an error for %d", err, tc.unsent)
			}
			synctest.Wait()
		}
		if got := failures(errors.Join(b.end()...)); !slices.Equal(got, []int{1, 2, 6}) {
			t.Error("refused", got)
		}
	})
}

// TestErrorInLog has an error that nobody waits for: the log has the type of the message that was refused, when the peer tells.
func TestErrorInLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		_, p := start(t, RoleController, Config{Logger: slog.New(slog.NewTextHandler(&log, nil))})
		p.send(frame(4, 1, 77, append([]byte{0, 5, 0, 1}, frame(4, 14, 77)...)...))
		p.send(frame(4, 1, 78, append([]byte{0, 5, 0, 2}, frame(4, 14, 77)...)...))
		p.send(frame(4, 1, 79, 0))
		synctest.Wait()
		for _, want := range []string{"xid=77 type=TYPE_5 code=CODE_1 msg_type=14 ", "xid=78 type=TYPE_5 code=CODE_2 remote"} {
			if !strings.Contains(log.String(), want) {
				t.Errorf("no %q in %s", want, &log)
			}
		}
	})
}
