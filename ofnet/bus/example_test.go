package bus_test

import (
	"context"
	"fmt"
	"time"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/ofnet/bus"
)

// A Link is what the topology finds.
type Link struct{ From, To openflow.DatapathID }

// LinkUp is an event of the topology.
type LinkUp struct{ Link Link }

// GetLinks asks the topology for the links of a switch.
type GetLinks struct{ From openflow.DatapathID }

// ReplyType says what the reply to GetLinks is.
func (GetLinks) ReplyType() (none []Link) { return }

// Two applications: one keeps the links, the other asks it whenever one comes.
func Example() {
	var b bus.Bus
	defer b.Close()

	topology := &bus.App{Name: "topology"}
	links := map[openflow.DatapathID][]Link{} // Only topology's handlers use it: no lock.
	bus.Receive(topology, func(ctx context.Context, l Link) {
		links[l.From] = append(links[l.From], l)
		if err := bus.Publish(ctx, topology, LinkUp{l}); err != nil {
			fmt.Println(err)
		}
	})
	bus.Handle(topology, func(_ context.Context, q GetLinks) ([]Link, error) {
		return links[q.From], nil
	})

	routing := &bus.App{Name: "routing"}
	done := make(chan struct{})
	bus.Subscribe(routing, func(ctx context.Context, ev LinkUp) {
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		links, err := bus.Call(ctx, routing, GetLinks{From: ev.Link.From})
		fmt.Println("switch", ev.Link.From, "has", len(links), "link", err)
		close(done)
	})

	if err := b.Start(topology, routing); err != nil {
		fmt.Println(err)
		return
	}
	if err := bus.Send(context.Background(), &b, "topology", Link{From: 1, To: 2}); err != nil {
		fmt.Println(err)
	}
	<-done
	// Output:
	// switch 0000000000000001 has 1 link <nil>
}

// A subscription for as long as it is needed.
func ExampleSubscribe() {
	var b bus.Bus
	app := &bus.App{Name: "watcher", QueueLen: 1000, DropNewest: true}
	if err := b.Start(app); err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	cancel := bus.Subscribe(app, func(_ context.Context, ev LinkUp) { fmt.Println("link to", ev.Link.To) })
	bus.Publish(ctx, &b, LinkUp{Link{1, 2}})
	b.Shutdown(ctx) // Waits for the handler.
	cancel()
	// Output:
	// link to 0000000000000002
}
