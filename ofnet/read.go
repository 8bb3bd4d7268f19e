package ofnet

import (
	"encoding/binary"
	"errors"
	"io"
	"log/slog"

	"github.com/ofwire/openflow"
)

var be = binary.BigEndian

// errorDataLen is the bytes of a refused message that an error message carries. The standard asks for 64 at least.
const errorDataLen = 64

// readFrame reads one message. The length is checked before there is memory for it. The buffer is the caller's; it may give it back to c.events.
func (c *Conn) readFrame() (openflow.Header, []byte, error) {
	head, err := c.in.Peek(openflow.HeaderLen)
	if err != nil {
		return openflow.Header{}, nil, ended(head, err)
	}
	h, err := openflow.ParseHeader(head)
	if err != nil {
		return h, nil, err
	}
	frame := c.events.buffer(int(h.Length))
	if _, err := io.ReadFull(c.in, frame); err != nil {
		return h, nil, err
	}
	c.count.received.Add(1)
	if f := c.cfg.Trace.Received; f != nil {
		c.hook("Trace.Received", func() { f(c, h, frame) })
	}
	return h, frame, nil
}

// ended makes the error of a connection that ended after the bytes of a header that did come.
func ended(head []byte, err error) error {
	if len(head) > 0 && err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// readLoop reads until the connection ends. It never waits for a handler, nor for the peer to read.
func (c *Conn) readLoop() {
	defer close(c.gone)
	for {
		h, frame, err := c.readFrame()
		if err != nil {
			var bad *openflow.DecodeError
			if errors.As(err, &bad) && c.ctx.Err() == nil {
				c.warn("bad framing, closing", "type", h.Type, "xid", h.XID, "length", h.Length, "err", err)
			}
			if !c.lingers.Load() {
				c.end(err)
			}
			return
		}
		c.route(h, frame)
	}
}

// route gives a message to whom it concerns. It owns the frame.
func (c *Conn) route(h openflow.Header, frame []byte) {
	switch {
	case h.Type == typeError && c.Phase() < PhaseMain && c.helloFailed(h, frame):
	case h.Type == typeHello: // Of any version: there is nothing more to agree on.
		c.log(slog.LevelDebug, "HELLO after the handshake ignored", "xid", h.XID)
		c.dropped(h)
	case h.Version != c.Version() && h.Type != typeError:
		c.decodeError(h, openflow.ErrVersion)
		c.answerError(h, openflow.BadRequestVersion, frame)
	case h.Type == typeEchoRequest:
		c.answerOrDrop(h, c.Protocol().EchoReply(h.XID, frame[openflow.HeaderLen:]))
	case !isPacketIn(h, frame) && c.calls.resolve(h, frame, c.enqueued):
		return // The request has the frame now.
	default:
		if h.Type == typeError {
			c.noteError(h, frame)
		}
		c.enqueue(h, frame)
		return
	}
	c.events.recycle(frame)
}

// isPacketIn reports whether a message is a packet-in: the standard's, or one of Nicira's, which have the same numbers in all versions.
func isPacketIn(h openflow.Header, frame []byte) bool {
	const nicira, packetIn, packetIn2 = 0x2320, 17, 30
	if h.Type != typeExperimenter || len(frame) < 16 || be.Uint32(frame[8:]) != nicira {
		return h.Type == typePacketIn
	}
	subtype := be.Uint32(frame[12:])
	return subtype == packetIn || subtype == packetIn2
}

// enqueue puts a message into the queue for handlers.
func (c *Conn) enqueue(h openflow.Header, frame []byte) {
	droppable := isPacketIn(h, frame)
	switch c.events.push(frame, droppable) {
	case pushOK:
		c.enqueued++
		return
	case pushFull:
		if droppable {
			c.packetInLost()
			break
		}
		c.warn("too many messages wait for handlers, closing")
		c.fail(ErrOverflow)
	}
	c.dropped(h)
	c.events.recycle(frame)
}

// helloFailed ends the connection if the message is a HELLO_FAILED, which may come after a peer's HELLO too.
func (c *Conn) helloFailed(h openflow.Header, frame []byte) bool {
	code, _, ok := splitError(frame)
	if !ok || code.Type() != 0 {
		return false
	}
	c.fail(c.refused(&NegotiationError{Peer: h.Version}, frame))
	return true
}

// answerError answers a message with an error message. An error message gets no answer.
func (c *Conn) answerError(h openflow.Header, code openflow.ErrorCode, frame []byte) {
	if h.Type == typeError {
		return
	}
	c.answerOrDrop(h, c.Protocol().Error(h.XID, code, frame[:min(len(frame), errorDataLen)]))
}

// answerOrDrop sends an answer of the Conn itself. It must not wait: when the peer does not read, the answer is dropped.
func (c *Conn) answerOrDrop(h openflow.Header, m openflow.Message) {
	if err := c.answer(m); err != nil {
		c.dropped(h)
	}
}
