package wire

import (
	"encoding/binary"
	"net/netip"

	"github.com/ofwire/openflow"
)

var be = binary.BigEndian

// zeros is what padding is cut from.
const zeros = "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" +
	"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" +
	"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" +
	"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"

// Pad8 appends zeros until the bytes from start on are a multiple of 8.
func Pad8(b []byte, start int) []byte {
	if n := (start - len(b)) & 7; n != 0 {
		return append(b, zeros[:n]...)
	}
	return b
}

// Pad appends zeros until the bytes from start on are a multiple of a power of 2, which is at most 64.
func Pad(b []byte, start, multiple int) []byte {
	return append(b, zeros[:(start-len(b))&(multiple-1)]...)
}

// PutUint24 stores the low 24 bits.
func PutUint24(b []byte, v uint32) {
	_ = b[2]
	b[0], b[1], b[2] = byte(v>>16), byte(v>>8), byte(v)
}

// PutIPv4 stores an IPv4 address, and reports whether it is one. The zero Addr stores nothing.
func PutIPv4(p *[4]byte, a netip.Addr) bool {
	if !a.Is4() {
		return !a.IsValid()
	}
	*p = a.As4()
	return true
}

// PutIPv6 is PutIPv4 for an IPv6 address.
func PutIPv6(p *[16]byte, a netip.Addr) bool {
	if !a.Is6() {
		return !a.IsValid()
	}
	*p = a.As16()
	return true
}

// PutIPv6Mapped is PutIPv6 for any address: one of IPv4 is stored in its mapped form.
func PutIPv6Mapped(p *[16]byte, a netip.Addr) bool {
	if a.IsValid() {
		*p = a.As16()
	}
	return true
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
	if !PutLength16(b, start+2, n) {
		return b[:start], TooLong("")
	}
	return Pad8(b, start), nil
}

// AppendStats appends an ofp_stats of OpenFlow 1.5 with its padding.
func AppendStats(b []byte, fields []openflow.Field) ([]byte, error) {
	start := len(b)
	b, err := AppendMatch(b, fields)
	if err != nil {
		return b, err
	}
	be.PutUint16(b[start:], 0)
	return b, nil
}

// AppendFieldID appends a TLV header, with the experimenter where there is one.
func AppendFieldID(b []byte, id openflow.FieldID) []byte {
	b = be.AppendUint32(b, id.Header())
	if id.Class() == openflow.ClassExperimenter {
		b = be.AppendUint32(b, id.Experimenter())
	}
	return b
}

// AppendElement appends an element that must not be nil.
func AppendElement(b []byte, e openflow.Element) ([]byte, error) {
	if e == nil {
		return b, Nil("")
	}
	return e.AppendBinary(b)
}

// AppendMessage appends a whole message that lies within another one.
func AppendMessage(b []byte, m openflow.Message) ([]byte, error) { return AppendElement(b, m) }

// AppendUnknown appends an element of a family whose tag has no meaning: tag, length, body, zeros up to the family's least length, and what padding
// it asks for. The length counts the body and, where the family's lengths count it, the padding.
func AppendUnknown(b []byte, f *Framing, tag uint64, body []byte) ([]byte, error) {
	if tag>>(8*f.TagSize) != 0 {
		return b, TooWide("Type")
	}
	start := len(b)
	header := max(f.TagOffset+f.TagSize, f.LenOffset+f.LenSize)
	b = append(b, zeros[:header]...)
	b = append(b, body...)
	b = append(b, zeros[:max(0, f.Min-header-len(body))]...)
	if f.Inside {
		b = Pad(b, start, f.Align)
	}
	n := len(b) - start
	if n >= 1<<(8*f.LenSize) {
		return b[:start], TooLong("")
	}
	putUint(b[start+f.TagOffset:], f.TagSize, tag)
	putUint(b[start+f.LenOffset:], f.LenSize, uint64(n))
	return Pad(b, start, f.Align), nil
}

func putUint(b []byte, size int, v uint64) {
	for i := size - 1; i >= 0; i-- {
		b[i] = byte(v)
		v >>= 8
	}
}

// PutLength8 stores a length at an offset, and reports whether it fits.
func PutLength8(b []byte, at, n int) bool {
	b[at] = byte(n)
	return n <= 0xff
}

// PutLength16 stores a length at an offset, and reports whether it fits.
func PutLength16(b []byte, at, n int) bool {
	be.PutUint16(b[at:at+2], uint16(n))
	return n <= 0xffff
}

// PutLength32 stores a length at an offset, and reports whether it fits.
func PutLength32(b []byte, at, n int) bool {
	be.PutUint32(b[at:at+4], uint32(n))
	return uint64(n) <= 0xffffffff
}

// VersionByte is the version byte of a message that may carry any: v, or the codec's own where v is 0.
func VersionByte(v, own openflow.Version) byte {
	if v == 0 {
		v = own
	}
	return byte(v)
}

// OtherVersion is the inverse of VersionByte: 0 for the codec's own version.
func OtherVersion(b byte, own openflow.Version) openflow.Version {
	if v := openflow.Version(b); v != own {
		return v
	}
	return 0
}

// MatchLen returns the length field of the ofp_match at offset at of b: its bytes without the padding. Where b is too short it returns -1.
func MatchLen(b []byte, at int) int {
	if len(b)-at < 4 {
		return -1
	}
	return int(be.Uint16(b[at+2:]))
}

// NumberLen is the bytes of a number of some bits that is kept in whole 16-bit words.
func NumberLen(bits int) int { return (bits + 15) / 16 * 2 }

// AppendNumber appends a number of some bits, at least one, in whole 16-bit words, with zeros before it where v has fewer bytes.
func AppendNumber(b, v []byte, bits int) ([]byte, error) {
	n := NumberLen(bits)
	if n == 0 || len(v) > n {
		return b, TooWide("")
	}
	return append(append(b, make([]byte, n-len(v))...), v...), nil
}
