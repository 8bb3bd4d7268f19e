package wire

import "github.com/ofwire/openflow"

// InPort returns the port that a packet came in on, as the fields of a packet-in tell it: in 32 bits, or in the 16 that Nicira's field has in all versions. It
// returns 0 when they do not tell.
func InPort[T ~uint32](fields []openflow.Field, wide openflow.IntKey[T], narrow openflow.IntKey[uint16]) uint32 {
	if in, _, ok := wide.Get(fields); ok {
		return uint32(in)
	}
	in, _, _ := narrow.Get(fields)
	return openflow.WidePort(in)
}
