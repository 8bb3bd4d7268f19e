package ofnet

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"github.com/ofwire/openflow"
)

// answer is a peer that answers requests: of a stream with two parts.
func (p peer) answer() {
	for b := p.recv(); b != nil; b = p.recv() {
		switch xid := xidOf(b); b[1] {
		case 18:
			p.send(partFrame(xid, 7, 1))
			p.send(partFrame(xid, 7, 0))
		case 20, 24:
			p.send(frame(4, b[1]+1, xid))
		case 2:
			p.send(frame(4, 3, xid))
		}
	}
}

// TestRequestsOfHandler has a handler send requests of all kinds on its own connection, within one another.
func TestRequestsOfHandler(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var errs []error
		parts := 0
		c, p := start(t, RoleController, Config{Handler: HandlerFunc(func(ctx context.Context, c *Conn, _ openflow.Message) error {
			for _, err := range Stream(ctx, c, part()) {
				parts++
				_, doErr := Do(ctx, c, role(0))
				errs = append(errs, err, doErr, c.Apply(ctx, other("a"), other("b")), c.Barrier(ctx))
			}
			for range Stream(ctx, c, part()) {
				break
			}
			return nil
		})})
		go p.answer()
		p.send(frame(4, 12, 0))
		synctest.Wait()
		if err := errors.Join(errs...); err != nil || parts != 2 {
			t.Error(parts, "parts,", err)
		}
		if n := len(c.calls.waiting) + c.calls.discarded.Len() + len(c.calls.batches); n != 0 {
			t.Error(n, "calls are left")
		}
	})
}

// TestShutdownDuringApply shuts a connection down while a handler applies messages: they are done before it ends.
func TestShutdownDuringApply(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began, applied := make(chan bool), errors.New("not applied")
		c, p := start(t, RoleController, Config{Handler: HandlerFunc(func(ctx context.Context, c *Conn, _ openflow.Message) error {
			close(began)
			applied = c.Apply(ctx, other("a"))
			return nil
		})})
		p.send(frame(4, 12, 0))
		<-began
		synctest.Wait() // The peer does not read yet.
		done := make(chan error)
		go func() { done <- c.Shutdown(t.Context()) }()
		synctest.Wait()
		go p.answer()
		if err := <-done; err != nil || applied != nil {
			t.Error(err, applied)
		}
		wantErr(t, c.Wait(), ErrClosed)
	})
}

// TestCloseInPhaseMain closes a connection in its PhaseMain handler.
func TestCloseInPhaseMain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var phases []Phase
		c, _ := start(t, RoleController, Config{Handler: phaseFunction(func(c *Conn, p Phase) error {
			if phases = append(phases, p); p == PhaseMain {
				return c.Close()
			}
			return nil
		})})
		wantErr(t, c.Wait(), ErrClosed)
		if len(phases) != 3 || phases[2] != PhaseDead {
			t.Error(phases)
		}
	})
}

// TestProbeOfBlockedHandler has a second connection of a datapath id come while a handler of the first is blocked: the first is asked none the less.
func TestProbeOfBlockedHandler(t *testing.T) {
	for _, answers := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			release := make(chan bool)
			sw := &Switches{Handler: HandlerFunc(func(context.Context, *Conn, openflow.Message) error {
				<-release
				return nil
			})}
			first, p := start(t, RoleController, Config{Handler: sw, EchoInterval: -1})
			p.send(frame(4, 12, 0))
			synctest.Wait()
			if answers {
				go p.answer()
			}
			second, _ := start(t, RoleController, Config{Handler: sw, EchoInterval: -1})
			loser, winner, why := second, first, ErrDuplicate
			if !answers {
				loser, winner, why = first, second, ErrReplaced
			}
			<-loser.Context().Done()
			wantErr(t, context.Cause(loser.Context()), why)
			if s, ok := sw.Get(fakeDPID); !ok || s.Conn() != winner {
				t.Error("the other connection is registered")
			}
			close(release)
		})
	}
}
