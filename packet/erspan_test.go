package packet_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

// mirrored returns the layers around ERSPAN, and what is mirrored.
func mirrored(flags packet.GREFlags, protocol packet.EtherType, layers ...packet.Layer) []packet.Layer {
	return append([]packet.Layer{eth(), v4(), &packet.GRE{Flags: flags, Protocol: protocol, Seq: uint32(flags & packet.GRESeq)}}, layers...)
}

func erspan2() *packet.ERSPAN2 {
	return &packet.ERSPAN2{VLAN: 0xabc, COS: 5, Trunk: packet.ERSPANPreserved, Session: 0x2aa, Index: 0xabcde}
}

func erspan3() *packet.ERSPAN3 {
	return &packet.ERSPAN3{
		VLAN: 0xabc, COS: 5, Session: 0x2aa, Timestamp: 0x01020304, SGT: 0x1234, Hardware: 0x2a, Egress: true, Granularity: packet.ERSPANNanoseconds,
	}
}

func TestERSPAN(t *testing.T) {
	two, three, ip, other := erspan2(), erspan3(), erspan3(), erspan3()
	two.Truncated, two.Reserved = true, 0xfff
	three.Quality, three.Truncated, three.PDU = packet.ERSPANBad, true, true
	three.Subheader, three.Platform, three.PlatformInfo = true, 0x2a, 1<<58-2
	ip.FrameType, ip.Egress = packet.ERSPANIP, false
	other.FrameType = 31
	for _, x := range []built{
		{
			name: "type I", layers: mirrored(0, packet.EtherTypeERSPAN, inner()),
			hex: "020000000002020000000001" + "0800" + "4500002600000000" + "402ff6a5c0000201c0000202" + "000088be" + "020000000002020000000001" + "1234",
		},
		{
			name: "type II", layers: mirrored(packet.GRESeq, packet.EtherTypeERSPAN, erspan2(), inner()),
			hex: "020000000002020000000001" + "0800" + "4500003200000000" + "402ff699c0000201c0000202" + "100088be00001000" +
				"1abcbaaa000abcde" + "020000000002020000000001" + "1234",
		},
		{name: "type II, all bits", layers: mirrored(packet.GRESeq|packet.GREKey, packet.EtherTypeERSPAN, two, eth(), v4())},
		{name: "type II, nothing inside", layers: mirrored(packet.GRESeq, packet.EtherTypeERSPAN, erspan2())},
		{
			name: "type III", layers: mirrored(packet.GRESeq, packet.EtherTypeERSPAN3, erspan3(), inner()),
			hex: "020000000002020000000001" + "0800" + "4500003600000000" + "402ff695c0000201c0000202" + "100022eb00001000" +
				"2abca2aa01020304123402ac" + "020000000002020000000001" + "1234",
		},
		{
			name: "type III, all bits", layers: []packet.Layer{three, inner()},
			hex: "2abcbeaa01020304123482ad" + "abfffffffffffffe" + "020000000002020000000001" + "1234",
		},
		{name: "type III without a sequence number", layers: mirrored(0, packet.EtherTypeERSPAN3, erspan3(), eth(), v4())},
		{name: "type III of IP", layers: mirrored(packet.GRESeq, packet.EtherTypeERSPAN3, ip, emptyV6())},
		{name: "type III of a reserved frame", layers: mirrored(packet.GRESeq, packet.EtherTypeERSPAN3, other)},
		{name: "type III, nothing inside", layers: mirrored(packet.GRESeq, packet.EtherTypeERSPAN3, three)},
		{
			name: "protocol not said", layers: mirrored(packet.GRESeq, 0, erspan2(), inner()), want: mirrored(packet.GRESeq, packet.EtherTypeERSPAN, erspan2(), inner()),
		},
	} {
		x.run(t)
	}
}

// TestERSPANDispatch has a Dispatch go before what GRE knows of ERSPAN.
func TestERSPANDispatch(t *testing.T) {
	none := packet.Decoder{Dispatch: packet.Dispatch{EtherTypes: map[packet.EtherType]*packet.Protocol{packet.EtherTypeERSPAN: nil}}}
	if p := none.Decode(frame(t, same, mirrored(packet.GRESeq, packet.EtherTypeERSPAN, erspan2(), inner())...)); len(p.Layers) != 3 || len(p.Payload) != 22 {
		t.Error(p)
	}
	if p := packet.Unmarshal(frame(t, same, &packet.Ethernet{EtherType: packet.EtherTypeERSPAN}, packet.Payload("12345678"))); len(p.Layers) != 1 {
		t.Error("ERSPAN without GRE:", p)
	}
}

func TestP10ERSPAN(t *testing.T) {
	one := mirrored(0, packet.EtherTypeERSPAN, inner())
	two := mirrored(packet.GRESeq, packet.EtherTypeERSPAN, erspan2(), inner())
	three := mirrored(packet.GRESeq, packet.EtherTypeERSPAN3, erspan3(), inner())
	bare := mirrored(packet.GRESeq, packet.EtherTypeERSPAN3, erspan3())
	const gre = "ethernet ipv4 gre"
	for _, m := range []malformed{
		{name: "type I, frame cut off", frame: frame(t, cut(45), one...), layers: gre, err: openflow.ErrTruncated, truncated: true, at: "ethernet at 38"},
		{
			name:  "type II without a sequence number, taken for type I",
			frame: frame(t, put(50, 0x12, 0x34), mirrored(0, packet.EtherTypeERSPAN, erspan2(), inner())...), layers: gre + " ethernet",
		},
		{name: "type II, version 2", frame: frame(t, put(42, 0x2a), two...), layers: gre, err: openflow.ErrVersion, at: "erspan2 at 42"},
		{name: "type II, version 0", frame: frame(t, put(42, 0x0a), two...), layers: gre, err: openflow.ErrVersion, at: "erspan2 at 42"},
		{name: "type II, 7 bytes", frame: frame(t, cut(49), two...), layers: gre, err: openflow.ErrTruncated, truncated: true, at: "erspan2 at 42"},
		{
			name: "type II, frame cut off", frame: frame(t, cut(60), two...), layers: gre + " erspan2", err: openflow.ErrTruncated, truncated: true,
			at: "ethernet at 50",
		},
		{name: "type III, version 1", frame: frame(t, put(42, 0x1a), three...), layers: gre, err: openflow.ErrVersion, at: "erspan3 at 42"},
		{name: "type III, 11 bytes", frame: frame(t, cut(53), three...), layers: gre, err: openflow.ErrTruncated, truncated: true, at: "erspan3 at 42"},
		{
			name: "type III without its subheader", frame: frame(t, put(53, 0xad), bare...), layers: gre, err: openflow.ErrTruncated, truncated: true,
			at: "erspan3 at 42",
		},
		{
			name: "type III with the frame's start for a subheader", frame: frame(t, put(53, 0xad), three...), layers: gre + " erspan3", err: openflow.ErrTruncated,
			truncated: true, at: "ethernet at 62",
		},
	} {
		m.run(t)
	}
	for name, l := range map[string]packet.Layer{
		"type II, VLAN":          &packet.ERSPAN2{VLAN: 1 << 12},
		"type II, COS":           &packet.ERSPAN2{COS: 8},
		"type II, trunk":         &packet.ERSPAN2{Trunk: 4},
		"type II, session":       &packet.ERSPAN2{Session: 1 << 10},
		"type II, reserved":      &packet.ERSPAN2{Reserved: 1 << 12},
		"type II, index":         &packet.ERSPAN2{Index: 1 << 20},
		"type III, VLAN":         &packet.ERSPAN3{VLAN: 1 << 12},
		"type III, COS":          &packet.ERSPAN3{COS: 8},
		"type III, quality":      &packet.ERSPAN3{Quality: 4},
		"type III, session":      &packet.ERSPAN3{Session: 1 << 10},
		"type III, frame type":   &packet.ERSPAN3{FrameType: 32},
		"type III, hardware":     &packet.ERSPAN3{Hardware: 64},
		"type III, granularity":  &packet.ERSPAN3{Granularity: 4},
		"type III, platform":     &packet.ERSPAN3{Subheader: true, Platform: 64},
		"type III, information":  &packet.ERSPAN3{Subheader: true, PlatformInfo: 1 << 58},
		"type III, no subheader": &packet.ERSPAN3{Platform: 64},
	} {
		if _, err := packet.Append(nil, l); !errors.Is(err, openflow.ErrValue) {
			t.Errorf("%s is encoded: %v", name, err)
		}
	}
}

func TestERSPANNames(t *testing.T) {
	checkNames(t, map[string]fmt.Stringer{
		"isl":       packet.ERSPANISL,
		"oversized": packet.ERSPANOversized,
		"ip":        packet.ERSPANIP,
		"31":        packet.ERSPANFrame(31),
		"100ns":     packet.ERSPAN100Nanoseconds,
	})
}

// TestERSPANSequence leaves the protocol of GRE to Append: type II needs the sequence number that tells it from type I.
func TestERSPANSequence(t *testing.T) {
	if _, err := packet.Append(nil, mirrored(0, 0, erspan2(), eth())...); !errors.Is(err, openflow.ErrValue) {
		t.Errorf("type II without a sequence number: %v", err)
	}
	for _, layers := range [][]packet.Layer{
		mirrored(packet.GRESeq, 0, erspan2(), eth()), mirrored(0, packet.EtherTypeERSPAN, erspan2(), eth()), mirrored(0, 0, erspan3(), eth()),
	} {
		if _, err := packet.Append(nil, layers...); err != nil {
			t.Errorf("%v: %v", layers, err)
		}
	}
}
