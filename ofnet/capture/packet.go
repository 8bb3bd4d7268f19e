package capture

import (
	"encoding/binary"
	"net/netip"
)

var be = binary.BigEndian

// Lengths of headers.
const (
	ethernetLen = 14
	ipv4Len     = 20
	ipv6Len     = 40
	tcpLen      = 20
)

// maxPayload is the most that a segment carries: an IPv4 packet has 65,535 bytes.
const maxPayload = 0xffff - ipv4Len - tcpLen

const (
	protocolTCP = 6
	hopLimit    = 64
	window      = 0xffff // In units of 128 bytes, see synOptions.
)

// Flags of TCP.
const (
	flagFIN = 1 << iota
	flagSYN
	flagRST
	flagPSH
	flagACK
)

// synOptions are a maximum segment size of maxPayload, a no-operation, and a window scale of 7.
const synOptions = "\x02\x04\xff\xd7\x01\x03\x03\x07"

// segment writes a TCP segment of one side.
func (w *Writer) segment(s *stream, from side, flags uint8, payload []byte, comment string) {
	e, other := &s.ends[from], &s.ends[1-from]
	options := ""
	if flags&flagSYN != 0 {
		options = synOptions
	}
	w.beginPacket(s.iface)
	w.ethernet(s, from)
	w.ip(e.addr.Addr(), other.addr.Addr(), tcpLen+len(options)+len(payload))
	w.tcp(e, other, flags, options, payload)

	length := len(w.buf) - packetHead + len(payload)
	w.buf = append(w.buf, payload...)
	if w.SnapLen > 0 {
		w.buf = w.buf[:packetHead+min(length, w.SnapLen)]
	}
	e.seq += uint32(len(payload))
	if flags&(flagSYN|flagFIN) != 0 {
		e.seq++
	}
	if flags&flagACK != 0 {
		other.acked = other.seq
	}
	w.endPacket(length, from, comment)
}

// ethernet appends a header with locally administered addresses: 1 is the controller's, 2 the switch's.
func (w *Writer) ethernet(s *stream, from side) {
	src, dst := byte(2), byte(1)
	if from == s.controller {
		src, dst = dst, src
	}
	w.buf = append(w.buf, 2, 0, 0, 0, 0, dst, 2, 0, 0, 0, 0, src)
	if s.ends[from].addr.Addr().Is4() {
		w.buf = append(w.buf, 0x08, 0x00)
	} else {
		w.buf = append(w.buf, 0x86, 0xdd)
	}
}

// ip appends a header of IPv4 or IPv6 for n bytes of TCP.
func (w *Writer) ip(src, dst netip.Addr, n int) {
	if !src.Is4() {
		from, to := src.As16(), dst.As16()
		w.buf = append(w.buf, 6<<4, 0, 0, 0, byte(n>>8), byte(n), protocolTCP, hopLimit)
		w.buf = append(append(w.buf, from[:]...), to[:]...)
		return
	}
	start, from, to := len(w.buf), src.As4(), dst.As4()
	n += ipv4Len
	w.buf = append(w.buf, 4<<4|ipv4Len/4, 0, byte(n>>8), byte(n), 0, 0, 0x40, 0, hopLimit, protocolTCP, 0, 0) // Do not fragment.
	w.buf = append(append(w.buf, from[:]...), to[:]...)
	be.PutUint16(w.buf[start+10:], ^fold(sum(w.buf[start:])))
}

// tcp appends a header.
func (w *Writer) tcp(e, other *end, flags uint8, options string, payload []byte) {
	start := len(w.buf)
	w.buf = be.AppendUint16(w.buf, e.addr.Port())
	w.buf = be.AppendUint16(w.buf, other.addr.Port())
	w.buf = be.AppendUint32(w.buf, e.seq)
	ack := uint32(0)
	if flags&flagACK != 0 {
		ack = other.seq
	}
	w.buf = be.AppendUint32(w.buf, ack)
	w.buf = append(w.buf, byte(tcpLen+len(options))<<2, flags)
	w.buf = be.AppendUint16(w.buf, window)
	w.buf = be.AppendUint32(w.buf, 0) // Checksum and urgent pointer.
	w.buf = append(w.buf, options...)
	n := len(w.buf) - start + len(payload)
	pseudo := addrSum(e.addr.Addr()) + addrSum(other.addr.Addr()) + protocolTCP + uint64(n)
	be.PutUint16(w.buf[start+16:], ^fold(pseudo+sum(w.buf[start:])+sum(payload)))
}

func addrSum(a netip.Addr) uint64 {
	if a.Is4() {
		b := a.As4()
		return sum(b[:])
	}
	b := a.As16()
	return sum(b[:])
}

// sum adds up words of 32 bits, the last one filled with zeros. It is the Internet checksum's (RFC 1071) when folded.
func sum(b []byte) (s uint64) {
	for ; len(b) >= 4; b = b[4:] {
		s += uint64(be.Uint32(b))
	}
	for i, c := range b {
		s += uint64(c) << (24 - 8*i)
	}
	return s
}

// fold adds up the words of 16 bits.
func fold(s uint64) uint16 {
	for s > 0xffff {
		s = s>>16 + s&0xffff
	}
	return uint16(s)
}
