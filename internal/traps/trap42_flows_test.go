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

// The packet of a PacketIn begins at offset 18 in 1.0, which is no size of a C struct, and later two bytes of padding behind the match. It may be shorter than
// the frame was.
func TestTrap42_WherePacketsBegin(t *testing.T) {
	data := []byte{0xde, 0xad}
	same(t, v10, "01 0a 0014 00000000  ffffffff 0040 0003 01 00  dead", &openflow10.PacketIn{BufferID: 0xffffffff, TotalLen: 64, InPort: 3, Reason: 1, Data: data})
	same(t, v10, "01 0a 0012 00000000  00000005 0040 0003 00 00", &openflow10.PacketIn{BufferID: 5, TotalLen: 64, InPort: 3})
	same(t, v12, "03 0a 0024 00000000  ffffffff 0040 01 05  0001 000c 8000 0004 00000003 00000000  0000 dead", &openflow12.PacketIn{
		BufferID: 0xffffffff, TotalLen: 64, Reason: 1, TableID: 5, Match: openflow12.Match{openflow12.FieldInPort.Exact(3)}, Data: data,
	})
	same(t, v13, "04 0a 002c 00000000  ffffffff 0040 01 05 0000000000000009  0001 000c 8000 0004 00000003 00000000  0000 dead", &openflow13.PacketIn{
		BufferID: 0xffffffff, TotalLen: 64, Reason: 1, TableID: 5, Cookie: 9, Match: openflow13.Match{openflow13.FieldInPort.Exact(3)}, Data: data,
	})
	same(t, v14, "05 0a 002c 00000000  ffffffff 0040 03 05 0000000000000009  0001 000c 8000 0004 00000003 00000000  0000 dead", &openflow14.PacketIn{
		BufferID: 0xffffffff, TotalLen: 64, Reason: 3, TableID: 5, Cookie: 9, Match: openflow14.Match{openflow14.FieldInPort.Exact(3)}, Data: data,
	})
	same(t, v15, "06 0a 0022 00000000  ffffffff 0000 01 05 0000000000000009  0001 0004 00000000  0000", &openflow15.PacketIn{BufferID: 0xffffffff, Reason: 1, TableID: 5, Cookie: 9})
	same(t, v13, "04 04 003c 00000000 00002320 00000011  ffffffff 0040 01 05 0000000000000009 000e 000000000000  0000 0002 0003 0001 0004 00000007 0000  0000 dead",
		&openflow13.NXPacketIn{BufferID: 0xffffffff, TotalLen: 64, Reason: 1, TableID: 5, Cookie: 9, Data: data,
			Match: []openflow.Field{openflow13.FieldNXMInPort.Exact(3), openflow13.FieldReg0.Exact(7)}})
	refused(t, v13, "04 0a 0020 00000000  ffffffff 0000 01 05 0000000000000009  0001 0004 00000000", 32, "PacketIn", openflow.BadRequestLen)
}

// The data of a PacketOut is what the actions leave; their length leaves out the match that 1.5 has before them.
func TestTrap43_WhereDataOfPacketOutBegins(t *testing.T) {
	data := []byte{0xde, 0xad}
	const output = "0000 0010 00000001 ffe5 000000000000"
	same(t, v10, "01 0d 001a 00000007  ffffffff ffff 0008  0000 0008 0001 0000  dead", &openflow10.PacketOut{
		XID: 7, BufferID: 0xffffffff, InPort: 0xffff, Actions: openflow10.Actions{&openflow10.ActionOutput{Port: 1}}, Data: data,
	})
	same(t, v12, "03 0d 002a 00000007  ffffffff fffffffd 0010 000000000000"+output+"dead", &openflow12.PacketOut{
		XID: 7, BufferID: 0xffffffff, InPort: openflow12.PortNoController, Actions: openflow12.Actions{&openflow12.ActionOutput{Port: 1, MaxLen: 0xffe5}}, Data: data,
	})
	same(t, v13, "04 0d 002a 00000007  ffffffff fffffffd 0010 000000000000"+output+"dead", &openflow13.PacketOut{
		XID: 7, BufferID: 0xffffffff, InPort: openflow13.PortNoController, Actions: openflow13.Actions{&openflow13.ActionOutput{Port: 1, MaxLen: 0xffe5}}, Data: data,
	})
	same(t, v14, "05 0d 001a 00000007  ffffffff fffffffd 0000 000000000000 dead", &openflow14.PacketOut{XID: 7, BufferID: 0xffffffff, InPort: openflow14.PortNoController, Data: data})
	same(t, v15, "06 0d 0032 00000007  ffffffff 0010 0000  0001 000c 8000 0004 fffffffd 00000000"+output+"dead", &openflow15.PacketOut{
		XID: 7, BufferID: 0xffffffff, Match: openflow15.Match{openflow15.FieldInPort.Exact(openflow15.PortNoController)},
		Actions: openflow15.Actions{&openflow15.ActionOutput{Port: 1, MaxLen: 0xffe5}}, Data: data,
	})
	refused(t, v15, "06 0d 0032 00000007  ffffffff 0020 0000  0001 000c 8000 0004 fffffffd 00000000"+output+"dead", 12, "PacketOut.Actions", openflow.BadRequestLen)
	refused(t, v13, "04 0d 002a 00000007  ffffffff fffffffd 0014 000000000000"+output+"dead", 16, "PacketOut.Actions", openflow.BadRequestLen)
	refused(t, v13, "04 0d 002a 00000007  ffffffff fffffffd 000c 000000000000"+output+"dead", 26, "PacketOut.Actions[0].Len", openflow13.ErrBadActionBadLen)
}

// The command of a FlowMod has 16 bits in 1.0 and 8, behind the table, later. In Nicira's, and in 1.0, its upper byte is the table when the connection says so.
func TestTrap44_CommandOfFlowMod(t *testing.T) {
	const match10 = "003fffff 0000 000000000000 000000000000 0000 00 00 0000 00 00 0000 00000000 00000000 0000 0000"
	const command10 = "01 0e 0048 00000007" + match10 + "0000000000000009"
	m := roundTrip(t, v10, command10+"0003 0001 0002 0064 ffffffff ffff 0001").(*openflow10.FlowMod)
	if m.Command != openflow10.FlowModCommandDelete || m.IdleTimeout != 1 || m.HardTimeout != 2 || m.Priority != 100 || m.Flags != 1 {
		t.Error(openflow.Format(m))
	}
	if m := roundTrip(t, v10, command10+"0503 0001 0002 0064 ffffffff ffff 0001").(*openflow10.FlowMod); m.Command != 5<<8|openflow10.FlowModCommandDelete {
		t.Error(openflow.Format(m))
	}
	same(t, v12, "03 0e 0038 00000007  0000000000000009 0000000000000000 05 03 0001 0002 0064 ffffffff ffffffff ffffffff 0001 0000  0001 0004 00000000", &openflow12.FlowMod{
		XID: 7, Cookie: 9, TableID: 5, Command: openflow12.FlowModCommandDelete, IdleTimeout: 1, HardTimeout: 2, Priority: 100, BufferID: 0xffffffff,
		OutPort: openflow12.PortNoAny, OutGroup: openflow12.GroupIDAny, Flags: openflow12.FlowModFlagsSendFlowRem,
	})
	same(t, v15, "06 0e 0038 00000007  0000000000000009 0000000000000000 05 03 0001 0002 0064 ffffffff ffffffff ffffffff 0001 0002  0001 0004 00000000", &openflow15.FlowMod{
		XID: 7, Cookie: 9, TableID: 5, Command: openflow15.FlowModCommandDelete, IdleTimeout: 1, HardTimeout: 2, Priority: 100, BufferID: 0xffffffff,
		OutPort: openflow15.PortNoAny, OutGroup: openflow15.GroupIDAny, Flags: openflow15.FlowModFlagsSendFlowRem, Importance: 2,
	})
	same(t, v10, "01 04 0030 00000007 00002320 0000000d  0000000000000009 0503 0001 0002 0064 ffffffff ffff 0001 0000 000000000000", &openflow10.NXFlowMod{
		XID: 7, Cookie: 9, Command: 0x503, IdleTimeout: 1, HardTimeout: 2, Priority: 100, BufferID: 0xffffffff, OutPort: openflow10.NXPortNoNone, Flags: 1,
	})
}

// FlowRemoved has three orders of its fields, and Nicira's a fourth, in which the table counts from 1.
func TestTrap45_OrdersOfFlowRemoved(t *testing.T) {
	const match10 = "003fffff 0000 000000000000 000000000000 0000 00 00 0000 00 00 0000 00000000 00000000 0000 0000"
	m := roundTrip(t, v10, "01 0b 0058 00000000"+match10+"0000000000000009 0064 02 00 00000001 00000002 0003 0000 0000000000000004 0000000000000005").(*openflow10.FlowRemoved)
	if m.Cookie != 9 || m.Priority != 100 || m.Reason != 2 || m.DurationSec != 1 || m.DurationNsec != 2 || m.IdleTimeout != 3 || m.PacketCount != 4 || m.ByteCount != 5 {
		t.Error(openflow.Format(m))
	}
	const removed = "0b 0038 00000000  0000000000000009 0064 02 05 00000001 00000002 0003 0006 0000000000000004 0000000000000005  0001 0004 00000000"
	want := openflow12.FlowRemoved{Cookie: 9, Priority: 100, Reason: 2, TableID: 5, DurationSec: 1, DurationNsec: 2, IdleTimeout: 3, HardTimeout: 6, PacketCount: 4, ByteCount: 5}
	same(t, v12, "03"+removed, &want)
	same(t, v13, "04"+removed, &openflow13.FlowRemoved{Cookie: 9, Priority: 100, Reason: 2, TableID: 5, DurationSec: 1, DurationNsec: 2, IdleTimeout: 3, HardTimeout: 6, PacketCount: 4, ByteCount: 5})
	same(t, v14, "05"+removed, &openflow14.FlowRemoved{Cookie: 9, Priority: 100, Reason: 2, TableID: 5, DurationSec: 1, DurationNsec: 2, IdleTimeout: 3, HardTimeout: 6, PacketCount: 4, ByteCount: 5})
	same(t, v15, "06 0b 0030 00000000  05 02 0064 0003 0006 0000000000000009  0001 0004 00000000  0000 000c 8002 0604 00000001 00000000",
		&openflow15.FlowRemoved{TableID: 5, Reason: 2, Priority: 100, IdleTimeout: 3, HardTimeout: 6, Cookie: 9, Stats: []openflow.Field{openflow15.FieldFlowCount.Exact(1)}})

	for wire, table := range map[string]openflow10.TableID{"06": 5, "01": 0, "00": openflow10.TableIDAll} {
		same(t, v10, "01 04 0038 00000000 00002320 0000000e  0000000000000009 0064 02 "+wire+" 00000001 00000002 0003 0000 0000000000000004 0000000000000005",
			&openflow10.NXFlowRemoved{Cookie: 9, Priority: 100, Reason: 2, TableID: table, DurationSec: 1, DurationNsec: 2, IdleTimeout: 3, PacketCount: 4, ByteCount: 5})
	}
	for wire, age := range map[string]uint16{"0001 0001": 0, "0006 0006": 5, "0000 0000": 65535} {
		same(t, v10, "01 11 0048 00000007  ffff 0000 00002320 00000000 00000000"+
			"0030 05 00 00000001 00000002 0064 0003 0006 0000 "+wire+" 0000000000000009 0000000000000004 0000000000000005",
			&openflow10.NXFlowStatsReply{XID: 7, Body: []openflow10.NXFlowStats{{
				TableID: 5, DurationSec: 1, DurationNsec: 2, Priority: 100, IdleTimeout: 3, HardTimeout: 6, IdleAge: age, HardAge: age, Cookie: 9, PacketCount: 4, ByteCount: 5,
			}}})
	}
}
