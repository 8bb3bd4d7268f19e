package ofnet_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/ofnet/bus"
	"github.com/ofwire/openflow/ofnet/oftest"
	"github.com/ofwire/openflow/openflow13"
)

var be = binary.BigEndian

// A controller that listens, greets each switch and prints its packet-ins.
func Example() {
	var mux ofnet.Mux
	ofnet.HandlePhase(&mux, ofnet.PhaseMain, func(ctx context.Context, c *ofnet.Conn) error {
		miss := openflow13.NewFlowMod()
		miss.Priority = 0
		miss.Instructions = openflow13.Instructions{&openflow13.InstructionApplyActions{
			Actions: openflow13.Actions{&openflow13.ActionOutput{Port: openflow13.PortNoController, MaxLen: openflow13.ControllerMaxLenNoBuffer}},
		}}
		if err := c.Send(ctx, miss); err != nil {
			return err
		}
		if err := c.Barrier(ctx); err != nil {
			return err
		}
		config, err := ofnet.Do(ctx, c, &openflow13.GetConfigRequest{})
		if err != nil {
			return err
		}
		fmt.Println("switch", c.DatapathID(), "speaks", c.Version(), "miss_send_len", config.MissSendLen)
		return nil
	})
	packets := make(chan string)
	ofnet.Handle(&mux, func(ctx context.Context, c *ofnet.Conn, m *openflow13.PacketIn) error {
		in, _, _ := openflow13.FieldInPort.Get(m.Match)
		packets <- fmt.Sprintf("%d bytes from port %v", len(m.Data), in)
		return nil
	})
	srv := &ofnet.Server{Protocols: []*openflow.Protocol{openflow13.Protocol}, Handler: &mux}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	go srv.Serve(l)
	defer srv.Close()

	sw := &oftest.Switch{DatapathID: 0x42, Ports: []uint32{1, 2}}
	ready := make(chan struct{})
	ofnet.HandlePhase(&mux, ofnet.PhaseMain, func(context.Context, *ofnet.Conn) error { close(ready); return nil })
	if _, err := sw.Dial(context.Background(), "tcp", l.Addr().String()); err != nil {
		fmt.Println(err)
		return
	}
	<-ready
	if err := sw.Host(2).Send(make([]byte, 60)); err != nil {
		fmt.Println(err)
	}
	fmt.Println(<-packets)
	// Output:
	// switch 0000000000000042 speaks 1.3 miss_send_len 128
	// 60 bytes from port 2
}

// A request that the switch refuses.
func ExampleDo() {
	ctx := context.Background()
	sw := &oftest.Switch{DatapathID: 1}
	c, err := sw.Controller(ctx, &ofnet.Config{Protocols: []*openflow.Protocol{openflow13.Protocol}})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()
	desc, err := ofnet.Do(ctx, c, &openflow13.DescRequest{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(desc.Body.HWDesc)
	_, err = ofnet.Do(ctx, c, &openflow13.RoleRequest{Role: 9})
	fmt.Println(err)
	// Output:
	// simulated switch
	// ofnet: RoleRequest failed: OFPET_ROLE_REQUEST_FAILED OFPRRFC_BAD_ROLE
}

// A registry of switches that tells the applications of a bus what happens.
func ExampleSwitches() {
	ctx := context.Background()
	var b bus.Bus
	left := make(chan struct{})
	app := &bus.App{Name: "inventory"}
	device := &oftest.Switch{DatapathID: 0x42, Ports: []uint32{1, 2}}
	bus.Subscribe(app, func(_ context.Context, ev ofnet.SwitchEvent) {
		switch ev := ev.(type) {
		case ofnet.SwitchEnter:
			fmt.Println("enter", ev.Switch.DatapathID(), "with", len(ev.Switch.Ports()), "ports")
			device.AddPort(3)
		case ofnet.PortChanged:
			fmt.Println("port", ev.Port.No, ev.Reason)
			ev.Switch.Conn().Close() // That is enough of it.
		case ofnet.SwitchLeave:
			fmt.Println("leave", ev.Switch.DatapathID(), errors.Is(ev.Err, ofnet.ErrClosed))
			close(left)
		}
	})
	if err := b.Start(app); err != nil {
		fmt.Println(err)
		return
	}
	defer b.Close()

	var mux ofnet.Mux
	sw := ofnet.Switches{Handler: &mux, Events: func(ev ofnet.SwitchEvent) { bus.Publish(ctx, &b, ev) }}
	cfg := &ofnet.Config{Protocols: []*openflow.Protocol{openflow13.Protocol}, Handler: &sw}
	if _, err := device.Controller(ctx, cfg); err != nil {
		fmt.Println(err)
		return
	}
	<-left
	// Output:
	// enter 0000000000000042 with 2 ports
	// port 3 added
	// leave 0000000000000042 true
}
