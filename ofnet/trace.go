package ofnet

import (
	"sync/atomic"
	"time"

	"github.com/ofwire/openflow"
)

// A Trace is a set of hooks, each of which may be nil. They run inside the Conn, several at a time: they must return soon, and must not send.
// A frame is one whole message as it stands on the wire, valid until the hook returns. A hook that panics does to the connection what a handler does
// that panics.
type Trace struct {
	// Phase is called when the connection enters a phase, before Config.ConnState.
	Phase func(c *Conn, p Phase)
	// Received is called for each message that came, in the order of the wire.
	Received func(c *Conn, h openflow.Header, frame []byte)
	// Sent is called for each message that will be written, in the order of the wire.
	Sent func(c *Conn, h openflow.Header, frame []byte)
	// Dropped is called for a message that came and that no handler will see, as the queue is full or the connection ends, and for an answer of
	// the Conn itself that was not sent as the peer does not read.
	Dropped func(c *Conn, h openflow.Header)
	// DecodeError is called for a message that does not decode or is of another version.
	DecodeError func(c *Conn, h openflow.Header, err error)
	// HandlerError is called when a handler returns an error, or panics, which is a PanicError. The message is nil for a phase handler.
	HandlerError func(c *Conn, m openflow.Message, err error)
	// RTT is called when an echo request of the keepalive was answered.
	RTT func(c *Conn, d time.Duration)
}

// Stats are counters of a connection since its start.
type Stats struct {
	Received     uint64 // Messages read.
	Sent         uint64 // Messages given to Send, and answers of the Conn itself.
	Dropped      uint64 // See Trace.Dropped.
	DecodeErrors uint64 // See Trace.DecodeError.
}

type counters struct {
	received, sent, dropped, decodeErrors atomic.Uint64
}

// Stats returns the connection's counters.
func (c *Conn) Stats() Stats {
	return Stats{
		Received:     c.count.received.Load(),
		Sent:         c.count.sent.Load(),
		Dropped:      c.count.dropped.Load(),
		DecodeErrors: c.count.decodeErrors.Load(),
	}
}

func (c *Conn) dropped(h openflow.Header) {
	c.count.dropped.Add(1)
	if f := c.cfg.Trace.Dropped; f != nil {
		c.hook("Trace.Dropped", func() { f(c, h) })
	}
}

func (c *Conn) decodeError(h openflow.Header, err error) {
	c.count.decodeErrors.Add(1)
	if f := c.cfg.Trace.DecodeError; f != nil {
		c.hook("Trace.DecodeError", func() { f(c, h, err) })
	}
	c.warnPeer("message refused", "type", h.Type, "xid", h.XID, "length", h.Length, "msg_version", h.Version.String(), "err", err)
}
