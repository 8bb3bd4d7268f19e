package topology

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/ofnet/bus"
	"github.com/ofwire/openflow/ofnet/oftest"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow12"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow14"
	"github.com/ofwire/openflow/openflow15"
	"github.com/ofwire/openflow/packet"
)

var protocols = []*openflow.Protocol{openflow10.Protocol, openflow12.Protocol, openflow13.Protocol, openflow14.Protocol, openflow15.Protocol}

// A rig is a Topology with simulated switches, wires between their ports, and the events that were published.
type rig struct {
	*testing.T
	ctx      context.Context
	stop     context.CancelFunc
	bus      bus.Bus
	topo     *Topology
	mux      *ofnet.Mux // The Handler of switches.
	switches ofnet.Switches
	sims     map[openflow.DatapathID]*oftest.Switch
	conns    []*ofnet.Conn
	wires    sync.WaitGroup

	mu     sync.Mutex
	events []string
}

// run runs a test in a bubble.
func run(t *testing.T, cfg Config, f func(r *rig)) {
	synctest.Test(t, func(t *testing.T) {
		r := &rig{T: t, mux: new(ofnet.Mux), sims: make(map[openflow.DatapathID]*oftest.Switch)}
		r.ctx, r.stop = context.WithCancel(t.Context())
		var err error
		if r.topo, err = New(&r.bus, cfg); err != nil {
			t.Fatal(err)
		}
		defer r.close()
		r.switches.Handler = r.mux
		r.topo.Attach(&r.switches)
		r.listen()
		f(r)
	})
}

func (r *rig) close() {
	for _, c := range r.conns {
		c.Close()
		c.Wait()
	}
	r.stop()
	r.wires.Wait()
	r.topo.Close()
	r.bus.Close()
}

// listen notes all events.
func (r *rig) listen() {
	app := &bus.App{Name: "test"}
	note(r, app, func(ev SwitchEnter) any { return ev.Switch.ID })
	note(r, app, func(ev SwitchLeave) any { return ev.Switch.ID })
	note(r, app, func(ev SwitchReconnected) any { return ev.Switch.ID })
	note(r, app, func(ev PortAdd) any { return ev.ID })
	note(r, app, func(ev PortDelete) any { return ev.ID })
	note(r, app, func(ev PortModify) any { return fmt.Sprint(ev.ID, ev.Old.State&1, ev.Port.State&1) })
	note(r, app, func(ev LinkAdd) any { return ev.Link })
	note(r, app, func(ev LinkDelete) any { return ev.Link })
	note(r, app, func(ev HostAdd) any { return fmt.Sprint(ev.Host.MAC, ev.Host.Port, ev.Host.Addrs) })
	note(r, app, func(ev HostDelete) any { return fmt.Sprint(ev.Host.MAC, ev.Host.Port) })
	note(r, app, func(ev HostMove) any { return fmt.Sprint(ev.Host.MAC, ev.From, ev.Host.Port) })
	if err := r.bus.Start(app); err != nil {
		r.Fatal(err)
	}
}

func note[E any](r *rig, app *bus.App, text func(E) any) {
	bus.Subscribe(app, func(_ context.Context, ev E) {
		r.mu.Lock()
		defer r.mu.Unlock()
		name := strings.TrimPrefix(fmt.Sprintf("%T", ev), "topology.")
		r.events = append(r.events, strings.ReplaceAll(fmt.Sprint(name, " ", text(ev)), "000000000000000", ""))
	})
}

// want compares the events since the last time with lines, in any order; a line is the name and what note tells.
func (r *rig) want(what string, lines ...string) {
	r.Helper()
	synctest.Wait()
	r.mu.Lock()
	got := r.events
	r.events = nil
	r.mu.Unlock()
	slices.Sort(got)
	slices.Sort(lines)
	if d := cmp.Diff(lines, got); d != "" {
		r.Fatalf("%s (-want +got):\n%s", what, d)
	}
}

// connect connects a new switch of some version with three ports.
func (r *rig) connect(id openflow.DatapathID, p *openflow.Protocol) *ofnet.Conn {
	r.Helper()
	r.sims[id] = &oftest.Switch{DatapathID: id, Ports: []uint32{1, 2, 3}}
	return r.reconnect(id, p)
}

// reconnect connects a switch once more.
func (r *rig) reconnect(id openflow.DatapathID, p *openflow.Protocol) *ofnet.Conn {
	r.Helper()
	c, err := r.sims[id].Controller(r.ctx, &ofnet.Config{Protocols: []*openflow.Protocol{p}, Handler: &r.switches})
	if err != nil {
		r.Fatal(err)
	}
	r.conns = append(r.conns, c)
	synctest.Wait()
	return c
}

func at(id openflow.DatapathID, no uint32) PortID { return PortID{id, no} }

// wire joins two ports, and returns what cuts the wire without the ports' noticing.
func (r *rig) wire(a, b PortID) (cut func()) {
	ctx, cancel := context.WithCancel(r.ctx)
	for _, w := range [][2]PortID{{a, b}, {b, a}} {
		from, to := r.host(w[0]), r.host(w[1])
		r.wires.Go(func() {
			for {
				frame, err := from.Recv(ctx)
				if err != nil || to.Send(frame) != nil {
					return
				}
			}
		})
	}
	return cancel
}

func (r *rig) host(id PortID) *oftest.Host { return r.sims[id.Switch].Host(id.No) }

// send sends a frame of layers into a port.
func (r *rig) send(to PortID, layers ...packet.Layer) {
	r.Helper()
	frame, err := packet.Append(nil, layers...)
	if err != nil {
		r.Fatal(err)
	}
	if err := r.host(to).Send(frame); err != nil {
		r.Fatal(err)
	}
	synctest.Wait()
}

// arp sends a question of a host.
func (r *rig) arp(to PortID, mac openflow.MAC, addr string) {
	r.Helper()
	r.send(to, &packet.Ethernet{Dst: packet.Broadcast, Src: mac},
		&packet.ARP{Operation: packet.ARPRequest, SrcMAC: mac, SrcIP: netip.MustParseAddr(addr), DstIP: netip.MustParseAddr("10.0.0.99")})
}

// pass lets time pass.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// forwardMisses adds the flow that brings packets without a flow to the controller, where the version does not do that by itself.
func forwardMisses(t testing.TB, c *ofnet.Conn) {
	t.Helper()
	m, ok := flow(c.Version()).(*openflow13.FlowMod)
	if !ok {
		return
	}
	m.Match, m.Priority = nil, 0
	if err := c.Apply(t.Context(), m); err != nil {
		t.Fatal(err)
	}
}
