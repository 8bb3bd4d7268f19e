//go:build interop

package interop

import (
	"fmt"
	"math/rand/v2"
	"net/netip"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

// values makes the values of fields, the same in each run.
type values struct {
	name string
	next func() uint64
}

// extremes returns makers of values: one whose bits are all 0, one whose bits are all 1, and n whose values differ from field to field, so that fields that
// are exchanged are found.
func extremes(n int) []*values {
	list := []*values{
		{"least", func() uint64 { return 0 }},
		{"most", func() uint64 { return ^uint64(0) }},
	}
	return append(list, typical(n)...)
}

// typical returns n makers of values that differ from field to field.
func typical(n int) []*values {
	var list []*values
	for i := range n {
		r := rand.New(rand.NewPCG(uint64(i), 0))
		list = append(list, &values{fmt.Sprintf("typical %d", i+1), r.Uint64})
	}
	return list
}

// bits returns a number of n bits.
func (v *values) bits(n int) uint64 { return v.next() >> (64 - n) }

func (v *values) u8() uint8   { return uint8(v.bits(8)) }
func (v *values) u16() uint16 { return uint16(v.bits(16)) }
func (v *values) u32() uint32 { return uint32(v.bits(32)) }
func (v *values) u64() uint64 { return v.next() }
func (v *values) flag() bool  { return v.bits(1) == 1 }

// mac returns the address of a station: no group.
func (v *values) mac() (m openflow.MAC) {
	x := v.next()
	for i := range m {
		m[i] = byte(x >> (8 * i))
	}
	m[0] &^= 1
	return m
}

// ip4 and ip6 return any address.
func (v *values) ip4() netip.Addr { return netip.AddrFrom4([4]byte(v.data(4))) }
func (v *values) ip6() netip.Addr { return netip.AddrFrom16([16]byte(v.data(16))) }

// host6 returns the address of a host.
func (v *values) host6() netip.Addr {
	b := v.ip6().As16()
	copy(b[:], []byte{0x20, 0x01, 0x0d, 0xb8})
	return netip.AddrFrom16(b)
}

// data returns n bytes.
func (v *values) data(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(v.bits(8))
	}
	return b
}

// text returns n letters.
func (v *values) text(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = 'a' + byte(v.bits(8)%26)
	}
	return string(b)
}

// Addresses of the packets around what is tested.
var (
	stationA = openflow.MAC{2, 0, 0, 0, 0, 1}
	stationB = openflow.MAC{2, 0, 0, 0, 0, 2}
	host4A   = netip.MustParseAddr("192.0.2.1")
	host4B   = netip.MustParseAddr("192.0.2.2")
	host6A   = netip.MustParseAddr("2001:db8::1")
	host6B   = netip.MustParseAddr("2001:db8::2")
)

// onEthernet, on4 and on6 put layers into an Ethernet frame, and in it into a packet of IPv4 or IPv6.
func onEthernet(layers ...packet.Layer) []packet.Layer {
	return append([]packet.Layer{&packet.Ethernet{Dst: stationB, Src: stationA}}, layers...)
}

func on4(layers ...packet.Layer) []packet.Layer {
	return onEthernet(append([]packet.Layer{packet.NewIPv4(host4A, host4B)}, layers...)...)
}

func on6(layers ...packet.Layer) []packet.Layer {
	return onEthernet(append([]packet.Layer{packet.NewIPv6(host6A, host6B)}, layers...)...)
}

// onUDP puts layers into a UDP datagram to a port.
func onUDP(port uint16, layers ...packet.Layer) []packet.Layer {
	return on4(append([]packet.Layer{&packet.UDP{SrcPort: 49152, DstPort: port}}, layers...)...)
}

// addrOf returns the address of 4 or 16 bytes.
func addrOf(b []byte) netip.Addr {
	a, _ := netip.AddrFromSlice(b)
	return a
}

// payloadOf returns layers as bytes.
func payloadOf(layers ...packet.Layer) packet.Payload {
	b, err := packet.Append(nil, layers...)
	if err != nil {
		panic(err)
	}
	return b
}
