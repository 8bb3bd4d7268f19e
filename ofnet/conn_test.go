package ofnet

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ofwire/openflow"
)

func TestEcho(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, p := start(t, RoleController, Config{})
		for _, body := range [][]byte{nil, []byte("ping"), make([]byte, 65527)} {
			p.send(frame(4, 2, 0, body...))
			if got, want := p.recv(), frame(4, 3, 0, body...); !bytes.Equal(got, want) {
				t.Errorf("answer to %d bytes is %.20x", len(body), got)
			}
		}
	})
}

func TestFraming(t *testing.T) {
	for _, us := range []Role{RoleController, RoleSwitch} {
		synctest.Test(t, func(t *testing.T) {
			var log bytes.Buffer
			c, p := start(t, us, Config{Logger: slog.New(slog.NewTextHandler(&log, nil))})
			p.send([]byte{4, 10, 0, 7, 0, 0, 0, 1})
			err := c.Wait()
			var bad *openflow.DecodeError
			if !errors.As(err, &bad) || !errors.Is(err, openflow.ErrLength) {
				t.Errorf("%v: cause is %v", us, err)
			}
			if p.recv() != nil {
				t.Errorf("%v: connection is open", us)
			}
			for _, want := range []string{"bad framing", "remote=pipe", "length=7"} {
				if !strings.Contains(log.String(), want) {
					t.Errorf("%v: no %q in log %s", us, want, log.String())
				}
			}
			if known := strings.Contains(log.String(), "dpid=1122334455667788"); known != (us == RoleController) {
				t.Errorf("%v: log %s", us, log.String())
			}
		})
	}
}

func TestEndWithinMessage(t *testing.T) {
	f := frame(4, 12, 1, []byte("abcd")...)
	for n := range f {
		synctest.Test(t, func(t *testing.T) {
			c, p := start(t, RoleController, Config{})
			if n > 0 {
				p.send(f[:n])
			}
			p.Close()
			want := io.ErrUnexpectedEOF
			if n == 0 {
				want = io.EOF
			}
			wantErr(t, c.Wait(), want)
		})
	}
}

func TestRefusedMessages(t *testing.T) {
	for us, others := range map[Role]uint64{RoleController: 2, RoleSwitch: 1} { // Messages of the handshake, each way.
		synctest.Test(t, func(t *testing.T) { refusedMessages(t, us, others) })
	}
}

func refusedMessages(t *testing.T, us Role, others uint64) {
	c, p := start(t, us, Config{})
	bad := frame(4, 12, 7, append([]byte("bad"), make([]byte, 200)...)...)
	p.send(bad)
	if got, want := p.recv(), frame(4, 1, 7, append([]byte{0, 2, 0, 5}, bad[:64]...)...); !bytes.Equal(got, want) {
		t.Errorf("answer %x, want %x", got, want)
	}
	p.send(frame(3, 12, 8))
	if got, want := p.recv(), frame(4, 1, 8, append([]byte{0, 1, 0, 0}, frame(3, 12, 8)...)...); !bytes.Equal(got, want) {
		t.Errorf("answer %x, want %x", got, want)
	}
	// An error message gets no answer, whatever is wrong with it: one of Open vSwitch has version 1 and 65535 bytes.
	p.send(frame(1, 1, 0, make([]byte, 65527)...))
	p.send(frame(4, 1, 0))
	p.send(frame(4, 1, 0, []byte("bad")...))
	p.send(frame(4, 2, 9))
	if got := p.recv(); got[1] != 3 {
		t.Errorf("answer to an error: %x", got)
	}
	synctest.Wait()
	if s := c.Stats(); s.DecodeErrors != 4 || s.Received != others+6 || s.Sent != others+3 || s.Dropped != 0 {
		t.Errorf("%+v", s)
	}
}

func TestHandlers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mux Mux
		var got []string
		note := func(format string, args ...any) { got = append(got, fmt.Sprintf(format, args...)) }
		failed := errors.New("failed")
		Handle(&mux, func(ctx context.Context, c *Conn, m *packetIn) error { note("in %s", m.Body); return nil })
		Handle(&mux, func(ctx context.Context, c *Conn, m *event) error { note("event %s", m.Body); return failed })
		HandlePhase(&mux, PhaseConfig, func(_ context.Context, c *Conn) error { note("config"); return nil })
		HandlePhase(&mux, PhaseMain, func(_ context.Context, c *Conn) error { note("main"); return nil })
		HandlePhase(&mux, PhaseDead, func(ctx context.Context, c *Conn) error { note("dead %v", ctx.Err()); return nil })
		mux.Fallback = HandlerFunc(func(_ context.Context, _ *Conn, m openflow.Message) error {
			note("other %d", m.(*openflow.Opaque).Type)
			return nil
		})
		var errs []error
		c, p := start(t, RoleController, Config{
			Handler: &mux,
			Trace:   &Trace{HandlerError: func(_ *Conn, _ openflow.Message, err error) { errs = append(errs, err) }},
		})
		p.send(frame(4, 12, 0, 'a'))
		p.send(frame(4, 10, 0, 'b'))
		p.send(frame(4, 99, 0, 'c'))
		p.send(frame(4, 10, 0, 'd'))
		p.Close() // What came before still goes to the handlers.
		wantErr(t, c.Wait(), io.EOF)
		if s, want := strings.Join(got, ", "), "config, main, event a, in b, other 99, in d, dead context canceled"; s != want {
			t.Errorf("got  %s\nwant %s", s, want)
		}
		if len(errs) != 1 || errs[0] != failed {
			t.Error(errs)
		}
	})
}

func TestPhaseError(t *testing.T) {
	for _, phase := range []Phase{PhaseConfig, PhaseMain} {
		synctest.Test(t, func(t *testing.T) {
			var mux Mux
			failed := errors.New("failed")
			HandlePhase(&mux, phase, func(context.Context, *Conn) error { return failed })
			a, b := net.Pipe()
			p := peer{t, b}
			go p.handshake(RoleSwitch)
			c, err := NewConn(t.Context(), a, RoleSwitch, &Config{Protocols: fakeProtocols(4), Handler: &mux})
			if phase == PhaseMain && err == nil {
				err = c.Wait()
			}
			wantErr(t, err, failed)
		})
	}
}

func TestPanic(t *testing.T) {
	for _, keep := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			var mux Mux
			n := 0
			Handle(&mux, func(context.Context, *Conn, *packetIn) error {
				n++
				panic(io.ErrNoProgress)
			})
			var log bytes.Buffer
			c, p := start(t, RoleController, Config{Handler: &mux, KeepAfterPanic: keep, Logger: slog.New(slog.NewTextHandler(&log, nil))})
			p.send(frame(4, 10, 0))
			if keep {
				p.send(frame(4, 10, 0))
				p.Close()
			}
			err := c.Wait()
			var caught *PanicError
			if errors.As(err, &caught) == keep || errors.Is(err, io.ErrNoProgress) == keep || (n == 2) != keep {
				t.Errorf("keep %v: %d calls, %v", keep, n, err)
			}
			if !strings.Contains(log.String(), "TestPanic") {
				t.Error("no stack in the log:", log.String())
			}
		})
	}
}

func TestSlowHandler(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mux Mux
		release := make(chan struct{})
		var role *roleReply
		Handle(&mux, func(ctx context.Context, c *Conn, m *packetIn) error {
			r, err := Do(ctx, c, &roleRequest{fake[kRole]{openflow.Opaque{Version: 4, Type: 24}}})
			role = r
			<-release
			return err
		})
		c, p := start(t, RoleController, Config{Handler: &mux})
		p.send(frame(4, 10, 0))
		q := p.recv()
		p.send(frame(4, 10, be.Uint32(q[4:]))) // A packet-in with the request's xid is no reply.
		p.send(frame(4, 25, be.Uint32(q[4:]), []byte("master")...))
		p.send(frame(4, 2, 5))
		if p.recv()[1] != 3 {
			t.Error("no echo while the handler runs")
		}
		if err := exchange(t, c, p); err != nil {
			t.Error("no reply while the handler runs:", err)
		}
		synctest.Wait()
		if string(role.Body) != "master" {
			t.Error("role", role)
		}
		close(release)
	})
}

// exchange makes a barrier while the peer answers.
func exchange(t *testing.T, c *Conn, p peer) error {
	go func() {
		q := p.recv()
		p.send(frame(4, 21, be.Uint32(q[4:])))
	}()
	return c.Barrier(within(t, time.Second))
}

func TestQueueLimits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got []string
		release := make(chan struct{})
		handler := HandlerFunc(func(_ context.Context, _ *Conn, m openflow.Message) error {
			<-release
			switch m := m.(type) {
			case *packetIn:
				got = append(got, string(m.Body))
			case *event:
				got = append(got, string(m.Body))
			}
			return nil
		})
		drops := 0
		c, p := start(t, RoleController, Config{
			Handler: handler, MaxEvents: 4, MaxQueued: 20 * (minBuffer + frameOverhead),
			Trace: &Trace{Dropped: func(*Conn, openflow.Header) { drops++ }},
		})
		p.send(frame(4, 10, 0, 'a'))
		synctest.Wait() // The handler has it.
		for _, x := range "bcdef" {
			p.send(frame(4, 10, 0, byte(x)))
		}
		p.send(frame(4, 12, 0, 'X'))
		p.send(frame(4, 10, 0, 'g'))
		p.send(frame(4, 12, 0, 'Y'))
		synctest.Wait()
		if c.Stats().Dropped != 2 || drops != 2 {
			t.Errorf("%+v, %d", c.Stats(), drops)
		}
		close(release)
		synctest.Wait()
		if s := strings.Join(got, ""); s != "abcdeXY" {
			t.Errorf("got %s", s)
		}
		release = make(chan struct{})
		for range 40 {
			if _, err := p.Write(frame(4, 12, 0)); err != nil {
				break
			}
		}
		<-c.Context().Done()
		close(release)
		wantErr(t, c.Wait(), ErrOverflow)
	})
}

// TestIsPacketIn has the packet-ins that are dropped before all else: those of Nicira too.
func TestIsPacketIn(t *testing.T) {
	for _, tt := range []struct {
		typ  uint8
		body string
		want bool
	}{
		{10, "", true},
		{4, "\x00\x00\x23\x20\x00\x00\x00\x11", true},
		{4, "\x00\x00\x23\x20\x00\x00\x00\x1e more", true},
		{4, "\x00\x00\x23\x20\x00\x00\x00\x1c", false},
		{4, "\x00\x00\x23\x21\x00\x00\x00\x1e", false},
		{4, "\x00\x00\x23\x20\x00\x00\x00", false},
		{4, "", false},
		{14, "\x00\x00\x23\x20\x00\x00\x00\x1e", false},
	} {
		b := frame(4, tt.typ, 0, []byte(tt.body)...)
		h, err := openflow.ParseHeader(b)
		if got := isPacketIn(h, b); got != tt.want || err != nil {
			t.Errorf("%x: %v, %v", b, got, err)
		}
	}
}

func TestKeepalive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var rtts []time.Duration
		c, p := start(t, RoleController, Config{
			EchoInterval: 10 * time.Second, EchoTimeout: 5 * time.Second,
			Trace: &Trace{RTT: func(_ *Conn, d time.Duration) { rtts = append(rtts, d) }},
		})
		begin := time.Now()
		at := func(want time.Duration) {
			t.Helper()
			if d := time.Since(begin); d != want {
				t.Errorf("at %v, want %v", d, want)
			}
		}
		q := p.recv()
		at(10 * time.Second)
		time.Sleep(time.Second)
		p.send(frame(4, 3, be.Uint32(q[4:])))
		time.Sleep(4 * time.Second)
		p.send(frame(4, 12, 0)) // Any message will do.
		p.recv()
		at(25 * time.Second)
		time.Sleep(3 * time.Second)
		p.send(frame(4, 12, 0, 1)[:8]) // Not even a whole one.
		p.recv()
		at(38 * time.Second)
		wantErr(t, c.Wait(), ErrEchoTimeout)
		at(43 * time.Second)
		if len(rtts) != 1 || rtts[0] != time.Second {
			t.Error(rtts)
		}
	})
}
