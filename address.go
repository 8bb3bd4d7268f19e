package openflow

import (
	"bytes"
	"errors"
	"net/netip"
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

// IsBroadcast reports whether the address is ff:ff:ff:ff:ff:ff.
func (m MAC) IsBroadcast() bool { return m == MAC{0xff, 0xff, 0xff, 0xff, 0xff, 0xff} }

// IsLocal reports whether the address is locally administered, and not one that its maker got from the IEEE.
func (m MAC) IsLocal() bool { return m[0]&2 != 0 }

// LinkLocal returns the link-local IPv6 address that an interface of this address makes by itself: fe80:: with the EUI-64. RFC 4291, appendix A.
func (m MAC) LinkLocal() netip.Addr {
	return netip.AddrFrom16([16]byte{0: 0xfe, 1: 0x80, 8: m[0] ^ 2, 9: m[1], 10: m[2], 11: 0xff, 12: 0xfe, 13: m[3], 14: m[4], 15: m[5]})
}

// ParseMAC reads an address in one of four forms, the digits in upper or lower case:
//
//	02:00:5e:10:00:ff or 2:0:5e:10:0:ff
//	02-00-5E-10-00-FF
//	0200.5e10.00ff
//	02005e1000ff
//
// It refuses all else, such as the 8 bytes of an EUI-64.
func ParseMAC(s string) (MAC, error) {
	var m MAC
	var ok bool
	switch {
	case strings.Contains(s, ":"):
		ok = parseGroups(m[:], s, ":", 1)
	case strings.Contains(s, "-"):
		ok = parseGroups(m[:], s, "-", 1)
	case strings.Contains(s, "."):
		ok = len(s) == 14 && parseGroups(m[:], s, ".", 2)
	default:
		ok = len(s) == 12 && parseGroups(m[:], s, "", 6)
	}
	if !ok {
		return MAC{}, badText("MAC address", s)
	}
	return m, nil
}

// parseGroups reads hexadecimal groups of size bytes each, which fill b. A group may lack zeros at its start.
func parseGroups(b []byte, s, separator string, size int) bool {
	for len(b) > 0 {
		group := s
		if len(b) > size {
			var found bool
			if group, s, found = strings.Cut(s, separator); !found {
				return false
			}
		}
		x, err := strconv.ParseUint(group, 16, 8*size)
		if err != nil || len(group) > 2*size {
			return false
		}
		for i := range size {
			b[i] = byte(x >> (8 * (size - 1 - i)))
		}
		b = b[size:]
	}
	return true
}

// A DatapathID identifies a switch: 16 bits chosen by its implementer above the 48 bits of a MAC address. As a number it prints by way of uint64:
// fmt.Sprintf("%#x", uint64(id)).
type DatapathID uint64

// String returns 16 hexadecimal digits, as ovs-ofctl and os-ken print them.
func (d DatapathID) String() string { return hex64(uint64(d)) }

// Colons returns the 8 bytes with colons between them, as Floodlight and OpenDaylight print them: 00:00:00:00:00:00:00:01.
func (d DatapathID) Colons() string {
	s := hex64(uint64(d))
	b := make([]byte, 0, 23)
	for i := 0; i < len(s); i += 2 {
		if i > 0 {
			b = append(b, ':')
		}
		b = append(b, s[i], s[i+1])
	}
	return string(b)
}

// MAC returns the lower 48 bits, which most switches take from an address of theirs.
func (d DatapathID) MAC() MAC { return MAC(be.AppendUint64(nil, uint64(d))[2:]) }

// ParseDatapathID reads the spellings of other programs:
//
//	0000000000000001        ovs-vsctl, os-ken; 16 digits are hexadecimal
//	0x1                     up to 16 digits
//	00:00:00:00:00:00:00:01 Floodlight; 8 groups of one or two digits
//	1                       less digits without 0x are decimal
func ParseDatapathID(s string) (DatapathID, error) {
	digits, base := s, 10
	switch {
	case strings.Contains(s, ":"):
		var b [8]byte
		if !parseGroups(b[:], s, ":", 1) {
			return 0, badText("datapath id", s)
		}
		return DatapathID(be.Uint64(b[:])), nil
	case strings.HasPrefix(s, "0x"), strings.HasPrefix(s, "0X"):
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
