package packet

import (
	"strconv"

	"github.com/ofwire/openflow"
)

// A Computed is a length or a checksum in a header, of up to 32 bits. Append and AppendBinary compute it, whatever was received, so a packet can be
// changed and sent on; only AppendReceived writes what was received. In the first fragment of an IP packet what was received stays in the layers behind IP,
// as it tells of the whole packet. The zero value is one that nothing is known of yet. Fixed makes one that is never computed, right or wrong:
//
//	packet.UDP{SrcPort: 1, DstPort: 2, Checksum: packet.Fixed(0)} // No checksum.
type Computed uint64

// The upper half of a Computed tells where its value is from.
const (
	received Computed = 1 << 32
	fixed    Computed = 1 << 33
)

// Fixed returns a value that is written as it is.
func Fixed(value uint32) Computed { return fixed | Computed(value) }

// Received returns a value as decoding leaves it: it is written by AppendReceived, and computed anew by Append.
func Received(value uint32) Computed { return received | Computed(value) }

// Value returns what was received or fixed, or 0.
func (c Computed) Value() uint32 { return uint32(c) }

// IsFixed reports whether the value is written as it is.
func (c Computed) IsFixed() bool { return c&fixed != 0 }

// IsReceived reports whether the value was received.
func (c Computed) IsReceived() bool { return c&received != 0 }

// String returns the value in decimal, with an exclamation mark when it is fixed, and auto when there is none.
func (c Computed) String() string {
	switch {
	case c.IsFixed():
		return strconv.FormatUint(uint64(c.Value()), 10) + "!"
	case c.IsReceived():
		return strconv.FormatUint(uint64(c.Value()), 10)
	}
	return "auto"
}

// keeps reports whether the value is written without being computed. In AppendReceived received values are; so are they in fragments, where a
// length and a checksum tell of more than is there.
func (c Computed) keeps(f encodingFlags) bool {
	return c&fixed != 0 || c&received != 0 && f&keepReceived != 0
}

// or16 returns the value if it is kept, else computed, which may not be wider than 16 bits.
func (c Computed) or16(computed int, f encodingFlags) (uint16, error) {
	if c.keeps(f) {
		if c.Value() > 0xffff {
			return 0, openflow.ErrValue
		}
		return uint16(c), nil
	}
	if computed > 0xffff {
		return 0, openflow.ErrTooLong
	}
	return uint16(computed), nil
}

// end returns where the payload ends by a length of the layer at the start of b: Decoded.End. A fragment holds less than its lengths say.
func (d *Decoder) end(length int, b []byte) int {
	if length > len(b) && d.partial {
		return 0
	}
	return length
}

// within reports why the first n bytes of b cannot be read: ErrLength where a length in the header ends before them, ErrTruncated where b does.
func within(n, length int, b []byte) error {
	switch {
	case n > length:
		return openflow.ErrLength
	case n > len(b):
		return openflow.ErrTruncated
	}
	return nil
}
