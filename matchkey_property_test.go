package openflow_test

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow15"
)

// A testPacket is what matches are tried on: simple enough to be right.
type testPacket struct {
	regs       [32]uint32
	inPort     uint32
	tci        uint16 // 0, or with 0x1000.
	dscp       uint8
	packetType uint32
	option     []byte // tun_metadata0; nil where there is none.
	others     map[string][]byte
}

// otherNames are names of fields, each with another of the same field.
var otherNames = map[string]string{"ip_src": "ipv4_src", "icmp_type": "icmpv4_type", "tun_id": "tunnel_id", "ipv6_label": "ipv6_flabel", "nd_sll": "ipv6_nd_sll"}

// value returns what a packet has in a field, or nil when it has no such field.
func (p *testPacket) value(info *openflow.FieldInfo) []byte {
	var n int
	name := strings.TrimSuffix(info.Name, "_nxm")
	is := func(format string) bool { _, err := fmt.Sscanf(name, format, &n); return err == nil }
	num := func(v uint64) []byte {
		b := make([]byte, info.Size)
		for i := range b {
			b[len(b)-1-i] = byte(v >> (8 * i))
		}
		return b
	}
	var b []byte
	switch {
	case is("reg%d"):
		return num(uint64(p.regs[n]))
	case is("xreg%d"):
		return num(uint64(p.regs[2*n])<<32 | uint64(p.regs[2*n+1]))
	case is("xxreg%d"):
		for _, r := range p.regs[4*n : 4*n+4] {
			b = append(b, byte(r>>24), byte(r>>16), byte(r>>8), byte(r))
		}
		return b
	case name == "packet_type":
		return num(uint64(p.packetType))
	case info.Name == "in_port":
		return num(uint64(p.inPort))
	case info.Name == "in_port_nxm":
		if narrow, ok := openflow.NarrowPort(p.inPort); ok {
			return num(uint64(narrow))
		}
		return nil
	case name == "tun_metadata0":
		return p.option
	case p.packetType != 0:
		return nil // All others are of Ethernet.
	case name == "vlan_tci":
		return num(uint64(p.tci))
	case name == "vlan_vid":
		return num(uint64(p.tci & 0x1fff))
	case name == "vlan_pcp":
		if p.tci == 0 {
			return nil
		}
		return num(uint64(p.tci >> 13))
	case name == "ip_tos":
		return num(uint64(p.dscp) << 2)
	case name == "ip_dscp":
		return num(uint64(p.dscp))
	}
	if other := otherNames[name]; other != "" {
		name = other
	}
	return p.others[name]
}

// significant returns b without the bits that a field does not have.
func significant(info *openflow.FieldInfo, b []byte) []byte {
	b = bytes.Clone(b)
	if info.Name == "ip_tos" {
		b[0] &^= 3
	}
	for i, left := 0, 8*len(b)-int(info.Bits); info.Bits != 0 && left > 0; i, left = i+1, left-8 {
		b[i] &= byte(0xff >> min(8, left))
	}
	return b
}

// matches tries a match on a packet.
func (p *testPacket) matches(m match) bool {
	for i := range m {
		info := openflow15.Protocol.Fields.Lookup(m[i].ID())
		has := p.value(info)
		value, mask := m[i].Value(), m[i].Mask()
		if mask != nil && !info.Variable && len(bytes.Trim(significant(info, mask), "\x00")) == 0 {
			continue // As if it were not there.
		}
		if has == nil {
			return false
		}
		if mask == nil {
			mask = bytes.Repeat([]byte{0xff}, len(has))
		}
		zeros := make([]byte, len(has)) // What is shorter has zeros before it.
		value, mask = append(zeros[len(value):], value...), append(make([]byte, len(has)-len(mask)), mask...)
		for j := range has {
			if (has[j]^value[j])&mask[j] != 0 {
				return false
			}
		}
	}
	return true
}

// testFields are the fields of the matches that are tried.
var testFields = []string{
	"reg0", "reg1", "reg3", "reg16", "xreg0", "xreg1", "xxreg0", "xreg8", "xxreg4", "vlan_tci", "vlan_vid", "vlan_pcp", "in_port", "in_port_nxm",
	"ip_tos", "ip_dscp", "eth_type", "eth_type_nxm", "eth_dst", "eth_dst_nxm", "packet_type", "tun_metadata0", "ipv4_src", "ip_src", "tunnel_id", "tun_id",
	"icmp_type", "icmpv4_type", "ipv6_label", "ipv6_flabel", "nd_sll", "ipv6_nd_sll",
}

// fewBytes makes n bytes of which few differ.
func fewBytes(r *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = [...]byte{0, 0, 0, 1, 0x10, 0x20, 0xff, 0xfc}[r.IntN(8)]
	}
	return b
}

// fewMatches makes a match with few fields.
func fewMatches(t *testing.T, r *rand.Rand) match {
	var m match
	for range r.IntN(4) {
		info := openflow15.Protocol.Fields.ByName(testFields[r.IntN(len(testFields))])
		n := int(info.Size)
		if info.Variable {
			n = 1 + r.IntN(4)
		}
		id, payload := info.ID, fewBytes(r, n)
		if info.ID == openflow15.FieldInPort.ID().Key() {
			payload[0], payload[1] = payload[0]&0x80, payload[0]&0x80
		}
		switch r.IntN(4) {
		case 0:
			id, payload = id|hasMask, append(payload, fewBytes(r, n)...)
		case 1:
			id, payload = id|hasMask, append(payload, bytes.Repeat([]byte{0xff}, n)...)
		}
		m = append(m, bytesField(t, id, payload...))
	}
	return m
}

// packetFor makes a packet that has in part what a match asks for.
func packetFor(r *rand.Rand, m match) *testPacket {
	p := &testPacket{inPort: uint32(r.IntN(2)), dscp: uint8(r.IntN(64)), others: map[string][]byte{}}
	for i := range testFields {
		info := openflow15.Protocol.Fields.ByName(testFields[i])
		p.others[info.Name] = significant(info, fewBytes(r, int(info.Size)))
	}
	for i := range p.regs {
		p.regs[i] = be32(fewBytes(r, 4))
	}
	if r.IntN(2) == 0 {
		p.tci = 0x1000 | uint16(r.IntN(8))<<13 | uint16(r.IntN(2))
	}
	if r.IntN(4) == 0 {
		p.packetType = uint32(r.IntN(2))
	}
	if r.IntN(2) == 0 {
		p.option = fewBytes(r, 4)
	}
	for i := range m {
		p.adopt(openflow15.Protocol.Fields.Lookup(m[i].ID()), m[i].Value())
	}
	return p
}

// adopt gives a packet the value of a field.
func (p *testPacket) adopt(info *openflow.FieldInfo, v []byte) {
	var n int
	name := strings.TrimSuffix(info.Name, "_nxm")
	is := func(format string) bool { _, err := fmt.Sscanf(name, format, &n); return err == nil }
	switch {
	case is("reg%d"):
		p.regs[n] = be32(v)
	case is("xreg%d"):
		p.regs[2*n], p.regs[2*n+1] = be32(v), be32(v[4:])
	case is("xxreg%d"):
		for i := range 4 {
			p.regs[4*n+i] = be32(v[4*i:])
		}
	case info.Name == "in_port":
		p.inPort = be32(v)
	case info.Name == "in_port_nxm":
		p.inPort = openflow.WidePort(uint16(be32(append([]byte{0, 0}, v...))))
	case name == "vlan_tci", name == "vlan_vid":
		if p.tci = uint16(v[0])<<8 | uint16(v[1]); p.tci&0x1000 == 0 {
			p.tci = 0
		}
	case name == "vlan_pcp":
		p.tci = p.tci&0x1fff | uint16(v[0])<<13 | 0x1000
	case name == "ip_tos":
		p.dscp = v[0] >> 2
	case name == "ip_dscp":
		p.dscp = v[0] & 0x3f
	case name == "tun_metadata0":
		p.option = append(make([]byte, 4-len(v)), v...)
	default:
		if other := otherNames[name]; other != "" {
			name = other
		}
		p.others[name] = significant(info, v)
	}
}

func be32(b []byte) uint32 {
	return uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
}

// TestMatchKeyIsSound makes many small matches: those with the same key match the same packets.
func TestMatchKeyIsSound(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	groups := map[string][]match{}
	n := 40000
	if testing.Short() {
		n = 3000
	}
	for range n {
		m := fewMatches(t, r)
		key := string(openflow15.Match(m).AppendKey(nil))
		groups[key] = append(groups[key], m)
	}
	tried, matched := 0, 0
	for _, key := range slices.Sorted(maps.Keys(groups)) {
		group := groups[key]
		for _, m := range group[1:] {
			for range 4 {
				p := packetFor(r, [...]match{m, group[0]}[r.IntN(2)])
				a, b := p.matches(m), p.matches(group[0])
				if a != b {
					t.Fatalf("%v and %v have the same key, of %+v they match %t and %t", openflow15.Match(m), openflow15.Match(group[0]), p, a, b)
				}
				tried++
				if a {
					matched++
				}
			}
		}
	}
	t.Logf("%d matches, %d keys, %d packets tried, %d matched", n, len(groups), tried, matched)
	if matched < tried/20 {
		t.Error("too few packets matched")
	}
}

// TestMatchKeyFindsRewritten writes matches in other ways, as a switch does: they keep their keys.
func TestMatchKeyFindsRewritten(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 20000 {
		m := fewMatches(t, r)
		n := match(nil)
		for i := range m {
			n = append(n, rewritten(t, r, &m[i]))
		}
		r.Shuffle(len(n), func(i, j int) { n[i], n[j] = n[j], n[i] })
		if !openflow15.Match(m).Same(n) {
			t.Fatalf("%v is not %v", openflow15.Match(m), openflow15.Match(n))
		}
	}
}

// rewritten changes what the mask leaves out, adds a mask of all bits, and widens registers.
func rewritten(t *testing.T, r *rand.Rand, f *openflow.Field) openflow.Field {
	info := openflow15.Protocol.Fields.Lookup(f.ID())
	value, mask := f.Value(), f.Mask()
	if info.Variable || info.Bits != 0 {
		return *f
	}
	if mask == nil {
		mask = bytes.Repeat([]byte{0xff}, len(value))
	}
	for i := range mask {
		value[i] = value[i]&mask[i] | byte(r.Uint32())&^mask[i]
	}
	if strings.HasPrefix(info.Name, "reg") {
		var wide [32]byte
		at := 12 - int(info.Shift)/8
		copy(wide[at:], value)
		copy(wide[16+at:], mask)
		return bytesField(t, info.Same.Key()|hasMask, wide[:]...)
	}
	return bytesField(t, info.ID|hasMask, append(value, mask...)...)
}

// FuzzMatchKey decodes any fields. A key is made of fields again, which have the same key; so have the fields in another order.
func FuzzMatchKey(f *testing.F) {
	for _, m := range []openflow15.Match{
		{openflow15.FieldEthType.Exact(0x0800), openflow15.FieldNXMVLANTCI.Masked(0, 0x1000), openflow15.FieldReg1.Exact(1), openflow15.FieldXreg0.Exact(2)},
		{openflow15.FieldPacketType.Exact(0), openflow15.FieldEthSrc.Exact(openflow.MAC{}), openflow15.FieldNXMIPTOS.Exact(0xb8)},
	} {
		b, err := openflow.AppendFields(nil, m)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	table := openflow15.Protocol.Fields
	f.Fuzz(func(t *testing.T, b []byte) {
		var fb openflow.FieldBuffer
		fb.Reset(len(b))
		fields, err := fb.Fields(table, b, 0, len(b), true)
		if err != nil {
			return
		}
		seen := map[openflow.FieldID]bool{}
		for i := range fields {
			id := fields[i].ID()
			if info := table.Lookup(id); info != nil && info.Variable && seen[id.Key()] {
				return // Twice: only the order of the bytes decides.
			}
			seen[id.Key()] = true
		}
		key := openflow.AppendMatchKey(nil, fields, table)
		var again openflow.FieldBuffer
		again.Reset(len(key))
		canonical, err := again.Fields(table, key, 0, len(key), true)
		if err != nil {
			t.Fatalf("% x: %v", key, err)
		}
		if other := openflow.AppendMatchKey(nil, canonical, table); !bytes.Equal(key, other) {
			t.Errorf("key of a key: % x, want % x", other, key)
		}
		slices.Reverse(fields)
		if !bytes.Equal(openflow.AppendMatchKey(nil, fields, table), key) {
			t.Error("order counts")
		}
	})
}
