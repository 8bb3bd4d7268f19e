package openflow

import (
	"errors"
	"strconv"
)

func appendHex(b, data []byte) []byte {
	const digits = "0123456789abcdef"
	for _, c := range data {
		b = append(b, digits[c>>4], digits[c&15])
	}
	return b
}

// hex64 returns 16 hexadecimal digits.
func hex64(x uint64) string { return string(appendHex(nil, be.AppendUint64(nil, x))) }

// badText is the error of text that does not parse. Package fmt makes small programs a good deal larger.
func badText(what, s string) error {
	return errors.New("openflow: bad " + what + " " + strconv.Quote(s))
}
