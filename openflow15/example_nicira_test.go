package openflow15_test

import (
	"fmt"
	"net/netip"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow15"
)

// ExampleNXActionCT commits a connection: its destination is translated and its mark set, and the packet goes on in table 5.
func ExampleNXActionCT() {
	ct := &openflow15.NXActionCT{
		Flags:       openflow15.NXCTFlagsCommit,
		Zone:        7,
		RecircTable: 5, // NXCTRecircNone, which NewNXActionCT sets, where it does not go on.
		Actions: openflow15.Actions{
			&openflow15.NXActionNAT{
				Flags:         openflow15.NXNATFlagsDst,
				RangePresent:  openflow15.NXNATRangeIPv4Min | openflow15.NXNATRangeProtoMin,
				RangeIPv4Min:  netip.MustParseAddr("10.0.0.2"),
				RangeProtoMin: 8080,
			},
			&openflow15.ActionSetField{Field: openflow15.FieldCTMark.Masked(0x10, 0x10)},
		},
	}
	for _, a := range ct.Actions {
		fmt.Println(a)
	}
	// A flow behind it, for packets of connections that are new.
	state := openflow15.NXCTStateTracked | openflow15.NXCTStateNew
	fmt.Println(openflow15.Match{openflow15.FieldCTState.Masked(state, state), openflow15.FieldCTZone.Exact(7)})
	// Output:
	// NXActionNAT{flags=DST range_present=IPV4_MIN|PROTO_MIN range_ipv4_min=10.0.0.2 range_proto_min=8080}
	// ActionSetField{field={ct_mark=0x10/0x10}}
	// ct_state=0x21/0x21 ct_zone=7
}

// ExampleNXActionLearn makes later packets of a client go to the endpoint that reg3 names now. Fields have the names of NXM, where there are such: so
// Open vSwitch reports them.
func ExampleNXActionLearn() {
	learn := openflow15.NewNXActionLearn()
	learn.TableID, learn.Priority, learn.HardTimeout = 4, 192, 300
	learn.Specs = []openflow15.NXFlowSpec{
		// The flow matches eth_type=0x0800, the source of this packet,
		{NBits: 16, SrcType: openflow15.NXLearnSrcImmediate, Value: []byte{0x08, 0x00}, Dst: openflow15.FieldNXMEthType.ID()},
		{NBits: 32, Src: openflow15.FieldNXMIPSrc.ID(), Dst: openflow15.FieldNXMIPSrc.ID()},
		// and loads the value of reg3, and 1 into bit 16 of reg4.
		{NBits: 32, Src: openflow15.FieldReg3.ID(), DstType: openflow15.NXLearnDstLoad, Dst: openflow15.FieldReg3.ID()},
		{NBits: 1, SrcType: openflow15.NXLearnSrcImmediate, Value: []byte{1}, DstType: openflow15.NXLearnDstLoad, Dst: openflow15.FieldReg4.ID(), DstOfs: 16},
	}
	b, err := learn.AppendBinary(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(b), "bytes")
	// Output:
	// 80 bytes
}

// ExampleNXResume reads a packet that an NXActionController2 with NXController2PropPause sent, as a switch does that NXSetPacketInFormat asked for
// NXPacketIn2, and lets it go on with another value in a register.
func ExampleNXResume() {
	m := &openflow15.NXPacketIn2{Properties: openflow15.NXPacketIn2Props{
		&openflow15.NXPacketIn2PropUserdata{Data: []byte{1, 2}},
		&openflow15.NXPacketIn2PropMetadata{Fields: []openflow.Field{openflow15.FieldXreg0.Exact(5 << 32)}},
		&openflow15.NXPacketIn2PropContinuation{Data: []byte{0, 0, 0, 0}},
	}}
	for _, p := range m.Properties {
		switch p := p.(type) {
		case *openflow15.NXPacketIn2PropUserdata:
			fmt.Printf("userdata %x\n", p.Data)
		case *openflow15.NXPacketIn2PropMetadata:
			reg0, _, ok := openflow.Register(p.Fields, 0)
			fmt.Println("reg0", reg0, ok)
			p.Fields = []openflow.Field{openflow15.FieldReg0.Exact(6)}
		}
	}
	fmt.Println(&openflow15.NXResume{Properties: m.Properties})
	// Output:
	// userdata 0102
	// reg0 5 true
	// NXResume{xid=0 properties=[NXPacketIn2PropUserdata{data=(2)0102} NXPacketIn2PropMetadata{fields=[reg0=0x6]} NXPacketIn2PropContinuation{data=(4)00000000}]}
}
