package packet_test

import (
	"errors"
	"net/netip"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

func overIPv6(layers ...packet.Layer) []packet.Layer {
	return append([]packet.Layer{eth(), v6()}, layers...)
}

func TestICMPv6(t *testing.T) {
	mld := func(typ packet.ICMPv6Type, m packet.MLD) []packet.Layer {
		return overIPv6(&packet.ICMPv6{Type: typ, MLD: m})
	}
	for _, x := range []built{
		{
			name: "echo request", layers: overIPv6(&packet.ICMPv6{Type: packet.ICMPv6EchoRequest, ID: 1, Seq: 2}),
			hex: "020000000002020000000001" + "86dd" + "6000000000083a40" + "20010db8000000000000000000000001" + "20010db8000000000000000000000002" + "8000244500010002",
		},
		{name: "too big", layers: overIPv6(&packet.ICMPv6{Type: packet.ICMPv6TooBig, Seq: 1280})},
		{name: "parameter problem", layers: overIPv6(&packet.ICMPv6{Type: packet.ICMPv6Parameter, Code: 1, Seq: 40})},
		{name: "unreachable with reserved bits", layers: overIPv6(&packet.ICMPv6{Type: packet.ICMPv6Unreachable, ID: 1})},
		{name: "another type", layers: overIPv6(&packet.ICMPv6{Type: 200, Code: 3})},
		{name: "behind hop-by-hop options", layers: []packet.Layer{
			eth(), v6(), &packet.IPv6Options{NextHeader: packet.IPProtocolICMPv6, Options: []packet.IPv6Option{{Type: 5, Data: []byte{0, 0}}, {Type: 1}}},
			&packet.ICMPv6{Type: packet.ICMPv6EchoReply},
		}},
		{name: "query", layers: mld(packet.ICMPv6MLDQuery, packet.MLD{MaxResponse: 1000, Reserved: 5})},
		{name: "report", layers: mld(packet.ICMPv6MLDReport, packet.MLD{Group: group6})},
		{name: "done", layers: mld(packet.ICMPv6MLDDone, packet.MLD{Group: group6})},
		{name: "query of version 2", layers: mld(packet.ICMPv6MLDQuery, packet.MLD{V2: true, Group: group6, Flags: 0xff, Interval: 125})},
		{
			name: "query of sources", layers: mld(packet.ICMPv6MLDQuery, packet.MLD{V2: true, Group: group6, Flags: 2, Sources: []netip.Addr{ip61, ip62}}),
			hex: "020000000002020000000001" + "86dd" + "60000000003c3a40" + "20010db8000000000000000000000001" + "20010db8000000000000000000000002" +
				"8200c58700000000" + "ff0e0000000000000000000100020003" + "02000002" + "20010db8000000000000000000000001" + "20010db8000000000000000000000002",
		},
		{name: "report of version 2", layers: mld(packet.ICMPv6MLDv2Report, packet.MLD{Reserved: 1, Records: records6()})},
	} {
		x.run(t)
	}
}

func TestICMPv6Payload(t *testing.T) {
	for _, typ := range []packet.ICMPv6Type{packet.ICMPv6EchoRequest, packet.ICMPv6Unreachable, packet.ICMPv6MLDReport, packet.ICMPv6MLDv2Report, 200} {
		b := frame(t, same, overIPv6(&packet.ICMPv6{Type: typ}, packet.Payload("payload"))...)
		p := packet.Unmarshal(b)
		if string(p.Payload) != "payload" || p.Err != nil {
			t.Errorf("%v: %v", typ, p)
		}
		if got := packet.PseudoChecksum(ip61, ip62, packet.IPProtocolICMPv6, b[54:]); got != 0 {
			t.Errorf("%v: checksum over all is %#x", typ, got)
		}
	}
}

func TestND(t *testing.T) {
	nd := func(typ packet.ICMPv6Type, m packet.ND) []packet.Layer {
		return overIPv6(&packet.ICMPv6{Type: typ, ND: m})
	}
	prefix := packet.NDPrefix{Prefix: netip.MustParsePrefix("2001:db8::/64"), Flags: 0xc0, Valid: 2592000, Preferred: 604800}
	unknown := packet.NDOption{Type: packet.NDTypeDNSServers, Data: make([]byte, 22)}
	for _, x := range []built{
		{
			name: "neighbor solicitation", layers: nd(packet.ICMPv6NeighborSolicit, packet.ND{Target: ip62, Options: []packet.NDOption{packet.NDOptionSource(mac1)}}),
			hex: "020000000002020000000001" + "86dd" + "6000000000203a40" + "20010db8000000000000000000000001" + "20010db8000000000000000000000002" +
				"8700ec7200000000" + "20010db8000000000000000000000002" + "0101020000000001",
		},
		{name: "neighbor advertisement", layers: nd(packet.ICMPv6NeighborAdvert, packet.ND{
			Flags: packet.NDSolicited | packet.NDOverride, Target: ip61, Options: []packet.NDOption{packet.NDOptionTarget(mac1)},
		})},
		{name: "reserved bits", layers: nd(packet.ICMPv6NeighborAdvert, packet.ND{Flags: 0xff, Reserved: 0xffffff, Target: ip61})},
		{name: "router solicitation", layers: nd(packet.ICMPv6RouterSolicit, packet.ND{Flags: 1, Reserved: 2})},
		{
			name: "router advertisement", layers: nd(packet.ICMPv6RouterAdvert, packet.ND{
				HopLimit: 64, Flags: packet.NDManaged | packet.NDOther | 0x08, Lifetime: 1800, Reachable: 1, Retransmit: 2,
				Options: []packet.NDOption{packet.NDOptionSource(mac1), packet.NDOptionMTU(1500), packet.NDOptionPrefix(prefix), unknown},
			}),
			hex: "020000000002020000000001" + "86dd" + "6000000000583a40" + "20010db8000000000000000000000001" + "20010db8000000000000000000000002" +
				"8600761440c807080000000100000002" + "0101020000000001" + "05010000000005dc" +
				"030440c000278d0000093a80" + "0000000020010db8000000000000000000000000" + "1903" + "00000000000000000000000000000000000000000000",
		},
		{name: "redirect", layers: nd(packet.ICMPv6Redirect, packet.ND{Target: ip61, Dst: ip62, Options: []packet.NDOption{
			packet.NDOptionTarget(mac1), {Type: packet.NDTypeRedirected, Data: make([]byte, 46)},
		}})},
		{name: "three options of a neighbor", layers: nd(packet.ICMPv6NeighborSolicit, packet.ND{Options: []packet.NDOption{
			packet.NDOptionSource(mac1), {Type: packet.NDTypeSourceAddress, Data: make([]byte, 14)}, {Type: 14, Data: []byte("nonce!")},
		}})},
	} {
		x.run(t)
	}
}

// TestNDOptions takes options apart; those of another type are none.
func TestNDOptions(t *testing.T) {
	want := packet.NDPrefix{Prefix: netip.MustParsePrefix("2001:db8::/64"), Flags: 0xc0, Valid: 2592000, Preferred: 604800}
	m := packet.ND{Options: []packet.NDOption{packet.NDOptionMTU(1500), packet.NDOptionPrefix(want), packet.NDOptionTarget(mac2)}}
	for typ, is := range map[packet.NDOptionType][3]bool{
		packet.NDTypeMTU: {true}, packet.NDTypePrefix: {1: true}, packet.NDTypeTargetAddress: {2: true}, packet.NDTypeRoute: {},
	} {
		o, found := m.Find(typ)
		mtu, ok1 := o.MTU()
		prefix, ok2 := o.Prefix()
		address, ok3 := o.LinkAddress()
		if is != [3]bool{ok1, ok2, ok3} || found != (ok1 || ok2 || ok3) {
			t.Errorf("type %d: %v %v %v, found %v", typ, ok1, ok2, ok3, found)
		}
		if ok1 && mtu != 1500 || ok2 && prefix != want || ok3 && address != mac2 {
			t.Errorf("type %d: %d %v %v", typ, mtu, prefix, address)
		}
	}
}

func TestP6ND(t *testing.T) {
	solicit := overIPv6(&packet.ICMPv6{Type: packet.ICMPv6NeighborSolicit, ND: packet.ND{
		Target: ip62, Options: []packet.NDOption{packet.NDOptionSource(mac1), packet.NDOptionMTU(1)},
	}})
	for _, m := range []malformed{
		{name: "option length 0", frame: frame(t, put(79, 0), solicit...), layers: "ethernet ipv6 icmpv6", err: openflow.ErrLength},
		{name: "second option length 0", frame: frame(t, put(87, 0), solicit...), layers: "ethernet ipv6 icmpv6", err: openflow.ErrLength},
		{name: "option behind the end", frame: frame(t, put(87, 2), solicit...), layers: "ethernet ipv6 icmpv6", err: openflow.ErrTruncated, truncated: true},
		{name: "option length 255", frame: frame(t, put(79, 255), solicit...), layers: "ethernet ipv6 icmpv6", err: openflow.ErrTruncated, truncated: true},
		{name: "option of 1 byte", frame: frame(t, cut(87), solicit...), layers: "ethernet ipv6 icmpv6", err: openflow.ErrTruncated, truncated: true},
		{name: "target cut off", frame: frame(t, cut(70), solicit...), layers: "ethernet ipv6", err: openflow.ErrTruncated, truncated: true},
		{name: "7 bytes", frame: frame(t, cut(61), solicit...), layers: "ethernet ipv6", err: openflow.ErrTruncated, truncated: true},
		{name: "3 bytes", frame: frame(t, cut(57), solicit...), layers: "ethernet ipv6", err: openflow.ErrTruncated, truncated: true},
		{name: "address of 14 bytes", frame: frame(t, put(79, 2), solicit...), layers: "ethernet ipv6 icmpv6"},
	} {
		m.run(t)
	}
	p := packet.Unmarshal(frame(t, put(87, 0), solicit...))
	if l := packet.Get[*packet.ICMPv6](p); len(l.ND.Options) != 1 || len(p.Payload) != 8 {
		t.Error(p)
	}
}

func TestP7MLD(t *testing.T) {
	query := overIPv6(&packet.ICMPv6{Type: packet.ICMPv6MLDQuery, MLD: packet.MLD{V2: true, Sources: []netip.Addr{ip61}}})
	report := overIPv6(&packet.ICMPv6{Type: packet.ICMPv6MLDv2Report, MLD: packet.MLD{Records: records6()}})
	for _, m := range []malformed{
		{name: "more sources than there are", frame: frame(t, put(80, 0, 2), query...), layers: "ethernet ipv6", err: openflow.ErrTruncated, truncated: true},
		{name: "group cut off", frame: frame(t, cut(77), query...), layers: "ethernet ipv6", err: openflow.ErrTruncated, truncated: true},
		{name: "more records than there are", frame: frame(t, put(60, 255, 255), report...), layers: "ethernet ipv6", err: openflow.ErrTruncated, truncated: true},
		{name: "sources behind the end", frame: frame(t, put(64, 255, 255), report...), layers: "ethernet ipv6", err: openflow.ErrTruncated, truncated: true},
		{name: "less records than there are", frame: frame(t, put(60, 0, 1), report...), layers: "ethernet ipv6 icmpv6"},
	} {
		m.run(t)
	}
	long := packet.ND{Options: []packet.NDOption{{Data: make([]byte, 2039)}}}
	for _, c := range []struct {
		name string
		l    packet.ICMPv6
		want error
	}{
		{"target of IPv4", packet.ICMPv6{Type: packet.ICMPv6NeighborSolicit, ND: packet.ND{Target: ip1}}, openflow.ErrValue},
		{"destination of IPv4", packet.ICMPv6{Type: packet.ICMPv6Redirect, ND: packet.ND{Dst: ip1}}, openflow.ErrValue},
		{"reserved bits", packet.ICMPv6{Type: packet.ICMPv6RouterSolicit, ND: packet.ND{Reserved: 1 << 24}}, openflow.ErrValue},
		{"option of 2039 bytes", packet.ICMPv6{Type: packet.ICMPv6RouterAdvert, ND: long}, openflow.ErrTooLong},
		{"group of IPv4", packet.ICMPv6{Type: packet.ICMPv6MLDDone, MLD: packet.MLD{Group: group4}}, openflow.ErrValue},
		{"65536 records", packet.ICMPv6{Type: packet.ICMPv6MLDv2Report, MLD: packet.MLD{Records: make([]packet.GroupRecord, 65536)}}, openflow.ErrTooLong},
		{"no IP header", packet.ICMPv6{}, packet.ErrNoIP},
	} {
		if _, err := packet.Append(nil, &c.l); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
