package openflow

import (
	"math"
	"strconv"
	"strings"
)

// portNames are the names of the reserved ports, from 0xfffffff7, UNSET, to 0xffffffff. UNSET is 1.5's.
var portNames = [...]string{"UNSET", "IN_PORT", "TABLE", "NORMAL", "FLOOD", "ALL", "CONTROLLER", "LOCAL", "ANY"}

const firstPortName = math.MaxUint32 - uint32(len(portNames)) + 1

// PortName returns the name of a reserved port, such as FLOOD, or the number of another. Numbers are those of 1.2 and later; see WidePort for those of 1.0,
// whose NONE is ANY.
func PortName(no uint32) string {
	if no >= firstPortName {
		return portNames[no-firstPortName]
	}
	return strconv.FormatUint(uint64(no), 10)
}

// ParsePort reads a port: its number in decimal, or in hexadecimal behind 0x, or the name of a reserved one in upper or lower case, NONE for ANY among them.
// The number is that of 1.2 and later; see NarrowPort for 1.0.
func ParsePort(s string) (uint32, error) {
	for i, name := range portNames {
		if strings.EqualFold(s, name) {
			return firstPortName + uint32(i), nil
		}
	}
	if strings.EqualFold(s, "NONE") {
		return 1<<32 - 1, nil
	}
	digits, base := s, 10
	if strings.HasPrefix(s, "0x") || strings.HasPrefix(s, "0X") {
		digits, base = s[2:], 16
	}
	x, err := strconv.ParseUint(digits, base, 32)
	if err != nil {
		return 0, badText("port", s)
	}
	return uint32(x), nil
}

// NarrowPort returns a port number of 1.2 and later in the 16 bits that 1.0 has. It reports false for one that 1.0 does not have.
func NarrowPort(no uint32) (uint16, bool) {
	return uint16(no), no < 0xff00 || no >= 0xffffff00
}
