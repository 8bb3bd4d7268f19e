//go:build interop

package interop

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow13"
)

// A testCase is a message for other implementations to read.
type testCase struct {
	name string
	m    openflow.Message
	wire []byte
	want []string // Pieces of what ovs-ofctl prints.
}

// cases returns all messages.
func cases(t *testing.T) []testCase {
	t.Helper()
	var all []testCase
	for _, part := range [][]testCase{
		flowModCases(), actionCases(), instructionCases(), fieldCases(t), groupCases(), meterCases(),
		controllerCases(), switchCases(), multipartRequestCases(), multipartReplyCases(), onfCases(), sampleCases(t),
	} {
		all = append(all, part...)
	}
	for i := range all {
		c := &all[i]
		wire, err := c.m.AppendBinary(nil)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		c.wire = wire
	}
	return all
}

// The values that most cases use.
var (
	mac1  = openflow.MAC{0x02, 0, 0, 0, 0, 0x05}
	mac2  = openflow.MAC{0x02, 0, 0, 0, 0, 0x06}
	ip1   = netip.MustParseAddr("10.1.2.3")
	net1  = netip.MustParsePrefix("10.1.2.0/24")
	ip6   = netip.MustParseAddr("2001:db8::7")
	net6  = netip.MustParsePrefix("2001:db8::/32")
	frame = []byte("\xff\xff\xff\xff\xff\xff\x02\x00\x00\x00\x00\x05\x08\x06\x00\x01\x08\x00\x06\x04\x00\x01\x02\x00\x00\x00\x00\x05\x0a\x01\x02\x03\x00\x00\x00\x00\x00\x00\x0a\x01\x02\x04")
)

// flow returns a FlowMod that applies actions to what matches.
func flow(match openflow13.Match, actions ...openflow13.Action) *openflow13.FlowMod {
	m := openflow13.NewFlowMod()
	m.Match = match
	if len(actions) > 0 {
		m.Instructions = openflow13.Instructions{&openflow13.InstructionApplyActions{Actions: actions}}
	}
	return m
}

func output(port openflow13.PortNo) *openflow13.ActionOutput {
	return &openflow13.ActionOutput{Port: port, MaxLen: openflow13.ControllerMaxLenNoBuffer}
}

// Matches that others need.
var (
	anyIPv4 = openflow13.Match{openflow13.FieldEthType.Exact(0x0800)}
	anyIPv6 = openflow13.Match{openflow13.FieldEthType.Exact(0x86dd)}
	anyARP  = openflow13.Match{openflow13.FieldEthType.Exact(0x0806)}
	anyMPLS = openflow13.Match{openflow13.FieldEthType.Exact(0x8847)}
	anyPBB  = openflow13.Match{openflow13.FieldEthType.Exact(0x88e7)}
	anyVLAN = openflow13.Match{openflow13.FieldVLANVID.Masked(0x1000, 0x1000)}
)

// ip returns a match of an IP protocol.
func ip(ethType uint16, proto uint8) openflow13.Match {
	return openflow13.Match{openflow13.FieldEthType.Exact(ethType), openflow13.FieldIPProto.Exact(proto)}
}

// flowModCases are FlowMods with all commands and fixed fields.
func flowModCases() []testCase {
	full := flow(openflow13.Match{
		openflow13.FieldInPort.Exact(3),
		openflow13.FieldEthType.Exact(0x0800),
		openflow13.FieldVLANVID.Exact(0x1000 | 7),
		openflow13.FieldIPProto.Exact(6),
		openflow13.FieldIPv4Dst.Prefix(net1),
		openflow13.FieldTCPDst.Exact(80),
	}, openflow13.NewActionOutput())
	full.XID, full.Cookie, full.TableID, full.Priority = 0xdecade, 0x1122334455667788, 9, 1000
	full.IdleTimeout, full.HardTimeout, full.BufferID = 30, 300, 0x105
	full.Flags = openflow13.FlowModFlagsSendFlowRem | openflow13.FlowModFlagsCheckOverlap | openflow13.FlowModFlagsResetCounts |
		openflow13.FlowModFlagsNoPktCounts | openflow13.FlowModFlagsNoBytCounts
	full.Instructions = openflow13.Instructions{&openflow13.InstructionApplyActions{Actions: openflow13.Actions{output(2)}}}
	list := []testCase{
		{name: "flow_mod all", m: full, want: []string{
			"(xid=0xdecade): ADD table:9 ", "priority=1000,tcp,", "in_port=3", "dl_vlan=7", "nw_dst=10.1.2.0/24", "tp_dst=80",
			"cookie:0x1122334455667788", "idle:30", "hard:300", "buf:0x105", "send_flow_rem", "check_overlap", "reset_counts", "no_packet_counts",
			"no_byte_counts", "actions=output:2",
		}},
		{name: "flow_mod empty", m: flow(nil), want: []string{": ADD ", "actions=drop"}},
	}
	for command, word := range map[openflow13.FlowModCommand]string{
		openflow13.FlowModCommandModify:       ": MOD ",
		openflow13.FlowModCommandModifyStrict: ": MOD_STRICT ",
		openflow13.FlowModCommandDelete:       ": DEL ",
		openflow13.FlowModCommandDeleteStrict: ": DEL_STRICT ",
	} {
		m := flow(anyIPv4, output(1))
		m.Command, m.Cookie, m.CookieMask = command, 0x10, 0xf0
		want := []string{word, "cookie:0x10/0xf0"}
		if command == openflow13.FlowModCommandDelete || command == openflow13.FlowModCommandDeleteStrict {
			m.TableID, m.OutPort, m.OutGroup, m.Instructions = openflow13.TableIDAll, 4, 5, nil
			want = append(want, "table:255", "out_port:4")
		}
		list = append(list, testCase{name: "flow_mod " + command.String(), m: m, want: want})
	}
	return list
}

// actionCases are FlowMods and PacketOuts with each action.
func actionCases() []testCase {
	var list []testCase
	add := func(match openflow13.Match, text string, actions ...openflow13.Action) {
		list = append(list, testCase{name: fmt.Sprintf("action %s %s", actions[len(actions)-1].Info().Name, text), m: flow(match, actions...),
			want: []string{"actions=" + text}})
	}
	for port, text := range map[openflow13.PortNo]string{
		1:                           "output:1",
		0xfeff:                      "output:65279",
		openflow13.PortNoInPort:     "IN_PORT",
		openflow13.PortNoNormal:     "NORMAL",
		openflow13.PortNoFlood:      "FLOOD",
		openflow13.PortNoAll:        "ALL",
		openflow13.PortNoController: "CONTROLLER:65535",
		openflow13.PortNoLocal:      "LOCAL",
	} {
		add(nil, text, output(port))
	}
	add(nil, "CONTROLLER:128", &openflow13.ActionOutput{Port: openflow13.PortNoController, MaxLen: 128})
	add(nil, "group:7", &openflow13.ActionGroup{GroupID: 7})
	add(nil, "set_queue:9", &openflow13.ActionSetQueue{QueueID: 9})
	add(anyIPv4, "mod_nw_ttl:64", &openflow13.ActionSetNWTTL{NWTTL: 64})
	add(anyIPv6, "dec_ttl", &openflow13.ActionDecNWTTL{})
	add(anyMPLS, "set_mpls_ttl(63)", &openflow13.ActionSetMPLSTTL{MPLSTTL: 63})
	add(anyMPLS, "dec_mpls_ttl", &openflow13.ActionDecMPLSTTL{})
	add(nil, "push_vlan:0x8100", &openflow13.ActionPushVLAN{Ethertype: 0x8100})
	add(nil, "push_vlan:0x88a8", &openflow13.ActionPushVLAN{Ethertype: 0x88a8})
	add(anyVLAN, "pop_vlan", &openflow13.ActionPopVLAN{})
	add(anyIPv4, "push_mpls:0x8847", &openflow13.ActionPushMPLS{Ethertype: 0x8847})
	add(anyIPv4, "push_mpls:0x8848", &openflow13.ActionPushMPLS{Ethertype: 0x8848})
	add(anyMPLS, "pop_mpls:0x0800", &openflow13.ActionPopMPLS{Ethertype: 0x0800})
	add(nil, "move:NXM_NX_REG0[2..17]->NXM_NX_REG1[5..20]", &openflow13.ONFActionCopyField{NBits: 16, SrcOffset: 2, DstOffset: 5,
		Src: openflow13.FieldReg0.ID(), Dst: openflow13.FieldReg1.ID()})
	add(anyIPv4, "dec_ttl,mod_nw_ttl:9,push_vlan:0x8100,set_field:4107->vlan_vid,group:1,output:5",
		&openflow13.ActionDecNWTTL{}, &openflow13.ActionSetNWTTL{NWTTL: 9}, &openflow13.ActionPushVLAN{Ethertype: 0x8100},
		&openflow13.ActionSetField{Field: openflow13.FieldVLANVID.Exact(0x1000 | 11)}, &openflow13.ActionGroup{GroupID: 1}, output(5))
	// These OVS does not know; tshark does.
	add(anyMPLS, "", &openflow13.ActionCopyTTLOut{})
	add(anyMPLS, "", &openflow13.ActionCopyTTLIn{})
	add(nil, "", &openflow13.ActionPushPBB{Ethertype: 0x88e7})
	add(anyPBB, "", &openflow13.ActionPopPBB{})
	add(nil, "", &openflow13.ActionExperimenter{Experimenter: 0x123456, Data: []byte("12345678")})

	for name, m := range map[string]*openflow13.PacketOut{
		"in_port=CONTROLLER actions=output:2":          {BufferID: openflow13.BufferIDNone, InPort: openflow13.PortNoController, Actions: openflow13.Actions{output(2)}, Data: frame},
		"in_port=3 actions=TABLE":                      {BufferID: openflow13.BufferIDNone, InPort: 3, Actions: openflow13.Actions{output(openflow13.PortNoTable)}, Data: frame},
		"in_port=LOCAL actions=drop buffer=0x00000077": {BufferID: 0x77, InPort: openflow13.PortNoLocal},
	} {
		list = append(list, testCase{name: "packet_out " + name, m: m, want: []string{name}})
	}
	return list
}

// instructionCases are FlowMods with each instruction.
func instructionCases() []testCase {
	with := func(text string, l ...openflow13.Instruction) testCase {
		m := flow(anyIPv4)
		m.Instructions = l
		return testCase{name: "instruction " + text, m: m, want: []string{"actions=" + text}}
	}
	apply := &openflow13.InstructionApplyActions{Actions: openflow13.Actions{output(1), output(2)}}
	write := &openflow13.InstructionWriteActions{Actions: openflow13.Actions{&openflow13.ActionDecNWTTL{}, output(3)}}
	unknown := with("", &openflow13.InstructionExperimenter{Experimenter: 0x123456, Data: []byte("12345678")})
	unknown.name = "instruction experimenter"
	return []testCase{
		with("goto_table:9", &openflow13.InstructionGotoTable{TableID: 9}),
		with("write_metadata:0x1234", &openflow13.InstructionWriteMetadata{Metadata: 0x1234, MetadataMask: ^uint64(0)}),
		with("write_metadata:0x1200/0xff00", &openflow13.InstructionWriteMetadata{Metadata: 0x1200, MetadataMask: 0xff00}),
		with("write_actions(dec_ttl,output:3)", write),
		with("output:1,output:2", apply),
		with("clear_actions", &openflow13.InstructionClearActions{}),
		with("meter:5", &openflow13.InstructionMeter{MeterID: 5}),
		with("meter:5,output:1,output:2,clear_actions,write_actions(dec_ttl,output:3),write_metadata:0x7/0xff,goto_table:200",
			&openflow13.InstructionMeter{MeterID: 5}, apply, &openflow13.InstructionClearActions{}, write,
			&openflow13.InstructionWriteMetadata{Metadata: 7, MetadataMask: 0xff}, &openflow13.InstructionGotoTable{TableID: 200}),
		unknown,
	}
}
