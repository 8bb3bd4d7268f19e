package packet_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

func TestLinuxCooked(t *testing.T) {
	v1 := &packet.LinuxCooked{Type: packet.LinuxOutgoing, Hardware: 1, AddrLen: 6, Addr: [8]byte{2, 0, 0, 0, 0, 1}}
	v2 := &packet.LinuxCooked{Version2: true, Type: packet.LinuxMulticast, Hardware: 772, AddrLen: 255, Interface: 7, Reserved: 9}
	ipv6 := *v1
	ipv6.EtherType, ipv6.AddrLen = packet.EtherTypeIPv6, 65535
	for _, x := range []built{
		{name: "version 1", layers: []packet.Layer{v1, v4(), &packet.UDP{}}},
		{
			name: "version 1 bytes", layers: []packet.Layer{&ipv6, &packet.IPv6{NextHeader: packet.IPProtocolNoNext}},
			hex: "00040001ffff020000000001" + "0000" + "86dd" + "6000000000003b00" + strings.Repeat("00", 32),
		},
		{name: "LLC", layers: []packet.Layer{v1, llc(packet.LLCSpanningTree), &packet.BPDU{}}},
		{name: "version 2", layers: []packet.Layer{v2, v6(), &packet.UDP{}}},
		{name: "version 2 bytes", layers: []packet.Layer{v2}, hex: "0000" + "0009" + "00000007" + "0304" + "02ff" + "0000000000000000"},
	} {
		x.run(t)
	}
	d := packet.Decoder{First: packet.LinuxCookedV2()}
	if p := d.Decode(make([]byte, 19)); !errors.Is(p.Err, openflow.ErrTruncated) {
		t.Error(p)
	}
	for _, l := range []*packet.LinuxCooked{{Version2: true, Type: 256}, {Version2: true, AddrLen: 256}} {
		if _, err := packet.Append(nil, l); !errors.Is(err, openflow.ErrValue) {
			t.Error(err)
		}
	}
}
