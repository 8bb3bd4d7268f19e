package oftest

import (
	"slices"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow15"
)

// group returns a group-mod with a bucket for each list of actions.
func (r *rig) group(command, id, typ uint64, buckets ...bucket) openflow.Message {
	g := &group{typ: typ}
	var items []item
	for _, b := range buckets {
		if typ != groupTypeSelect {
			b.weight = 0
		}
		items = append(items, r.d.bucket(g, &b))
	}
	return r.make("GroupMod", source{
		"command": command, "type": typ, "group_id": id, "buckets": items, "command_bucket_id": uint64(bucketAll),
	})
}

// weighed returns a group of a type, with a bucket of weight 1 that is as in groups of another type.
func (r *rig) weighed(id, typ, as uint64) openflow.Message {
	b := watched(2)
	return r.make("GroupMod", source{
		"type": typ, "group_id": id, "buckets": []item{r.d.bucket(&group{typ: as}, &b)}, "command_bucket_id": uint64(bucketAll),
	})
}

func to1(port portNo) bucket {
	return bucket{id: uint64(port), weight: 1, watchPort: portAny, watchGroup: groupAny, actions: to(port)}
}

func watched(port portNo) bucket {
	b := to1(port)
	b.watchPort = port
	return b
}

func TestGroups(t *testing.T) {
	versions(t, openflow.Version12, func(r *rig) {
		r.want("", r.group(cmdAdd, 7, groupTypeAll, to1(2), to1(3)), r.flow(1, nil, []action{{kind: actGroup, arg: 7}}, source{"flags": uint64(1)}))
		wantOut := func(want string) {
			r.Helper()
			if got := outOf(r.send(1, ethFrame)); got != want {
				r.Errorf("out of %q, want %q", got, want)
			}
		}
		wantOut("23")
		r.want("", r.group(cmdModify, 7, groupTypeSelect, to1(3), to1(2)))
		wantOut("3")
		r.want("", r.group(cmdModify, 7, groupTypeIndirect, to1(2)))
		wantOut("2")
		r.want("", r.group(cmdModify, 7, groupTypeFF, watched(2), watched(3)))
		wantOut("2")
		r.sw.SetLink(2, false)
		r.came()
		wantOut("3")

		desc := r.want("GroupDescReply", r.make("GroupDescRequest", source{"group_id": uint64(groupAll)}))
		var got []uint64
		read(desc[0], sink{"body": func(e openflow.Element) {
			got = numbers(e, "type", "group_id")
			var buckets []bucket
			var bad openflow.ErrorCode
			read(e, sink{"buckets": readBuckets(&bad, &buckets)})
			for _, b := range buckets {
				got = append(got, uint64(b.watchPort), uint64(b.actions[0].port))
			}
		}})
		if !slices.Equal(got, []uint64{groupTypeFF, 7, 2, 2, 3, 3}) {
			r.Error(got)
		}
		stats := r.want("GroupStatsReply", r.make("GroupStatsRequest", source{"group_id": uint64(7)}))
		got = nil
		counter := func(e openflow.Element) { got = append(got, numbers(e, "packet_count")...) }
		read(stats[0], sink{"body": func(e openflow.Element) {
			got = numbers(e, "group_id", "ref_count", "packet_count")
			read(e, sink{"bucket_stats": counter, "bucket_counters": counter})
		}})
		if !slices.Equal(got, []uint64{7, 1, 2, 1, 1}) {
			r.Error(got)
		}
		r.want("GroupFeaturesReply", r.make("GroupFeaturesRequest", source{}))

		gone := "FlowRemoved"
		if r.d.Version == openflow.Version12 { // It does not hear of groups.
			gone = ""
		}
		r.want(gone, r.group(cmdDeleteGroup, 7, 0))
		r.wantFlows("")
	})
}

func TestGroupErrors(t *testing.T) {
	versions(t, openflow.Version12, func(r *rig) {
		self := to1(1)
		self.actions = []action{{kind: actGroup, arg: 8}}
		r.want("", r.group(cmdAdd, 7, groupTypeAll))
		r.want("OFPGMFC_GROUP_EXISTS", r.group(cmdAdd, 7, groupTypeAll))
		r.want("OFPGMFC_UNKNOWN_GROUP", r.group(cmdModify, 8, groupTypeAll))
		r.want("OFPGMFC_INVALID_GROUP", r.group(cmdAdd, groupMax+1, groupTypeAll))
		r.want("OFPGMFC_INVALID_GROUP", r.group(cmdAdd, 8, groupTypeIndirect))
		r.want("OFPGMFC_BAD_TYPE", r.group(cmdAdd, 8, 9))
		r.want("OFPGMFC_BAD_COMMAND", r.group(9, 8, groupTypeAll))
		r.want("OFPGMFC_INVALID_GROUP", r.group(cmdAdd, 8, groupTypeFF, to1(1)))
		for _, typ := range []uint64{groupTypeAll, groupTypeIndirect, groupTypeFF} {
			r.want("OFPGMFC_INVALID_GROUP", r.weighed(8, typ, groupTypeSelect)) // With a weight.
		}
		r.want("OFPGMFC_LOOP", r.group(cmdAdd, 8, groupTypeAll, self))
		r.want("OFPBAC_BAD_OUT_PORT", r.group(cmdAdd, 8, groupTypeAll, to1(portTable)))
		r.want("", r.group(cmdDeleteGroup, 99, 0))
		r.want("", r.group(cmdDeleteGroup, groupAll, 0))
		r.want("OFPGMFC_UNKNOWN_GROUP", r.group(cmdModify, 7, groupTypeAll))
	})
}

// TestWeight has a bucket without a weight in 1.5, and with the weight that it then has before.
func TestWeight(t *testing.T) {
	versions(t, openflow.Version12, func(r *rig) {
		r.want("", r.weighed(7, groupTypeSelect, groupTypeAll))
		if w := r.sw.groups[7].buckets[0].weight; w != 1 {
			r.Errorf("weight %d", w)
		}
	})
}

func TestGroupBuckets(t *testing.T) {
	versions(t, openflow.Version15, func(r *rig) {
		edit := func(command, at uint64, buckets ...bucket) openflow.Message {
			m := r.group(command, 7, groupTypeAll, buckets...).(*openflow15.GroupMod)
			m.CommandBucketID = openflow15.BucketID(at)
			return m
		}
		order := func(want ...uint64) {
			r.Helper()
			var got []uint64
			for _, b := range r.sw.groups[7].buckets {
				got = append(got, b.id)
			}
			if !slices.Equal(got, want) {
				r.Errorf("buckets %v, want %v", got, want)
			}
		}
		r.want("", r.group(cmdAdd, 7, groupTypeAll, to1(1)))
		r.want("", edit(cmdInsertBucket, bucketLast, to1(3)), edit(cmdInsertBucket, 1, to1(2)), edit(cmdInsertBucket, bucketFirst, to1(9)))
		order(9, 1, 2, 3)
		r.want("OFPGMFC_BUCKET_EXISTS", edit(cmdInsertBucket, bucketLast, to1(3)))
		r.want("OFPGMFC_UNKNOWN_BUCKET", edit(cmdInsertBucket, 77, to1(4)))
		r.want("OFPGMFC_UNKNOWN_BUCKET", edit(cmdRemoveBucket, 77))
		r.want("", edit(cmdRemoveBucket, 1), edit(cmdRemoveBucket, bucketFirst), edit(cmdRemoveBucket, bucketLast))
		order(2)
		r.want("", edit(cmdRemoveBucket, bucketAll), edit(cmdRemoveBucket, bucketLast), edit(cmdRemoveBucket, bucketFirst))
		order()
	})
}

func TestMeters(t *testing.T) {
	versions(t, openflow.Version13, func(r *rig) {
		meter := func(command, id, flags uint64, bands ...item) openflow.Message {
			return r.make("MeterMod", source{"command": command, "meter_id": id, "flags": flags, "bands": bands})
		}
		drop := item{"MeterBandDrop", source{"rate": uint64(100), "burst_size": uint64(5)}}
		remark := item{"MeterBandDSCPRemark", source{"rate": uint64(50), "prec_level": uint64(2)}}
		r.want("", meter(cmdAdd, 4, 1, drop, remark))
		r.want("OFPMMFC_METER_EXISTS", meter(cmdAdd, 4, 1, drop))
		r.want("OFPMMFC_UNKNOWN_METER", meter(cmdModify, 5, 1, drop))
		r.want("OFPMMFC_INVALID_METER", meter(cmdAdd, 0, 1, drop))
		r.want("OFPMMFC_BAD_COMMAND", meter(7, 5, 1, drop))
		r.want("OFPMMFC_BAD_FLAGS", meter(cmdAdd, 5, 3, drop))
		r.want("OFPMMFC_BAD_FLAGS", meter(cmdAdd, 5, 0, drop))
		r.want("OFPMMFC_BAD_FLAGS", meter(cmdAdd, 5, 4, drop))
		r.want("OFPMMFC_BAD_FLAGS", meter(cmdAdd, 5, 0x11, drop))
		r.want("OFPMMFC_BAD_RATE", meter(cmdAdd, 5, 2, drop, item{"MeterBandDrop", nil}))
		r.want("OFPMMFC_OUT_OF_BANDS", meter(cmdAdd, 5, 1))
		r.want("OFPMMFC_BAD_BAND", meter(cmdAdd, 5, 1, item{"MeterBandExperimenter", source{"experimenter": uint64(1)}}))
		r.want("OFPMMFC_OUT_OF_BANDS", meter(cmdAdd, 5, 1, slices.Repeat([]item{drop}, maxBands+1)...))
		r.want("OFPMMFC_UNKNOWN_METER", r.make("MeterStatsRequest", source{"meter_id": uint64(5)}))

		metered := func(id uint64) openflow.Message {
			if r.d.Version == openflow.Version15 {
				return r.flow(1, nil, append([]action{{kind: actMeter, arg: id}}, to(2)...), source{"flags": uint64(1)})
			}
			prog := program{parts: 1<<partMeter | 1<<partApply, meter: id, apply: to(2)}
			return r.flow(1, nil, nil, source{"flags": uint64(1), "instructions": r.d.instructions(&prog)})
		}
		unknown := map[bool]string{true: "OFPBAC_BAD_METER", false: "OFPMMFC_INVALID_METER"}[r.d.Version == openflow.Version15]
		r.want(unknown, metered(9))
		r.want("", metered(4))
		r.send(1, ethFrame)
		var got []uint64
		stats := r.want("MeterStatsReply", r.make("MeterStatsRequest", source{"meter_id": uint64(meterAll)}))
		read(stats[0], sink{"body": func(e openflow.Element) {
			users := numbers(e, "flow_count")[0] + numbers(e, "ref_count")[0]
			got = append(numbers(e, "meter_id", "packet_in_count", "byte_in_count"), users)
		}})
		if !slices.Equal(got, []uint64{4, 1, uint64(len(ethFrame)), 1}) {
			r.Error(got)
		}
		name := map[bool]string{true: "MeterDesc", false: "MeterConfig"}[r.d.Version == openflow.Version15]
		desc := r.want(name+"Reply", r.make(name+"Request", source{"meter_id": uint64(4)}))
		read(desc[0], sink{"body": func(e openflow.Element) {
			got = numbers(e, "meter_id", "flags")
			read(e, sink{"bands": func(e openflow.Element) { got = append(got, numbers(e, "rate", "burst_size", "prec_level")...) }})
		}})
		if !slices.Equal(got, []uint64{4, 1, 100, 5, 0, 50, 0, 2}) {
			r.Error(got)
		}
		r.want("MeterFeaturesReply", r.make("MeterFeaturesRequest", source{}))
		gone := map[bool]string{true: "FlowRemoved", false: ""}[r.d.Version >= openflow.Version14]
		r.want(gone, meter(cmdDeleteGroup, meterAll, 0))
		r.wantFlows("")
	})
}
