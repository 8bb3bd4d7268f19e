package ofnet_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow13"
)

// A site is a controller with a Switches in a synctest bubble, which fails the test when a goroutine is left.
type site struct {
	*testing.T
	sw  ofnet.Switches
	cfg ofnet.Config

	mu     sync.Mutex
	events []string // As say has them, those of phases only when they are wanted.
	phases bool
}

func onSite(t *testing.T, test func(s *site)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := &site{T: t}
		s.sw.Events = s.note
		s.cfg = ofnet.Config{Protocols: []*openflow.Protocol{openflow13.Protocol}, Handler: &s.sw}
		test(s)
	})
}

func (s *site) note(ev ofnet.SwitchEvent) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if text := s.say(ev); text != "" {
		s.events = append(s.events, text)
	}
}

// say says what an event tells, and wants the registry to be so.
func (s *site) say(ev ofnet.SwitchEvent) string {
	registered := func(sw *ofnet.Switch, want bool) string {
		if got, ok := s.sw.Get(sw.DatapathID()); ok != want || ok && got != sw {
			s.Errorf("%T: registered is %v", ev, ok)
		}
		return fmt.Sprintf("%d", sw.DatapathID())
	}
	switch ev := ev.(type) {
	case ofnet.SwitchEnter:
		return registered(ev.Switch, true) + " enter"
	case ofnet.SwitchLeave:
		return registered(ev.Switch, false) + " leave: " + reason(ev.Err)
	case ofnet.SwitchReconnected:
		return registered(ev.Switch, true) + " reconnected, old: " + reason(context.Cause(ev.Old.Context()))
	case ofnet.PortChanged:
		return fmt.Sprintf("%s port %d %v %d -> %d", registered(ev.Switch, true), ev.Port.No, ev.Reason, ev.Old.State, ev.Port.State)
	case ofnet.AuxiliaryJoined:
		return fmt.Sprintf("%d/%d joined", ev.Switch.DatapathID(), ev.Conn.AuxiliaryID())
	case ofnet.AuxiliaryLeft:
		return fmt.Sprintf("%d/%d left: %s", ev.Switch.DatapathID(), ev.Conn.AuxiliaryID(), reason(ev.Err))
	case ofnet.ConnRefused:
		if sw, _ := s.sw.Get(ev.Conn.DatapathID()); sw != ev.Switch {
			s.Errorf("%v: the switch is %p, not %p", ev.Err, ev.Switch, sw)
		}
		return fmt.Sprintf("%d/%d refused: %s", ev.Conn.DatapathID(), ev.Conn.AuxiliaryID(), reason(ev.Err))
	case ofnet.PhaseChanged:
		if !s.phases {
			return ""
		}
		return fmt.Sprintf("%d %v to %v", ev.Conn.DatapathID(), ev.Old, ev.New)
	}
	s.Errorf("event %T", ev)
	return ""
}

// reason returns which of the errors that concern the registry an error is.
func reason(err error) string {
	for _, e := range []error{
		ofnet.ErrDuplicate, ofnet.ErrReplaced, ofnet.ErrNoMain, ofnet.ErrMainEnded, ofnet.ErrAuxiliaryLimit, ofnet.ErrAuxiliaryHost, ofnet.ErrClosed, io.EOF,
	} {
		if errors.Is(err, e) {
			return e.Error()
		}
	}
	return fmt.Sprint(err)
}

// want wants these events since the last want, after all has come to rest.
func (s *site) want(events ...string) {
	s.Helper()
	synctest.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	if diff := cmp.Diff(events, s.events); diff != "" && len(events)+len(s.events) > 0 {
		s.Error(diff)
	}
	s.events = nil
}

// A link is a connection: both its ends, and what lies between.
type link struct {
	near, far *ofnet.Conn
	cut       *atomic.Bool // The controller's end is half-open: what it sends is lost.
}

// A device is a switch that connects.
type device struct {
	dpid  uint64
	aux   uint8
	host  string // 10.0.0.2 when empty.
	ports []openflow13.Port
	first []openflow.Message // Sent right after the features reply.
}

// connect makes a connection in PhaseMain, and waits until it has its place or must wait for that.
func (s *site) connect(d device) link {
	s.Helper()
	l, err := s.try(d)
	if err != nil {
		s.Fatal(err)
	}
	synctest.Wait()
	return l
}

func (s *site) try(d device) (link, error) {
	s.Helper()
	if d.host == "" {
		d.host = "10.0.0.2"
	}
	var mux ofnet.Mux
	ofnet.Handle(&mux, func(ctx context.Context, c *ofnet.Conn, m *openflow13.FeaturesRequest) error {
		err := c.Send(ctx, &openflow13.FeaturesReply{XID: m.XID, DatapathID: d.dpid, AuxiliaryID: d.aux})
		return errors.Join(err, c.Send(ctx, d.first...))
	})
	ofnet.Handle(&mux, func(ctx context.Context, c *ofnet.Conn, m *openflow13.PortDescRequest) error {
		return c.Send(ctx, &openflow13.PortDescReply{XID: m.XID, Body: d.ports})
	})
	ofnet.Handle(&mux, func(ctx context.Context, c *ofnet.Conn, m *openflow13.BarrierRequest) error {
		return c.Send(ctx, &openflow13.BarrierReply{XID: m.XID})
	})
	a, b := net.Pipe()
	l := link{cut: new(atomic.Bool)}
	ended := make(chan error)
	go func() {
		var err error
		l.far, err = ofnet.NewConn(s.Context(), b, ofnet.RoleSwitch, &ofnet.Config{Protocols: s.cfg.Protocols, Handler: &mux, EchoInterval: -1})
		ended <- err
	}()
	var err error
	l.near, err = ofnet.NewConn(s.Context(), &cable{a, d.host, l.cut}, ofnet.RoleController, &s.cfg)
	if farErr := <-ended; farErr != nil && err == nil {
		s.Fatal(farErr)
	}
	s.Cleanup(func() {
		for _, c := range []*ofnet.Conn{l.far, l.near} {
			if c != nil {
				c.Close()
				c.Wait()
			}
		}
	})
	return l, err
}

// A cable is the controller's end of a connection.
type cable struct {
	net.Conn
	host string
	cut  *atomic.Bool
}

func (c *cable) RemoteAddr() net.Addr { return address(c.host + ":1024") }

func (c *cable) Write(b []byte) (int, error) {
	if c.cut.Load() {
		return len(b), nil
	}
	return c.Conn.Write(b)
}

type address string

func (a address) Network() string { return "pipe" }
func (a address) String() string  { return string(a) }

// alive wants a connection to work, without any delay.
func (s *site) alive(l link) {
	s.Helper()
	begin := time.Now()
	if err := l.near.Barrier(s.Context()); err != nil || time.Since(begin) != 0 {
		s.Error("the connection does not work:", err, time.Since(begin))
	}
}

// wantEnd wants a connection to have ended with an error.
func (s *site) wantEnd(l link, want error) {
	s.Helper()
	synctest.Wait()
	if err := context.Cause(l.near.Context()); !errors.Is(err, want) {
		s.Errorf("the connection ended with %v, want %v", err, want)
	}
}

func (s *site) send(l link, msgs ...openflow.Message) {
	s.Helper()
	if err := l.far.Send(s.Context(), msgs...); err != nil {
		s.Error(err)
	}
}
