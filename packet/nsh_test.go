package packet_test

import (
	"errors"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

func nsh(path uint32, index uint8, next packet.NextProtocol) *packet.NSH {
	l := packet.NewNSH(path, index)
	l.Next = next
	return l
}

func TestNSH(t *testing.T) {
	fixed := func() *packet.NSH {
		return &packet.NSH{TTL: 1, MDType: packet.NSHFixed, Next: packet.NextProtocolEthernet, Path: 0x123456, Index: 255, Context: []byte("0123456789abcdef")}
	}
	variable := nsh(1, 2, packet.NextProtocolNSH)
	variable.OAM, variable.Reserved, variable.Context = true, 0x1000f000, []byte{0, 1, 2, 3, 'a', 'b', 'c', 0}
	for _, x := range []built{
		{
			name: "fixed metadata", layers: []packet.Layer{eth(), fixed(), eth(), v4()},
			hex: "020000000002020000000001" + "894f" + "00460103" + "123456ff" + "30313233343536373839616263646566" +
				"020000000002020000000001" + "0800" + "4500001400000000" + "4000f6e6c0000201c0000202",
		},
		{name: "all bits, NSH inside", layers: []packet.Layer{eth(), variable, nsh(2, 3, packet.NextProtocolIPv6), emptyV6()}},
		{name: "MPLS inside", layers: []packet.Layer{eth(), nsh(2, 3, packet.NextProtocolMPLS), packet.NewMPLS(16), v4()}},
		{name: "unknown inside", layers: []packet.Layer{eth(), nsh(2, 3, 200)}},
		{name: "next not said", layers: []packet.Layer{eth(), packet.NewNSH(1, 1), v4()}, want: []packet.Layer{eth(), nsh(1, 1, packet.NextProtocolIPv4), v4()}},
	} {
		x.run(t)
	}
}

func TestP10NSH(t *testing.T) {
	layers := []packet.Layer{eth(), nsh(1, 2, packet.NextProtocolIPv4), v4()}
	for _, m := range []malformed{
		{name: "length 0", frame: frame(t, put(15, 0xc0), layers...), layers: "ethernet", err: openflow.ErrLength},
		{name: "length 1", frame: frame(t, put(15, 0xc1), layers...), layers: "ethernet", err: openflow.ErrLength},
		{name: "length behind the end", frame: frame(t, put(15, 0xff), layers...), layers: "ethernet", err: openflow.ErrTruncated, truncated: true},
		{name: "fixed metadata of 0 bytes", frame: frame(t, put(16, 1), layers...), layers: "ethernet", err: openflow.ErrLength},
		{name: "version 1", frame: frame(t, put(14, 0x4f), layers...), layers: "ethernet", err: openflow.ErrVersion},
		{name: "7 bytes", frame: frame(t, cut(21), layers...), layers: "ethernet", err: openflow.ErrTruncated, truncated: true},
	} {
		m.run(t)
	}
	for _, c := range []struct {
		l    packet.NSH
		want error
	}{
		{packet.NSH{TTL: 64}, openflow.ErrValue},
		{packet.NSH{MDType: 16}, openflow.ErrValue},
		{packet.NSH{Reserved: 1}, openflow.ErrValue},
		{packet.NSH{Path: 1 << 24}, openflow.ErrValue},
		{packet.NSH{Context: make([]byte, 248)}, openflow.ErrTooLong},
		{packet.NSH{Context: make([]byte, 244)}, nil},
		{packet.NSH{Context: make([]byte, 3)}, openflow.ErrLength},
		{packet.NSH{MDType: packet.NSHFixed}, openflow.ErrLength},
	} {
		if _, err := packet.Append(nil, &c.l); !errors.Is(err, c.want) {
			t.Errorf("%+v: %v", c.l, err)
		}
	}
}
