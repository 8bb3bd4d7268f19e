//go:build interop

package interop

import (
	"encoding/hex"
	"math/rand/v2"
	"net/netip"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow10"
)

// keyCases are matches that Open vSwitch writes in another way, in the versions that have the fields. What stands behind ! tells why it tells less than it was told.
const keyCases = `
vlan_tci=0000/ffff
vlan_tci=0000
vlan_tci=0000/1fff
vlan_tci=0000/1000
vlan_tci=1000/1000
vlan_tci=1000/f000
vlan_tci=7000/f000
vlan_tci=7005/ffff
vlan_tci=0005/1fff
vlan_tci=0005/0fff
vlan_tci=0005 !later it contradicts itself
vlan_tci=6000/f000 !later it contradicts itself
vlan_tci=0000/0000 !packet type
vlan_tci=0000/e000 !later a priority stands behind vlan_vid
vlan_tci=6000/e000 !later a priority stands behind vlan_vid
vlan_tci=3000/3000 !later a priority has no mask
vlan_vid=0000
vlan_vid=1005
vlan_vid=0005
vlan_vid=0005/0fff
vlan_vid=1005/ffff
vlan_vid=1000/1fff
vlan_vid=1005 vlan_pcp=03
vlan_vid=1000/1000 vlan_pcp=03
in_port_nxm=fffe
in_port_nxm=0005
in_port=fffffffe
in_port=00000005
eth_dst=010203040506/ffffffffffff
eth_dst_nxm=010203040506/ffffffffffff
eth_dst=000000000000/000000000000 !packet type
eth_type=0800 ip_dscp=2e
eth_type=0800 ip_tos=b8
eth_type_nxm=0800 ip_tos=b8
eth_type=0800 ip_proto=06 tcp_dst=0050 ipv4_src=0a000000/ff000000 in_port=00000001 eth_src=020000000001
eth_type_nxm=0800 ip_proto_nxm=06 tcp_dst_nxm=0050 ip_src=0a000000/ff000000 in_port_nxm=0001 eth_src_nxm=020000000001
reg0=00000000/00000000
reg0=01020304/ffffffff
reg1=01020304 reg0=05060708
xreg0=0506070801020304
reg3=00000003 reg2=00000002/0000000f
xxreg0=00000000000000000000000200000003/0000000000000000000000ffffffffff
tun_metadata0=01020304
tun_metadata0=0304
tun_metadata0=00
tun_metadata0=00000000
tun_metadata0=0304/ffff
tun_metadata0=00000304/0000ffff
tun_metadata0=00/00
tun_metadata0=00000000/00000000
tun_metadata0=01020304/ffffffff !the length of the option is not in the match
tun_metadata1=01020304050607080000000000000000/ffffffffffffffff0000000000000000
packet_type=00000000
packet_type=00000000 eth_type=0800
eth_type=0800
`

// lostFields are those of whose value Open vSwitch 3.1 makes the mask, where there is none.
var lostFields = regexp.MustCompile(`(erspan_(ver|hwid)|gtpu_(flags|msgtype))=[^/]*$|erspan_dir=0x0$`)

// refusedFields are those that Open vSwitch lets nobody match.
var refusedFields = regexp.MustCompile(`dp_hash|recirc_id`)

// TestMatchKeys adds flows with each match field, and finds each by its key among those that Open vSwitch reports.
func TestMatchKeys(t *testing.T) {
	setup{}.each(t, func(w *world) {
		w.run("ofctl", w.version, "add-tlv-map", "br0", "{class=0x102,type=0,len=4}->tun_metadata0,{class=0x102,type=1,len=16}->tun_metadata1")
		var list []pair
		for _, c := range append(w.keyPairs(), fieldPairs(w.t, w.p)...) {
			tunnel := strings.HasPrefix(c.field, "tun_metadata") // With the lengths of keyCases only.
			if refusedFields.MatchString(c.field) || tunnel {
				continue
			}
			list = append(list, c)
		}
		w.findByKey(list)
		w.countByKey(list)
		if w.p.Version == openflow.Version10 {
			w.fixedMatches()
		}
	})
}

// keyPairs are the lines of keyCases whose fields the version has; field is why Open vSwitch does not tell all of it.
func (w *world) keyPairs() (list []pair) {
	for _, line := range strings.Split(strings.TrimSpace(keyCases), "\n") {
		text, reason, _ := strings.Cut(line, "!")
		if less, ok := strings.CutPrefix(reason, "later "); ok {
			if reason = less; w.p.Version == openflow.Version10 {
				reason = ""
			}
		}
		var match []openflow.Field
		for _, word := range strings.Fields(text) {
			name, value, _ := strings.Cut(word, "=")
			value, mask, masked := strings.Cut(value, "/")
			info := w.p.Fields.ByName(name)
			payload, err := hex.DecodeString(value + mask)
			w.must(line, err)
			if info == nil {
				match = nil
				break
			}
			id := info.ID
			if masked {
				id |= 1 << 8
			}
			f, err := openflow.MakeField(id, payload)
			w.must(line, err)
			match = append(match, f)
		}
		if match == nil {
			continue
		}
		m, err := flowOf(w.p, match, "")
		w.must(line, err)
		list = append(list, pair{name: w.p.Version.String() + " " + text, m: m, input: reason, field: "key"})
	}
	return list
}

// less tells why Open vSwitch reports less than a match says, or nothing.
func less(c *pair) string {
	switch {
	case c.field == "key":
		return c.input
	case lostFields.MatchString(c.name):
		return "the value becomes the mask"
	}
	return ""
}

// findByKey adds flows, each with a priority of its own, and compares each with what comes back.
func (w *world) findByKey(list []pair) {
	for i := range list {
		assign(list[i].m, "Priority", uint64(i+1))
		w.must(list[i].name, w.conn.Apply(w.ctx(), list[i].m))
	}
	back := map[uint64]any{}
	for _, f := range w.reported() {
		back[get(f, "Priority")] = f
	}
	for i := range list {
		c, f := &list[i], back[uint64(i+1)]
		if f == nil {
			w.t.Errorf("%s does not come back", c.name)
			continue
		}
		same := openflow.SameMatch(matchOf(c.m), matchOf(f), w.p.Fields)
		w.check(same == (less(c) == ""), "%s comes back as %s, the same: %t; %s", c.name, w.p.Fields.Format(matchOf(f)), same, less(c))
	}
	w.run("ofctl", w.version, "del-flows", "br0")
}

// countByKey adds flows of one priority: where two have one key, Open vSwitch has one flow. But it tells packets without a tag in several ways.
func (w *world) countByKey(list []pair) {
	sent := map[string]string{}
	for i := range list {
		if c := &list[i]; less(c) == "" {
			assign(c.m, "Priority", 1)
			w.must(c.name, w.conn.Apply(w.ctx(), c.m))
			sent[w.key(c.m)] = c.name
		}
	}
	seen := map[string]string{}
	for _, f := range w.reported() {
		key, text := w.key(f), "{"+w.p.Fields.Format(matchOf(f))+"}"
		w.check(sent[key] != "", "%s was not sent", text)
		w.check(seen[key] == "" || untagged.MatchString(text), "%s and %s have one key", seen[key], text)
		seen[key] = text
	}
	for key, name := range sent {
		w.check(seen[key] != "", "%s is not found", name)
	}
	w.run("ofctl", w.version, "del-flows", "br0")
}

// untagged are the matches of packets without a tag.
var untagged = regexp.MustCompile(`^\{vlan_(tci=0x0|vid=NONE|vid=0x0)`)

// key is the key of the match of a message or a flow.
func (w *world) key(m any) string {
	return string(openflow.AppendMatchKey(nil, matchOf(m), w.p.Fields))
}

// reported returns all flows, in 1.0 with the fields of NXM.
func (w *world) reported() []any {
	q := w.allFlows()
	if w.p.Version == openflow.Version10 {
		q = openflow10.NewNXFlowStatsRequest()
	}
	flows, _ := w.stream(q)
	return flows
}

// matchOf returns the fields of a message or a flow.
func matchOf(m any) []openflow.Field {
	return reflect.Indirect(reflect.ValueOf(m)).FieldByName("Match").Convert(reflect.TypeFor[[]openflow.Field]()).Interface().([]openflow.Field)
}

// fixedMatches adds flows with 1.0's match of 40 bytes, with prerequisites and without, and finds each in that form and in NXM.
func (w *world) fixedMatches() {
	r := rand.New(rand.NewPCG(1, 2))
	sent := map[uint16]*openflow10.Match{}
	keys := map[string]bool{}
	for i := range uint16(300) {
		m := randomMatch(r)
		flow := openflow10.NewFlowMod()
		flow.Match, flow.Priority = *m, i+1
		w.must(openflow.Format(m), w.conn.Apply(w.ctx(), flow))
		sent[i+1], keys[string(m.AppendKey(nil))] = m, true
	}
	for _, f := range w.reported() {
		m := sent[uint16(get(f, "Priority"))]
		w.check(string(m.AppendKey(nil)) == w.key(f), "%v comes back as %s", m, w.p.Fields.Format(matchOf(f)))
	}
	flows, _ := w.stream(w.allFlows())
	w.check(len(flows) == len(sent), "%d flows of %d", len(flows), len(sent))
	for _, f := range flows {
		back := f.(*openflow10.FlowStats)
		m := sent[back.Priority]
		w.check(m.Same(&back.Match), "%v comes back as %v", m, &back.Match)
	}
	w.run("ofctl", w.version, "del-flows", "br0")
	for _, m := range sent {
		flow := openflow10.NewFlowMod()
		flow.Match = *m
		w.must(openflow.Format(m), w.conn.Apply(w.ctx(), flow))
	}
	flows, _ = w.stream(w.allFlows())
	w.check(len(flows) == len(keys), "%d flows, %d keys", len(flows), len(keys))
}

// randomMatch makes a match of few values.
func randomMatch(r *rand.Rand) *openflow10.Match {
	one := func(values ...uint16) uint16 { return values[r.IntN(len(values))] }
	return &openflow10.Match{
		Wildcards: openflow10.FlowWildcards(r.Uint32()&r.Uint32()) & openflow10.FlowWildcardsAll,
		InPort:    openflow10.PortNo(one(1, 2, 0xfffe)), DLSrc: openflow.MAC{2}, DLDst: openflow.MAC{4},
		DLVLAN: openflow10.VLANID(one(0xffff, 5, 0, 0x1005)), DLVLANPCP: uint8(one(0, 3, 9)), DLType: one(0x0800, 0x0800, 0x0806, 0x86dd, 0x8035, 0x8847, 0x05ff),
		NWTOS: uint8(one(0, 0xb8, 0xbb)), NWProto: uint8(one(1, 6, 17, 58, 132, 47)), TPSrc: one(0, 80), TPDst: one(0, 80),
		NWSrc: netip.AddrFrom4([4]byte{10, 0, 0, byte(one(1, 2))}), NWDst: netip.AddrFrom4([4]byte{192, 168, byte(one(1, 2)), 3}),
	}
}
