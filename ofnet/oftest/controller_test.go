package oftest

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow12"
	"github.com/ofwire/openflow/openflow13"
)

// connect connects a switch to a controller.
func connect(t *testing.T, c *Controller, sw *Switch) *Peer {
	t.Helper()
	near, far := Pipe(Line{}, Line{})
	failed := make(chan error, 1)
	go func() {
		_, err := sw.Connect(t.Context(), far)
		failed <- err
	}()
	p, err := c.Connect(t.Context(), near)
	if err != nil {
		t.Fatal(err)
	}
	if err := <-failed; err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

func TestController(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		answers := 0
		c := &Controller{Protocols: []*openflow.Protocol{openflow13.Protocol}, Answer: func(p *Peer, m openflow.Message) []openflow.Message {
			if _, ok := m.(*openflow13.PacketIn); !ok {
				return nil
			}
			answers++
			return []openflow.Message{&openflow13.BarrierRequest{XID: 1 << 20}}
		}}
		sw := &Switch{DatapathID: 7, Ports: []uint32{1, 2}}
		p := connect(t, c, sw)
		if f := p.Features(); f.DatapathID != 7 || p.Protocol() != openflow13.Protocol {
			t.Error(f)
		}
		if err := p.Send(mod(0, nil, apply(openflow13.PortNoController))); err != nil {
			t.Error(err)
		}
		reply, err := p.Request(t.Context(), &openflow13.BarrierRequest{})
		if _, ok := reply.(*openflow13.BarrierReply); !ok || err != nil {
			t.Error(reply, err)
		}
		sw.Host(1).Send(frame(hostA, hostB, 8, 0))
		if _, err := Expect[*openflow13.PacketIn](t.Context(), p); err == nil || !strings.Contains(err.Error(), "BarrierReply") {
			t.Error(err)
		}
		if in, err := Expect[*openflow13.PacketIn](t.Context(), p); err != nil || in.TotalLen != 21 {
			t.Error(in, err)
		}
		synctest.Wait()
		sw.AddPort(9)
		if m, err := Await[*openflow13.PortStatus](t.Context(), p); err != nil || m.Desc.PortNo != 9 {
			t.Error(m, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // With echo requests of the switch.
		defer cancel()
		if m, err := p.Next(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(m, err)
		}
		if n := len(p.Received()); answers != 1 || n != 4 {
			t.Error(answers, n)
		}
		sw.RemovePort(9)
		if _, err := Expect[*openflow13.PortStatus](t.Context(), p); err != nil {
			t.Error(err)
		}
		p.SendBytes([]byte{4, 0, 0, 1, 0, 0, 0, 0}) // The switch ends the connection.
		if m, err := p.Next(t.Context()); err == nil {
			t.Error(m)
		}
	})
}

func TestControllerVersions(t *testing.T) {
	for _, tt := range []struct {
		controller, sw []*openflow.Protocol
		want           openflow.Version
	}{
		{nil, nil, openflow.Version15},
		{nil, []*openflow.Protocol{openflow12.Protocol}, openflow.Version12},
		{[]*openflow.Protocol{openflow10.Protocol}, nil, openflow.Version10},
		{[]*openflow.Protocol{openflow10.Protocol, openflow13.Protocol}, nil, openflow.Version13},
	} {
		synctest.Test(t, func(t *testing.T) {
			p := connect(t, &Controller{Protocols: tt.controller}, &Switch{DatapathID: 3, Protocols: tt.sw})
			if v := p.Protocol().Version; v != tt.want || p.Features().DatapathID != 3 {
				t.Errorf("version %v, want %v", v, tt.want)
			}
		})
	}
}

func TestControllerFails(t *testing.T) {
	for _, tt := range []struct {
		name string
		send []byte
	}{
		{"no common version", []byte{1, 0, 0, 8, 0, 0, 0, 1}},
		{"no HELLO", []byte{4, 5, 0, 8, 0, 0, 0, 1}},
		{"no features", []byte{4, 0, 0, 8, 0, 0, 0, 1, 4, 19, 0, 8, 0, 0, 0, 2}},
		{"bad features", []byte{4, 0, 0, 8, 0, 0, 0, 1, 4, 6, 0, 9, 0, 0, 0, 2, 0}},
		{"end", []byte{4, 0, 0, 8}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				near, far := Pipe(Line{}, Line{})
				far.Write(tt.send)
				far.CloseWrite()
				c := &Controller{Protocols: []*openflow.Protocol{openflow13.Protocol}}
				if p, err := c.Connect(t.Context(), near); err == nil {
					t.Error(p)
				}
			})
		})
	}
	synctest.Test(t, func(t *testing.T) {
		near, _ := Pipe(Line{}, Line{})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := new(Controller).Connect(ctx, near); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
	})
}

func TestControllerServe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, c, done := Listen(nil), new(Controller), make(chan error)
		go func() { done <- c.Serve(l) }()
		for id := range openflow.DatapathID(3) {
			nc, err := l.Dial(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			sw := &Switch{DatapathID: id}
			go sw.Connect(t.Context(), nc)
			p, err := c.Accept(t.Context())
			if err != nil || p.Features().DatapathID != id {
				t.Fatal(p, err)
			}
			p.Close()
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := c.Accept(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		l.Close()
		if err := <-done; !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
	})
}
