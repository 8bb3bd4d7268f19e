package traps

import (
	"fmt"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow12"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow14"
	"github.com/ofwire/openflow/openflow15"
)

// In 1.3 the masks of a master come first, from 1.4 on the even property, which is lower, is the slave's; reasons of table status begin at bit 3.
func TestTrap55_AsyncMasterAndSlave(t *testing.T) {
	const masks = "00000007 00000001  00000006 00000002  0000000f 00000008"
	same(t, v13, message(t, v13, 28, masks), &openflow13.SetAsync{PacketInMask: [2]uint32{7, 1}, PortStatusMask: [2]uint32{6, 2}, FlowRemovedMask: [2]uint32{15, 8}})
	same(t, v13, message(t, v13, 27, masks), &openflow13.GetAsyncReply{PacketInMask: [2]uint32{7, 1}, PortStatusMask: [2]uint32{6, 2}, FlowRemovedMask: [2]uint32{15, 8}})

	const slave, master = openflow14.AsyncConfigPropTypePacketInSlave, openflow14.AsyncConfigPropTypePacketInMaster
	if slave != 0 || master != 1 {
		t.Errorf("slave is %d, master %d", slave, master)
	}
	vacancy := uint32(1)<<openflow14.TableReasonVacancyDown | 1<<openflow14.TableReasonVacancyUp
	const props = "0000 0008 00000001  0001 0008 00000007  0008 0008 00000000  0009 0008 00000018"
	same(t, v14, message(t, v14, 28, props), &openflow14.SetAsync{Properties: openflow14.AsyncConfigProps{
		&openflow14.AsyncConfigPropPacketInSlave{Mask: 1}, &openflow14.AsyncConfigPropPacketInMaster{Mask: 7},
		&openflow14.AsyncConfigPropTableStatusSlave{}, &openflow14.AsyncConfigPropTableStatusMaster{Mask: vacancy}}})
	same(t, v15, message(t, v15, 27, props+"000e 0008 00000001  000d 0008 00000002"), &openflow15.GetAsyncReply{Properties: openflow15.AsyncConfigProps{
		&openflow15.AsyncConfigPropPacketInSlave{Mask: 1}, &openflow15.AsyncConfigPropPacketInMaster{Mask: 7},
		&openflow15.AsyncConfigPropTableStatusSlave{}, &openflow15.AsyncConfigPropTableStatusMaster{Mask: vacancy},
		&openflow15.AsyncConfigPropContStatusSlave{Mask: 1}, &openflow15.AsyncConfigPropFlowStatsMaster{Mask: 2}}})

	// The request has no body, and no property is a change of nothing.
	same(t, v13, message(t, v13, 26, ""), &openflow13.GetAsyncRequest{})
	same(t, v14, message(t, v14, 26, ""), &openflow14.GetAsyncRequest{})
	same(t, v15, message(t, v15, 28, ""), &openflow15.SetAsync{})
	refused(t, v13, message(t, v13, 28, ""), 8, "SetAsync", openflow.BadRequestLen)
	refused(t, v14, message(t, v14, 28, masks), 15, "SetAsync.Properties[0]", badPropertyLen) // Type 0, length 7.

	// Nicira's message of 1.0 has the pairs behind its header; the properties came with a later one.
	same(t, v10, nicira(t, v10, 19, masks), &openflow10.NXSetAsyncConfig{PacketInMask: [2]uint32{7, 1}, PortStatusMask: [2]uint32{6, 2}, FlowRemovedMask: [2]uint32{15, 8}})
	same(t, v10, nicira(t, v10, 27, props), &openflow10.NXSetAsyncConfig2{Properties: openflow10.AsyncConfigProps{
		&openflow10.AsyncConfigPropPacketInSlave{Mask: 1}, &openflow10.AsyncConfigPropPacketInMaster{Mask: 7},
		&openflow10.AsyncConfigPropTableStatusSlave{}, &openflow10.AsyncConfigPropTableStatusMaster{Mask: 24}}})
}

// Nicira's roles are one less than the standard's and come without a generation; in 1.5 the padding of the standard's became a short id.
func TestTrap56_RolesOfTwoKinds(t *testing.T) {
	same(t, v10, nicira(t, v10, 10, "00000001"), &openflow10.NXRoleRequest{Role: openflow10.NXRoleMaster})
	same(t, v12, nicira(t, v12, 10, "00000002"), &openflow12.NXRoleRequest{Role: openflow12.NXRoleSlave})
	same(t, v13, nicira(t, v13, 11, "00000000"), &openflow13.NXRoleReply{Role: openflow13.NXRoleOther})
	same(t, v15, nicira(t, v15, 11, "00000001"), &openflow15.NXRoleReply{Role: openflow15.NXRoleMaster})
	same(t, v12, message(t, v12, 24, "00000002 00000000 0000000000000003"), &openflow12.RoleRequest{Role: openflow12.ControllerRoleMaster, GenerationID: 3})
	same(t, v13, message(t, v13, 24, "00000003 00000000 0000000000000003"), &openflow13.RoleRequest{Role: openflow13.ControllerRoleSlave, GenerationID: 3})
	same(t, v14, message(t, v14, 25, "00000001 00000000 0000000000000003"), &openflow14.RoleReply{Role: openflow14.ControllerRoleEqual, GenerationID: 3})
	same(t, v15, message(t, v15, 24, "00000002 0007 0000 0000000000000003"), &openflow15.RoleRequest{Role: openflow15.ControllerRoleMaster, ShortID: 7, GenerationID: 3})
	for _, p := range versions[1:] {
		refused(t, p, message(t, p, 24, "00000002"), 12, "RoleRequest", openflow.BadRequestLen)
		refused(t, p, nicira(t, p, 10, "00000001 00000000 0000000000000003"), 20, "NXRoleRequest", openflow.BadRequestLen)
	}
	if m := decodes(t, v14, message(t, v14, 24, "00000002 0007 0000 0000000000000003")); openflow.Format(m) != "RoleRequest{xid=0 role=MASTER generation_id=3}" {
		t.Errorf("the padding of 1.4 shows in %s", openflow.Format(m))
	}
}

// A message in a bundle ends by its own length, which need not be a multiple of 8, and padding follows it only where properties do.
func TestTrap57_MessageInBundle(t *testing.T) {
	const head, echo, prop = "00000007 0000 0003 ", " 02 000d 00000000 7069 6e67 21", "ffff 000c 0000002a 00000001 00000000"
	ping := []byte("ping!")
	same(t, v14, message(t, v14, 34, head+"05"+echo), &openflow14.BundleAddMessage{BundleID: 7,
		Flags: openflow14.BundleFlagsAtomic | openflow14.BundleFlagsOrdered, Message: &openflow14.EchoRequest{Data: ping}})
	same(t, v14, message(t, v14, 34, head+"05"+echo+"000000"+prop), &openflow14.BundleAddMessage{BundleID: 7, Flags: 3, Message: &openflow14.EchoRequest{Data: ping},
		Properties: openflow14.BundleProps{&openflow14.BundlePropExperimenter{Experimenter: 42, ExpType: 1}}})
	same(t, v15, message(t, v15, 34, head+"06"+echo), &openflow15.BundleAddMessage{BundleID: 7, Flags: 3, Message: &openflow15.EchoRequest{Data: ping}})
	same(t, v15, message(t, v15, 34, head+"06"+echo+"000000"+prop), &openflow15.BundleAddMessage{BundleID: 7, Flags: 3, Message: &openflow15.EchoRequest{Data: ping},
		Properties: openflow15.BundleProps{&openflow15.BundlePropExperimenter{Experimenter: 42, ExpType: 1}}})
	onf := func(body string) string { return message(t, v13, 4, "4f4e4600 000008fd"+head+body) }
	same(t, v13, onf("04"+echo), &openflow13.ONFBundleAddMessage{BundleID: 7, Flags: 3, Message: &openflow13.EchoRequest{Data: ping}})
	same(t, v13, onf("04"+echo+"000000"+prop), &openflow13.ONFBundleAddMessage{BundleID: 7, Flags: 3, Message: &openflow13.EchoRequest{Data: ping},
		Properties: openflow13.ONFBundleProps{&openflow13.ONFBundlePropExperimenter{Experimenter: 42, ExpType: 1}}})

	// An inner length beyond the outer one, and two bytes that are neither padding nor a property.
	refused(t, v14, message(t, v14, 34, head+"05 02 0010 00000000 7069 6e67 21"), 18, "BundleAddMessage.Message.Length", badBundledLen)
	refused(t, v14, message(t, v14, 34, head+"05"+echo+"0000"), 31, "BundleAddMessage", openflow.BadRequestLen)
	// A message of another version is refused, but for those that have no version of their own.
	refused(t, v14, message(t, v14, 34, head+"04 14 0008 00000000"), 16, "BundleAddMessage.Message.Header.Version", openflow.BadRequestVersion)
	roundTrip(t, v14, message(t, v14, 34, head+"04"+echo))
	// Which transaction id the inner message has is not the codec's to judge.
	if m := roundTrip(t, v14, message(t, v14, 34, head+"05 02 0008 00000009")); m.(*openflow14.BundleAddMessage).Message.(*openflow14.EchoRequest).XID != 9 {
		t.Errorf("decoded to %s", openflow.Format(m))
	}
}

// A forwarded request is the whole message that another controller sent, with its own transaction id, and nothing else.
func TestTrap58_RequestForwardIsMessage(t *testing.T) {
	inner := func(p *openflow.Protocol) string {
		return fmt.Sprintf("%02x 0f 0010 00000009 0002 00 00 00000007", byte(p.Version))
	}
	same(t, v14, message(t, v14, 32, inner(v14)), &openflow14.RequestForward{Request: &openflow14.GroupMod{XID: 9, Command: openflow14.GroupModCommandDelete, GroupID: 7}})
	same(t, v15, message(t, v15, 32, "06 1d 0010 00000009 0002 0000 00000007"), &openflow15.RequestForward{
		Request: &openflow15.MeterMod{XID: 9, Command: openflow15.MeterModCommandDelete, MeterID: 7}})
	same(t, v13, message(t, v13, 4, "4f4e4600 0000092e"+inner(v13)), &openflow13.ONFRequestForward{
		Request: &openflow13.GroupMod{XID: 9, Command: openflow13.GroupModCommandDelete, GroupID: 7}})
	same(t, v12, nicira(t, v12, 132, inner(v12)), &openflow12.NXRequestForward{
		Request: &openflow12.GroupMod{XID: 9, Command: openflow12.GroupModCommandDelete, GroupID: 7}})
	refused(t, v14, message(t, v14, 32, inner(v14)+"00000000"), 24, "RequestForward", openflow.BadRequestLen)
	refused(t, v14, message(t, v14, 32, "00000000"+inner(v14)), 10, "RequestForward.Request.Length", openflow.BadRequestLen)
	refused(t, v14, message(t, v14, 32, ""), 8, "RequestForward", openflow.BadRequestLen)
}

// A status message holds one struct behind its reason; from 1.4 on the struct ends by its own length.
func TestTrap59_StatusEndsByItsStruct(t *testing.T) {
	port := func(versionsPart string) string { return "02 00000000000000" + versionsPart }
	const common = "005056000001 0000 65746833 000000000000000000000000 00000001 00000004"
	mac, name := openflow.MAC{0, 0x50, 0x56, 0, 0, 1}, openflow.String16{'e', 't', 'h', '3'}
	same(t, v10, message(t, v10, 12, port("0003 005056000001 65746833 000000000000000000000000 00000001 00000001 00000080 00000000 00000000 00000000")),
		&openflow10.PortStatus{Reason: openflow10.PortReasonModify, Desc: openflow10.Port{PortNo: 3, HWAddr: mac, Name: name, Config: 1, State: 1, Curr: openflow10.PortFeaturesCopper}})
	same(t, v13, message(t, v13, 12, port("00000003 00000000"+common+"00000800 00000000 00000000 00000000 00000001 00000002")),
		&openflow13.PortStatus{Reason: openflow13.PortReasonModify, Desc: openflow13.Port{PortNo: 3, HWAddr: mac, Name: name, Config: 1, State: 4,
			Curr: openflow13.PortFeaturesCopper, CurrSpeed: 1, MaxSpeed: 2}})
	same(t, v14, message(t, v14, 12, port("00000003 0038 0000"+common+"ffff 000c 0000002a 00000001 00000000")),
		&openflow14.PortStatus{Reason: openflow14.PortReasonModify, Desc: openflow14.Port{PortNo: 3, HWAddr: mac, Name: name, Config: 1, State: 4,
			Properties: openflow14.PortDescProps{&openflow14.PortDescPropExperimenter{Experimenter: 42, ExpType: 1}}}})
	same(t, v15, message(t, v15, 31, "03 00000000000000  0010 01 00 00000008  0003 0008 0a 5a 05 00"), &openflow15.TableStatus{Reason: openflow15.TableReasonVacancyDown,
		Table: openflow15.TableDesc{TableID: 1, Config: openflow15.TableConfigVacancyEvents,
			Properties: openflow15.TableModProps{&openflow15.TableModPropVacancy{VacancyDown: 10, VacancyUp: 90, Vacancy: 5}}}})
	// What the struct's length leaves out is not a second one.
	for _, p := range versions[3:] {
		refused(t, p, message(t, p, 12, port("00000003 0028 0000"+common+"ffff 000c 0000002a 00000001 00000000")), 56, "PortStatus", openflow.BadRequestLen)
		refused(t, p, message(t, p, 31, "03 00000000000000  0008 01 00 00000000  0008 02 00 00000000"), 24, "TableStatus", openflow.BadRequestLen)
		refused(t, p, message(t, p, 31, "03 00000000000000  0010 01 00 00000000"), 16, "TableStatus.Table.Length", openflow.BadRequestLen)
	}
}
