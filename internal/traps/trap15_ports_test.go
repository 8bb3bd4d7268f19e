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

// Ports have 16 bits in 1.0 and 32 later, the reserved ones too; Nicira's actions keep 16 in all versions.
func TestTrap15_PortNumbersGrew(t *testing.T) {
	same(t, v10, "01 0d 0018 00000007  ffffffff ffff 0008  0000 0008 fffd 0040", &openflow10.PacketOut{
		XID: 7, BufferID: openflow10.BufferIDNoBuffer, InPort: openflow10.PortNoNone,
		Actions: openflow10.Actions{&openflow10.ActionOutput{Port: openflow10.PortNoController, MaxLen: 64}},
	})
	same(t, v13, "04 0d 0028 00000007  ffffffff ffffffff 0010 000000000000  0000 0010 fffffffd 0040 000000000000", &openflow13.PacketOut{
		XID: 7, BufferID: openflow13.BufferIDNoBuffer, InPort: openflow13.PortNoAny,
		Actions: openflow13.Actions{&openflow13.ActionOutput{Port: openflow13.PortNoController, MaxLen: 64}},
	})
	same(t, v15, "06 0d 0030 00000007  ffffffff 0010 0000  0001 000c 80000004 fffffffe 00000000  0000 0010 fffffffd 0040 000000000000", &openflow15.PacketOut{
		XID: 7, BufferID: openflow15.BufferIDNoBuffer, Match: openflow15.Match{openflow15.FieldInPort.Exact(openflow15.PortNoLocal)},
		Actions: openflow15.Actions{&openflow15.ActionOutput{Port: openflow15.PortNoController, MaxLen: 64}},
	})
	for i := range uint32(8) {
		short, long := openflow10.PortNo(0xfff8+i).String(), openflow12.PortNo(0xfffffff8+i).String()
		if nx := openflow15.NXPortNo(0xfff8 + i).String(); short != nx || short != long && (short != "NONE" || long != "ANY") {
			t.Errorf("port %#x is %s in 1.0, %s later, %s for Nicira", 0xfff8+i, short, long, nx)
		}
	}
	if name := openflow13.PortNo(0xfffd).String(); name != "65533" {
		t.Errorf("port 0xfffd of 1.3 is %s", name)
	}

	resubmit := "ffff 0010 00002320 0001 fff8 00000000"
	same(t, v10, "01 0d 0020 00000007  ffffffff 0001 0010"+resubmit, &openflow10.PacketOut{
		XID: 7, BufferID: 0xffffffff, InPort: 1, Actions: openflow10.Actions{&openflow10.NXActionResubmit{InPort: openflow10.NXPortNoInPort}},
	})
	same(t, v14, "05 0d 0028 00000007  ffffffff 00000001 0010 000000000000"+resubmit, &openflow14.PacketOut{
		XID: 7, BufferID: 0xffffffff, InPort: 1, Actions: openflow14.Actions{&openflow14.NXActionResubmit{InPort: openflow14.NXPortNoInPort}},
	})
}

// A port has 48 bytes in 1.0, 64 up to 1.3, and since 1.4 40 with properties behind and its length at offset 4.
func TestTrap16_ThreeLayoutsOfPorts(t *testing.T) {
	const name = "65746831 00000000 00000000 00000000"
	mac, eth1 := openflow.MAC{0x0a, 0, 0, 0, 0, 1}, openflow.String16{'e', 't', 'h', '1'}
	same(t, v10, "01 11 006c 00000007  000d 0000"+
		"0001 0a0000000001"+name+"00000001 00000001 00000002 00000004 00000008 00000010"+
		"0002 0a0000000001"+name+"00000000 00000000 00000000 00000000 00000000 00000000",
		&openflow10.PortDescReply{XID: 7, Body: []openflow10.Port{
			{PortNo: 1, HWAddr: mac, Name: eth1, Config: 1, State: 1, Curr: 2, Advertised: 4, Supported: 8, Peer: 16}, {PortNo: 2, HWAddr: mac, Name: eth1},
		}})
	const port13 = "00000001 00000000 0a0000000001 0000" + name + "00000001 00000004 00000002 00000004 00000008 00000010 00000064 000003e8"
	same(t, v12, "03 0c 0050 00000000  02 00000000000000"+port13, &openflow12.PortStatus{Reason: openflow12.PortReasonModify, Desc: openflow12.Port{
		PortNo: 1, HWAddr: mac, Name: eth1, Config: 1, State: 4, Curr: 2, Advertised: 4, Supported: 8, Peer: 16, CurrSpeed: 100, MaxSpeed: 1000,
	}})
	same(t, v13, "04 13 0050 00000007  000d 0000 00000000"+port13, &openflow13.PortDescReply{XID: 7, Body: []openflow13.Port{{
		PortNo: 1, HWAddr: mac, Name: eth1, Config: 1, State: 4, Curr: 2, Advertised: 4, Supported: 8, Peer: 16, CurrSpeed: 100, MaxSpeed: 1000,
	}}})
	const ports14 = "00000001 0048 0000 0a0000000001 0000" + name + "00000001 00000004" +
		"0000 0020 00000000 00000002 00000004 00000008 00000010 00000064 000003e8" +
		"00000002 0028 0000 0a0000000001 0000" + name + "00000000 00000000"
	same(t, v14, "05 13 0080 00000007  000d 0000 00000000"+ports14, &openflow14.PortDescReply{XID: 7, Body: []openflow14.Port{
		{PortNo: 1, HWAddr: mac, Name: eth1, Config: 1, State: 4, Properties: openflow14.PortDescProps{
			&openflow14.PortDescPropEthernet{Curr: 2, Advertised: 4, Supported: 8, Peer: 16, CurrSpeed: 100, MaxSpeed: 1000},
		}},
		{PortNo: 2, HWAddr: mac, Name: eth1},
	}})
	same(t, v15, "06 13 0080 00000007  000d 0000 00000000"+ports14, &openflow15.PortDescReply{XID: 7, Body: []openflow15.Port{
		{PortNo: 1, HWAddr: mac, Name: eth1, Config: 1, State: 4, Properties: openflow15.PortDescProps{
			&openflow15.PortDescPropEthernet{Curr: 2, Advertised: 4, Supported: 8, Peer: 16, CurrSpeed: 100, MaxSpeed: 1000},
		}},
		{PortNo: 2, HWAddr: mac, Name: eth1},
	}})
	refused(t, v14, "05 13 0050 00000007  000d 0000 00000000"+port13, 20, "PortDescReply.Body[0].Length", openflow.BadRequestLen)
	refused(t, v13, "04 13 0038 00000007  000d 0000 00000000  00000002 0028 0000 0a0000000001 0000"+name+"00000000 00000000", 56, "PortDescReply.Body", openflow.BadRequestLen)
}

// A features reply lists ports up to 1.2 alone; its last word is the actions in 1.0 and reserved later, and 1.3 makes a byte of padding the auxiliary id.
func TestTrap17_PortsOfFeatures(t *testing.T) {
	const name = "65746831 00000000 00000000 00000000"
	const id = "0000000000000001 00000100 02"
	mac, eth1 := openflow.MAC{0x0a, 0, 0, 0, 0, 1}, openflow.String16{'e', 't', 'h', '1'}
	same(t, v10, "01 06 0050 00000007"+id+"000000 00000087 00000fff"+"0001 0a0000000001"+name+"00000000 00000000 00000000 00000000 00000000 00000000",
		&openflow10.FeaturesReply{
			XID: 7, DatapathID: 1, NBuffers: 256, NTables: 2, Capabilities: 0x87, Actions: 0xfff, Ports: []openflow10.Port{{PortNo: 1, HWAddr: mac, Name: eth1}},
		})
	const ports = "00000001 00000000 0a0000000001 0000" + name + "00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000"
	same(t, v12, "03 06 0060 00000007"+id+"000000 00000047 00000fff"+ports, &openflow12.FeaturesReply{
		XID: 7, DatapathID: 1, NBuffers: 256, NTables: 2, Capabilities: 0x47, Reserved: 0xfff, Ports: []openflow12.Port{{PortNo: 1, HWAddr: mac, Name: eth1}},
	})
	same(t, v13, "04 06 0020 00000007"+id+"05 0000 00000047 00000000", &openflow13.FeaturesReply{XID: 7, DatapathID: 1, NBuffers: 256, NTables: 2, AuxiliaryID: 5, Capabilities: 0x47})
	same(t, v14, "05 06 0020 00000007"+id+"05 0000 00000047 00000000", &openflow14.FeaturesReply{XID: 7, DatapathID: 1, NBuffers: 256, NTables: 2, AuxiliaryID: 5, Capabilities: 0x47})
	same(t, v15, "06 06 0020 00000007"+id+"05 0000 00000047 00000000", &openflow15.FeaturesReply{XID: 7, DatapathID: 1, NBuffers: 256, NTables: 2, AuxiliaryID: 5, Capabilities: 0x47})
	refused(t, v13, "04 06 0060 00000007"+id+"00 0000 00000047 00000000"+ports, 32, "FeaturesReply", openflow.BadRequestLen)
	m := decodes(t, v12, "03 06 0020 00000007"+id+"05 0000 00000047 00000000")
	encodes(t, m, "03 06 0020 00000007"+id+"00 0000 00000047 00000000")
}

// The same bit is another thing in another version: of port features, capabilities and flow mod flags.
func TestTrap18_BitsShifted(t *testing.T) {
	const mod10 = "01 0f 0020 00000007  0001 0a0000000001 00000000 00000000"
	const mod12 = "10 0028 00000007  00000001 00000000 0a0000000001 0000 00000000 00000000"
	mac := openflow.MAC{0x0a, 0, 0, 0, 0, 1}
	same(t, v10, mod10+"00000fc0 00000000", &openflow10.PortMod{XID: 7, PortNo: 1, HWAddr: mac,
		Advertise: openflow10.PortFeatures10GBFD | openflow10.PortFeaturesCopper | openflow10.PortFeaturesFiber | openflow10.PortFeaturesAutoneg |
			openflow10.PortFeaturesPause | openflow10.PortFeaturesPauseAsym})
	same(t, v12, "03"+mod12+"0000f800 00000000", &openflow12.PortMod{XID: 7, PortNo: 1, HWAddr: mac,
		Advertise: openflow12.PortFeaturesCopper | openflow12.PortFeaturesFiber | openflow12.PortFeaturesAutoneg | openflow12.PortFeaturesPause | openflow12.PortFeaturesPauseAsym})
	same(t, v13, "04"+mod12+"00000780 00000000", &openflow13.PortMod{XID: 7, PortNo: 1, HWAddr: mac,
		Advertise: openflow13.PortFeatures40GBFD | openflow13.PortFeatures100GBFD | openflow13.PortFeatures1TBFD | openflow13.PortFeaturesOther})
	same(t, v15, "06 10 0028 00000007  00000001 00000000 0a0000000001 0000 00000000 00000000  0000 0008 00000800", &openflow15.PortMod{XID: 7, PortNo: 1, HWAddr: mac,
		Properties: openflow15.PortModProps{&openflow15.PortModPropEthernet{Advertise: openflow15.PortFeaturesCopper}}})

	for _, test := range []struct {
		got  fmt.Stringer
		want string
	}{
		{openflow10.PortFeatures(1 << 7), "COPPER"},
		{openflow12.PortFeatures(1 << 7), "40GB_FD"},
		{openflow14.PortFeatures(1 << 11), "COPPER"},
		{openflow10.PortFeatures(1 << 11), "PAUSE_ASYM"},
		{openflow10.Capabilities(1 << 3), "STP"},
		{openflow12.Capabilities(1 << 3), "GROUP_STATS"},
		{openflow15.Capabilities(1 << 3), "GROUP_STATS"},
		{openflow10.FlowModFlags(1 << 2), "EMERG"},
		{openflow12.FlowModFlags(1 << 2), "RESET_COUNTS"},
		{openflow13.FlowModFlags(1 << 2), "RESET_COUNTS"},
	} {
		if got := test.got.String(); got != test.want {
			t.Errorf("%T is %s, want %s", test.got, got, test.want)
		}
	}
}

// The spanning tree state of a port of 1.0, and the fragment mode of the configuration, are numbers of two bits among single bits: zero is one of their values.
func TestTrap19_NumbersAmongFlags(t *testing.T) {
	for state, want := range map[openflow10.PortState]string{
		0: "STP_LISTEN", 0x100: "STP_LEARN", 0x200: "STP_FORWARD", 0x300: "STP_BLOCK", 0x301: "LINK_DOWN|STP_BLOCK",
	} {
		hexText := fmt.Sprintf("01 0c 0040 00000000  02 00000000000000 0003 0a0000000001 00000000000000000000000000000000 00000000 %08x 00000000 00000000 00000000 00000000", uint32(state))
		same(t, v10, hexText, &openflow10.PortStatus{Reason: openflow10.PortReasonModify, Desc: openflow10.Port{PortNo: 3, HWAddr: openflow.MAC{0x0a, 0, 0, 0, 0, 1}, State: state}})
		if got := state.String(); got != want {
			t.Errorf("state %#x is %s, want %s", uint32(state), got, want)
		}
	}
	same(t, v10, "01 09 000c 00000007  0001 0080", &openflow10.SetConfig{XID: 7, Flags: openflow10.ConfigFlagsFragDrop, MissSendLen: 128})
	same(t, v12, "03 09 000c 00000007  0006 ffff", &openflow12.SetConfig{
		XID: 7, Flags: openflow12.ConfigFlagsFragReasm | openflow12.ConfigFlagsInvalidTTLToController, MissSendLen: openflow12.ControllerMaxLenNoBuffer,
	})
	same(t, v13, "04 09 000c 00000007  0003 ffe5", &openflow13.SetConfig{XID: 7, Flags: openflow13.ConfigFlagsFragMask, MissSendLen: openflow13.ControllerMaxLenMax})
	for _, test := range []struct {
		got  fmt.Stringer
		want string
	}{
		{openflow10.ConfigFlags(0), "FRAG_NORMAL"},
		{openflow12.ConfigFlags(5), "FRAG_DROP|INVALID_TTL_TO_CONTROLLER"},
		{openflow12.ConfigFlags(4), "INVALID_TTL_TO_CONTROLLER"},
		{openflow13.ConfigFlags(2), "FRAG_REASM"},
		{openflow13.ConfigFlags(5), "FRAG_DROP|0x4"},
	} {
		if got := test.got.String(); got != test.want {
			t.Errorf("%T is %s, want %s", test.got, got, test.want)
		}
	}
}

// Of optical ports, the description's property has 40 bytes, the statistics' 44 with 4 of padding behind, the modification's 24 with a signed offset.
func TestTrap20_OpticalProperties(t *testing.T) {
	const name = "6f707400 00000000 00000000 00000000"
	const port = "00000001 0050 0000 0a0000000001 0000" + name + "00000000 00000000" +
		"0001 0028 00000000 0000000f 00000001 00000002 00000003 00000004 00000005 00000006 0007 0008"
	mac, opt := openflow.MAC{0x0a, 0, 0, 0, 0, 1}, openflow.String16{'o', 'p', 't'}
	desc := openflow14.PortDescPropOptical{
		Supported: 15, TxMinFreqLmda: 1, TxMaxFreqLmda: 2, TxGridFreqLmda: 3, RxMinFreqLmda: 4, RxMaxFreqLmda: 5, RxGridFreqLmda: 6, TxPwrMin: 7, TxPwrMax: 8,
	}
	same(t, v14, "05 13 0060 00000007  000d 0000 00000000"+port, &openflow14.PortDescReply{XID: 7, Body: []openflow14.Port{
		{PortNo: 1, HWAddr: mac, Name: opt, Properties: openflow14.PortDescProps{&desc}},
	}})

	const counters = "0000000000000000 0000000000000000 0000000000000000 0000000000000000 0000000000000000 0000000000000000 0000000000000000 0000000000000000"
	const optical = "0001 002c 00000000 00000077 00000001 ffffffff 00000003 00000004 00000005 00000006 0007 0008 0009 000a 00000000"
	const other = "ffff 000c 00aabbcc 00000001 00000000"
	stats := openflow15.PortStatsPropOptical{
		Flags: 0x77, TxFreqLmda: 1, TxOffset: 0xffffffff, TxGridSpan: 3, RxFreqLmda: 4, RxOffset: 5, RxGridSpan: 6, TxPwr: 7, RxPwr: 8, BiasCurrent: 9, Temperature: 10,
	}
	same(t, v15, "06 13 00a0 00000007  0004 0000 00000000  0090 0000 00000001 00000002 00000003"+counters+optical+other,
		&openflow15.PortStatsReply{XID: 7, Body: []openflow15.PortStats{{PortNo: 1, DurationSec: 2, DurationNsec: 3, Properties: openflow15.PortStatsProps{
			&stats, &openflow15.PortStatsPropExperimenter{Experimenter: 0xaabbcc, ExpType: 1},
		}}}})

	same(t, v14, "05 10 0038 00000007  00000001 00000000 0a0000000001 0000 00000000 00000000  0001 0018 00000009 00000064 ffffffce 00000032 0000000a",
		&openflow14.PortMod{XID: 7, PortNo: 1, HWAddr: mac, Properties: openflow14.PortModProps{
			&openflow14.PortModPropOptical{Configure: 9, FreqLmda: 100, FlOffset: -50, GridSpan: 50, TxPwr: 10},
		}})
	refused(t, v14, "05 10 0038 00000007  00000001 00000000 0a0000000001 0000 00000000 00000000  0001 0014 00000009 00000064 ffffffce 00000032 0000000a",
		52, "PortMod.Properties[0]", openflow14.ErrBadPropertyBadLen)
}
