package ofjson

import (
	"encoding/base64"
	"encoding/binary"
	"math/big"
	"net/netip"
	"strconv"
	"unicode/utf8"

	"github.com/ofwire/openflow"
)

var be = binary.BigEndian

// The private characters from escape+0x80 on stand for single bytes.
const (
	escape     = 0xef00
	escapeLow  = escape + 0x80
	escapeHigh = escape + 0xff
)

// appendString appends a JSON string.
func appendString(b []byte, s string) []byte {
	const digits = "0123456789abcdef"
	b = append(b, '"')
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1, escapeLow <= r && r <= escapeHigh:
			for _, c := range []byte(s[i : i+n]) {
				b = utf8.AppendRune(b, escape+rune(c))
			}
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r < ' ' || r == 0x7f:
			b = append(b, '\\', 'u', '0', '0', digits[r>>4], digits[r&15])
		default:
			b = append(b, s[i:i+n]...)
		}
		i += n
	}
	return append(b, '"')
}

// unescape is the inverse of what appendString does to single bytes.
func unescape(s string) string {
	var b []byte
	for i, r := range s {
		if escapeLow <= r && r <= escapeHigh {
			if b == nil {
				b = append(make([]byte, 0, len(s)), s[:i]...)
			}
			b = append(b, byte(r-escape))
		} else if b != nil {
			b = utf8.AppendRune(b, r)
		}
	}
	if b == nil {
		return s
	}
	return string(b)
}

func appendBase64(b, data []byte) []byte {
	b = append(b, '"')
	b = base64.StdEncoding.AppendEncode(b, data)
	return append(b, '"')
}

func appendUint128(b []byte, v openflow.Uint128) []byte {
	if v.Hi == 0 {
		return strconv.AppendUint(b, v.Lo, 10)
	}
	x := new(big.Int).SetUint64(v.Hi)
	x.Lsh(x, 64).Or(x, new(big.Int).SetUint64(v.Lo))
	return x.Append(b, 10)
}

// uint reads a number of up to 64 bits without sign.
func (n *node) uint() (uint64, error) {
	if n.kind != number {
		return 0, ErrType
	}
	v, err := strconv.ParseUint(n.text, 10, 64)
	if err != nil {
		return 0, openflow.ErrValue
	}
	return v, nil
}

func (n *node) int32() (int32, error) {
	if n.kind != number {
		return 0, ErrType
	}
	v, err := strconv.ParseInt(n.text, 10, 32)
	if err != nil {
		return 0, openflow.ErrValue
	}
	return int32(v), nil
}

func (n *node) uint128() (openflow.Uint128, error) {
	if n.kind != number {
		return openflow.Uint128{}, ErrType
	}
	if len(n.text) > 39 {
		return openflow.Uint128{}, openflow.ErrValue
	}
	x, ok := new(big.Int).SetString(n.text, 10)
	if !ok || x.Sign() < 0 || x.BitLen() > 128 {
		return openflow.Uint128{}, openflow.ErrValue
	}
	var b [16]byte
	x.FillBytes(b[:])
	return openflow.Uint128{Hi: be.Uint64(b[:]), Lo: be.Uint64(b[8:])}, nil
}

func (n *node) bytes() ([]byte, error) {
	if n.kind != text {
		return nil, ErrType
	}
	b, err := base64.StdEncoding.DecodeString(n.text)
	if err != nil {
		return nil, openflow.ErrValue
	}
	return b, nil
}

func (n *node) string() (string, error) {
	if n.kind != text {
		return "", ErrType
	}
	return unescape(n.text), nil
}

func (n *node) mac() (openflow.MAC, error) {
	if n.kind != text {
		return openflow.MAC{}, ErrType
	}
	m, err := openflow.ParseMAC(n.text)
	if err != nil {
		return m, openflow.ErrValue
	}
	return m, nil
}

// addr reads an address of size bytes. One of 16 bytes may be given in the form of 4, where the layout maps it.
func (n *node) addr(size int) (netip.Addr, error) {
	if n.kind != text {
		return netip.Addr{}, ErrType
	}
	a, err := netip.ParseAddr(n.text)
	if err != nil || a.Zone() != "" || size == 4 && !a.Is4() {
		return netip.Addr{}, openflow.ErrValue
	}
	return a, nil
}

func (n *node) uints() ([]uint64, error) {
	if n.kind != array {
		return nil, ErrType
	}
	v := make([]uint64, len(n.items))
	for i, item := range n.items {
		var err error
		if v[i], err = item.uint(); err != nil {
			return nil, err
		}
	}
	return v, nil
}
