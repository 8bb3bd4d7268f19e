package packet_test

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

func TestNamesOfNumbers(t *testing.T) {
	checkNames(t, map[string]fmt.Stringer{
		"ipv4":     packet.EtherTypeIPv4,
		"svlan":    packet.EtherTypeSVLAN,
		"0x0000":   packet.EtherType(0),
		"0x88b5":   packet.EtherType(0x88b5),
		"tcp":      packet.IPProtocolTCP,
		"udplite":  packet.IPProtocolUDPLite,
		"3":        packet.IPProtocol(3),
		"255":      packet.IPProtocol(255),
		"ethernet": packet.IPProtocolEthernet,
	})
	names := map[string]bool{}
	for n := range 1 << 16 {
		if s := packet.EtherType(n).String(); names[s] {
			t.Errorf("EtherType %#x is not the only %s", n, s)
		} else {
			names[s] = true
		}
	}
	clear(names)
	for n := range 1 << 8 {
		if s := packet.IPProtocol(n).String(); names[s] {
			t.Errorf("protocol %d is not the only %s", n, s)
		} else {
			names[s] = true
		}
	}
}

// TestNamesOfProtocols expects each protocol with a number to be found behind it, and the number to have a name.
func TestNamesOfProtocols(t *testing.T) {
	var d packet.Decoder
	for _, p := range packet.Protocols() {
		inGRE := p.EtherType == packet.EtherTypeERSPAN || p.EtherType == packet.EtherTypeERSPAN3
		if n := p.EtherType; n != 0 && (d.EtherType(n) == nil && !inGRE || n.String()[0] == '0') {
			t.Errorf("%s: EtherType %v", p.Name, n)
		}
		if n := p.IPProtocol; n != 0 && (d.NextHeader(n) == nil || n.String()[0] <= '9') {
			t.Errorf("%s: IP protocol %v", p.Name, n)
		}
	}
}

func TestWellKnownAddresses(t *testing.T) {
	for text, m := range map[string]openflow.MAC{
		"ff:ff:ff:ff:ff:ff": packet.Broadcast,
		"01:80:c2:00:00:0e": packet.LLDPNearest,
		"01:80:c2:00:00:03": packet.EAPOLGroup,
		"01:80:c2:00:00:00": packet.SpanningTree,
		"01:80:c2:00:00:08": packet.SpanningTreeProvider,
		"01:80:c2:00:00:01": packet.Pause,
		"01:80:c2:00:00:02": packet.SlowProtocols,
		"01:1b:19:00:00:00": packet.PTPGroup,
		"01:00:0c:cc:cc:cc": packet.CDPGroup,
		"01:00:0c:cc:cc:cd": packet.PVSTGroup,
		"01:80:c2:00:00:37": packet.CFMGroup(7, false),
		"01:80:c2:00:00:38": packet.CFMGroup(0, true),
		"00:00:5e:00:01:ff": packet.VirtualRouterMAC(255, false),
		"00:00:5e:00:02:01": packet.VirtualRouterMAC(1, true),
		"01:00:5e:00:00:12": packet.MulticastMAC(netip.MustParseAddr("224.0.0.18")),
		"33:33:00:00:00:01": packet.MulticastMAC(netip.MustParseAddr("ff02::1")),
	} {
		want, err := openflow.ParseMAC(text)
		if err != nil || m != want {
			t.Errorf("%v, want %s, %v", m, text, err)
		}
		if unicast := m[0] == 0; m.IsMulticast() == unicast {
			t.Errorf("%v: multicast %v", m, m.IsMulticast())
		}
		if reserved := m[0] == 1 && m[1] == 0x80 && m[5] < 16; packet.IsReserved(m) != reserved {
			t.Errorf("%v: reserved %v", m, !reserved)
		}
	}
}

// TestPorts finds the protocols behind their ports.
func TestPorts(t *testing.T) {
	for port, name := range map[uint16]string{
		packet.DHCPServerPort: "dhcp", packet.DHCPClientPort: "dhcp", packet.DHCPv6ClientPort: "dhcp6", packet.DHCPv6ServerPort: "dhcp6",
		packet.NetFlowPort: "netflow", packet.BFDPort: "bfd", packet.BFDMultihopPort: "bfd", packet.SFlowCollectorPort: "sflow",
	} {
		for _, udp := range []*packet.UDP{{SrcPort: 40000, DstPort: port}, {SrcPort: port, DstPort: 40000}} {
			p := packet.Unmarshal(frame(t, same, eth(), v4(), udp, packet.Payload{0, 5}))
			if e, ok := p.Err.(*packet.LayerError); !ok || e.Layer != name {
				t.Errorf("port %d: %v, want %s", port, p, name)
			}
		}
	}
	for _, port := range []uint16{packet.OpenFlowPort, packet.OpenFlowOldPort} {
		for _, tcp := range []*packet.TCP{{SrcPort: 40000, DstPort: port}, {SrcPort: port, DstPort: 40000}} {
			if p := packet.Unmarshal(frame(t, same, eth(), v4(), tcp, packet.Payload(hellos(1)))); len(p.Layers) != 4 {
				t.Errorf("port %d: %v", port, p)
			}
		}
	}
}

func ExampleMulticastMAC() {
	fmt.Println(packet.MulticastMAC(netip.MustParseAddr("224.0.0.251")), packet.MulticastMAC(netip.MustParseAddr("ff02::fb")))
	fmt.Println(packet.CFMGroup(3, false), packet.VirtualRouterMAC(10, false), packet.IsReserved(packet.LLDPNearest))
	fmt.Println(packet.EtherTypeIPv6, packet.EtherType(0x88b5), packet.IPProtocolTCP, packet.IPProtocol(200))
	// Output:
	// 01:00:5e:00:00:fb 33:33:00:00:00:fb
	// 01:80:c2:00:00:33 00:00:5e:00:01:0a true
	// ipv6 0x88b5 tcp 200
}
