//go:build interop

package interop

import (
	"fmt"

	"github.com/ofwire/openflow/packet"
)

// stackFrames are frames in which protocols meet: transports over all that a pseudo header is looked for in, tunnels in tunnels, payloads of all sizes.
func stackFrames() []builtFrame {
	var list []builtFrame
	add := func(name string, layers ...packet.Layer) {
		list = append(list, builtFrame{name: "stack " + name, layers: layers})
	}
	v := typical(1)[0]
	for _, x := range transports(v) {
		name, transport := x.name, x.layers
		for _, below := range networks(v) {
			add(name+" over "+below.name, onEthernet(append(below.layers, transport...)...)...)
		}
		frame := append(on4(transport...), packet.Payload(nil))
		add(name+" in vxlan in geneve", onUDPover6(packet.GenevePort, append([]packet.Layer{packet.NewGeneve(7)},
			onUDP(packet.VXLANPort, append([]packet.Layer{&packet.VXLAN{VNI: 8}}, frame...)...)...)...)...)
		add(name+" in nvgre with tags", on6(append([]packet.Layer{packet.NewNVGRE(1, 2), &packet.Ethernet{Dst: v.mac(), Src: v.mac()},
			&packet.VLAN{Service: true, ID: 5}, &packet.VLAN{ID: 6}, packet.NewIPv6(v.ip6(), v.ip6())}, transport...)...)...)
		add(name+" in gtp-u", onUDPover6(packet.GTPUPort, append([]packet.Layer{packet.NewGTPU(9), packet.NewIPv4(v.ip4(), v.ip4())}, transport...)...)...)
		add(name+" in pppoe", onEthernet(append([]packet.Layer{&packet.VLAN{ID: 7}, &packet.PPPoE{Session: 1}, &packet.PPP{}, packet.NewIPv6(v.ip6(), v.ip6())},
			transport...)...)...)
	}
	for _, n := range []int{0, 1, 2, 3, 5, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 1457, 1472, 8972, 65507} {
		udp := &packet.UDP{SrcPort: 49152, DstPort: 49153}
		add(fmt.Sprintf("udp of %d bytes", n), on4(udp, packet.Payload(v.data(n)))...)
		ones := extremes(0)[1].data(n)
		add(fmt.Sprintf("udp of %d ones", n), on6(udp, packet.Payload(ones))...)
		add(fmt.Sprintf("tcp of %d bytes", min(n, 65495)), on6(
			&packet.TCP{SrcPort: 49152, DstPort: 49153, Flags: packet.TCPAck}, packet.Payload(v.data(min(n, 65495))))...)
		add(fmt.Sprintf("sctp of %d bytes", min(n, 65467)+1), on4(&packet.SCTP{SrcPort: 49152, DstPort: 49153, Chunks: []packet.SCTPChunk{
			packet.SCTPChunkData(packet.SCTPBegin|packet.SCTPEnd, packet.SCTPDataChunk{Data: v.data(min(n, 65467) / 4 * 4)})}})...)
		add(fmt.Sprintf("icmpv6 of %d bytes", n), on6(&packet.ICMPv6{Type: packet.ICMPv6EchoRequest}, packet.Payload(v.data(n)))...)
		if n < 46 {
			padded := on4(udp, packet.Payload(v.data(n)))
			padded[0] = &packet.Ethernet{Dst: stationB, Src: stationA, Pad: true}
			add(fmt.Sprintf("udp of %d bytes in a padded frame", n), padded...)
		}
	}
	return list
}

// onUDPover6 puts layers into a UDP datagram to a port, in IPv6.
func onUDPover6(port uint16, layers ...packet.Layer) []packet.Layer {
	return on6(append([]packet.Layer{&packet.UDP{SrcPort: 49152, DstPort: port}}, layers...)...)
}

// namedLayers are layers that are put around others, or into them.
type namedLayers struct {
	name   string
	layers []packet.Layer
}

// transports are protocols with checksums, and payloads of odd lengths.
func transports(v *values) []namedLayers {
	return []namedLayers{
		{"udp", []packet.Layer{&packet.UDP{SrcPort: 49152, DstPort: 49153}, packet.Payload(v.data(11))}},
		{"tcp", []packet.Layer{
			&packet.TCP{SrcPort: 49152, DstPort: 49153, Seq: v.u32(), Flags: packet.TCPAck, Options: []packet.TCPOption{packet.TCPOptionTimestamps(1, 2)}},
			packet.Payload(v.data(13))}},
		{"sctp", []packet.Layer{&packet.SCTP{SrcPort: 49152, DstPort: 49153, Tag: v.u32(), Chunks: []packet.SCTPChunk{
			packet.SCTPChunkHeartbeat(packet.SCTPHeartbeat, v.data(7))}}}},
		{"icmpv6", []packet.Layer{&packet.ICMPv6{Type: packet.ICMPv6EchoReply, ID: v.u16(), Seq: v.u16()}, packet.Payload(v.data(3))}},
	}
}

// networks are network layers with all that may stand behind them.
func networks(v *values) []namedLayers {
	ip := func() packet.Layer { return packet.NewIPv6(host6A, host6B) }
	options := func(destination bool) packet.Layer { return &packet.IPv6Options{Destination: destination} }
	return []namedLayers{
		{"ipv4 with options", []packet.Layer{&packet.IPv4{TTL: 64, Src: v.ip4(), Dst: v.ip4(), Options: []byte{148, 4, 0, 0}}}},
		{"ipv4 with source route", []packet.Layer{&packet.IPv4{TTL: 64, Src: host4A, Dst: host4B, Options: []byte{131, 11, 8, 10, 0, 0, 1, 10, 0, 0, 2}}}},
		{"ipv4 with ah", []packet.Layer{packet.NewIPv4(host4A, host4B), &packet.IPAuth{SPI: v.u32(), Data: v.data(12)}}},
		{"ipv4 in ipv6", []packet.Layer{ip(), packet.NewIPv4(v.ip4(), v.ip4())}},
		{"ipv6 in ipv4", []packet.Layer{packet.NewIPv4(host4A, host4B), packet.NewIPv6(v.ip6(), v.ip6())}},
		{"mpls", []packet.Layer{&packet.MPLS{Label: 16, TTL: 1}, &packet.MPLS{Label: 17, TTL: 2}, packet.NewIPv4(v.ip4(), v.ip4())}},
		{"nsh", []packet.Layer{packet.NewNSH(v.u32()>>8, v.u8()), packet.NewIPv6(v.ip6(), v.ip6())}},
		{"hop-by-hop", []packet.Layer{ip(), options(false)}},
		{"destination options", []packet.Layer{ip(), options(true)}},
		{"home address", []packet.Layer{ip(), &packet.IPv6Options{Destination: true, Options: []packet.IPv6Option{
			{Type: 1, Data: make([]byte, 2)}, {Type: 0xc9, Data: v.host6().AsSlice()}}}}},
		{"hop-by-hop and routing", []packet.Layer{ip(), options(false), segments(packet.RoutingSegment, 1, v.host6(), v.host6())}},
		{"routing and options", []packet.Layer{ip(), segments(packet.RoutingSource, 2, v.host6(), v.host6()), options(true)}},
		{"routing that is done", []packet.Layer{ip(), segments(packet.RoutingSegment, 0, v.host6(), v.host6())}},
		{"mobile routing", []packet.Layer{ip(), segments(packet.RoutingMobile, 1, v.host6())}},
		{"rpl routing", []packet.Layer{ip(), segments(packet.RoutingRPL, 1, v.host6(), v.host6())}},
		{"atomic fragment", []packet.Layer{ip(), &packet.IPv6Fragment{ID: v.u32()}}},
		{"ah over ipv6", []packet.Layer{ip(), &packet.IPAuth{SPI: v.u32(), Data: v.data(12)}}},
		{"routing, fragment and ah", []packet.Layer{
			ip(), segments(packet.RoutingSegment, 1, v.host6(), v.host6()), &packet.IPv6Fragment{ID: v.u32()}, &packet.IPAuth{Data: v.data(12)}}},
		{"two tags", []packet.Layer{&packet.VLAN{Service: true, ID: 2}, &packet.VLAN{ID: 3}, packet.NewIPv6(v.ip6(), v.ip6())}},
		{"snap", []packet.Layer{&packet.LLC{DSAP: packet.LLCSNAP, SSAP: packet.LLCSNAP, Control: 3}, packet.NewIPv6(v.ip6(), v.ip6())}},
		{"backbone bridges", []packet.Layer{
			&packet.VLAN{Service: true, ID: 2}, &packet.ITag{SID: 5}, &packet.Ethernet{Dst: v.mac(), Src: v.mac()}, packet.NewIPv6(v.ip6(), v.ip6())}},
		{"gre with checksum", []packet.Layer{packet.NewIPv4(host4A, host4B), &packet.GRE{Flags: packet.GREChecksum}, packet.NewIPv6(v.ip6(), v.ip6())}},
		{"ethernet in ip", []packet.Layer{ip(), &packet.Ethernet{Dst: v.mac(), Src: v.mac()}, packet.NewIPv6(v.ip6(), v.ip6())}},
	}
}
