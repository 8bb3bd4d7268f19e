package oftest

import (
	"cmp"
	"slices"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow15"
)

// maxTags is the most tags of a packet; one more cannot be pushed. Open vSwitch has the same limit, and counts one tag of packets that come with more.
const maxTags = 2

// checkConsistent returns OFPBAC_MATCH_INCONSISTENT where an action wants a header that the match of its flow does not ask for: OpenFlow 1.3.5 §7.2.5.
// A tag may also be one that was pushed before, of which OFPBAC_BAD_TAG says that there are too many. Like Open vSwitch it looks at fewer actions in action
// sets, and at none of 1.0.
func (d *dialect) checkConsistent(m match, p *program) openflow.ErrorCode {
	tags := 0 // That packets have for sure.
	if d.sure(m, keyVLANPCP) {
		tags = 1
	}
	for _, a := range p.apply {
		ok := true
		switch a.kind {
		case actPopVLAN:
			ok = tags > 0 || a.old
		case actSetTTL, actDecTTL:
			ok = d.sure(m, openflow15.FieldIPDSCP.ID().Key())
		}
		if !ok || !d.maySet(m, a, tags) {
			return openflow15.ErrBadActionMatchInconsistent
		}
		if tags = a.tags(tags); tags > maxTags {
			return openflow15.ErrBadActionBadTag
		}
	}
	for _, a := range p.write {
		if !d.maySet(m, a, tags) {
			return openflow15.ErrBadActionMatchInconsistent
		}
		if tags = a.tags(tags); tags > maxTags {
			return openflow15.ErrBadActionBadTag
		}
	}
	return 0
}

// headers returns what a packet is, as far as other fields need it: the match of a flow that takes it and its like alone.
func (p *packet) headers() (m match) {
	for _, key := range []openflow.FieldID{keyEthType, keyVLANVID, keyIPProto, keyICMPv6Type} {
		if p.span(key) == nil || key == keyIPProto && p.l4 == 0 { // A fragment behind the first has no ports.
			continue
		}
		m = append(m, term{key, p.get(key), openflow.Uint128{Lo: 0xffff}})
	}
	slices.SortFunc(m, func(a, b term) int { return cmp.Compare(a.key, b.key) })
	return m
}

// maySet reports whether the packets of a match, which have some tags for sure, have the field that an action sets.
func (d *dialect) maySet(m match, a action, tags int) bool {
	if a.kind != actSetField || a.old {
		return true
	}
	key := a.field[0].ID().Key()
	if key == keyVLANVID || key == keyVLANPCP {
		return tags > 0
	}
	return d.sure(m, key)
}

// tags returns how many tags packets have behind an action.
func (a *action) tags(before int) int {
	switch a.kind {
	case actPushVLAN:
		return before + 1
	case actPopVLAN:
		return max(before-1, 0)
	}
	return before
}

// sure reports whether all packets of a match have a field: the match asks for what the field needs.
func (d *dialect) sure(m match, key openflow.FieldID) bool {
	info := d.Fields.Lookup(key)
	if info == nil {
		return true
	}
	for _, n := range info.Needs {
		if t := m.term(n.ID); t.mask == (openflow.Uint128{}) || slices.Contains(n.Values, t.value.Lo) == n.Not {
			return false
		}
	}
	return true
}
