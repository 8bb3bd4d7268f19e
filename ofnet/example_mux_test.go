package ofnet_test

import (
	"context"
	"fmt"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/ofnet/oftest"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/packet"
)

// A hub for switches of any version, behind a filter that lets no packet-ins with LLDP pass.
func ExampleMux_Use() {
	var mux ofnet.Mux
	mux.Use(func(next ofnet.HandlerFunc) ofnet.HandlerFunc {
		return func(ctx context.Context, c *ofnet.Conn, m openflow.Message) error {
			if p, ok := c.Protocol().PacketIn(m); ok && packet.Get[*packet.LLDP](packet.Unmarshal(p.Data)) != nil {
				fmt.Println("LLDP from port", p.InPort)
				return nil
			}
			return next(ctx, c, m)
		}
	})
	mux.Fallback = ofnet.HandlerFunc(func(ctx context.Context, c *ofnet.Conn, m openflow.Message) error {
		p, ok := c.Protocol().PacketIn(m)
		if !ok {
			return nil
		}
		const flood = 0xfffffffb // OFPP_FLOOD.
		out := openflow.PacketOut{BufferID: p.BufferID, InPort: p.InPort, Ports: []uint32{flood}}
		if p.BufferID == openflow.NoBuffer {
			out.Data = p.Data
		}
		return c.Send(ctx, c.Protocol().PacketOut(0, out))
	})

	ctx := context.Background()
	sw := &oftest.Switch{DatapathID: 1, Ports: []uint32{1, 2}}
	c, err := sw.Controller(ctx, &ofnet.Config{Protocols: []*openflow.Protocol{openflow10.Protocol}, Handler: &mux})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()
	mac := openflow.MAC{2, 0, 0, 0, 0, 1}
	discovery, _ := packet.Append(nil, packet.NewDiscovery(1, 1, mac)...)
	hello, _ := packet.Append(nil, &packet.Ethernet{Dst: packet.Broadcast, Src: mac, EtherType: 0x88b5}, packet.Payload("hello"))
	for _, frame := range [][]byte{discovery, hello} {
		if err := sw.Host(1).Send(frame); err != nil {
			fmt.Println(err)
		}
	}
	frame, err := sw.Host(2).Recv(ctx)
	fmt.Printf("%s %v\n", packet.Unmarshal(frame).Payload, err)
	// Output:
	// LLDP from port 1
	// hello <nil>
}
