package ofnet_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow13"
)

// The same datapath id twice: S5, and S4, S15, S18 as far as they concern the registry. CVE-2018-1000155 is a features reply with the datapath id of a
// live switch.

const second = "1/0 refused: another connection has this datapath id"

// TestS05DuplicateDatapathID has the policies, with an old connection that is alive, half-open or at its end.
func TestS05DuplicateDatapathID(t *testing.T) {
	const probe, reject, replace = ofnet.DuplicateProbe, ofnet.DuplicateReject, ofnet.DuplicateReplace
	const took = "1 reconnected, old: replaced by another connection"
	for _, tc := range []struct {
		policy ofnet.DuplicatePolicy
		old    string
		after  time.Duration // Until it is clear.
		want   []string
	}{
		{probe, "alive", 0, []string{second}},
		{reject, "alive", 0, []string{second}},
		{replace, "alive", 0, []string{took}},
		{probe, "half-open", 2 * time.Second, []string{took}},
		{reject, "half-open", 0, []string{second}},
		{replace, "half-open", 0, []string{took}},
		{probe, "talking", 2 * time.Second, []string{second}},
		{probe, "ended", 0, []string{"1 reconnected, old: EOF"}},
		{reject, "ended", 0, []string{"1 reconnected, old: EOF"}},
	} {
		t.Run(tc.policy.String()+" "+tc.old, func(t *testing.T) {
			onSite(t, func(s *site) {
				s.sw.Duplicate = tc.policy
				var log bytes.Buffer
				s.cfg.Logger = slog.New(slog.NewTextHandler(&log, nil))
				busy := make(chan struct{})
				var mux ofnet.Mux
				ofnet.Handle(&mux, func(context.Context, *ofnet.Conn, *openflow13.PacketIn) error { <-busy; return nil })
				s.sw.Handler = &mux
				old := s.connect(device{dpid: 1})
				other := s.connect(device{dpid: 2})
				s.want("1 enter", "2 enter")
				sw, _ := s.sw.Get(1)
				old.cut.Store(tc.old == "half-open" || tc.old == "talking")
				if tc.old == "ended" { // But a handler still runs.
					s.send(old, &openflow13.PacketIn{})
					synctest.Wait()
					old.far.Close()
					synctest.Wait()
				}
				l := s.connect(device{dpid: 1})
				s.alive(other)
				if tc.after > 0 {
					s.alive(l) // Its reader does not wait for the probe.
					s.alive(s.connect(device{dpid: 3}))
					s.want("3 enter")
					time.Sleep(tc.after / 2)
					if tc.old == "talking" {
						s.send(old, &openflow13.EchoRequest{})
					}
					time.Sleep(tc.after/2 - 1)
					s.want()
					time.Sleep(1)
				}
				s.want(tc.want...)
				if now, _ := s.sw.Get(1); now != sw {
					s.Error("another Switch")
				}
				if tc.want[0] == second {
					s.wantEnd(l, ofnet.ErrDuplicate)
					if line := log.String(); !strings.Contains(line, "another connection has this datapath id: 10.0.0.2:1024") ||
						!strings.Contains(line, "level=WARN") || !strings.Contains(line, "remote=10.0.0.2:1024 dpid=0000000000000001") {
						s.Errorf("log: %s", line)
					}
					if sw.Conn() != old.near || old.near.Context().Err() != nil {
						s.Error("the old connection has lost its place")
					}
				} else {
					s.alive(l)
					if sw.Conn() != l.near || old.near.Context().Err() == nil {
						s.Error("the new connection has no place")
					}
				}
				close(busy)
				s.want()
			})
		})
	}
}

// TestS05HostileDuplicate wants the live switch not to notice those who say that they are it, many at once, and none of their messages to be handled.
func TestS05HostileDuplicate(t *testing.T) {
	onSite(t, func(s *site) {
		var probes atomic.Int64
		s.cfg.Trace = &ofnet.Trace{Sent: func(_ *ofnet.Conn, h openflow.Header, _ []byte) {
			if h.Type == 2 {
				probes.Add(1)
			}
		}}
		var live *ofnet.Conn
		only := func(c *ofnet.Conn) {
			if live != nil && c != live {
				s.Error("a handler ran for a connection that was refused")
			}
		}
		var mux ofnet.Mux
		seen := 0
		ofnet.Handle(&mux, func(_ context.Context, c *ofnet.Conn, _ *openflow13.PacketIn) error { only(c); seen++; return nil })
		ofnet.HandlePhase(&mux, ofnet.PhaseMain, func(_ context.Context, c *ofnet.Conn) error { only(c); return nil })
		ofnet.HandlePhase(&mux, ofnet.PhaseDead, func(_ context.Context, c *ofnet.Conn) error { only(c); return nil })
		s.sw.Handler = &mux
		l := s.connect(device{dpid: 1, ports: []openflow13.Port{port13(1, 0)}})
		synctest.Wait()
		live = l.near
		s.want("1 enter")
		const hostile = 100
		var want []string
		var wg sync.WaitGroup
		for range hostile {
			want = append(want, second)
			wg.Go(func() {
				bad, err := s.try(device{dpid: 1, first: []openflow.Message{&openflow13.PacketIn{}, status13(openflow13.PortReasonDelete, 1, 0)}})
				if err == nil {
					bad.far.Close() // Messages of a peer that has gone are handled, but not of this one.
				} else if !errors.Is(err, ofnet.ErrDuplicate) {
					s.Error(err)
				}
			})
			s.alive(l)
		}
		s.send(l, &openflow13.PacketIn{})
		wg.Wait()
		synctest.Wait()
		for i, text := range s.events { // Those that have gone before it was clear have another error.
			if text == "1/0 refused: EOF" {
				s.events[i] = second
			}
		}
		s.want(want...)
		s.alive(l)
		if sw, ok := s.sw.Get(1); !ok || sw.Conn() != l.near || len(sw.Ports()) != 1 || seen != 1 || s.sw.Len() != 1 {
			s.Error("the switch has changed")
		}
		if n := probes.Load(); n != 1 {
			s.Error("the switch was asked", n, "times")
		}
		time.Sleep(2 * time.Second)
		s.connect(device{dpid: 1})
		s.want(second)
		if n := probes.Load(); n != 2 {
			s.Error("the switch was asked", n, "times")
		}
	})
}

// TestS05EndWhileProbing has connections that end before it is clear whether they have a place.
func TestS05EndWhileProbing(t *testing.T) {
	for name, tc := range map[string]struct {
		end  func(s *site, old, l link)
		want []string
	}{
		"new one closes":    {func(_ *site, _, l link) { l.far.Close() }, []string{"1/0 refused: EOF"}},
		"new one is closed": {func(_ *site, _, l link) { l.near.Close() }, []string{"1/0 refused: connection closed"}},
		"shutdown": {func(s *site, _, l link) {
			begin := time.Now()
			if err := l.near.Shutdown(s.Context()); err != nil || time.Since(begin) != 0 {
				s.Error(err, time.Since(begin))
			}
		}, []string{"1/0 refused: connection closed"}},
		"old one ends": {func(_ *site, old, _ link) { old.near.Close() }, []string{"1 leave: connection closed", "1 enter"}},
	} {
		t.Run(name, func(t *testing.T) {
			onSite(t, func(s *site) {
				old := s.connect(device{dpid: 1})
				s.want("1 enter")
				old.cut.Store(true)
				l := s.connect(device{dpid: 1})
				time.Sleep(time.Second)
				tc.end(s, old, l)
				synctest.Wait()
				if name == "old one ends" && len(s.events) == 1 { // Whoever is first.
					tc.want = []string{"1 reconnected, old: connection closed"}
				}
				s.want(tc.want...)
				time.Sleep(10 * time.Second)
				if name != "old one ends" {
					old.near.Close()
					s.want("1 leave: " + "connection closed")
				}
			})
		})
	}
}

// TestS05EndedDuplicate has a connection that has ended before it could take a place: it takes none.
func TestS05EndedDuplicate(t *testing.T) {
	onSite(t, func(s *site) {
		s.sw.Duplicate = ofnet.DuplicateReplace
		old := s.connect(device{dpid: 1})
		s.want("1 enter")
		s.sw.Events = func(ev ofnet.SwitchEvent) {
			s.note(ev)
			if p, ok := ev.(ofnet.PhaseChanged); ok && p.New == ofnet.PhaseMain {
				p.Conn.Close()
			}
		}
		s.connect(device{dpid: 1})
		s.want("1/0 refused: connection closed")
		s.alive(old)
	})
}

// TestS05Contest has several that want the place of a half-open connection: one gets it, and the others are refused by that.
func TestS05Contest(t *testing.T) {
	onSite(t, func(s *site) {
		old := s.connect(device{dpid: 1})
		s.want("1 enter")
		old.cut.Store(true)
		links := []link{s.connect(device{dpid: 1}), s.connect(device{dpid: 1}), s.connect(device{dpid: 1})}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		slices.Sort(s.events) // Refusals come at any time.
		s.want("1 reconnected, old: replaced by another connection", second, second)
		live := 0
		for _, l := range links {
			if l.near.Context().Err() == nil {
				live++
				s.alive(l)
			}
		}
		if live != 1 {
			s.Error(live, "connections live")
		}
		s.wantEnd(old, ofnet.ErrReplaced)
	})
}

// TestS05LeaveBeforeEnter has a switch that is back before its SwitchLeave has been handled: SwitchEnter waits for that, and Get does not.
func TestS05LeaveBeforeEnter(t *testing.T) {
	onSite(t, func(s *site) {
		s.sw.Events = func(ev ofnet.SwitchEvent) {
			if _, leave := ev.(ofnet.SwitchLeave); leave {
				s.note(ev)
				time.Sleep(time.Second)
				return
			}
			time.Sleep(1)
			s.note(ev)
		}
		l := s.connect(device{dpid: 1})
		time.Sleep(1)
		l.far.Close()
		synctest.Wait()
		l = s.connect(device{dpid: 1})
		time.Sleep(time.Second - 1)
		s.want("1 enter", "1 leave: EOF")
		if sw, _ := s.sw.Get(1); sw == nil || sw.Conn() != l.near {
			s.Error("it is not back")
		}
		time.Sleep(2)
		s.want("1 enter")
	})
}

// TestS04SecondFeaturesReply has a switch that later says, asked or not, that it is another one.
func TestS04SecondFeaturesReply(t *testing.T) {
	onSite(t, func(s *site) {
		one, two := s.connect(device{dpid: 1}), s.connect(device{dpid: 2})
		s.want("1 enter", "2 enter")
		s.send(two, &openflow13.FeaturesReply{DatapathID: 1}, &openflow13.FeaturesReply{XID: 1, DatapathID: 3})
		s.want()
		sw, _ := s.sw.Get(1)
		if _, ok := s.sw.Get(3); ok || sw.Conn() != one.near || two.near.DatapathID() != 2 {
			s.Error("a later features reply has changed the registry")
		}
		two.far.Close()
		s.want("2 leave: EOF")
	})
}

// TestS15Flapping has a switch that comes back a hundred times a second, for ten seconds.
func TestS15Flapping(t *testing.T) {
	onSite(t, func(s *site) {
		other := s.connect(device{dpid: 2})
		s.want("2 enter")
		for i := range 1000 {
			l := s.connect(device{dpid: 1})
			time.Sleep(10 * time.Millisecond)
			s.alive(other)
			if i%2 == 0 {
				l.far.Close()
			} else {
				l.near.Close()
			}
			l.near.Wait()
		}
		synctest.Wait()
		left := 0
		for i, text := range s.events {
			if enter := text == "1 enter"; enter != (i%2 == 0) {
				s.Fatal(i, text)
			}
			left += i % 2
		}
		if left != 1000 || s.sw.Len() != 1 {
			s.Error(left, "of 1000 leave,", s.sw.Len(), "switches")
		}
	})
}

// TestS18UnknownPort has port status messages that do not fit the ports: what is told is what has changed.
func TestS18UnknownPort(t *testing.T) {
	const added, deleted, modified = openflow13.PortReasonAdd, openflow13.PortReasonDelete, openflow13.PortReasonModify
	onSite(t, func(s *site) {
		l := s.connect(device{dpid: 1, ports: []openflow13.Port{port13(1, 0)}})
		s.want("1 enter")
		s.send(l, status13(deleted, 9, 0), status13(modified, 8, 1), status13(added, 1, 2), status13(7, 8, 3), status13(deleted, 8, 0), status13(deleted, 8, 0))
		s.want("1 port 8 added 0 -> 1", "1 port 1 modified 0 -> 2", "1 port 8 modified 1 -> 3", "1 port 8 deleted 3 -> 0")
		s.alive(l)
	})
}
