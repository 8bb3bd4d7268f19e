package ofnet_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow13"
)

// Auxiliary connections: S6.

// numbersOf returns the numbers of a switch's auxiliary connections.
func numbersOf(sw *ofnet.Switch) (list []uint8) {
	for _, c := range sw.Auxiliary() {
		list = append(list, c.AuxiliaryID())
	}
	return list
}

// TestS06AuxiliaryBeforeMain has auxiliary connections that wait for their main connection, and what they sent waits with them.
func TestS06AuxiliaryBeforeMain(t *testing.T) {
	onSite(t, func(s *site) {
		var mux ofnet.Mux
		got := make(map[uint8]int)
		ofnet.Handle(&mux, func(_ context.Context, c *ofnet.Conn, _ *openflow13.PacketIn) error {
			s.mu.Lock()
			defer s.mu.Unlock()
			got[c.AuxiliaryID()]++
			return nil
		})
		s.sw.Handler = &mux
		three := s.connect(device{dpid: 1, aux: 3, first: []openflow.Message{&openflow13.PacketIn{}}})
		other := s.connect(device{dpid: 2})
		s.want("2 enter")
		s.alive(three) // Only its handlers wait.
		if s.sw.Len() != 1 || len(got) != 0 {
			s.Error("it did not wait")
		}
		time.Sleep(9 * time.Second)
		main := s.connect(device{dpid: 1})
		s.want("1 enter", "1/3 joined")
		s.connect(device{dpid: 1, aux: 1})
		s.want("1/1 joined")
		s.send(main, &openflow13.PacketIn{})
		s.send(three, &openflow13.PacketIn{})
		s.want()
		sw, _ := s.sw.Get(1)
		if text := fmt.Sprint(numbersOf(sw), got); text != "[1 3] map[0:1 3:2]" {
			s.Error(text)
		}
		if other, _ := s.sw.Get(2); len(other.Auxiliary()) != 0 || sw.Conn() != main.near {
			s.Error("wrong switch")
		}
		time.Sleep(10 * time.Second) // Nothing ends later.
		s.alive(three)
		three.far.Close()
		s.want("1/3 left: EOF")
		if text := fmt.Sprint(numbersOf(sw)); text != "[1]" {
			s.Error(text)
		}
		s.alive(other)
	})
}

// TestS06AuxiliaryParked has the ends of waiting, and its limits.
func TestS06AuxiliaryParked(t *testing.T) {
	const refused = "1/1 refused: "
	for name, tc := range map[string]struct {
		end  func(s *site, l link)
		want string
	}{
		"time-out": {func(s *site, l link) {
			time.Sleep(10*time.Second - 1)
			s.want()
			time.Sleep(1)
		}, refused + ofnet.ErrNoMain.Error()},
		"peer":  {func(_ *site, l link) { l.far.Close() }, refused + "EOF"},
		"close": {func(_ *site, l link) { l.near.Close() }, refused + "connection closed"},
		"shutdown": {func(s *site, l link) {
			begin := time.Now()
			if err := l.near.Shutdown(s.Context()); err != nil || time.Since(begin) != 0 {
				s.Error(err, time.Since(begin))
			}
		}, refused + "connection closed"},
	} {
		t.Run(name, func(t *testing.T) {
			onSite(t, func(s *site) {
				s.sw.MaxParked = 1
				l := s.connect(device{dpid: 1, aux: 1})
				s.want()
				full := s.connect(device{dpid: 2, aux: 1})
				s.want("2/1 refused: " + ofnet.ErrNoMain.Error())
				s.wantEnd(full, ofnet.ErrNoMain)
				tc.end(s, l)
				s.want(tc.want)
				s.connect(device{dpid: 2, aux: 1}) // There is room again.
				s.want()
				s.connect(device{dpid: 2})
				s.want("2 enter", "2/1 joined")
			})
		})
	}
	onSite(t, func(s *site) {
		s.sw.MaxParked, s.sw.MaxAuxiliary = -1, -1
		s.connect(device{dpid: 1, aux: 1})
		s.want(refused + ofnet.ErrNoMain.Error())
		s.connect(device{dpid: 1})
		s.want("1 enter")
		s.connect(device{dpid: 1, aux: 1})
		s.want(refused + ofnet.ErrAuxiliaryLimit.Error())
	})
}

// TestS06AuxiliaryMainGone has a main connection that ends while there are auxiliary ones: they end too.
func TestS06AuxiliaryMainGone(t *testing.T) {
	const gone = " left: the switch's main connection has ended"
	onSite(t, func(s *site) {
		main := s.connect(device{dpid: 1})
		two, one := s.connect(device{dpid: 1, aux: 2}), s.connect(device{dpid: 1, aux: 1})
		s.want("1 enter", "1/2 joined", "1/1 joined")
		sw, _ := s.sw.Get(1)
		main.far.Close()
		s.want("1/1"+gone, "1/2"+gone, "1 leave: EOF")
		s.wantEnd(one, ofnet.ErrMainEnded)
		s.wantEnd(two, ofnet.ErrMainEnded)
		if len(sw.Auxiliary()) != 0 {
			s.Error("auxiliary connections after SwitchLeave")
		}

		main = s.connect(device{dpid: 1})
		one = s.connect(device{dpid: 1, aux: 1})
		s.want("1 enter", "1/1 joined")
		main.cut.Store(true) // The switch has lost its power, and comes back.
		one.cut.Store(true)
		main = s.connect(device{dpid: 1})
		fast := s.connect(device{dpid: 1, aux: 1}) // It belongs to the new main connection, which is not in its place yet.
		time.Sleep(2 * time.Second)
		s.want("1/1"+gone, "1 reconnected, old: replaced by another connection", "1/1 joined")
		s.wantEnd(one, ofnet.ErrMainEnded)
		s.alive(main)
		s.alive(fast)
	})
}

// TestS06Auxiliary255 has as many as there are numbers, and a limit.
func TestS06Auxiliary255(t *testing.T) {
	onSite(t, func(s *site) {
		main := s.connect(device{dpid: 1})
		var last link
		for i := range 255 {
			last = s.connect(device{dpid: 1, aux: uint8(i + 1)})
		}
		sw, _ := s.sw.Get(1)
		if n := len(sw.Auxiliary()); n != 255 || s.sw.Len() != 1 {
			s.Error(n, "auxiliary connections of", s.sw.Len(), "switches")
		}
		s.alive(last)
		s.events = nil
		main.near.Close()
		synctest.Wait()
		if n := len(s.events); n != 256 || s.events[255] != "1 leave: connection closed" || s.sw.Len() != 0 {
			s.Error(n, "events, of which the last is", s.events[n-1])
		}
	})
	onSite(t, func(s *site) {
		s.sw.MaxAuxiliary = 1
		s.connect(device{dpid: 1})
		s.connect(device{dpid: 1, aux: 200})
		l := s.connect(device{dpid: 1, aux: 1})
		s.want("1 enter", "1/200 joined", "1/1 refused: "+ofnet.ErrAuxiliaryLimit.Error())
		s.wantEnd(l, ofnet.ErrAuxiliaryLimit)
	})
}

// TestS06AuxiliaryDuplicate has two with the same number, and one of another host.
func TestS06AuxiliaryDuplicate(t *testing.T) {
	onSite(t, func(s *site) {
		main := s.connect(device{dpid: 1, ports: []openflow13.Port{port13(1, 0)}})
		old := s.connect(device{dpid: 1, aux: 1})
		s.want("1 enter", "1/1 joined")
		s.wantEnd(s.connect(device{dpid: 1, aux: 1}), ofnet.ErrDuplicate)
		s.want("1/1 refused: " + ofnet.ErrDuplicate.Error())
		s.wantEnd(s.connect(device{dpid: 1, aux: 2, host: "10.6.6.6"}), ofnet.ErrAuxiliaryHost)
		s.want("1/2 refused: " + ofnet.ErrAuxiliaryHost.Error())
		time.Sleep(2 * time.Second)
		old.cut.Store(true)
		l := s.connect(device{dpid: 1, aux: 1})
		time.Sleep(2*time.Second - 1)
		s.want()
		time.Sleep(1)
		s.want("1/1 left: "+ofnet.ErrReplaced.Error(), "1/1 joined")
		s.wantEnd(old, ofnet.ErrReplaced)
		s.send(l, status13(openflow13.PortReasonDelete, 1, 0)) // Not of the main connection.
		s.want()
		if sw, _ := s.sw.Get(1); len(sw.Ports()) != 1 || sw.Auxiliary()[0] != l.near {
			s.Error("not the new one")
		}
		s.alive(l)
		s.alive(main)
	})
}

// TestS06AuxiliaryHandlers tells the program's handler of the phases of those that have joined, and of no others.
func TestS06AuxiliaryHandlers(t *testing.T) {
	onSite(t, func(s *site) {
		var mux ofnet.Mux
		calls := make(map[string]int)
		for _, p := range []ofnet.Phase{ofnet.PhaseMain, ofnet.PhaseDead} {
			ofnet.HandlePhase(&mux, p, func(_ context.Context, c *ofnet.Conn) error {
				s.mu.Lock()
				defer s.mu.Unlock()
				calls[fmt.Sprint(c.AuxiliaryID(), p)]++
				if c.AuxiliaryID() == 4 {
					return errors.New("none of that")
				}
				return nil
			})
		}
		s.sw.Handler = &mux
		s.sw.MaxParked = -1
		s.connect(device{dpid: 1, aux: 1}) // Refused.
		main := s.connect(device{dpid: 1})
		s.connect(device{dpid: 1, aux: 3})
		s.connect(device{dpid: 1, aux: 4})
		main.far.Close()
		synctest.Wait()
		if text := fmt.Sprint(calls); text != "map[0 dead:1 0 main:1 3 dead:1 3 main:1 4 dead:1 4 main:1]" {
			s.Error(text)
		}
		s.want("1/1 refused: "+ofnet.ErrNoMain.Error(), "1 enter", "1/3 joined", "1/4 joined",
			"1/4 left: ofnet: 10.0.0.2:1024 dpid 0000000000000001: none of that",
			"1/3 left: the switch's main connection has ended", "1 leave: EOF")
	})
}
