package packet

import (
	"net/netip"

	"github.com/ofwire/openflow"
)

// A Visitor is shown the fields of a layer by its Walk method, one call for each, in wire order. It may read through the pointers, as a printer
// does, or write, as
// a reader of JSON does. Names are os-ken's, where it has the field. Types such as openflow.U16 make an openflow.Uint of a pointer to a field.
type Visitor interface {
	// Reading reports whether the visitor sets fields, and does not only look at them.
	Reading() bool
	// Invalid tells, in reading, that what an attribute was set to does not fit. Where nothing is read it does nothing.
	Invalid(name string, err error)

	Uint(name string, p openflow.Uint)
	// Hex is a Uint that people read in hexadecimal.
	Hex(name string, p openflow.Uint)
	// Rare is a Uint that is left out while it is 0.
	Rare(name string, p openflow.Uint)
	// Enum is a Uint whose value text prints by name.
	Enum(name string, p openflow.Uint, text openflow.Stringer)
	// Computed is a length or checksum that is a field.
	Computed(name string, p *Computed)
	// Derived is a number that other fields tell, such as a count; Const one that is always the same. They are not in text, and not looked at in reading.
	// DerivedBytes are the same; nil is none.
	Derived(name string, value uint64)
	DerivedBytes(name string, value []byte)
	Const(name string, value int)
	// Scaled is a number in units of 1/unit, which is shown with its fraction.
	Scaled(name string, p openflow.Uint, unit int)

	MAC(name string, p *openflow.MAC)
	// Addr is an address of size bytes: 4 or 16; 0 is either.
	Addr(name string, p *netip.Addr, size int)
	Addrs(name string, p *[]netip.Addr, size int)
	// Base64Addr and Base64Addrs are those addresses whose text os-ken's JSON has in base64.
	Base64Addr(name string, p *netip.Addr, size int)
	Base64Addrs(name string, p *[]netip.Addr, size int)
	// Uints is a list of numbers; Tuples one whose numbers are shown in groups of n.
	Uints(name string, l openflow.UintList)
	Tuples(name string, l openflow.UintList, n int)
	// Bytes is data of any length, Array of a fixed length, String text in UTF-8, which NULs may follow.
	Bytes(name string, p *[]byte)
	// RareBytes is data that is left out while it is empty.
	RareBytes(name string, p *[]byte)
	Array(name string, p []byte)
	String(name string, p *[]byte)

	// Object is an element in line, List a list of elements.
	Object(name string, e Element)
	List(name string, l List)
	// Payload is where the payload of the packet is shown, when the layer is the last.
	Payload(name string)
}

// A masked is a number that has no bits but those of mask.
type masked struct {
	openflow.Uint
	mask uint64
}

// Set stores a number.
func (m masked) Set(x uint64) error {
	if x&^m.mask != 0 {
		return openflow.ErrValue
	}
	return m.Uint.Set(x)
}

// An Element is a piece of a layer that has fields of its own, or a layer.
type Element interface {
	// Class is the name in JSON; an empty one is left out.
	Class() string
	Walk(v Visitor)
}

// A Choice is an Element that may be of several classes.
type Choice interface {
	Element
	// SetClass makes it one of another class; false when there is no such class.
	SetClass(class string) bool
}

// A List is a list of elements behind a pointer to a slice.
type List interface {
	Len() int
	At(i int) Element
	// Add appends an empty element of a class and returns it, for the caller to fill, or nil when the list has no such class.
	Add(class string) Element
}

// addTo appends an empty element to a list if there is such a class.
func addTo[T any, E interface {
	*T
	Element
}](list *[]T, ok bool) Element {
	if !ok {
		return nil
	}
	*list = append(*list, *new(T))
	return E(&(*list)[len(*list)-1])
}

// addChoice appends an element of a class to a list.
func addChoice[T any, E interface {
	*T
	Choice
}](list *[]T, class string) Element {
	x := new(T)
	if !E(x).SetClass(class) {
		return nil
	}
	*list = append(*list, *x)
	return E(&(*list)[len(*list)-1])
}
