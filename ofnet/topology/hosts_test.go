package topology

import (
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet/bus"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow12"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/packet"
)

var (
	macA = openflow.MAC{2, 0, 0, 0, 0, 0xa}
	macB = openflow.MAC{2, 0, 0, 0, 0, 0xb}
	macC = openflow.MAC{2, 0, 0, 0, 0, 0xc}
)

var compareAddrs = cmp.Comparer(func(a, b netip.Addr) bool { return a == b })

// TestHosts has hosts come, move and go, at switches of versions that send packets without a flow to the controller, and of one that does not.
func TestHosts(t *testing.T) {
	run(t, Config{}, func(r *rig) {
		r.connect(1, openflow10.Protocol)
		r.connect(2, openflow12.Protocol)
		forwardMisses(r, r.connect(3, openflow13.Protocol))
		pass(3 * time.Second)
		r.want("of switches", "SwitchEnter 1", "SwitchEnter 2", "SwitchEnter 3")

		r.arp(at(1, 1), macA, "10.0.0.1")
		r.want("of a host", "HostAdd 02:00:00:00:00:0a 1:1 [10.0.0.1]")
		r.arp(at(1, 1), macA, "10.0.0.1")
		r.arp(at(1, 1), macA, "10.0.0.2")
		r.send(at(1, 1), &packet.Ethernet{Src: macA, Dst: macB}, &packet.IPv6{Src: netip.MustParseAddr("fe80::a"), Dst: netip.MustParseAddr("fe80::b")})
		r.want("of the same")
		r.send(at(3, 2), &packet.Ethernet{Src: macB, Dst: macA}, &packet.VLAN{ID: 5},
			packet.NewIPv4(netip.MustParseAddr("10.0.0.3"), netip.MustParseAddr("10.0.0.1")))
		r.want("of a host with a tag", "HostAdd 02:00:00:00:00:0b 3:2 [10.0.0.3]")
		r.arp(at(2, 3), macA, "0.0.0.0")
		r.want("of a host that moves", "HostMove 02:00:00:00:00:0a 1:1 2:3")

		h, ok := r.topo.Host(macA)
		addrs := []netip.Addr{netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("10.0.0.2"), netip.MustParseAddr("fe80::a")}
		if d := cmp.Diff(Host{macA, at(2, 3), addrs}, h, compareAddrs); d != "" || !ok {
			r.Error(d)
		}
		list, err := bus.Call(r.ctx, &r.bus, GetHosts{Switch: 3})
		if err != nil || len(list) != 1 || list[0].MAC != macB {
			r.Error(list, err)
		}
		if list, err = bus.Call(r.ctx, &r.bus, GetHosts{}); err != nil || len(list) != 2 {
			r.Error(list, err)
		}

		r.sims[2].SetLink(3, false)
		r.want("of a port down", "HostDelete 02:00:00:00:00:0a 2:3", "PortModify 2:3 0 1")
		r.conns[2].Close()
		r.conns[2].Wait()
		r.want("of a switch gone", "HostDelete 02:00:00:00:00:0b 3:2", "SwitchLeave 3")
		if _, ok := r.topo.Host(macB); ok {
			r.Error("a host at a switch that is gone")
		}
	})
}

// TestNoHosts sends what tells of no host.
func TestNoHosts(t *testing.T) {
	run(t, Config{}, func(r *rig) {
		r.connect(1, openflow10.Protocol)
		pass(time.Second)
		r.want("of a switch", "SwitchEnter 1")
		group := openflow.MAC{1, 2, 3, 4, 5, 6}
		for _, layers := range [][]packet.Layer{
			{&packet.Ethernet{Src: group, Dst: macB}, packet.NewIPv4(netip.MustParseAddr("10.0.0.3"), netip.MustParseAddr("10.0.0.1"))},
			{&packet.Ethernet{Dst: macB}, packet.NewIPv4(netip.MustParseAddr("10.0.0.3"), netip.MustParseAddr("10.0.0.1"))},
			{&packet.Ethernet{Src: macA, Dst: macB, EtherType: 0x1234}, packet.Payload("?")},
			{&packet.Ethernet{Src: macA, Dst: macB, EtherType: packet.EtherTypeARP}, packet.Payload("short")},
			{&packet.Ethernet{Src: macA, Dst: macB, EtherType: packet.EtherTypeIPv6}},
		} {
			r.send(at(1, 1), layers...)
			r.want("of no host")
		}
		if err := r.host(at(1, 1)).Send([]byte{1, 2, 3}); err != nil {
			r.Fatal(err)
		}
		r.want("of a frame of 3 bytes")
	})
}

// TestHostsOnLinks wants hosts that were seen through a link to be forgotten, and not to be learned there.
func TestHostsOnLinks(t *testing.T) {
	run(t, Config{SendGuard: time.Second}, func(r *rig) {
		r.connect(1, openflow10.Protocol)
		r.connect(2, openflow10.Protocol)
		r.arp(at(2, 1), macA, "10.0.0.1")
		r.want("before the link", "SwitchEnter 1", "SwitchEnter 2", "HostAdd 02:00:00:00:00:0a 2:1 [10.0.0.1]")
		r.wire(at(1, 1), at(2, 1))
		pass(20 * time.Second)
		r.want("of the link", "HostDelete 02:00:00:00:00:0a 2:1", "LinkAdd 1:1->2:1", "LinkAdd 2:1->1:1")
		r.arp(at(2, 1), macA, "10.0.0.1")
		r.want("of a frame over the link")
	})
}

// TestMaxHosts has more hosts than are known, and one with more addresses.
func TestMaxHosts(t *testing.T) {
	run(t, Config{MaxHosts: 2}, func(r *rig) {
		r.connect(1, openflow10.Protocol)
		r.arp(at(1, 1), macA, "10.0.0.1")
		r.arp(at(1, 2), macB, "10.0.0.2")
		r.want("of two", "SwitchEnter 1", "HostAdd 02:00:00:00:00:0a 1:1 [10.0.0.1]", "HostAdd 02:00:00:00:00:0b 1:2 [10.0.0.2]")
		r.arp(at(1, 1), macA, "10.0.0.1")
		r.arp(at(1, 3), macC, "10.0.0.3")
		r.want("of a third", "HostDelete 02:00:00:00:00:0b 1:2", "HostAdd 02:00:00:00:00:0c 1:3 [10.0.0.3]")
		for i := range byte(20) {
			r.arp(at(1, 1), macA, netip.AddrFrom4([4]byte{10, 1, 0, i}).String())
		}
		h, _ := r.topo.Host(macA)
		if n := len(h.Addrs); n != maxAddrs || h.Addrs[n-1] != netip.MustParseAddr("10.1.0.19") {
			r.Error(h.Addrs)
		}
	})
}

// TestAllocs wants packets that tell nothing new to cost no memory.
func TestAllocs(t *testing.T) {
	run(t, Config{}, func(r *rig) {
		c := r.connect(1, openflow13.Protocol)
		r.connect(2, openflow13.Protocol)
		r.wire(at(1, 1), at(2, 1))
		pass(3 * time.Second)
		probe := r.probe(at(2, 1))
		arp, err := packet.Append(nil, &packet.Ethernet{Dst: packet.Broadcast, Src: macA},
			&packet.ARP{SrcMAC: macA, SrcIP: netip.MustParseAddr("10.0.0.1"), DstIP: netip.MustParseAddr("10.0.0.2")})
		if err != nil {
			r.Fatal(err)
		}
		h := r.switches.Handler.(*tap)
		for no, frame := range map[uint32][]byte{1: probe, 2: arp} {
			m := openflow13.NewPacketIn()
			m.Match, m.Data = openflow13.Match{openflow13.FieldInPort.Exact(openflow13.PortNo(no))}, frame
			serve := func() {
				if err := h.ServeOpenFlow(r.ctx, c, m); err != nil {
					r.Error(err)
				}
			}
			serve()
			pass(time.Millisecond)
			if n := testing.AllocsPerRun(100, serve); n > 0 {
				r.Errorf("port %d: %v allocations", no, n)
			}
		}
	})
}

// probe returns the frame that is sent out of a port, of 1.3.
func (r *rig) probe(id PortID) []byte {
	r.topo.mu.Lock()
	defer r.topo.mu.Unlock()
	return r.topo.table.port(id).probe.(*openflow13.PacketOut).Data
}
