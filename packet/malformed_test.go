package packet_test

import (
	"errors"
	"net/netip"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

var (
	mac1 = openflow.MAC{2, 0, 0, 0, 0, 1}
	mac2 = openflow.MAC{2, 0, 0, 0, 0, 2}
	ip1  = netip.MustParseAddr("192.0.2.1")
	ip2  = netip.MustParseAddr("192.0.2.2")
	ip61 = netip.MustParseAddr("2001:db8::1")
	ip62 = netip.MustParseAddr("2001:db8::2")
)

// frame builds a packet and changes bytes of it.
func frame(t *testing.T, change func(b []byte) []byte, layers ...packet.Layer) []byte {
	t.Helper()
	b, err := packet.Append(nil, layers...)
	if err != nil {
		t.Fatal(err)
	}
	return change(b)
}

func put(at int, x ...byte) func([]byte) []byte {
	return func(b []byte) []byte { copy(b[at:], x); return b }
}

func cut(n int) func([]byte) []byte { return func(b []byte) []byte { return b[:n] } }

func grown(n int) func([]byte) []byte {
	return func(b []byte) []byte { return append(b, make([]byte, n)...) }
}

func same(b []byte) []byte { return b }

func eth() *packet.Ethernet { return &packet.Ethernet{Dst: mac2, Src: mac1} }

func v4() *packet.IPv4 { return packet.NewIPv4(ip1, ip2) }

func v6() *packet.IPv6 { return packet.NewIPv6(ip61, ip62) }

func TestP1Ethernet(t *testing.T) {
	tags := func(n int) []packet.Layer {
		list := []packet.Layer{eth()}
		for range n {
			list = append(list, &packet.VLAN{ID: 1})
		}
		return append(list, v4(), packet.Payload("x"))
	}
	for _, m := range []malformed{
		{name: "empty", frame: []byte{}, err: openflow.ErrTruncated, truncated: true},
		{name: "13 bytes", frame: make([]byte, 13), err: openflow.ErrTruncated, truncated: true},
		{
			name: "802.3 length", frame: frame(t, grown(6), eth(), &packet.LLC{DSAP: 2, SSAP: 2, Control: 3}, packet.Payload("abc")),
			layers: "ethernet llc", trailer: 6,
		},
		{
			name: "802.3 length behind the end", frame: frame(t, put(12, 5, 0xdc), eth(), &packet.LLC{DSAP: 2, SSAP: 2, Control: 3}),
			layers: "ethernet llc", truncated: true,
		},
		{
			name: "802.3 length 0", frame: frame(t, put(12, 0, 0), eth(), packet.Payload("abc")),
			layers: "ethernet", err: openflow.ErrTruncated, truncated: true, trailer: 3,
		},
		{
			name: "jumbo LLC", frame: frame(t, same, &packet.Ethernet{EtherType: 0x8870}, &packet.LLC{DSAP: 2, Control: 3}, packet.Payload("abc")),
			layers: "ethernet llc",
		},
		{name: "neither length nor type", frame: frame(t, put(12, 5, 0xdd), eth(), packet.Payload("abc")), layers: "ethernet"},
		{name: "tag cut off", frame: frame(t, cut(17), tags(1)...), layers: "ethernet", err: openflow.ErrTruncated, truncated: true},
		{name: "third tag cut off", frame: frame(t, cut(25), tags(3)...), layers: "ethernet vlan vlan", err: openflow.ErrTruncated, truncated: true},
		{name: "30 tags", frame: frame(t, same, tags(30)...), layers: "ethernet " + strings.Repeat("vlan ", 30) + "ipv4"},
		{name: "64 tags", frame: frame(t, same, tags(64)...), layers: "ethernet" + strings.Repeat(" vlan", 31), err: openflow.ErrDepth},
	} {
		m.run(t)
	}
}

func TestP2ARP(t *testing.T) {
	arp := packet.NewARP(packet.ARPRequest, mac1, ip1, openflow.MAC{}, ip2)
	for _, m := range []malformed{
		{name: "padded", frame: frame(t, grown(18), arp...), layers: "ethernet arp", trailer: 18},
		{name: "cut off", frame: frame(t, cut(41), arp...), layers: "ethernet", err: openflow.ErrTruncated, truncated: true},
		{name: "hlen 0", frame: frame(t, put(18, 0), arp...), layers: "ethernet", err: openflow.ErrLength},
		{name: "hlen and plen of 256 bytes", frame: frame(t, put(18, 128, 128), arp...), layers: "ethernet", err: openflow.ErrLength},
		{name: "hlen and plen 255", frame: frame(t, put(18, 255, 255), arp...), layers: "ethernet", err: openflow.ErrLength},
		{name: "not IPv4", frame: frame(t, put(16, 0x86, 0xdd), arp...), layers: "ethernet", err: openflow.ErrType},
	} {
		m.run(t)
	}
}

func TestP3IPv4(t *testing.T) {
	udp := []packet.Layer{eth(), v4(), &packet.UDP{SrcPort: 1000, DstPort: 1001}, packet.Payload("payload")}
	icmp := []packet.Layer{eth(), v4(), &packet.ICMP{Type: packet.ICMPEchoRequest}}
	opts := v4()
	opts.Options = []byte{7, 0, 131, 1}
	later, first := v4(), v4()
	later.FragmentOffset, later.Protocol = 10, packet.IPProtocolUDP
	first.Flags = packet.IPv4MoreFragments
	for _, m := range []malformed{
		{name: "IHL 4", frame: frame(t, put(14, 0x44), udp...), layers: "ethernet", err: openflow.ErrLength},
		{name: "IHL 0", frame: frame(t, put(14, 0x40), udp...), layers: "ethernet", err: openflow.ErrLength},
		{name: "IHL behind the end", frame: frame(t, put(14, 0x4f), icmp...), layers: "ethernet", err: openflow.ErrLength},
		{name: "IHL behind the frame", frame: frame(t, put(14, 0x4f, 0, 0, 60), icmp...), layers: "ethernet", err: openflow.ErrTruncated, truncated: true},
		{name: "version 6", frame: frame(t, put(14, 0x65), udp...), layers: "ethernet", err: openflow.ErrVersion},
		{name: "total length below IHL", frame: frame(t, put(16, 0, 19), udp...), layers: "ethernet", err: openflow.ErrLength},
		{name: "total length 0", frame: frame(t, put(16, 0, 0), udp...), layers: "ethernet ipv4 udp"},
		{name: "total length 0, padding", frame: frame(t, put(16, 0, 0), icmp...), layers: "ethernet ipv4 icmp"},
		{name: "total length 0 of a first fragment", frame: frame(t, put(16, 0, 0, 0, 0, 0x20, 0), udp...), layers: "ethernet", err: openflow.ErrLength},
		{name: "total length 0 of a later fragment", frame: frame(t, put(16, 0, 0, 0, 0, 0, 1), udp...), layers: "ethernet", err: openflow.ErrLength},
		{name: "total length 0 in a frame that is cut off", frame: frame(t, func(b []byte) []byte { return put(16, 0, 0)(b)[:40] }, udp...),
			layers: "ethernet ipv4", err: openflow.ErrTruncated, truncated: true},
		{name: "total length behind the frame", frame: frame(t, put(16, 1, 0), udp...), layers: "ethernet ipv4 udp", truncated: true},
		{name: "padding", frame: frame(t, grown(11), udp...), layers: "ethernet ipv4 udp", trailer: 11},
		{name: "option lengths 0 and 1", frame: frame(t, same, eth(), opts, &packet.UDP{}), layers: "ethernet ipv4 udp"},
		{name: "second fragment", frame: frame(t, same, eth(), later, packet.Payload("abcdefgh")), layers: "ethernet ipv4"},
		{name: "first fragment", frame: frame(t, put(38, 1, 0), eth(), first, &packet.UDP{}, packet.Payload("abcdefgh")), layers: "ethernet ipv4 udp"},
		{name: "first fragment of a tunnel", frame: frame(t, put(36, 1, 0), eth(), first, v4(), &packet.UDP{}), layers: "ethernet ipv4 ipv4 udp"},
		{name: "first fragment of IPv6", frame: frame(t, put(38, 1, 0), eth(), first, v6(), &packet.UDP{}), layers: "ethernet ipv4 ipv6 udp"},
		{
			name: "first fragment of 802.3", frame: frame(t, put(50, 1, 0), eth(), first, &packet.GRE{}, eth(), &packet.LLC{Control: 3}),
			layers: "ethernet ipv4 gre ethernet llc",
		},
		{
			name: "first fragment of BFD", frame: frame(t, put(45, 100), eth(), first, &packet.UDP{DstPort: 3784}, &packet.BFD{Version: 1}),
			layers: "ethernet ipv4 udp bfd",
		},
		{name: "first fragment of OSPF", frame: frame(t, put(36, 1, 0), eth(), first, &packet.OSPF{Type: packet.OSPFTypeAck}), layers: "ethernet ipv4 OSPFLSAck"},
		{
			name: "first fragment of SCTP", frame: frame(t, put(48, 1, 0), eth(), first, &packet.SCTP{Chunks: []packet.SCTPChunk{{Value: make([]byte, 8)}}}),
			layers: "ethernet ipv4 sctp", err: openflow.ErrTruncated,
		},
		{name: "first fragment cut off", frame: frame(t, cut(40), eth(), first, &packet.UDP{}), layers: "ethernet ipv4", err: openflow.ErrTruncated, truncated: true},
	} {
		m.run(t)
	}
}

func TestP4IPv6(t *testing.T) {
	udp := []packet.Layer{eth(), v6(), &packet.UDP{SrcPort: 1000, DstPort: 1001}, packet.Payload("payload")}
	hop := []packet.Layer{eth(), v6(), &packet.IPv6Options{}, &packet.UDP{SrcPort: 1000, DstPort: 1001}}
	chain := []packet.Layer{eth(), v6()}
	for range 50 {
		chain = append(chain, &packet.IPv6Options{Destination: true})
	}
	for _, m := range []malformed{
		{name: "payload length 40 too long", frame: frame(t, put(18, 0, 55), udp...), layers: "ethernet ipv6 udp", truncated: true},
		{
			name: "payload length too short for the header", frame: frame(t, put(18, 0, 7), udp...),
			layers: "ethernet ipv6", err: openflow.ErrTruncated, truncated: true, trailer: 8,
		},
		{name: "version 4", frame: frame(t, put(14, 0x40), udp...), layers: "ethernet", err: openflow.ErrVersion},
		{name: "39 bytes", frame: frame(t, cut(53), udp...), layers: "ethernet", err: openflow.ErrTruncated, truncated: true},
		{name: "extension header behind the end", frame: frame(t, put(55, 255), hop...), layers: "ethernet ipv6", err: openflow.ErrTruncated, truncated: true},
		{name: "option behind its header", frame: frame(t, put(57, 200), hop...), layers: "ethernet ipv6", err: openflow.ErrLength},
		{name: "chain of 50 headers", frame: frame(t, same, chain...), layers: "ethernet ipv6" + strings.Repeat(" dst_opts", 30), err: openflow.ErrDepth},
		{name: "jumbogram", frame: frame(t, put(18, 0, 0), hop...), layers: "ethernet ipv6 hop_opts udp"},
		{
			name: "second fragment", frame: frame(t, same, eth(), v6(), &packet.IPv6Fragment{NextHeader: packet.IPProtocolUDP, Offset: 3}, packet.Payload("abc")),
			layers: "ethernet ipv6 fragment",
		},
	} {
		m.run(t)
	}
}

func TestP5Transport(t *testing.T) {
	tcp := []packet.Layer{eth(), v4(), &packet.TCP{SrcPort: 1000, DstPort: 1001, Options: []packet.TCPOption{packet.TCPOptionMSS(1460)}}, packet.Payload("x")}
	udp := []packet.Layer{eth(), v4(), &packet.UDP{SrcPort: 1000, DstPort: 1001}, packet.Payload("payload")}
	for _, m := range []malformed{
		{name: "data offset 4", frame: frame(t, put(46, 0x40), tcp...), layers: "ethernet ipv4", err: openflow.ErrLength},
		{name: "data offset behind the end", frame: frame(t, put(46, 0xf0), tcp...), layers: "ethernet ipv4", err: openflow.ErrTruncated, truncated: true},
		{name: "option length 0", frame: frame(t, put(55, 0), tcp...), layers: "ethernet ipv4 tcp"},
		{name: "option length 1", frame: frame(t, put(55, 1), tcp...), layers: "ethernet ipv4 tcp"},
		{name: "option length behind the header", frame: frame(t, put(55, 5), tcp...), layers: "ethernet ipv4 tcp"},
		{name: "UDP length 7", frame: frame(t, put(38, 0, 7), udp...), layers: "ethernet ipv4", err: openflow.ErrLength},
		{name: "UDP length 0", frame: frame(t, put(38, 0, 0), udp...), layers: "ethernet ipv4", err: openflow.ErrLength},
		{name: "UDP length behind the end", frame: frame(t, put(38, 1, 0), udp...), layers: "ethernet ipv4 udp", truncated: true},
		{
			name:   "UDP length 8 and a port's protocol behind it",
			frame:  frame(t, put(38, 0, 8), eth(), v4(), &packet.UDP{DstPort: packet.VXLANPort}, &packet.VXLAN{}),
			layers: "ethernet ipv4 udp", trailer: 8,
		},
		{name: "UDP length shorter than IP's", frame: frame(t, put(38, 0, 10), udp...), layers: "ethernet ipv4 udp", trailer: 5},
	} {
		m.run(t)
	}
}

func TestP7ICMP(t *testing.T) {
	icmp := []packet.Layer{eth(), v4(), &packet.ICMP{Type: packet.ICMPEchoRequest, ID: 1, Seq: 2}, packet.Payload("x")}
	malformed{name: "7 bytes", frame: frame(t, put(16, 0, 27), icmp...), layers: "ethernet ipv4", err: openflow.ErrTruncated, truncated: true, trailer: 2}.run(t)
}

func TestP8LLDP(t *testing.T) {
	pdu := func(change func([]byte) []byte, tlvs ...packet.LLDPTLV) []byte {
		return frame(t, change, eth(), &packet.LLDP{TLVs: tlvs})
	}
	id, port, ttl, end := packet.LLDPChassisID(4, mac1[:]), packet.LLDPPortID(7, []byte("1")), packet.LLDPTTL(120), packet.LLDPEnd()
	short := packet.LLDPTLV{Type: packet.LLDPTypeOrganization, Value: []byte{1, 2, 3}}
	faucet := packet.LLDPTLV{Type: packet.LLDPTypeOrganization, Value: []byte("\x0e\x00\x00\x01not a number")}
	address := packet.LLDPTLV{Type: packet.LLDPTypeManagementAddress, Value: []byte{200, 1, 2, 3}}
	for _, m := range []struct {
		malformed
		check error // Of LLDP.Check.
	}{
		{malformed{name: "right", frame: pdu(grown(20), id, port, ttl, end), layers: "ethernet lldp", trailer: 20}, nil},
		{malformed{name: "TLV behind the end", frame: pdu(put(15, 200), id, port, ttl, end), layers: "ethernet", err: openflow.ErrLength}, nil},
		{
			malformed{name: "third TLV behind the end", frame: pdu(put(28, 200), id, port, ttl, end),
				layers: "ethernet lldp", err: openflow.ErrLength}, openflow.ErrPrereq,
		},
		{malformed{name: "no end", frame: pdu(same, id, port, ttl), layers: "ethernet lldp", err: openflow.ErrTruncated, truncated: true}, openflow.ErrPrereq},
		{
			malformed{name: "end cut off", frame: pdu(func(b []byte) []byte { return b[:len(b)-1] }, id, port, ttl, end),
				layers: "ethernet lldp", err: openflow.ErrTruncated, truncated: true}, openflow.ErrPrereq,
		},
		{malformed{name: "end with a value", frame: pdu(same, id, port, ttl, packet.LLDPTLV{Value: []byte("x")}), layers: "ethernet lldp"}, openflow.ErrLength},
		{malformed{name: "repeated TLV", frame: pdu(same, id, port, ttl, ttl, end), layers: "ethernet lldp"}, openflow.ErrDuplicate},
		{malformed{name: "wrong order", frame: pdu(same, port, id, ttl, end), layers: "ethernet lldp"}, openflow.ErrPrereq},
		{malformed{name: "organization of 3 bytes", frame: pdu(same, id, port, ttl, short, end), layers: "ethernet lldp"}, nil},
		{malformed{name: "Faucet's TLV without its number", frame: pdu(same, id, port, ttl, faucet, end), layers: "ethernet lldp"}, nil},
		{malformed{name: "management address behind the end", frame: pdu(same, id, port, ttl, address, end), layers: "ethernet lldp"}, nil},
		{malformed{name: "empty chassis id", frame: pdu(same, packet.LLDPTLV{Type: 1}, port, ttl, end), layers: "ethernet lldp"}, openflow.ErrLength},
	} {
		m.run(t)
		if l := packet.Get[*packet.LLDP](packet.Unmarshal(m.frame)); l != nil {
			if err := l.Check(); !errors.Is(err, m.check) || (err == nil) != (m.check == nil) {
				t.Errorf("%s: Check: %v, want %v", m.name, err, m.check)
			}
			for _, x := range l.TLVs {
				x.Management()
				x.Organization()
				x.ChassisID()
				x.PortID()
				x.TTL()
			}
			if _, _, ok := l.Discovery(); ok {
				t.Errorf("%s is a discovery frame", m.name)
			}
		}
	}
}

func TestP16Serialize(t *testing.T) {
	udp := &packet.UDP{SrcPort: 1, DstPort: 2}
	for _, c := range []struct {
		name   string
		layers []packet.Layer
		err    error
	}{
		{"odd payload", []packet.Layer{v4(), udp, packet.Payload("abc")}, nil},
		{"IPv6 address in IPv4", []packet.Layer{packet.NewIPv4(ip61, ip2), udp}, openflow.ErrValue},
		{"IPv4 address in IPv6", []packet.Layer{packet.NewIPv6(ip1, ip62), udp}, openflow.ErrValue},
		{"no IP header", []packet.Layer{eth(), udp}, packet.ErrNoIP},
		{"payload of 65516 bytes", []packet.Layer{v4(), packet.Payload(make([]byte, 65516))}, openflow.ErrTooLong},
		{"payload of 65515 bytes", []packet.Layer{v4(), packet.Payload(make([]byte, 65515))}, nil},
		{"IPv6 payload of 65536 bytes", []packet.Layer{v6(), packet.Payload(make([]byte, 65536))}, openflow.ErrTooLong},
		{"UDP of 65536 bytes", []packet.Layer{udp, packet.Payload(make([]byte, 65528))}, openflow.ErrTooLong},
		{"44 bytes of TCP options", []packet.Layer{v4(), &packet.TCP{Options: []packet.TCPOption{{Kind: 9, Data: make([]byte, 39)}}}}, openflow.ErrTooLong},
		{"44 bytes of IPv4 options", []packet.Layer{&packet.IPv4{Options: make([]byte, 41)}}, openflow.ErrTooLong},
		{"VID of 13 bits", []packet.Layer{eth(), &packet.VLAN{ID: 4096}}, openflow.ErrValue},
		{"nil layer", []packet.Layer{eth(), nil}, openflow.ErrNil},
		{"nil pointer", []packet.Layer{eth(), (*packet.IPv4)(nil), udp}, openflow.ErrNil},
		{"nil LLDP", []packet.Layer{eth(), (*packet.LLDP)(nil)}, openflow.ErrNil},
	} {
		b, err := packet.Append([]byte("before"), c.layers...)
		if !errors.Is(err, c.err) || (err == nil) != (c.err == nil) {
			t.Errorf("%s: %v, want %v", c.name, err, c.err)
		}
		if string(b[:6]) != "before" || err != nil && len(b) != 6 {
			t.Errorf("%s: %x", c.name, b)
		}
	}
}

func TestP17Depth(t *testing.T) {
	nested := []packet.Layer{eth()}
	for range 60 {
		nested = append(nested, v4())
	}
	malformed{name: "60 IPv4 headers", frame: frame(t, same, nested...), layers: "ethernet" + strings.Repeat(" ipv4", 31), err: openflow.ErrDepth}.run(t)
	d := packet.Decoder{MaxLayers: 2}
	if p := d.Decode(frame(t, same, nested...)); len(p.Layers) != 2 || !errors.Is(p.Err, openflow.ErrDepth) {
		t.Errorf("%d layers, %v", len(p.Layers), p.Err)
	}
	for _, p := range packet.Protocols() {
		d := packet.Decoder{First: p}
		check(t, &d, nil)
		check(t, &d, make([]byte, 1500))
		check(t, &d, []byte(strings.Repeat("\xff", 1500)))
		for n := range 200 {
			b := make([]byte, n)
			for i := range b {
				b[i] = byte(i * n)
			}
			check(t, &d, b)
		}
	}
}
