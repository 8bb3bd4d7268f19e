package openflow

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
)

// A MAC is an Ethernet address.
type MAC [6]byte

// String returns the address in lower-case hexadecimal with colons.
func (m MAC) String() string {
	const digits = "0123456789abcdef"
	var b [17]byte
	for i, x := range m {
		b[3*i], b[3*i+1] = digits[x>>4], digits[x&15]
		if i < 5 {
			b[3*i+2] = ':'
		}
	}
	return string(b[:])
}

// IsMulticast reports whether the group bit is set, as it is in the broadcast address too.
func (m MAC) IsMulticast() bool { return m[0]&1 != 0 }

// ParseMAC reads six hexadecimal bytes separated by colons or hyphens.
func ParseMAC(s string) (MAC, error) {
	var m MAC
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == ':' || r == '-' })
	if len(parts) != len(m) {
		return MAC{}, badText("MAC address", s)
	}
	for i, p := range parts {
		x, err := strconv.ParseUint(p, 16, 8)
		if err != nil || len(p) > 2 {
			return MAC{}, badText("MAC address", s)
		}
		m[i] = byte(x)
	}
	return m, nil
}

// A DatapathID identifies a switch: 16 bits chosen by its implementer above the 48 bits of a MAC address.
type DatapathID uint64

// String returns 16 hexadecimal digits, as ovs-ofctl prints them.
func (d DatapathID) String() string { return hex64(uint64(d)) }

// ParseDatapathID reads 16 hexadecimal digits, with or without 0x or colons between the bytes (00:00:…:01), or a decimal number.
// Text of digits only is hexadecimal when it has 16 of them, else decimal.
func ParseDatapathID(s string) (DatapathID, error) {
	digits, base := s, 10
	switch {
	case strings.Contains(s, ":"):
		digits, base = strings.ReplaceAll(s, ":", ""), 16
	case strings.HasPrefix(s, "0x"):
		digits, base = s[2:], 16
	case len(s) == 16:
		base = 16
	}
	x, err := strconv.ParseUint(digits, base, 64)
	if err != nil {
		return 0, badText("datapath id", s)
	}
	return DatapathID(x), nil
}

// A Uint128 is a 128-bit number, as ct_label and the xxreg registers hold.
type Uint128 struct{ Hi, Lo uint64 }

// String returns the number in hexadecimal with 0x.
func (u Uint128) String() string {
	if u.Hi == 0 {
		return "0x" + strconv.FormatUint(u.Lo, 16)
	}
	return "0x" + strconv.FormatUint(u.Hi, 16) + hex64(u.Lo)
}

// ErrNameTooLong is the error of text that does not fit its fixed array.
var ErrNameTooLong = errors.New("openflow: text is too long for its array")

// String16, String32, String64 and String256 are text in a fixed array of that many bytes, filled up with NUL. A text may take the whole
// array, with no NUL behind it. Bytes behind the first NUL have no meaning and are kept.
type (
	String16  [16]byte
	String32  [32]byte
	String64  [64]byte
	String256 [256]byte
)

// String returns the text up to the first NUL.
func (s String16) String() string { return upToNUL(s[:]) }

// String returns the text up to the first NUL.
func (s String32) String() string { return upToNUL(s[:]) }

// String returns the text up to the first NUL.
func (s String64) String() string { return upToNUL(s[:]) }

// String returns the text up to the first NUL.
func (s String256) String() string { return upToNUL(s[:]) }

// Set stores text; it fails with ErrNameTooLong and changes nothing when there is no room.
func (s *String16) Set(text string) error { return setText(s[:], text) }

// Set stores text; it fails with ErrNameTooLong and changes nothing when there is no room.
func (s *String32) Set(text string) error { return setText(s[:], text) }

// Set stores text; it fails with ErrNameTooLong and changes nothing when there is no room.
func (s *String64) Set(text string) error { return setText(s[:], text) }

// Set stores text; it fails with ErrNameTooLong and changes nothing when there is no room.
func (s *String256) Set(text string) error { return setText(s[:], text) }

func upToNUL(b []byte) string {
	if i := bytes.IndexByte(b, 0); i >= 0 {
		b = b[:i]
	}
	return string(b)
}

func setText(dst []byte, text string) error {
	if len(text) > len(dst) {
		return ErrNameTooLong
	}
	clear(dst[copy(dst, text):])
	return nil
}
