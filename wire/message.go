package wire

import "github.com/ofwire/openflow"

// CheckHeader verifies that b is one whole message that a decoder of version v can take: its length is that of b, and its version is v, or any but 0 for
// the messages that come before a version is agreed (hello, error, echo).
func CheckHeader(b []byte, v openflow.Version) error {
	if len(b) < openflow.HeaderLen {
		return Truncated(len(b), "Header", openflow.BadRequestLen)
	}
	if n := int(be.Uint16(b[2:])); n != len(b) {
		if n < openflow.HeaderLen || n < len(b) {
			return BadLength(2, "Header.Length", openflow.BadRequestLen)
		}
		return Truncated(len(b), "Header", openflow.BadRequestLen)
	}
	if b[0] != byte(v) && (b[0] == 0 || b[1] > lastAnyVersion) {
		return &openflow.DecodeError{Path: "Header.Version", Code: openflow.BadRequestVersion, Err: openflow.ErrVersion}
	}
	return nil
}

// lastAnyVersion is the last of the message types that may carry any version: hello, error, echo request and reply.
const lastAnyVersion = 3

// A Number is one of 32 bits that a vendor's message must hold: its experimenter, its subtype.
type Number struct {
	Offset int
	Value  uint32
}

// Expect is CheckHeader for a message that must be of one type and hold the numbers.
func Expect(b []byte, info *openflow.TypeInfo, numbers []Number) error {
	if err := CheckHeader(b, info.Version); err != nil {
		return err
	}
	if b[1] != info.Type {
		return &openflow.DecodeError{Offset: 1, Path: info.Name + ".Type", Code: openflow.BadRequestType, Err: openflow.ErrType}
	}
	if info.Multipart && (!info.Opaque || info.MultipartType != 0) {
		if len(b) < 10 {
			return Truncated(len(b), info.Name, openflow.BadRequestLen)
		}
		if be.Uint16(b[8:]) != info.MultipartType {
			return &openflow.DecodeError{Offset: 8, Path: info.Name + ".Type", Code: openflow.BadRequestType, Err: openflow.ErrType}
		}
	}
	for _, n := range numbers {
		if len(b) < n.Offset+4 {
			return Truncated(len(b), info.Name, openflow.BadRequestLen)
		}
		if be.Uint32(b[n.Offset:]) != n.Value {
			return &openflow.DecodeError{Offset: n.Offset, Path: info.Name, Code: openflow.BadRequestType, Err: openflow.ErrType}
		}
	}
	return nil
}

// MessageLen returns the length in the header at the start of b, or 0 when b is too short to hold one.
func MessageLen(b []byte) int {
	if len(b) < openflow.HeaderLen {
		return 0
	}
	return int(be.Uint16(b[2:]))
}

// Lend returns the one message of a type that a decoder holds, which it makes at the first use.
func Lend[T any](p **T) *T {
	if *p == nil {
		*p = new(T)
	}
	return *p
}

// New makes an empty element of the kind E and of a class of JSON, or returns nil. Attr returns a number of the JSON object, which tells types of one
// class apart.
func New[E openflow.Element](types []*openflow.TypeInfo, class string, attr func(name string) uint64) (e E) {
	for _, t := range types {
		if t.JSON != class || t.Attr != "" && attr(t.Attr) != t.AttrValue {
			continue
		}
		if x, ok := t.New().(E); ok {
			return x
		}
	}
	return e
}
