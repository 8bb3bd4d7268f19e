package packet

import (
	"slices"

	"github.com/ofwire/openflow"
)

// A TCPOption is one option of a TCP header. The functions that begin with TCPOption make those that have a value.
type TCPOption struct {
	Kind TCPOptionKind
	// Malformed tells that the option has no length that fits: Data is all that follows the kind in the header.
	Malformed bool
	// Data is what follows kind and length. Of TCPEndOfOptions, which has neither length nor value, it is what follows in the header: padding.
	Data []byte
}

// A TCPOptionKind tells what an option means.
type TCPOptionKind uint8

// Kinds of options.
const (
	TCPEndOfOptions   TCPOptionKind = 0
	TCPNop            TCPOptionKind = 1
	TCPMSS            TCPOptionKind = 2
	TCPWindowScale    TCPOptionKind = 3
	TCPSACKPermitted  TCPOptionKind = 4
	TCPSACK           TCPOptionKind = 5
	TCPTimestamps     TCPOptionKind = 8
	TCPUserTimeout    TCPOptionKind = 28
	TCPAuthentication TCPOptionKind = 29
)

// String returns the name, or the number.
func (k TCPOptionKind) String() string {
	switch k {
	case TCPUserTimeout:
		return "user-timeout"
	case TCPAuthentication:
		return "authentication"
	}
	return nameOf(uint64(k), "end", "nop", "mss", "window-scale", "sack-permitted", "sack", "", "", "timestamps")
}

// TCPOptionMSS returns the maximum segment size. RFC 9293 §3.7.1.
func TCPOptionMSS(size uint16) TCPOption {
	return TCPOption{Kind: TCPMSS, Data: be.AppendUint16(nil, size)}
}

// TCPOptionWindowScale returns the shift of the window. RFC 7323.
func TCPOptionWindowScale(shift uint8) TCPOption {
	return TCPOption{Kind: TCPWindowScale, Data: []byte{shift}}
}

// TCPOptionTimestamps returns the two timestamps. RFC 7323.
func TCPOptionTimestamps(value, echo uint32) TCPOption {
	return TCPOption{Kind: TCPTimestamps, Data: be.AppendUint32(be.AppendUint32(nil, value), echo)}
}

// TCPOptionSACK returns the blocks of selective acknowledgment: left and right edges. RFC 2018.
func TCPOptionSACK(blocks ...[2]uint32) TCPOption {
	o := TCPOption{Kind: TCPSACK}
	for _, x := range blocks {
		o.Data = be.AppendUint32(be.AppendUint32(o.Data, x[0]), x[1])
	}
	return o
}

// TCPOptionUserTimeout returns the user timeout in minutes, or in seconds: 15 bits, of which more is the most. RFC 5482.
func TCPOptionUserTimeout(timeout uint16, minutes bool) TCPOption {
	timeout = min(timeout, 0x7fff)
	if minutes {
		timeout |= 0x8000
	}
	return TCPOption{Kind: TCPUserTimeout, Data: be.AppendUint16(nil, timeout)}
}

// TCPOptionAuthentication returns the key ids and the MAC of TCP-AO. RFC 5925.
func TCPOptionAuthentication(keyID, nextKeyID uint8, mac []byte) TCPOption {
	return TCPOption{Kind: TCPAuthentication, Data: append([]byte{keyID, nextKeyID}, mac...)}
}

// MSS returns the value of a maximum segment size; false for other options.
func (o TCPOption) MSS() (size uint16, ok bool) {
	if o.Kind != TCPMSS || len(o.Data) != 2 {
		return 0, false
	}
	return be.Uint16(o.Data), true
}

// WindowScale returns the value of a window scale; false for other options.
func (o TCPOption) WindowScale() (shift uint8, ok bool) {
	if o.Kind != TCPWindowScale || len(o.Data) != 1 {
		return 0, false
	}
	return o.Data[0], true
}

// Timestamps returns the values of timestamps; false for other options.
func (o TCPOption) Timestamps() (value, echo uint32, ok bool) {
	if o.Kind != TCPTimestamps || len(o.Data) != 8 {
		return 0, 0, false
	}
	return be.Uint32(o.Data), be.Uint32(o.Data[4:]), true
}

// SACK returns the blocks of selective acknowledgment in fresh memory; false for other options.
func (o TCPOption) SACK() (blocks [][2]uint32, ok bool) {
	if o.Kind != TCPSACK || len(o.Data)%8 != 0 {
		return nil, false
	}
	for b := o.Data; len(b) > 0; b = b[8:] {
		blocks = append(blocks, [2]uint32{be.Uint32(b), be.Uint32(b[4:])})
	}
	return blocks, true
}

// bare reports whether the option has no length byte.
func (o *TCPOption) bare() bool { return o.Kind <= TCPNop || o.Malformed }

// len is the bytes of the option.
func (o *TCPOption) len() int {
	if o.bare() {
		return 1 + len(o.Data)
	}
	return 2 + len(o.Data)
}

// decodeTCPOptions returns all options of a header.
func (d *Decoder) decodeTCPOptions(b []byte) []TCPOption {
	a := d.tcpOptions.of(d)
	a.begin(0)
	i, room := len(a.buf), a.buf[:cap(a.buf)]
	for len(b) > 0 {
		if i == len(room) {
			room = slices.Grow(room, countTCPOptions(b))
			room = room[:cap(room)]
		}
		o := &room[i]
		i++
		o.Kind, o.Malformed = TCPOptionKind(b[0]), false
		n := 1
		switch {
		case o.Kind == TCPNop:
			o.Data = nil
		case o.Kind == TCPEndOfOptions:
			n = len(b)
			o.Data = b[1:]
		case len(b) < 2 || b[1] < 2 || int(b[1]) > len(b):
			n = len(b)
			o.Data, o.Malformed = b[1:], true
		default:
			n = int(b[1])
			o.Data = b[2:n:n]
		}
		b = b[n:]
	}
	a.buf = room[:i]
	return a.list()
}

// countTCPOptions returns how many options decodeTCPOptions finds.
func countTCPOptions(b []byte) (count int) {
	for ; len(b) > 0; count++ {
		n := 1
		switch kind := TCPOptionKind(b[0]); {
		case kind == TCPNop:
		case kind == TCPEndOfOptions || len(b) < 2 || b[1] < 2 || int(b[1]) > len(b):
			return count + 1
		default:
			n = int(b[1])
		}
		b = b[n:]
	}
	return count
}

// encodeTCPOptions fills b with options, and with zeros behind them. TCPNop with data, which would be options of its own, is openflow.ErrValue.
func encodeTCPOptions(b []byte, list []TCPOption) error {
	n := 0
	for i := range list {
		o := &list[i]
		b[n] = byte(o.Kind)
		n++
		if !o.bare() {
			b[n] = byte(2 + len(o.Data))
			n++
		} else if o.Kind == TCPNop && !o.Malformed && len(o.Data) > 0 {
			return openflow.ErrValue
		}
		if len(o.Data) > 0 {
			n += copy(b[n:], o.Data)
		}
	}
	clear(b[n:])
	return nil
}
