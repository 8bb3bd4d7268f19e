//go:build interop

package interop

import (
	"encoding/hex"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/internal/sample"
	"github.com/ofwire/openflow/openflow13"
)

// fieldCases are FlowMods that match on each field, without and with a mask, and FlowMods that set each field.
func fieldCases(*testing.T) []testCase {
	var list []testCase
	for name, match := range sample.Matches(openflow13.Protocol) {
		f := match[len(match)-1]
		if own := needs(name); own != nil {
			match = append(own, f)
		}
		key, value := ovsText(f)
		c := testCase{name: "match " + name, m: flow(match, output(1))}
		if key != "" {
			c.want = []string{key + "=" + value}
		}
		list = append(list, c)
		if f.HasMask() {
			continue // Not in OpenFlow 1.3.
		}
		others := match[:len(match)-1]
		if name == "vlan_vid" {
			others = anyVLAN
		}
		c = testCase{name: "set_field " + name, m: flow(others, &openflow13.ActionSetField{Field: f})}
		if key != "" {
			c.want = []string{"actions=set_field:" + value + "->"}
		}
		list = append(list, c)
	}
	return list
}

// needs returns the prerequisites of a field where the field table does not tell them, or leaves a choice of which Open vSwitch takes one.
func needs(name string) openflow13.Match {
	name, _, _ = strings.Cut(name, "/")
	tracked := openflow13.FieldCTState.Masked(0x22, 0x22) // Tracked and established.
	icmpv6 := ip(0x86dd, 58)
	switch name {
	case "ip_src", "ip_dst", "ip_tos", "ip_proto_nxm", "ip_ecn_nxm", "ip_ttl", "ip_frag":
		return anyIPv4
	case "tcp_src_nxm", "tcp_dst_nxm", "tcp_flags_nxm":
		return ip(0x0800, 6)
	case "udp_src_nxm", "udp_dst_nxm":
		return ip(0x0800, 17)
	case "icmp_type", "icmp_code":
		return ip(0x0800, 1)
	case "arp_op_nxm", "arp_spa_nxm", "arp_tpa_nxm", "arp_sha_nxm", "arp_tha_nxm":
		return anyARP
	case "ipv6_src_nxm", "ipv6_dst_nxm", "ipv6_label":
		return anyIPv6
	case "icmpv6_type_nxm", "icmpv6_code_nxm", "icmpv6_type", "icmpv6_code":
		return icmpv6
	case "nd_target", "nd_sll", "icmpv6_nd_reserved", "ipv6_nd_target", "ipv6_nd_sll":
		return append(icmpv6, openflow13.FieldICMPv6Type.Exact(135), openflow13.FieldICMPv6Code.Exact(0))
	case "nd_tll", "icmpv6_nd_options_type", "ipv6_nd_tll":
		return append(icmpv6, openflow13.FieldICMPv6Type.Exact(136), openflow13.FieldICMPv6Code.Exact(0))
	case "mpls_ttl":
		return anyMPLS
	case "ct_nw_proto", "ct_nw_src", "ct_nw_dst":
		return append(openflow13.Match{tracked}, anyIPv4...)
	case "ct_ipv6_src", "ct_ipv6_dst":
		return append(openflow13.Match{tracked}, anyIPv6...)
	case "ct_tp_src", "ct_tp_dst":
		return append(openflow13.Match{tracked, openflow13.FieldCTNWProto.Exact(6)}, anyIPv4...)
	}
	if strings.HasPrefix(name, "nsh_") {
		return openflow13.Match{openflow13.FieldEthType.Exact(0x894f)}
	}
	return nil
}

// ovsNames are the fields that Open vSwitch prints under another name.
var ovsNames = map[string]string{
	"eth_dst": "dl_dst", "eth_src": "dl_src", "vlan_pcp": "dl_vlan_pcp", "ip_tos": "nw_tos", "ip_ecn": "nw_ecn", "ip_ttl": "nw_ttl",
	"ip_src": "nw_src", "ip_dst": "nw_dst", "ipv4_src": "nw_src", "ipv4_dst": "nw_dst",
	"tcp_src": "tp_src", "tcp_dst": "tp_dst", "udp_src": "tp_src", "udp_dst": "tp_dst", "sctp_src": "tp_src", "sctp_dst": "tp_dst",
	"icmpv4_type": "icmp_type", "icmpv4_code": "icmp_code", "icmpv6_type": "icmp_type", "icmpv6_code": "icmp_code",
	"ipv6_flabel": "ipv6_label", "ipv6_nd_target": "nd_target", "ipv6_nd_sll": "nd_sll", "ipv6_nd_tll": "nd_tll",
	"icmpv6_nd_reserved": "nd_reserved", "icmpv6_nd_options_type": "nd_options_type", "tunnel_id": "tun_id",
	"tun_ipv4_src": "tun_src", "tun_ipv4_dst": "tun_dst", "erspan_ver": "tun_erspan_ver",
}

// ovsHex are the numbers that Open vSwitch prints in hexadecimal.
var ovsHex = set(`metadata tun_id tunnel_id ipv6_label ipv6_flabel pkt_mark tun_gbp_flags dp_hash recirc_id ct_mark gtpu_flags nsh_spi`)

// ovsOwnForm are the fields whose text is not compared: it has names, another unit or several fields.
var ovsOwnForm = set(`eth_type vlan_tci vlan_vid ip_dscp ip_proto ip_frag tcp_flags tun_flags ct_state erspan_idx erspan_dir erspan_hwid nsh_c1 nsh_c2
	nsh_c3 nsh_c4 xreg0 xreg1 xreg2 xreg3 xreg4 xreg5 xreg6 xreg7 xxreg0 xxreg1 xxreg2 xxreg3`)

func set(words string) map[string]bool {
	s := map[string]bool{}
	for _, w := range strings.Fields(words) {
		s[w] = true
	}
	return s
}

// fieldName returns the name of a field in our table.
func fieldName(id openflow.FieldID) string {
	if info := openflow13.Protocol.Fields.Lookup(id); info != nil {
		return info.Name
	}
	return "unknown field"
}

// ovsText returns how Open vSwitch prints a field. It returns no key where that is not compared.
func ovsText(f openflow.Field) (key, text string) {
	info := openflow13.Protocol.Fields.Lookup(f.ID())
	name := strings.TrimSuffix(info.Name, "_nxm")
	if ovsOwnForm[name] {
		return "", ""
	}
	key = ovsNames[name]
	if key == "" {
		key = name
	}
	value, mask := f.Value(), f.Mask()
	ones := strings.Count(fmt.Sprintf("%08b", mask), "1")
	if mask == nil || ones == 8*len(mask) || ones == int(info.Bits) {
		return key, ovsValue(info, name, value, false)
	}
	text = ovsValue(info, name, value, true)
	if info.Kind == openflow.KindIPv4 || info.Kind == openflow.KindIPv6 {
		return key, text + "/" + strconv.Itoa(ones) // The samples' masks are prefixes.
	}
	return key, text + "/" + ovsValue(info, name, mask, true)
}

func ovsValue(info *openflow.FieldInfo, name string, b []byte, part bool) string {
	switch info.Kind {
	case openflow.KindMAC:
		return openflow.MAC(b).String()
	case openflow.KindIPv4, openflow.KindIPv6:
		a, _ := netip.AddrFromSlice(b)
		return a.String()
	case openflow.KindInt:
		v, _ := strconv.ParseUint(hex.EncodeToString(b), 16, 64)
		if part || ovsHex[name] || strings.HasPrefix(name, "reg") {
			return "0x" + strconv.FormatUint(v, 16)
		}
		return strconv.FormatUint(v, 10)
	}
	return "0x" + strings.TrimLeft(hex.EncodeToString(b), "0")
}
