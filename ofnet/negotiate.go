package ofnet

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/ofwire/openflow"
)

// Message types that have the same number in all versions.
const (
	typeHello        = 0
	typeError        = 1
	typeEchoRequest  = 2
	typeEchoReply    = 3
	typeExperimenter = 4
	typePacketIn     = 10
	typePortStatus   = 12
)

// An offer is what one side says in its HELLO.
type offer struct {
	header openflow.Version
	bitmap []openflow.Version
	has    bool // There is a bitmap, even if it is empty.
}

// choose returns the version that two offers agree on, by OpenFlow 1.3.5 §6.3.1: the highest common one when both have a bitmap, otherwise
// the lower of the two headers when it is among versions, which are ours.
func choose(ours, peer offer, versions []openflow.Version) (v openflow.Version, ok bool) {
	if !ours.has || !peer.has {
		v = min(ours.header, peer.header)
		return v, slices.Contains(versions, v)
	}
	for _, w := range peer.bitmap {
		if w > v && slices.Contains(versions, w) {
			v, ok = w, true
		}
	}
	return v, ok
}

// negotiate exchanges HELLO messages and sets the protocol.
func (c *Conn) negotiate(ctx context.Context) error {
	best := c.cfg.highest()
	if best == nil {
		return ErrNoProtocol
	}
	if err := c.secure(ctx); err != nil {
		return err
	}
	versions := c.cfg.versions()
	ours := offer{header: best.Version}
	xid := c.calls.xid()
	hello := openflow.Message(&openflow.Opaque{Version: best.Version, Type: typeHello, XID: xid})
	if best.Version >= openflow.Version13 || hasGaps(versions) {
		ours.bitmap, ours.has = versions, true
		hello = best.Hello(xid, versions)
	}
	if err := c.answer(hello); err != nil {
		return err
	}
	h, err := c.peekFirst(ctx)
	if err != nil {
		return err
	}
	failed := &NegotiationError{Ours: versions, Peer: h.Version}
	if h.Type != typeHello && h.Type != typeError {
		failed.Reason = fmt.Sprintf("the first message is not a HELLO but of type %d", h.Type)
		return c.refuse(ctx, best, h, failed)
	}
	h, frame, err := c.readFrame()
	if err != nil {
		return err
	}
	if h.Type == typeError {
		return c.refused(failed, frame)
	}
	peer := c.readHello(best, h, frame)
	failed.PeerVersions = peer.bitmap
	v, ok := choose(ours, peer, versions)
	if !ok {
		failed.Reason = fmt.Sprintf("no common version: this side has %v, the peer %s", versions, peer)
		return c.refuse(ctx, best, h, failed)
	}
	c.protocol.Store(c.cfg.protocol(v))
	return nil
}

// hasGaps reports whether versions, lowest first, are not just all up to the highest, which is what a HELLO without a bitmap says.
func hasGaps(versions []openflow.Version) bool {
	return len(versions) != int(versions[len(versions)-1])
}

// peekFirst returns the header of the peer's first message, and looks out for TLS where it should not be.
func (c *Conn) peekFirst(ctx context.Context) (openflow.Header, error) {
	head, err := c.in.Peek(3)
	if reason, ok := startsTLS(head); ok {
		c.lastWords(ctx) // Our HELLO, by which the peer may see what is wrong.
		return openflow.Header{}, &TLSError{Reason: reason}
	}
	if err == nil {
		head, err = c.in.Peek(openflow.HeaderLen)
	}
	switch {
	case isAlert(err): // TLS 1.3 does not wait for the peer to check the certificate.
		return openflow.Header{}, &TLSError{Reason: tlsReason(err), Err: err}
	case err != nil:
		return openflow.Header{}, ended(head, err)
	}
	return openflow.ParseHeader(head)
}

// String returns the offer for people.
func (o offer) String() string {
	if o.has {
		return fmt.Sprint(o.bitmap)
	}
	return "up to " + o.header.String()
}

// readHello reads the peer's HELLO, which may be of any version. The elements have one layout in all versions, so that our own protocol reads
// them. When they do not decode, the header alone counts.
func (c *Conn) readHello(best *openflow.Protocol, h openflow.Header, frame []byte) offer {
	o := offer{header: h.Version}
	frame[0] = byte(best.Version)
	m, err := best.Unmarshal(frame)
	if err != nil {
		c.decodeError(h, err)
		return o
	}
	o.bitmap, o.has = best.HelloVersions(m)
	return o
}

// refuse tells the peer that the handshake has failed, and returns why.
func (c *Conn) refuse(ctx context.Context, best *openflow.Protocol, h openflow.Header, why *NegotiationError) error {
	const helloFailed, incompatible = 0, 0
	b, err := best.Error(h.XID, openflow.NewErrorCode(helloFailed, incompatible), []byte(why.Reason)).AppendBinary(nil)
	if err != nil {
		return err
	}
	b[0] = byte(max(min(best.Version, h.Version), openflow.Version10)) // One that the peer can read.
	m := new(openflow.Opaque)
	if err := m.Decode(b); err != nil {
		return err
	}
	if err := c.answer(m); err != nil {
		return err
	}
	c.lastWords(ctx)
	return why
}

// lastWords writes what waits, says that this side has no more to send, and discards what the peer sends until it ends the connection. If the connection
// were closed while bytes come, the peer might lose what it has not read yet. All this takes a second or two at most: a peer that does not read will
// not know.
func (c *Conn) lastWords(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	if c.flush(ctx, nil) != nil {
		return
	}
	nc, ok := c.nc.(interface{ CloseWrite() error })
	if ok && c.goodbye(nc.CloseWrite) == nil && c.nc.SetReadDeadline(time.Now().Add(time.Second)) == nil {
		_, _ = io.Copy(io.Discard, c.in)
	}
}

// refused makes why the error of a peer that sent an ERROR message during the handshake.
func (c *Conn) refused(why *NegotiationError, frame []byte) error {
	why.Refused = true
	code, data, _ := splitError(frame)
	why.Code, why.Text = code, string(data)
	return why
}

// splitError returns the code of an error message and what follows it. The layout is the same in all versions.
func splitError(frame []byte) (code openflow.ErrorCode, data []byte, ok bool) {
	if len(frame) < errorHeaderLen {
		return 0, nil, false
	}
	return openflow.NewErrorCode(be.Uint16(frame[8:]), be.Uint16(frame[10:])), frame[errorHeaderLen:], true
}

// errorHeaderLen is the bytes of an error message before its data.
const errorHeaderLen = 12
