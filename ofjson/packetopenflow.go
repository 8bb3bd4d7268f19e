package ofjson

import (
	"bytes"
	"fmt"
	"math"
	"slices"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

// openflowDepth is how deep a message lies in the JSON of a packet, and rawMessage the class of one that is not decoded.
const (
	openflowDepth = 5
	rawMessage    = "OFPUnparseableMsg"
)

// messages has the versions of Options.OpenFlow at work on one packet.
type messages struct {
	opts     *Options
	decoders map[openflow.Version]openflow.Decoder
}

// protocol returns a version of Options.OpenFlow, or nil.
func (o *Options) protocol(v openflow.Version) *openflow.Protocol {
	for _, p := range o.OpenFlow {
		if p.Version == v {
			return p
		}
	}
	return nil
}

// decode returns the message of a layer and the bytes that it came from; nil where it is to be shown as bytes.
func (s *messages) decode(l *packet.OpenFlow) (openflow.Message, []byte) {
	p := s.opts.protocol(l.Version)
	if p == nil {
		return nil, nil
	}
	wire, err := packet.Append(nil, l)
	if err != nil || (l.Length.IsReceived() || l.Length.IsFixed()) && int(l.Length.Value()) != len(wire) {
		return nil, nil
	}
	if s.decoders[l.Version] == nil {
		if s.decoders == nil {
			s.decoders = make(map[openflow.Version]openflow.Decoder)
		}
		s.decoders[l.Version] = p.NewDecoder(s.opts.Extensions)
	}
	m, err := s.decoders[l.Version].Decode(wire)
	if _, opaque := m.(*openflow.Opaque); err != nil || opaque {
		return nil, nil
	}
	return m, wire
}

// layer returns the attributes of an OpenFlow layer with its message decoded. It returns nil for other layers, and where that would lose something.
func (s *messages) layer(x packet.Layer) *node {
	l, ok := x.(*packet.OpenFlow)
	if !ok {
		return nil
	}
	m, wire := s.decode(l)
	if m == nil {
		return nil
	}
	if again, err := m.MarshalBinary(); err != nil || !bytes.Equal(again, wire) {
		return nil
	}
	w := &writer{opts: s.opts, depth: openflowDepth}
	if w.element(m); w.err != nil {
		return nil
	}
	body := &node{kind: object}
	body.set("msg", &node{kind: verbatim, text: string(w.b)})
	body.set("version", uintNode(uint64(l.Version)))
	body.set("xid", uintNode(uint64(l.XID)))
	return body
}

// openflow reads the attributes of a layer whose message is decoded; it reports false where it is not.
func (r *packetReader) openflow(l *packet.OpenFlow, body *node) bool {
	msg := body.get("msg")
	if msg == nil || len(r.opts.OpenFlow) == 0 {
		return false
	}
	if class, _, ok := msg.only(); !ok || class == rawMessage {
		return false
	}
	version, xid := uint64(r.opts.OpenFlow[0].Version), uint64(0)
	var m openflow.Message
	r.fill(body, func(packet.Visitor) {
		r.with("version", header(&version, math.MaxUint8))
		r.with("xid", header(&xid, math.MaxUint32))
		r.with("msg", func(n *node) (err error) {
			m, err = r.message(n, openflow.Version(version), uint32(xid))
			return err
		})
	})
	if r.err != nil {
		return true
	}
	made, err := packet.NewOpenFlow(m)
	if err != nil {
		r.fail(msg, err)
		return true
	}
	*l = *made
	l.Length = packet.Received(uint32(l.HeaderLen()))
	return true
}

// header reads a number of the message's header.
func header(p *uint64, limit uint64) func(*node) error {
	return func(n *node) (err error) {
		if *p, err = n.uint(); err == nil && *p > limit {
			err = openflow.ErrValue
		}
		return err
	}
}

// message reads a message in a packet.
func (r *packetReader) message(n *node, v openflow.Version, xid uint32) (openflow.Message, error) {
	p := r.opts.protocol(v)
	if p == nil {
		return nil, fmt.Errorf("%w: OpenFlow version %d", openflow.ErrVersion, uint8(v))
	}
	class, _, _ := n.only()
	inner := &reader{opts: r.opts, protocol: p, path: append(slices.Clone(r.path), "."+class), cur: scope{xid: &xid}}
	m := inner.message(n)
	if inner.err != nil && r.err == nil {
		r.err = inner.err
	}
	return m, nil
}
