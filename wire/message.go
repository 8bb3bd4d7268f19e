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

// Expect is CheckHeader for a message that must be of one type and, where multipart is not negative, of one multipart type.
func Expect(b []byte, v openflow.Version, typ uint8, multipart int, path string) error {
	if err := CheckHeader(b, v); err != nil {
		return err
	}
	if b[1] != typ {
		return &openflow.DecodeError{Offset: 1, Path: path + ".Type", Code: openflow.BadRequestType, Err: openflow.ErrType}
	}
	if multipart < 0 {
		return nil
	}
	if len(b) < 10 {
		return Truncated(len(b), path, openflow.BadRequestLen)
	}
	if int(be.Uint16(b[8:])) != multipart {
		return &openflow.DecodeError{Offset: 8, Path: path + ".Type", Code: openflow.BadRequestType, Err: openflow.ErrType}
	}
	return nil
}

// ExpectUint32 verifies that the experimenter, or the subtype, at offset of b is the one that a message has.
func ExpectUint32(b []byte, offset int, want uint32, path string) error {
	if len(b) < offset+4 {
		return Truncated(len(b), path, openflow.BadRequestLen)
	}
	if be.Uint32(b[offset:]) != want {
		return &openflow.DecodeError{Offset: offset, Path: path, Code: openflow.BadRequestType, Err: openflow.ErrType}
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
