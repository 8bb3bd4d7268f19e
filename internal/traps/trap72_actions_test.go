package traps

import (
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow14"
	"github.com/ofwire/openflow/openflow15"
)

// id is a header of a field of the standard's or of Nicira's.
func id(header uint32) openflow.FieldID { return openflow.NewFieldID(header, 0) }

// onfID is a header of a field of the ONF's.
func onfID(header uint32) openflow.FieldID { return openflow.NewFieldID(header, 0x4f4e4600) }

// field is a field with its value, or its value and mask.
func field(t testing.TB, id openflow.FieldID, payloadHex string) openflow.Field {
	t.Helper()
	f, err := openflow.MakeField(id, unhex(t, payloadHex))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// The lengths of actions and instructions are multiples of 8 that count the padding; write, apply and clear have four bytes behind their header, and what is
// not known stays as it is.
func TestTrap72_LengthsOfActionsAndInstructions(t *testing.T) {
	const badInstructionLen openflow.ErrorCode = 3<<16 | 7
	for _, p := range versions[1:] {
		const pop = "0012 0008 00000000"
		m := roundTrip(t, p, withInstructions(t, p, "0003 0010 00000000"+pop+"0004 0008 00000000  0005 0008 00000000  2222 0010 0102030405060708 090a0b0c"))
		for i, want := range []string{"InstructionWriteActions{actions=[PopVLAN{}]}", "InstructionApplyActions{}", "InstructionClearActions{}",
			"InstructionUnknown{type=8738 data=(12)0102030405060708090a0b0c}"} {
			if got := openflow.Format(element(m, "Instructions", i)); got != want {
				t.Errorf("%v: %s, want %s", p.Version, got, want)
			}
		}
		const begin = 56
		refused(t, p, withInstructions(t, p, "0005 0004"), begin+2, "FlowMod.Instructions[0].Len", badInstructionLen)
		refused(t, p, withInstructions(t, p, "0004 000c 00000000 00000000"), begin+2, "FlowMod.Instructions[0].Len", badInstructionLen)
		refused(t, p, withInstructions(t, p, "0004 0008 00120008 00000000"), begin+10, "FlowMod.Instructions[1].Len", badInstructionLen)
		refused(t, p, withInstructions(t, p, "ffff 0009 0000002a 01 000000 00000000"), begin+2, "FlowMod.Instructions[0].Len", badInstructionLen)
		refusedAction(t, "0012 0004", 2, ".Len", p)
		refusedAction(t, "0012 000c 00000000 00000000", 2, ".Len", p)
		if got := text(action(t, p, "2222 0010 0102030405060708 090a0b0c")); got != "{type=8738 data=(12)0102030405060708090a0b0c}" {
			t.Errorf("%v: %s", p.Version, got)
		}
	}
	sameAction(t, "2222 0010 0102030405060708 090a0b0c", &openflow10.ActionUnknown{Type: 0x2222, Body: []byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}}, v10)
	refusedAction(t, "0003 000c 00000000 00000000", 2, ".Len", v10)
}

// A set-field holds one field and zeros up to a multiple of 8: the zeros are no second field, though a header of zeros has a meaning.
func TestTrap73_SetFieldHoldsOneField(t *testing.T) {
	sameAction(t, "0019 0010 80000806 005056000001 0000", &openflow13.ActionSetField{Field: field(t, id(0x80000806), "005056000001")}, versions[1:]...)
	sameAction(t, "0019 0010 80000004 00000007 00000000", &openflow13.ActionSetField{Field: field(t, id(0x80000004), "00000007")}, versions[1:]...)
	sameAction(t, "0019 0018 80003610 20010db8000000000000000000000001",
		&openflow13.ActionSetField{Field: field(t, id(0x80003610), "20010db8000000000000000000000001")}, versions[1:]...)
	// A field of an experimenter fits too.
	sameAction(t, "0019 0010 ffff5406 4f4e4600 0012 0000", &openflow13.ActionSetField{Field: field(t, onfID(0xffff5406), "0012")}, v12, v13, v14)
	// With a mask it is of 1.5; other versions keep it as it came.
	sameAction(t, "0019 0018 8000090c 005056000000 ffffff000000 00000000", &openflow15.ActionSetField{Field: field(t, id(0x8000090c), "005056000000 ffffff000000")}, versions[1:]...)
	// The field runs out of the action, or the action has more than the field and its padding.
	for _, p := range versions[1:] {
		refused(t, p, packetOut(t, p, "0019 0008 80000806"), 31, "PacketOut.Actions[0].Field", badSetLen)
	}
	refusedAction(t, "0019 0018 80000806 005056000001 0000 00000000 00000000", 14, "", versions[1:]...)
}

// A copy-field has two headers, of 4 bytes or of 8 with an experimenter, and is padded behind them: 24 bytes, or 32 with two experimenters. The ONF's
// for 1.3 and 1.4 is 8 bytes longer.
func TestTrap74_CopyFieldHeaders(t *testing.T) {
	sameAction(t, "001c 0018 0010 0001 0002 0000 80001a02 80001c02 00000000",
		&openflow15.ActionCopyField{NBits: 16, SrcOffset: 1, DstOffset: 2, Src: id(0x80001a02), Dst: id(0x80001c02)}, v15)
	sameAction(t, "001c 0018 0010 0001 0002 0000 ffff5406 4f4e4600 80001c02",
		&openflow15.ActionCopyField{NBits: 16, SrcOffset: 1, DstOffset: 2, Src: onfID(0xffff5406), Dst: id(0x80001c02)}, v15)
	sameAction(t, "001c 0020 0010 0001 0002 0000 ffff5406 4f4e4600 ffff5608 4f4e4600 00000000",
		&openflow15.ActionCopyField{NBits: 16, SrcOffset: 1, DstOffset: 2, Src: onfID(0xffff5406), Dst: onfID(0xffff5608)}, v15)
	const head = "4f4e4600 0c80 0000 0010 0001 0002 0000"
	sameAction(t, "ffff 0020"+head+"80001a02 80001c02 00000000",
		&openflow13.ONFActionCopyField{NBits: 16, SrcOffset: 1, DstOffset: 2, Src: id(0x80001a02), Dst: id(0x80001c02)}, v13, v14)
	sameAction(t, "ffff 0020"+head+"80001a02 ffff5406 4f4e4600",
		&openflow14.ONFActionCopyField{NBits: 16, SrcOffset: 1, DstOffset: 2, Src: id(0x80001a02), Dst: onfID(0xffff5406)}, v13, v14)
	sameAction(t, "ffff 0028"+head+"ffff5406 4f4e4600 ffff5608 4f4e4600 00000000",
		&openflow13.ONFActionCopyField{NBits: 16, SrcOffset: 1, DstOffset: 2, Src: onfID(0xffff5406), Dst: onfID(0xffff5608)}, v13, v14)
	// There is no room for the experimenter, and too much behind the headers.
	refusedAction(t, "001c 0010 0010 0001 0002 0000 ffff5406", 16, "", v15)
	refusedAction(t, "001c 0020 0010 0001 0002 0000 80001a02 80001c02 00000000 0000000000000000", 20, "", v15)
	refusedAction(t, "ffff 0020"+head+"ffff5406 4f4e4600 ffff5608", 32, ".Dst", v13, v14)
}

// An output is 8 bytes in 1.0 and 16 later; in 1.0 an enqueue has padding between its port and its queue, and an action that sets an Ethernet address is 16 bytes.
func TestTrap75_OutputGrew(t *testing.T) {
	sameAction(t, "0000 0008 fffd 0080", &openflow10.ActionOutput{Port: openflow10.PortNoController, MaxLen: 128}, v10)
	sameAction(t, "000b 0010 0002 000000000000 00000007", &openflow10.ActionEnqueue{Port: 2, QueueID: 7}, v10)
	sameAction(t, "0004 0010 005056000001 000000000000", &openflow10.ActionSetDLSrc{DLAddr: openflow.MAC{0, 0x50, 0x56, 0, 0, 1}}, v10)
	sameAction(t, "0005 0010 005056000001 000000000000", &openflow10.ActionSetDLDst{DLAddr: openflow.MAC{0, 0x50, 0x56, 0, 0, 1}}, v10)
	sameAction(t, "0000 0010 fffffffd 0080 000000000000", &openflow13.ActionOutput{Port: openflow13.PortNoController, MaxLen: 128}, versions[1:]...)
	refusedAction(t, "0000 0008 fffd 0080", 8, "", versions[1:]...)
	refusedAction(t, "0000 0010 fffffffd 0080 000000000000", 8, "", v10)
	// Without its padding an enqueue would name queue 0, and be too short.
	m := decodes(t, v10, packetOut(t, v10, "000b 0010 0002 0000 00000007 00000000"))
	if got := openflow.Format(element(m, "Actions", 0)); got != "ActionEnqueue{port=2 queue_id=0}" {
		t.Error(got)
	}
	refusedAction(t, "000b 0008 0002 0007", 8, "", v10)
}

// A stat trigger holds whole statistics: flags, then reserved and length, fields and padding. A meter is an instruction up to 1.4, and in 1.5 an action.
func TestTrap76_StatTriggerHoldsStats(t *testing.T) {
	const trigger = "0007 0020 00000001  0000 0018 80020808 00000000000003e8 80020604 00000005"
	m := roundTrip(t, v15, withInstructions(t, v15, trigger)).(*openflow15.FlowMod)
	e := m.Instructions[0].(*openflow15.InstructionStatTrigger)
	if e.Flags != openflow15.StatTriggerFlagsPeriodic || len(e.Thresholds) != 2 || e.Thresholds[0].ID() != id(0x80020808) || e.Thresholds[1].ID() != id(0x80020604) {
		t.Errorf("decoded to %s", openflow.Format(m))
	}
	same(t, v15, withInstructions(t, v15, "0007 0010 00000001  0000 0004 00000000"), flowMod15(&openflow15.InstructionStatTrigger{Flags: openflow15.StatTriggerFlagsPeriodic}))
	refused(t, v15, withInstructions(t, v15, "0007 0018 00000001  80020808 00000000000003e8 00000000"), 66, "FlowMod.Instructions[0].Thresholds.Length", openflow.BadRequestLen)
	for _, p := range versions[2:] {
		if got := openflow.Format(element(roundTrip(t, p, withInstructions(t, p, "0006 0008 00000009")), "Instructions", 0)); got != "InstructionMeter{meter_id=9}" {
			t.Errorf("%v: %s", p.Version, got)
		}
	}
	sameAction(t, "001d 0008 00000009", &openflow15.ActionMeter{MeterID: 9}, v15)
	sameAction(t, "001d 0008 00000009", &openflow14.ActionUnknown{Type: 29, Body: []byte{0, 0, 0, 9}}, v12, v13, v14)
}

// flowMod15 is what withInstructions writes for 1.5.
func flowMod15(in ...openflow15.Instruction) *openflow15.FlowMod {
	return &openflow15.FlowMod{Priority: 0x8000, BufferID: openflow15.BufferIDNone, OutPort: openflow15.PortNoAny, OutGroup: openflow15.GroupIDAny, Instructions: in}
}
