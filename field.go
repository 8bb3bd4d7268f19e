package openflow

import (
	"bytes"
	"encoding/binary"
)

var be = binary.BigEndian

// A Field is one match field as it stands on the wire: an OXM or NXM TLV with its value and, where the field is masked, its mask. Fields of
// OXS statistics have the same form. Make one with a key of a version package, as in openflow13.FieldEthType.Exact(0x0800), and read one
// with the key's Get. Two fields of up to 32 bytes of value and mask compare with ==, all with Equal.
type Field struct {
	id   FieldID   // With mask bit and length.
	word [4]uint64 // The payload, value before mask, big endian, filled up with zero bits.
	long *[]byte   // The payload where it is more than 32 bytes: of tunnel options and unknown experimenters.
}

// Classes of match fields.
const (
	ClassNXM0          = 0x0000 // Fields of NXM that OpenFlow 1.0 has too.
	ClassNXM1          = 0x0001 // Fields of NXM that Nicira added.
	ClassOpenFlowBasic = 0x8000 // The standard's fields.
	ClassPacketRegs    = 0x8001 // The packet registers of OpenFlow 1.5.
	ClassOXS           = 0x8002 // The standard's statistics fields.
	ClassExperimenter  = 0xffff // An experimenter id follows the header.
)

// A FieldID names a field without a value: a TLV header, with the experimenter in the upper half where the class is 0xffff.
// It is what table features, copy_field and the Nicira register actions carry.
type FieldID uint64

// NewFieldID returns the id of a 32-bit TLV header and, for class 0xffff, its experimenter.
func NewFieldID(header, experimenter uint32) FieldID {
	return FieldID(experimenter)<<32 | FieldID(header)
}

// Header returns the 32-bit TLV header: class, field, mask bit, length.
func (id FieldID) Header() uint32 { return uint32(id) }

// Experimenter returns the experimenter of a field of class 0xffff, else 0.
func (id FieldID) Experimenter() uint32 { return uint32(id >> 32) }

// Class returns the upper half of the header.
func (id FieldID) Class() uint16 { return uint16(id >> 16) }

// Number returns the field's number in its class, 0 to 127.
func (id FieldID) Number() uint8 { return uint8(id>>9) & 0x7f }

// HasMask returns the header's mask bit. Statistics have no masks: their bit is reserved.
func (id FieldID) HasMask() bool { return id&(1<<8) != 0 && id.Class() != ClassOXS }

// PayloadLen returns the header's length: of value and mask, and of the experimenter where there is one.
func (id FieldID) PayloadLen() int { return int(id & 0xff) }

// Len returns the bytes of the header on the wire: 4, or 8 with an experimenter.
func (id FieldID) Len() int {
	if id.Class() == ClassExperimenter {
		return 8
	}
	return 4
}

// Key is the id without mask bit and length: what makes two fields the same field.
func (id FieldID) Key() FieldID { return id &^ 0x1ff }

// WithMask returns the id of the field with a mask: the mask bit, and the length of value and mask. So Open vSwitch lists in table features
// the fields that may be masked.
func (id FieldID) WithMask() FieldID {
	if id.HasMask() {
		return id
	}
	return masked(id).id
}

// MakeField returns a field of any class from its id and its payload, value before mask, without the experimenter. It copies the payload. It
// is for fields that have no key; the id's length is not looked at. It fails with ErrTooLong when the TLV's length passes 255, and with
// ErrMask when a masked payload has an odd number of bytes.
func MakeField(id FieldID, payload []byte) (Field, error) {
	n := len(payload) + id.Len() - 4
	if n > 255 {
		return Field{}, &EncodeError{Path: "Field", Err: ErrTooLong}
	}
	if id.HasMask() && len(payload)%2 != 0 {
		return Field{}, &EncodeError{Path: "Field", Err: ErrMask}
	}
	f := Field{id: id&^0xff | FieldID(n)}
	if len(payload) <= 32 {
		f.pack(payload)
	} else {
		long := bytes.Clone(payload)
		f.long = &long
	}
	return f, nil
}

// pack stores up to 32 bytes of payload.
func (f *Field) pack(payload []byte) {
	var b [32]byte
	copy(b[:], payload)
	f.word = [4]uint64{be.Uint64(b[:]), be.Uint64(b[8:]), be.Uint64(b[16:]), be.Uint64(b[24:])}
}

// ID returns the field's id, with its mask bit and length.
func (f *Field) ID() FieldID { return f.id }

// Len returns the field's bytes on the wire, header included.
func (f *Field) Len() int { return 4 + f.id.PayloadLen() }

// HasMask reports whether the field carries a mask.
func (f *Field) HasMask() bool { return f.id.HasMask() }

func (f *Field) payloadLen() int { return f.id.PayloadLen() + 4 - f.id.Len() }

// AppendPayload appends value and mask as they lie on the wire.
func (f *Field) AppendPayload(b []byte) []byte {
	if f.long != nil {
		return append(b, *f.long...)
	}
	var p [32]byte
	for i, w := range f.word {
		be.PutUint64(p[8*i:], w)
	}
	return append(b, p[:f.payloadLen()]...)
}

// Value returns the value's bytes in fresh memory.
func (f *Field) Value() []byte {
	p := f.AppendPayload(nil)
	if f.HasMask() {
		return p[:len(p)/2]
	}
	return p
}

// Mask returns the mask's bytes in fresh memory, or nil when the field has none.
func (f *Field) Mask() []byte {
	if !f.HasMask() {
		return nil
	}
	p := f.AppendPayload(nil)
	return p[len(p)/2:]
}

// Equal reports whether both fields have the same bytes.
func (f Field) Equal(g Field) bool {
	if f.id != g.id {
		return false
	}
	if f.long != nil && g.long != nil {
		return bytes.Equal(*f.long, *g.long)
	}
	return f.long == g.long && f.word == g.word
}

// Clone returns a field that shares no memory with f.
func (f Field) Clone() Field {
	if f.long != nil {
		long := bytes.Clone(*f.long)
		f.long = &long
	}
	return f
}

// String returns the field as class:number=0xvalue or class:number=0xvalue/0xmask. FieldTable.AppendText knows names.
func (f Field) String() string { return string((*FieldTable)(nil).AppendText(nil, &f)) }
