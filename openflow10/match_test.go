package openflow10_test

import (
	"net/netip"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow10"
)

func TestNetworkPrefixes(t *testing.T) {
	for _, tt := range []struct {
		set, get string
		want     openflow10.FlowWildcards
	}{
		{"10.1.2.3/8", "10.0.0.0/8", 24<<8 | 24<<14},
		{"10.1.2.3/32", "10.1.2.3/32", 0},
		{"0.0.0.0/0", "0.0.0.0/0", openflow10.FlowWildcardsNWSrcAll | openflow10.FlowWildcardsNWDstAll},
		{"", "0.0.0.0/0", openflow10.FlowWildcardsNWSrcAll | openflow10.FlowWildcardsNWDstAll},
	} {
		m := openflow10.NewMatch()
		var p netip.Prefix
		if tt.set != "" {
			p = netip.MustParsePrefix(tt.set)
		}
		m.SetNWSrc(p)
		m.SetNWDst(p)
		both := openflow10.FlowWildcardsNWSrcMask | openflow10.FlowWildcardsNWDstMask
		if m.Wildcards != openflow10.FlowWildcardsAll&^both|tt.want {
			t.Errorf("%q sets %v", tt.set, m.Wildcards)
		}
		if src, dst := m.NWSrcPrefix().String(), m.NWDstPrefix().String(); src != tt.get || dst != tt.get {
			t.Errorf("%q is %s and %s", tt.set, src, dst)
		}
	}
}

// TestManyIgnoredBits shows that counts above 32 are all of the address, and stay as they are.
func TestManyIgnoredBits(t *testing.T) {
	m := openflow10.NewFlowMod()
	m.Match.NWSrc = netip.MustParseAddr("10.0.0.1")
	for n := range openflow10.FlowWildcards(64) {
		m.Match.Wildcards = n<<8 | (63-n)<<14
		b, err := m.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		var back openflow10.FlowMod
		if err := back.UnmarshalBinary(b); err != nil || back.Match.Wildcards != m.Match.Wildcards {
			t.Errorf("%d: %v, %v", n, back.Match.Wildcards, err)
		}
		if bits := back.Match.NWSrcPrefix().Bits(); bits != max(0, 32-int(n)) {
			t.Errorf("%d ignored bits leave %d", n, bits)
		}
	}
}

// TestFieldsOfMatch writes matches in fields. Matches with the same fields are the same.
func TestFieldsOfMatch(t *testing.T) {
	full := openflow10.Match{
		InPort: 1, DLSrc: openflow.MAC{2}, DLDst: openflow.MAC{4}, DLVLAN: 5, DLVLANPCP: 3, DLType: 0x0800, NWTOS: 0xb8, NWProto: 6,
		NWSrc: netip.MustParseAddr("10.0.0.1"), NWDst: netip.MustParseAddr("10.0.0.2"), TPSrc: 80, TPDst: 443,
	}
	const addresses = openflow10.FlowWildcardsNWSrcAll | openflow10.FlowWildcardsNWDstAll
	const link = openflow10.FlowWildcardsInPort | openflow10.FlowWildcardsDLSrc | openflow10.FlowWildcardsDLDst | openflow10.FlowWildcardsDLVLAN |
		openflow10.FlowWildcardsDLVLANPCP
	const rest = openflow10.FlowWildcardsAll &^ openflow10.FlowWildcardsDLVLAN &^ openflow10.FlowWildcardsDLVLANPCP
	for _, tt := range []struct {
		name   string
		change func(m *openflow10.Match)
		want   string
	}{
		{"all", func(m *openflow10.Match) { *m = *openflow10.NewMatch() }, ""},
		{"full", func(m *openflow10.Match) {},
			"in_port_nxm=1 eth_dst_nxm=04:00:00:00:00:00 eth_src_nxm=02:00:00:00:00:00 vlan_tci=0x7005/0xffff eth_type_nxm=0x0800 ip_tos=184 ip_proto_nxm=6 " +
				"tcp_src_nxm=0x50 tcp_dst_nxm=0x1bb ip_src=10.0.0.1 ip_dst=10.0.0.2"},
		{"no tag", func(m *openflow10.Match) { m.Wildcards, m.DLVLAN = rest, openflow10.VLANIDNone }, "vlan_tci=0x0"},
		{"tag 0", func(m *openflow10.Match) {
			m.Wildcards, m.DLVLAN, m.DLVLANPCP = rest|openflow10.FlowWildcardsDLVLANPCP, 0, 9
		}, "vlan_tci=0x1000/0x1fff"},
		{"priority", func(m *openflow10.Match) { m.Wildcards = rest | openflow10.FlowWildcardsDLVLAN }, "vlan_tci=0x7000/0xf000"},
		{"wide numbers", func(m *openflow10.Match) { m.Wildcards, m.DLVLAN, m.DLVLANPCP = rest, 0x2005, 11 }, "vlan_tci=0x7005/0xffff"},
		{"no type", func(m *openflow10.Match) { m.Wildcards = link | openflow10.FlowWildcardsDLType }, ""},
		{"type without fields", func(m *openflow10.Match) { m.Wildcards, m.DLType = link, 0x8847 }, "eth_type_nxm=0x8847"},
		{"UDP", func(m *openflow10.Match) { m.Wildcards, m.NWProto, m.NWTOS = link|addresses, 17, 0xbb },
			"eth_type_nxm=0x0800 ip_tos=184 ip_proto_nxm=17 udp_src_nxm=0x50 udp_dst_nxm=0x1bb"},
		{"SCTP", func(m *openflow10.Match) { m.Wildcards, m.NWProto = link|addresses|openflow10.FlowWildcardsNWTOS, 132 },
			"eth_type_nxm=0x0800 ip_proto_nxm=132 0x8000:17=0x0050 0x8000:18=0x01bb"},
		{"GRE", func(m *openflow10.Match) { m.Wildcards, m.NWProto = link|addresses|openflow10.FlowWildcardsNWTOS, 47 }, "eth_type_nxm=0x0800 ip_proto_nxm=47"},
		{"any protocol", func(m *openflow10.Match) { m.Wildcards = link | addresses | openflow10.FlowWildcardsNWProto }, "eth_type_nxm=0x0800 ip_tos=184"},
		{"ICMP", func(m *openflow10.Match) {
			m.Wildcards, m.NWProto, m.TPDst = link|openflow10.FlowWildcardsNWTOS|24<<8|63<<14, 1, 3
		}, "eth_type_nxm=0x0800 ip_proto_nxm=1 icmp_type=80 icmp_code=3 ip_src=10.0.0.0/8"},
		{"no such ICMP type", func(m *openflow10.Match) { m.Wildcards, m.NWProto = link|addresses|openflow10.FlowWildcardsNWTOS, 1 },
			"eth_type_nxm=0x0800 ip_proto_nxm=1 tcp_src_nxm=0x50 tcp_dst_nxm=0x1bb"},
		{"ICMPv6", func(m *openflow10.Match) {
			m.Wildcards, m.DLType, m.NWProto = link|openflow10.FlowWildcardsNWTOS|openflow10.FlowWildcardsICMPCode, 0x86dd, 58
		}, "eth_type_nxm=0x86dd ip_proto_nxm=58 icmpv6_type_nxm=80"},
		{"ARP", func(m *openflow10.Match) { m.Wildcards, m.DLType, m.NWProto = link, 0x0806, 2 },
			"eth_type_nxm=0x0806 arp_op_nxm=2 arp_spa_nxm=10.0.0.1 arp_tpa_nxm=10.0.0.2"},
		{"RARP", func(m *openflow10.Match) {
			m.Wildcards, m.DLType = link|addresses|openflow10.FlowWildcardsNWProto, 0x8035
		}, "eth_type_nxm=0x8035"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := full
			tt.change(&m)
			fields := m.AppendFields(nil)
			if got := openflow10.Protocol.Fields.Format(fields); got != tt.want {
				t.Errorf("fields are %s\nwant %s", got, tt.want)
			}
			if string(m.AppendKey(nil)) != string(openflow.AppendMatchKey(nil, fields, openflow10.Protocol.Fields)) {
				t.Error("the key is not that of the fields")
			}
			if m.Same(&full) != (tt.name == "full") {
				t.Error("Same is wrong")
			}
		})
	}
}
