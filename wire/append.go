package wire

import (
	"encoding/binary"

	"github.com/ofwire/openflow"
)

var be = binary.BigEndian

// zeros is what Extend copies from.
var zeros [256]byte

// Pad8 appends zeros until the bytes from start on are a multiple of 8.
func Pad8(b []byte, start int) []byte {
	n := (start - len(b)) & 7
	return append(b, zeros[:n]...)
}

// AppendMatch appends an ofp_match with its padding.
func AppendMatch(b []byte, fields []openflow.Field) ([]byte, error) {
	start := len(b)
	b = append(b, 0, 1, 0, 4)
	b, err := openflow.AppendFields(b, fields)
	if err != nil {
		return b[:start], err
	}
	n := len(b) - start
	if n > 0xffff {
		return b[:start], TooLong("")
	}
	be.PutUint16(b[start+2:], uint16(n))
	return Pad8(b, start), nil
}

// TooLong is the error of a part that does not fit a length field.
func TooLong(path string) error { return &openflow.EncodeError{Path: path, Err: openflow.ErrTooLong} }
