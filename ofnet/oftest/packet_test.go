package oftest

import (
	"bytes"
	"encoding/hex"
	"net/netip"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow15"
)

// unhex reads bytes in hexadecimal, with blanks.
func unhex(t *testing.T, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Frames; the checksums are right.
const (
	macs      = "020000000002 020000000001 "
	tcpFrame  = macs + "0800 4500002800000000400666ce0a0000010a000002 04d2005000000000000000005002200076be0000"
	udpFrame  = macs + "8100 6005 0800 45b8001e0000000040116615 0a0000010a000002 04d20035000a7e67 6869"
	arpFrame  = macs + "0806 0001080006040001 020000000001 0a000001 000000000000 0a000002"
	icmpFrame = macs + "0800 4500001c0000000040010000 0a0000010a000002 0800f7ff00000000"
	nsFrame   = macs + "86dd 6000000000203aff fe800000000000000000000000000001 fe800000000000000000000000000002" +
		" 8700 0000 00000000 fe800000000000000000000000000002 0101020000000001"
	mplsFrame = macs + "8847 0001 21ff"
)

func TestPacketFields(t *testing.T) {
	for _, tt := range []struct{ name, frame, want string }{
		{"TCP", tcpFrame, "eth_dst=02:00:00:00:00:02 eth_src=02:00:00:00:00:01 eth_type=0x0800 ip_dscp=0 ip_ecn=0 ip_proto=6 " +
			"ipv4_src=10.0.0.1 ipv4_dst=10.0.0.2 tcp_src=1234 tcp_dst=80 tcp_flags=0x2"},
		{"UDP in a VLAN", udpFrame, "eth_dst=02:00:00:00:00:02 eth_src=02:00:00:00:00:01 vlan_vid=0x1005 vlan_pcp=3 eth_type=0x0800 ip_dscp=46 ip_ecn=0 " +
			"ip_proto=17 ipv4_src=10.0.0.1 ipv4_dst=10.0.0.2 udp_src=1234 udp_dst=53"},
		{"ARP", arpFrame, "eth_dst=02:00:00:00:00:02 eth_src=02:00:00:00:00:01 eth_type=0x0806 arp_op=1 arp_sha=02:00:00:00:00:01 arp_spa=10.0.0.1 " +
			"arp_tha=00:00:00:00:00:00 arp_tpa=10.0.0.2"},
		{"ICMP", icmpFrame, "eth_dst=02:00:00:00:00:02 eth_src=02:00:00:00:00:01 eth_type=0x0800 ip_dscp=0 ip_ecn=0 ip_proto=1 " +
			"ipv4_src=10.0.0.1 ipv4_dst=10.0.0.2 icmpv4_type=8 icmpv4_code=0"},
		{"neighbour solicitation", nsFrame, "eth_dst=02:00:00:00:00:02 eth_src=02:00:00:00:00:01 eth_type=0x86dd ip_dscp=0 ip_ecn=0 ipv6_flabel=0x0 " +
			"ip_proto=58 ipv6_src=fe80::1 ipv6_dst=fe80::2 icmpv6_type=135 icmpv6_code=0 ipv6_nd_target=fe80::2 ipv6_nd_sll=02:00:00:00:00:01"},
		{"MPLS", mplsFrame, "eth_dst=02:00:00:00:00:02 eth_src=02:00:00:00:00:01 eth_type=0x8847 mpls_label=18 mpls_tc=0 mpls_bos=1"},
		{"short", "0200", ""},
	} {
		frame := unhex(t, tt.frame)
		p := &packet{frame: frame}
		p.parse()
		var fields []openflow.Field
		for _, s := range p.spans {
			info := openflow15.Protocol.Fields.Lookup(s.key)
			v := p.get(s.key)
			b := append(bigEndian(v.Hi, 8), bigEndian(v.Lo, 8)...)
			f, err := openflow.MakeField(s.key|openflow.FieldID(info.Size), b[16-int(info.Size):])
			if err != nil {
				t.Fatal(err)
			}
			fields = append(fields, f)
		}
		got := strings.ReplaceAll(openflow15.Protocol.Fields.Format(fields), ",", " ")
		if got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, got, tt.want)
		}
		for n := range frame { // No prefix makes trouble, nor does a change to it.
			q := &packet{frame: bytes.Clone(frame[:n])}
			q.pushVLAN(ethVLAN)
			q.popVLAN()
			q.popVLAN()
			q.setTTL(func(uint8) uint8 { return 1 })
			for _, s := range spansIPv4 {
				q.put(term{key: s.key, mask: openflow.Uint128{Lo: 1}})
			}
		}
	}
}

func TestRewrite(t *testing.T) {
	set := func(f openflow.Field) []action { return []action{{kind: actSetField, field: []openflow.Field{f}}} }
	old := func(f openflow.Field) []action {
		return []action{{kind: actSetField, field: []openflow.Field{f}, old: true}}
	}
	for _, tt := range []struct {
		name    string
		frame   string
		actions []action
		want    string
	}{
		{"address", tcpFrame, set(openflow15.FieldEthDst.Exact(openflow.MAC{1, 2, 3, 4, 5, 6})), "010203040506" + tcpFrame[12:]},
		{"address, masked", tcpFrame, set(openflow15.FieldEthDst.Masked(openflow.MAC{1}, openflow.MAC{0xf})), "01" + tcpFrame[2:]},
		{"port", tcpFrame, set(openflow15.FieldTCPDst.Exact(8080)),
			macs + "0800 4500002800000000400666ce0a0000010a000002 04d21f90000000000000000050022000 577e0000"},
		{"DSCP", tcpFrame, set(openflow15.FieldIPDSCP.Exact(46)),
			macs + "0800 45b80028000000004006 6616 0a0000010a000002 04d2005000000000000000005002200076be0000"},
		{"TTL", tcpFrame, []action{{kind: actDecTTL}},
			macs + "0800 45000028000000003f06 67ce 0a0000010a000002 04d2005000000000000000005002200076be0000"},
		{"set TTL", tcpFrame, []action{{kind: actSetTTL, arg: 63}},
			macs + "0800 45000028000000003f06 67ce 0a0000010a000002 04d2005000000000000000005002200076be0000"},
		{"field that is not there", arpFrame, set(openflow15.FieldTCPDst.Exact(8080)), arpFrame},
		{"push", arpFrame, []action{{kind: actPushVLAN, arg: ethQinQ}}, macs + "88a8 0000" + arpFrame[len(macs):]},
		{"push and set", arpFrame, append([]action{{kind: actPushVLAN, arg: ethVLAN}}, set(openflow15.FieldVLANVID.Exact(0x1007))...),
			macs + "8100 0007" + arpFrame[len(macs):]},
		{"pop", udpFrame, []action{{kind: actPopVLAN}}, macs + udpFrame[len(macs)+10:]},
		{"pop nothing", arpFrame, []action{{kind: actPopVLAN}}, arpFrame},
		{"1.0: VLAN", arpFrame, old(openflow15.FieldVLANVID.Exact(0x1007)), macs + "8100 0007" + arpFrame[len(macs):]},
		{"1.0: VLAN again", udpFrame, old(openflow15.FieldVLANVID.Exact(0x1007)), macs + "8100 6007" + udpFrame[len(macs)+9:]},
		{"1.0: priority", udpFrame, old(openflow15.FieldVLANPCP.Exact(1)), macs + "8100 2005" + udpFrame[len(macs)+9:]},
		{"1.0: port of UDP", udpFrame, old(openflow15.FieldTCPDst.Exact(54)),
			macs + "8100 6005 0800 45b8001e0000000040116615 0a0000010a000002 04d20036000a7e66 6869"},
	} {
		frame := unhex(t, tt.frame)
		p := &packet{frame: frame, shared: true}
		x := &exchange{sw: &Switch{}}
		x.apply(p, tt.actions)
		if got, want := hex.EncodeToString(p.frame), strings.ReplaceAll(tt.want, " ", ""); got != want {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, got, want)
		}
		if !bytes.Equal(frame, unhex(t, tt.frame)) {
			t.Errorf("%s: a frame that is shared has changed", tt.name)
		}
	}
}

// TestMatch10 translates fields into matches of 1.0 and back.
func TestMatch10(t *testing.T) {
	a, net := netip.MustParsePrefix("10.0.0.1/32"), netip.MustParsePrefix("10.0.0.0/8")
	ip := func(proto uint8, fields ...openflow.Field) []openflow.Field {
		return append([]openflow.Field{openflow15.FieldEthType.Exact(ethIPv4), openflow15.FieldIPProto.Exact(proto)}, fields...)
	}
	for _, fields := range [][]openflow.Field{
		nil,
		{openflow15.FieldInPort.Exact(3)},
		{openflow15.FieldInPort.Exact(openflow15.PortNoLocal)},
		{openflow15.FieldEthDst.Exact(hostA), openflow15.FieldEthSrc.Exact(hostB)},
		{openflow15.FieldVLANVID.Exact(0)},
		{openflow15.FieldVLANVID.Exact(0x1005), openflow15.FieldVLANPCP.Exact(3)},
		{openflow15.FieldVLANVID.Masked(vlanPresent, vlanPresent), openflow15.FieldVLANPCP.Exact(3)},
		{openflow15.FieldEthType.Exact(0x88cc)},
		{openflow15.FieldEthType.Exact(ethARP), openflow15.FieldARPOp.Exact(2), openflow15.FieldARPSPA.Prefix(a), openflow15.FieldARPTPA.Prefix(net)},
		{openflow15.FieldEthType.Exact(ethIPv4), openflow15.FieldIPDSCP.Exact(46), openflow15.FieldIPv4Src.Prefix(a), openflow15.FieldIPv4Dst.Prefix(net)},
		ip(ipTCP, openflow15.FieldTCPSrc.Exact(1), openflow15.FieldTCPDst.Exact(2)),
		ip(ipUDP, openflow15.FieldUDPSrc.Exact(1), openflow15.FieldUDPDst.Exact(2)),
		ip(ipSCTP, openflow15.FieldSCTPSrc.Exact(1)),
		ip(ipICMP, openflow15.FieldICMPv4Type.Exact(8), openflow15.FieldICMPv4Code.Exact(1)),
	} {
		f := openflow10.FlowMod{Match: matchOf(fields)}
		b, err := f.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		m, err := openflow10.Unmarshal(b)
		if err != nil {
			t.Fatal(err)
		}
		format := openflow15.Protocol.Fields.Format
		if got, want := format(fieldsOf(&m.(*openflow10.FlowMod).Match)), format(fields); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
