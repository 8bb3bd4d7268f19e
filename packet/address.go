package packet

import (
	"net/netip"
	"strconv"
)

// as4 returns the bytes of an IPv4 address; the zero Addr is 0.0.0.0. It reports false for one of IPv6.
func as4(a netip.Addr) (uint32, bool) {
	if !a.Is4() {
		return 0, a == netip.Addr{}
	}
	b := a.As4()
	return be.Uint32(b[:]), true
}

// as16 returns the bytes of an IPv6 address; the zero Addr is ::. It reports false for one of IPv4.
func as16(a netip.Addr) ([16]byte, bool) {
	if !a.IsValid() {
		return [16]byte{}, true
	}
	return a.As16(), a.Is6()
}

// nameOf returns names[x], or the number where there is no name.
func nameOf(x uint64, names ...string) string {
	if x < uint64(len(names)) && names[x] != "" {
		return names[x]
	}
	return strconv.FormatUint(x, 10)
}
