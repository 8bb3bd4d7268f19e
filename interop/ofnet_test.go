//go:build interop

package interop

import (
	"bytes"
	"context"
	"errors"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow13"
)

// A session is a connection to br0, and the errors that the switch sent.
type session struct {
	conn   *ofnet.Conn
	errors chan *openflow13.ErrorMsg
}

// handler returns a handler that collects errors and gives main connections to connected.
func (s *session) handler(connected chan<- *ofnet.Conn) *ofnet.Mux {
	s.errors = make(chan *openflow13.ErrorMsg, 10)
	mux := new(ofnet.Mux)
	ofnet.Handle(mux, func(_ context.Context, _ *ofnet.Conn, m *openflow13.ErrorMsg) error {
		s.errors <- m.Clone()
		return nil
	})
	ofnet.HandlePhase(mux, ofnet.PhaseMain, func(_ context.Context, c *ofnet.Conn) error {
		connected <- c
		return nil
	})
	return mux
}

// TestServer lets the bridge connect to us.
func TestServer(t *testing.T) {
	b := startTestbed(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s, connected := &session{}, make(chan *ofnet.Conn, 10)
	srv := &ofnet.Server{Protocols: []*openflow.Protocol{openflow13.Protocol}, Handler: s.handler(connected)}
	ended := make(chan error, 1)
	go func() { ended <- srv.Serve(l) }()
	b.bridge("tcp:" + l.Addr().String())
	select {
	case s.conn = <-connected:
	case <-time.After(patience):
		t.Fatal("the bridge does not connect")
	}
	checks := s.check(t, b)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := srv.Shutdown(ctx); err != nil {
		t.Error("Shutdown:", err)
	}
	if err := <-ended; !errors.Is(err, ofnet.ErrServerClosed) {
		t.Error("Serve:", err)
	}
	count(t, "server", checks+2, "")
}

// TestDialer connects to a bridge that listens on TCP, and to its management socket.
func TestDialer(t *testing.T) {
	b := startTestbed(t)
	addr := freeAddr(t)
	_, port, _ := net.SplitHostPort(addr)
	b.bridge("ptcp:" + port + ":127.0.0.1")
	checks := 0
	for network, addr := range map[string]string{"tcp": addr, "unix": filepath.Join(b.dir, "br0.mgmt")} {
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		s, connected := &session{}, make(chan *ofnet.Conn, 10)
		d := &ofnet.Dialer{Protocols: []*openflow.Protocol{openflow13.Protocol}, Handler: s.handler(connected)}
		var err error
		eventually(t, "the bridge listens on "+network, func() bool {
			s.conn, err = d.Dial(ctx, network, addr)
			return err == nil
		})
		checks += s.check(t, b)
		if err := s.conn.Shutdown(ctx); err != nil {
			t.Errorf("%s: Shutdown: %v", network, err)
		}
		checks++
		cancel()
	}
	count(t, "dialer", checks, "")
}

// check tries what a controller does. It returns the number of things that it looked at.
func (s *session) check(t *testing.T, b *testbed) int {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	c := s.conn
	if got, want := strings.ReplaceAll(c.DatapathID().String(), ":", ""), b.run("dpid", "br0"); got != want {
		t.Errorf("datapath id %s, want %s", got, want)
	}
	if f := c.Features(); f == nil || f.Tables != 254 || c.Version() != openflow.Version13 {
		t.Errorf("features %+v of version %v", f, c.Version())
	}
	echo, err := ofnet.Do(ctx, c, &openflow13.EchoRequest{Data: []byte("are you there")})
	if err != nil || !bytes.Equal(echo.Data, []byte("are you there")) {
		t.Errorf("echo: %v, %v", echo, err)
	}
	ports, err := ofnet.Do(ctx, c, &openflow13.PortDescRequest{})
	if err != nil {
		t.Fatal("port_desc:", err)
	}
	var names []string
	for _, p := range ports.Body {
		names = append(names, p.Name.String())
	}
	slices.Sort(names)
	if want := []string{"br0", "p1", "p2", "p3"}; !slices.Equal(names, want) {
		t.Errorf("ports %v, want %v", names, want)
	}
	return 5 + s.checkFlows(ctx, t, b) + s.checkErrors(ctx, t)
}

// checkFlows adds a flow, and reads it back.
func (s *session) checkFlows(ctx context.Context, t *testing.T, b *testbed) int {
	t.Helper()
	mod := flow(append(ip(0x0800, 17), openflow13.FieldUDPDst.Exact(53)), &openflow13.ActionSetField{Field: openflow13.FieldIPv4Dst.Exact(ip1)}, output(2))
	mod.Priority, mod.Cookie = 77, 0xfeed
	if err := s.conn.Send(ctx, mod); err != nil {
		t.Fatal(err)
	}
	if err := s.conn.Barrier(ctx); err != nil {
		t.Fatal("barrier:", err)
	}
	if text := b.run("flows", "br0", "13"); !strings.Contains(text, "cookie=0xfeed") || !strings.Contains(text, "actions=set_field:10.1.2.3->ip_dst,output:") {
		t.Errorf("the flow is not there:\n%s", text)
	}
	query := openflow13.NewFlowStatsRequest()
	query.TableID, query.Cookie, query.CookieMask = openflow13.TableIDAll, 0xfeed, 0xffff
	reply, err := ofnet.Do(ctx, s.conn, query)
	if err != nil || len(reply.Body) != 1 {
		t.Fatalf("flow stats: %v, %v", reply, err)
	}
	got := flow(reply.Body[0].Match, reply.Body[0].Instructions[0].(*openflow13.InstructionApplyActions).Actions...)
	got.Priority, got.Cookie = reply.Body[0].Priority, reply.Body[0].Cookie
	if g, w := openflow.Format(got), openflow.Format(mod); g != w {
		t.Errorf("the flow came back as\n%s, want\n%s", g, w)
	}
	return 3
}

// checkErrors sends what the switch refuses, with and without a reply that waits for it.
func (s *session) checkErrors(ctx context.Context, t *testing.T) int {
	t.Helper()
	wrong := map[uint32]*openflow13.FlowMod{
		0x501: flow(nil, output(openflow13.PortNoAny)),
		0x502: flow(openflow13.Match{openflow13.FieldTCPDst.Exact(80)}),
		0x503: flow(nil, &openflow13.ActionCopyTTLIn{}),
	}
	want := map[uint32]openflow.ErrorCode{
		0x501: openflow13.ErrBadActionBadOutPort,
		0x502: openflow13.ErrBadMatchBadPrereq,
		0x503: openflow13.ErrBadActionBadType,
	}
	for xid, m := range wrong {
		m.XID = xid
		if err := s.conn.Send(ctx, m); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.conn.Barrier(ctx); err != nil {
		t.Fatal("barrier:", err)
	}
	for range wrong {
		select {
		case m := <-s.errors:
			if code := openflow.NewErrorCode(uint16(m.Type), m.Code); code != want[m.XID] {
				t.Errorf("error %v for the message %#x, want %v", code, m.XID, want[m.XID])
			}
			delete(want, m.XID)
		case <-ctx.Done():
			t.Fatalf("no errors for %v", want)
		}
	}
	_, err := ofnet.Do(ctx, s.conn, &openflow13.QueueStatsRequest{PortNo: 77, QueueID: openflow13.QueueIDAll})
	var reply *ofnet.ReplyError
	if !errors.As(err, &reply) || reply.Code != openflow13.ErrQueueOpFailedBadPort || reply.Message == nil {
		t.Errorf("queue statistics of a port that is not there: %v, want %v", err, openflow13.ErrQueueOpFailedBadPort)
	}
	if err := s.conn.Barrier(ctx); err != nil {
		t.Error("the connection did not survive errors:", err)
	}
	return 5
}
