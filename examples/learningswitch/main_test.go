package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/ofnet/oftest"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow13"
)

func TestDemo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		if err := demo(t.Context(), &out); err != nil {
			t.Fatalf("%v\n%s", err, out.String())
		}
		for _, want := range []string{"# OpenFlow 1.0\n", "# OpenFlow 1.3\n", "PacketIn{", "FlowMod{", "PacketOut{", "\nok: "} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("no %q in\n%s", want, out.String())
			}
		}
	})
}

func TestDemoEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := demo(ctx, &bytes.Buffer{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// A full writer takes nothing.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestDemoOutput(t *testing.T) {
	if err := demo(t.Context(), full{}); !errors.Is(err, io.ErrShortWrite) {
		t.Error(err)
	}
}

// TestServeUsed serves on an address that is in use.
func TestServeUsed(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	used, free := l.Addr().String(), "127.0.0.1:0"
	for _, tt := range []struct{ addr, debug string }{{used, ""}, {free, used}} {
		var log bytes.Buffer
		if err := serve(t.Context(), &log, tt.addr, tt.debug); err == nil || !strings.Contains(err.Error(), used) || log.Len() > 0 {
			t.Errorf("%v: %v, log %q", tt, err, log.String())
		}
	}
}

// TestServeDebug asks for the memory statistics.
func TestServeDebug(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	var log syncBuffer
	done := make(chan error)
	go func() { done <- serve(ctx, &log, "127.0.0.1:0", "127.0.0.1:0") }()
	r, err := http.Get("http://" + log.addr("debug") + "/debug/vars")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	var vars struct{ MemStats *runtime.MemStats }
	if err := json.NewDecoder(r.Body).Decode(&vars); err != nil || vars.MemStats == nil || vars.MemStats.Mallocs == 0 {
		t.Errorf("%+v, %v", vars, err)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// TestServe learns over TCP, with two switches.
func TestServe(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	var log syncBuffer
	done := make(chan error)
	go func() { done <- serve(ctx, &log, "127.0.0.1:0", "") }()
	addr := log.addr("listening")
	for dpid := range openflow.DatapathID(2) {
		learn(t, dpid+1, addr)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	for _, want := range []string{"dpid=0000000000000001", "dpid=0000000000000002", `msg="host learned"`} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("no %q in\n%s", want, log.String())
		}
	}
}

// learn connects a switch and has its hosts talk.
func learn(t *testing.T, dpid openflow.DatapathID, addr string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	sw := &oftest.Switch{DatapathID: dpid, Ports: []uint32{1, 2}}
	c, err := sw.Dial(ctx, "tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Wait()
	defer c.Close()
	for len(sw.Flows()) == 0 && ctx.Err() == nil {
		time.Sleep(time.Millisecond)
	}
	tr := &tracer{w: &bytes.Buffer{}}
	for _, err := range []error{
		tr.send(ctx, sw.Host(1), sw.Host(2), frame(all, macA, ethARP, "?")),
		tr.send(ctx, sw.Host(2), sw.Host(1), frame(macA, macB, ethARP, "!")),
		tr.send(ctx, sw.Host(1), sw.Host(2), frame(macB, macA, ethIPv4, "?")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if n := len(sw.Flows()); n != 3 {
		t.Errorf("%d flows, want 3", n)
	}
}

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

// addr waits for the line of the log with a message, and returns the address in it.
func (s *syncBuffer) addr(msg string) string {
	for line := regexp.MustCompile(`msg=` + msg + ` addr=(\S+)`); ; time.Sleep(time.Millisecond) {
		if found := line.FindStringSubmatch(s.String()); found != nil {
			return found[1]
		}
	}
}

// TestMoved sends to a host that is on the sender's own port, to one that has moved, and to one whose port is gone, in each version.
func TestMoved(t *testing.T) {
	for _, p := range protocols() {
		t.Run(p.Version.String(), func(t *testing.T) {
			for format := range uint8(3) { // The standard's packet-ins, and Nicira's two.
				synctest.Test(t, func(t *testing.T) { testMoved(t, p, format) })
			}
		})
	}
}

func testMoved(t *testing.T, p *openflow.Protocol, format uint8) {
	sw := &oftest.Switch{DatapathID: 1, Ports: []uint32{1, 2, 3}}
	cfg := &ofnet.Config{Protocols: []*openflow.Protocol{p}, Handler: newController(slog.New(slog.DiscardHandler))}
	c, err := sw.Controller(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Wait()
	defer c.Close()
	setFormat := openflow.Message(&openflow13.NXSetPacketInFormat{PacketInFormat: openflow13.NXPacketInFormat(format)})
	if p.Version == openflow.Version10 {
		setFormat = &openflow10.NXSetPacketInFormat{PacketInFormat: openflow10.NXPacketInFormat(format)}
	}
	if err := c.Apply(t.Context(), setFormat); err != nil {
		t.Fatal(err)
	}
	send := func(port uint32, f []byte) {
		synctest.Wait()
		if err := sw.Host(port).Send(f); err != nil {
			t.Error(err)
		}
		synctest.Wait()
	}
	outputs := func(when string, want ...string) {
		t.Helper()
		synctest.Wait()
		var got []string
		for _, f := range sw.Flows() {
			if f.Priority == pairPriority {
				got = append(got, f.Instructions)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("flows %s (-want +got):\n%s", when, diff)
		}
	}
	send(1, frame(all, macB, ethARP, ""))
	send(1, frame(macB, macA, ethARP, "stays"))
	outputs("to a host on the same port")
	send(2, frame(macB, macA, ethARP, "A is on 2"))
	outputs("to a host on another port", "apply:output:1")
	send(3, frame(all, macB, ethARP, ""))
	outputs("to a host that has moved")
	send(2, frame(macB, macA, ethARP, "moved"))
	send(3, frame(macA, macB, ethARP, "answer"))
	outputs("both ways", "apply:output:3", "apply:output:2")
	sw.SetLink(2, false)
	outputs("when a link is down", "apply:output:3")
	sw.RemovePort(3)
	outputs("when a port is gone")
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if f, err := sw.Host(1).Recv(ctx); err != nil || !bytes.Equal(f, frame(macB, macA, ethARP, "A is on 2")) {
		t.Errorf("host 1 received %x, %v", f, err)
	}
}

// TestAuxiliary has a switch with an auxiliary connection: it leaves the flows alone, what is learned counts for all, and nothing is lost with it.
func TestAuxiliary(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sw := &oftest.Switch{DatapathID: 1, Ports: []uint32{1, 2, 3}}
		cfg := &ofnet.Config{Protocols: []*openflow.Protocol{openflow13.Protocol}, Handler: newController(slog.New(slog.DiscardHandler))}
		c, err := sw.Controller(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Wait()
		defer c.Close()
		flows := func(when string, want int) {
			t.Helper()
			synctest.Wait()
			if got := len(sw.Flows()); got != want {
				t.Errorf("%d flows %s, want %d", got, when, want)
			}
		}
		send := func(port uint32, f []byte) {
			if err := sw.Host(port).Send(f); err != nil {
				t.Error(err)
			}
			synctest.Wait()
		}
		flows("at first", 1)
		send(1, frame(all, macA, ethARP, ""))
		send(2, frame(macA, macB, ethARP, ""))
		flows("of a pair of hosts", 2)
		near, far := net.Pipe()
		go ofnet.NewConn(t.Context(), near, ofnet.RoleController, cfg)
		aux, err := sw.ConnectAuxiliary(t.Context(), far, 1)
		if err != nil {
			t.Fatal(err)
		}
		flows("with an auxiliary connection", 2)
		in := openflow13.NewPacketIn()
		in.Match, in.Data = openflow13.Match{openflow13.FieldInPort.Exact(3)}, frame(macA, openflow.MAC{2, 0, 0, 0, 0, 0x0c}, ethIPv4, "")
		if err := aux.Send(t.Context(), in); err != nil {
			t.Fatal(err)
		}
		flows("after a packet-in over it", 3)
		aux.Close()
		flows("without it", 3)
		send(1, frame(macB, macA, ethARP, ""))
		flows("after a packet-in over the main connection", 4)
	})
}
