package packet

import (
	"slices"

	"github.com/ofwire/openflow"
)

// OpenFlow is one OpenFlow message in a TCP segment. A segment may hold several: each is a layer, and all are there, however many
// they are. A message that goes on in the next segment is payload, with the error openflow.ErrTruncated; use package ofnet for streams. TLS is payload.
type OpenFlow struct {
	Version openflow.Version
	Type    uint8
	Length  Computed // Of header and Body.
	XID     uint32
	Body    []byte
	// Message is what Decoder.OpenFlow made of the bytes, and Err its error; both are nil where there is no such function. Append writes Body, whatever they are.
	Message openflow.Message
	Err     error
}

const openflowLen = 8

var (
	protocolOpenFlow = Protocol{Name: "openflow", New: func() Layer { return new(OpenFlow) }, message: true}

	// protocolOpenFlowOrTLS leaves records of TLS, of types 20 to 23 and version 3.x, as payload.
	protocolOpenFlowOrTLS = Protocol{Name: "openflow", choose: func(b []byte) *Protocol {
		if len(b) >= 2 && b[0] >= 20 && b[0] <= 23 && b[1] == 3 {
			return nil
		}
		return &protocolOpenFlow
	}}
)

// NewOpenFlow returns the layer of a message.
func NewOpenFlow(m openflow.Message) (*OpenFlow, error) {
	b, err := m.MarshalBinary()
	if err != nil {
		return nil, err
	}
	if len(b) < openflowLen {
		return nil, openflow.ErrTruncated
	}
	return &OpenFlow{Version: openflow.Version(b[0]), Type: b[1], XID: be.Uint32(b[4:]), Body: b[openflowLen:], Message: m}, nil
}

// Info describes the protocol: OpenFlow.
func (*OpenFlow) Info() *Protocol { return &protocolOpenFlow }

// DecodeLayer reads one message of any version.
func (l *OpenFlow) DecodeLayer(b []byte, d *Decoder) (x Decoded, err error) {
	if len(b) < openflowLen {
		return x, openflow.ErrTruncated
	}
	n := int(be.Uint16(b[2:]))
	if n < openflowLen {
		return x, openflow.ErrLength
	}
	if n > len(b) {
		return x, openflow.ErrTruncated
	}
	*l = OpenFlow{Version: openflow.Version(b[0]), Type: b[1], Length: Received(uint32(n)), XID: be.Uint32(b[4:]), Body: b[openflowLen:n:n]}
	if d.OpenFlow != nil {
		l.Message, l.Err = d.OpenFlow(b[:n:n])
	}
	x.Header = n
	if n < len(b) {
		x.Next = &protocolOpenFlow
	}
	return x, nil
}

// HeaderLen is 8 and the body.
func (l *OpenFlow) HeaderLen() int { return openflowLen + len(l.Body) }

// EncodeLayer writes the message.
func (l *OpenFlow) EncodeLayer(b []byte, e Encoding) error {
	n, err := l.Length.or16(e.HeaderLen, e.flags)
	if err != nil {
		return err
	}
	b[0], b[1] = byte(l.Version), l.Type
	be.PutUint16(b[2:], n)
	be.PutUint32(b[4:], l.XID)
	copy(b[openflowLen:], l.Body)
	return nil
}

// Walk shows the fields to v, as os-ken does those of messages that it cannot decode.
func (l *OpenFlow) Walk(v Visitor) { v.Object("msg", openflowMessage{l}) }

// An openflowMessage is a message as JSON has it.
type openflowMessage struct{ *OpenFlow }

// Class names the message in JSON.
func (openflowMessage) Class() string { return "OFPUnparseableMsg" }

// Walk shows the fields to v.
func (l openflowMessage) Walk(v Visitor) {
	v.Uint("version", (*openflow.U8)(&l.Version))
	v.Uint("msg_type", (*openflow.U8)(&l.Type))
	v.Computed("msg_len", &l.Length)
	v.Hex("xid", (*openflow.U32)(&l.XID))
	v.Bytes("body", &l.Body)
	v.DerivedBytes("buf", nil)
	v.DerivedBytes("datapath", nil)
}

// CloneLayer returns a copy.
func (l *OpenFlow) CloneLayer() Layer {
	c := *l
	c.Body = slices.Clone(l.Body)
	if l.Message != nil {
		c.Message, _ = l.Message.CloneElement().(openflow.Message)
	}
	return &c
}
