package packet_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

// labels returns a stack of n labels in a frame.
func labels(n int) []packet.Layer {
	list := []packet.Layer{eth()}
	for i := range n {
		list = append(list, packet.NewMPLS(uint32(16+i)))
	}
	return list
}

func TestMPLS(t *testing.T) {
	for _, x := range []built{
		{
			name: "two labels and IPv4", layers: append(labels(2), v4(), &packet.UDP{SrcPort: 1, DstPort: 2}),
			hex: "020000000002020000000001" + "8847" + "00010040" + "00011140" + "4500001c000000004011f6cdc0000201c0000202" + "0001000200087bd7",
		},
		{name: "IPv6 and all bits", layers: []packet.Layer{eth(), &packet.MPLS{Label: 0xfffff, TrafficClass: 7, TTL: 255}, emptyV6()}},
		{name: "multicast", layers: []packet.Layer{&packet.Ethernet{EtherType: packet.EtherTypeMPLSMulticast}, packet.NewMPLS(packet.MPLSRouterAlert), v4()}},
		{name: "in IPv4", layers: []packet.Layer{eth(), v4(), packet.NewMPLS(packet.MPLSIPv6ExplicitNull), emptyV6()}},
		{name: "in UDP", layers: []packet.Layer{eth(), v4(), &packet.UDP{DstPort: packet.MPLSPort}, packet.NewMPLS(100), v4()}},
		{name: "nothing inside", layers: labels(1)},
	} {
		x.run(t)
	}
}

func TestMPLSPayload(t *testing.T) {
	for name, payload := range map[string]packet.Payload{
		"control word":    {0, 0, 0, 1, 2, 0, 0, 0, 0, 1},
		"IPv4 of 4 words": {0x44, 0, 0, 16},
	} {
		p := packet.Unmarshal(frame(t, same, append(labels(1), payload)...))
		if len(p.Layers) != 2 || p.Err != nil || !slices.Equal(p.Payload, []byte(payload)) {
			t.Errorf("%s: %v", name, p)
		}
	}
}

// TestMPLSBottom takes a layer from a stack and adds one to it: the bit of the bottom follows.
func TestMPLSBottom(t *testing.T) {
	p := packet.Unmarshal(frame(t, same, append(labels(3), v4())...))
	p.Layers = slices.Delete(p.Layers, 3, 4)
	want := frame(t, same, append(labels(2), v4())...)
	if got, err := p.AppendBinary(nil); err != nil || !slices.Equal(got, want) {
		t.Errorf("%v\nwant %x\ngot  %x", err, want, got)
	}
	// Of a stack that is cut off the bottom is not known.
	cutOff := frame(t, cut(18), labels(3)...)
	p = packet.Unmarshal(cutOff)
	if got, err := p.AppendBinary(nil); err != nil || !slices.Equal(got, cutOff) {
		t.Errorf("%v\nwant %x\ngot  %x", err, cutOff, got)
	}
	b, err := packet.Append(nil, &packet.MPLS{Bottom: packet.Fixed(0)}, v4())
	if err != nil || b[2]&1 != 0 {
		t.Errorf("fixed: %x %v", b, err)
	}
}

func TestP9MPLS(t *testing.T) {
	for _, m := range []malformed{
		{name: "cut off", frame: frame(t, cut(17), labels(1)...), layers: "ethernet", err: openflow.ErrTruncated, truncated: true},
		{name: "no bottom", frame: frame(t, put(20, 0), labels(2)...), layers: "ethernet mpls mpls", err: openflow.ErrTruncated, truncated: true},
		{name: "1000 labels", frame: frame(t, same, labels(1000)...), layers: "ethernet" + strings.Repeat(" mpls", 31), err: openflow.ErrDepth},
		{name: "IPv4 cut off", frame: frame(t, cut(28), append(labels(1), v4())...), layers: "ethernet mpls", err: openflow.ErrTruncated, truncated: true},
	} {
		m.run(t)
	}
	for _, l := range []packet.MPLS{{Label: 1 << 20}, {TrafficClass: 8}, {Bottom: packet.Fixed(2)}} {
		if _, err := packet.Append(nil, &l); !errors.Is(err, openflow.ErrValue) {
			t.Errorf("%+v: %v", l, err)
		}
	}
}
