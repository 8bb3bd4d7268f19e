package ofnet

import (
	"context"
	"errors"
	"io"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ofwire/openflow"
)

func role(xid uint32) *roleRequest {
	return &roleRequest{fake[kRole]{openflow.Opaque{Version: 4, Type: 24, XID: xid}}}
}

func part() *partRequest {
	return &partRequest{fake[kPart]{openflow.Opaque{Version: 4, Type: 18, Body: []byte{0, 7, 0, 0, 0, 0, 0, 0}}}}
}

func partFrame(xid uint32, typ byte, more byte) []byte {
	return frame(4, 19, xid, 0, typ, 0, more, 0, 0, 0, 0)
}

func xidOf(b []byte) uint32 { return be.Uint32(b[4:]) }

func TestDo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := start(t, RoleController, Config{})
		q := role(0)
		go func() { p.send(frame(4, 25, xidOf(p.recv()), []byte("slave")...)) }()
		r, err := Do(t.Context(), c, q)
		if err != nil || string(r.Body) != "slave" || q.XID != 0 {
			t.Error(r, err, q.XID)
		}
		go func() { p.send(frame(4, 25, xidOf(p.recv()), []byte("bad")...)) }()
		_, err = Do(t.Context(), c, role(0))
		wantErr(t, err, openflow.ErrLength)

		go func() { p.send(frame(4, 1, xidOf(p.recv()), append([]byte{0, 11, 0, 2}, "the request"...)...)) }()
		_, err = Do(t.Context(), c, role(0))
		var failed *ReplyError
		if !errors.As(err, &failed) || failed.Code != openflow.NewErrorCode(11, 2) || string(failed.Data) != "the request" || failed.Message == nil {
			t.Fatalf("%#v", err)
		}
		if got, want := err.Error(), "ofnet: RoleRequest failed: TYPE_11 CODE_2"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
	})
}

// TestDoExtensions has a reply decoded by a Decoder, which knows the extensions.
func TestDoExtensions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := new(openflow.Extensions)
		x.Add(&openflow.Extension{})
		protocol := fakeProtocol(openflow.Version13)
		var used atomic.Int32
		protocol.NewDecoder = func(y *openflow.Extensions) openflow.Decoder {
			if x == y {
				used.Add(1)
			}
			return &fakeDecoder{version: openflow.Version13}
		}
		c, p := start(t, RoleSwitch, Config{Protocols: []*openflow.Protocol{protocol}, Extensions: x})
		go func() { p.send(frame(4, 25, xidOf(p.recv()), []byte("slave")...)) }()
		r, err := Do(t.Context(), c, role(0))
		if err != nil || string(r.Body) != "slave" || used.Load() != 2 { // The handlers' and the reply's.
			t.Error(r, err, used.Load())
		}
	})
}

func TestDoMultipart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		events := 0
		c, p := start(t, RoleController, Config{Handler: HandlerFunc(func(context.Context, *Conn, openflow.Message) error {
			events++
			return nil
		})})
		go func() {
			x := xidOf(p.recv())
			p.send(partFrame(x, 6, 0)) // Of another type: not the reply.
			p.send(partFrame(x, 7, 0))
		}()
		if _, err := Do(t.Context(), c, part()); err != nil {
			t.Error(err)
		}
		go func() {
			x := xidOf(p.recv())
			p.send(partFrame(x, 7, 1))
			p.send(partFrame(x, 7, 1))
			p.send(partFrame(x, 7, 0))
			p.send(partFrame(x, 7, 0)) // One too many: an event.
		}()
		_, err := Do(t.Context(), c, part())
		wantErr(t, err, ErrMultipart)
		synctest.Wait()
		if events != 2 || len(c.calls.waiting) != 0 || c.calls.discarded.Len() != 0 {
			t.Error("events", events, "calls", c.calls.waiting)
		}
	})
}

func TestDoEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		events := 0
		c, p := start(t, RoleController, Config{Handler: HandlerFunc(func(context.Context, *Conn, openflow.Message) error {
			events++
			return nil
		})})
		late := make(chan []byte, 1)
		go func() { late <- p.recv() }()
		_, err := Do(within(t, time.Second), c, role(0))
		wantErr(t, err, context.DeadlineExceeded)
		p.send(frame(4, 25, xidOf(<-late)))
		synctest.Wait()
		if events != 0 {
			t.Error("the late reply is an event")
		}
		done := make(chan error)
		go func() {
			_, err := Do(t.Context(), c, role(77))
			done <- err
		}()
		if x := xidOf(p.recv()); x != 77 {
			t.Error("xid", x)
		}
		_, err = Do(t.Context(), c, role(77))
		wantErr(t, err, ErrXIDInUse)
		p.Close()
		wantErr(t, <-done, io.EOF)
		_, err = Do(t.Context(), c, role(0))
		wantErr(t, err, io.EOF)
		wantErr(t, c.Send(t.Context(), role(0)), io.EOF)
		wantErr(t, c.Barrier(t.Context()), io.EOF)
	})
}

// TestManyLateReplies has a switch that leaves many requests without a reply: a late reply to one of the last is discarded all the same.
func TestManyLateReplies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var events []uint32
		c, p := start(t, RoleController, Config{EchoInterval: -1, Handler: HandlerFunc(func(_ context.Context, _ *Conn, m openflow.Message) error {
			events = append(events, m.(*roleReply).XID)
			return nil
		})})
		asked := make(chan []uint32)
		go func() {
			var xids []uint32
			for len(xids) < maxDiscarded+10 {
				xids = append(xids, xidOf(p.recv()))
			}
			asked <- xids
		}()
		for range maxDiscarded + 10 {
			_, err := Do(within(t, time.Second), c, role(0))
			wantErr(t, err, context.DeadlineExceeded)
		}
		xids := <-asked
		for _, x := range xids {
			p.send(frame(4, 25, x))
		}
		synctest.Wait()
		if !slices.Equal(events, xids[:10]) || len(c.calls.waiting) != 0 || c.calls.discarded.Len() != 0 {
			t.Errorf("%d replies reach the handler, %d calls, %d discarded", len(events), len(c.calls.waiting), c.calls.discarded.Len())
		}
	})
}

func TestXID(t *testing.T) {
	cs := calls{waiting: map[uint32]*call{1: {}, 2: {}}, next: 1<<32 - 2}
	if a, b := cs.xid(), cs.xid(); a != 1<<32-1 || b != 3 {
		t.Error(a, b)
	}
	for us, want := range map[Role][]bool{RoleController: {true, true, false}, RoleSwitch: {true, false, false}} {
		synctest.Test(t, func(t *testing.T) {
			c, p := start(t, us, Config{})
			msgs := []openflow.Message{role(0), &openflow.Opaque{Version: 4, Type: 14}, &openflow.Opaque{Version: 4, Type: 1}}
			if err := c.Send(t.Context(), msgs...); err != nil {
				t.Fatal(err)
			}
			for i, w := range want {
				if got := xidOf(p.recv()); (got != 0) != w {
					t.Errorf("role %v, message %d: xid %d", us, i, got)
				}
			}
		})
	}
}
