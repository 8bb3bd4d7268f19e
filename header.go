package openflow

import "encoding/binary"

// HeaderLen is the length of the header that begins each message, in bytes.
const HeaderLen = 8

// MaxMessageLen is the most bytes a message can have: its length is a 16-bit number.
const MaxMessageLen = 1<<16 - 1

// A Header is the first eight bytes of a message.
type Header struct {
	Version Version
	Type    uint8  // Its meaning depends on the version.
	Length  uint16 // Of the whole message, these eight bytes included.
	XID     uint32 // Transaction id; a reply has that of its request.
}

// ParseHeader reads the header at the start of b. It fails with ErrTruncated when b has less than eight bytes and with ErrLength
// when the length field is less than eight. It does not ask that b holds the whole message.
func ParseHeader(b []byte) (Header, error) {
	if len(b) < HeaderLen {
		return Header{}, &DecodeError{Offset: len(b), Path: "Header", Code: BadRequestLen, Err: ErrTruncated}
	}
	h := Header{
		Version: Version(b[0]),
		Type:    b[1],
		Length:  binary.BigEndian.Uint16(b[2:4]),
		XID:     binary.BigEndian.Uint32(b[4:8]),
	}
	if h.Length < HeaderLen {
		return h, &DecodeError{Offset: 2, Path: "Header.Length", Code: BadRequestLen, Err: ErrLength}
	}
	return h, nil
}
