package packet_test

import (
	"bytes"
	"runtime"
	"testing"

	"github.com/ofwire/openflow/packet"
)

// memoryLimit is what decoding may allocate for a frame: what the comment of Decoder says.
func memoryLimit(frame []byte) uint64 { return uint64(32*len(frame) + 8192) }

// checkMemory bounds what decoding allocates.
func checkMemory(t *testing.T, name string, d *packet.Decoder, frame []byte) *packet.Packet {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	p := d.Unmarshal(frame)
	runtime.ReadMemStats(&after)
	if got, limit := after.TotalAlloc-before.TotalAlloc, memoryLimit(frame); got > limit {
		t.Errorf("%s: %d bytes for a frame of %d, limit %d, %d layers", name, got, len(frame), limit, len(p.Layers))
	}
	return p
}

// TestMemoryOfLists bounds what decoding allocates for lists of the smallest elements, of all lengths up to 64 KiB: just above the lengths at which memory
// grows it is most.
func TestMemoryOfLists(t *testing.T) {
	if testing.Short() {
		t.Skip("measured in the full run: the race detector takes memory of its own")
	}
	for name, x := range map[string]struct {
		first   *packet.Protocol
		head    packet.Layer
		element string
		end     string
	}{
		"dhcp":     {packet.Of[*packet.DHCP](), &packet.DHCP{NoEnd: true}, "\x01\x00", ""},
		"pad":      {packet.Of[*packet.DHCP](), &packet.DHCP{NoEnd: true}, "\x00\x01\x00", ""},
		"dhcpv6":   {packet.Of[*packet.DHCPv6](), &packet.DHCPv6{Type: 1}, "\x00\x01\x00\x00", ""},
		"cfm":      {packet.Of[*packet.CFM](), &packet.CFM{Opcode: packet.CFMLoopback, NoEnd: true}, "\x03\x00\x00", ""},
		"hello":    {packet.Of[*packet.OSPF](), &packet.OSPF{Type: packet.OSPFTypeHello, Length: packet.Fixed(65000)}, "\x01\x01\x01\x01", ""},
		"request":  {packet.Of[*packet.OSPF](), &packet.OSPF{Type: packet.OSPFTypeRequest, Length: packet.Fixed(65000)}, "\x01\x01\x01\x01", ""},
		"ack":      {packet.Of[*packet.OSPF](), &packet.OSPF{Type: packet.OSPFTypeAck, Length: packet.Fixed(65000)}, "\x01\x01\x01\x01", ""},
		"sflow":    {packet.Of[*packet.SFlow](), &packet.SFlow{Count: packet.Fixed(1<<32 - 1)}, "\x00\x00\x00\x01\x00\x00\x00\x00", ""},
		"netflow":  {packet.Of[*packet.NetFlow](), &packet.NetFlow{Count: packet.Fixed(65535)}, "\x01\x01\x01\x01\x01\x01\x01\x01", ""},
		"sctp":     {packet.Of[*packet.SCTP](), &packet.SCTP{}, "\x00\x00\x00\x04", ""},
		"lldp":     {packet.Of[*packet.LLDP](), packet.Payload(nil), "\x02\x00", ""},
		"openflow": {packet.Of[*packet.OpenFlow](), packet.Payload(nil), "\x04\x00\x00\x08\x00\x00\x00\x01", ""},
		"gtpu":     {packet.Of[*packet.GTPU](), packet.Payload{0x34, 255, 0xfa, 0, 11: 1}, "\x01\x00\x00\x01", "\x01\x00\x00\x00"},
		"pppoed":   {packet.Of[*packet.PPPoED](), &packet.PPPoED{Length: packet.Fixed(64000)}, "\x01\x01\x00\x00", ""},
	} {
		d := packet.Decoder{First: x.first}
		for n := 1; n*len(x.element) < 63900; n += n/128 + 1 {
			b := frame(t, same, x.head, packet.Payload(append(bytes.Repeat([]byte(x.element), n), x.end...)))
			if p := checkMemory(t, name, &d, b); n > 100 && len(p.Payload) > len(b)/2 {
				t.Errorf("%s: %d bytes of payload of %d", name, len(p.Payload), len(b))
			}
		}
	}
}

// TestMemoryOfExtensions bounds what decoding allocates for a chain of headers full of one-byte options.
func TestMemoryOfExtensions(t *testing.T) {
	if testing.Short() {
		t.Skip("measured in the full run: the race detector takes memory of its own")
	}
	d := packet.Decoder{First: packet.Of[*packet.IPv6]()}
	for _, options := range [][]packet.IPv6Option{{{}}, {{Type: 1}}, {{}, {Type: 1}}} {
		o := &packet.IPv6Options{Destination: true}
		for o.HeaderLen() < 2040 {
			o.Options = append(o.Options, options...)
		}
		layers := []packet.Layer{v6()}
		for range 31 {
			layers = append(layers, o)
			if p := checkMemory(t, "options", &d, frame(t, same, layers...)); len(p.Layers) != len(layers) {
				t.Errorf("%d layers, want %d: %v", len(p.Layers), len(layers), p.Err)
			}
		}
	}
}
