package packet_test

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/ofwire/openflow/packet"
)

// TestChecksum compares with the definition of RFC 1071, for all lengths up to 300 and a long one, of bytes that carry often, never, and now and then.
func TestChecksum(t *testing.T) {
	random := rand.NewChaCha8([32]byte{1})
	for n := range 302 {
		if n == 301 {
			n = 65535
		}
		mixed := make([]byte, n)
		_, _ = random.Read(mixed)
		for _, b := range [][]byte{mixed, make([]byte, n), bytes.Repeat([]byte{0xff}, n), bytes.Repeat([]byte{0xff, 0xfe}, n)[:n]} {
			var s uint32
			for i, x := range b {
				s += uint32(x) << (8 * (^i & 1))
				s = s&0xffff + s>>16
			}
			if got, want := packet.Checksum(b), ^uint16(s); got != want {
				t.Fatalf("%d bytes: %#04x, want %#04x", n, got, want)
			}
		}
	}
}
