package packet_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

// pduSession is the extension header of a 5G session: downlink, QoS flow 9.
func pduSession() packet.GTPExtension {
	return packet.GTPExtension{Type: packet.GTPPDUSession, Data: []byte{0, 9}}
}

func TestGTPU(t *testing.T) {
	over := func(l ...packet.Layer) []packet.Layer { return overUDP(packet.GTPUPort, l...) }
	user := func() []packet.Layer {
		return []packet.Layer{v4(), &packet.UDP{SrcPort: 1, DstPort: 2}, packet.Payload("abc")}
	}
	flagged := func(l *packet.GTPU) *packet.GTPU { l.Flags |= packet.GTPExtensions; return l }
	numbers := &packet.GTPU{Flags: 0x0b, Type: packet.GTPGPDU, TEID: 0xffffffff, Seq: 0x1234, NPDU: 200, Unused: 0x85}
	unset := &packet.GTPU{Flags: packet.GTPExtensions, Type: packet.GTPGPDU, TEID: 2}
	long := packet.GTPExtension{Type: 0x77, Data: bytes.Repeat([]byte{1}, 1018)}
	for _, x := range []built{
		{
			name: "IPv4", layers: over(packet.NewGTPU(0x01020304), v4()),
			hex: "020000000002020000000001" + "0800" + "4500003800000000" + "4011f6b1c0000201c0000202" + "c350086800247ad0" +
				"30ff001401020304" + "4500001400000000" + "4000f6e6c0000201c0000202",
		},
		{
			name: "extension header", layers: over(packet.NewGTPU(1, pduSession()), emptyV6()), want: over(flagged(packet.NewGTPU(1, pduSession())), emptyV6()),
			hex: "020000000002020000000001" + "0800" + "4500005400000000" + "4011f695c0000201c0000202" + "c350086800407946" +
				"34ff003000000001" + "00000085" + "01000900" + "6000000000003b40" + "20010db8000000000000000000000001" + "20010db8000000000000000000000002",
		},
		{name: "sequence number, N-PDU number, reserved bit", layers: over(numbers, v4())},
		{name: "no extension headers in spite of the flag", layers: over(unset, v4())},
		{name: "two extension headers", layers: over(flagged(packet.NewGTPU(1, pduSession(), long)), v4())},
		{name: "echo request", layers: over(&packet.GTPU{Flags: packet.GTPSequence, Type: packet.GTPEchoRequest, Seq: 7})},
		{name: "end marker", layers: over(&packet.GTPU{Type: packet.GTPEndMarker, TEID: 5})},
		{name: "over IPv6", layers: []packet.Layer{eth(), v6(), &packet.UDP{SrcPort: packet.GTPUPort, DstPort: packet.GTPUPort}, packet.NewGTPU(5), emptyV6()}},
		{
			name:   "a tunnel in a tunnel",
			layers: over(packet.NewGTPU(5), v4(), &packet.UDP{SrcPort: 9, DstPort: packet.GTPUPort}, packet.NewGTPU(6), v4()),
		},
	} {
		x.run(t)
	}
	p := packet.Unmarshal(frame(t, same, over(append([]packet.Layer{packet.NewGTPU(5)}, user()...)...)...))
	if got := packet.Get[*packet.GTPU](p).Length.Value(); len(p.Layers) != 6 || string(p.Payload) != "abc" || got != 31 {
		t.Error(p)
	}
}

// TestGTPUMessages has what follows in other messages as payload, though it might be taken for IP.
func TestGTPUMessages(t *testing.T) {
	recovery := packet.Payload{14, 0}
	for name, x := range map[string]struct {
		port packet.UDP
		typ  packet.GTPType
		data packet.Payload
	}{
		"echo response":          {packet.UDP{SrcPort: packet.GTPUPort, DstPort: 40000}, packet.GTPEchoResponse, recovery},
		"error indication":       {packet.UDP{SrcPort: 40000, DstPort: packet.GTPUPort}, packet.GTPErrorIndication, packet.Payload{0x45, 0, 0, 0, 1}},
		"supported extensions":   {packet.UDP{SrcPort: packet.GTPUPort, DstPort: 40000}, packet.GTPExtensionHeaders, packet.Payload{141, 1, 0x85}},
		"PDU that is not of IP":  {packet.UDP{SrcPort: 40000, DstPort: packet.GTPUPort}, packet.GTPGPDU, packet.Payload{0xff, 3, 0, 0x21}},
		"PDU with a short IHL":   {packet.UDP{SrcPort: 40000, DstPort: packet.GTPUPort}, packet.GTPGPDU, packet.Payload{0x44, 0}},
		"message that is nobody": {packet.UDP{SrcPort: 40000, DstPort: packet.GTPUPort}, 0, packet.Payload("x")},
	} {
		b := frame(t, same, eth(), v4(), &x.port, &packet.GTPU{Flags: packet.GTPSequence, Type: x.typ, TEID: 1, Seq: 2}, x.data)
		p := packet.Unmarshal(b)
		l := packet.Get[*packet.GTPU](p)
		if p.Err != nil || len(p.Layers) != 4 || l == nil || l.Type != x.typ || !bytes.Equal(p.Payload, x.data) {
			t.Errorf("%s: %v", name, p)
		}
		attack(t, b, packet.Of[*packet.Ethernet]())
	}
}

func TestP10GTP(t *testing.T) {
	plain := overUDP(packet.GTPUPort, packet.NewGTPU(5), v4())
	extended := overUDP(packet.GTPUPort, packet.NewGTPU(5, pduSession()), v4())
	empty := overUDP(packet.GTPUPort, packet.NewGTPU(5))
	const outside, whole = "ethernet ipv4 udp", "ethernet ipv4 udp gtpu"
	for _, m := range []malformed{
		{name: "version 0", frame: frame(t, put(42, 0x10), plain...), layers: outside, err: openflow.ErrVersion, at: "gtpu at 42"},
		{name: "version 2", frame: frame(t, put(42, 0x50), plain...), layers: outside, err: openflow.ErrVersion, at: "gtpu at 42"},
		{name: "GTP'", frame: frame(t, put(42, 0x20), plain...), layers: outside, err: openflow.ErrType, at: "gtpu at 42"},
		{name: "7 bytes", frame: frame(t, cut(49), plain...), layers: outside, err: openflow.ErrTruncated, truncated: true, at: "gtpu at 42"},
		{name: "length 0", frame: frame(t, put(44, 0, 0), plain...), layers: whole, trailer: 20},
		{
			name: "length 1", frame: frame(t, put(44, 0, 1), plain...), layers: outside + " gtpu", err: openflow.ErrTruncated, truncated: true, trailer: 19,
			at: "ipv4 at 50",
		},
		{name: "length 255", frame: frame(t, put(44, 0, 255), plain...), layers: whole + " ipv4", truncated: true},
		{name: "length 65535", frame: frame(t, put(44, 255, 255), plain...), layers: whole + " ipv4", truncated: true},
		{name: "flags without their fields", frame: frame(t, put(42, 0x32), empty...), layers: outside, err: openflow.ErrLength, at: "gtpu at 42"},
		{
			name: "flags with length 3", frame: frame(t, func(b []byte) []byte { return put(44, 0, 3)(put(42, 0x37)(b)) }, plain...), layers: outside,
			err: openflow.ErrLength, at: "gtpu at 42",
		},
		{name: "fields cut off", frame: frame(t, cut(53), extended...), layers: outside, err: openflow.ErrTruncated, truncated: true, at: "gtpu at 42"},
		{name: "no extension header", frame: frame(t, cut(54), extended...), layers: outside, err: openflow.ErrTruncated, truncated: true, at: "gtpu at 42"},
		{name: "extension header behind the length", frame: frame(t, put(44, 0, 4), extended...), layers: outside, err: openflow.ErrLength, at: "gtpu at 42"},
		{name: "extension header of length 0", frame: frame(t, put(54, 0), extended...), layers: outside, err: openflow.ErrLength, at: "gtpu at 42"},
		{name: "extension header of length 255", frame: frame(t, put(54, 255), extended...), layers: outside, err: openflow.ErrLength, at: "gtpu at 42"},
		{
			name: "extension header behind the frame", frame: frame(t, func(b []byte) []byte { return put(44, 255, 255)(put(54, 255)(b)) }, extended...),
			layers: outside, err: openflow.ErrTruncated, truncated: true, at: "gtpu at 42",
		},
		{name: "chain that does not end", frame: frame(t, put(57, 0x85), extended...), layers: outside, err: openflow.ErrLength, at: "gtpu at 42"},
		{name: "datagram ends before the length", frame: frame(t, put(38, 0, 18), plain...), layers: whole, err: openflow.ErrTruncated, truncated: true, trailer: 18},
	} {
		m.run(t)
	}
	for name, c := range map[string]struct {
		l    packet.GTPU
		want error
	}{
		"flags of 5 bits":                   {packet.GTPU{Flags: 0x10}, openflow.ErrValue},
		"extension header of type 0":        {packet.GTPU{Extensions: []packet.GTPExtension{{}}}, openflow.ErrValue},
		"extension header of 1019 bytes":    {packet.GTPU{Extensions: []packet.GTPExtension{{Type: 1, Data: make([]byte, 1019)}}}, openflow.ErrTooLong},
		"extension header of 1018 bytes":    {packet.GTPU{Extensions: []packet.GTPExtension{{Type: 1, Data: make([]byte, 1018)}}}, nil},
		"extension header, and none":        {packet.GTPU{Unused: 1, Extensions: []packet.GTPExtension{{Type: 1}}}, openflow.ErrValue},
		"a type of extension without flags": {packet.GTPU{Unused: 1}, nil},
		"length of 17 bits":                 {packet.GTPU{Length: packet.Fixed(1 << 16)}, openflow.ErrValue},
	} {
		if _, err := packet.Append(nil, &c.l); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// TestGTPUFragment has a length in a first fragment, which tells of more than is there and is kept.
func TestGTPUFragment(t *testing.T) {
	first := v4()
	first.Flags = packet.IPv4MoreFragments
	udp := &packet.UDP{SrcPort: 1, DstPort: packet.GTPUPort, Length: packet.Fixed(1000)}
	l := packet.NewGTPU(5)
	l.Length = packet.Fixed(984)
	b := frame(t, same, eth(), first, udp, l, make(packet.Payload, 8))
	p := packet.Unmarshal(b)
	if again, err := p.AppendBinary(nil); err != nil || !bytes.Equal(again, b) || p.Truncated {
		t.Errorf("%v: %v\nwant %x\ngot  %x", p, err, b, again)
	}
}

// TestGTPUPadding has data of extension headers filled up to whole words.
func TestGTPUPadding(t *testing.T) {
	for n, want := range []int{16, 16, 16, 20, 20, 20, 20, 24} {
		l := packet.NewGTPU(1, packet.GTPExtension{Type: packet.GTPUDPPort, Data: bytes.Repeat([]byte{0xff}, n)})
		b, err := packet.Append(bytes.Repeat([]byte{0xee}, 40)[:0], l)
		if err != nil || len(b) != want || l.HeaderLen() != want || b[len(b)-1] != 0 {
			t.Errorf("%d bytes of data: %x, %v", n, b, err)
		}
		d := packet.Decoder{First: packet.Of[*packet.GTPU]()}
		x, ok := packet.Get[*packet.GTPU](d.Decode(b)).Extension(packet.GTPUDPPort)
		if !ok || len(x.Data) != want-14 || !bytes.Equal(bytes.TrimRight(x.Data, "\x00"), bytes.Repeat([]byte{0xff}, n)) {
			t.Errorf("%d bytes of data: %x", n, x.Data)
		}
	}
	if _, ok := packet.NewGTPU(1).Extension(packet.GTPUDPPort); ok {
		t.Error("found an extension header that is not there")
	}
}

func TestGTPNames(t *testing.T) {
	checkNames(t, map[string]fmt.Stringer{
		"n-pdu+sequence+0x8": packet.GTPNPDU | packet.GTPSequence | 8,
		"extensions":         packet.GTPExtensions,
		"g-pdu":              packet.GTPGPDU,
		"echo-response":      packet.GTPEchoResponse,
		"end-marker":         packet.GTPEndMarker,
		"error-indication":   packet.GTPErrorIndication,
		"extension-headers":  packet.GTPExtensionHeaders,
		"tunnel-status":      packet.GTPTunnelStatus,
		"240":                packet.GTPType(240),
		"pdu-session":        packet.GTPPDUSession,
		"long-pdcp-number":   packet.GTPLongPDCPNumberOld,
		"service-class":      packet.GTPServiceClass,
		"udp-port":           packet.GTPUDPPort,
		"ran-container":      packet.GTPRANContainer,
		"xw-ran-container":   packet.GTPXwRANContainer,
		"nr-ran-container":   packet.GTPNRRANContainer,
		"pdcp-number":        packet.GTPPDCPNumber,
		"119":                packet.GTPExtensionType(119),
	})
}
