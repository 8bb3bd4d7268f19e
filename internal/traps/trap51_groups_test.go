package traps

import (
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow12"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow14"
	"github.com/ofwire/openflow/openflow15"
)

// In 1.5 a bucket tells the length of its actions, its weight and watches are properties, and the group has properties behind the buckets; bucket
// commands are numbered 3 and 5.
func TestTrap51_BucketsOfTwoShapes(t *testing.T) {
	const old = `0000 01 00 00000007
		0020 000a ffffffff ffffffff 00000000   // len, weight, watch_port, watch_group
		0000 0010 00000001 ffe5 000000000000   // output
		0010 0005 00000002 ffffffff 00000000`
	same(t, v12, message(t, v12, 15, old), &openflow12.GroupMod{Type: openflow12.GroupTypeSelect, GroupID: 7, Buckets: []openflow12.Bucket{
		{Weight: 10, WatchPort: openflow12.PortNoAny, WatchGroup: openflow12.GroupIDAny, Actions: openflow12.Actions{&openflow12.ActionOutput{Port: 1, MaxLen: 0xffe5}}},
		{Weight: 5, WatchPort: 2, WatchGroup: openflow12.GroupIDAny}}})
	same(t, v13, message(t, v13, 15, old), &openflow13.GroupMod{Type: openflow13.GroupTypeSelect, GroupID: 7, Buckets: []openflow13.Bucket{
		{Weight: 10, WatchPort: openflow13.PortNoAny, WatchGroup: openflow13.GroupIDAny, Actions: openflow13.Actions{&openflow13.ActionOutput{Port: 1, MaxLen: 0xffe5}}},
		{Weight: 5, WatchPort: 2, WatchGroup: openflow13.GroupIDAny}}})
	same(t, v14, message(t, v14, 15, old), &openflow14.GroupMod{Type: openflow14.GroupTypeSelect, GroupID: 7, Buckets: []openflow14.Bucket{
		{Weight: 10, WatchPort: openflow14.PortNoAny, WatchGroup: openflow14.GroupIDAny, Actions: openflow14.Actions{&openflow14.ActionOutput{Port: 1, MaxLen: 0xffe5}}},
		{Weight: 5, WatchPort: 2, WatchGroup: openflow14.GroupIDAny}}})
	const modern = `0003 01 00 00000007  0038 0000 fffffffe
		0028 0010 00000001
		0000 0010 00000001 ffe5 000000000000
		0000 0008 000a 0000                    // weight
		0001 0008 00000002                     // watch_port
		0010 0000 00000002
		0000 0008 0005 0000
		ffff 000e 0000002a 00000001 0102 0000  // of the group`
	same(t, v15, message(t, v15, 15, modern), &openflow15.GroupMod{Command: openflow15.GroupModCommandInsertBucket, Type: openflow15.GroupTypeSelect,
		GroupID: 7, CommandBucketID: openflow15.BucketIDLast, Buckets: []openflow15.Bucket{
			{BucketID: 1, Actions: openflow15.Actions{&openflow15.ActionOutput{Port: 1, MaxLen: 0xffe5}}, Properties: openflow15.GroupBucketProps{
				&openflow15.GroupBucketPropWeight{Weight: 10}, &openflow15.GroupBucketPropWatchPort{Watch: 2}}},
			{BucketID: 2, Properties: openflow15.GroupBucketProps{&openflow15.GroupBucketPropWeight{Weight: 5}}}},
		Properties: openflow15.GroupProps{&openflow15.GroupPropExperimenter{Experimenter: 42, ExpType: 1, Data: []byte{1, 2}}}})
	same(t, v15, message(t, v15, 15, "0005 01 00 00000007 0000 0000 ffffffff"),
		&openflow15.GroupMod{Command: openflow15.GroupModCommandRemoveBucket, Type: 1, GroupID: 7, CommandBucketID: openflow15.BucketIDAll})

	// The property would fit the message, but not its bucket.
	refused(t, v15, message(t, v15, 15, `0000 01 00 00000007 0020 0000 ffffffff
		0010 0000 00000001  ffff 0010 0000002a
		0010 0000 00000002  0000 0008 0005 0000`), 34, "GroupMod.Buckets[0].Properties[0].Len", badPropertyLen)
	refused(t, v15, message(t, v15, 15, `0000 01 00 00000007 0010 0000 ffffffff  0010 0010 00000001  0000 0008 0005 0000`),
		26, "GroupMod.Buckets[0].Actions", badBucket)
	refused(t, v15, message(t, v15, 15, `0000 01 00 00000007 0018 0000 ffffffff  0010 0000 00000001  0000 0008 0005 0000`),
		16, "GroupMod.Buckets", openflow.BadRequestLen)
}

// In 1.5 an entry of the group descriptions has a header of 16 bytes and properties, which end with the entry.
func TestTrap52_GroupDescProperties(t *testing.T) {
	const body = `0030 01 00 00000007  0010 000000000000
		0010 0000 00000001  0000 0008 000a 0000
		ffff 000d 0000002a 00000001 07 000000
		0010 02 00 00000008  0000 000000000000`
	same(t, v15, reply(t, v15, 7, body), &openflow15.GroupDescReply{Body: []openflow15.GroupDesc{
		{Type: openflow15.GroupTypeSelect, GroupID: 7, Buckets: []openflow15.Bucket{{BucketID: 1,
			Properties: openflow15.GroupBucketProps{&openflow15.GroupBucketPropWeight{Weight: 10}}}},
			Properties: openflow15.GroupProps{&openflow15.GroupPropExperimenter{Experimenter: 42, ExpType: 1, Data: []byte{7}}}},
		{Type: openflow15.GroupTypeIndirect, GroupID: 8}}})
	same(t, v14, reply(t, v14, 7, "0018 01 00 00000007  0010 0005 00000002 ffffffff 00000000"), &openflow14.GroupDescReply{Body: []openflow14.GroupDesc{
		{Type: openflow14.GroupTypeSelect, GroupID: 7, Buckets: []openflow14.Bucket{{Weight: 5, WatchPort: 2, WatchGroup: openflow14.GroupIDAny}}}}})

	// The property runs into the next entry.
	refused(t, v15, reply(t, v15, 7, `0020 01 00 00000007  0000 000000000000  ffff 0018 0000002a 00000001 00000000
		0010 02 00 00000008  0000 000000000000`), 34, "GroupDescReply.Body[0].Properties[0].Len", badPropertyLen)
	// An entry in the form of before has no room for the header.
	refused(t, v15, reply(t, v15, 7, "0008 01 00 00000007"), 16, "GroupDescReply.Body[0].Length", openflow.BadRequestLen)
}

// Group features end with two arrays of four numbers, one for each type of group: 40 bytes in all.
func TestTrap53_GroupFeaturesByType(t *testing.T) {
	const body = `0000000f 00000007  00000001 00000002 00000003 00000004  00000801 00000802 00000803 00000804`
	same(t, v13, reply(t, v13, 8, body), &openflow13.GroupFeaturesReply{Body: openflow13.GroupFeatures{Types: 15,
		Capabilities: openflow13.GroupCapabilitiesSelectWeight | openflow13.GroupCapabilitiesSelectLiveness | openflow13.GroupCapabilitiesChaining,
		MaxGroups:    [4]uint32{1, 2, 3, 4}, Actions: [4]uint32{0x801, 0x802, 0x803, 0x804}}})
	want := openflow.Format(roundTrip(t, v13, reply(t, v13, 8, body)))
	for _, p := range versions[1:] {
		if got := openflow.Format(roundTrip(t, p, reply(t, p, 8, body))); got != want {
			t.Errorf("%v: %s, want %s", p.Version, got, want)
		}
		refused(t, p, reply(t, p, 8, body[:len(body)-9]), 52, "GroupFeaturesReply", openflow.BadRequestLen)
		refused(t, p, reply(t, p, 8, body+"00000000"), 56, "GroupFeaturesReply", openflow.BadRequestLen)
	}
}

// A band of a meter is 16 bytes of which the first 12 are common; an experimenter's id stands in the last four. Meter features grew by eight bytes in 1.5,
// which Open vSwitch leaves out; what came without them goes without.
func TestTrap54_MeterBandsAndFeatures(t *testing.T) {
	const mod = `0000 0005 00000009
		0001 0010 00002710 000003e8 00000000
		0002 0010 00001388 000001f4 01 000000
		ffff 0014 00000001 00000002 0000002a 01020304`
	same(t, v13, message(t, v13, 29, mod), &openflow13.MeterMod{Flags: openflow13.MeterFlagsKbps | openflow13.MeterFlagsBurst, MeterID: 9, Bands: openflow13.MeterBands{
		&openflow13.MeterBandDrop{Rate: 10000, BurstSize: 1000}, &openflow13.MeterBandDSCPRemark{Rate: 5000, BurstSize: 500, PrecLevel: 1},
		&openflow13.MeterBandExperimenter{Rate: 1, BurstSize: 2, Experimenter: 42, Data: []byte{1, 2, 3, 4}}}})
	want := openflow.Format(roundTrip(t, v13, message(t, v13, 29, mod)))
	for _, p := range versions[2:] {
		if got := openflow.Format(roundTrip(t, p, message(t, p, 29, mod))); got != want {
			t.Errorf("%v: %s, want %s", p.Version, got, want)
		}
		refused(t, p, message(t, p, 29, "0000 0005 00000009 0001 000c 00002710 000003e8"), 28, "MeterMod.Bands[0]", badMeterBand)
	}

	const short = "00000100 00000006 0000000f 02 08 0000"
	const long = short + "00000003 00000000"
	features := openflow15.MeterFeatures{MaxMeter: 256, BandTypes: 6, Capabilities: 15, MaxBands: 2, MaxColor: 8}
	same(t, v15, reply(t, v15, 11, short+"00000000 00000000"), &openflow15.MeterFeaturesReply{Body: features})
	features.NoFeatures = true
	same(t, v15, reply(t, v15, 11, short), &openflow15.MeterFeaturesReply{Body: features})
	features.NoFeatures = false
	features.Features = openflow15.MeterFeatureFlagsActionSet | openflow15.MeterFeatureFlagsAnyPosition
	same(t, v15, reply(t, v15, 11, long), &openflow15.MeterFeaturesReply{Body: features})
	same(t, v13, reply(t, v13, 11, short), &openflow13.MeterFeaturesReply{Body: openflow13.MeterFeatures{MaxMeter: 256, BandTypes: 6, Capabilities: 15, MaxBands: 2, MaxColor: 8}})
	same(t, v14, reply(t, v14, 11, short), &openflow14.MeterFeaturesReply{Body: openflow14.MeterFeatures{MaxMeter: 256, BandTypes: 6, Capabilities: 15, MaxBands: 2, MaxColor: 8}})
	refused(t, v13, reply(t, v13, 11, long), 32, "MeterFeaturesReply", openflow.BadRequestLen)
	refused(t, v14, reply(t, v14, 11, long), 32, "MeterFeaturesReply", openflow.BadRequestLen)
}
