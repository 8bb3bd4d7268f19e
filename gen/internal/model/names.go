package model

import "strings"

// camel returns the Go name of a snake_case name: ipv4_src is IPv4Src.
func camel(name string) string {
	var b strings.Builder
	for _, word := range strings.Split(strings.ToLower(name), "_") {
		b.WriteString(goWord(word))
	}
	return b.String()
}

// goWord returns one word of a Go name. Digits before and behind an initialism stay: 10mb is 10MB, nxm2 is NXM2.
func goWord(word string) string {
	if s := initialism(word); s != "" {
		return s
	}
	rest := strings.TrimLeft(word, "0123456789")
	digits := word[:len(word)-len(rest)]
	base := strings.TrimRight(rest, "0123456789")
	if s := initialism(base); s != "" {
		return digits + s + rest[len(base):]
	}
	return digits + title(rest)
}

// plainCamel returns the name with the first letter of each word in upper case: set_mpls_ttl is SetMplsTtl.
func plainCamel(name string) string {
	var b strings.Builder
	for _, word := range strings.Split(strings.ToLower(name), "_") {
		b.WriteString(title(word))
	}
	return b.String()
}

func title(word string) string {
	if word == "" {
		return ""
	}
	return strings.ToUpper(word[:1]) + word[1:]
}

// initialism returns the Go spelling of a word that is one or is written as if it were one, else "".
func initialism(word string) string {
	switch word {
	case "arp", "bfd", "bos", "cfm", "crc", "ct", "dl", "dnat", "dp", "dpid", "dscp", "ecn", "eperm", "erspan", "esp", "fd", "ff", "ftp", "gb", "gbp",
		"gre", "gtp", "gtpu", "hd", "hrw", "hw", "icmp", "id", "ip", "ipfix", "isid", "mac", "mb", "mpls", "mtu", "nat", "nd", "np", "nsh", "nw", "nx",
		"nxm", "nxt", "oam", "onf", "oui", "oxm", "oxs", "pbb", "pcp", "sctp", "sha", "si", "sll", "snat", "spa", "spi", "stp", "tb", "tc", "tcp", "tftp",
		"tha", "tll", "tlv", "tos", "tp", "tpa", "tso", "ttl", "uca", "udp", "uri", "url", "vid", "vlan", "vni", "vxlan", "xid":
		return strings.ToUpper(word)
	case "ids":
		return "IDs"
	case "tlvs":
		return "TLVs"
	case "l3l4":
		return "L3L4"
	case "openflow":
		return "OpenFlow"
	case "requestforward":
		return "RequestForward"
	case "icmpv4", "icmpv6":
		return "ICMP" + word[4:]
	case "ipv4", "ipv6":
		return "IP" + word[2:]
	}
	return ""
}

// exported reports whether s can stand as an exported Go name.
func exported(s string) bool {
	if s == "" || s[0] < 'A' || s[0] > 'Z' {
		return false
	}
	return !strings.Contains(s, "_")
}
