package capture

import (
	"bytes"
	"net/netip"
	"testing"
	"time"
)

// A file is what a capture file holds.
type file struct {
	names, descriptions []string // Of interfaces.
	packets             []packet
}

type packet struct {
	iface    uint32
	time     time.Time
	length   int // Not cut.
	data     []byte
	flags    uint32
	comment  string
	from, to netip.AddrPort
	tcpFlags uint8
	seq, ack uint32
	payload  []byte
}

// read reads a capture file, and checks it to the bit.
func read(t *testing.T, b []byte) *file {
	t.Helper()
	f := new(file)
	for first := true; len(b) > 0; first = false {
		typ, n := le.Uint32(b), le.Uint32(b[4:])
		if n%4 != 0 || n < 12 || int(n) > len(b) || le.Uint32(b[n-4:]) != n || first != (typ == blockSection) {
			t.Fatalf("block of type %#x and %d bytes, %d are left", typ, n, len(b))
		}
		body := b[8 : n-4]
		b = b[n:]
		switch typ {
		case blockSection:
			if !bytes.Equal(body[:16], []byte{0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255}) {
				t.Errorf("section %x", body[:16])
			}
			if o := options(t, body[16:]); o[optSectionUserAppl] != application || o[optComment] == "" {
				t.Errorf("options of the section: %q", o)
			}
		case blockInterface:
			o := options(t, body[8:])
			if le.Uint16(body) != linkEthernet || le.Uint32(body[4:]) != 0 || o[optInterfaceTSResol] != "\x09" {
				t.Errorf("interface %x, options %q", body[:8], o)
			}
			f.names = append(f.names, o[optInterfaceName])
			f.descriptions = append(f.descriptions, o[optInterfaceDescr])
		case blockPacket:
			f.packets = append(f.packets, readPacket(t, body))
			if p := f.packets[len(f.packets)-1]; int(p.iface) >= len(f.names) {
				t.Errorf("packet of interface %d", p.iface)
			}
		default:
			t.Errorf("block of type %#x", typ)
		}
	}
	return f
}

// options reads the options at the end of a block.
func options(t *testing.T, b []byte) map[uint16]string {
	t.Helper()
	o := make(map[uint16]string)
	for len(b) >= 4 {
		code, n := le.Uint16(b), int(le.Uint16(b[2:]))
		if code == optEnd {
			if n != 0 || len(b) != 4 {
				t.Errorf("end of options %x", b)
			}
			return o
		}
		o[code] = string(b[4 : 4+n])
		for _, c := range b[4+n : 4+(n+3)/4*4] {
			if c != 0 {
				t.Error("padding is not zero")
			}
		}
		b = b[4+(n+3)/4*4:]
	}
	t.Error("options do not end")
	return o
}

func readPacket(t *testing.T, b []byte) packet {
	t.Helper()
	ts := int64(le.Uint32(b[4:]))<<32 | int64(le.Uint32(b[8:]))
	p := packet{iface: le.Uint32(b), time: time.Unix(0, ts), length: int(le.Uint32(b[16:]))}
	n := int(le.Uint32(b[12:]))
	p.data = b[20 : 20+n]
	o := options(t, b[20+(n+3)/4*4:])
	p.comment = o[optComment]
	p.flags = le.Uint32([]byte(o[optPacketFlags]))
	if n == p.length {
		p.dissect(t)
	} else if n > p.length {
		t.Errorf("%d bytes of %d", n, p.length)
	}
	return p
}

// dissect reads the headers and checks lengths and checksums.
func (p *packet) dissect(t *testing.T) {
	t.Helper()
	b := p.data[12:]
	var from, to netip.Addr
	var pseudo []byte
	switch be.Uint16(b) {
	case 0x0800:
		b = b[2:]
		if b[0] != 0x45 || int(be.Uint16(b[2:])) != len(b) || b[9] != 6 || slowSum(b[:20]) != 0xffff {
			t.Errorf("IPv4 %x", b[:20])
		}
		from, to = netip.AddrFrom4([4]byte(b[12:])), netip.AddrFrom4([4]byte(b[16:]))
		pseudo = append(pseudo, b[12:20]...)
		b = b[20:]
	case 0x86dd:
		b = b[2:]
		if b[0] != 0x60 || int(be.Uint16(b[4:])) != len(b)-40 || b[6] != 6 {
			t.Errorf("IPv6 %x", b[:40])
		}
		from, to = netip.AddrFrom16([16]byte(b[8:])), netip.AddrFrom16([16]byte(b[24:]))
		pseudo = append(pseudo, b[8:40]...)
		b = b[40:]
	default:
		t.Fatalf("packet %x", p.data)
	}
	pseudo = append(pseudo, 0, 6, byte(len(b)>>8), byte(len(b)))
	if slowSum(append(pseudo, b...)) != 0xffff {
		t.Errorf("TCP checksum of %x", b[:20])
	}
	p.from, p.to = netip.AddrPortFrom(from, be.Uint16(b)), netip.AddrPortFrom(to, be.Uint16(b[2:]))
	p.seq, p.ack, p.tcpFlags = be.Uint32(b[4:]), be.Uint32(b[8:]), b[13]
	p.payload = b[b[12]>>4*4:]
}

// slowSum is the sum of RFC 1071, word by word.
func slowSum(b []byte) uint16 {
	var s uint32
	for i, c := range b {
		if i%2 == 0 {
			s += uint32(c) << 8
		} else {
			s += uint32(c)
		}
		s = s>>16 + s&0xffff
	}
	return uint16(s)
}

// A talk is what both sides of a TCP connection said, and who closed it.
type talk struct {
	said   map[netip.AddrPort][]byte
	closed string
}

// follow checks that the packets are one well-behaved TCP connection and returns what was said.
func follow(t *testing.T, packets []packet) talk {
	t.Helper()
	if len(packets) < 3 {
		t.Fatalf("%d packets", len(packets))
	}
	for i, flags := range []uint8{flagSYN, flagSYN | flagACK, flagACK} {
		if packets[i].tcpFlags != flags || len(packets[i].payload) > 0 {
			t.Fatalf("packet %d has flags %#x", i, packets[i].tcpFlags)
		}
	}
	a, b := packets[0], packets[1]
	next := map[netip.AddrPort]uint32{a.from: a.seq, b.from: b.seq}
	acked := map[netip.AddrPort]uint32{a.from: a.seq + 1, b.from: b.seq + 1}
	f := talk{said: make(map[netip.AddrPort][]byte)}
	for i, p := range packets {
		if p.from == p.to || p.seq != next[p.from] || i > 0 && p.ack != next[p.to] || i > 1 && p.tcpFlags&flagACK == 0 {
			t.Fatalf("packet %d of %v: seq %d, want %d; ack %d, want %d", i, p.from, p.seq, next[p.from], p.ack, next[p.to])
		}
		next[p.from] += uint32(len(p.payload))
		if p.tcpFlags&(flagSYN|flagFIN) != 0 {
			next[p.from]++
		}
		acked[p.to] = max(acked[p.to], p.ack)
		if n := next[p.from] - acked[p.from]; i > 2 && n > 128*window {
			t.Fatalf("packet %d: %d bytes beyond what is acknowledged", i, n)
		}
		f.said[p.from] = append(f.said[p.from], p.payload...)
		if p.tcpFlags&(flagFIN|flagRST) != 0 && f.closed == "" {
			f.closed = p.from.String() + ": " + p.comment
		}
	}
	return f
}
