package packet

import (
	"net/netip"
	"strconv"
)

// fits4 reports whether an address can be written as one of IPv4: the zero Addr is 0.0.0.0.
func fits4(a netip.Addr) bool { return a.Is4() || !a.IsValid() }

// word4 returns the bytes of an IPv4 address, and 0 for all others.
func word4(a netip.Addr) (w uint32) {
	if a.Is4() {
		b := a.As4()
		w = be.Uint32(b[:])
	}
	return w
}

// fits16 reports whether an address can be written as one of IPv6: the zero Addr is ::.
func fits16(a netip.Addr) bool { return a.Is6() || !a.IsValid() }

// addr4 returns the IPv4 address at the start of b.
func addr4(b []byte) netip.Addr { return netip.AddrFrom4([4]byte(b)) }

// addr16 returns the IPv6 address at the start of b.
func addr16(b []byte) netip.Addr { return netip.AddrFrom16([16]byte(b)) }

// putAddrs writes IPv4 addresses one after the other. It reports false when one is of IPv6.
func putAddrs(b []byte, addrs ...netip.Addr) bool {
	ok := true
	for i, a := range addrs {
		ok = ok && fits4(a)
		be.PutUint32(b[4*i:], word4(a))
	}
	return ok
}

// appendAddrs appends IPv4 addresses; others are 0.0.0.0.
func appendAddrs(b []byte, addrs ...netip.Addr) []byte {
	for _, a := range addrs {
		b = be.AppendUint32(b, word4(a))
	}
	return b
}

// nameOf returns names[x], or the number where there is no name.
func nameOf(x uint64, names ...string) string {
	if x < uint64(len(names)) && names[x] != "" {
		return names[x]
	}
	return strconv.FormatUint(x, 10)
}
