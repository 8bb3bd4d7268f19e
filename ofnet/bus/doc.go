// Package bus passes events and requests between the applications of one program, such as a topology, a learning switch and a REST interface.
//
// An application is an App: a name, a queue and a goroutine. It subscribes to types of events and handles types of requests, both plain Go types.
// Start makes it live:
//
//	app := &bus.App{Name: "hosts"}
//	bus.Subscribe(app, func(ctx context.Context, ev LinkDown) { … })
//	bus.Handle(app, func(ctx context.Context, q GetHosts) (Hosts, error) { … })
//	err := b.Start(app)
//
// # Order
//
// An App's handlers run one after the other on its goroutine, in the order in which events and requests of all types came to its queue. So they
// need no lock for what they share. Events that one goroutine publishes come in that order to every App. Where several publish, each App sees one
// order, and not all Apps the same.
//
// # Requests
//
// Call waits for the reply, which has a channel of its own and so passes all that waits in queues. While a handler waits in Call, or in Publish for
// room, it answers the requests that come to its App. So Apps that ask each other do not wait for ever, and a request overtakes events then. It also
// means that the App's state may have changed when Call returns, and that it must be in order when Call begins. An App that asks itself gets
// ErrSelf.
//
// # From where
//
// Publish, Send and Call are told who speaks. In its handlers that is the App, anywhere else, and in a goroutine that a handler has started, the Bus:
// only a handler may answer its App's requests.
//
// # Back-pressure
//
// At most App.QueueLen events wait for an App. Then Publish waits for room until its ctx ends, or, with App.DropNewest, the event is dropped and
// counted. Requests are always taken: there are no more of them than goroutines that wait in Call. A handler that would wait for room in its own App,
// or in one that waits for its reply, gets ErrFull at once. Two Apps that fill each other's queue with events wait until ctx ends: give one of
// them DropNewest, or the ctx a deadline.
package bus
