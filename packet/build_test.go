package packet_test

import (
	"bytes"
	"encoding/hex"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ofwire/openflow/packet"
)

// compare are the options for layers: netip.Addr compares with ==, nil and empty lists are alike.
var compare = cmp.Options{cmpopts.EquateComparable(ip1), cmpopts.EquateEmpty()}

// TestBuild makes packets with the least that has to be said, and compares them with bytes and with what is decoded.
func TestBuild(t *testing.T) {
	for _, c := range []struct {
		name   string
		layers []packet.Layer
		want   string
	}{
		{
			"udp over ipv4", []packet.Layer{eth(), v4(), &packet.UDP{SrcPort: 1000, DstPort: 1001}, packet.Payload("abc")},
			"020000000002 020000000001 0800 4500001f00000000 4011 f6ca c0000201c0000202 03e803e9000b afa0 616263",
		},
		{
			"udp over ipv6", []packet.Layer{eth(), v6(), &packet.UDP{SrcPort: 1000, DstPort: 1001}, packet.Payload("abc")},
			"020000000002 020000000001 86dd 60000000 000b 1140 20010db8000000000000000000000001 20010db8000000000000000000000002 03e803e9000b d82f 616263",
		},
		{
			"tcp with options", []packet.Layer{eth(), v4(), &packet.TCP{SrcPort: 1, DstPort: 2, Flags: packet.TCPSyn, Window: 100, Options: []packet.TCPOption{
				packet.TCPOptionMSS(1460), {Kind: packet.TCPSACKPermitted}, packet.TCPOptionWindowScale(7),
			}}},
			"020000000002 020000000001 0800 4500003400000000 4006 f6c0 c0000201c0000202 0001000200000000 00000000 8002 0064 e5ae 0000 020405b4 0402 030307 000000",
		},
		{
			"two tags", []packet.Layer{eth(), &packet.VLAN{Service: true, ID: 2}, &packet.VLAN{Priority: 7, DEI: true, ID: 4095}, packet.Payload("abc")},
			"020000000002 020000000001 88a8 0002 8100 ffff 0000 616263",
		},
		{
			"llc", []packet.Layer{eth(), &packet.LLC{DSAP: 0x42, SSAP: 0x42, Control: 3}, packet.Payload("abc")},
			"020000000002 020000000001 0006 424203 616263",
		},
		{
			"snap", []packet.Layer{eth(), &packet.LLC{DSAP: 0xaa, SSAP: 0xaa, Control: 3}, v4()},
			"020000000002 020000000001 001c aaaa03 000000 0800 4500001400000000 4000 f6e6 c0000201c0000202",
		},
		{
			"padded", []packet.Layer{&packet.Ethernet{Dst: mac2, Src: mac1, Pad: true}, &packet.ICMP{}},
			"020000000002 020000000001 0000 0000ffff00000000 " + "0000000000000000000000000000000000000000000000000000000000000000000000000000",
		},
		{
			"hop-by-hop and udp", []packet.Layer{v6(), &packet.IPv6Options{
				Options: []packet.IPv6Option{{Type: 5, Data: []byte{0, 0}}}}, &packet.UDP{SrcPort: 1, DstPort: 2}},
			"60000000 0010 0040 20010db8000000000000000000000001 20010db8000000000000000000000002 1100 05020000 0100 00010002 0008 a466",
		},
		{
			"discovery", packet.NewDiscovery(1, 2, mac1),
			"0180c200000e 020000000001 88cc 0216 07 647069643a30303030303030303030303030303031 0405 02 00000002 0602 0078 0000",
		},
		{
			"fixed", []packet.Layer{&packet.IPv4{Length: packet.Fixed(1), Checksum: packet.Fixed(2), Src: ip1, Dst: ip2}, &packet.UDP{Checksum: packet.Fixed(0)}},
			"4500000100000000 0011 0002 c0000201c0000202 00000000 0008 0000",
		},
		{
			"arp reply", packet.NewARP(packet.ARPReply, mac1, ip1, mac2, ip2),
			"020000000002 020000000001 0806 0001 0800 0604 0002 020000000001 c0000201 020000000002 c0000202",
		},
	} {
		want, err := hex.DecodeString(string(bytes.ReplaceAll([]byte(c.want), []byte(" "), nil)))
		if err != nil {
			t.Fatal(c.name, err)
		}
		before := (&packet.Packet{Layers: c.layers}).Clone()
		got, err := packet.Append(nil, c.layers...)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %v\nwant %x\ngot  %x", c.name, err, want, got)
		}
		if diff := cmp.Diff(before.Layers, c.layers, compare); diff != "" {
			t.Errorf("%s: Append changed the layers: %s", c.name, diff)
		}
		var d packet.Decoder
		d.First = c.layers[0].Info()
		again, err := d.Decode(got).AppendBinary([]byte("x"))
		if err == nil && c.name != "fixed" && !bytes.HasPrefix(want, again[1:]) {
			t.Errorf("%s: computed again: %x, was %x", c.name, again[1:], want)
		}
	}
}

// TestChange changes a decoded packet: lengths and checksums follow in AppendBinary, and are kept in AppendReceived.
func TestChange(t *testing.T) {
	wire := frame(t, same, eth(), v4(), &packet.UDP{SrcPort: 1, DstPort: 2}, packet.Payload("abc"))
	p := packet.Unmarshal(wire)
	packet.Get[*packet.IPv4](p).TTL--
	p.Payload = []byte("longer")
	got, err := p.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	ip := v4()
	ip.TTL--
	if want := frame(t, same, eth(), ip, &packet.UDP{SrcPort: 1, DstPort: 2}, packet.Payload("longer")); !bytes.Equal(got, want) {
		t.Errorf("got  %x\nwant %x", got, want)
	}
	p.Payload = []byte("abc")
	wire[22]--
	if got, _ := p.AppendReceived(nil); !bytes.Equal(got, wire) {
		t.Errorf("got  %x\nwant %x", got, wire)
	}
}

func TestUDPChecksum(t *testing.T) {
	// The sum of this payload makes the checksum 0, which means none and is sent as 0xffff.
	b := frame(t, same, v4(), &packet.UDP{SrcPort: 0, DstPort: 0}, packet.Payload{0, 0})
	sum := packet.Checksum([]byte{b[26], b[27]})
	b = frame(t, same, v4(), &packet.UDP{}, packet.Payload{^byte(sum >> 8), ^byte(sum)})
	if b[26] != 0xff || b[27] != 0xff {
		t.Errorf("checksum %x", b[26:28])
	}
	if got := packet.PseudoChecksum(ip1, ip2, packet.IPProtocolUDP, b[20:]); got != 0 {
		t.Errorf("checksum over all is %#x", got)
	}
	// A received 0 stays.
	b[26], b[27] = 0, 0
	d := packet.Decoder{First: packet.Of[*packet.IPv4]()}
	if got, err := d.Decode(b).AppendBinary(nil); err != nil || !bytes.Equal(got, b) {
		t.Errorf("%x %v", got, err)
	}
}

// TestRoutingChecksum has the last address of a routing header in the pseudo header, while there are segments left.
func TestRoutingChecksum(t *testing.T) {
	last := ip62.Next()
	r := &packet.IPv6Routing{SegmentsLeft: 1}
	r.SetAddresses(packet.RoutingSource, last)
	udp := &packet.UDP{SrcPort: 1, DstPort: 2}
	b := frame(t, same, v6(), r, udp)
	if got := packet.PseudoChecksum(ip61, last, packet.IPProtocolUDP, b[len(b)-8:]); got != 0 {
		t.Errorf("with segments left: %#x", got)
	}
	r.SegmentsLeft = 0
	b = frame(t, same, v6(), r, udp)
	if got := packet.PseudoChecksum(ip61, ip62, packet.IPProtocolUDP, b[len(b)-8:]); got != 0 {
		t.Errorf("without segments left: %#x", got)
	}
}

// TestHomeAddressChecksum has the address of a mobile node's home option in the pseudo header, as the source.
func TestHomeAddressChecksum(t *testing.T) {
	home := ip61.Next()
	for _, c := range []struct {
		name string
		l    *packet.IPv6Options
		src  netip.Addr
	}{
		{"home address", &packet.IPv6Options{Destination: true, Options: []packet.IPv6Option{{Type: 5}, {Type: 0xc9, Data: home.AsSlice()}}}, home},
		{"for each hop", &packet.IPv6Options{Options: []packet.IPv6Option{{Type: 0xc9, Data: home.AsSlice()}}}, ip61},
		{"of another length", &packet.IPv6Options{Destination: true, Options: []packet.IPv6Option{{Type: 0xc9, Data: home.AsSlice()[1:]}}}, ip61},
	} {
		b := frame(t, same, eth(), v6(), c.l, &packet.UDP{SrcPort: 1, DstPort: 2})
		if got := packet.PseudoChecksum(c.src, ip62, packet.IPProtocolUDP, b[len(b)-8:]); got != 0 {
			t.Errorf("%s: %#x", c.name, got)
		}
	}
}

// TestSourceRouteChecksum has the last address of a source route in the pseudo header, until the route is done.
func TestSourceRouteChecksum(t *testing.T) {
	last := netip.AddrFrom4([4]byte{10, 0, 0, 2})
	for _, c := range []struct {
		name    string
		options []byte
		dst     netip.Addr
	}{
		{"loose", []byte{131, 11, 4, 10, 0, 0, 1, 10, 0, 0, 2}, last},
		{"strict, behind another option", []byte{1, 148, 4, 0, 0, 137, 11, 8, 10, 0, 0, 1, 10, 0, 0, 2}, last},
		{"done", []byte{131, 11, 12, 10, 0, 0, 1, 10, 0, 0, 2}, ip2},
		{"without addresses", []byte{131, 3, 4}, ip2},
		{"behind the end", []byte{0, 131, 7, 4, 10, 0, 0, 2}, ip2},
		{"option of no length", []byte{7, 0, 131, 7, 4, 10, 0, 0, 2}, ip2},
		{"cut off", []byte{131, 11, 4, 10}, ip2},
	} {
		ip := v4()
		ip.Options = c.options
		for _, outside := range [][]packet.Layer{{ip}, {eth(), ip}} {
			b := frame(t, same, append(outside, &packet.UDP{SrcPort: 1, DstPort: 2})...)
			if got := packet.PseudoChecksum(ip1, c.dst, packet.IPProtocolUDP, b[len(b)-8:]); got != 0 {
				t.Errorf("%s: %#x", c.name, got)
			}
		}
	}
}

func TestDiscovery(t *testing.T) {
	p := packet.Unmarshal(frame(t, same, packet.NewDiscovery(0xabcdef, 7, mac1)...))
	l := packet.Get[*packet.LLDP](p)
	if err := l.Check(); err != nil {
		t.Error(err)
	}
	if dpid, port, ok := l.Discovery(); dpid != 0xabcdef || port != 7 || !ok {
		t.Error(dpid, port, ok)
	}
}
