package packet

import "github.com/ofwire/openflow"

// An llcControl shows the control field of LLC as os-ken does: an object for each format.
type llcControl struct{ *LLC }

// Class names the format.
func (l llcControl) Class() string {
	switch l.Control & 3 {
	case 3:
		return "ControlFormatU"
	case 1:
		return "ControlFormatS"
	}
	return "ControlFormatI"
}

// SetClass sets the bits that tell the format.
func (l llcControl) SetClass(class string) bool {
	switch class {
	case "ControlFormatI":
		l.Control = 0
	case "ControlFormatS":
		l.Control = 1
	case "ControlFormatU":
		l.Control = 3
	default:
		return false
	}
	return true
}

// Walk shows the fields to v.
func (l llcControl) Walk(v Visitor) {
	first, second := func(shift, width uint) openflow.Uint { return &bitField{&l.Control, shift, width} }, func(shift, width uint) openflow.Uint {
		return &bitField{&l.Sequence, shift, width}
	}
	switch l.Control & 3 {
	case 3:
		v.Uint("modifier_function1", first(2, 2))
		v.Uint("pf_bit", first(4, 1))
		v.Uint("modifier_function2", first(5, 3))
		return
	case 1:
		v.Uint("supervisory_function", first(2, 2))
		v.Rare("reserved", first(4, 4))
	default:
		v.Uint("send_sequence_number", first(1, 7))
	}
	v.Uint("pf_bit", second(0, 1))
	v.Uint("receive_sequence_number", second(1, 7))
}

// A bitField is a number in some bits of a byte.
type bitField struct {
	b            *uint8
	shift, width uint
}

// Get returns the number.
func (f *bitField) Get() uint64 { return uint64(*f.b>>f.shift) & (1<<f.width - 1) }

// Set stores the number.
func (f *bitField) Set(x uint64) error {
	if x >= 1<<f.width {
		return openflow.ErrValue
	}
	mask := uint8(1<<f.width-1) << f.shift
	*f.b = *f.b&^mask | uint8(x)<<f.shift
	return nil
}

// Size is 1.
func (*bitField) Size() int { return 1 }
