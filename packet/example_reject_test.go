package packet_test

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

// reject returns the answer of a port that is closed: a TCP reset, or an ICMP error with the beginning of the packet.
func reject(frame []byte) ([]byte, error) {
	p := packet.Unmarshal(frame)
	eth, ip := packet.Get[*packet.Ethernet](p), packet.Get[*packet.IPv4](p)
	if eth == nil || ip == nil {
		return nil, nil
	}
	answer := []packet.Layer{&packet.Ethernet{Dst: eth.Src, Src: eth.Dst}, packet.NewIPv4(ip.Dst, ip.Src)}
	if tcp := packet.Get[*packet.TCP](p); tcp != nil {
		answer = append(answer, &packet.TCP{
			SrcPort: tcp.DstPort, DstPort: tcp.SrcPort, Ack: tcp.Seq + 1, Flags: packet.TCPRst | packet.TCPAck,
		})
	} else {
		refused := packet.Packet{Layers: p.Layers[slices.Index(p.Layers, packet.Layer(ip)):], Payload: p.Payload}
		about, err := refused.AppendReceived(nil)
		if err != nil {
			return nil, err
		}
		about = about[:min(len(about), ip.HeaderLen()+8)]
		answer = append(answer, &packet.ICMP{Type: packet.ICMPUnreachable, Code: 3}, packet.Payload(about))
	}
	return packet.Append(nil, answer...)
}

// A controller refuses packets that switches send it in packet-in messages.
func Example_reject() {
	host, server := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")
	for _, l := range []packet.Layer{
		&packet.TCP{SrcPort: 1024, DstPort: 80, Seq: 100, Flags: packet.TCPSyn},
		&packet.UDP{SrcPort: 1024, DstPort: 53},
	} {
		eth := &packet.Ethernet{Dst: openflow.MAC{2, 0, 0, 0, 0, 2}, Src: openflow.MAC{2, 0, 0, 0, 0, 1}}
		frame, err := packet.Append(nil, eth, packet.NewIPv4(host, server), l)
		if err != nil {
			fmt.Println(err)
			return
		}
		answer, err := reject(frame)
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, l := range packet.Unmarshal(answer).Layers[1:] {
			fmt.Println(packet.Format(l))
		}
	}
	// Output:
	// ipv4{total_length=40 ttl=64 proto=6 csum=63180 src=192.0.2.2 dst=192.0.2.1}
	// tcp{src_port=80 dst_port=1024 ack=101 bits=rst+ack csum=10008}
	// ipv4{total_length=56 ttl=64 proto=1 csum=63169 src=192.0.2.2 dst=192.0.2.1}
	// icmp{type=unreachable code=3 csum=33050 data=dest_unreach{}}
}
