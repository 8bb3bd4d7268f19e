package ofnet

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestSwitchesEmpty wants a registry to keep nothing of what has gone.
func TestSwitchesEmpty(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s Switches
		waited := make(chan error)
		go func() {
			_, err := s.Wait(within(t, time.Second), 7)
			waited <- err
		}()
		c, p := start(t, RoleController, Config{Handler: &s})
		synctest.Wait() // It has its place.
		duplicate, _ := start(t, RoleController, Config{Handler: &s})
		synctest.Wait()
		if q := p.recv(); q == nil || q[1] != typeEchoRequest {
			t.Errorf("the old one is not probed: %x", q)
		}
		time.Sleep(2 * time.Second) // It does not answer.
		synctest.Wait()
		wantErr(t, c.cause(), ErrReplaced)
		if s.Len() != 1 || len(s.conns) != 1 {
			t.Error(s.Len(), "switches,", len(s.conns), "connections")
		}
		duplicate.Close()
		if err := <-waited; err == nil {
			t.Error("there is no switch 7")
		}
		synctest.Wait()
		if len(s.switches)+len(s.conns)+len(s.leaving)+len(s.arrivals)+s.parked != 0 {
			t.Errorf("%+v", &s)
		}
	})
}
