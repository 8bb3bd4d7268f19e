package packet_test

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

func Example() {
	src, dst := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")
	frame, err := packet.Append(nil,
		&packet.Ethernet{Dst: packet.Broadcast, Src: openflow.MAC{2, 0, 0, 0, 0, 1}},
		&packet.VLAN{ID: 100},
		packet.NewIPv4(src, dst),
		&packet.UDP{SrcPort: 1024, DstPort: 2048},
		packet.Payload("hello"))
	if err != nil {
		fmt.Println(err)
		return
	}
	p := packet.Unmarshal(frame)
	if ip := packet.Get[*packet.IPv4](p); ip != nil {
		fmt.Println("from", ip.Src, "to", ip.Dst)
	}
	for tag := range packet.All[*packet.VLAN](p) {
		fmt.Println("tag", tag.ID)
	}
	fmt.Printf("%s\n", p.Payload)
	fmt.Println(strings.ReplaceAll(p.String(), "} ", "}\n"))
	// Output:
	// from 192.0.2.1 to 192.0.2.2
	// tag 100
	// hello
	// ethernet{dst=ff:ff:ff:ff:ff:ff src=02:00:00:00:00:01 ethertype=0x8100}
	// vlan{vid=100 ethertype=0x0800}
	// ipv4{total_length=33 ttl=64 proto=17 csum=63176 src=192.0.2.1 dst=192.0.2.2}
	// udp{src_port=1024 dst_port=2048 total_length=13 csum=11262}
	// payload=68656c6c6f
}

// A controller sends discovery frames out of all ports; the switches send them back in packet-in messages.
func ExampleNewDiscovery() {
	frame, err := packet.Append(nil, packet.NewDiscovery(0x1a, 3, openflow.MAC{2, 0, 0, 0, 0, 3})...)
	if err != nil {
		fmt.Println(err)
		return
	}
	if lldp := packet.Get[*packet.LLDP](packet.Unmarshal(frame)); lldp != nil {
		dpid, port, ok := lldp.Discovery()
		fmt.Println(dpid, port, ok)
	}
	// Output: 000000000000001a 3 true
}

// A Decoder uses its memory again: a packet is valid until the next Decode.
func ExampleDecoder() {
	var d packet.Decoder
	for _, frame := range [][]byte{{0x45}, make([]byte, 20)} {
		p := d.Decode(frame)
		fmt.Println(len(p.Layers), len(p.Payload), p.Err)
	}
	// Output:
	// 0 1 packet: ethernet at 0: truncated
	// 1 0 packet: llc at 14: truncated
}

// A controller takes the tag off a frame and sends it on: the EtherType, lengths and checksums follow.
func ExamplePacket_PopVLAN() {
	src, dst := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")
	frame, err := packet.Append(nil, &packet.Ethernet{}, &packet.VLAN{ID: 100}, packet.NewIPv4(src, dst), &packet.ICMP{Type: packet.ICMPEchoRequest})
	if err != nil {
		fmt.Println(err)
		return
	}
	var d packet.Decoder
	p := d.Decode(frame)
	tag := p.PopVLAN()
	packet.Get[*packet.IPv4](p).TTL--
	out, err := p.MarshalBinary()
	fmt.Println(tag.ID, packet.Get[*packet.Ethernet](packet.Unmarshal(out)).EtherType, len(frame)-len(out), err)
	// Output: 100 ipv4 4 <nil>
}
