package topology_test

import (
	"context"
	"fmt"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet"
	"github.com/ofwire/openflow/ofnet/bus"
	"github.com/ofwire/openflow/ofnet/topology"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow13"
)

// A controller that prints links as they come and go. The Mux is the rest of the program.
func Example() {
	var b bus.Bus
	defer b.Close()
	topo, err := topology.New(&b, topology.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer topo.Close()

	app := &bus.App{Name: "printer"}
	bus.Subscribe(app, func(_ context.Context, ev topology.LinkAdd) { fmt.Println(ev.Link, "is there") })
	bus.Subscribe(app, func(_ context.Context, ev topology.LinkDelete) { fmt.Println(ev.Link, "is gone") })
	if err := b.Start(app); err != nil {
		fmt.Println(err)
		return
	}

	switches := &ofnet.Switches{Handler: new(ofnet.Mux)}
	topo.Attach(switches)
	srv := ofnet.Server{Protocols: []*openflow.Protocol{openflow10.Protocol, openflow13.Protocol}, Handler: switches}
	fmt.Println(srv.ListenAndServe())
}
