package openflow

import (
	"strconv"
)

// A Version is an OpenFlow protocol version as it stands in the first byte of each message.
type Version uint8

// The wire versions. 1.1 is known by name only: no package of this module speaks it.
const (
	Version10 Version = 0x01
	Version11 Version = 0x02
	Version12 Version = 0x03
	Version13 Version = 0x04
	Version14 Version = 0x05
	Version15 Version = 0x06
)

// String returns the version as the standard names it, 1.3 for 0x04, and the wire byte in hexadecimal where there is no such
// version.
func (v Version) String() string {
	if v < Version10 || v > Version15 {
		return "0x" + strconv.FormatUint(uint64(v), 16)
	}
	return "1." + strconv.Itoa(int(v)-1)
}

// ParseVersion is the inverse of Version.String for the versions that have a name.
func ParseVersion(s string) (Version, error) {
	for v := Version10; v <= Version15; v++ {
		if v.String() == s {
			return v, nil
		}
	}
	return 0, badText("version", s)
}
