package ofnet_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow13"
)

// TestSwitches has the life of two switches, as events and lookups tell of it.
func TestSwitches(t *testing.T) {
	onSite(t, func(s *site) {
		if _, ok := s.sw.Get(1); ok || s.sw.Len() != 0 {
			s.Error("there are switches before any has connected")
		}
		two := s.connect(device{dpid: 2, ports: []openflow13.Port{port13(1, 0), port13(2, 4)}})
		one := s.connect(device{dpid: 1})
		s.want("2 enter", "1 enter")
		var ids []openflow.DatapathID
		for sw := range s.sw.All() {
			ids = append(ids, sw.DatapathID())
			if len(ids) == 2 {
				break
			}
		}
		if diff := cmp.Diff([]openflow.DatapathID{1, 2}, ids); diff != "" || s.sw.Len() != 2 {
			s.Error(s.sw.Len(), diff)
		}
		sw, ok := s.sw.Get(2)
		if !ok || sw.Conn() != two.near || len(sw.Auxiliary()) != 0 || len(sw.Ports()) != 2 {
			s.Error("not the switch that has connected")
		}
		s.send(two, status13(openflow13.PortReasonModify, 2, 1))
		s.want("2 port 2 modified 4 -> 1")
		if p, ok := sw.Port(2); !ok || p.State != 1 {
			s.Error(p, ok)
		}
		two.far.Close()
		s.want("2 leave: EOF")
		one.near.Close()
		s.want("1 leave: connection closed")
		if _, ok := s.sw.Get(2); ok || s.sw.Len() != 0 || len(sw.Ports()) != 2 || sw.Conn() != two.near {
			s.Error("after SwitchLeave")
		}
		s.connect(device{dpid: 2})
		s.want("2 enter")
		if again, _ := s.sw.Get(2); again == sw {
			s.Error("a Switch came back after SwitchLeave")
		}
	})
}

// TestSwitchesOrder has what comes to Handler and Events in one order: the event first. All is told, and answered, while an event is handled.
func TestSwitchesOrder(t *testing.T) {
	onSite(t, func(s *site) {
		s.phases = true
		var mux ofnet.Mux
		note := func(text string) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.events = append(s.events, text)
		}
		for p := ofnet.PhaseConfig; p <= ofnet.PhaseDead; p++ {
			ofnet.HandlePhase(&mux, p, func(context.Context, *ofnet.Conn) error { note("handler " + p.String()); return nil })
		}
		ofnet.Handle(&mux, func(context.Context, *ofnet.Conn, *openflow13.PortStatus) error { note("handler port"); return nil })
		s.sw.Handler = &mux
		s.sw.Events = func(ev ofnet.SwitchEvent) {
			s.note(ev)
			var sw *ofnet.Switch
			switch ev := ev.(type) {
			case ofnet.SwitchEnter:
				sw = ev.Switch
			case ofnet.PortChanged:
				sw = ev.Switch
			default:
				return
			}
			if err := sw.Conn().Barrier(sw.Conn().Context()); err != nil {
				s.Error(err)
			}
			time.Sleep(time.Second)
			note("event handled")
		}
		l := s.connect(device{dpid: 1, ports: []openflow13.Port{port13(1, 0)}, first: []openflow.Message{
			status13(openflow13.PortReasonDelete, 1, 0), // Older than the list of ports.
		}})
		s.send(l, status13(openflow13.PortReasonAdd, 2, 0), status13(openflow13.PortReasonDelete, 9, 0))
		time.Sleep(5 * time.Second)
		l.far.Close()
		s.want("0 handshake to config", "handler config", "1 config to main", "1 enter", "event handled", "handler main",
			"handler port", "1 port 2 added 0 -> 0", "event handled", "handler port", "handler port",
			"1 leave: EOF", "1 main to dead", "handler dead")
	})
}

// TestSwitchesWait waits for switches that are there, that come, and that do not.
func TestSwitchesWait(t *testing.T) {
	onSite(t, func(s *site) {
		ctx, cancel := context.WithTimeout(s.Context(), time.Minute)
		defer cancel()
		var wg sync.WaitGroup
		var got [3]*ofnet.Switch
		for i := range got {
			wg.Go(func() {
				var err error
				if got[i], err = s.sw.Wait(ctx, 1); err != nil {
					s.Error(err)
				}
			})
		}
		short, cancelShort := context.WithTimeout(s.Context(), time.Second)
		defer cancelShort()
		if sw, err := s.sw.Wait(short, 1); sw != nil || !errors.Is(err, context.DeadlineExceeded) {
			s.Error(sw, err)
		}
		l := s.connect(device{dpid: 1})
		wg.Wait()
		sw, err := s.sw.Wait(short, 1)
		if err != nil || sw.Conn() != l.near || slices.ContainsFunc(got[:], func(g *ofnet.Switch) bool { return g != sw }) {
			s.Error(sw, err)
		}
		// One that has ended, but is still registered as a handler runs, is not there.
		busy := make(chan struct{})
		s.sw.Handler = ofnet.HandlerFunc(func(context.Context, *ofnet.Conn, openflow.Message) error { <-busy; return nil })
		l = s.connect(device{dpid: 3})
		s.send(l, &openflow13.PacketIn{})
		synctest.Wait()
		l.far.Close()
		synctest.Wait()
		wg.Go(func() {
			if sw, err := s.sw.Wait(ctx, 3); err != nil || sw.Conn() == l.near {
				s.Error(sw, err)
			}
		})
		synctest.Wait()
		s.connect(device{dpid: 3})
		wg.Wait()
		close(busy)
		if sw, err := s.sw.Wait(ctx, 2); sw != nil || !errors.Is(err, context.DeadlineExceeded) {
			s.Error(sw, err)
		}
	})
}

// TestSwitchesHandlers has handlers that fail: what they do to a connection does not harm the registry.
func TestSwitchesHandlers(t *testing.T) {
	failed := errors.New("failed")
	for name, tc := range map[string]struct {
		phase  ofnet.Phase // Whose handler fails.
		event  string      // Whose handler panics.
		events []string
	}{
		"config": {phase: ofnet.PhaseConfig},
		"main":   {phase: ofnet.PhaseMain, events: []string{"1 enter", "1 leave: failed"}},
		"enter":  {event: "1 enter", events: []string{"1 enter", "1 leave: handler panic: 1 enter"}},
		"port":   {event: "1 port", events: []string{"1 enter", "1 port 1 added 0 -> 0", "1 leave: handler panic: 1 port"}},
		"leave":  {event: "1 leave", events: []string{"1 enter", "1 port 1 added 0 -> 0", "1 leave: connection closed"}},
		"phase":  {event: "1 config to main", events: []string{"1 config to main", "1 main to dead"}},
		"phase, dead": {event: "1 main to dead", events: []string{
			"1 config to main", "1 enter", "1 port 1 added 0 -> 0", "1 leave: connection closed", "1 main to dead",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			onSite(t, func(s *site) {
				s.phases = strings.HasPrefix(name, "phase")
				var mux ofnet.Mux
				if tc.phase != 0 {
					ofnet.HandlePhase(&mux, tc.phase, func(context.Context, *ofnet.Conn) error { return failed })
				}
				s.sw.Handler = &mux
				s.sw.Events = func(ev ofnet.SwitchEvent) {
					s.note(ev)
					s.mu.Lock()
					last := ""
					if n := len(s.events); n > 0 {
						last = s.events[n-1]
					}
					s.mu.Unlock()
					if tc.event != "" && strings.HasPrefix(last, tc.event) {
						panic(tc.event)
					}
				}
				l, err := s.try(device{dpid: 1})
				if err == nil {
					_ = l.far.Send(s.Context(), status13(openflow13.PortReasonAdd, 1, 0))
					synctest.Wait()
					l.near.Close()
				}
				synctest.Wait()
				for i, text := range s.events {
					s.events[i], _, _ = strings.Cut(strings.Replace(text, "ofnet: 10.0.0.2:1024 dpid 0000000000000001: ", "", 1), "\n")
				}
				s.events = slices.DeleteFunc(s.events, func(text string) bool { return text == "0 handshake to config" })
				s.want(tc.events...)
				if s.sw.Len() != 0 {
					s.Error("the switch is still there")
				}
			})
		})
	}
}

// TestSwitchesRoleSwitch has the switch's side of connections, which are not registered.
func TestSwitchesRoleSwitch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mux ofnet.Mux
		answerHandshake(&mux)
		dead := false
		ofnet.HandlePhase(&mux, ofnet.PhaseDead, func(context.Context, *ofnet.Conn) error { dead = true; return nil })
		sw := ofnet.Switches{Handler: &mux}
		sides := pairOf(t, openflow13.Protocol, nil, &sw)
		synctest.Wait()
		if sw.Len() != 0 {
			t.Error("a controller is registered")
		}
		sides[ofnet.RoleSwitch].Close()
		synctest.Wait()
		if !dead {
			t.Error("Handler is not told of PhaseDead")
		}
	})
}

// TestSwitchesAllocs wants a message to pass without allocations.
func TestSwitchesAllocs(t *testing.T) {
	ctx, n := t.Context(), 0
	sw := ofnet.Switches{Handler: ofnet.HandlerFunc(func(context.Context, *ofnet.Conn, openflow.Message) error { n++; return nil })}
	m := &openflow13.PacketIn{}
	if got := testing.AllocsPerRun(100, func() { _ = sw.ServeOpenFlow(ctx, nil, m) }); got != 0 || n != 101 {
		t.Error(got, "allocations,", n, "messages")
	}
}
