package packet_test

import (
	"bytes"
	"net/netip"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

// inUDP puts a layer into a datagram.
func inUDP(src, dst uint16, l packet.Layer) []packet.Layer {
	return []packet.Layer{eth(), v4(), &packet.UDP{SrcPort: src, DstPort: dst}, l}
}

func TestDHCP(t *testing.T) {
	offer := packet.NewDHCP(packet.DHCPReply, packet.DHCPOffer, 0x12345678, mac1,
		packet.DHCPOptionAddrs(packet.DHCPOptionServerID, ip1), packet.DHCPOptionSeconds(packet.DHCPOptionLeaseTime, 3600),
		packet.DHCPOptionAddrs(packet.DHCPOptionDNS, ip1, ip2), packet.DHCPOptionText(packet.DHCPOptionHostName, "host"))
	offer.Flags, offer.YIAddr, offer.SIAddr, offer.Secs, offer.Hops = packet.DHCPBroadcast, ip2, ip1, 3, 1
	copy(offer.SName[:], "server")
	copy(offer.File[:], "boot\xff")
	padded := packet.NewDHCP(packet.DHCPRequest, packet.DHCPDiscover, 1, mac2)
	padded.Options = append(padded.Options, packet.DHCPOption{Data: []byte{0, 0}}, packet.DHCPOption{Code: 80})
	padded.Padding, padded.HLen, padded.CHAddr[15] = make([]byte, 20), 16, 9
	for _, x := range []built{
		{name: "offer", layers: inUDP(67, 68, offer)},
		{name: "padded", layers: inUDP(68, 67, padded)},
		{name: "no end", layers: []packet.Layer{&packet.DHCP{NoEnd: true, HLen: 255}}},
		{
			name: "BOOTP", layers: []packet.Layer{&packet.DHCP{BOOTP: true, NoEnd: true}, packet.Payload(make([]byte, 64))},
			want: []packet.Layer{&packet.DHCP{BOOTP: true, NoEnd: true}},
		},
	} {
		x.run(t)
	}
	if op := offer.Op.String() + " " + packet.DHCPRequest.String() + " " + packet.DHCPOp(3).String(); op != "reply request 3" {
		t.Error(op)
	}
	if mac, ok := offer.MAC(); mac != mac1 || !ok || offer.MessageType() != packet.DHCPOffer || offer.MessageType().String() != "offer" {
		t.Error(mac, ok, offer.MessageType())
	}
	if _, ok := offer.Find(packet.DHCPOptionMTU); ok {
		t.Error("an option that is not there")
	}
}

func TestP11DHCP(t *testing.T) {
	dhcp := func() *packet.DHCP { return packet.NewDHCP(packet.DHCPRequest, packet.DHCPDiscover, 1, mac1) }
	b := frame(t, same, inUDP(68, 67, dhcp())...)
	options := len(b) - 4
	for _, m := range []malformed{
		{name: "no end", frame: frame(t, put(options+3, 0), inUDP(68, 67, dhcp())...), layers: "ethernet ipv4 udp dhcp"},
		{name: "option behind the end", frame: frame(t, put(options+1, 3), inUDP(68, 67, dhcp())...), layers: "ethernet ipv4 udp dhcp", err: openflow.ErrLength},
		{name: "option of 255 bytes", frame: frame(t, put(options+1, 255), inUDP(68, 67, dhcp())...), layers: "ethernet ipv4 udp dhcp", err: openflow.ErrLength},
		{name: "option without length", frame: frame(t, put(options+3, 53), inUDP(68, 67, dhcp())...), layers: "ethernet ipv4 udp dhcp", err: openflow.ErrLength},
		{name: "hlen 17", frame: frame(t, put(44, 17), inUDP(68, 67, dhcp())...), layers: "ethernet ipv4 udp dhcp"},
		{name: "no options", frame: frame(t, same, inUDP(68, 67, &packet.DHCP{BOOTP: true})...), layers: "ethernet ipv4 udp dhcp"},
		{name: "empty", frame: frame(t, same, inUDP(68, 67, packet.Payload(nil))...), layers: "ethernet ipv4 udp"},
		{
			name: "235 bytes", frame: frame(t, same, inUDP(68, 67, packet.Payload(make([]byte, 235)))...),
			layers: "ethernet ipv4 udp", err: openflow.ErrTruncated, truncated: true,
		},
	} {
		m.run(t)
	}
	for name, l := range map[string]*packet.DHCP{
		"IPv6 address":       {CIAddr: ip61},
		"option of 256":      {Options: []packet.DHCPOption{{Code: 1, Data: make([]byte, 256)}}},
		"end in the options": {Options: []packet.DHCPOption{{Code: packet.DHCPOptionEnd}}},
	} {
		if _, err := packet.Append(nil, l); err == nil {
			t.Errorf("%s is encoded", name)
		}
	}
}

func TestDHCPv6(t *testing.T) {
	options := []packet.DHCPv6Option{{Code: packet.DHCPv6OptionClientID, Data: []byte{0, 3, 0, 1, 2, 0, 0, 0, 0, 1}}, {Code: packet.DHCPv6OptionRapidCommit}}
	solicit := packet.DHCPv6{Type: packet.DHCPv6Solicit, TransactionID: 0x123456, Options: options}
	inner, _ := packet.Append(nil, &solicit)
	relay := packet.DHCPv6{
		Type: packet.DHCPv6RelayForward, HopCount: 2, LinkAddr: ip61, PeerAddr: netip.MustParseAddr("fe80::1"),
		Options: []packet.DHCPv6Option{{Code: packet.DHCPv6OptionRelayMessage, Data: inner}},
	}
	for _, x := range []built{
		{name: "solicit", layers: []packet.Layer{eth(), v6(), &packet.UDP{SrcPort: 546, DstPort: 547}, &solicit}},
		{name: "bytes", layers: []packet.Layer{&solicit}, hex: "01123456" + "0001000a" + "00030001020000000001" + "000e0000"},
		{name: "relay", layers: []packet.Layer{eth(), v6(), &packet.UDP{SrcPort: 547, DstPort: 547}, &relay}},
		{name: "no options", layers: []packet.Layer{&packet.DHCPv6{Type: packet.DHCPv6Reply}}},
	} {
		x.run(t)
	}
	if b, ok := relay.Find(packet.DHCPv6OptionRelayMessage); !ok || !bytes.Equal(b, inner) {
		t.Error(b, ok)
	}
}

func TestP11DHCPv6(t *testing.T) {
	l := &packet.DHCPv6{Type: 1, Options: []packet.DHCPv6Option{{Code: 1, Data: []byte("id")}, {Code: 2, Data: []byte("id")}}}
	for _, m := range []malformed{
		{name: "option behind the end", frame: frame(t, put(55, 3), inUDP(546, 547, l)...), layers: "ethernet ipv4 udp dhcp6", err: openflow.ErrLength},
		{name: "option of 65535 bytes", frame: frame(t, put(54, 255, 255), inUDP(546, 547, l)...), layers: "ethernet ipv4 udp dhcp6", err: openflow.ErrLength},
		{name: "cut off relay", frame: frame(t, put(42, 12), inUDP(546, 547, l)...), layers: "ethernet ipv4 udp", err: openflow.ErrTruncated, truncated: true},
		{name: "3 bytes", frame: frame(t, same, inUDP(546, 547, packet.Payload("abc"))...), layers: "ethernet ipv4 udp", err: openflow.ErrTruncated, truncated: true},
	} {
		m.run(t)
	}
	for name, l := range map[string]*packet.DHCPv6{
		"IPv4 address":         {Type: packet.DHCPv6RelayReply, LinkAddr: ip1},
		"transaction of 25":    {TransactionID: 1 << 24},
		"option of 64 KiB":     {Options: []packet.DHCPv6Option{{Data: make([]byte, 65536)}}},
		"IPv4 address of peer": {Type: packet.DHCPv6RelayReply, PeerAddr: ip1},
	} {
		if _, err := packet.Append(nil, l); err == nil {
			t.Errorf("%s is encoded", name)
		}
	}
}
