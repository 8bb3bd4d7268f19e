package packet_test

import (
	"encoding/hex"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

func TestOSPFExtended(t *testing.T) {
	index, err := packet.OSPFPrefixSID{Flags: 0x40, Topology: 1, Algorithm: 2, SID: 100}.TLV()
	if err != nil {
		t.Fatal(err)
	}
	label, err := packet.OSPFPrefixSID{Flags: 0x0c, SID: 16100, IsLabel: true}.TLV()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (packet.OSPFPrefixSID{SID: 1 << 24, IsLabel: true}).TLV(); err != openflow.ErrValue {
		t.Error(err)
	}
	prefix := packet.OSPFExtendedPrefix{RouteType: 1, Flags: 0x40, Prefix: netip.MustParsePrefix("192.0.2.0/24"), TLVs: []packet.OSPFTLV{index, label}}
	link := packet.OSPFExtendedLink{Type: 1, ID: ip1, Data: ip2, TLVs: []packet.OSPFTLV{{Type: 2, Value: []byte{0x60, 0, 0, 0, 0, 0x3e, 0x80}}}}
	const want = "01180040" + "c0000200" + "00020008" + "40000102" + "00000064" + "00020007" + "0c000000" + "003ee400"
	if got := hex.EncodeToString(prefix.TLV().Value); got != want {
		t.Errorf("\nwant %s\ngot  %s", want, got)
	}
	gotPrefix, ok := prefix.TLV().ExtendedPrefix()
	if diff := cmp.Diff(prefix, gotPrefix, cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })); diff != "" || !ok {
		t.Error(diff, ok)
	}
	gotLink, ok := link.TLV().ExtendedLink()
	if diff := cmp.Diff(link, gotLink, addresses); diff != "" || !ok {
		t.Error(diff, ok)
	}
	if x, ok := gotPrefix.TLVs[0].PrefixSID(); !ok || x.SID != 100 || x.IsLabel || x.Algorithm != 2 {
		t.Error(x, ok)
	}
	if x, ok := gotPrefix.TLVs[1].PrefixSID(); !ok || x.SID != 16100 || !x.IsLabel {
		t.Error(x, ok)
	}
	for n := range prefix.TLV().Value {
		short := packet.OSPFTLV{Type: 1, Value: prefix.TLV().Value[:n]}
		short.ExtendedLink()
		if _, ok := short.ExtendedPrefix(); ok && n != 8 && n != 20 {
			t.Errorf("a prefix of %d bytes", n)
		}
	}
	lsas := []packet.OSPFLSA{
		{Type: packet.OSPFAreaOpaqueLSA, ID: netip.MustParseAddr("7.0.0.1"), AdvRouter: ip1, Sequence: 0x80000001, Body: packet.OSPFOpaqueBody(prefix.TLV())},
		{Type: packet.OSPFAreaOpaqueLSA, ID: netip.MustParseAddr("8.0.0.1"), AdvRouter: ip1, Sequence: 0x80000001, Body: packet.OSPFOpaqueBody(link.TLV())},
	}
	x := built{name: "update", layers: inOSPF(&packet.OSPF{Type: packet.OSPFTypeUpdate, LSAs: lsas})}
	x.run(t)
}
