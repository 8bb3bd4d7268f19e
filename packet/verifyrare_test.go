package packet_test

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/ofwire/openflow/packet"
)

// TestVerifyRouting has two routing headers that are not done: what is behind them is for the last address of the inner one. Nothing is allocated.
func TestVerifyRouting(t *testing.T) {
	v6 := packet.NewIPv6(ip61, ip62)
	for _, typ := range []uint8{packet.RoutingSource, packet.RoutingRPL, packet.RoutingSegment} {
		outer, inner := &packet.IPv6Routing{SegmentsLeft: 1}, &packet.IPv6Routing{SegmentsLeft: 1}
		outer.SetAddresses(typ, ip61)
		inner.SetAddresses(typ, ip61, ip62)
		end := ip62
		if typ == packet.RoutingSegment {
			inner.SetAddresses(typ, ip62, ip61)
		}
		frame, err := packet.Append(nil, v6, outer, inner, &packet.UDP{SrcPort: 1, DstPort: 2}, packet.Payload("data"))
		if err != nil {
			t.Fatal(err)
		}
		if datagram := frame[len(frame)-12:]; packet.PseudoChecksum(ip61, end, packet.IPProtocolUDP, datagram) != 0 {
			t.Errorf("type %d: the checksum of %x is not that of a datagram for %v", typ, datagram, end)
		}
		d := packet.Decoder{First: v6.Info()}
		p := d.Decode(frame)
		if n := testing.AllocsPerRun(10, func() { err = p.VerifyChecksums(frame) }); n > 0 || err != nil {
			t.Errorf("type %d: %v allocations, %v", typ, n, err)
		}
	}
}

// TestVerifyWant has sums of 64-bit words that come around to less than the checksum.
func TestVerifyWant(t *testing.T) {
	for _, data := range [][]byte{
		{0xff, 0xff, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff},
		{0xff, 0xff, 0, 0, 0, 0},
		make([]byte, 8),
	} {
		frame, err := packet.Append(nil, packet.NewIPv4(ip1, ip2), &packet.ICMP{}, packet.Payload(data))
		if err != nil {
			t.Fatal(err)
		}
		right := binary.BigEndian.Uint16(frame[22:])
		d := packet.Decoder{First: packet.Of[*packet.IPv4]()}
		for got := 1; got <= 0xffff; got++ {
			binary.BigEndian.PutUint16(frame[22:], right+uint16(got))
			list := wrong(t, d.Decode(frame), frame)
			if right == 0 && got == 0xffff && list == nil {
				continue // The other zero.
			}
			if len(list) != 1 || list[0].Want != uint32(right) || list[0].Got != uint32(right+uint16(got)) {
				t.Fatalf("%x: %v, want %#x", frame, list, right)
			}
		}
	}
}

// TestVerifyZero has a datagram in IPv6 whose checksum is 0xffff, as its sum gives 0: a checksum of 0 is wrong all the same.
func TestVerifyZero(t *testing.T) {
	layers := []packet.Layer{packet.NewIPv6(ip61, ip62), &packet.UDP{SrcPort: 1}, packet.Payload{0, 0}}
	frame, err := packet.Append(nil, layers...)
	if err != nil {
		t.Fatal(err)
	}
	layers[2] = packet.Payload(frame[46:48]) // The checksum in the place of the zeros.
	if frame, err = packet.Append(nil, layers...); err != nil || frame[46] != 0xff || frame[47] != 0xff {
		t.Fatalf("%x, %v", frame, err)
	}
	d := packet.Decoder{First: packet.Of[*packet.IPv6]()}
	if list := wrong(t, d.Decode(frame), frame); list != nil {
		t.Error(list)
	}
	frame[46], frame[47] = 0, 0
	if list := wrong(t, d.Decode(frame), frame); len(list) != 1 || list[0].Got != 0 || list[0].Want != 0xffff {
		t.Error(list)
	}
}

// TestVerifyFletcher has link state advertisements with 0 for 255 in their checksum, which are the same in it.
func TestVerifyFletcher(t *testing.T) {
	found := 0
	for i := range uint32(5000) {
		lsa := packet.OSPFLSA{Type: packet.OSPFNetworkLSA, Sequence: i, Body: packet.OSPFNetworkBody(ip1, ip2)}
		frame, err := packet.Append(nil, packet.NewIPv4(ip1, ip2), &packet.OSPF{Type: packet.OSPFTypeUpdate, LSAs: []packet.OSPFLSA{lsa}})
		if err != nil {
			t.Fatal(err)
		}
		c := frame[20+28+16:][:2]
		at := bytes.IndexByte(c, 0xff)
		if at < 0 {
			continue
		}
		found++
		c[at] = 0
		frame[32], frame[33] = 0, 0
		binary.BigEndian.PutUint16(frame[32:], packet.Checksum(frame[20:]))
		d := packet.Decoder{First: packet.Of[*packet.IPv4]()}
		if list := wrong(t, d.Decode(frame), frame); list != nil {
			t.Errorf("%x: %v", c, list)
		}
		c[at] = 1
		if list := wrong(t, d.Decode(frame), frame); len(list) != 2 {
			t.Errorf("%x: %v", c, list)
		}
	}
	if found == 0 {
		t.Error("none has 255")
	}
}

// TestVerifyLink has links whose length ends before that of the IP packet within: the rest is not the packet's.
func TestVerifyLink(t *testing.T) {
	v4 := packet.NewIPv4(ip1, ip2)
	for name, outside := range map[string][]packet.Layer{
		"802.3": {&packet.Ethernet{Length: packet.Fixed(8 + 30)}, &packet.LLC{DSAP: packet.LLCSNAP, SSAP: packet.LLCSNAP, Control: 3}},
		"a tag": {&packet.Ethernet{}, &packet.VLAN{Length: packet.Fixed(8 + 30)}, &packet.LLC{DSAP: packet.LLCSNAP, SSAP: packet.LLCSNAP, Control: 3}},
		"pppoe": {&packet.Ethernet{}, &packet.PPPoE{Length: packet.Fixed(2 + 30)}, &packet.PPP{}},
		"gtpu": {&packet.Ethernet{}, v4, &packet.UDP{DstPort: packet.GTPUPort, Checksum: packet.Fixed(0)},
			&packet.GTPU{Type: packet.GTPGPDU, Length: packet.Fixed(30)}},
	} {
		frame, err := packet.Append(nil, append(outside, v4, &packet.UDP{Checksum: packet.Fixed(1)}, packet.Payload("data"))...)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		p := packet.Unmarshal(frame)
		if list := wrong(t, p, frame); list != nil || !p.Truncated || p.Layers[len(p.Layers)-1].Info() != packet.Of[*packet.UDP]() {
			t.Errorf("%s: %v in %v", name, list, p)
		}
	}
}
