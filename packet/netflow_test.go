package packet_test

import (
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

func netflow() *packet.NetFlow {
	return &packet.NetFlow{
		Uptime: 1000, Seconds: 1700000000, Nanoseconds: 5, Sequence: 7, EngineType: 1, EngineID: 2, SamplingMode: 1, SamplingRate: 100,
		Flows: []packet.NetFlowRecord{
			{
				Src: ip1, Dst: ip2, Input: 1, Output: 2, Packets: 3, Octets: 400, First: 10, Last: 20, SrcPort: 1000, DstPort: 80,
				TCPFlags: 0x12, Protocol: 6, TOS: 0x20, SrcAS: 65000, DstAS: 65001, SrcMask: 24, DstMask: 16,
			},
			{Pad1: 1, Pad2: 2},
		},
	}
}

func TestNetFlow(t *testing.T) {
	one := netflow()
	one.Flows = one.Flows[:1]
	for _, x := range []built{
		{name: "two flows", layers: inUDP(50000, 2055, netflow())},
		{name: "no flows", layers: inUDP(50000, 2055, &packet.NetFlow{})},
		{
			name: "bytes", layers: []packet.Layer{one},
			hex: "00050001000003e86553f1000000000500000007" + "01024064" + "c0000201c000020200000000" + "00010002" + "0000000300000190" +
				"0000000a00000014" + "03e80050" + "00120620" + "fde8fde9" + "18100000",
		},
	} {
		x.run(t)
	}
}

func TestP17NetFlow(t *testing.T) {
	build := func(change func([]byte) []byte) []byte { return frame(t, change, inUDP(1, 2055, netflow())...) }
	for _, m := range []malformed{
		{name: "count 0", frame: build(put(44, 0, 0)), layers: "ethernet ipv4 udp netflow"},
		{name: "count 3", frame: build(put(44, 0, 3)), layers: "ethernet ipv4 udp netflow", err: openflow.ErrLength},
		{name: "count 65535", frame: build(put(44, 255, 255)), layers: "ethernet ipv4 udp netflow", err: openflow.ErrLength},
		{name: "version 9", frame: build(put(42, 0, 9)), layers: "ethernet ipv4 udp"},
		{name: "23 bytes", frame: build(put(38, 0, 31)), layers: "ethernet ipv4 udp", err: openflow.ErrTruncated, truncated: true, trailer: 97},
	} {
		m.run(t)
	}
	for name, l := range map[string]*packet.NetFlow{
		"mode 4":       {SamplingMode: 4},
		"rate of 15":   {SamplingRate: 0x4000},
		"IPv6 address": {Flows: []packet.NetFlowRecord{{NextHop: ip61}}},
		"65536 flows":  {Flows: make([]packet.NetFlowRecord, 65536)},
	} {
		if _, err := packet.Append(nil, l); err == nil {
			t.Errorf("%s is encoded", name)
		}
	}
}
