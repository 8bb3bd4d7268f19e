package packet_test

import (
	"errors"
	"net/netip"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

var (
	group4 = netip.MustParseAddr("239.1.2.3")
	group6 = netip.MustParseAddr("ff0e::1:2:3")
)

func overIPv4(layers ...packet.Layer) []packet.Layer {
	return append([]packet.Layer{eth(), v4()}, layers...)
}

// records4 and records6 are records of a report.
func records4() []packet.GroupRecord {
	return []packet.GroupRecord{
		{Type: packet.GroupModeExclude, Group: group4},
		{Type: packet.GroupAllowSources, Group: group4, Sources: []netip.Addr{ip1, ip2}, Aux: []byte("abcd")},
		{Type: packet.GroupBlockSources, Group: group4, Sources: []netip.Addr{ip2}},
	}
}

func records6() []packet.GroupRecord {
	list := records4()
	for i := range list {
		list[i].Group = group6
		for j := range list[i].Sources {
			list[i].Sources[j] = ip61
		}
	}
	return list
}

func TestIGMP(t *testing.T) {
	for _, x := range []built{
		{
			name: "query of version 2", layers: overIPv4(&packet.IGMP{Type: packet.IGMPQuery, MaxResponse: 100}),
			hex: "020000000002020000000001" + "0800" + "4500001c00000000" + "4002f6dcc0000201c0000202" + "1164ee9b00000000",
		},
		{name: "report of version 1", layers: overIPv4(&packet.IGMP{Type: packet.IGMPv1Report, Group: group4})},
		{name: "report of version 2", layers: overIPv4(&packet.IGMP{Type: packet.IGMPv2Report, Group: group4})},
		{name: "leave", layers: overIPv4(&packet.IGMP{Type: packet.IGMPv2Leave, Group: group4})},
		{name: "query of version 3", layers: overIPv4(&packet.IGMP{Type: packet.IGMPQuery, MaxResponse: 100, Group: group4, V3: true, Flags: 0x0a, Interval: 125})},
		{
			name: "query of sources", layers: overIPv4(&packet.IGMP{
				Type: packet.IGMPQuery, Group: group4, V3: true, Flags: 0xff, Interval: 255, Sources: []netip.Addr{ip1, ip2},
			}),
			hex: "020000000002020000000001" + "0800" + "4500002800000000" + "4002f6d0c0000201c0000202" + "110079f4" + "ef010203" + "ffff0002" + "c0000201c0000202",
		},
		{
			name: "report of version 3", layers: overIPv4(&packet.IGMP{Type: packet.IGMPv3Report, Records: records4()}),
			hex: "020000000002020000000001" + "0800" + "4500004400000000" + "4002f6b4c0000201c0000202" + "2200f31b00000003" + "02000000ef010203" +
				"05010002ef010203c0000201c000020261626364" + "06000001ef010203c0000202",
		},
		{name: "empty report", layers: overIPv4(&packet.IGMP{Type: packet.IGMPv3Report, MaxResponse: 1, Reserved: 2})},
		{name: "another type", layers: overIPv4(&packet.IGMP{Type: 0x30, Group: group4})},
	} {
		x.run(t)
	}
}

// TestIGMPNames has JSON's names for the three kinds.
func TestIGMPNames(t *testing.T) {
	for want, l := range map[string]*packet.IGMP{
		"igmp":          {Type: packet.IGMPv2Leave, V3: true},
		"igmpv3_query":  {Type: packet.IGMPQuery, V3: true},
		"igmpv3_report": {Type: packet.IGMPv3Report},
	} {
		if got := l.Info().Name; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := packet.Of[*packet.IGMP]().Name; got != "igmp" {
		t.Errorf("%q", got)
	}
}

func TestP7IGMP(t *testing.T) {
	query := overIPv4(&packet.IGMP{Type: packet.IGMPQuery, V3: true, Sources: []netip.Addr{ip1}})
	report := overIPv4(&packet.IGMP{Type: packet.IGMPv3Report, Records: records4()})
	for _, m := range []malformed{
		{name: "7 bytes", frame: frame(t, cut(41), query...), layers: "ethernet ipv4", err: openflow.ErrTruncated, truncated: true},
		{name: "query of 8 bytes", frame: frame(t, put(16, 0, 28), query...), layers: "ethernet ipv4 igmp", trailer: 8},
		{name: "query of 11 bytes", frame: frame(t, put(16, 0, 31), query...), layers: "ethernet ipv4 igmp", trailer: 5},
		{name: "more sources than there are", frame: frame(t, put(44, 0, 2), query...), layers: "ethernet ipv4", err: openflow.ErrTruncated, truncated: true},
		{name: "65535 sources", frame: frame(t, put(44, 255, 255), query...), layers: "ethernet ipv4", err: openflow.ErrTruncated, truncated: true},
		{name: "less sources than there are", frame: frame(t, put(44, 0, 0), query...), layers: "ethernet ipv4 igmpv3_query"},
		{name: "more records than there are", frame: frame(t, put(40, 0, 4), report...), layers: "ethernet ipv4", err: openflow.ErrTruncated, truncated: true},
		{name: "65535 records", frame: frame(t, put(40, 255, 255), report...), layers: "ethernet ipv4", err: openflow.ErrTruncated, truncated: true},
		{name: "less records than there are", frame: frame(t, put(40, 0, 1), report...), layers: "ethernet ipv4 igmpv3_report"},
		{name: "sources behind the end", frame: frame(t, put(44, 255, 255), report...), layers: "ethernet ipv4", err: openflow.ErrTruncated, truncated: true},
		{name: "data behind the end", frame: frame(t, put(43, 255), report...), layers: "ethernet ipv4", err: openflow.ErrTruncated, truncated: true},
	} {
		m.run(t)
	}
	record := func(r packet.GroupRecord) *packet.IGMP {
		return &packet.IGMP{Type: packet.IGMPv3Report, Records: []packet.GroupRecord{r}}
	}
	for _, c := range []struct {
		name string
		l    *packet.IGMP
		want error
	}{
		{"group of IPv6", &packet.IGMP{Type: packet.IGMPQuery, Group: group6}, openflow.ErrValue},
		{"source of IPv6", &packet.IGMP{Type: packet.IGMPQuery, V3: true, Sources: []netip.Addr{ip61}}, openflow.ErrValue},
		{"65536 sources", &packet.IGMP{Type: packet.IGMPQuery, V3: true, Sources: make([]netip.Addr, 65536)}, openflow.ErrTooLong},
		{"65536 records", &packet.IGMP{Type: packet.IGMPv3Report, Records: make([]packet.GroupRecord, 65536)}, openflow.ErrTooLong},
		{"record with a group of IPv6", record(packet.GroupRecord{Group: group6}), openflow.ErrValue},
		{"record with a source of IPv6", record(packet.GroupRecord{Sources: []netip.Addr{ip61}}), openflow.ErrValue},
		{"record with 65536 sources", record(packet.GroupRecord{Sources: make([]netip.Addr, 65536)}), openflow.ErrTooLong},
		{"record with 1021 bytes of data", record(packet.GroupRecord{Aux: make([]byte, 1021)}), openflow.ErrTooLong},
		{"record with 1019 bytes of data", record(packet.GroupRecord{Aux: make([]byte, 1019)}), nil},
	} {
		if _, err := packet.Append(nil, c.l); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
