package packet_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"testing"

	"github.com/ofwire/openflow/packet"
)

// wrong returns the checksums of a frame that are wrong.
func wrong(t testing.TB, p *packet.Packet, frame []byte) (list []packet.ChecksumError) {
	t.Helper()
	err := p.VerifyChecksums(frame)
	if err == nil {
		return nil
	}
	for _, err := range err.(interface{ Unwrap() []error }).Unwrap() {
		var e *packet.ChecksumError
		if !errors.As(err, &e) {
			t.Fatalf("%T", err)
		}
		list = append(list, *e)
	}
	return list
}

// corrected returns a frame with right checksums in the place of wrong ones.
func corrected(frame []byte, list []packet.ChecksumError) []byte {
	frame = slices.Clone(frame)
	for _, e := range list {
		if e.Layer == "sctp" {
			binary.BigEndian.PutUint32(frame[e.Offset:], e.Want)
		} else {
			binary.BigEndian.PutUint16(frame[e.Offset:], uint16(e.Want))
		}
	}
	return frame
}

// checksumsOf returns where checksums are in the layers of a packet before the first fragment, by what the standards say. All of them are verified.
func checksumsOf(p *packet.Packet) (list []int) {
	at := 0
	for _, l := range p.Layers {
		fragment := false
		switch l := l.(type) {
		case *packet.IPv4:
			list = append(list, at+10)
			fragment = l.Flags&packet.IPv4MoreFragments != 0 || l.FragmentOffset != 0
		case *packet.IPv6Fragment:
			fragment = l.More || l.Offset != 0
		case *packet.TCP:
			list = append(list, at+16)
		case *packet.UDP:
			if l.Checksum.Value() != 0 {
				list = append(list, at+6)
			}
		case *packet.ICMP, *packet.ICMPv6, *packet.IGMP:
			list = append(list, at+2)
		case *packet.SCTP:
			list = append(list, at+8)
		case *packet.VRRP:
			list = append(list, at+6)
		case *packet.OSPF:
			if l.AuthType != packet.OSPFCryptographic {
				list = append(list, at+12)
			}
		case *packet.GRE:
			if l.Flags&packet.GREChecksum != 0 {
				list = append(list, at+4)
			}
		}
		if fragment {
			break
		}
		at += l.HeaderLen()
	}
	return list
}

// verified are the frames of the tests of VerifyChecksums: vectors and captures that begin with Ethernet, and frames that Append made.
func verified(t *testing.T) map[string][]byte {
	frames := make(map[string][]byte)
	for _, r := range records(t) {
		if r.Valid && r.Proto == "ethernet" && first(r) == firsts["ethernet"] {
			frames[r.ID] = r.wire
		}
	}
	for i, f := range captured(t) {
		frames[fmt.Sprintf("%s:%d", f.file, i)] = f.frame
	}
	return frames
}

// TestVerifyVectors has packets of all kinds. Many were captured where they were sent, before their checksums were computed. Corrected, they are what
// AppendBinary makes; and then each byte of each checksum that is changed is found.
func TestVerifyVectors(t *testing.T) {
	var d packet.Decoder
	same, found := 0, map[string]int{}
	for name, frame := range verified(t) {
		p := d.Decode(frame)
		frame = corrected(frame, wrong(t, p, frame))
		p = d.Decode(frame)
		if list := wrong(t, p, frame); list != nil {
			t.Errorf("%s: corrected, it has %v", name, list)
			continue
		}
		if p.Truncated || p.Err != nil {
			continue
		}
		whole := frame[:len(frame)-len(p.Trailer)]
		if out, err := p.AppendBinary(nil); err == nil && bytes.Equal(out, whole) {
			same++
		} else if len(out) == len(whole) {
			t.Logf("%s: AppendBinary makes other bytes: %v\n%x\n%x", name, err, whole, out)
		}
		for _, at := range checksumsOf(p) {
			for i := range 2 {
				frame[at+i] ^= 0x55
				list := wrong(t, d.Decode(frame), frame)
				frame[at+i] ^= 0x55
				if !slices.ContainsFunc(list, func(e packet.ChecksumError) bool { return e.Offset == at && e.Got != e.Want }) {
					t.Errorf("%s: a wrong byte at %d is not found: %v\n%v", name, at+i, list, p)
				} else {
					found[list[0].Layer]++
				}
			}
		}
	}
	t.Log(same, "frames are what AppendBinary makes, found", found)
	if same < 300 {
		t.Error("too few frames")
	}
}

// TestVerify has what there is to know of single protocols. Of each frame the checksum at an offset is made wrong; 0 leaves it.
func TestVerify(t *testing.T) {
	v4 := packet.NewIPv4(netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("10.0.0.2"))
	v6 := packet.NewIPv6(netip.MustParseAddr("fc00::1"), netip.MustParseAddr("fc00::2"))
	part := *v4
	part.Flags = packet.IPv4MoreFragments
	unsummed := &packet.UDP{SrcPort: 1, DstPort: 2, Checksum: packet.Fixed(0)}
	update := &packet.OSPF{Type: packet.OSPFTypeUpdate, LSAs: []packet.OSPFLSA{
		{Type: packet.OSPFNetworkLSA, Sequence: 1, Body: packet.OSPFNetworkBody(v4.Src, v4.Dst)},
		{Type: packet.OSPFNetworkLSA, Sequence: 2, Body: packet.OSPFNetworkBody(v4.Dst)},
	}}
	signed := *update
	signed.AuthType, signed.Extra = packet.OSPFCryptographic, make([]byte, 16)
	data := packet.Payload("data")
	for _, c := range []struct {
		name   string
		layers []packet.Layer
		at     int
		want   string // Layers and offsets of what is wrong.
	}{
		{"ipv4", []packet.Layer{v4, data}, 10, "ipv4 10"},
		{"udp", []packet.Layer{v4, &packet.UDP{SrcPort: 1, DstPort: 2}, data}, 26, "udp 26"},
		{"udp behind padding", []packet.Layer{v4, &packet.UDP{SrcPort: 1, DstPort: 2, Length: packet.Fixed(8), Checksum: packet.Fixed(0xebd8)}, data}, 0, ""},
		{"udp without a checksum", []packet.Layer{v4, unsummed, data}, 0, ""},
		{"udp without a checksum in IPv6", []packet.Layer{v6, unsummed, data}, 0, "udp 46"},
		{"vxlan without a checksum in IPv6", []packet.Layer{v6, &packet.UDP{DstPort: 4789, Checksum: packet.Fixed(0)},
			&packet.VXLAN{VNI: 7}, &packet.Ethernet{EtherType: 0x88b5}, data}, 0, ""},
		{"tcp behind extension headers", []packet.Layer{v6, &packet.IPv6Options{}, &packet.TCP{SrcPort: 1}, data}, 64, "tcp 64"},
		{"sctp", []packet.Layer{v4, &packet.SCTP{SrcPort: 1, Chunks: []packet.SCTPChunk{{Type: 10, Value: data}}}}, 28, "sctp 28"},
		{"gre", []packet.Layer{v4, &packet.GRE{Flags: packet.GREChecksum, Protocol: 0x88b5}, data}, 24, "gre 24"},
		{"gre without a checksum", []packet.Layer{v4, &packet.GRE{Protocol: 0x88b5}, data}, 0, ""},
		{"within a tunnel", []packet.Layer{v4, &packet.GRE{}, v6, &packet.ICMPv6{Type: 128}, data}, 66, "icmpv6 66"},
		{"ospf", []packet.Layer{v4, update}, 32, "OSPFLSUpd 32"},
		{"the second LSA", []packet.Layer{v4, update}, 20 + 28 + 28 + 16, "OSPFLSUpd 32, OSPFLSUpd 92"},
		{"an LSA of signed OSPF", []packet.Layer{v4, &signed}, 20 + 28 + 28 + 16, "OSPFLSUpd 92"},
		{"a fragment", []packet.Layer{&part, &packet.ICMP{Type: 8, Checksum: packet.Fixed(1)}, data}, 10, "ipv4 10"},
		{"no IP", []packet.Layer{&packet.TCP{SrcPort: 1, Checksum: packet.Fixed(1)}, data}, 0, ""},
	} {
		frame, err := packet.Append(nil, c.layers...)
		if err != nil && c.name != "no IP" {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		d := packet.Decoder{First: c.layers[0].Info()}
		if c.at != 0 {
			if list := wrong(t, d.Decode(frame), frame); list != nil {
				t.Errorf("%s: wrong from the start: %v", c.name, list)
			}
			frame[c.at]++
		}
		got := ""
		for _, e := range wrong(t, d.Decode(frame), frame) {
			if got != "" {
				got += ", "
			}
			got += fmt.Sprint(e.Layer, " ", e.Offset)
		}
		if got != c.want {
			t.Errorf("%s: wrong are %q, want %q in %v", c.name, got, c.want, d.Decode(frame))
		}
		for n := range frame { // What of a frame is not there is not verified, but for the headers of IPv4.
			for _, e := range wrong(t, d.Decode(frame[:n]), frame[:n]) {
				if e.Layer != "ipv4" {
					t.Errorf("%s: of %d bytes, %v", c.name, n, &e)
				}
			}
			wrong(t, d.Decode(frame), frame[:n]) // Not the packet's frame.
		}
	}
}

func TestVerifyAllocs(t *testing.T) {
	v4 := packet.NewIPv4(netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("10.0.0.2"))
	for _, l := range []packet.Layer{&packet.TCP{SrcPort: 1}, &packet.UDP{SrcPort: 1}, &packet.SCTP{SrcPort: 1}, &packet.ICMP{}} {
		frame, err := packet.Append(nil, &packet.Ethernet{}, v4, l, packet.Payload("data"))
		if err != nil {
			t.Fatal(err)
		}
		p := packet.Unmarshal(frame)
		if n := testing.AllocsPerRun(10, func() { err = p.VerifyChecksums(frame) }); n > 0 || err != nil {
			t.Errorf("%v: %v allocations, %v", p, n, err)
		}
	}
}

func ExamplePacket_VerifyChecksums() {
	src, dst := netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("10.0.0.2")
	frame, _ := packet.Append(nil, &packet.Ethernet{}, packet.NewIPv4(src, dst), &packet.UDP{SrcPort: 1024, DstPort: 53}, packet.Payload("query"))
	fmt.Println(packet.Unmarshal(frame).VerifyChecksums(frame))
	frame[len(frame)-1] = 'Y'
	fmt.Println(packet.Unmarshal(frame).VerifyChecksums(frame))
	// Output:
	// <nil>
	// packet: udp checksum at 40 is 0x97b4, want 0xb7b4
}

// TestVerifyNoLength has a packet whose length the network card was to fill in, as the checksum.
func TestVerifyNoLength(t *testing.T) {
	frame, err := packet.Append(nil, &packet.IPv4{TTL: 1, Length: packet.Fixed(0)}, &packet.TCP{Checksum: packet.Fixed(1)}, packet.Payload("data"))
	if err != nil {
		t.Fatal(err)
	}
	d := packet.Decoder{First: packet.Of[*packet.IPv4]()}
	p := d.Decode(frame)
	if list := wrong(t, p, frame); list != nil || packet.Get[*packet.TCP](p) == nil || string(p.Payload) != "data" {
		t.Errorf("%v in %v", list, p)
	}
	if out, err := p.AppendReceived(nil); err != nil || !bytes.Equal(out, frame) {
		t.Errorf("%x comes back as %x, %v", frame, out, err)
	}
	out, err := p.AppendBinary(nil)
	if again := d.Decode(out); err != nil || packet.Get[*packet.IPv4](again).Length.Value() != 44 || wrong(t, again, out) != nil {
		t.Errorf("%v, %v", again, err)
	}
}

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
