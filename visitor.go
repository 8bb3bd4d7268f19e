package openflow

import (
	"net/netip"
)

// A Visitor is shown the fields of an element by its Walk method, one call for each, in wire order. It may read through the pointers, as a printer
// does, or write, as a reader of JSON does. Names are those of JSON.
type Visitor interface {
	// XID and Version are fields of a message's header.
	XID(p *uint32)
	Version(p *Version)
	// Const is a number that the type fixes: a tag, an experimenter, a subtype.
	Const(name string, value uint64)
	// Computed is a length or a count. It lies, big endian, in size bytes at offset of the element's wire form.
	Computed(name string, offset, size int)

	Uint(name string, p Uint)
	// Hex is a Uint that people read in hexadecimal.
	Hex(name string, p Uint)
	// Rare is a Uint that is left out while it is 0.
	Rare(name string, p Uint)
	// Enum is a Uint whose value text prints by name.
	Enum(name string, p Uint, text Stringer)
	// Bits is a word that several numbers share, as it stands on the wire; members shows them one by one.
	Bits(name string, p Uint, members func())
	Int(name string, p *int32)
	Uint128(name string, p *Uint128)
	MAC(name string, p *MAC)
	// Addr is an address of size bytes: 4 or 16.
	Addr(name string, p *netip.Addr, size int)
	// Text is text in a fixed array.
	Text(name string, p Text)
	// String is text of any length, without NUL.
	String(name string, p *[]byte)
	// Bytes is data of any length, Array of a fixed length.
	Bytes(name string, p *[]byte)
	Array(name string, p []byte)
	// Rest is data that is left behind all that has a meaning; there is hardly ever any.
	Rest(name string, p *[]byte)
	// Uints is a list or an array of numbers.
	Uints(name string, l UintList)

	// Match is an ofp_match, Stats an ofp_stats, Fields a list of fields without such a header, Field a single one.
	Match(name string, p *[]Field, t *FieldTable)
	Stats(name string, p *[]Field, t *FieldTable)
	Fields(name string, p *[]Field, t *FieldTable)
	Field(name string, p *Field, t *FieldTable)
	// FieldIDs are fields without values.
	FieldIDs(name string, p *[]FieldID, t *FieldTable)
	FieldID(name string, p *FieldID, t *FieldTable)

	// Struct is an element in line.
	Struct(name string, e Element)
	// List is a list of elements.
	List(name string, l List)
	// Message is a whole message inside another.
	Message(name string, p *Message)
}

// A Stringer is an fmt.Stringer, without the size of package fmt.
type Stringer interface{ String() string }

// A Uint is a number of 8, 16, 32 or 64 bits behind a pointer.
type Uint interface {
	Get() uint64
	// Set fails with ErrValue and changes nothing when the number is too wide.
	Set(v uint64) error
	// Size is the bytes of the number.
	Size() int
}

// U8 to U64 make a Uint of a pointer to any type of that width: (*U16)(&m.Priority).
type (
	U8  uint8
	U16 uint16
	U32 uint32
	U64 uint64
)

// Bool makes a Uint of a pointer to a bool.
type Bool bool

// Get returns 1 for true.
func (p *Bool) Get() uint64 {
	if *p {
		return 1
	}
	return 0
}

// Set stores 0 or 1.
func (p *Bool) Set(v uint64) error {
	if v > 1 {
		return ErrValue
	}
	*p = v == 1
	return nil
}

// Size is 1.
func (*Bool) Size() int { return 1 }

// Get returns the number.
func (p *U8) Get() uint64 { return uint64(*p) }

// Get returns the number.
func (p *U16) Get() uint64 { return uint64(*p) }

// Get returns the number.
func (p *U32) Get() uint64 { return uint64(*p) }

// Get returns the number.
func (p *U64) Get() uint64 { return uint64(*p) }

// Set stores the number.
func (p *U8) Set(v uint64) error { return setUint(p, v) }

// Set stores the number.
func (p *U16) Set(v uint64) error { return setUint(p, v) }

// Set stores the number.
func (p *U32) Set(v uint64) error { return setUint(p, v) }

// Set stores the number.
func (p *U64) Set(v uint64) error { return setUint(p, v) }

func setUint[T ~uint8 | ~uint16 | ~uint32 | ~uint64](p *T, v uint64) error {
	if uint64(T(v)) != v {
		return ErrValue
	}
	*p = T(v)
	return nil
}

// Size is 1.
func (*U8) Size() int { return 1 }

// Size is 2.
func (*U16) Size() int { return 2 }

// Size is 4.
func (*U32) Size() int { return 4 }

// Size is 8.
func (*U64) Size() int { return 8 }

// A Text is text behind a pointer, as the String types are.
type Text interface {
	String() string
	Set(text string) error
}

// A List is a list of elements behind a pointer to a slice.
type List interface {
	Len() int
	At(i int) Element
	// Add appends an empty element of a class name of JSON and returns it, for the caller to fill. Where several types share the class, attr
	// tells them apart: it returns a number of the JSON object. Add returns nil when the list has no such class.
	Add(class string, attr func(name string) uint64) Element
}

// A UintList is a list of numbers behind a pointer to a slice, or an array.
type UintList interface {
	Len() int
	At(i int) uint64
	// Set replaces the numbers. It fails with ErrValue when one is too wide, or when an array has another length.
	Set(v []uint64) error
}
