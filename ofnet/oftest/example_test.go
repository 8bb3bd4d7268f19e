package oftest_test

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/ofnet/oftest"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow15"
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

// A controller of which the switch sees the first 100 bytes, and no more.
func ExamplePipe() {
	near, far := oftest.Pipe(oftest.Line{Faults: []oftest.Fault{{At: 100, Kind: oftest.FaultReset}}}, oftest.Line{})
	sw := &oftest.Switch{DatapathID: 1}
	go sw.Connect(context.Background(), far)
	c, err := ofnet.NewConn(context.Background(), near, ofnet.RoleController, &ofnet.Config{
		Protocols: []*openflow.Protocol{openflow13.Protocol},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for err == nil {
		_, err = ofnet.Do(context.Background(), c, openflow13.NewPortStatsRequest())
	}
	fmt.Println(errors.Is(err, syscall.ECONNRESET))
	// Output: true
}

// A test of a switch, here a simulated one.
func ExampleController() {
	ctx := context.Background()
	l := oftest.Listen(nil)
	defer l.Close()
	var c oftest.Controller
	go c.Serve(l)
	sw := &oftest.Switch{DatapathID: 0x42, Ports: []uint32{1}}
	nc, err := l.Dial(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	go sw.Connect(ctx, nc)

	p, err := c.Accept(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer p.Close()
	fmt.Println("switch", p.Features().DatapathID, "speaks", p.Protocol().Version)
	reply, err := p.Request(ctx, &openflow15.RoleRequest{Role: openflow15.ControllerRoleMaster, GenerationID: 1})
	fmt.Println(reply.Info().Name, err)
	sw.AddPort(2)
	status, err := oftest.Await[*openflow15.PortStatus](ctx, p)
	fmt.Println(status.Reason, status.Desc.Name, err)
	// Output:
	// switch 0000000000000042 speaks 1.5
	// RoleReply <nil>
	// ADD port2 <nil>
}
