package openflow

import "encoding"

// An Element is a piece of a message with a layout of its own: a message, a struct, or a member of a family such as actions. All are pointers to
// generated structs.
type Element interface {
	// AppendBinary appends the wire form. On error it returns b as it was. It does not change the element.
	encoding.BinaryAppender
	// Info describes the type. It may be called on a nil pointer.
	Info() *TypeInfo
	// Walk shows the element's fields to v, in wire order.
	Walk(v Visitor)
	// CloneElement returns a copy that shares no memory with the element.
	CloneElement() Element
}

// A Message is a whole OpenFlow message.
type Message interface {
	Element
	encoding.BinaryMarshaler
	// UnmarshalBinary decodes one whole message of the type. It copies what it keeps of b.
	encoding.BinaryUnmarshaler
}

// A Direction tells who sends a message.
type Direction uint8

// The directions.
const (
	FromBoth Direction = iota
	FromController
	FromSwitch
)

// A TypeInfo describes a generated type. There is one for each, so that their addresses can be compared.
type TypeInfo struct {
	Name    string // The Go name: FlowMod.
	JSON    string // The class name in JSON: OFPFlowMod.
	Version Version
	New     func() Element // Makes an empty one.

	// Where several types share the class, this attribute of the JSON object, a number, tells them apart.
	Attr      string
	AttrValue uint64

	Message       bool  // The other fields are those of messages.
	Type          uint8 // In the header.
	Multipart     bool  // A multipart request or reply, of type MultipartType.
	MultipartType uint16
	Direction     Direction
	Opaque        bool      // A message of a type or experimenter that is not known: its body is bytes.
	Reply         *TypeInfo // Of a request that has one.
}

// An Opaque is a message whose type, or version, is not known. Its body is kept as it came. One of a known type encodes too, with any body: that is how a
// test sends what no message can be.
type Opaque struct {
	Version Version
	Type    uint8
	XID     uint32
	Body    []byte // All that follows the header.
}

var opaqueInfo = TypeInfo{Name: "Opaque", JSON: "OFPOpaque", Message: true, Opaque: true}

// Info describes the type.
func (*Opaque) Info() *TypeInfo { return &opaqueInfo }

// AppendBinary appends the message. It fails with ErrTooLong when the body does not fit.
func (m *Opaque) AppendBinary(b []byte) ([]byte, error) {
	if m == nil {
		return b, &EncodeError{Path: "Opaque", Err: ErrNil}
	}
	n := HeaderLen + len(m.Body)
	if n > MaxMessageLen {
		return b, &EncodeError{Path: "Opaque", Err: ErrTooLong}
	}
	b = append(b, byte(m.Version), m.Type, byte(n>>8), byte(n))
	b = be.AppendUint32(b, m.XID)
	return append(b, m.Body...), nil
}

// MarshalBinary returns the message in fresh memory.
func (m *Opaque) MarshalBinary() ([]byte, error) { return m.AppendBinary(nil) }

// UnmarshalBinary reads a message of any version and type. It copies the body.
func (m *Opaque) UnmarshalBinary(b []byte) error {
	if err := m.Decode(b); err != nil {
		return err
	}
	m.Body = append([]byte(nil), m.Body...)
	return nil
}

// Decode is UnmarshalBinary without the copy: the body is part of b.
func (m *Opaque) Decode(b []byte) error {
	h, err := ParseHeader(b)
	if err != nil {
		return err
	}
	if int(h.Length) != len(b) {
		return &DecodeError{Offset: 2, Path: "Header.Length", Code: BadRequestLen, Err: ErrLength}
	}
	*m = Opaque{Version: h.Version, Type: h.Type, XID: h.XID, Body: b[HeaderLen:]}
	return nil
}

// Walk shows the fields to v.
func (m *Opaque) Walk(v Visitor) {
	v.Version(&m.Version)
	v.XID(&m.XID)
	v.Uint("msg_type", (*U8)(&m.Type))
	v.Bytes("data", &m.Body)
}

// CloneElement returns a deep copy.
func (m *Opaque) CloneElement() Element {
	c := *m
	c.Body = append([]byte(nil), m.Body...)
	return &c
}
