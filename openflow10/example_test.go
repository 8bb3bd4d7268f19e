package openflow10_test

import (
	"fmt"
	"net/netip"

	"github.com/ofwire/openflow/openflow10"
)

// ExampleFlowMod sends web traffic to a network out of port 2.
func ExampleFlowMod() {
	m := openflow10.NewFlowMod()
	m.Match.Wildcards &^= openflow10.FlowWildcardsDLType | openflow10.FlowWildcardsNWProto | openflow10.FlowWildcardsTPDst
	m.Match.DLType = 0x0800
	m.Match.NWProto = 6
	m.Match.TPDst = 80
	m.Match.SetNWDst(netip.MustParsePrefix("10.1.0.0/16"))
	m.IdleTimeout = 60
	m.Actions = openflow10.Actions{&openflow10.ActionOutput{Port: 2}}
	b, err := m.MarshalBinary()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("% x\n", b[:8])
	fmt.Printf("% x\n", b[8:48])
	fmt.Printf("% x\n", b[72:])
	// Output:
	// 01 0e 00 50 00 00 00 00
	// 00 34 3f 4f 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 08 00 00 06 00 00 00 00 00 00 0a 01 00 00 00 00 00 50
	// 00 00 00 08 00 02 00 00
}

// ExampleMatch reads a match that a switch sent.
func ExampleMatch() {
	m := openflow10.Match{
		Wildcards: openflow10.FlowWildcardsAll &^ (openflow10.FlowWildcardsInPort | openflow10.FlowWildcardsNWSrcMask),
		InPort:    3,
		NWSrc:     netip.MustParseAddr("10.0.0.1"),
	}
	if m.Wildcards&openflow10.FlowWildcardsInPort == 0 {
		fmt.Println("from port", m.InPort)
	}
	fmt.Println("from", m.NWSrcPrefix())
	fmt.Println("to", m.NWDstPrefix())
	// Output:
	// from port 3
	// from 10.0.0.1/32
	// to 0.0.0.0/0
}
