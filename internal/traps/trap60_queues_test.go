package traps

import (
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow12"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow14"
	"github.com/ofwire/openflow/openflow15"
)

// A queue has a header of 8 bytes in 1.0 and of 16 with its port up to 1.3, with properties of 16; from 1.4 on it is a multipart with properties of 8.
func TestTrap60_QueuesOfThreeShapes(t *testing.T) {
	same(t, v10, message(t, v10, 21, "0001 000000000000  00000005 0018 0000  0001 0010 00000000 03e8 000000000000"), &openflow10.QueueGetConfigReply{Port: 1,
		Queues: []openflow10.PacketQueue{{QueueID: 5, Properties: openflow10.QueueProps{&openflow10.QueuePropMinRate{Rate: 1000}}}}})
	const modern = `00000001 00000000  00000005 00000001 0030 000000000000
		0001 0010 00000000 03e8 000000000000  0002 0010 00000000 0190 000000000000`
	same(t, v12, message(t, v12, 23, modern), &openflow12.QueueGetConfigReply{Port: 1, Queues: []openflow12.PacketQueue{{QueueID: 5, Port: 1,
		Properties: openflow12.QueueProps{&openflow12.QueuePropMinRate{Rate: 1000}, &openflow12.QueuePropMaxRate{Rate: 400}}}}})
	same(t, v13, message(t, v13, 23, modern), &openflow13.QueueGetConfigReply{Port: 1, Queues: []openflow13.PacketQueue{{QueueID: 5, Port: 1,
		Properties: openflow13.QueueProps{&openflow13.QueuePropMinRate{Rate: 1000}, &openflow13.QueuePropMaxRate{Rate: 400}}}}})
	const desc = "00000001 00000005 0020 000000000000  0001 0008 03e8 0000  0002 0008 0190 0000"
	same(t, v14, reply(t, v14, 15, desc), &openflow14.QueueDescReply{Body: []openflow14.QueueDesc{{PortNo: 1, QueueID: 5,
		Properties: openflow14.QueueDescProps{&openflow14.QueueDescPropMinRate{Rate: 1000}, &openflow14.QueueDescPropMaxRate{Rate: 400}}}}})
	same(t, v15, reply(t, v15, 15, desc), &openflow15.QueueDescReply{Body: []openflow15.QueueDesc{{PortNo: 1, QueueID: 5,
		Properties: openflow15.QueueDescProps{&openflow15.QueueDescPropMinRate{Rate: 1000}, &openflow15.QueueDescPropMaxRate{Rate: 400}}}}})

	// A rate in the place of the other layout, and the message that is gone.
	refused(t, v13, message(t, v13, 23, "00000001 00000000  00000005 00000001 0018 000000000000  0001 0008 03e8 0000"), 40, "QueueGetConfigReply.Queues[0].Properties[0]", openflow.BadRequestLen)
	refused(t, v14, reply(t, v14, 15, "00000001 00000005 0020 000000000000  0001 0010 00000000 03e8 000000000000"), 40, "QueueDescReply.Body[0].Properties[0]", badPropertyLen)
	if m, ok := roundTrip(t, v14, message(t, v14, 23, modern)).(*openflow.Opaque); !ok || m.Type != 23 {
		t.Errorf("1.4 has a message %s", openflow.Format(m))
	}
}

// A table modification has properties from 1.4 on, whose types begin at 2; the room in the table is sent there too, though it tells something in a
// description only. Reasons of table status begin at 3.
func TestTrap61_TableModProperties(t *testing.T) {
	same(t, v12, message(t, v12, 17, "ff 000000 00000002"), &openflow12.TableMod{TableID: openflow12.TableIDAll, Config: openflow12.TableConfigTableMissDrop})
	same(t, v13, message(t, v13, 17, "01 000000 00000003"), &openflow13.TableMod{TableID: 1, Config: openflow13.TableConfigDeprecatedMask})
	const mod = "01 000000 0000000c  0002 0008 00000005  0003 0008 0a 5a 00 00"
	same(t, v14, message(t, v14, 17, mod), &openflow14.TableMod{TableID: 1, Config: openflow14.TableConfigEviction | openflow14.TableConfigVacancyEvents,
		Properties: openflow14.TableModProps{
			&openflow14.TableModPropEviction{Flags: openflow14.TableModPropEvictionFlagsOther | openflow14.TableModPropEvictionFlagsLifetime},
			&openflow14.TableModPropVacancy{VacancyDown: 10, VacancyUp: 90}}})
	same(t, v15, message(t, v15, 17, mod), &openflow15.TableMod{TableID: 1, Config: openflow15.TableConfigEviction | openflow15.TableConfigVacancyEvents,
		Properties: openflow15.TableModProps{
			&openflow15.TableModPropEviction{Flags: openflow15.TableModPropEvictionFlagsOther | openflow15.TableModPropEvictionFlagsLifetime},
			&openflow15.TableModPropVacancy{VacancyDown: 10, VacancyUp: 90}}})
	const desc = "0010 01 00 00000008  0003 0008 0a 5a 2a 00"
	same(t, v14, reply(t, v14, 14, desc), &openflow14.TableDescReply{Body: []openflow14.TableDesc{{TableID: 1, Config: openflow14.TableConfigVacancyEvents,
		Properties: openflow14.TableModProps{&openflow14.TableModPropVacancy{VacancyDown: 10, VacancyUp: 90, Vacancy: 42}}}}})
	if openflow14.TableReasonVacancyDown != 3 || openflow15.TableReasonVacancyUp != 4 {
		t.Error("table reasons do not begin at 3")
	}
	// Counted from 0, the eviction would be type 0: that is an unknown property. 1.3 has none.
	if m := roundTrip(t, v14, message(t, v14, 17, "01 000000 00000004  0000 0008 00000005")); element(m, "Properties", 0).Info().Name != "TableModPropUnknown" {
		t.Errorf("decoded to %s", openflow.Format(m))
	}
	refused(t, v13, message(t, v13, 17, mod), 16, "TableMod", openflow.BadRequestLen)
}

// The reply to a request for controllers is an array, the message that the switch sends by itself holds one; the URI ends with its property, without a NUL.
func TestTrap62_ControllerStatus(t *testing.T) {
	const one = "0028 0007 00000002 01 01 000000000000  0000 0014 7463703a 3139322e302e322e313a3636 00000000" // tcp:192.0.2.1:66
	status := openflow15.ControllerStatusStats{ShortID: 7, Role: openflow15.ControllerRoleMaster, Reason: openflow15.ControllerStatusReasonChannelStatus,
		ChannelStatus: openflow15.ControlChannelStatusDown, Properties: openflow15.ControllerStatusProps{
			&openflow15.ControllerStatusPropURI{URI: []byte("tcp:192.0.2.1:66")}}}
	const other = "0010 0008 00000003 00 00 000000000000"
	same(t, v15, message(t, v15, 35, one), &openflow15.ControllerStatus{Status: status})
	same(t, v15, reply(t, v15, 18, one+other), &openflow15.ControllerStatusReply{Body: []openflow15.ControllerStatusStats{status, {ShortID: 8, Role: openflow15.ControllerRoleSlave}}})
	same(t, v15, reply(t, v15, 18, ""), &openflow15.ControllerStatusReply{})
	same(t, v15, request(t, v15, 18, ""), &openflow15.ControllerStatusRequest{})
	refused(t, v15, message(t, v15, 35, one+other), 48, "ControllerStatus", openflow.BadRequestLen)
	refused(t, v15, message(t, v15, 35, ""), 8, "ControllerStatus", openflow.BadRequestLen)
}

// The features of bundles are 64 bits of flags in the request and of capabilities in the reply; times are 16 bytes, behind 4 bytes of padding in a property.
func TestTrap63_BundleTimes(t *testing.T) {
	const times = `0001 0048 00000000
		0000000000000001 00000002 00000000  0000000000000003 00000004 00000000
		0000000000000005 00000006 00000000  0000000000000007 00000008 00000000`
	prop := openflow15.BundleFeaturesProps{&openflow15.BundleFeaturesPropTime{
		SchedAccuracy: openflow15.Time{Seconds: 1, Nanoseconds: 2}, SchedMaxFuture: openflow15.Time{Seconds: 3, Nanoseconds: 4},
		SchedMaxPast: openflow15.Time{Seconds: 5, Nanoseconds: 6}, Timestamp: openflow15.Time{Seconds: 7, Nanoseconds: 8}}}
	same(t, v15, request(t, v15, 19, "00000003 00000000"+times), &openflow15.BundleFeaturesRequest{
		FeatureRequestFlags: openflow15.BundleFeatureFlagsTimestamp | openflow15.BundleFeatureFlagsTimeSetSched, Properties: prop})
	same(t, v15, reply(t, v15, 19, "0007 000000000000"+times), &openflow15.BundleFeaturesReply{Body: openflow15.BundleFeatures{
		Capabilities: openflow15.BundleFlagsAtomic | openflow15.BundleFlagsOrdered | openflow15.BundleFlagsTime, Properties: prop}})
	same(t, v15, message(t, v15, 33, "00000007 0004 0005  0001 0018 00000000 000000000000000a 0000000b 00000000"), &openflow15.BundleControl{BundleID: 7,
		Type: openflow15.BundleCtrlTypeCommitRequest, Flags: openflow15.BundleFlagsAtomic | openflow15.BundleFlagsTime,
		Properties: openflow15.BundleProps{&openflow15.BundlePropTime{ScheduledTime: openflow15.Time{Seconds: 10, Nanoseconds: 11}}}})

	// Without the paddings the time property is 52 or 68 bytes, that of a bundle 16 or 20.
	refused(t, v15, request(t, v15, 19, "00000003 00000000 0001 0044"+times[9:]), 92, "BundleFeaturesRequest.Properties[0]", badPropertyLen)
	refused(t, v15, message(t, v15, 33, "00000007 0004 0005  0001 0010 000000000000000a 0000000b"), 32, "BundleControl.Properties[0]", badPropertyLen)
	refused(t, v15, message(t, v15, 33, "00000007 0004 0005  0001 0014 000000000000000a 0000000b 00000000 00000000"), 36, "BundleControl.Properties[0]", badPropertyLen)
	// Before 1.5 a bundle has no time.
	m := roundTrip(t, v14, message(t, v14, 33, "00000007 0004 0005  0001 0018 00000000 000000000000000a 0000000b 00000000")).(*openflow14.BundleControl)
	if _, ok := m.Properties[0].(*openflow14.BundlePropUnknown); !ok {
		t.Errorf("decoded to %s", openflow.Format(m))
	}
}
