package packet_test

import (
	"errors"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

func TestGeneve(t *testing.T) {
	options := func() []packet.GeneveOption {
		return []packet.GeneveOption{{Class: 0x0102, Type: 0x80, Data: []byte{0, 0, 0, 10}}, {Class: 0xffff, Reserved: 7}}
	}
	critical := packet.NewGeneve(123, options()...)
	critical.Flags = packet.GeneveCritical
	reserved := &packet.Geneve{Flags: 0xbf, Protocol: packet.EtherTypeIPv4, VNI: 0xffffff, Reserved: 9}
	long := packet.NewGeneve(1, packet.GeneveOption{Data: make([]byte, 124)}, packet.GeneveOption{Data: make([]byte, 120)})
	for _, x := range []built{
		{
			name: "options", layers: overUDP(packet.GenevePort, packet.NewGeneve(123, options()...), inner()), want: overUDP(packet.GenevePort, critical, inner()),
			hex: "020000000002020000000001" + "0800" + "4500003e00000000" + "4011f6abc0000201c0000202" + "c35017c1002a24c7" +
				"0340655800007b00" + "010280010000000a" + "ffff00e0" + "020000000002020000000001" + "1234",
		},
		{name: "reserved bits", layers: overUDP(packet.GenevePort, reserved, v4())},
		{name: "252 bytes of options", layers: overUDP(packet.GenevePort, long, inner())},
		{name: "protocol not said", layers: overUDP(packet.GenevePort, &packet.Geneve{}, emptyV6())},
	} {
		x.run(t)
	}
	p := packet.Unmarshal(frame(t, same, overUDP(packet.GenevePort, packet.NewGeneve(1, options()...))...))
	l := packet.Get[*packet.Geneve](p)
	if o, ok := l.Option(0x0102, 0x80); !ok || len(o.Data) != 4 {
		t.Error(o, ok)
	}
	if o, ok := l.Option(0x0102, 0); ok {
		t.Error(o)
	}
	// An option of 3 bytes is filled up.
	b := frame(t, same, packet.NewGeneve(1, packet.GeneveOption{Data: []byte("abc")}))
	if len(b) != 16 || b[11] != 1 || b[15] != 0 {
		t.Errorf("%x", b)
	}
}

func TestP10Geneve(t *testing.T) {
	layers := overUDP(packet.GenevePort, packet.NewGeneve(1, packet.GeneveOption{Data: make([]byte, 4)}), eth(), v4())
	for _, m := range []malformed{
		{name: "7 bytes", frame: frame(t, cut(49), layers...), layers: "ethernet ipv4 udp", err: openflow.ErrTruncated, truncated: true},
		{name: "options behind the end", frame: frame(t, put(42, 63), layers...), layers: "ethernet ipv4 udp", err: openflow.ErrTruncated, truncated: true},
		{name: "option longer than all", frame: frame(t, put(53, 2), layers...), layers: "ethernet ipv4 udp", err: openflow.ErrLength},
		{name: "two options of 0 bytes", frame: frame(t, put(53, 0), layers...), layers: "ethernet ipv4 udp geneve ethernet ipv4"},
		{name: "version 1", frame: frame(t, put(42, 0x42), layers...), layers: "ethernet ipv4 udp", err: openflow.ErrVersion},
		{name: "nothing inside", frame: frame(t, cut(58), layers...), layers: "ethernet ipv4 udp geneve", truncated: true},
	} {
		m.run(t)
	}
	for _, c := range []struct {
		l    *packet.Geneve
		want error
	}{
		{&packet.Geneve{VNI: 1 << 24}, openflow.ErrValue},
		{packet.NewGeneve(1, packet.GeneveOption{Reserved: 8}), openflow.ErrValue},
		{packet.NewGeneve(1, packet.GeneveOption{Data: make([]byte, 125)}), openflow.ErrTooLong},
		{packet.NewGeneve(1, make([]packet.GeneveOption, 64)...), openflow.ErrTooLong},
	} {
		if _, err := packet.Append(nil, c.l); !errors.Is(err, c.want) {
			t.Errorf("%+v: %v", c.l, err)
		}
	}
}
