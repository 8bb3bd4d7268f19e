package openflow13_test

import (
	"fmt"
	"net/netip"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow13"
)

// ExampleDecoder decodes messages into memory that is used again.
func ExampleDecoder() {
	frames := [][]byte{
		{0x04, 0x02, 0x00, 0x0c, 0x00, 0x00, 0x00, 0x01, 'p', 'i', 'n', 'g'},
		{0x04, 0x14, 0x00, 0x08, 0x00, 0x00, 0x00, 0x02},
	}
	var d openflow13.Decoder
	for _, frame := range frames {
		m, err := d.Decode(frame)
		if err != nil {
			fmt.Println(err)
			continue
		}
		switch m := m.(type) {
		case *openflow13.EchoRequest:
			fmt.Printf("echo %d: %s\n", m.XID, m.Data) // Valid until the next Decode; m.Clone() may be kept.
		case *openflow13.BarrierRequest:
			fmt.Printf("barrier %d\n", m.XID)
		}
	}
	// Output:
	// echo 1: ping
	// barrier 2
}

// ExampleMatch makes a match, reads a field of it, and checks it.
func ExampleMatch() {
	m := openflow13.Match{
		openflow13.FieldEthType.Exact(0x0800),
		openflow13.FieldIPv4Dst.Prefix(netip.MustParsePrefix("10.1.0.0/16")),
	}
	dst, mask, ok := openflow13.FieldIPv4Dst.Get(m)
	fmt.Println(dst, mask, ok)
	fmt.Println(m.Check())
	fmt.Println(m[1:].Check() != nil) // Without eth_type, an IPv4 address matches nothing.
	// Output:
	// 10.1.0.0 255.255.0.0 true
	// <nil>
	// true
}

// ExampleActions walks through a list of actions.
func ExampleActions() {
	list := openflow13.Actions{
		&openflow13.ActionOutput{Port: openflow13.PortNoController, MaxLen: 128},
		&openflow13.ActionSetField{Field: openflow13.FieldEthDst.Exact(openflow.MAC{2, 0, 0, 0, 0, 1})},
		&openflow13.ActionExperimenter{Experimenter: 0x00aabbcc, Data: []byte{1, 2, 3, 4}},
	}
	for _, a := range list {
		switch a := a.(type) {
		case *openflow13.ActionOutput:
			fmt.Println("output to", a.Port, "with at most", a.MaxLen, "bytes")
		case *openflow13.ActionSetField:
			fmt.Printf("set field %d\n", a.Field.ID().Number())
		case *openflow13.ActionExperimenter:
			fmt.Printf("experimenter %#x\n", a.Experimenter)
		}
	}
	// Output:
	// output to CONTROLLER with at most 128 bytes
	// set field 3
	// experimenter 0xaabbcc
}

// ExampleFlowMod_Clone keeps a message that a Decoder lent.
func ExampleFlowMod_Clone() {
	b, err := openflow13.NewFlowMod().MarshalBinary()
	if err != nil {
		fmt.Println(err)
		return
	}
	var d openflow13.Decoder
	m, err := d.Decode(b)
	if err != nil {
		fmt.Println(err)
		return
	}
	kept := m.(*openflow13.FlowMod).Clone()
	clear(b)
	fmt.Printf("%#x %v\n", kept.Priority, kept.OutPort)
	// Output:
	// 0x8000 ANY
}

// ExampleMatch_AppendKey compares the flows that a controller wants with those that a switch reports, which writes them in its own way.
func ExampleMatch_AppendKey() {
	wanted := []openflow13.FlowMod{
		{Priority: 10, Match: openflow13.Match{openflow13.FieldEthType.Exact(0x0800), openflow13.FieldInPort.Exact(1)}},
		{Priority: 10, Match: openflow13.Match{openflow13.FieldNXMVLANTCI.Exact(0x7005), openflow13.FieldXreg0.Exact(1<<32 | 2)}},
		{Priority: 20, Match: openflow13.Match{openflow13.FieldInPort.Exact(2)}},
	}
	reported := []openflow13.FlowStats{
		{Priority: 10, Match: openflow13.Match{openflow13.FieldInPort.Exact(1), openflow13.FieldEthType.Exact(0x0800)}},
		{Priority: 10, Match: openflow13.Match{openflow13.FieldReg0.Exact(1), openflow13.FieldReg1.Exact(2),
			openflow13.FieldVLANVID.Exact(0x1005), openflow13.FieldVLANPCP.Exact(3)}},
		{Priority: 0},
	}

	type identity struct {
		table    openflow13.TableID
		priority uint16
		match    string
	}
	missing := make(map[identity]*openflow13.FlowMod)
	for i := range wanted {
		f := &wanted[i]
		missing[identity{f.TableID, f.Priority, string(f.Match.AppendKey(nil))}] = f
	}
	var key []byte
	for i := range reported {
		f := &reported[i]
		key = f.Match.AppendKey(key[:0])
		id := identity{f.TableID, f.Priority, string(key)}
		if missing[id] == nil {
			fmt.Printf("delete priority %d {%v}\n", f.Priority, f.Match)
		}
		delete(missing, id)
	}
	for _, f := range missing {
		fmt.Printf("add priority %d {%v}\n", f.Priority, f.Match)
	}
	// Output:
	// delete priority 0 {}
	// add priority 20 {in_port=2}
}
