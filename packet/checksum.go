package packet

import (
	"encoding/binary"
	"math/bits"
	"net/netip"
)

var (
	be = binary.BigEndian
	le = binary.LittleEndian
)

// Checksum returns the Internet checksum (RFC 1071) of b. It is 0 for a header whose checksum field is right.
func Checksum(b []byte) uint16 { return fold(sum(b)) }

// PseudoChecksum returns the Internet checksum of b behind the pseudo header of IPv4 or IPv6: what TCP, UDP and ICMPv6 carry. Src and dst are of one family.
func PseudoChecksum(src, dst netip.Addr, p IPProtocol, b []byte) uint16 {
	return fold(addressSum(src) + addressSum(dst) + uint64(p) + uint64(len(b)) + sum(b))
}

// sum is the one's complement sum of b, in 33 bits. It does not matter which byte of a word is the upper one while words are added (RFC 1071 §2): 8 bytes at a
// time are, as they lie in the memory of most machines.
func sum(b []byte) uint64 {
	var s, carry, rest uint64
	for ; len(b) > 64; b = b[64:] {
		w := (*[64]byte)(b)
		s, carry = bits.Add64(s, le.Uint64(w[0:]), carry)
		s, carry = bits.Add64(s, le.Uint64(w[8:]), carry)
		s, carry = bits.Add64(s, le.Uint64(w[16:]), carry)
		s, carry = bits.Add64(s, le.Uint64(w[24:]), carry)
		s, carry = bits.Add64(s, le.Uint64(w[32:]), carry)
		s, carry = bits.Add64(s, le.Uint64(w[40:]), carry)
		s, carry = bits.Add64(s, le.Uint64(w[48:]), carry)
		s, carry = bits.Add64(s, le.Uint64(w[56:]), carry)
	}
	for ; len(b) >= 32; b = b[32:] {
		w := (*[32]byte)(b)
		s, carry = bits.Add64(s, le.Uint64(w[0:]), carry)
		s, carry = bits.Add64(s, le.Uint64(w[8:]), carry)
		s, carry = bits.Add64(s, le.Uint64(w[16:]), carry)
		s, carry = bits.Add64(s, le.Uint64(w[24:]), carry)
	}
	for ; len(b) >= 8; b = b[8:] {
		s, carry = bits.Add64(s, le.Uint64(b), carry)
	}
	if len(b) >= 4 {
		rest = uint64(le.Uint32(b))
		b = b[4:]
	}
	if len(b) >= 2 {
		rest += uint64(le.Uint16(b))
		b = b[2:]
	}
	if len(b) > 0 {
		rest += uint64(b[0])
	}
	s, carry = bits.Add64(s, rest, carry)
	s, carry = bits.Add64(s, 0, carry)
	s = bits.ReverseBytes64(s + carry)
	return s>>32 + s&0xffffffff
}

// fold makes the checksum of a sum: it adds the halves of 64 bits, and of 32, each with the carry.
func fold(s uint64) uint16 {
	s += bits.RotateLeft64(s, 32)
	w := uint32(s >> 32)
	w += bits.RotateLeft32(w, 16)
	return ^uint16(w >> 16)
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
// destination is its last address while there are segments left, and of two such headers the inner one's; with a home address option the source is that
// address. It reports false when there is no IP header.
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
			if l.SegmentsLeft > 0 && routing == nil {
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
