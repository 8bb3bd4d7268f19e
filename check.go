package openflow

import (
	"errors"
	"math/bits"
	"strconv"
)

// CheckMatch verifies what the standard asks of the fields of a match that t knows: that the prerequisites of each come before it, that none
// occurs twice, that values fit their bits, that masks are there only where they may be and cover the bits that the value has set. It is what
// the Check methods of the version packages call. The error is a *CheckError, or several joined.
func CheckMatch(fields []Field, t *FieldTable) error {
	var errs []error
	seen := make(map[FieldID]bool, len(fields))
	for i := range fields {
		f := &fields[i]
		info := t.Lookup(f.ID())
		report := func(code ErrorCode, err error) {
			errs = append(errs, &CheckError{Index: i, Field: fieldName(f, info), Code: code, Err: err})
		}
		if id := identity(f, info); seen[id] {
			report(t.Duplicate, ErrDuplicate)
		} else {
			seen[id] = true
		}
		if code, err := t.checkForm(f, info); err != nil {
			report(code, err)
			continue
		}
		if info == nil {
			continue
		}
		for _, n := range info.Needs {
			if !t.holds(fields[:i], n) {
				report(t.BadPrereq, ErrPrereq)
				break
			}
		}
	}
	if len(errs) == 1 {
		return errs[0]
	}
	return errors.Join(errs...)
}

// identity is what makes two fields the same one: the id, and the size where the table has two fields of that id.
func identity(f *Field, info *FieldInfo) FieldID {
	id := f.ID().Key()
	if info != nil {
		id |= FieldID(info.Size)
	}
	return id
}

// fieldName is the field's name, or class and number of one that is not known.
func fieldName(f *Field, info *FieldInfo) string {
	if info != nil {
		return info.Name
	}
	id := f.ID()
	return "0x" + strconv.FormatUint(uint64(id.Class()), 16) + "/" + strconv.Itoa(int(id.Number()))
}

// checkForm verifies length, mask and value of one field.
func (t *FieldTable) checkForm(f *Field, info *FieldInfo) (ErrorCode, error) {
	if f.long != nil && len(*f.long) <= 32 {
		return t.BadValue, ErrValue // A key was given an address of the other family.
	}
	if t.checkLen(f.ID(), f.payloadLen()) != nil {
		return t.BadLen, ErrLength
	}
	if f.HasMask() && info != nil && !info.Maskable {
		return t.BadMask, ErrMask
	}
	value, mask := f.Value(), f.Mask()
	if info != nil && tooWide(value, info) {
		return t.BadValue, ErrValue
	}
	if info != nil && tooWide(mask, info) {
		return t.BadMask, ErrMask
	}
	for i := range mask {
		if value[i]&^mask[i] != 0 {
			return t.BadWildcards, ErrMask
		}
	}
	return 0, nil
}

// tooWide reports whether a number has more bits than its field.
func tooWide(b []byte, info *FieldInfo) bool {
	if info.Bits == 0 || info.Kind != KindInt {
		return false
	}
	if info.ExpType && len(b) > 2 {
		b = b[2:]
	}
	return bits.Len64(uintOf(b)) > int(info.Bits)
}

// uintOf reads a big-endian number of up to 8 bytes.
func uintOf(b []byte) uint64 {
	v := uint64(0)
	for _, x := range b {
		v = v<<8 | uint64(x)
	}
	return v
}

// holds reports whether one of the fields meets a prerequisite. A value that is masked in part does not, unless any other value will do.
func (t *FieldTable) holds(fields []Field, n FieldNeed) bool {
	for i := range fields {
		f := &fields[i]
		if f.ID().Key() != n.ID {
			continue
		}
		value := f.Value()
		if len(value) > 8 || !n.Not && !allOnes(f.Mask(), t.Lookup(f.ID())) {
			continue
		}
		listed := false
		for _, v := range n.Values {
			listed = listed || v == uintOf(value)
		}
		if listed != n.Not {
			return true
		}
	}
	return false
}

// allOnes reports whether a mask takes in all bits of its field; no mask does.
func allOnes(mask []byte, info *FieldInfo) bool {
	width := 8 * len(mask)
	if info != nil && info.Bits != 0 {
		width = min(width, int(info.Bits))
	}
	return bits.OnesCount64(uintOf(mask)) >= width
}
