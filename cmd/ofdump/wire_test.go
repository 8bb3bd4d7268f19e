package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/gopacket/gopacket/layers"
	"github.com/ofwire/openflow/packet"
)

// A frame is a packet in a capture, and when it was seen, in nanoseconds.
type frame struct {
	b  []byte
	at int64
}

// A wire makes the frames of one TCP connection: from the switch, end 1, to the controller, end 0.
type wire struct {
	addrs [2]netip.AddrPort
	isn   [2]uint32
	wrap  func(layers ...packet.Layer) []byte // What is around IP; nil is Ethernet.
}

// Ends of a wire.
const (
	controller = iota
	swtch
)

func newWire() *wire {
	return &wire{addrs: [2]netip.AddrPort{netip.MustParseAddrPort("10.0.0.1:6653"), netip.MustParseAddrPort("10.0.0.2:40000")}, isn: [2]uint32{1000, 2000}}
}

// encode encodes layers that cannot be wrong.
func encode(layers ...packet.Layer) []byte {
	b, err := packet.Append(nil, layers...)
	if err != nil {
		panic(err)
	}
	return b
}

func ethernet(layers ...packet.Layer) []byte {
	return encode(append([]packet.Layer{&packet.Ethernet{Dst: packet.Broadcast}}, layers...)...)
}

// segment makes a segment: its bytes have an offset in what the end sends, and it acknowledges so many bytes of the other end, unless ack is negative.
func (w *wire) segment(from int, flags packet.TCPFlags, offset, ack int, b []byte) frame {
	src, dst := w.addrs[from], w.addrs[1-from]
	t := &packet.TCP{SrcPort: src.Port(), DstPort: dst.Port(), Seq: w.isn[from] + 1 + uint32(offset), Flags: flags}
	if flags&packet.TCPSyn != 0 {
		t.Seq--
	}
	if ack >= 0 {
		t.Flags |= packet.TCPAck
		t.Ack = w.isn[1-from] + 1 + uint32(ack)
	}
	var ip packet.Layer = packet.NewIPv6(src.Addr(), dst.Addr())
	if src.Addr().Is4() {
		ip = packet.NewIPv4(src.Addr(), dst.Addr())
	}
	wrap := w.wrap
	if wrap == nil {
		wrap = ethernet
	}
	return frame{b: wrap(ip, t, packet.Payload(b))}
}

// syn is the beginning of the connection.
func (w *wire) syn() []frame {
	return []frame{
		w.segment(swtch, packet.TCPSyn, 0, -1, nil), w.segment(controller, packet.TCPSyn, 0, 0, nil), w.segment(swtch, 0, 0, 0, nil),
	}
}

// up makes a segment with data of the switch.
func (w *wire) up(offset int, b []byte) frame { return w.segment(swtch, packet.TCPPsh, offset, 0, b) }

// down makes a segment with data of the controller.
func (w *wire) down(offset int, b []byte) frame {
	return w.segment(controller, packet.TCPPsh, offset, 0, b)
}

// ack acknowledges data of the switch.
func (w *wire) ack(n int) frame { return w.segment(controller, 0, 0, n, nil) }

func cat(lists ...[]byte) []byte { return bytes.Join(lists, nil) }

// tape joins frames and lists of frames to a capture, a millisecond after each other.
func tape(parts ...any) []frame {
	var list []frame
	for _, p := range parts {
		switch p := p.(type) {
		case frame:
			list = append(list, p)
		case []frame:
			list = append(list, p...)
		}
	}
	for i := range list {
		list[i].at = 1_700_000_000_000_000_000 + int64(i)*1_000_000 + 7
	}
	return list
}

// echo is an echo request of 1.3 with n bytes.
func echo(xid uint32, n int) []byte {
	b := make([]byte, n)
	b[0], b[1] = 4, 2
	binary.BigEndian.PutUint16(b[2:], uint16(n))
	binary.BigEndian.PutUint32(b[4:], xid)
	for i := 8; i < n; i++ {
		b[i] = 0xee // No header begins in it.
	}
	return b
}

// pcap is a capture file.
func pcap(order binary.AppendByteOrder, magic uint32, link layers.LinkType, frames []frame) []byte {
	unit := int64(1)
	if magic == 0xa1b2c3d4 {
		unit = 1000
	}
	b := order.AppendUint32(nil, magic)
	b = order.AppendUint16(b, 2)
	b = order.AppendUint16(b, 4)
	for _, x := range []uint32{0, 0, 1 << 18, uint32(link)} {
		b = order.AppendUint32(b, x)
	}
	for _, f := range frames {
		for _, x := range []int64{f.at / 1e9, f.at % 1e9 / unit, int64(len(f.b)), int64(len(f.b))} {
			b = order.AppendUint32(b, uint32(x))
		}
		b = append(b, f.b...)
	}
	return b
}

// file is the usual capture file.
func file(frames []frame) string {
	return string(pcap(binary.LittleEndian, 0xa1b23c4d, layers.LinkTypeEthernet, frames))
}

// block is a block of pcapng.
func block(order binary.AppendByteOrder, typ uint32, body []byte) []byte {
	n := uint32(12 + len(body))
	return order.AppendUint32(append(order.AppendUint32(order.AppendUint32(nil, typ), n), body...), n)
}

// section is a section header of pcapng.
func section(order binary.AppendByteOrder) []byte {
	b := order.AppendUint16(order.AppendUint16(order.AppendUint32(nil, 0x1a2b3c4d), 1), 0)
	return block(order, blockSection, order.AppendUint64(b, 1<<64-1))
}

// enhanced is a packet of pcapng with a time in microseconds.
func enhanced(order binary.AppendByteOrder, f frame) []byte {
	b := order.AppendUint32(nil, 0)
	for _, x := range []uint64{uint64(f.at/1000) >> 32, uint64(f.at / 1000), uint64(len(f.b)), uint64(len(f.b))} {
		b = order.AppendUint32(b, uint32(x))
	}
	b = append(append(b, f.b...), make([]byte, (4-len(f.b)%4)%4)...)
	return block(order, blockPacket, b)
}

// pcapng is a capture file.
func pcapng(order binary.AppendByteOrder, link layers.LinkType, frames []frame) []byte {
	b := section(order)
	b = append(b, block(order, blockInterface, order.AppendUint32(order.AppendUint16(order.AppendUint16(nil, uint16(link)), 0), 0))...)
	for _, f := range frames {
		b = append(b, enhanced(order, f)...)
	}
	return b
}

// brief runs the program and makes each line of its JSON short: > is to the controller, and a stream other than the first has its number.
func brief(t *testing.T, in string, args ...string) (status int, lines string) {
	t.Helper()
	status, out, diag := dump(append([]string{"-in", "pcap", "-format", "json"}, args...), in)
	var b strings.Builder
	for text := range strings.Lines(out) {
		var r record
		if err := json.Unmarshal([]byte(text), &r); err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		if r.Dst.Port() == 6653 {
			b.WriteString(">")
		} else {
			b.WriteString("<")
		}
		if r.Stream != 1 {
			fmt.Fprintf(&b, " #%d", r.Stream)
		}
		switch {
		case r.Gap != nil:
			fmt.Fprintf(&b, " gap %d %d", r.Gap.Missing, r.Gap.Skipped)
		case r.TLS:
			b.WriteString(" tls")
		case r.XID != nil:
			fmt.Fprintf(&b, " %s %d", r.Type, *r.XID)
		}
		if r.Error != nil {
			b.WriteString(" " + r.Error.Reason)
		}
		b.WriteString("\n")
	}
	return status, b.String() + diag
}
