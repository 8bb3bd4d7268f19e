package oftest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ofwire/openflow"
)

// TestPacketInFormats has a controller ask for each form of packet-ins; what they tell is the same.
func TestPacketInFormats(t *testing.T) {
	versions(t, openflow.Version10, func(r *rig) {
		r.want("", r.flow(9, nil, to(portController), source{"cookie": uint64(0x1234)}))
		for format, name := range []string{"PacketIn", "NXPacketIn", "NXPacketIn2", "PacketIn"} {
			r.want("", r.make("NXSetPacketInFormat", source{"packet_in_format": uint64(format % 3)}))
			r.send(2, ethFrame)
			list := r.came()
			if got := r.names(list); got != name {
				t.Fatalf("%s, want %s", got, name)
			}
			in, ok := r.d.PacketIn(list[0])
			want := openflow.PacketIn{
				BufferID: openflow.NoBuffer, TotalLen: uint16(len(ethFrame)), InPort: 2, Reason: uint8(reasonApplyAction), Cookie: 0x1234, Data: ethFrame,
			}
			if name == "PacketIn" && r.d.Version < openflow.Version13 {
				want.Cookie = 0
			}
			if diff := cmp.Diff(want, in); diff != "" || !ok {
				t.Errorf("%s: %v %s", name, ok, diff)
			}
		}
		r.want("OFPBRC_EPERM", r.make("NXSetPacketInFormat", source{"packet_in_format": uint64(3)}))
	})
}

// TestPacketInFormatWithoutFlow has packets that no flow sent: Nicira's have the cookie of none.
func TestPacketInFormatWithoutFlow(t *testing.T) {
	versions(t, openflow.Version10, func(r *rig) {
		for format := range uint64(3) {
			r.want("", r.make("NXSetPacketInFormat", source{"packet_in_format": format}))
			list := r.tell(r.packetOut(1, ethFrame, to(portController)))
			if len(list) != 1 {
				t.Fatal(r.names(list))
			}
			in, _ := r.d.PacketIn(list[0])
			want := uint64(allOnes)
			if format == 0 && r.d.Version < openflow.Version13 {
				want = 0
			}
			if in.Cookie != want || in.InPort != 1 {
				t.Errorf("%s: %+v", r.names(list), in)
			}
		}
	})
}
