package oftest_test

import (
	"context"
	"fmt"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/ofnet/oftest"
	"github.com/ofwire/openflow/openflow13"
)

// A switch with two hosts, and a controller that connects them.
func ExampleSwitch() {
	ctx := context.Background()
	sw := &oftest.Switch{DatapathID: 1, Ports: []uint32{1, 2}}
	c, err := sw.Controller(ctx, &ofnet.Config{Protocols: []*openflow.Protocol{openflow13.Protocol}})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()

	flow := openflow13.NewFlowMod()
	flow.Match = openflow13.Match{openflow13.FieldInPort.Exact(1)}
	flow.Instructions = openflow13.Instructions{&openflow13.InstructionApplyActions{
		Actions: openflow13.Actions{&openflow13.ActionOutput{Port: 2}},
	}}
	if err := c.Send(ctx, flow); err != nil {
		fmt.Println(err)
	}
	if err := c.Barrier(ctx); err != nil {
		fmt.Println(err)
	}
	if err := sw.Host(1).Send([]byte("a frame of at least fourteen bytes")); err != nil {
		fmt.Println(err)
	}
	frame, err := sw.Host(2).Recv(ctx)
	fmt.Printf("%s %v\n", frame, err)
	fmt.Println(sw.Flows()[0].PacketCount, "packet")
	// Output:
	// a frame of at least fourteen bytes <nil>
	// 1 packet
}
