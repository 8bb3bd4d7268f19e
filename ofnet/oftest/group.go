package oftest

import (
	"slices"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow15"
)

// Types of groups.
const (
	groupTypeAll      = 0
	groupTypeSelect   = 1
	groupTypeIndirect = 2
	groupTypeFF       = 3
)

// Commands of group-mods beside those of flow-mods.
const (
	cmdDeleteGroup  = 2
	cmdInsertBucket = 3
	cmdRemoveBucket = 5
)

// Bucket numbers of 1.5.
const (
	bucketFirst = 0xfffffffd
	bucketLast  = 0xfffffffe
	bucketAll   = 0xffffffff
)

// A group is an entry of the group table.
type group struct {
	id, typ        uint64
	buckets        []bucket
	since          time.Time
	packets, bytes uint64
}

// A bucket is one set of actions of a group.
type bucket struct {
	id, weight     uint64
	watchPort      portNo
	watchGroup     uint64
	actions        []action
	packets, bytes uint64
}

// readBuckets returns what reads the buckets of a message.
func readBuckets(bad *openflow.ErrorCode, list *[]bucket) func(openflow.Element) {
	return func(e openflow.Element) {
		b := bucket{weight: noWeight, watchPort: portAny, watchGroup: groupAny, id: uint64(len(*list))}
		read(e, sink{
			"weight": &b.weight, "watch_port": &b.watchPort, "watch_group": &b.watchGroup, "bucket_id": &b.id,
			"actions": readActions(bad, &b.actions),
			"properties": func(prop openflow.Element) {
				to := sink{"weight": &b.weight, "watch": &b.watchPort}
				if prop.Info().Name == "GroupBucketPropWatchGroup" {
					to["watch"] = &b.watchGroup
				}
				read(prop, to)
			},
		})
		*list = append(*list, b)
	}
}

// item returns a bucket for a message of the version.
func (d *dialect) bucket(g *group, b *bucket) item {
	props := []item{}
	if g.typ == groupTypeSelect {
		props = append(props, item{"GroupBucketPropWeight", source{"weight": b.weight}})
	}
	if b.watchPort != portAny {
		props = append(props, item{"GroupBucketPropWatchPort", source{"watch": b.watchPort}})
	}
	if b.watchGroup != groupAny {
		props = append(props, item{"GroupBucketPropWatchGroup", source{"watch": b.watchGroup}})
	}
	return item{"Bucket", source{
		"weight": b.weight, "watch_port": b.watchPort, "watch_group": b.watchGroup, "bucket_id": b.id, "actions": d.items(b.actions),
		"properties": props,
	}}
}

// groupMod does what a group-mod asks for.
func (x *exchange) groupMod() (bad openflow.ErrorCode) {
	g := &group{since: time.Now()}
	var command uint64
	at := uint64(bucketAll)
	read(x.m, sink{
		"command": &command, "type": &g.typ, "group_id": &g.id, "command_bucket_id": &at, "buckets": readBuckets(&bad, &g.buckets),
	})
	old := x.sw.groups[g.id]
	if command == cmdDeleteGroup {
		return x.deleteGroup(g.id)
	}
	buckets15 := x.d.Version == openflow.Version15 && (command == cmdInsertBucket || command == cmdRemoveBucket)
	switch {
	case command > cmdModify && !buckets15:
		return openflow15.ErrGroupModFailedBadCommand
	case g.id > groupMax:
		return openflow15.ErrGroupModFailedInvalidGroup
	case command == cmdAdd && old != nil:
		return openflow15.ErrGroupModFailedGroupExists
	case command != cmdAdd && old == nil:
		return openflow15.ErrGroupModFailedUnknownGroup
	}
	if buckets15 {
		edited := *old
		if edited.buckets, bad = editBuckets(old.buckets, command, at, g.buckets); bad != 0 {
			return bad
		}
		g = &edited
	}
	g.weigh()
	if code := x.checkGroup(g); code != 0 {
		return code
	}
	if bad != 0 {
		return bad
	}
	if x.sw.groups == nil {
		x.sw.groups = make(map[uint64]*group)
	}
	x.sw.groups[g.id] = g
	return 0
}

// noWeight is the weight of a bucket that came without one, as it may in 1.5.
const noWeight = allOnes

// weigh gives the buckets that came without a weight the one that is meant.
func (g *group) weigh() {
	for i := range g.buckets {
		switch b := &g.buckets[i]; {
		case b.weight == noWeight && g.typ == groupTypeSelect:
			b.weight = 1
		case b.weight == noWeight:
			b.weight = 0
		}
	}
}

// checkGroup returns what is wrong with a group, or 0.
func (x *exchange) checkGroup(g *group) openflow.ErrorCode {
	if g.typ > groupTypeFF {
		return openflow15.ErrGroupModFailedBadType
	}
	if g.typ == groupTypeIndirect && len(g.buckets) != 1 {
		return openflow15.ErrGroupModFailedInvalidGroup
	}
	for i := range g.buckets {
		b := &g.buckets[i]
		watches := b.watchPort != portAny || b.watchGroup != groupAny
		switch {
		case g.typ != groupTypeSelect && b.weight != 0, g.typ == groupTypeFF && !watches:
			return openflow15.ErrGroupModFailedInvalidGroup
		case watches && (g.typ == groupTypeAll || g.typ == groupTypeIndirect):
			return openflow15.ErrGroupModFailedWatchUnsupported
		}
		for _, a := range b.actions {
			if a.kind == actGroup && a.arg == g.id {
				return openflow15.ErrGroupModFailedLoop
			}
		}
		if bad := x.checkActions(b.actions, false); bad != 0 {
			return bad
		}
	}
	return 0
}

// editBuckets inserts buckets behind one, or removes one or all.
func editBuckets(list []bucket, command, at uint64, more []bucket) ([]bucket, openflow.ErrorCode) {
	i := slices.IndexFunc(list, func(b bucket) bool { return b.id == at })
	switch {
	case command == cmdRemoveBucket && at == bucketAll:
		return nil, 0
	case at == bucketFirst && command == cmdInsertBucket:
		i = -1
	case at == bucketFirst:
		i = min(0, len(list)-1)
	case at == bucketLast:
		i = len(list) - 1
	case i < 0:
		return nil, openflow15.ErrGroupModFailedUnknownBucket
	}
	if command == cmdRemoveBucket {
		if i < 0 {
			return list, 0
		}
		return slices.Delete(slices.Clone(list), i, i+1), 0
	}
	for _, b := range more {
		if slices.ContainsFunc(list, func(old bucket) bool { return old.id == b.id }) {
			return nil, openflow15.ErrGroupModFailedBucketExists
		}
	}
	return slices.Insert(slices.Clone(list), i+1, more...), 0
}

// deleteGroup deletes a group, or all, and the flows that use it.
func (x *exchange) deleteGroup(id uint64) openflow.ErrorCode {
	for have := range x.sw.groups {
		if id == groupAll || id == have {
			q := newFilter()
			q.outGroup = have
			x.remove(reasonGroupDelete, q.takes)
			delete(x.sw.groups, have)
		}
	}
	return 0
}

// group applies a group to a packet.
func (x *exchange) group(p *packet, id uint64) {
	g := x.sw.groups[id]
	if g == nil || p.depth == maxGroups {
		return
	}
	g.packets++
	g.bytes += uint64(len(p.frame))
	for i := range g.buckets {
		b := &g.buckets[i]
		if g.typ == groupTypeFF && !x.sw.alive(b, 0) {
			continue
		}
		b.packets++
		b.bytes += uint64(len(p.frame))
		q := p.clone()
		q.depth++
		q.reason = reasonGroup
		q.set = nil
		x.apply(q, b.actions)
		if g.typ != groupTypeAll {
			return
		}
	}
}

// alive reports whether what a bucket watches is.
func (s *state) alive(b *bucket, depth int) bool {
	if port := s.port(b.watchPort); port != nil && port.live() {
		return true
	}
	g := s.groups[b.watchGroup]
	if g == nil || depth == maxGroups {
		return false
	}
	return slices.ContainsFunc(g.buckets, func(b bucket) bool { return s.alive(&b, depth+1) })
}

// groupsFor returns the groups that a request asks for, by number.
func (x *exchange) groupsFor() (list []*group) {
	id := uint64(groupAll)
	read(x.m, sink{"group_id": &id})
	for _, g := range x.sw.groups {
		if id == groupAll || id == g.id {
			list = append(list, g)
		}
	}
	slices.SortFunc(list, func(a, b *group) int { return int(a.id) - int(b.id) })
	return list
}

func (x *exchange) groupStats() openflow.ErrorCode {
	var items []item
	for _, g := range x.groupsFor() {
		q := newFilter()
		q.outGroup = g.id
		from := source{
			"group_id": g.id, "ref_count": uint64(len(x.sw.selected(&q))), "packet_count": g.packets, "byte_count": g.bytes,
		}
		addAge(from, g.since)
		var counters []item
		for _, b := range g.buckets {
			counters = append(counters, item{"BucketCounter", source{"packet_count": b.packets, "byte_count": b.bytes}})
		}
		from["bucket_stats"], from["bucket_counters"] = counters, counters
		items = append(items, item{"GroupStats", from})
	}
	return x.parts("GroupStatsReply", items)
}

func (x *exchange) groupDesc() openflow.ErrorCode {
	var items []item
	for _, g := range x.groupsFor() {
		var buckets []item
		for i := range g.buckets {
			buckets = append(buckets, x.d.bucket(g, &g.buckets[i]))
		}
		items = append(items, item{"GroupDesc", source{"type": g.typ, "group_id": g.id, "buckets": buckets}})
	}
	return x.parts("GroupDescReply", items)
}

func (x *exchange) groupFeatures() openflow.ErrorCode {
	const types, chaining, most = 0xf, 1<<2 | 1<<0 | 1<<1, groupMax
	actions := uint64(0)
	for _, n := range x.d.actionTypes() {
		actions |= 1 << n
	}
	return x.reply("GroupFeaturesReply", source{
		"types": uint64(types), "capabilities": uint64(chaining),
		"max_groups": []uint64{most, most, most, most}, "actions": []uint64{actions, actions, actions, actions},
	})
}
