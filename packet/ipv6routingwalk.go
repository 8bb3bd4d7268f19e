package packet

import (
	"bytes"
	"net/netip"

	"github.com/ofwire/openflow"
)

// newRoutingRPL returns a header of type 3 without addresses.
func newRoutingRPL() Layer { return &IPv6Routing{Type: RoutingRPL, Data: make([]byte, 4)} }

// isRPL reports whether a header is of type 3 and its addresses, with the number of bytes that they leave out, are all that it says.
func (l *IPv6Routing) isRPL() bool {
	if l.Type != RoutingRPL || len(l.Data) < 4 {
		return false
	}
	again := IPv6Routing{Type: RoutingRPL, Data: []byte{l.Data[0], 0, 0, 0}}
	again.setCompressed(l.Addresses(netip.Addr{}))
	return bytes.Equal(again.Data, l.Data)
}

// setCompressed stores addresses without the prefixes that the first byte of the data tells, and padding.
func (l *IPv6Routing) setCompressed(list []netip.Addr) {
	inner, last := int(l.Data[0]>>4), int(l.Data[0]&15)
	b := []byte{l.Data[0], 0, 0, 0}
	for i, a := range list {
		n := inner
		if i == len(list)-1 {
			n = last
		}
		x := a.As16()
		b = append(b, x[n:]...)
	}
	pad := -(4 + len(b)) & 7
	b[1] = byte(pad << 4)
	l.Data = append(b, make([]byte, pad)...)
}

// Walk shows the fields to v.
func (l *IPv6Routing) Walk(v Visitor) {
	v.Uint("nxt", (*openflow.U8)(&l.NextHeader))
	v.Derived("size", uint64(l.HeaderLen()/8-1))
	if !l.isRPL() {
		v.Uint("type", (*openflow.U8)(&l.Type))
		v.Uint("seg", (*openflow.U8)(&l.SegmentsLeft))
		v.Bytes("data", &l.Data)
		return
	}
	v.Const("type", RoutingRPL)
	v.Uint("seg", (*openflow.U8)(&l.SegmentsLeft))
	list := l.Addresses(netip.Addr{})
	v.Uint("cmpi", &bitField{&l.Data[0], 4, 4})
	v.Uint("cmpe", &bitField{&l.Data[0], 0, 4})
	v.Addrs("adrs", &list, 16)
	if v.Reading() {
		l.setCompressed(list)
	}
}
