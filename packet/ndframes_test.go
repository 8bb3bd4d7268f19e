package packet_test

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

func TestNDFrames(t *testing.T) {
	for _, x := range []built{
		{
			name: "solicitation", layers: packet.NewNeighborSolicit(mac1, ip61, ip62),
			hex: "3333ff000002" + "020000000001" + "86dd" + "6000000000203aff" + "20010db8000000000000000000000001" + "ff0200000000000000000001ff000002" +
				"87001c2700000000" + "20010db8000000000000000000000002" + "0101020000000001",
		},
		{
			name: "solicitation without a source", layers: packet.NewNeighborSolicit(mac1, netip.Addr{}, ip62),
			hex: "3333ff000002" + "020000000001" + "86dd" + "6000000000183aff" + "00000000000000000000000000000000" + "ff0200000000000000000001ff000002" +
				"87004ceb00000000" + "20010db8000000000000000000000002",
		},
		{
			name: "advertisement", layers: packet.NewNeighborAdvert(mac2, ip62, mac1, ip61),
			hex: "020000000001" + "020000000002" + "86dd" + "6000000000203aff" + "20010db8000000000000000000000002" + "20010db8000000000000000000000001" +
				"88008a7160000000" + "20010db8000000000000000000000002" + "0201020000000002",
		},
		{
			name: "advertisement to all", layers: packet.NewNeighborAdvert(mac2, ip62, mac1, netip.IPv6Unspecified()),
			hex: "333300000001" + "020000000002" + "86dd" + "6000000000203aff" + "20010db8000000000000000000000002" + "ff020000000000000000000000000001" +
				"8800f92720000000" + "20010db8000000000000000000000002" + "0201020000000002",
		},
	} {
		x.run(t)
	}
}

func TestMulticastMAC(t *testing.T) {
	for text, want := range map[string]openflow.MAC{
		"239.129.2.3":       {0x01, 0x00, 0x5e, 0x01, 2, 3},
		"ff02::1:ff12:3456": {0x33, 0x33, 0xff, 0x12, 0x34, 0x56},
	} {
		if got := packet.MulticastMAC(netip.MustParseAddr(text)); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

// A controller answers solicitations that switches send it in packet-in messages.
func ExampleNewNeighborAdvert() {
	host, asked := netip.MustParseAddr("2001:db8::1"), netip.MustParseAddr("2001:db8::2")
	frame, err := packet.Append(nil, packet.NewNeighborSolicit(openflow.MAC{2, 0, 0, 0, 0, 1}, host, asked)...)
	if err != nil {
		fmt.Println(err)
		return
	}
	p := packet.Unmarshal(frame)
	eth, ip, icmp := packet.Get[*packet.Ethernet](p), packet.Get[*packet.IPv6](p), packet.Get[*packet.ICMPv6](p)
	if eth == nil || ip == nil || icmp == nil || icmp.Type != packet.ICMPv6NeighborSolicit || icmp.ND.Target != asked {
		return
	}
	answer, err := packet.Append(nil, packet.NewNeighborAdvert(openflow.MAC{2, 0, 0, 0, 0, 2}, asked, eth.Src, ip.Src)...)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, l := range packet.Unmarshal(answer).Layers {
		fmt.Println(packet.Format(l))
	}
	// Output:
	// ethernet{dst=02:00:00:00:00:01 src=02:00:00:00:00:02 ethertype=0x86dd}
	// ipv6{payload_length=32 nxt=58 hop_limit=255 src=2001:db8::2 dst=2001:db8::1}
	// icmpv6{type=neighbor-advertisement csum=35441 data=nd_neighbor{res=3 dst=2001:db8::2 option=nd_option_tla{hw_src=02:00:00:00:00:02}}}
}
