package packet_test

import (
	"errors"
	"fmt"
	"net/netip"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

// inner returns the header of a frame in a tunnel; no layer follows.
func inner() *packet.Ethernet { return &packet.Ethernet{Dst: mac2, Src: mac1, EtherType: 0x1234} }

// emptyV6 returns the header of a packet that nothing follows.
func emptyV6() *packet.IPv6 {
	l := v6()
	l.NextHeader = packet.IPProtocolNoNext
	return l
}

func overUDP(port uint16, layers ...packet.Layer) []packet.Layer {
	return append([]packet.Layer{eth(), v4(), &packet.UDP{SrcPort: 50000, DstPort: port}}, layers...)
}

func TestVXLAN(t *testing.T) {
	within := []packet.Layer{eth(), v4(), &packet.UDP{SrcPort: 1, DstPort: 2}, packet.Payload("abc")}
	generic := func(next uint32, l ...packet.Layer) []packet.Layer {
		return overUDP(packet.VXLANGPEPort, append([]packet.Layer{&packet.VXLAN{Flags: packet.VXLANNextProtocol, Extension: next, VNI: 1}}, l...)...)
	}
	for _, x := range []built{
		{
			name: "IPv6 outside", layers: []packet.Layer{eth(), v6(), &packet.UDP{DstPort: packet.VXLANPort}, &packet.VXLAN{VNI: 0x123456}, inner()},
			hex: "020000000002020000000001" + "86dd" + "60000000001e1140" + "20010db8000000000000000000000001" + "20010db8000000000000000000000002" +
				"000012b5001e0b1d" + "0800000012345600" + "020000000002020000000001" + "1234",
		},
		{name: "group policy", layers: overUDP(packet.VXLANPort, &packet.VXLAN{Flags: packet.VXLANGroupPolicy, Extension: 77, VNI: 0xffffff, Reserved: 1}, inner())},
		{name: "old port", layers: overUDP(8472, &packet.VXLAN{VNI: 1}, eth(), v4())},
		{name: "generic, IPv4", layers: generic(1, v4())},
		{name: "generic, IPv6", layers: generic(2, emptyV6())},
		{name: "generic, Ethernet", layers: generic(3, eth(), v4())},
		{name: "generic, NSH", layers: generic(4, packet.NewNSH(1, 2), v4()), want: generic(4, nsh(1, 2, packet.NextProtocolIPv4), v4())},
		{name: "generic, MPLS", layers: generic(5, packet.NewMPLS(16), v4())},
		{name: "generic, not said", layers: generic(0, emptyV6()), want: generic(2, emptyV6())},
		{name: "two tunnels", layers: append(
			overUDP(packet.VXLANPort, &packet.VXLAN{VNI: 1}), overUDP(packet.VXLANPort, &packet.VXLAN{VNI: 2}, inner())...,
		)},
	} {
		x.run(t)
	}
	p := packet.Unmarshal(frame(t, same, overUDP(packet.VXLANPort, append([]packet.Layer{&packet.VXLAN{VNI: 5}}, within...)...)...))
	n := 0
	for range packet.All[*packet.UDP](p) {
		n++
	}
	if n != 2 || string(p.Payload) != "abc" || packet.Get[*packet.VXLAN](p).VNI != 5 {
		t.Error(p)
	}
}

func TestP10VXLAN(t *testing.T) {
	vxlan := overUDP(packet.VXLANPort, &packet.VXLAN{VNI: 5}, eth(), v4())
	back := []packet.Layer{eth(), v4(), &packet.UDP{SrcPort: packet.VXLANPort, DstPort: 50000}, &packet.VXLAN{VNI: 5}, eth()}
	for _, m := range []malformed{
		{name: "no VNI", frame: frame(t, put(42, 0), vxlan...), layers: "ethernet ipv4 udp", err: openflow.ErrValue},
		{name: "7 bytes", frame: frame(t, cut(49), vxlan...), layers: "ethernet ipv4 udp", err: openflow.ErrTruncated, truncated: true},
		{name: "nothing inside", frame: frame(t, cut(50), vxlan...), layers: "ethernet ipv4 udp vxlan", truncated: true},
		{name: "frame cut off", frame: frame(t, cut(60), vxlan...), layers: "ethernet ipv4 udp vxlan", err: openflow.ErrTruncated, truncated: true},
		{name: "source port only", frame: frame(t, same, back...), layers: "ethernet ipv4 udp"},
	} {
		m.run(t)
	}
	for _, l := range []packet.VXLAN{{VNI: 1 << 24}, {Extension: 1 << 24}, {Flags: 8}} {
		if _, err := packet.Append(nil, &l); !errors.Is(err, openflow.ErrValue) {
			t.Errorf("%+v: %v", l, err)
		}
	}
}

// The layers of a tunnel follow one another.
func ExampleVXLAN() {
	a, b := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")
	frame, err := packet.Append(nil,
		&packet.Ethernet{Dst: openflow.MAC{2, 0, 0, 0, 0, 1}, Src: openflow.MAC{2, 0, 0, 0, 0, 2}},
		packet.NewIPv4(a, b),
		&packet.UDP{SrcPort: 50000, DstPort: packet.VXLANPort},
		&packet.VXLAN{VNI: 100},
		&packet.Ethernet{Dst: openflow.MAC{2, 0, 0, 0, 0, 3}, Src: openflow.MAC{2, 0, 0, 0, 0, 4}},
		packet.NewIPv6(netip.MustParseAddr("2001:db8::1"), netip.MustParseAddr("2001:db8::2")),
		&packet.UDP{SrcPort: 1, DstPort: 2},
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, l := range packet.Unmarshal(frame).Layers {
		fmt.Println(packet.Format(l))
	}
	// Output:
	// ethernet{dst=02:00:00:00:00:01 src=02:00:00:00:00:02 ethertype=0x0800}
	// ipv4{total_length=98 ttl=64 proto=17 csum=63111 src=192.0.2.1 dst=192.0.2.2}
	// udp{src_port=50000 dst_port=4789 total_length=78 csum=15668}
	// vxlan{vni=100}
	// ethernet{dst=02:00:00:00:00:03 src=02:00:00:00:00:04 ethertype=0x86dd}
	// ipv6{payload_length=8 nxt=17 hop_limit=64 src=2001:db8::1 dst=2001:db8::2}
	// udp{src_port=1 dst_port=2 total_length=8 csum=42086}
}
