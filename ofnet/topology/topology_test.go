package topology

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/ofnet/bus"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow13"
)

// ring connects five switches, each of another version, port 2 of each with port 1 of the next, and returns what cuts the wires.
func (r *rig) ring() (cuts []func(), links []Link) {
	r.Helper()
	n := openflow.DatapathID(len(protocols))
	for i, p := range protocols {
		r.connect(openflow.DatapathID(i+1), p)
	}
	for id := openflow.DatapathID(1); id <= n; id++ {
		l := Link{at(id, 2), at(id%n+1, 1)}
		cuts = append(cuts, r.wire(l.Src, l.Dst))
		links = append(links, l, l.Reverse())
	}
	pass(3 * time.Second) // 15 ports, 50 ms each, until each switch has its flow.
	slices.SortFunc(links, compareLinks)
	return cuts, links
}

func TestRing(t *testing.T) {
	run(t, Config{}, func(r *rig) {
		cuts, links := r.ring()
		if d := cmp.Diff(links, r.topo.Links()); d != "" {
			r.Fatalf("links (-want +got):\n%s", d)
		}
		var events []string
		for id := range protocols {
			events = append(events, fmt.Sprintf("SwitchEnter %d", id+1))
		}
		for _, l := range links {
			events = append(events, fmt.Sprintf("LinkAdd %d:%d->%d:%d", l.Src.Switch, l.Src.No, l.Dst.Switch, l.Dst.No))
		}
		r.want("of the ring", events...)

		pass(time.Minute)
		r.want("of a minute")

		r.sims[2].SetLink(2, false)
		r.want("of a link down", "LinkDelete 2:2->3:1", "LinkDelete 3:1->2:2", "PortModify 2:2 0 1")
		r.sims[2].SetLink(2, true)
		pass(2 * time.Second)
		r.want("of a link up", "LinkAdd 2:2->3:1", "LinkAdd 3:1->2:2", "PortModify 2:2 1 0")

		cuts[0]()
		pass(9 * time.Second)
		r.want("9 s after the cut")
		pass(7 * time.Second)
		r.want("16 s after the cut", "LinkDelete 1:2->2:1", "LinkDelete 2:1->1:2")

		r.sims[4].RemovePort(1)
		r.want("of a port gone", "LinkDelete 3:2->4:1", "LinkDelete 4:1->3:2", "PortDelete 4:1")
		r.sims[4].AddPort(7)
		r.want("of a port new", "PortAdd 4:7")

		r.conns[4].Close()
		r.conns[4].Wait()
		r.want("of a switch gone", "LinkDelete 1:1->5:2", "LinkDelete 4:2->5:1", "LinkDelete 5:1->4:2", "LinkDelete 5:2->1:1", "SwitchLeave 5")
	})
}

// TestNiciraPacketIns has the switches of a ring send Nicira's packet-ins: of one form, then of the other.
func TestNiciraPacketIns(t *testing.T) {
	for format := range byte(2) {
		run(t, Config{}, func(r *rig) {
			for i, p := range protocols {
				c := r.connect(openflow.DatapathID(i+1), p)
				m, err := p.Unmarshal([]byte{byte(p.Version), 4, 0, 20, 0, 0, 0, 0, 0, 0, 0x23, 0x20, 0, 0, 0, 16, 0, 0, 0, format + 1})
				if err != nil {
					r.Fatal(err)
				}
				if err := c.Apply(r.ctx, m); err != nil {
					r.Fatal(err)
				}
			}
			l := Link{at(1, 2), at(3, 1)}
			r.wire(l.Src, l.Dst)
			r.wire(at(2, 1), at(5, 3))
			r.wire(at(4, 2), at(4, 3))
			pass(3 * time.Second)
			if links := r.topo.Links(); len(links) != 6 || !slices.Contains(links, l) {
				r.Error(links)
			}
			r.arp(at(1, 1), macA, "10.0.0.1")
			pass(time.Second)
			if h, ok := r.topo.Host(macA); !ok || h.Port != at(1, 1) {
				r.Error(h, ok)
			}
		})
	}
}

// TestOneWay wants one link of a cable that loses one direction.
func TestOneWay(t *testing.T) {
	run(t, Config{}, func(r *rig) {
		r.connect(1, openflow13.Protocol)
		r.connect(2, openflow13.Protocol)
		r.wires.Go(func() {
			for {
				frame, err := r.host(at(1, 1)).Recv(r.ctx)
				if err != nil || r.host(at(2, 1)).Send(frame) != nil {
					return
				}
			}
		})
		pass(3 * time.Second)
		if d := cmp.Diff([]Link{{at(1, 1), at(2, 1)}}, r.topo.Links()); d != "" {
			r.Error(d)
		}
	})
}

// TestSlow wants links to stay where each port has its turn less often than LinkTimeout.
func TestSlow(t *testing.T) {
	run(t, Config{SendGuard: 4 * time.Second}, func(r *rig) {
		r.connect(1, openflow13.Protocol)
		r.connect(2, openflow13.Protocol)
		cut := r.wire(at(1, 1), at(2, 1))
		pass(5 * time.Minute)
		r.want("of a link", "SwitchEnter 1", "SwitchEnter 2", "LinkAdd 1:1->2:1", "LinkAdd 2:1->1:1")
		cut()
		pass(5 * time.Minute)
		r.want("of the cut", "LinkDelete 1:1->2:1", "LinkDelete 2:1->1:1")
	})
}

// TestRewire moves the other end of a cable.
func TestRewire(t *testing.T) {
	run(t, Config{}, func(r *rig) {
		r.connect(1, openflow13.Protocol)
		r.connect(2, openflow10.Protocol)
		cut := r.wire(at(1, 1), at(2, 1))
		pass(3 * time.Second)
		r.want("at first", "SwitchEnter 1", "SwitchEnter 2", "LinkAdd 1:1->2:1", "LinkAdd 2:1->1:1")
		cut()
		r.wire(at(1, 1), at(2, 3))
		pass(2 * time.Second)
		r.want("moved", "LinkDelete 1:1->2:1", "LinkAdd 1:1->2:3", "LinkAdd 2:3->1:1")
		pass(20 * time.Second)
		r.want("after the time-out", "LinkDelete 2:1->1:1")
	})
}

// TestReconnect has a switch come back, in another version and with other ports, before it has left.
func TestReconnect(t *testing.T) {
	run(t, Config{}, func(r *rig) {
		r.switches.Duplicate = ofnet.DuplicateReplace
		r.connect(1, openflow10.Protocol)
		r.connect(2, openflow13.Protocol)
		r.wire(at(1, 1), at(2, 1))
		pass(3 * time.Second)
		r.want("at first", "SwitchEnter 1", "SwitchEnter 2", "LinkAdd 1:1->2:1", "LinkAdd 2:1->1:1")
		r.reconnect(1, openflow13.Protocol)
		pass(30 * time.Second)
		const bits = "PortModify 1:%d 0 0" // The state has other bits in 1.3.
		r.want("of a new connection", "SwitchReconnected 1", fmt.Sprintf(bits, 1), fmt.Sprintf(bits, 2), fmt.Sprintf(bits, 3))
		if n := len(r.topo.Links()); n != 2 {
			r.Error(n, "links")
		}
	})
}

// TestRequests asks over the bus, from the handler of an event too.
func TestRequests(t *testing.T) {
	run(t, Config{}, func(r *rig) {
		app, seen := &bus.App{Name: "asker", QueueLen: 1}, 0
		bus.Subscribe(app, func(ctx context.Context, ev LinkAdd) {
			links, err := bus.Call(ctx, app, GetLinks{Switch: ev.Link.Src.Switch})
			if err != nil || !slices.Contains(links, ev.Link) {
				r.Errorf("%v is not in %v, %v", ev.Link, links, err)
			}
			seen++
		})
		if err := r.bus.Start(app); err != nil {
			r.Fatal(err)
		}
		_, links := r.ring()
		synctest.Wait()
		if seen != len(links) {
			r.Errorf("%d events of %d", seen, len(links))
		}
		list, err := bus.Call(r.ctx, &r.bus, GetSwitches{})
		if err != nil || len(list) != len(protocols) || list[2].ID != 3 || len(list[2].Ports) != 3 {
			r.Errorf("%v, %v", list, err)
		}
		of3, err := bus.Call(r.ctx, &r.bus, GetLinks{Switch: 3})
		if d := cmp.Diff([]Link{{at(3, 1), at(2, 2)}, {at(3, 2), at(4, 1)}}, of3); d != "" || err != nil {
			r.Error(err, d)
		}
		all, err := bus.Call(r.ctx, &r.bus, GetLinks{})
		if d := cmp.Diff(links, all); d != "" || err != nil {
			r.Error(err, d)
		}
		if _, ok := r.topo.Switch(9); ok {
			r.Error("a switch 9")
		}
		if sw, ok := r.topo.Switch(2); !ok || sw.ID != 2 {
			r.Error(sw, ok)
		}
	})
}

// TestClose wants no question to be answered, and connections to go on.
func TestClose(t *testing.T) {
	run(t, Config{}, func(r *rig) {
		if _, err := New(&r.bus, Config{}); !errors.Is(err, bus.ErrName) {
			r.Error("a second one:", err)
		}
		c := r.connect(1, openflow13.Protocol)
		synctest.Wait()
		r.topo.Close()
		synctest.Wait() // Until its App is gone, the error is ErrClosed.
		if _, err := bus.Call(r.ctx, &r.bus, GetLinks{}); !errors.Is(err, bus.ErrNoHandler) {
			r.Error(err)
		}
		r.sims[1].SetLink(1, false)
		if err := c.Barrier(r.ctx); err != nil {
			r.Error(err)
		}
		r.connect(2, openflow10.Protocol)
		synctest.Wait()
		if r.switches.Len() != 2 {
			r.Error(r.switches.Len(), "switches")
		}
	})
}
