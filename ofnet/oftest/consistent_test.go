package oftest

import (
	"slices"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow15"
)

// TestConsistent has actions that want headers. What is refused is what Open vSwitch 3.1 refuses.
func TestConsistent(t *testing.T) {
	set := func(f openflow.Field) action { return action{kind: actSetField, field: []openflow.Field{f}} }
	setTCP, setUDP, setDSCP := set(openflow15.FieldTCPDst.Exact(80)), set(openflow15.FieldUDPDst.Exact(80)), set(openflow15.FieldIPDSCP.Exact(3))
	setVID, setPCP := set(openflow15.FieldVLANVID.Exact(vlanPresent|5)), set(openflow15.FieldVLANPCP.Exact(5))
	push, pop := action{kind: actPushVLAN, arg: ethVLAN}, action{kind: actPopVLAN}
	ip := []openflow.Field{openflow15.FieldEthType.Exact(ethIPv4)}
	tcp := append(ip[:1:1], openflow15.FieldIPProto.Exact(6))
	vlan, untagged := []openflow.Field{openflow15.FieldVLANVID.Masked(vlanPresent, vlanPresent)}, []openflow.Field{openflow15.FieldVLANVID.Exact(0)}
	const inconsistent = "OFPBAC_MATCH_INCONSISTENT"
	for _, tt := range []struct {
		name         string
		match        []openflow.Field
		actions      []action
		apply, write string // The error of these actions in each instruction.
	}{
		{"Ethernet", nil, []action{set(fromA[0])}, "", ""},
		{"no IP", nil, []action{setDSCP}, inconsistent, inconsistent},
		{"IP", ip, []action{setDSCP}, "", ""},
		{"no protocol", ip, []action{setTCP}, inconsistent, inconsistent},
		{"TCP", tcp, []action{setTCP}, "", ""},
		{"another protocol", tcp, []action{setUDP}, inconsistent, inconsistent},
		{"TTL without IP", nil, []action{{kind: actDecTTL}}, inconsistent, ""},
		{"set TTL without IP", untagged, []action{{kind: actSetTTL, arg: 5}}, inconsistent, ""},
		{"TTL", ip, []action{{kind: actDecTTL}, {kind: actSetTTL, arg: 5}}, "", ""},
		{"no tag", nil, []action{setVID}, inconsistent, inconsistent},
		{"no tag for sure", untagged, []action{setPCP}, inconsistent, inconsistent},
		{"tag", vlan, []action{setVID, setPCP}, "", ""},
		{"pushed tag", nil, []action{push, setVID, setPCP}, "", ""},
		{"tag below a pushed one", vlan, []action{push, pop, setPCP}, "", ""},
		{"popped tag", vlan, []action{pop, setPCP}, inconsistent, inconsistent},
		{"pop", vlan, []action{pop}, "", ""},
		{"pop of no tag", nil, []action{pop}, inconsistent, ""},
		{"pop of a pushed tag", nil, []action{push, pop}, "", ""},
		{"second pop", vlan, []action{pop, pop}, inconsistent, ""},
		{"no bit for a tag", nil, []action{push, set(openflow15.FieldVLANVID.Exact(5))}, "OFPBAC_BAD_SET_ARGUMENT", "OFPBAC_BAD_SET_ARGUMENT"},
		{"two tags", nil, []action{push, push}, "", ""},
		{"third tag", nil, []action{push, push, push}, "OFPBAC_BAD_TAG", "OFPBAC_BAD_TAG"},
		{"third tag on a tagged packet", vlan, []action{push, push}, "OFPBAC_BAD_TAG", "OFPBAC_BAD_TAG"},
		{"tag in place of another", vlan, []action{push, pop, push}, "", ""},
		{"what IP carries", tcp, []action{set(openflow15.FieldIPProto.Exact(17))}, "OFPBAC_BAD_SET_ARGUMENT", "OFPBAC_BAD_SET_ARGUMENT"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			versions(t, openflow.Version12, func(r *rig) {
				r.want(tt.apply, r.flow(1, tt.match, tt.actions))
				write := source{"instructions": r.d.instructions(&program{parts: 1 << partWrite, write: tt.actions})}
				r.want(tt.write, r.flow(2, tt.match, nil, write))
				bucket := to1(2)
				bucket.actions = tt.actions
				if tt.apply != "" && tt.apply != inconsistent {
					return
				}
				r.want("", r.group(cmdAdd, 7, groupTypeAll, bucket)) // Groups are for packets of all kinds.
			})
		})
	}
}

// TestPacketOutConsistent has actions that want headers which the frame of a packet-out has, or has not.
func TestPacketOutConsistent(t *testing.T) {
	set := func(f openflow.Field) action { return action{kind: actSetField, field: []openflow.Field{f}} }
	push, pop, ttl := action{kind: actPushVLAN, arg: ethVLAN}, action{kind: actPopVLAN}, action{kind: actDecTTL}
	setTCP, setUDP, setVID := set(openflow15.FieldTCPDst.Exact(80)), set(openflow15.FieldUDPDst.Exact(80)), set(openflow15.FieldVLANVID.Exact(vlanPresent|5))
	tcp, taggedUDP := unhex(t, tcpFrame), unhex(t, udpFrame)
	late := slices.Clone(tcp)
	late[14+7] = 5 // The fragment's offset.
	const inconsistent = "OFPBAC_MATCH_INCONSISTENT"
	for _, tt := range []struct {
		name    string
		frame   []byte
		actions []action
		want    string
	}{
		{"TCP", tcp, []action{setTCP, ttl}, ""},
		{"another protocol", tcp, []action{setUDP}, inconsistent},
		{"later fragment", late, []action{ttl}, ""},
		{"port of a later fragment", late, []action{setTCP}, inconsistent},
		{"no IP", unhex(t, arpFrame), []action{ttl}, inconsistent},
		{"no frame", nil, []action{ttl}, inconsistent},
		{"no tag", tcp, []action{setVID}, inconsistent},
		{"no tag to pop", tcp, []action{pop}, inconsistent},
		{"pushed tag", tcp, []action{push, setVID, pop}, ""},
		{"third tag", tcp, []action{push, push, push}, "OFPBAC_BAD_TAG"},
		{"tag", taggedUDP, []action{setVID, setUDP, pop}, ""},
		{"third tag on a tagged frame", taggedUDP, []action{push, push}, "OFPBAC_BAD_TAG"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			versions(t, openflow.Version12, func(r *rig) {
				r.want(tt.want, r.packetOut(1, tt.frame, append(tt.actions[:len(tt.actions):len(tt.actions)], to(2)...)))
				if got := outOf(r.out()); (got == "2") != (tt.want == "") {
					r.Errorf("out of %q", got)
				}
			})
		})
	}
}

// TestConsistent10 has what 1.0 takes: its actions do nothing to packets that lack the header.
func TestConsistent10(t *testing.T) {
	versions(t, openflow.Version10, func(r *rig) {
		if r.d.Version > openflow.Version10 {
			return
		}
		setTCP := action{kind: actSetField, field: []openflow.Field{openflow15.FieldTCPDst.Exact(80)}}
		r.want("", r.flow(1, nil, []action{setTCP, {kind: actPopVLAN}}))
		r.wantFlows("1:set:tcp_dst=80,pop_vlan")
	})
}

// TestRefusedAsElsewhere has what Open vSwitch refuses beside that.
func TestRefusedAsElsewhere(t *testing.T) {
	versions(t, openflow.Version12, func(r *rig) {
		r.want("OFPGMFC_WATCH_UNSUPPORTED", r.group(cmdAdd, 7, groupTypeAll, watched(2)))
		r.want("OFPGMFC_WATCH_UNSUPPORTED", r.group(cmdAdd, 7, groupTypeIndirect, watched(2)))
		r.want("", r.group(cmdAdd, 7, groupTypeSelect, watched(2)))
		all := source{"table_id": uint64(tableAll), "command": uint64(cmdModify)}
		r.want("OFPFMFC_BAD_TABLE_ID", r.flow(1, nil, nil, all))
		twice := slices.Repeat(r.d.instructions(&program{parts: 1 << partClear}), 2)
		dup := "OFPBIC_DUP_INST"
		if r.d.Version < openflow.Version14 {
			dup = "65535/2600 of a vendor"
		}
		r.want(dup, r.flow(1, nil, nil, source{"instructions": twice}))
	})
}
