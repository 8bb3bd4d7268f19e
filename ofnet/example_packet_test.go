package ofnet_test

import (
	"context"
	"fmt"
	"net/netip"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/ofnet/oftest"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/packet"
)

// A gateway that answers ARP: a packet-in is taken apart, and a packet-out made.
func ExampleHandle() {
	gateway, address := openflow.MAC{2, 0, 0, 0, 0, 0xfe}, netip.MustParseAddr("192.0.2.254")
	var mux ofnet.Mux
	ofnet.Handle(&mux, func(ctx context.Context, c *ofnet.Conn, m *openflow13.PacketIn) error {
		port, _, _ := openflow13.FieldInPort.Get(m.Match)
		arp := packet.Get[*packet.ARP](packet.Unmarshal(m.Data))
		if arp == nil || arp.Operation != packet.ARPRequest || arp.DstIP != address {
			return nil
		}
		frame, err := packet.Append(nil, packet.NewARP(packet.ARPReply, gateway, address, arp.SrcMAC, arp.SrcIP)...)
		if err != nil {
			return err
		}
		out := openflow13.NewPacketOut() // c.Protocol().PacketOut makes one of any version.
		out.Actions, out.Data = openflow13.Actions{&openflow13.ActionOutput{Port: port}}, frame
		return c.Send(ctx, out)
	})

	ctx := context.Background()
	sw := &oftest.Switch{DatapathID: 1, Ports: []uint32{1, 2}}
	c, err := sw.Controller(ctx, &ofnet.Config{Protocols: []*openflow.Protocol{openflow13.Protocol}, Handler: &mux})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()
	miss := openflow13.NewFlowMod()
	miss.Priority = 0
	miss.Instructions = openflow13.Instructions{&openflow13.InstructionApplyActions{
		Actions: openflow13.Actions{&openflow13.ActionOutput{Port: openflow13.PortNoController, MaxLen: openflow13.ControllerMaxLenNoBuffer}},
	}}
	if err := c.Apply(ctx, miss); err != nil {
		fmt.Println(err)
		return
	}
	host := openflow.MAC{2, 0, 0, 0, 0, 1}
	request, err := packet.Append(nil, packet.NewARP(packet.ARPRequest, host, netip.MustParseAddr("192.0.2.1"), openflow.MAC{}, address)...)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := sw.Host(1).Send(request); err != nil {
		fmt.Println(err)
		return
	}
	reply, err := sw.Host(1).Recv(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	if arp := packet.Get[*packet.ARP](packet.Unmarshal(reply)); arp != nil {
		fmt.Println(arp.SrcIP, "is at", arp.SrcMAC)
	}
	// Output:
	// 192.0.2.254 is at 02:00:00:00:00:fe
}
