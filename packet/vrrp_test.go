package packet_test

import (
	"net/netip"
	"slices"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

func TestVRRP(t *testing.T) {
	second := packet.NewVRRP(2, 5, ip1, ip2)
	second.AuthType, second.AuthData = 1, [8]byte{'s', 'e', 'c', 'r', 'e', 't'}
	third, third6 := packet.NewVRRP(3, 5, ip1), packet.NewVRRP(3, 5, ip61, ip62)
	odd := packet.NewVRRP(3, 0)
	odd.Type, odd.Reserved, odd.MaxAdvertInterval, odd.Checksum = 15, 15, 4095, packet.Fixed(1)
	for _, x := range []built{
		{name: "version 2", layers: second.Frame(ip1)},
		{name: "version 2 in a tag", layers: second.Frame(ip1, &packet.VLAN{ID: 7})},
		{name: "version 3", layers: third.Frame(ip1)},
		{name: "version 3 of IPv6", layers: third6.Frame(netip.MustParseAddr("fe80::1"))},
		{
			name: "version 2 bytes", layers: []packet.Layer{packet.NewVRRP(2, 5, netip.MustParseAddr("10.0.0.1"))},
			hex: "2105640100" + "0170f7" + "0a000001" + "0000000000000000",
		},
	} {
		x.run(t)
	}
	behind := packet.Unmarshal(frame(t, same, append(third.Frame(ip1), packet.Payload(make([]byte, 12)))...))
	if l := packet.Get[*packet.VRRP](behind); !slices.Equal(l.Addrs, third.Addrs) || len(behind.Payload) != 12 {
		t.Errorf("12 bytes behind an IPv4 address: %v", behind)
	}
	attack(t, frame(t, same, odd), odd.Info())
	eth, ip := third6.Frame(ip61)[0].(*packet.Ethernet), third6.Frame(ip61)[1].(*packet.IPv6)
	if eth.Src.String() != "00:00:5e:00:02:05" || eth.Dst.String() != "33:33:00:00:00:12" || ip.HopLimit != 255 || ip.Dst.String() != "ff02::12" {
		t.Error(eth, ip)
	}
}

func TestP13VRRP(t *testing.T) {
	second, third := packet.NewVRRP(2, 5, ip1), packet.NewVRRP(3, 5, ip1)
	for _, m := range []malformed{
		{name: "count 0", frame: frame(t, put(37, 0), second.Frame(ip1)...), layers: "ethernet ipv4 vrrpv2"},
		{name: "count 2", frame: frame(t, put(37, 2), second.Frame(ip1)...), layers: "ethernet ipv4", err: openflow.ErrTruncated, truncated: true},
		{name: "count 255", frame: frame(t, put(37, 255), third.Frame(ip1)...), layers: "ethernet ipv4", err: openflow.ErrTruncated, truncated: true},
		{name: "version 4", frame: frame(t, put(34, 0x41), third.Frame(ip1)...), layers: "ethernet ipv4", err: openflow.ErrVersion},
		{
			name: "address of IPv6 cut off", frame: frame(t, cut(70), packet.NewVRRP(3, 1, ip61).Frame(ip61)...),
			layers: "ethernet ipv6", err: openflow.ErrTruncated, truncated: true, at: "vrrp at 54",
		},
		{name: "7 bytes", frame: frame(t, put(17, 27), third.Frame(ip1)...), layers: "ethernet ipv4", err: openflow.ErrTruncated, truncated: true, trailer: 5},
	} {
		m.run(t)
	}
	for name, l := range map[string]*packet.VRRP{
		"version 1":               {Version: 1},
		"IPv6 address in 2":       {Version: 2, Addrs: []netip.Addr{ip61}},
		"two families":            {Version: 3, Addrs: []netip.Addr{ip61, ip1}, Checksum: packet.Fixed(0)},
		"interval of 256 s":       {Version: 2, MaxAdvertInterval: 256},
		"interval of 13 bits":     {Version: 3, MaxAdvertInterval: 4096},
		"256 addresses":           {Version: 2, Addrs: make([]netip.Addr, 256)},
		"version 3 without an IP": {Version: 3},
	} {
		if _, err := packet.Append(nil, l); err == nil {
			t.Errorf("%s is encoded", name)
		}
	}
}
