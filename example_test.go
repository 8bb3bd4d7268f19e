package openflow_test

import (
	"errors"
	"fmt"
	"log"
	"net/netip"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow13"
)

// Example encodes a flow mod, decodes it again and prints it. README.md shows its body.
func Example() {
	flow := openflow13.NewFlowMod()
	flow.Match = openflow13.Match{
		openflow13.FieldEthType.Exact(0x0800),
		openflow13.FieldIPv4Dst.Prefix(netip.MustParsePrefix("10.0.0.0/8")),
	}
	flow.Instructions = openflow13.Instructions{&openflow13.InstructionApplyActions{
		Actions: openflow13.Actions{&openflow13.ActionOutput{Port: 2}},
	}}
	b, err := flow.MarshalBinary()
	if err != nil {
		log.Fatal(err)
	}
	m, err := openflow13.Unmarshal(b)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(b), m.(*openflow13.FlowMod).Match.Check(), openflow.Format(m))
	// Output:
	// 96 <nil> FlowMod{xid=0 table_id=0 command=ADD priority=32768 buffer_id=NO_BUFFER out_port=ANY out_group=ANY match={eth_type=0x0800 ipv4_dst=10.0.0.0/8} instructions=[ApplyActions{actions=[Output{port=2 max_len=0}]}]}
}

// ExampleParseHeader reads the header of a message whose version is not known yet.
func ExampleParseHeader() {
	h, err := openflow.ParseHeader([]byte{0x04, 0x02, 0x00, 0x08, 0x00, 0x00, 0x00, 0x2a})
	fmt.Println(h.Version, h.Type, h.Length, h.XID, err)
	// Output:
	// 1.3 2 8 42 <nil>
}

// ExampleDecodeError shows what an error tells: where, why, and by which code OpenFlow answers.
func ExampleDecodeError() {
	b := []byte{
		0x04, 0x0d, 0x00, 0x20, 0x00, 0x00, 0x00, 0x01, // Packet out.
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfd, 0x00, 0x08, 0, 0, 0, 0, 0, 0,
		0x00, 0x00, 0x00, 0x10, 0x00, 0x00, 0x00, 0x01, // Half an output.
	}
	_, err := openflow13.Unmarshal(b)
	var e *openflow.DecodeError
	if errors.As(err, &e) {
		typ, code := openflow13.Protocol.ErrorName(e.Code)
		fmt.Println(e.Path, e.Offset, typ, code)
	}
	fmt.Println(errors.Is(err, openflow.ErrLength))
	// Output:
	// PacketOut.Actions[0].Len 26 OFPET_BAD_ACTION OFPBAC_BAD_LEN
	// true
}

// ExampleOpaque decodes a message of a type that 1.3 does not have: nothing is lost.
func ExampleOpaque() {
	m, err := openflow13.Unmarshal([]byte{0x04, 0xc8, 0x00, 0x0a, 0x00, 0x00, 0x00, 0x01, 0xab, 0xcd})
	if err != nil {
		fmt.Println(err)
		return
	}
	b, err := m.MarshalBinary()
	fmt.Printf("%T %x %v\n", m, b, err)
	// Output:
	// *openflow.Opaque 04c8000a00000001abcd <nil>
}
