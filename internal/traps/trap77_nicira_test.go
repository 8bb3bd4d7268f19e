package traps

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow15"
)

// The subtype of an action of Nicira's or the ONF's is 16 bits, so that the body begins at offset 10; in messages and multiparts it is 32 bits.
func TestTrap77_SubtypeOfActionIs16Bits(t *testing.T) {
	sameAction(t, "ffff 0010 00002320 0002 0000 0001e240", &openflow13.NXActionSetTunnel{TunID: 123456}, versions...)
	sameAction(t, "ffff 0010 00002320 0027 0001 00000064", &openflow13.NXActionOutputTrunc{Port: 1, MaxLen: 100}, versions...)
	for _, p := range versions {
		if got := openflow.Format(roundTrip(t, p, nicira(t, p, 15, "01 00000000000000"))); got != "NXFlowModTableID{xid=0 set=1}" {
			t.Errorf("%v: %s", p.Version, got)
		}
	}
	same(t, v10, request(t, v10, 0xffff, "00002320 00000009 00000000"), &openflow10.NXGroupFeaturesRequest{})
	same(t, v13, request(t, v13, 0xffff, "00002320 00000003"), &openflow13.NXIPFIXBridgeRequest{})
	// Read as 32 bits, the subtype of this set-tunnel would be 0x20000; a subtype of 32 bits in an action is subtype 0.
	for _, p := range versions[1:] {
		if got := openflow.Format(action(t, p, "ffff 0010 00002320 00000002 0001e240")); got != "ActionExperimenter{experimenter=0x2320 data=(8)000000020001e240}" {
			t.Errorf("%v: %s", p.Version, got)
		}
	}
}

// A word packs the first bit and the width less one in some actions; stack, move, learn and check-packet-larger have plain numbers.
func TestTrap78_OfsNBits(t *testing.T) {
	const packed = "0145" // 5<<6 | 6-1
	reg := id(0x00010004)
	sameAction(t, "ffff 0018 00002320 0007"+packed+"00010004 000000000000002a", &openflow13.NXActionRegLoad{Ofs: 5, NBits: 6, Dst: reg, Value: 42}, versions...)
	sameAction(t, "ffff 0018 00002320 0007 003f 00010004 000000000000002a", &openflow13.NXActionRegLoad{Ofs: 0, NBits: 64, Dst: reg, Value: 42}, versions...)
	sameAction(t, "ffff 0018 00002320 000f"+packed+"00010004 ffff 000000000000", &openflow13.NXActionOutputReg{Ofs: 5, NBits: 6, Src: reg, MaxLen: 0xffff}, versions...)
	sameAction(t, "ffff 0018 00002320 0020"+packed+"ffff 00010004 000000000000", &openflow13.NXActionOutputReg2{Ofs: 5, NBits: 6, Src: reg, MaxLen: 0xffff}, versions...)
	sameAction(t, "ffff 0020 00002320 000a 0000 0032 0000 0000 0000 00000000 0000"+packed+"00010004",
		&openflow13.NXActionMultipath{Basis: 50, Ofs: 5, NBits: 6, Dst: reg}, versions...)
	sameAction(t, "ffff 0020 00002320 000d 0000 0000 0000 00000002 0000"+packed+"00010004 00000000",
		&openflow13.NXActionBundleLoad{SlaveType: id(0x00000002), Ofs: 5, NBits: 6, Dst: reg}, versions...)
	sameAction(t, "ffff 0018 00002320 0023 0000 00010004"+packed+"ff 000000 0000",
		&openflow13.NXActionCT{ZoneSrc: reg, ZoneOfs: 5, ZoneNBits: 6, RecircTable: openflow13.NXCTRecircNone}, versions...)
	// Plain numbers.
	sameAction(t, "ffff 0018 00002320 001b 0005 00010004 0006 000000000000", &openflow13.NXActionStackPush{Offset: 5, Field: reg, NBits: 6}, versions...)
	sameAction(t, "ffff 0018 00002320 0006 0006 0005 0003 00010004 00010204", &openflow13.NXActionRegMove{NBits: 6, SrcOfs: 5, DstOfs: 3, Src: reg, Dst: id(0x00010204)}, versions...)
	sameAction(t, "ffff 0018 00002320 0031 03e8 0005 00010004 000000000000", &openflow13.NXActionCheckPktLarger{PktLen: 1000, Offset: 5, Dst: reg}, versions...)
	// What the word cannot hold is refused.
	unencodable(t, out(&openflow13.NXActionRegLoad{NBits: 65, Dst: reg}), "PacketOut.Actions[0].NBits", openflow.ErrValue)
	unencodable(t, out(&openflow13.NXActionRegLoad{NBits: 0, Dst: reg}), "PacketOut.Actions[0].NBits", openflow.ErrValue)
	unencodable(t, out(&openflow13.NXActionOutputReg{Ofs: 1024, NBits: 1, Src: reg}), "PacketOut.Actions[0].Ofs", openflow.ErrValue)
}

// out is a PacketOut of 1.3 with actions.
func out(actions ...openflow13.Action) *openflow13.PacketOut {
	return &openflow13.PacketOut{BufferID: openflow13.BufferIDNone, InPort: openflow13.PortNoController, Actions: actions}
}

// Some actions take a field's header of 4 bytes alone, others one of 8 too, and are padded behind it; in those of the stack the width follows the header.
func TestTrap79_FieldReferences(t *testing.T) {
	reg, exp := id(0x00010004), onfID(0xffff5406)
	sameAction(t, "ffff 0020 00002320 0006 0010 0000 0000 00010004 ffff5406 4f4e4600 00000000", &openflow13.NXActionRegMove{NBits: 16, Src: reg, Dst: exp}, versions...)
	sameAction(t, "ffff 0020 00002320 0006 0010 0000 0000 ffff5406 4f4e4600 ffff5608 4f4e4600", &openflow13.NXActionRegMove{NBits: 16, Src: exp, Dst: onfID(0xffff5608)}, versions...)
	sameAction(t, "ffff 0018 00002320 0020 001f ffff ffff5608 4f4e4600 0000", &openflow13.NXActionOutputReg2{NBits: 32, MaxLen: 0xffff, Src: onfID(0xffff5608)}, versions...)
	sameAction(t, "ffff 0018 00002320 001b 0000 00010004 0020 000000000000", &openflow13.NXActionStackPush{Field: reg, NBits: 32}, versions...)
	sameAction(t, "ffff 0018 00002320 001c 0004 ffff5406 4f4e4600 0008 0000", &openflow13.NXActionStackPop{Offset: 4, Field: exp, NBits: 8}, versions...)
	sameAction(t, "ffff 0018 00002320 0021 ffff5406 4f4e4600 0012 00000000", &openflow13.NXActionRegLoad2{Field: field(t, exp, "0012")}, versions...)
	sameAction(t, "ffff 0018 00002320 0031 03e8 0005 ffff5608 4f4e4600 0000", &openflow13.NXActionCheckPktLarger{PktLen: 1000, Offset: 5, Dst: onfID(0xffff5608)}, versions...)
	sameAction(t, "ffff 0018 00002320 0032 ffff5608 4f4e4600 000000000000", &openflow13.NXActionDeleteField{Field: onfID(0xffff5608)}, versions...)
	// Those of 4 bytes have no place for the experimenter.
	unencodable(t, out(&openflow13.NXActionRegLoad{NBits: 1, Dst: exp}), "PacketOut.Actions[0].Dst", openflow.ErrValue)
	unencodable(t, out(&openflow13.NXActionOutputReg{NBits: 1, Src: exp}), "PacketOut.Actions[0].Src", openflow.ErrValue)
	unencodable(t, out(&openflow13.NXActionMultipath{NBits: 1, Dst: exp}), "PacketOut.Actions[0].Dst", openflow.ErrValue)
	unencodable(t, out(&openflow13.NXActionBundle{SlaveType: exp}), "PacketOut.Actions[0].SlaveType", openflow.ErrValue)
	unencodable(t, out(&openflow13.NXActionCT{ZoneSrc: exp, ZoneNBits: 16}), "PacketOut.Actions[0].ZoneSrc", openflow.ErrValue)
}

// A reg-load2 holds a whole field with value and mask from offset 10 on, padded to a multiple of 8: 64 bytes with a mask of 16.
func TestTrap80_RegLoad2HoldsField(t *testing.T) {
	sameAction(t, "ffff 0010 00002320 0021 80001001 07 00", &openflow13.NXActionRegLoad2{Field: field(t, id(0x80001001), "07")}, versions...)
	sameAction(t, "ffff 0018 00002320 0021 80000806 005056000001 00000000", &openflow13.NXActionRegLoad2{Field: field(t, id(0x80000806), "005056000001")}, versions...)
	sameAction(t, "ffff 0030 00002320 0021 0001d920 00000000000000000000000000000005 0000000000000000000000000000000f 0000",
		&openflow13.NXActionRegLoad2{Field: field(t, id(0x0001d920), "00000000000000000000000000000005 0000000000000000000000000000000f")}, versions...)
	refusedAction(t, "ffff 0018 00002320 0021 80001001 07 00 0000000000000000", 15, "", versions...)
}

// A spec of a learn action tells in its header where its value comes from and goes to; an immediate is as many half-words as its bits need, right-aligned.
// A header of zeros ends the list, and nothing but zeros follows.
func TestTrap81_LearnSpecs(t *testing.T) {
	const head = "000a 0014 8000 0102030405060708 0001 01 00 0002 0005"
	eth, reg, port := id(0x00000206), id(0x00010004), id(0x00000002)
	want := &openflow13.NXActionLearn{IdleTimeout: 10, HardTimeout: 20, Priority: 0x8000, Cookie: 0x102030405060708,
		Flags: openflow13.NXLearnFlagsSendFlowRem, TableID: 1, FinIdleTimeout: 2, FinHardTimeout: 5, Specs: []openflow13.NXFlowSpec{
			{NBits: 48, Src: id(0x00000406), Dst: eth},
			{SrcType: openflow13.NXLearnSrcImmediate, NBits: 16, Value: []byte{8, 0}, Dst: id(0x00000602)},
			{SrcType: openflow13.NXLearnSrcImmediate, DstType: openflow13.NXLearnDstLoad, NBits: 33, Value: []byte{0, 1, 0, 0, 0, 7}, Dst: reg, DstOfs: 3},
			{DstType: openflow13.NXLearnDstLoad, NBits: 16, Src: reg, SrcOfs: 4, Dst: reg, DstOfs: 16},
			{DstType: openflow13.NXLearnDstOutput, NBits: 16, Src: port}}}
	sameAction(t, "ffff 0060 00002320 0010"+head+`
		0030 00000406 0000 00000206 0000        // match a field
		2010 0800 00000602 0000                 // match an immediate
		2821 000100000007 00010004 0003         // load an immediate of 33 bits, which is three half-words
		0810 00010004 0004 00010004 0010        // load a field
		1010 00000002 0000                      // output
		00000000`, want, versions...)
	// The width has 10 bits. Switches ignore the eleventh and the upper two, which are kept; the destination 3 has no meaning but has a layout.
	for _, p := range versions {
		specs := map[*openflow.Protocol]int{v10: 16 + 32}[p]
		if specs == 0 {
			specs = 24 + 32
		}
		const path = "PacketOut.Actions[0].Specs"
		for _, word := range []string{"0430", "4030", "8030", "3830"} {
			roundTrip(t, p, packetOut(t, p, "ffff 0030 00002320 0010"+head+word+"00000406 0000 00000206 0000 0000"))
		}
		refused(t, p, packetOut(t, p, "ffff 0028 00002320 0010"+head+"0000 0000 0000 0001"), specs, path, badActionLen)
		refused(t, p, packetOut(t, p, "ffff 0028 00002320 0010"+head+"0030 00000406 0000"), specs+8, path+"[0]", badActionLen)
	}
}

// A learn2 is 8 bytes longer, and has a field for its result only where a flag tells so; its specs follow.
func TestTrap82_Learn2Result(t *testing.T) {
	const head = "ffff 0038 00002320 002d 0000 0000 8000 0000000000000000 %s 02 00 0000 0000 0000000a %s 0000"
	specs := []openflow13.NXFlowSpec{{SrcType: openflow13.NXLearnSrcImmediate, NBits: 8, Value: []byte{0, 6}, Dst: id(0x00000c01)}}
	const spec = "2008 0006 00000c01 0000"
	sameAction(t, fmt.Sprintf(head, "0004", "0007")+"00010604"+spec+"0000", &openflow13.NXActionLearn2{Priority: 0x8000, Flags: openflow13.NXLearnFlagsWriteResult,
		TableID: 2, Limit: 10, ResultDstOfs: 7, ResultDst: id(0x00010604), Specs: specs}, versions...)
	sameAction(t, fmt.Sprintf(head, "0000", "0000")+spec+"000000000000", &openflow13.NXActionLearn2{Priority: 0x8000, TableID: 2, Limit: 10, Specs: specs}, versions...)
	long := strings.Replace(fmt.Sprintf(head, "0004", "0007"), "0038", "0040", 1)
	sameAction(t, long+"ffff5608 4f4e4600"+spec+"000000000000", &openflow13.NXActionLearn2{Priority: 0x8000, Flags: openflow13.NXLearnFlagsWriteResult,
		TableID: 2, Limit: 10, ResultDstOfs: 7, ResultDst: onfID(0xffff5608), Specs: specs}, versions...)
	// Without the flag the same header is the begin of a spec.
	for _, p := range versions {
		m := decodes(t, p, packetOut(t, p, fmt.Sprintf(head, "0000", "0000")+"00010604"+spec+"0000"))
		if got := openflow.Format(element(m, "Actions", 0)); strings.Contains(got, "result_dst") || !strings.Contains(got, "specs=[NXFlowSpec{src_type=FIELD dst_type=MATCH n_bits=1 ") {
			t.Errorf("%v: %s", p.Version, got)
		}
	}
}

// A bundle counts its members, of 16 bits each, and is padded behind them; the members end where the count says.
func TestTrap83_BundleCountsMembers(t *testing.T) {
	const bundle = "ffff 0028 00002320 000c 0001 0000 0000 00000002 %04x 00000000000000000000 0004 0008 0000 0000"
	members := []openflow13.NXPortNo{4, 8, 0, 0}
	for _, n := range []int{1, 2, 3, 4} {
		want := &openflow13.NXActionBundle{Algorithm: openflow13.NXBDAlgorithmHRW, SlaveType: id(0x00000002), Slaves: members[:n]}
		wire := fmt.Sprintf(bundle, n)
		if n == 1 {
			wire = strings.Replace(wire, "0008", "0000", 1)
		}
		sameAction(t, wire, want, versions...)
	}
	refusedAction(t, fmt.Sprintf(bundle, 5), 20, ".Slaves", versions...)
	refusedPadding(t, strings.Replace(fmt.Sprintf(bundle, 1), "00000000000000000000", "0000000000000000001f", 1), 22, versions...) // A destination.
	sameAction(t, "ffff 0028 00002320 000d 0001 0000 0000 00000002 0002 001f 00010004 00000000 0004 0008 0000 0000", &openflow13.NXActionBundleLoad{
		Algorithm: openflow13.NXBDAlgorithmHRW, SlaveType: id(0x00000002), NBits: 32, Dst: id(0x00010004), Slaves: members[:2]}, versions...)
	sameAction(t, "ffff 0018 00002320 0015 0002 00000000 0001 0002 00000000", &openflow13.NXActionDecTTLCntIDs{CntIDs: []uint16{1, 2}}, versions...)
	refusedAction(t, "ffff 0018 00002320 0015 0005 00000000 0001 0002 00000000", 10, ".CntIDs", versions...)
}

// Behind its fixed part a ct holds actions of the message's version up to its end; its zone is a number where no field is named.
func TestTrap84_CTNestsActions(t *testing.T) {
	const fixed = "00002320 0023 0001 00000000 0005 ff 000000 0015"
	mark := &openflow13.NXActionRegLoad{NBits: 32, Dst: id(0x0001d604), Value: 42}
	sameAction(t, "ffff 0040"+fixed+"ffff 0010 00002320 0024 0000 0000 0000"+"ffff 0018 00002320 0007 001f 0001d604 000000000000002a", &openflow13.NXActionCT{
		Flags: openflow13.NXCTFlagsCommit, Zone: 5, RecircTable: openflow13.NXCTRecircNone, Alg: openflow13.NXCTALGFTP,
		Actions: openflow13.Actions{&openflow13.NXActionNAT{}, mark}}, versions...)
	sameAction(t, "ffff 0018 00002320 0023 0000 00010004 000f 03 000000 0000", &openflow13.NXActionCT{
		ZoneSrc: id(0x00010004), ZoneNBits: 16, RecircTable: 3}, versions...)
	// A clone's begin at 16. Output is 8 bytes in 1.0, and 16 later.
	sameAction(t, "ffff 0018 00002320 002a 000000000000 0000 0008 0001 0000", &openflow10.NXActionClone{Actions: openflow10.Actions{&openflow10.ActionOutput{Port: 1}}}, v10)
	sameAction(t, "ffff 0020 00002320 002a 000000000000 0000 0010 00000001 0000 000000000000",
		&openflow13.NXActionClone{Actions: openflow13.Actions{&openflow13.ActionOutput{Port: 1}}}, versions[1:]...)
	refusedAction(t, "ffff 0018 00002320 002a 000000000000 0000 0008 0001 0000", 24, ".Actions[0]", versions[1:]...)
	for _, p := range versions {
		deep := func(n int) string {
			s := "ffff 0010 00002320 0011 000000000000"
			for i := range n {
				s = fmt.Sprintf("ffff %04x 00002320 002a 000000000000", 32+16*i) + s
			}
			return s
		}
		if _, err := p.Unmarshal(unhex(t, packetOut(t, p, deep(15)))); err != nil {
			t.Errorf("%v: %v", p.Version, err)
		}
		if _, err := p.Unmarshal(unhex(t, packetOut(t, p, deep(1000)))); err == nil || !strings.Contains(err.Error(), openflow.ErrDepth.Error()) {
			t.Errorf("%v: 1000 levels give %v", p.Version, err)
		}
	}
	if m := decodes(t, v15, packetOut(t, v15, "ffff 0018"+fixed)); openflow.Format(element(m, "Actions", 0)) != openflow.Format(
		&openflow15.NXActionCT{Flags: 1, Zone: 5, RecircTable: 255, Alg: 21}) {
		t.Errorf("decoded to %s", openflow.Format(m))
	}
}
