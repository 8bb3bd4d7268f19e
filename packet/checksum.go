package packet

import (
	"encoding/binary"
	"net/netip"
)

var be = binary.BigEndian

// Checksum returns the Internet checksum (RFC 1071) of b. It is 0 for a header whose checksum field is right.
func Checksum(b []byte) uint16 { return fold(sum(b)) }

// PseudoChecksum returns the Internet checksum of b behind the pseudo header of IPv4 or IPv6: what TCP, UDP and ICMPv6 carry. Src and dst are of one family.
func PseudoChecksum(src, dst netip.Addr, p IPProtocol, b []byte) uint16 {
	return fold(addressSum(src) + addressSum(dst) + uint64(p) + uint64(len(b)) + sum(b))
}

// sum is the one's complement sum of b, not yet folded.
func sum(b []byte) uint64 {
	var s, carry uint64
	for ; len(b) >= 32; b = b[32:] {
		w := (*[32]byte)(b)
		w0, w1, w2, w3 := be.Uint64(w[0:]), be.Uint64(w[8:]), be.Uint64(w[16:]), be.Uint64(w[24:])
		carry += w0>>32 + w1>>32 + w2>>32 + w3>>32
		s += w0&0xffffffff + w1&0xffffffff + w2&0xffffffff + w3&0xffffffff
	}
	for ; len(b) >= 8; b = b[8:] {
		w := be.Uint64(b)
		s += w>>32 + w&0xffffffff
	}
	for ; len(b) >= 2; b = b[2:] {
		s += uint64(be.Uint16(b))
	}
	if len(b) == 1 {
		s += uint64(b[0]) << 8
	}
	return s + carry
}

// fold makes the checksum of a sum.
func fold(s uint64) uint16 {
	s = s>>32 + s&0xffffffff
	s = s>>32 + s&0xffffffff
	s = s>>16 + s&0xffff
	s = s>>16 + s&0xffff
	return ^uint16(s)
}

// addressSum is the sum of an address's bytes.
func addressSum(a netip.Addr) uint64 {
	b := a.As16()
	hi, lo := be.Uint64(b[:8]), be.Uint64(b[8:])
	if a.Is4() {
		return lo & 0xffffffff
	}
	return hi>>32 + hi&0xffffffff + lo>>32 + lo&0xffffffff
}

// pseudoSum is the sum of the addresses of the IP header that is the nearest around the layer layers[i]. With a routing header, or a source route, the
// destination is its last address while there are segments left; with a home address option the source is that address. It reports false when there is
// no IP header.
func pseudoSum(layers []Layer) (uint64, bool) {
	var routing *IPv6Routing
	var home netip.Addr
	for i := len(layers) - 1; i >= 0; i-- {
		switch l := layers[i].(type) {
		case *IPv4:
			return addressSum(l.Src) + addressSum(l.destination()), true
		case *IPv6:
			src, dst := l.Src, l.Dst
			if home.IsValid() {
				src = home
			}
			if routing != nil {
				dst = routing.destination(dst)
			}
			return addressSum(src) + addressSum(dst), true
		case *IPv6Routing:
			if l.SegmentsLeft > 0 {
				routing = l
			}
		case *IPv6Options:
			if a, ok := l.homeAddress(); ok {
				home = a
			}
		case *IPv6Fragment, *IPAuth:
		default:
			return 0, false
		}
	}
	return 0, false
}
