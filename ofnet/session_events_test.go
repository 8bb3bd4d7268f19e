package ofnet_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow13"
)

// Handlers, and messages that nobody asked for: S16 to S18.

// packetIn returns a packet-in whose cookie tells it from others.
func packetIn(cookie uint64) *openflow13.PacketIn {
	m := openflow13.NewPacketIn()
	m.Cookie, m.Data = cookie, make([]byte, 60)
	return m
}

// TestS16Handlers has handlers that panic, or close their connection.
func TestS16Handlers(t *testing.T) {
	t.Run("panics", func(t *testing.T) {
		for _, keep := range []bool{false, true} {
			inLab(t, s16Server(keep, func(*ofnet.Conn) error { panic("oh dear") }), func(l *lab) {
				p, c := l.enter(badDPID)
				p.put(packetIn(1))
				if keep {
					p.alive()
				} else {
					err := l.wantEnd(p, c, nil)
					var caught *ofnet.PanicError
					if !errors.As(err, &caught) || caught.Value != "oh dear" || !bytes.Contains(caught.Stack, []byte("TestS16Handlers")) {
						t.Error(err)
					}
				}
				l.wantLog("level=WARN", "handler panicked", "message=PacketIn", "remote="+p.LocalAddr().String(), "dpid="+c.DatapathID().String())
			})
		}
	})
	t.Run("closes its own connection", func(t *testing.T) {
		handled := 0
		closes := func(c *ofnet.Conn) error {
			handled++
			c.Close()
			return nil
		}
		inLab(t, s16Server(false, closes), func(l *lab) {
			p, c := l.enter(badDPID)
			p.put(slices.Concat(bytesOf(t, packetIn(1)), bytesOf(t, packetIn(2))))
			l.wantEnd(p, c, ofnet.ErrClosed)
			if handled != 1 {
				t.Errorf("%d handled", handled)
			}
		})
	})
}

// TestS16BlockingHandler has handlers that block for a minute: echo requests are answered, and so are requests of this side.
func TestS16BlockingHandler(t *testing.T) {
	handled := 0
	block := func(*ofnet.Conn) error {
		handled++
		time.Sleep(time.Minute)
		return nil
	}
	inLab(t, s16Server(false, block), func(l *lab) {
		p, c := l.enter(badDPID)
		p.put(packetIn(1))
		for range 60 {
			p.alive()
			go func() {
				b := p.next()
				p.put(&openflow13.BarrierReply{XID: be.Uint32(b[4:])})
			}()
			begin := time.Now()
			if err := c.Barrier(l.Context()); err != nil || time.Since(begin) > 0 {
				t.Errorf("barrier: %v after %v", err, time.Since(begin))
			}
			time.Sleep(999 * time.Millisecond)
		}
		p.put(packetIn(2))
		time.Sleep(time.Second)
		synctest.Wait()
		if handled != 2 {
			t.Errorf("%d handled", handled)
		}
		p.Close() // While the second one runs: it gets the end of its context, and is waited for.
		begin := time.Now()
		l.wantEnd(p, c, nil)
		if d := time.Since(begin); d < 58*time.Second {
			t.Errorf("Wait took %v", d)
		}
	})
}

func s16Server(keep bool, f func(c *ofnet.Conn) error) *ofnet.Server {
	mux := new(ofnet.Mux)
	ofnet.Handle(mux, func(_ context.Context, c *ofnet.Conn, _ *openflow13.PacketIn) error { return f(c) })
	return &ofnet.Server{Handler: mux, Config: ofnet.Config{KeepAfterPanic: keep}}
}

func bytesOf(t *testing.T, m openflow.Message) []byte {
	t.Helper()
	b, err := m.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestS17NiciraFlood has packet-ins of the types that Open vSwitch sends when it is asked to, and a handler that takes none of them.
func TestS17NiciraFlood(t *testing.T) {
	in := openflow13.NXPacketIn{Data: make([]byte, 1000)}
	in2 := openflow13.NXPacketIn2{Properties: openflow13.NXPacketIn2Props{&openflow13.NXPacketIn2PropPacket{Data: make([]byte, 1000)}}}
	for name, m := range map[string]openflow.Message{"NXT_PACKET_IN": &in, "NXT_PACKET_IN2": &in2} {
		t.Run(name, func(t *testing.T) {
			var got []string
			release := make(chan struct{})
			handler := ofnet.HandlerFunc(func(_ context.Context, _ *ofnet.Conn, m openflow.Message) error {
				<-release
				got = append(got, m.Info().Name)
				return nil
			})
			inLab(t, &ofnet.Server{Handler: handler, Config: ofnet.Config{MaxEvents: 4}}, func(l *lab) {
				p, c := l.enter(badDPID)
				const count = 20_000 // More than MaxQueued.
				b := bytesOf(t, m)
				for range count {
					p.put(b)
				}
				p.put(&openflow13.FlowRemoved{})
				p.alive()
				close(release)
				synctest.Wait()
				want := append(slices.Repeat([]string{m.Info().Name}, 5), "FlowRemoved") // One was with the handler.
				if n := c.Stats().Dropped; n != count-5 || !slices.Equal(got, want) {
					t.Errorf("%d dropped, handled %v", n, got)
				}
			})
		})
	}
}

// TestS17PacketInFlood has packet-ins ten times as fast as the handler, while requests wait for replies and events must not be lost.
func TestS17PacketInFlood(t *testing.T) {
	const slow = time.Millisecond
	var cookies []uint64
	events := 0
	var mux ofnet.Mux
	ofnet.Handle(&mux, func(_ context.Context, _ *ofnet.Conn, m *openflow13.PacketIn) error {
		time.Sleep(slow)
		cookies = append(cookies, m.Cookie)
		return nil
	})
	ofnet.Handle(&mux, func(_ context.Context, _ *ofnet.Conn, m *openflow13.FlowRemoved) error {
		if m.Cookie != uint64(events) {
			t.Errorf("flow removed %d, want %d", m.Cookie, events)
		}
		events++
		return nil
	})
	inLab(t, &ofnet.Server{Handler: &mux}, func(l *lab) {
		p, c := l.enter(badDPID)
		const rounds, each = 1000, 10
		for i := range rounds {
			for k := range each {
				p.put(packetIn(uint64(i*each + k)))
			}
			p.put(&openflow13.FlowRemoved{Cookie: uint64(i)})
			answered := make(chan error)
			go func() { answered <- c.Barrier(l.Context()) }()
			b := p.next()
			p.put(&openflow13.BarrierReply{XID: be.Uint32(b[4:])})
			begin := time.Now()
			if err := <-answered; err != nil || time.Since(begin) > 0 {
				t.Errorf("barrier: %v after %v", err, time.Since(begin))
			}
			time.Sleep(slow)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		s := c.Stats()
		if len(cookies)+int(s.Dropped) != rounds*each || s.Dropped < rounds*each/2 || len(cookies) < rounds || !slices.IsSorted(cookies) {
			t.Errorf("%d packet-ins handled, %d dropped, in order: %v", len(cookies), s.Dropped, slices.IsSorted(cookies))
		}
		if events != rounds {
			t.Errorf("%d events", events)
		}
		l.wantLog("level=WARN", "packet-ins are dropped", "remote="+p.LocalAddr().String(), "dpid="+c.DatapathID().String())
	})
}

// TestS18Unsolicited has events that nobody expects: of flows and ports that are not known, and of messages of other versions and types.
func TestS18Unsolicited(t *testing.T) {
	var got []openflow.Message
	all := ofnet.HandlerFunc(func(_ context.Context, c *ofnet.Conn, m openflow.Message) error {
		if c.DatapathID() == badDPID {
			got = append(got, m.(interface{ CloneElement() openflow.Element }).CloneElement().(openflow.Message))
		}
		return nil
	})
	inLab(t, &ofnet.Server{Handler: all}, func(l *lab) {
		p, c := l.enter(badDPID)
		port := openflow13.Port{PortNo: 77}
		status := func(reason openflow13.PortReason) *openflow13.PortStatus {
			return &openflow13.PortStatus{Reason: reason, Desc: port}
		}
		sent := []openflow.Message{
			&openflow13.FlowRemoved{Cookie: 5, Priority: 3, Match: openflow13.Match{}},
			status(openflow13.PortReasonDelete), // Of a port that is not there.
			status(openflow13.PortReasonModify), // The same: it is there then.
			status(openflow13.PortReasonAdd),    // Once more.
			&openflow13.RoleReply{Role: openflow13.ControllerRoleSlave},
			&openflow13.BarrierReply{XID: 12345},
			&openflow13.PortDescReply{XID: 3},
			&openflow13.ErrorMsg{XID: 0, Type: openflow13.ErrorTypeBadRequest, Code: 1, Data: []byte{}},
		}
		for _, m := range sent {
			p.put(m)
		}
		p.put(header(5, 30, 24, 1)[:8:8])
		p.Write(make([]byte, 16)) // ROLE_STATUS of 1.4.
		if b := p.next(); b[0] != 4 || b[1] != 1 || be.Uint32(b[8:]) != 0x00010000 {
			t.Errorf("answer to a message of 1.4: %x", b)
		}
		p.put(header(4, 30, 8, 1)) // Nothing of 1.3.
		p.alive()
		synctest.Wait()
		if len(got) != len(sent)+1 {
			t.Fatalf("%d messages for the handler: %v", len(got), got)
		}
		for i, m := range sent {
			if g, w := openflow.Format(got[i]), openflow.Format(m); g != w {
				t.Errorf("the handler gets %s, want %s", g, w)
			}
		}
		if o, ok := got[len(sent)].(*openflow.Opaque); !ok || o.Type != 30 {
			t.Errorf("the handler gets %v", got[len(sent)])
		}
		if ports := c.Ports(); len(ports) != 1 || ports[0].No != 77 || c.Phase() != ofnet.PhaseMain {
			t.Errorf("ports %v", ports)
		}
		l.wantLog("level=WARN", "message refused", "msg_version=1.4", "remote="+p.LocalAddr().String(), "dpid="+c.DatapathID().String())
		l.wantLog("level=WARN", "the peer sends an error", "OFPBRC_BAD_TYPE", "remote="+p.LocalAddr().String())
	})
}
