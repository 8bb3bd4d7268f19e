package ofnet_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow13"
)

// A hookCase has a hook of a connection.
type hookCase struct {
	set  func(cfg *ofnet.Config, run func(c *ofnet.Conn))
	make func(l *lab, p *rawPeer, c *ofnet.Conn) // Makes the hook run in PhaseMain; nil is a hook that runs in the handshake.
}

var hookCases = map[string]hookCase{
	"Trace.Phase": {set: func(cfg *ofnet.Config, run func(c *ofnet.Conn)) {
		cfg.Trace.Phase = func(c *ofnet.Conn, _ ofnet.Phase) { run(c) }
	}},
	"ConnState": {set: func(cfg *ofnet.Config, run func(c *ofnet.Conn)) {
		cfg.ConnState = func(c *ofnet.Conn, p ofnet.Phase) {
			if p == ofnet.PhaseConfig {
				run(c)
			}
		}
	}},
	"Trace.Received": {func(cfg *ofnet.Config, run func(c *ofnet.Conn)) {
		cfg.Trace.Received = func(c *ofnet.Conn, _ openflow.Header, _ []byte) { run(c) }
	}, func(_ *lab, p *rawPeer, _ *ofnet.Conn) { p.put(packetIn(1)) }},
	"Trace.Sent": {func(cfg *ofnet.Config, run func(c *ofnet.Conn)) {
		cfg.Trace.Sent = func(c *ofnet.Conn, _ openflow.Header, _ []byte) { run(c) }
	}, func(l *lab, p *rawPeer, c *ofnet.Conn) {
		go p.next()
		if err := c.Send(l.Context(), openflow13.NewFlowMod()); err != nil {
			l.Error(err)
		}
	}},
	"Trace.Dropped": {func(cfg *ofnet.Config, run func(c *ofnet.Conn)) {
		cfg.Trace.Dropped = func(c *ofnet.Conn, _ openflow.Header) { run(c) }
	}, func(_ *lab, p *rawPeer, _ *ofnet.Conn) { p.put(&openflow13.Hello{}) }},
	"Trace.DecodeError": {func(cfg *ofnet.Config, run func(c *ofnet.Conn)) {
		cfg.Trace.DecodeError = func(c *ofnet.Conn, _ openflow.Header, _ error) { run(c) }
	}, func(_ *lab, p *rawPeer, _ *ofnet.Conn) {
		go p.next()
		p.put(header(4, byte(openflow13.MessageTypePacketIn), 8, 1))
	}},
	"Trace.HandlerError": {func(cfg *ofnet.Config, run func(c *ofnet.Conn)) {
		cfg.Handler = ofnet.HandlerFunc(func(context.Context, *ofnet.Conn, openflow.Message) error { return io.ErrNoProgress })
		cfg.Trace.HandlerError = func(c *ofnet.Conn, _ openflow.Message, _ error) { run(c) }
	}, func(_ *lab, p *rawPeer, _ *ofnet.Conn) { p.put(packetIn(1)) }},
	"Trace.RTT": {func(cfg *ofnet.Config, run func(c *ofnet.Conn)) {
		cfg.Trace.RTT = func(c *ofnet.Conn, _ time.Duration) { run(c) }
	}, func(_ *lab, p *rawPeer, _ *ofnet.Conn) {
		b := p.next()
		b[1] = byte(openflow13.MessageTypeEchoReply)
		p.put(b)
	}},
}

// TestHookPanic has each hook panic once: the connection ends as after a handler's panic, or is kept.
func TestHookPanic(t *testing.T) {
	for hook, tc := range hookCases {
		t.Run(hook, func(t *testing.T) { hookPanic(t, hook, tc, false) })
		t.Run(hook+", kept", func(t *testing.T) { hookPanic(t, hook, tc, true) })
	}
}

func hookPanic(t *testing.T, hook string, tc hookCase, keep bool) {
	var armed atomic.Bool
	srv := &ofnet.Server{Config: ofnet.Config{Trace: new(ofnet.Trace), KeepAfterPanic: keep}}
	tc.set(&srv.Config, func(c *ofnet.Conn) {
		if c.DatapathID() != goodDPID && armed.CompareAndSwap(true, false) {
			panic(io.ErrClosedPipe)
		}
	})
	inLab(t, srv, func(l *lab) {
		armed.Store(tc.make == nil)
		p := l.connect()
		if tc.make == nil && !keep {
			go p.Write(header(4, 0, 8, 1))
			wantHook(t, l.wantFailed(p, io.ErrClosedPipe), hook)
		} else {
			_, c := l.enterOn(p, badDPID)
			if tc.make != nil {
				armed.Store(true)
				tc.make(l, p, c)
			}
			if synctest.Wait(); keep {
				p.alive()
			} else {
				wantHook(t, l.wantEnd(p, c, io.ErrClosedPipe), hook)
			}
		}
		if armed.Load() {
			t.Error("the hook did not run")
		}
		l.wantLog("level=WARN", "hook panicked", "hook="+hook, "remote="+p.LocalAddr().String(), "hookPanic")
	})
}

func wantHook(t *testing.T, err error, hook string) {
	t.Helper()
	var p *ofnet.PanicError
	if !errors.As(err, &p) || p.Hook != hook || !strings.Contains(err.Error(), hook+" panic") || !bytes.Contains(p.Stack, []byte("hookPanic")) {
		t.Errorf("%+v", err)
	}
}

// TestHandshakeFailedPanic has the hook panic that is told of a failed handshake. The server goes on.
func TestHandshakeFailedPanic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := startLab(t, new(ofnet.Server))
		l.srv.HandshakeFailed = func(*ofnet.ConnError) { panic("hookPanic") }
		p := l.connect()
		p.put(header(4, 5, 8, 1))
		p.Close()
		l.wantLog("handshake failed", "remote="+p.LocalAddr().String())
		l.wantLog("level=WARN", "hook panicked", "hook=Server.HandshakeFailed", "remote="+p.LocalAddr().String())
		l.stop()
	})
}

// TestTLSConfigPanic has a function of the configuration of TLS that panics.
func TestTLSConfigPanic(t *testing.T) {
	inTLSLab(t, func(l *lab, own, _ *ca) {
		cfg := own.config("switch", time.Now().Add(time.Hour), own)
		cfg.VerifyConnection = func(tls.ConnectionState) error { panic(io.ErrClosedPipe) }
		wantErr := <-l.dialTLS(l.connectBuffered(), cfg)
		var p *ofnet.PanicError
		if !errors.As(wantErr, &p) || p.Hook != "TLSConfig" {
			t.Error(wantErr)
		}
		<-l.failed
	})
}

// TestRedialPanic has hooks of a Redialer that panic: it goes on with the next attempt.
func TestRedialPanic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log lockedBuffer
		attempts := 0
		r, record := redialer(t, func(ctx context.Context, network, addr string) (net.Conn, error) {
			if attempts++; attempts == 1 {
				panic(io.ErrNoProgress)
			}
			return toSwitch(ctx, network, addr)
		})
		r.Dialer.Config.Logger = slog.New(slog.NewTextHandler(&log, nil))
		connected := 0
		r.Changed = func(e ofnet.DialEvent) {
			record.add(e)
			if e.State == ofnet.DialConnected {
				connected++
			}
			if e.State != ofnet.DialConnected || connected == 1 {
				panic(io.ErrClosedPipe)
			}
		}
		if err := r.Add("10.0.0.1"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		r.Close()
		waits := record.of("10.0.0.1", ofnet.DialWaiting)
		if len(waits) != 2 || !errors.Is(waits[0].Err, io.ErrNoProgress) || !errors.Is(waits[1].Err, io.ErrClosedPipe) || connected != 2 {
			t.Error(waits)
		}
		for _, want := range []string{"addr=10.0.0.1 hook=Redialer.Changed", `"hook panicked, closing" hook=Redialer.Changed`} {
			if !strings.Contains(log.String(), want) {
				t.Errorf("no %s in the log:\n%s", want, log.String())
			}
		}
	})
}
