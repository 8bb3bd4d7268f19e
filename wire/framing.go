package wire

import "github.com/ofwire/openflow"

// A Framing tells where a family's elements have their tag and length.
type Framing struct {
	TagOffset, TagSize int
	LenOffset, LenSize int
	Header             int                // Bytes of tag, length and the padding that belongs to them.
	Min                int                // Least value of the length.
	Align              int                // Elements take a multiple of this.
	Inside             bool               // The length counts the padding to it.
	Code               openflow.ErrorCode // What answers a wrong length.
}

// Count returns the number of elements that fill b, whose framing it checks.
func Count(b []byte, f *Framing) (int, error) {
	n, at := 0, 0
	for ; at < len(b); n++ {
		_, taken := f.next(b[at:])
		if taken == 0 {
			return 0, BadElement(b[at:], at, n, f)
		}
		at += taken
	}
	return n, nil
}

// next returns the length of the element at the start of b and what it takes of it with its padding, or zeros where its framing is wrong.
func (f *Framing) next(b []byte) (size, taken int) {
	if len(b) < f.LenOffset+f.LenSize {
		return 0, 0
	}
	size = f.size(b)
	taken = RoundUp(size, f.Align)
	if size < f.Min || taken > len(b) || f.Inside && taken != size {
		return 0, 0
	}
	return size, taken
}

// BadElement is the error of element n of a list, at offset at of it, with which rest begins and whose framing is wrong.
func BadElement(rest []byte, at, n int, f *Framing) error {
	e := &openflow.DecodeError{Offset: len(rest), Code: f.Code, Err: openflow.ErrTruncated}
	if len(rest) >= f.LenOffset+f.LenSize {
		switch size := f.size(rest); {
		case size < f.Min, size > len(rest):
			e.Offset, e.Path, e.Err = f.LenOffset, "Len", openflow.ErrLength
		case f.Inside && RoundUp(size, f.Align) != size:
			e.Offset, e.Path, e.Err = f.LenOffset, "Len", openflow.ErrAlign
		}
	}
	return openflow.WithinIndex(e, at, "", n)
}

// Head returns the type and length at the start of b, of 16 bits each, or zeros where b is too short.
func Head(b []byte) (tag uint16, size int) {
	if len(b) < 4 {
		return 0, 0
	}
	head := be.Uint32(b)
	return uint16(head >> 16), int(head & 0xffff)
}

// Framed returns the bytes of the leading elements of b whose framing is right, and whose padding is zero.
func Framed(b []byte, f *Framing) int {
	rest := b
	for len(rest) > 0 {
		size, taken := f.next(rest)
		if taken == 0 || size != taken && !IsZero(rest[size:taken]) {
			break
		}
		rest = rest[taken:]
	}
	return len(b) - len(rest)
}

// size is the length that the element at the start of b gives of itself.
func (f *Framing) size(b []byte) int {
	if f.LenSize == 1 {
		return int(b[f.LenOffset])
	}
	return int(be.Uint16(b[f.LenOffset:]))
}

// Own returns the length that the struct at the start of b gives of itself, in one byte or two, or 0 where b is too short.
func Own(b []byte, offset, size int) int {
	switch {
	case len(b) < offset+size:
		return 0
	case size == 1:
		return int(b[offset])
	}
	return int(be.Uint16(b[offset:]))
}

// OwnLength is Own, checked: the length that the struct at the start of b gives of itself.
func OwnLength(b []byte, offset, size, min int, code openflow.ErrorCode) (int, error) {
	if len(b) < offset+size {
		return 0, Truncated(len(b), "", code)
	}
	n := Own(b, offset, size)
	if n < min || n > len(b) {
		return 0, BadLength(offset, "Length", code)
	}
	return n, nil
}

// CountOwn returns the number of structs at the start of b that tell their own length, of at least min, and take a multiple of align. It stops at the first
// that is malformed.
func CountOwn(b []byte, offset, size, min, align int) int {
	n := 0
	for b = b[:len(b):len(b)]; len(b) >= min; n++ {
		own := int(be.Uint16(b[offset:]))
		if size == 1 {
			own = int(b[offset])
		}
		taken := RoundUp(own, align)
		if own < min || taken > len(b) {
			break
		}
		b = b[taken:]
	}
	return n
}

// BadOwn is the error of struct n of a list, at offset at of b, whose own length is wrong.
func BadOwn(b []byte, at, n, offset, size int, code openflow.ErrorCode) error {
	_, err := OwnLength(b[at:], offset, size, 0, code)
	if err == nil {
		err = BadLength(offset, "Length", code)
	}
	return openflow.WithinIndex(err, at, "", n)
}

// RoundUp returns the next multiple of a power of 2.
func RoundUp(n, multiple int) int { return (n + multiple - 1) &^ (multiple - 1) }

// Part returns b[from:to], or nil when that is empty. An append to it does not reach the bytes behind it.
func Part(b []byte, from, to int) []byte {
	if from >= to {
		return nil
	}
	return b[from:to:to]
}

// Uint24 reads three bytes.
func Uint24(b []byte) uint32 {
	_ = b[2]
	return uint32(b[0])<<16 | uint32(b[1])<<8 | uint32(b[2])
}

// IsZero reports whether all bytes are zero.
func IsZero(b []byte) bool {
	for _, x := range b {
		if x != 0 {
			return false
		}
	}
	return true
}
