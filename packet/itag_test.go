package packet_test

import (
	"errors"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

func TestITag(t *testing.T) {
	for _, x := range []built{
		{
			name: "backbone tag", layers: []packet.Layer{
				eth(), &packet.VLAN{Service: true, ID: 32}, &packet.ITag{PCP: 3, UCA: true, SID: 16770000}, eth(), v4(),
			},
			hex: "020000000002020000000001" + "88a8" + "0020" + "88e7" + "68ffe3d0" +
				"020000000002020000000001" + "0800" + "4500001400000000" + "4000f6e6c0000201c0000202",
		},
		{name: "all bits", layers: []packet.Layer{eth(), &packet.ITag{PCP: 7, DEI: true, Reserved: 7, SID: 0xffffff}, inner()}},
		{name: "nothing inside", layers: []packet.Layer{eth(), &packet.ITag{}}},
	} {
		x.run(t)
	}
	for _, l := range []packet.ITag{{PCP: 8}, {Reserved: 8}, {SID: 1 << 24}} {
		if _, err := packet.Append(nil, &l); !errors.Is(err, openflow.ErrValue) {
			t.Errorf("%+v: %v", l, err)
		}
	}
	short := frame(t, cut(17), eth(), &packet.ITag{})
	malformed{name: "3 bytes", frame: short, layers: "ethernet", err: openflow.ErrTruncated, truncated: true}.run(t)
}
