package packet_test

import (
	"bytes"
	"runtime"
	"testing"

	"github.com/ofwire/openflow/packet"
)

// TestMemoryOfLists bounds what decoding allocates for messages of 64 KiB whose lists have as many elements as can be.
func TestMemoryOfLists(t *testing.T) {
	if testing.Short() {
		t.Skip("measured in the full run: the race detector takes memory of its own")
	}
	many := func(n int, element ...byte) []byte { return bytes.Repeat(element, n) }
	for name, x := range map[string]struct {
		first *packet.Protocol
		head  packet.Layer
		list  []byte
	}{
		"dhcp":     {packet.Of[*packet.DHCP](), &packet.DHCP{NoEnd: true}, many(32000, 1, 0)},
		"pad":      {packet.Of[*packet.DHCP](), &packet.DHCP{NoEnd: true}, many(21000, 0, 1, 0)},
		"dhcpv6":   {packet.Of[*packet.DHCPv6](), &packet.DHCPv6{Type: 1}, many(16000, 0, 1, 0, 0)},
		"cfm":      {packet.Of[*packet.CFM](), &packet.CFM{Opcode: packet.CFMLoopback, NoEnd: true}, many(21000, 3, 0, 0)},
		"hello":    {packet.Of[*packet.OSPF](), &packet.OSPF{Type: packet.OSPFTypeHello, Length: packet.Fixed(65000)}, many(16000, 1, 1, 1, 1)},
		"request":  {packet.Of[*packet.OSPF](), &packet.OSPF{Type: packet.OSPFTypeRequest, Length: packet.Fixed(65000)}, many(16000, 1, 1, 1, 1)},
		"ack":      {packet.Of[*packet.OSPF](), &packet.OSPF{Type: packet.OSPFTypeAck, Length: packet.Fixed(65000)}, many(16000, 1, 1, 1, 1)},
		"sflow":    {packet.Of[*packet.SFlow](), &packet.SFlow{Count: packet.Fixed(1<<32 - 1)}, many(8000, 0, 0, 0, 1, 0, 0, 0, 0)},
		"openflow": {packet.Of[*packet.OpenFlow](), packet.Payload(nil), many(8192, 4, 0, 0, 8, 0, 0, 0, 1)},
		"netflow":  {packet.Of[*packet.NetFlow](), &packet.NetFlow{Count: packet.Fixed(65535)}, many(65000, 1)},
	} {
		b := frame(t, same, x.head, packet.Payload(x.list))
		d := packet.Decoder{First: x.first}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		p := d.Unmarshal(b)
		runtime.ReadMemStats(&after)
		if got, limit := after.TotalAlloc-before.TotalAlloc, uint64(40*len(b)+8192); got > limit || len(p.Payload) > len(b)/2 {
			t.Errorf("%s: %d bytes for %d, limit %d, %d bytes of payload", name, got, len(b), limit, len(p.Payload))
		}
	}
}
