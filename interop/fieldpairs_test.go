//go:build interop

package interop

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"net/netip"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/internal/sample"
)

// ovsWords is how ovs-ofctl reads a match: each field by its name, with numbers in hexadecimal.
func ovsWords(p *openflow.Protocol, match []openflow.Field) string {
	var words []string
	for i := range match {
		words = append(words, ovsName(p, &match[i])+"="+ovsNumbers(p, &match[i]))
	}
	return strings.Join(words, ",")
}

// ovsName is Open vSwitch's name of a field.
func ovsName(p *openflow.Protocol, f *openflow.Field) string {
	name := strings.TrimSuffix(p.Fields.Lookup(f.ID()).Name, "_nxm")
	if other := ovsInputs[name]; other != "" {
		return other
	}
	return name
}

// ovsInputs are the fields that ovs-ofctl reads under another name.
var ovsInputs = map[string]string{
	"ip_tos": "nw_tos", "ip_ecn": "nw_ecn", "ip_ttl": "nw_ttl", "ipv4_src": "nw_src", "ipv4_dst": "nw_dst", "ip_src": "nw_src", "ip_dst": "nw_dst",
	"icmpv4_type": "icmp_type", "icmpv4_code": "icmp_code", "ipv6_flabel": "ipv6_label",
	"ipv6_nd_target": "nd_target", "ipv6_nd_sll": "nd_sll", "ipv6_nd_tll": "nd_tll",
	"icmpv6_nd_reserved": "nd_reserved", "icmpv6_nd_options_type": "nd_options_type", "tunnel_id": "tun_id",
	"tun_ipv4_src": "tun_src", "tun_ipv4_dst": "tun_dst", "erspan_idx": "tun_erspan_idx", "erspan_ver": "tun_erspan_ver",
	"erspan_dir": "tun_erspan_dir", "erspan_hwid": "tun_erspan_hwid", "gtpu_flags": "tun_gtpu_flags", "gtpu_msgtype": "tun_gtpu_msgtype",
}

// ovsNumbers is the value and mask of a field for ovs-ofctl to read.
func ovsNumbers(p *openflow.Protocol, f *openflow.Field) string {
	info := p.Fields.Lookup(f.ID())
	switch {
	case info.Name == "ip_frag":
		return map[byte]string{0: "no", 1: "first", 3: "later"}[f.Value()[0]]
	case info.Name == "packet_type":
		v := number(f.Value())
		return fmt.Sprintf("(%d,0x%x)", v>>16, uint16(v))
	case strings.HasPrefix(info.Name, "in_port") || info.Name == "actset_output":
		return strconv.FormatUint(number(f.Value()), 10)
	}
	text := func(b []byte) string {
		switch info.Kind {
		case openflow.KindMAC:
			return openflow.MAC(b).String()
		case openflow.KindIPv4, openflow.KindIPv6:
			a, _ := netip.AddrFromSlice(b)
			return a.String()
		case openflow.KindBytes:
			return "0x" + strings.TrimLeft(hex.EncodeToString(b), "0")
		}
		return "0x" + hex.EncodeToString(b)
	}
	if mask := f.Mask(); mask != nil && !bytes.Equal(mask, allBits(info, len(mask))) {
		return text(f.Value()) + "/" + text(mask)
	}
	return text(f.Value())
}

// variants are a field's samples, another value of each, and the mask of the bits that the sample's mask leaves out.
func variants(info *openflow.FieldInfo) []openflow.Field {
	var list []openflow.Field
	add := func(value, mask []byte) {
		id := info.ID
		if mask != nil {
			id |= 1 << 8
			for i := range value {
				value[i] &= mask[i]
			}
		}
		f, err := openflow.MakeField(id, append(value, mask...))
		if err == nil {
			list = append(list, f)
		}
	}
	exact := sample.Field(info, false)
	flipped := exact.Value()
	flip := byte(1)
	switch info.Name { // Not all numbers are allowed.
	case "ip_frag":
		flip = 2
	case "ip_tos":
		flip = 4
	case "nsh_mdtype":
		flip = 3
	}
	flipped[len(flipped)-1] ^= flip
	add(exact.Value(), nil)
	add(flipped, nil)
	if !info.Maskable || info.Name == "ip_frag" {
		return list
	}
	masked := sample.Field(info, true)
	all, mask := allBits(info, len(flipped)), masked.Mask()
	if info.Name == "ct_state" { // Open vSwitch knows 8 bits.
		all, mask = []byte{0, 0, 0, 0xff}, []byte{0, 0, 0, 0x23}
	}
	rest := make([]byte, len(mask))
	for i := range mask {
		rest[i] = all[i] &^ mask[i]
	}
	if info.Variable { // Open vSwitch shortens values and masks that begin with zeros.
		rest = nil
	}
	for _, m := range [][]byte{mask, rest} {
		if !bytes.Equal(m, all) && bytes.ContainsFunc(m, func(r rune) bool { return r != 0 }) {
			add(exact.Value(), m)
			add(bytes.Repeat([]byte{0x55}, len(m)), m)
		}
	}
	return list
}

// ovsWideRegisters is how many registers of 64 bits Open vSwitch 3.1 has.
const ovsWideRegisters = 8

// allBits are the bits of a field that may be set.
func allBits(info *openflow.FieldInfo, size int) []byte {
	all := bytes.Repeat([]byte{0xff}, size)
	for i, left := 0, 8*size-int(info.Bits); info.Bits != 0 && left > 0; i, left = i+1, left-8 {
		all[i] = byte(0xff >> min(8, left))
	}
	return all
}

// fieldPairs are matches of each field that Open vSwitch knows.
func fieldPairs(t *testing.T, p *openflow.Protocol) []pair {
	t.Helper()
	var list []pair
	for i := range p.Fields.Fields {
		info := &p.Fields.Fields[i]
		name := strings.TrimSuffix(info.Name, "_nxm")
		wideRegister := info.ID.Class() == openflow.ClassPacketRegs && info.ID.Number() >= ovsWideRegisters
		if ovsFields[name] || wideRegister || info.ID.Class() == openflow.ClassOXS || info.ExpType {
			continue
		}
		for _, f := range variants(info) {
			match := append(prerequisites(t, p, info), f)
			m, err := flowOf(p, match, "")
			if err != nil {
				t.Fatal(err)
			}
			name := fmt.Sprintf("%v match %s", p.Version, p.Fields.Format(match))
			list = append(list, pair{name: name, m: m, field: info.Name, input: ovsWords(p, match) + ",actions=drop"})
		}
	}
	return list
}

// prerequisites are the fields that must stand before another, in the class that Open vSwitch writes in the version.
func prerequisites(t *testing.T, p *openflow.Protocol, info *openflow.FieldInfo) []openflow.Field {
	t.Helper()
	match := needs(info.Name)
	if match == nil {
		for name, fields := range sample.Matches(p) {
			if name == info.Name {
				match = fields[:len(fields)-1]
				break
			}
		}
	}
	var list []openflow.Field
	for i := range match {
		w := want{name: strings.TrimSuffix(fieldName(match[i].ID()), "_nxm")}
		w.value, w.mask = number(match[i].Value()), number(match[i].Mask())
		f, err := w.field(p)
		if err != nil {
			t.Fatalf("%s: %v", info.Name, err)
		}
		list = append(list, f)
	}
	return list
}

func number(b []byte) (v uint64) {
	for _, c := range b {
		v = v<<8 | uint64(c)
	}
	return v
}

// sameFields reports whether a message that Open vSwitch made has the same values as ours, in fields of other classes or in another order.
func sameFields(p *openflow.Protocol, wire []byte, ours openflow.Message) bool {
	m, err := p.Unmarshal(wire)
	if err != nil {
		return false
	}
	words := func(m openflow.Message) string {
		fields := reflect.ValueOf(m).Elem().FieldByName("Match").Convert(reflect.TypeFor[[]openflow.Field]()).Interface().([]openflow.Field)
		list := strings.Split(ovsWords(p, fields), ",")
		slices.Sort(list)
		return strings.Join(list, ",")
	}
	return words(m) == words(ours)
}

// otherFields are fields that Open vSwitch writes as others: registers as wider or as narrower ones, and what NXM has in one field as two. Of the fields
// of ERSPAN and GTP-U, Open vSwitch 3.1 writes the value as mask.
var otherFields = regexp.MustCompile(`^(x*reg[0-9]+|vlan_tci|vlan_vid|vlan_pcp|ip_tos|ip_dscp|ct_state|erspan_(ver|dir|hwid)|gtpu_(flags|msgtype))$`)

// testFields compares each field, with several values and masks, with what ovs-ofctl makes of its text, in each version: ovs-ofctl prints the same of
// our bytes and of its own, and its own decode to the same values. It returns the number of pairs.
func testFields(t *testing.T) int {
	t.Helper()
	pairs := 0
	for _, p := range protocols {
		list := fieldPairs(t, p)
		var lines []string
		var messages [][]byte
		for _, c := range list {
			lines = append(lines, c.input)
			b, err := c.m.AppendBinary(nil)
			if err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			messages = append(messages, b)
		}
		received := addFlows(t, p, lines)
		if len(received) != len(list) {
			t.Errorf("%v: ovs-ofctl sends %d messages, want %d", p.Version, len(received), len(list))
			continue
		}
		same := 0
		texts := printed(t, append(messages, received...))
		for i, c := range list {
			ours, theirs := body(texts[i]), body(texts[len(list)+i])
			err := equalWire(p, received[i], c.m)
			switch {
			case ours != theirs || strings.Contains(ours, "***"):
				t.Errorf("%s: ovs-ofctl prints %s of our %x, want %s", c.name, ours, messages[i], theirs)
				continue
			case err == nil:
				same++
			case !sameFields(p, received[i], c.m) && !otherFields.MatchString(c.field):
				t.Errorf("%s: %v", c.name, err)
				continue
			}
			pairs++
		}
		t.Logf("%v: %d of %d have the same bytes", p.Version, same, len(list))
	}
	count(t, "fields", pairs, "")
	return pairs
}
