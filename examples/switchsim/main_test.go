package main

import (
	"context"
	"log/slog"
	"net"
	"testing"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/openflow13"
)

func TestParse(t *testing.T) {
	for _, tt := range []struct {
		text string
		want int
	}{{"all", 5}, {"1.3", 1}, {"1.0,1.5", 2}, {"1.1", 0}, {"", 0}, {"1.3,", 0}} {
		if list, err := parseVersions(tt.text); len(list) != tt.want || (err == nil) != (tt.want > 0) {
			t.Errorf("%q: %d versions, %v", tt.text, len(list), err)
		}
	}
	for _, tt := range []struct {
		args          []string
		network, addr string
	}{
		{[]string{"tcp:127.0.0.1:6653"}, "tcp", "127.0.0.1:6653"}, {[]string{"unix:/run/x"}, "unix", "/run/x"},
		{[]string{"127.0.0.1"}, "", ""}, {[]string{"udp:1:2"}, "", ""}, {nil, "", ""}, {[]string{"tcp:a:1", "b"}, "", ""},
	} {
		var sim simulation
		if err := sim.target(tt.args); (err == nil) != (tt.network != "") || err == nil && (sim.network != tt.network || sim.addr != tt.addr) {
			t.Errorf("%q: %q %q, %v", tt.args, sim.network, sim.addr, err)
		}
	}
}

// A crowd is a controller that counts switches and packet-ins.
type crowd struct {
	switches  chan openflow.DatapathID
	packetIns chan openflow.DatapathID
}

func (w *crowd) serve(l net.Listener) *ofnet.Server {
	var mux ofnet.Mux
	ofnet.HandlePhase(&mux, ofnet.PhaseMain, func(ctx context.Context, c *ofnet.Conn) error {
		miss := openflow13.NewFlowMod()
		miss.Priority = 0
		miss.Instructions = openflow13.Instructions{&openflow13.InstructionApplyActions{
			Actions: openflow13.Actions{&openflow13.ActionOutput{Port: openflow13.PortNoController}},
		}}
		w.switches <- c.DatapathID()
		return c.Send(ctx, miss)
	})
	ofnet.Handle(&mux, func(_ context.Context, c *ofnet.Conn, _ *openflow13.PacketIn) error {
		select {
		case w.packetIns <- c.DatapathID():
		default:
		}
		return nil
	})
	srv := &ofnet.Server{Protocols: []*openflow.Protocol{openflow13.Protocol}, Handler: &mux}
	go srv.Serve(l)
	return srv
}

// collect waits until want different ids have come.
func collect(t *testing.T, ids <-chan openflow.DatapathID, want int) {
	t.Helper()
	seen := make(map[openflow.DatapathID]bool)
	deadline := time.After(time.Minute)
	for len(seen) < want {
		select {
		case id := <-ids:
			seen[id] = true
		case <-deadline:
			t.Fatalf("%d switches, want %d", len(seen), want)
		}
	}
	for id := range seen {
		if id < 0x100 || id >= 0x100+openflow.DatapathID(want) {
			t.Error("switch", id)
		}
	}
}

// TestSimulation connects switches to a controller in this process, twice.
func TestSimulation(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	const switches = 20
	sim := &simulation{
		first: 0x100, switches: switches, ports: 3, talk: 20 * time.Millisecond, retry: 20 * time.Millisecond, log: slog.New(slog.DiscardHandler),
	}
	if err := sim.target([]string{"tcp:" + l.Addr().String()}); err != nil {
		t.Fatal(err)
	}
	if sim.protocols, err = parseVersions("1.0,1.3"); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		sim.run(ctx)
		close(done)
	}()
	w := &crowd{make(chan openflow.DatapathID, 1000), make(chan openflow.DatapathID, 1000)}
	srv := w.serve(l)
	collect(t, w.switches, switches)
	collect(t, w.packetIns, switches)
	srv.Close()
	if l, err = net.Listen("tcp", l.Addr().String()); err != nil {
		t.Fatal(err)
	}
	w = &crowd{make(chan openflow.DatapathID, 1000), make(chan openflow.DatapathID, 1000)}
	srv = w.serve(l)
	collect(t, w.switches, switches)
	srv.Close()
	stop()
	<-done
}
