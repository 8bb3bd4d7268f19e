//go:build interop

package interop

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/internal/sample"
	"github.com/ofwire/openflow/openflow13"
)

// ovsFields are the match fields that ovs-ofctl knows by another name than ours, with the form in which it prints the value: d is decimal, x
// hexadecimal; a name alone is not compared.
var ovsFields = map[string]string{}

// fieldName returns the name of a field in our table.
func fieldName(id openflow.FieldID) string {
	if info := openflow13.Protocol.Fields.Lookup(id); info != nil {
		return info.Name
	}
	return "unknown field"
}

// fieldCases are FlowMods that match on each field, without and with a mask, and FlowMods that set each field.
func fieldCases(t *testing.T) []testCase {
	var list []testCase
	table := openflow13.Protocol.Fields
	for name, match := range sample.Matches(openflow13.Protocol) {
		f := match[len(match)-1]
		if own := needs(name); own != nil {
			match = append(own, f)
		}
		list = append(list, testCase{name: "match " + name, m: flow(match, output(1))})
		if !f.HasMask() {
			others := match[:len(match)-1]
			if name == "vlan_vid" {
				others = anyVLAN
			}
			set := flow(others, &openflow13.ActionSetField{Field: f})
			list = append(list, testCase{name: "set_field " + name, m: set})
		}
	}
	_ = table
	return list
}

// needs returns the prerequisites of a field where the field table does not tell them, or leaves a choice of which Open vSwitch takes one.
func needs(name string) openflow13.Match {
	name, _, _ = strings.Cut(name, "/")
	trk := openflow13.FieldCTState.Masked(0x22, 0x22) // Tracked and established.
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
		return ip(0x86dd, 58)
	case "nd_target", "nd_sll", "icmpv6_nd_reserved", "ipv6_nd_target", "ipv6_nd_sll":
		return append(ip(0x86dd, 58), openflow13.FieldICMPv6Type.Exact(135), openflow13.FieldICMPv6Code.Exact(0))
	case "nd_tll", "icmpv6_nd_options_type", "ipv6_nd_tll":
		return append(ip(0x86dd, 58), openflow13.FieldICMPv6Type.Exact(136), openflow13.FieldICMPv6Code.Exact(0))
	case "mpls_ttl":
		return anyMPLS
	case "ct_nw_proto", "ct_nw_src", "ct_nw_dst":
		return append(openflow13.Match{trk}, anyIPv4...)
	case "ct_ipv6_src", "ct_ipv6_dst":
		return append(openflow13.Match{trk}, anyIPv6...)
	case "ct_tp_src", "ct_tp_dst":
		return append(openflow13.Match{trk}, append(anyIPv4, openflow13.FieldCTNWProto.Exact(6))...)
	}
	if strings.HasPrefix(name, "nsh_") {
		return openflow13.Match{openflow13.FieldEthType.Exact(0x894f)}
	}
	return nil
}

var _ = fmt.Sprint
var _ = netip.Addr{}
var _ = slices.Sort[[]int]
