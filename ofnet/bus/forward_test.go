package bus_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/ofnet/bus"
	"github.com/ofwire/openflow/ofnet/oftest"
	"github.com/ofwire/openflow/openflow13"
)

// TestForward has a switch whose packet-ins and phases are events.
func TestForward(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b bus.Bus
		var mux ofnet.Mux
		bus.Forward[*openflow13.PacketIn](&mux, &b)
		bus.ForwardPhases(&mux, &b)

		app := &bus.App{Name: "app"}
		var phases, inMain []string
		bus.Subscribe(app, func(_ context.Context, ev bus.PhaseChange) {
			phases = append(phases, ev.Old.String()+" to "+ev.New.String())
		})
		bus.Subscribe(app, func(_ context.Context, ev bus.PhaseChange) {
			inMain = append(inMain, ev.New.String())
		}, ofnet.PhaseMain)
		var packets []bus.Message[*openflow13.PacketIn]
		bus.Subscribe(app, func(_ context.Context, ev bus.Message[*openflow13.PacketIn]) {
			packets = append(packets, ev)
		}, ofnet.PhaseMain)
		if err := b.Start(app); err != nil {
			t.Fatal(err)
		}
		defer b.Close()

		sw := &oftest.Switch{DatapathID: 7, Ports: []uint32{1}}
		c, err := sw.Controller(t.Context(), &ofnet.Config{Protocols: []*openflow.Protocol{openflow13.Protocol}, Handler: &mux})
		if err != nil {
			t.Fatal(err)
		}
		miss := openflow13.NewFlowMod()
		miss.Priority = 0
		miss.Instructions = openflow13.Instructions{&openflow13.InstructionApplyActions{
			Actions: openflow13.Actions{&openflow13.ActionOutput{Port: openflow13.PortNoController}},
		}}
		if err := c.Send(t.Context(), miss); err != nil {
			t.Fatal(err)
		}
		for i := range 3 {
			synctest.Wait()
			if err := sw.Host(1).Send([]byte{14: byte(i), 59: 0}); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		c.Close()
		c.Wait()
		synctest.Wait()

		if diff := cmp.Diff([]string{"handshake to config", "config to main", "main to dead"}, phases); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"dead"}, inMain); diff != "" {
			t.Error("in main:", diff)
		}
		if len(packets) != 3 {
			t.Fatalf("%d packet-ins", len(packets))
		}
		for i, p := range packets {
			if p.Conn != c || !p.Time.Equal(time.Now()) || int(p.Msg.Data[14]) != i {
				t.Errorf("packet-in %d: %v %v %x", i, p.Conn, p.Time, p.Msg.Data)
			}
		}
	})
}
