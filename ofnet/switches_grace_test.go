package ofnet_test

import (
	"testing"
	"time"

	"github.com/ofwire/openflow/ofnet"
)

// TestGrace has switches that come back in time, and one that does not.
func TestGrace(t *testing.T) {
	onSite(t, func(s *site) {
		s.sw.Grace = time.Minute
		first := s.connect(device{dpid: 1})
		s.connect(device{dpid: 1, aux: 3})
		s.want("1 enter", "1/3 joined")
		first.far.Close()
		s.want("1/3 left: " + ofnet.ErrMainEnded.Error())
		sw, ok := s.sw.Get(1)
		if !ok || sw.Conn() != first.near {
			t.Error("the switch is not there for the time of grace")
		}
		time.Sleep(59 * time.Second)
		second := s.connect(device{dpid: 1})
		s.want("1 reconnected, old: EOF")
		if again, _ := s.sw.Get(1); again != sw || sw.Conn() != second.near {
			t.Error("another switch")
		}
		time.Sleep(2 * time.Minute) // The first time of grace is over.
		s.want()
		second.far.Close()
		time.Sleep(59 * time.Second)
		s.want()
		time.Sleep(2 * time.Second)
		s.want("1 leave: EOF")
		third := s.connect(device{dpid: 1})
		s.want("1 enter")
		third.far.Close()
		time.Sleep(2 * time.Minute)
		s.want("1 leave: EOF")
	})
}

// TestGraceLimit has more switches go than are kept; one that has come back is counted until its time is over.
func TestGraceLimit(t *testing.T) {
	onSite(t, func(s *site) {
		s.sw.Grace, s.sw.MaxAway = time.Minute, 1
		first := s.connect(device{dpid: 1})
		second := s.connect(device{dpid: 2})
		s.want("1 enter", "2 enter")
		first.far.Close()
		s.want()
		second.far.Close()
		s.want("2 leave: EOF")
		first = s.connect(device{dpid: 1})
		s.want("1 reconnected, old: EOF")
		first.far.Close()
		s.want("1 leave: EOF")
		time.Sleep(time.Minute)
		first = s.connect(device{dpid: 1})
		s.want("1 enter")
		first.far.Close()
		s.want()
		time.Sleep(time.Minute)
		s.want("1 leave: EOF")
	})
}

// TestGracePanic has an event that panics where no connection's handler is: the program goes on, and the switch is gone.
func TestGracePanic(t *testing.T) {
	onSite(t, func(s *site) {
		s.sw.Grace = time.Second
		l := s.connect(device{dpid: 1})
		s.sw.Events = func(ev ofnet.SwitchEvent) {
			s.note(ev)
			if _, leave := ev.(ofnet.SwitchLeave); leave {
				panic("leave")
			}
		}
		l.far.Close()
		time.Sleep(2 * time.Second)
		s.want("1 enter", "1 leave: EOF")
		s.connect(device{dpid: 1})
		s.want("1 enter")
	})
}
