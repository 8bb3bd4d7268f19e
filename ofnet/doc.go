// Package ofnet carries OpenFlow messages over connections: it negotiates the version, answers echo requests, finds the reply to a request and hands
// everything else to handlers.
//
// It works with any version: a [Config] lists the Protocol values of the version packages that the program wants to speak, such as openflow13.Protocol,
// and only these are linked.
//
// A controller:
//
//	var mux ofnet.Mux
//	ofnet.HandlePhase(&mux, ofnet.PhaseMain, func(ctx context.Context, c *ofnet.Conn) error { … }) // A switch is there.
//	ofnet.Handle(&mux, func(ctx context.Context, c *ofnet.Conn, m *openflow13.PacketIn) error { … })
//	srv := ofnet.Server{Addr: ":6653", Protocols: []*openflow.Protocol{openflow13.Protocol}, Handler: &mux}
//	err := srv.ListenAndServe()
//
// # Connections
//
// [NewConn] makes a [Conn] of any net.Conn. [Server], [Dialer], and [Redialer], which keeps connections to a list of addresses, use it. Either side may
// listen, and either side may be the controller. A Conn goes through four phases: handshake, where both sides agree on a version; config, where a
// controller asks the switch who it is; main; and dead.
//
// # Handlers
//
// A [Mux] passes messages to handlers by their type: see [Handle] and [HandlePhase]. Each [Conn] has one goroutine that reads and one that runs the
// handlers, one message after the other in the order of the wire. The reader never waits for a handler, so a handler may call Do and wait for the reply.
// A message is lent to its handler: it is valid until the handler returns. Keep a copy with CloneElement.
//
// While handlers are slow, messages wait in a queue. Beyond [Config.MaxEvents] further packet-ins, Nicira's included, are dropped and counted; all else
// is kept, up to [Config.MaxQueued] bytes, where the connection ends. The order never changes.
//
// # Switches
//
// [Switches] is a [Handler] in front of the program's own that keeps the switches by datapath id, with their ports and auxiliary connections. It tells
// in order who comes, goes and comes back, and sees to it that no other connection takes a live switch's place.
//
// # Sending
//
// [Conn.Send] puts messages into a buffer that a goroutine writes, many messages with one write. While more than [Config.MaxPending] bytes wait, Send
// blocks until its context ends. [Conn.Apply] waits until the switch has done the messages, and returns an error for each that it refused;
// [Conn.Barrier] only waits. A [Bundle] does many messages at once, or none.
//
// # Requests
//
// [Do] sends a request and waits for its reply. [Stream] gives the parts of a reply of any length as they come. The functions know the reply's type; the
// methods of these names are for code that works with several versions. Error replies are Go errors: [ReplyError] has the names that OpenFlow gives
// them. Requests that wait when the connection ends fail with the reason.
//
// # Ports
//
// A controller's [Conn] asks for the switch's ports before [PhaseMain], and keeps them current: see [Conn.Ports].
//
// # Failures
//
// A connection ends with one error, a [ConnError], which [Conn.Wait], the cause of its context and all requests that wait return. It wraps [io.EOF] when
// the peer has closed it, [ErrClosed] when this side has, [ErrEchoTimeout] and [ErrWriteTimeout] when the peer is silent or does not read, [ErrOverflow]
// when too much waits for handlers, a [PanicError] of a handler or a hook, and an openflow.DecodeError when the length of a message is impossible. A handshake
// fails with [ErrHandshakeTimeout], a [NegotiationError] or a [TLSError]; [Server] tells its HandshakeFailed. What does not end a connection: a message
// that does not decode or is of another version, which is answered with an error; an error message that nobody waits for, which is logged and goes to
// the handlers; a reply that nobody waits for, which goes to the handlers; and a further HELLO, which is ignored.
package ofnet
