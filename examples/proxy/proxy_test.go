package main

import (
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/ofnet/oftest"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow12"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow14"
	"github.com/ofwire/openflow/openflow15"
)

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(b)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// startProxy runs a proxy to an address until the test ends. It returns its own address, and what it has printed.
func startProxy(t *testing.T, controller string) (addr string, printed *syncBuffer) {
	t.Helper()
	l, ctx, printed := listen(t), t.Context(), new(syncBuffer)
	ctx, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- (&proxy{controller: controller, out: printed}).serve(ctx, l) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return l.Addr().String(), printed
}

// dialThrough connects through a proxy to a controller that is no more than a connection.
func dialThrough(t *testing.T) (sw, ctl *net.TCPConn, printed *syncBuffer) {
	t.Helper()
	l := listen(t)
	addr, printed := startProxy(t, l.Addr().String())
	near, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	far, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { near.Close(); far.Close() })
	for _, nc := range []net.Conn{near, far} {
		nc.SetDeadline(time.Now().Add(time.Minute))
	}
	return near.(*net.TCPConn), far.(*net.TCPConn), printed
}

// eventually waits for what is printed.
func eventually(t *testing.T, printed *syncBuffer, want string) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !strings.Contains(printed.String(), want); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("no %q in\n%s", want, printed)
		}
	}
}

// TestSession lets a switch and a controller talk through the proxy, in each version.
func TestSession(t *testing.T) {
	for _, p := range []*openflow.Protocol{openflow10.Protocol, openflow12.Protocol, openflow13.Protocol, openflow14.Protocol, openflow15.Protocol} {
		t.Run(p.Version.String(), func(t *testing.T) {
			l, conns := listen(t), make(chan *ofnet.Conn, 1)
			srv := &ofnet.Server{Config: ofnet.Config{
				Protocols: []*openflow.Protocol{p},
				ConnState: func(c *ofnet.Conn, phase ofnet.Phase) {
					if phase == ofnet.PhaseMain {
						conns <- c
					}
				},
			}}
			go srv.Serve(l)
			defer srv.Close()
			addr, printed := startProxy(t, l.Addr().String())
			sw := &oftest.Switch{DatapathID: 0x42, Ports: []uint32{1, 2}}
			c, err := sw.Dial(t.Context(), "tcp", addr)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			if err := (<-conns).Barrier(t.Context()); err != nil {
				t.Error(err)
			}
			v := p.Version.String()
			for _, want := range []string{
				"#1 connection from " + c.LocalAddr().String(),
				"#1 switch > controller 1.5 Hello{", "#1 controller > switch " + v + " Hello{",
				"#1 controller > switch " + v + " FeaturesRequest{", "#1 switch > controller " + v + " FeaturesReply{", "datapath_id=0x42",
				"#1 controller > switch " + v + " BarrierRequest{", "#1 switch > controller " + v + " BarrierReply{",
			} {
				eventually(t, printed, want)
			}
		})
	}
}

// TestBytes passes bytes that are no messages in both directions, each of which ends by itself.
func TestBytes(t *testing.T) {
	for name, head := range map[string][]byte{
		"messages of unknown versions":   {0x7f, 9, 0x10, 0},
		"a message that does not decode": {4, 14, 0, 9, 0, 0, 0, 1, 0xff, 4, 14, 0xff, 0xff},
		"a length that cannot be":        {4, 0, 0, 7, 0, 0, 0, 1},
		"no whole header":                {4, 0},
	} {
		t.Run(name, func(t *testing.T) {
			sw, ctl, printed := dialThrough(t)
			data := make([]byte, 1<<20)
			rand.NewChaCha8([32]byte{1}).Read(data)
			copy(data, head)
			var wg sync.WaitGroup
			for _, way := range [][2]*net.TCPConn{{sw, ctl}, {ctl, sw}} {
				wg.Go(func() {
					way[0].Write(data)
					way[0].CloseWrite()
				})
				wg.Go(func() {
					if got, err := io.ReadAll(way[1]); err != nil || !bytes.Equal(got, data) {
						t.Errorf("%d bytes came, %v; want the same %d", len(got), err, len(data))
					}
				})
			}
			wg.Wait()
			eventually(t, printed, "switch > controller ended: EOF")
			eventually(t, printed, "controller > switch ended: EOF")
		})
	}
}

// TestPieces decodes messages that come in pieces, and those behind one that does not decode.
func TestPieces(t *testing.T) {
	hello, _ := openflow13.Protocol.Hello(1, []openflow.Version{openflow.Version13}).MarshalBinary()
	echo, _ := (&openflow10.EchoRequest{XID: 2, Data: []byte("ping")}).MarshalBinary()
	bad := []byte{5, 14, 0, 10, 0, 0, 0, 3, 0xab, 0xcd}
	unknown := []byte{9, 3, 0, 9, 0, 0, 0, 4, 0xee}
	none := []byte{4, 0, 0, 0, 0, 0, 0, 5}
	stream := bytes.Join([][]byte{hello, echo, bad, unknown, echo, none, echo}, nil)
	want := []string{
		"1.3 Hello{xid=1 elements=[HelloElemVersionBitmap{versions=[4]}]}",
		"1.0 EchoRequest{xid=2 data=(4)70696e67}",
		"1.4 type=14 xid=3 length=10: error ",
		"0x9 Opaque{",
		"1.0 EchoRequest{xid=2",
		"bytes that are no message",
	}
	for size := 1; size <= len(stream); size++ {
		var got []string
		d := &decoder{print: func(format string, args ...any) {
			var b bytes.Buffer
			(&proxy{out: &b}).printf(format, args...)
			got = append(got, strings.TrimSpace(b.String()))
		}}
		for b := stream; len(b) > 0; b = b[min(size, len(b)):] {
			d.bytes(b[:min(size, len(b))])
		}
		if len(got) != len(want) {
			t.Fatalf("in pieces of %d: %d lines, want %d:\n%s", size, len(got), len(want), strings.Join(got, "\n"))
		}
		for i, w := range want {
			if !strings.Contains(got[i], w) {
				t.Errorf("in pieces of %d: line %d is %q, want %q", size, i, got[i], w)
			}
		}
	}
}

// TestEnds resets one side, and has no controller.
func TestEnds(t *testing.T) {
	sw, ctl, printed := dialThrough(t)
	// Until a byte has passed, the proxy may still be dialling: it would report that there is no controller.
	one := make([]byte, 1)
	if _, err := sw.Write(one); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(ctl, one); err != nil {
		t.Fatal(err)
	}
	ctl.SetLinger(0)
	ctl.Close()
	if _, err := sw.Read(make([]byte, 1)); err == nil {
		t.Error("the switch is still connected")
	}
	eventually(t, printed, "controller > switch ended: read")

	l := listen(t)
	l.Close()
	addr, printed := startProxy(t, l.Addr().String())
	nc, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	if _, err := nc.Read(make([]byte, 1)); err == nil {
		t.Error("the switch is still connected")
	}
	eventually(t, printed, "#1 no controller: dial")
}
