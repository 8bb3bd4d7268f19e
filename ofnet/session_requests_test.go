package ofnet_test

import (
	"context"
	"errors"
	"io"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow13"
)

// Requests and their replies: S7, S8, S19 and S20.

// serve runs f for each message that comes, until the end of the connection.
func (p *rawPeer) serve(f func(typ openflow13.MessageType, xid uint32, b []byte)) {
	go func() {
		for b := p.next(); b != nil; b = p.next() {
			f(openflow13.MessageType(b[1]), be.Uint32(b[4:]), b)
		}
	}()
}

// A collector is a handler that keeps the names of what comes from the peer under test.
type collector struct{ names []string }

func (h *collector) ServeOpenFlow(_ context.Context, c *ofnet.Conn, m openflow.Message) error {
	if c.DatapathID() == badDPID {
		h.names = append(h.names, m.Info().Name)
	}
	return nil
}

func (h *collector) want(t *testing.T, names ...string) {
	t.Helper()
	synctest.Wait()
	if !slices.Equal(h.names, names) {
		t.Errorf("the handler got %v, want %v", h.names, names)
	}
}

func flowPart(xid uint32, more bool) *openflow13.FlowStatsReply {
	m := &openflow13.FlowStatsReply{XID: xid, Body: []openflow13.FlowStats{{Cookie: 1, Match: openflow13.Match{}}}}
	if more {
		m.Flags = openflow13.MultipartReplyFlagsMore
	}
	return m
}

// parts counts the parts of a reply, and returns the error that ends it.
func parts(ctx context.Context, c *ofnet.Conn) (n int, err error) {
	for _, err := range ofnet.Stream(ctx, c, openflow13.NewFlowStatsRequest()) {
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// TestS07MoreForEver has replies without an end.
func TestS07MoreForEver(t *testing.T) {
	t.Run("fast loop", func(t *testing.T) {
		var h collector
		inLab(t, &ofnet.Server{Handler: &h, Config: ofnet.Config{MaxParts: 1000}}, func(l *lab) {
			p, c := l.enter(badDPID)
			p.serve(func(typ openflow13.MessageType, xid uint32, _ []byte) {
				if typ != openflow13.MessageTypeMultipartRequest {
					return
				}
				for range 5000 {
					p.put(flowPart(xid, true))
				}
			})
			if n, err := parts(l.Context(), c); n != 1000 || !errors.Is(err, ofnet.ErrPartLimit) {
				t.Errorf("%d parts, %v", n, err)
			}
			h.want(t) // The rest is nobody's.
		})
	})
	t.Run("slow loop", func(t *testing.T) {
		inLab(t, &ofnet.Server{Config: ofnet.Config{MaxPartBytes: 100_000, EchoInterval: -1}}, func(l *lab) {
			p, c := l.enter(badDPID)
			p.serve(func(_ openflow13.MessageType, xid uint32, _ []byte) {
				for range 5000 {
					p.put(flowPart(xid, true))
				}
			})
			n := 0
			for _, err := range ofnet.Stream(l.Context(), c, openflow13.NewFlowStatsRequest()) {
				if err != nil {
					if !errors.Is(err, ofnet.ErrPartLimit) || n > 2000 {
						t.Errorf("%d parts, %v", n, err)
					}
					break
				}
				n++
				time.Sleep(time.Second)
			}
			synctest.Wait()
			if c.Phase() != ofnet.PhaseMain {
				t.Error(c.Phase())
			}
		})
	})
}

// TestS07OtherTypes has a reply with messages of other types between, and parts that nobody asked for.
func TestS07OtherTypes(t *testing.T) {
	var h collector
	inLab(t, &ofnet.Server{Handler: &h}, func(l *lab) {
		p, c := l.enter(badDPID)
		p.serve(func(_ openflow13.MessageType, xid uint32, _ []byte) {
			p.put(flowPart(xid, true))
			p.put(&openflow13.DescReply{XID: xid})
			p.put(&openflow13.BarrierReply{XID: xid})
			p.put(flowPart(xid+1, false))
			p.put(flowPart(xid, true))
			p.put(flowPart(xid, false))
			p.put(flowPart(xid, false)) // One too many.
		})
		if n, err := parts(l.Context(), c); n != 3 || err != nil {
			t.Errorf("%d parts, %v", n, err)
		}
		h.want(t, "DescReply", "BarrierReply", "FlowStatsReply", "FlowStatsReply")
	})
}

// TestS07NoLastPart has a reply whose last part comes when nobody waits any more.
func TestS07NoLastPart(t *testing.T) {
	var h collector
	inLab(t, &ofnet.Server{Handler: &h}, func(l *lab) {
		p, c := l.enter(badDPID)
		asked := make(chan uint32, 1)
		p.serve(func(typ openflow13.MessageType, xid uint32, _ []byte) {
			switch typ {
			case openflow13.MessageTypeEchoRequest:
				p.put(&openflow13.EchoReply{XID: xid})
			case openflow13.MessageTypeMultipartRequest:
				p.put(flowPart(xid, true))
				asked <- xid
			}
		})
		ctx, cancel := context.WithTimeout(l.Context(), time.Minute)
		defer cancel()
		if n, err := parts(ctx, c); n != 1 || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%d parts, %v", n, err)
		}
		p.put(flowPart(<-asked, false)) // Late: nobody's.
		h.want(t)
	})
}

// TestS08Barrier has barriers that are not answered or late, and errors that no request waits for.
func TestS08Barrier(t *testing.T) {
	var h collector
	inLab(t, &ofnet.Server{Handler: &h}, func(l *lab) {
		p, c := l.enter(badDPID)
		asked := make(chan uint32, 10)
		p.serve(func(typ openflow13.MessageType, xid uint32, _ []byte) {
			switch typ {
			case openflow13.MessageTypeEchoRequest:
				p.put(&openflow13.EchoReply{XID: xid})
			case openflow13.MessageTypeBarrierRequest:
				asked <- xid
			}
		})
		ctx, cancel := context.WithTimeout(l.Context(), time.Minute)
		defer cancel()
		if err := c.Barrier(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		p.put(&openflow13.BarrierReply{XID: <-asked}) // Late.
		h.want(t)

		applied := make(chan error)
		mods := []openflow.Message{openflow13.NewFlowMod(), openflow13.NewFlowMod()}
		go func() { applied <- c.Apply(l.Context(), mods...) }()
		xid := <-asked
		refused := &openflow13.ErrorMsg{XID: xid - 1, Type: openflow13.ErrorTypeFlowModFailed, Code: 1, Data: []byte{}}
		p.put(refused)
		p.put(&openflow13.BarrierReply{XID: xid})
		var failed *ofnet.ApplyError
		if err := <-applied; !errors.As(err, &failed) || failed.Index != 1 || failed.Message != mods[1] {
			t.Error(err)
		}
		h.want(t)
		l.wantNoLog("the peer sends an error")

		p.put(refused) // After the barrier, and one for nothing that was sent.
		p.put(&openflow13.ErrorMsg{XID: 0xdead, Type: openflow13.ErrorTypeBadAction, Code: 4, Data: []byte{}})
		h.want(t, "ErrorMsg", "ErrorMsg")
		l.wantLog("level=WARN", "the peer sends an error", "OFPFMFC_TABLE_FULL", "remote="+p.LocalAddr().String(), "dpid="+c.DatapathID().String())
		l.wantLog("level=WARN", "the peer sends an error", "OFPBAC_BAD_OUT_PORT", "xid=57005")

		go func() { applied <- c.Apply(l.Context(), mods...) }()
		<-asked
		p.Close()
		if err := <-applied; !errors.Is(err, io.EOF) {
			t.Error("the barrier of a connection that ended:", err)
		}
	})
}

// TestS08CutError has error messages without a code, which end a request, and an Apply, and are not taken for an error of code 0.
func TestS08CutError(t *testing.T) {
	inLab(t, &ofnet.Server{}, func(l *lab) {
		p, c := l.enter(badDPID)
		p.serve(func(typ openflow13.MessageType, xid uint32, _ []byte) {
			switch typ {
			case openflow13.MessageTypeRoleRequest, openflow13.MessageTypeFlowMod:
				p.put(slices.Concat(header(4, 1, 10, xid), []byte{0, 1}))
			case openflow13.MessageTypeBarrierRequest:
				p.put(&openflow13.BarrierReply{XID: xid})
			}
		})
		var cut *openflow.DecodeError
		var refused *ofnet.ReplyError
		var failed *ofnet.ApplyError
		if _, err := ofnet.Do(l.Context(), c, new(openflow13.RoleRequest)); !errors.As(err, &cut) || errors.As(err, &refused) {
			t.Error(err)
		}
		if err := c.Apply(l.Context(), openflow13.NewFlowMod()); !errors.As(err, &cut) || !errors.As(err, &failed) || errors.As(err, &refused) {
			t.Error(err)
		}
		p.put(slices.Concat(header(4, 1, 8, 77)))
		l.wantLog("level=WARN", "message refused", "xid=77")
		l.wantNoLog("HELLO_FAILED")
	})
}

// TestS19Roles has a switch that refuses roles of an old election, and writes of a slave.
func TestS19Roles(t *testing.T) {
	inLab(t, &ofnet.Server{}, func(l *lab) {
		p, c := l.enter(badDPID)
		var generation uint64
		role := openflow13.ControllerRoleEqual
		p.serve(func(typ openflow13.MessageType, xid uint32, b []byte) {
			switch typ {
			case openflow13.MessageTypeRoleRequest:
				var m openflow13.RoleRequest
				if err := m.UnmarshalBinary(b); err != nil {
					t.Error(err)
				}
				if m.GenerationID < generation {
					p.put(openflow13.Protocol.Error(xid, openflow13.ErrRoleRequestFailedStale, b))
					return
				}
				generation, role = m.GenerationID, m.Role
				p.put(&openflow13.RoleReply{XID: xid, Role: role, GenerationID: generation})
			case openflow13.MessageTypeFlowMod:
				if role == openflow13.ControllerRoleSlave {
					p.put(openflow13.Protocol.Error(xid, openflow13.ErrBadRequestIsSlave, b))
				}
			case openflow13.MessageTypeBarrierRequest:
				p.put(&openflow13.BarrierReply{XID: xid})
			}
		})
		for _, tt := range []struct {
			role       openflow.ControllerRole
			generation uint64
			refused    openflow.ErrorCode
			written    openflow.ErrorCode
		}{
			{openflow.RoleMaster, 7, 0, 0},
			{openflow.RoleSlave, 6, openflow13.ErrRoleRequestFailedStale, 0},
			{openflow.RoleSlave, 7, 0, openflow13.ErrBadRequestIsSlave},
			{openflow.RoleMaster, 1<<64 - 1, 0, 0},
			{openflow.RoleMaster, 0, openflow13.ErrRoleRequestFailedStale, 0},
		} {
			got, n, err := c.RequestRole(l.Context(), tt.role, tt.generation)
			switch {
			case tt.refused != 0:
				wantCode(t, err, tt.refused)
			case err != nil || got != tt.role || n != tt.generation:
				t.Errorf("role %v of %d: %v, %d, %v", tt.role, tt.generation, got, n, err)
			}
			if err := c.Apply(l.Context(), openflow13.NewFlowMod()); tt.written != 0 {
				wantCode(t, err, tt.written)
			} else if err != nil {
				t.Error(err)
			}
		}
	})
}

func wantCode(t *testing.T, err error, code openflow.ErrorCode) {
	t.Helper()
	var refused *ofnet.ReplyError
	if !errors.As(err, &refused) || refused.Code != code {
		t.Errorf("error %v, want %v", err, code)
	}
}

// TestS20LengthWraps has a switch that sends more than a message can hold: the length in the header is that of the bytes modulo 65536. What follows
// the end that the header tells is no message.
func TestS20LengthWraps(t *testing.T) {
	reply := func(xid uint32, more int) []byte {
		b := bytesOf(t, flowPart(xid, false))
		entry := b[16:]
		for len(b) < 1<<16+more {
			b = append(b, entry...)
		}
		be.PutUint16(b[2:], uint16(len(b)))
		return b
	}
	for name, more := range map[string]int{"within the header": 0, "within an entry": 100, "between entries": 16 + 56*3 - 48} {
		t.Run(name, func(t *testing.T) {
			inLab(t, &ofnet.Server{}, func(l *lab) {
				p, c := l.enter(badDPID)
				p.serve(func(_ openflow13.MessageType, xid uint32, _ []byte) { p.Write(reply(xid, more)) })
				n, err := parts(l.Context(), c)
				var bad *openflow.DecodeError
				if n > 1 || !errors.As(err, &bad) {
					t.Errorf("%d parts, %v", n, err)
				}
				end := l.wantEnd(p, c, openflow.ErrLength)
				if !errors.As(end, &bad) {
					t.Error(end)
				}
				l.wantLog("level=WARN", "bad framing", "remote="+p.LocalAddr().String(), "dpid="+c.DatapathID().String())
			})
		})
	}
}
