package openflow12_test

import (
	"fmt"
	"net/netip"

	"github.com/ofwire/openflow/openflow12"
)

// ExampleFlowMod sends traffic to a network out of port 2, and reads it back.
func ExampleFlowMod() {
	m := openflow12.NewFlowMod()
	m.Match = openflow12.Match{
		openflow12.FieldEthType.Exact(0x0800),
		openflow12.FieldIPv4Dst.Prefix(netip.MustParsePrefix("10.1.0.0/16")),
	}
	m.Instructions = openflow12.Instructions{
		&openflow12.InstructionApplyActions{Actions: openflow12.Actions{&openflow12.ActionOutput{Port: 2}}},
	}
	b, err := m.MarshalBinary()
	if err != nil {
		fmt.Println(err)
		return
	}
	back, err := openflow12.Unmarshal(b)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(back.(*openflow12.FlowMod).Match)
	fmt.Println(back.(*openflow12.FlowMod).Instructions[0])
	// Output:
	// eth_type=0x0800 ipv4_dst=10.1.0.0/16
	// InstructionApplyActions{actions=[Output{port=2 max_len=0}]}
}

// ExampleFeaturesReply lists the ports of a switch.
func ExampleFeaturesReply() {
	b, err := (&openflow12.FeaturesReply{DatapathID: 0x2a, Ports: []openflow12.Port{{PortNo: 1}, {PortNo: openflow12.PortNoLocal}}}).MarshalBinary()
	if err != nil {
		fmt.Println(err)
		return
	}
	var d openflow12.Decoder
	m, err := d.Decode(b)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, port := range m.(*openflow12.FeaturesReply).Ports {
		fmt.Println(port.PortNo)
	}
	// Output:
	// 1
	// LOCAL
}
