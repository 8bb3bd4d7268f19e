package ofnet_test

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/ofnet/oftest"
	"github.com/ofwire/openflow/openflow13"
)

// pair returns both sides of a connection.
func pair(t *testing.T, controller, sw ofnet.Handler) map[ofnet.Role]*ofnet.Conn {
	t.Helper()
	return pairOf(t, openflow13.Protocol, controller, sw)
}

// pairOf is pair in another version.
func pairOf(t *testing.T, p *openflow.Protocol, controller, sw ofnet.Handler) map[ofnet.Role]*ofnet.Conn {
	t.Helper()
	near, far := net.Pipe()
	conns := make(chan *ofnet.Conn)
	connect := func(nc net.Conn, role ofnet.Role, h ofnet.Handler) {
		c, err := ofnet.NewConn(t.Context(), nc, role, &ofnet.Config{Protocols: []*openflow.Protocol{p}, Handler: h})
		if err != nil {
			t.Error(err)
		}
		conns <- c
	}
	go connect(near, ofnet.RoleController, controller)
	go connect(far, ofnet.RoleSwitch, sw)
	sides := make(map[ofnet.Role]*ofnet.Conn)
	for range 2 {
		c := <-conns
		if c == nil {
			t.FailNow()
		}
		sides[c.Role()] = c
		t.Cleanup(func() {
			c.Close()
			c.Wait()
		})
	}
	return sides
}

// answerHandshake answers as a switch without ports.
func answerHandshake(mux *ofnet.Mux) {
	ofnet.Handle(mux, func(ctx context.Context, c *ofnet.Conn, m *openflow13.FeaturesRequest) error {
		return c.Send(ctx, &openflow13.FeaturesReply{XID: m.XID, DatapathID: 1})
	})
	ofnet.Handle(mux, func(ctx context.Context, c *ofnet.Conn, m *openflow13.PortDescRequest) error {
		return c.Send(ctx, &openflow13.PortDescReply{XID: m.XID})
	})
}

// TestRefusedByBothRoles sends a message whose action does not decode: the answer is OpenFlow's error, and the connection stays.
func TestRefusedByBothRoles(t *testing.T) {
	for _, us := range []ofnet.Role{ofnet.RoleController, ofnet.RoleSwitch} {
		synctest.Test(t, func(t *testing.T) {
			got := make(chan *openflow13.ErrorMsg, 1)
			var peer ofnet.Mux
			ofnet.Handle(&peer, func(_ context.Context, _ *ofnet.Conn, m *openflow13.ErrorMsg) error {
				got <- m.Clone()
				return nil
			})
			var sides map[ofnet.Role]*ofnet.Conn
			if us == ofnet.RoleController {
				answerHandshake(&peer)
				sides = pair(t, nil, &peer)
			} else {
				sides = pair(t, &peer, new(oftest.Switch).Handler())
			}
			mod := openflow13.NewFlowMod()
			mod.XID, mod.Instructions = 77, openflow13.Instructions{&openflow13.InstructionApplyActions{Actions: openflow13.Actions{openflow13.NewActionOutput()}}}
			b, err := mod.MarshalBinary()
			if err != nil {
				t.Fatal(err)
			}
			b[67] = 8 // The length of the action, which has 16 bytes.
			var bad openflow.Opaque
			if err := bad.UnmarshalBinary(b); err != nil {
				t.Fatal(err)
			}
			if err := sides[ofnet.RoleSwitch-us].Send(t.Context(), &bad); err != nil {
				t.Fatal(err)
			}
			m := <-got
			if code := openflow.NewErrorCode(uint16(m.Type), m.Code); m.XID != 77 || code != openflow13.ErrBadActionBadLen || string(m.Data) != string(b[:64]) {
				t.Errorf("%v answers %v", us, m)
			}
			synctest.Wait()
			if sides[us].Phase() != ofnet.PhaseMain || sides[us].Stats().DecodeErrors != 1 {
				t.Errorf("%v: %v, %+v", us, sides[us].Phase(), sides[us].Stats())
			}
		})
	}
}

// TestMisuse sends what is nil, and uses a connection that is closed.
func TestMisuse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := pair(t, nil, new(oftest.Switch).Handler())[ofnet.RoleController]
		for _, m := range []openflow.Message{nil, (*openflow13.FlowMod)(nil), (*openflow.Opaque)(nil)} {
			if err := c.Send(t.Context(), m); !errors.Is(err, openflow.ErrNil) {
				t.Errorf("Send of %T: %v", m, err)
			}
		}
		if _, err := ofnet.Do(t.Context(), c, (*openflow13.GetConfigRequest)(nil)); !errors.Is(err, openflow.ErrNil) {
			t.Error(err)
		}
		ended, cancel := context.WithCancelCause(t.Context())
		cancel(io.ErrNoProgress)
		if _, err := ofnet.Do(ended, c, new(openflow13.GetConfigRequest)); !errors.Is(err, io.ErrNoProgress) {
			t.Error(err)
		}
		if _, err := ofnet.Do(t.Context(), c, new(openflow13.GetConfigRequest)); err != nil {
			t.Error("after the misuse:", err)
		}
		c.Close()
		c.Close()
		if _, err := ofnet.Do(t.Context(), c, new(openflow13.GetConfigRequest)); !errors.Is(err, ofnet.ErrClosed) {
			t.Error(err)
		}
		if err := c.Send(t.Context(), new(openflow13.EchoRequest)); !errors.Is(err, ofnet.ErrClosed) {
			t.Error(err)
		}
		if err := c.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// TestConcurrentDo has two requests answered in the other order, and one that gets a message of another type.
func TestConcurrentDo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var events int
		var mux, sw ofnet.Mux
		ofnet.Handle(&mux, func(context.Context, *ofnet.Conn, *openflow13.BarrierReply) error {
			events++
			return nil
		})
		answerHandshake(&sw)
		var waiting []openflow.Message
		ofnet.Handle(&sw, func(ctx context.Context, c *ofnet.Conn, m *openflow13.RoleRequest) error {
			waiting = append(waiting, &openflow13.RoleReply{XID: m.XID, GenerationID: m.GenerationID})
			if len(waiting) < 2 {
				return nil
			}
			return c.Send(ctx, waiting[1], waiting[0])
		})
		ofnet.Handle(&sw, func(ctx context.Context, c *ofnet.Conn, m *openflow13.GetConfigRequest) error {
			return c.Send(ctx, &openflow13.BarrierReply{XID: m.XID})
		})
		c := pair(t, &mux, &sw)[ofnet.RoleController]
		errs := make(chan error)
		for i := range uint64(2) {
			go func() {
				r, err := ofnet.Do(t.Context(), c, &openflow13.RoleRequest{GenerationID: i})
				if err == nil && r.GenerationID != i {
					err = errors.New("the other's reply")
				}
				errs <- err
			}()
		}
		for range 2 {
			if err := <-errs; err != nil {
				t.Error(err)
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := ofnet.Do(ctx, c, new(openflow13.GetConfigRequest))
		synctest.Wait()
		if !errors.Is(err, context.DeadlineExceeded) || events != 1 {
			t.Errorf("%v, %d events", err, events)
		}
	})
}

// TestServerShutdownEnds has a handler that does not return in time.
func TestServerShutdownEnds(t *testing.T) {
	var mux ofnet.Mux
	started, release := make(chan struct{}), make(chan struct{})
	ofnet.HandlePhase(&mux, ofnet.PhaseMain, func(context.Context, *ofnet.Conn) error {
		close(started)
		<-release
		return nil
	})
	srv := &ofnet.Server{Protocols: protocols, Handler: &mux}
	addr := serve(t, srv, "tcp", "127.0.0.1:0")
	t.Cleanup(func() { close(release) }) // Before the Shutdown of serve.
	far, err := new(oftest.Switch).Dial(t.Context(), "tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	<-started
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if err := srv.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	if err := far.Wait(); err == nil {
		t.Error("the connection is open")
	}
}

// An oddListener cannot be compared with others.
type oddListener struct {
	*memListener
	_ func()
}

// TestListeners serves one listener twice, which cannot be compared: Close ends both.
func TestListeners(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := &ofnet.Server{Protocols: protocols}
		l := oddListener{memListener: newMemListener()}
		ended := make(chan error)
		for range 2 {
			go func() { ended <- srv.Serve(l) }()
		}
		synctest.Wait()
		srv.Close()
		for range 2 {
			if err := <-ended; !errors.Is(err, ofnet.ErrServerClosed) {
				t.Error(err)
			}
		}
	})
}
