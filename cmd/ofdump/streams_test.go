package main

import (
	"bytes"
	"encoding/binary"
	"net/netip"
	"strings"
	"testing"

	"github.com/gopacket/gopacket/layers"
	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

func TestStreams(t *testing.T) {
	w, syn := newWire(), newWire().syn()
	wrapped := newWire()
	wrapped.isn = [2]uint32{1<<32 - 5, 1<<32 - 20}
	one, two, three := echo(1, 20), echo(2, 30), echo(3, 40)
	all := cat(one, two, three)
	long := echo(9, openflow.MaxMessageLen)
	var pieces []frame
	for i := range all {
		pieces = append(pieces, w.up(i, all[i:i+1]))
	}
	var parts []frame
	for at := 0; at < len(long); at += 1448 {
		parts = append(parts, w.up(at, long[at:min(at+1448, len(long))]))
	}
	again := newWire()
	again.isn = [2]uint32{50000, 60000}
	other := newWire()
	other.addrs[swtch] = netip.MustParseAddrPort("10.0.0.3:40001")
	fin := func(w *wire, n int) frame { return w.segment(swtch, packet.TCPFin, n, 0, nil) }

	const good = "> echo_request 1\n> echo_request 2\n> echo_request 3\n"
	for _, test := range []struct {
		name   string
		frames []frame
		status int
		want   string
	}{
		{"nothing", nil, 0, ""},
		{"no data", syn, 0, ""},
		{"in order", tape(syn, w.up(0, one), w.up(20, two), w.down(0, one), w.up(50, three)), 0,
			"> echo_request 1\n> echo_request 2\n< echo_request 1\n> echo_request 3\n"},
		{"many messages in a segment", tape(syn, w.up(0, all)), 0, good},
		{"a byte in a segment", tape(syn, pieces), 0, good},
		{"out of order", tape(syn, w.up(50, three), w.up(20, two), w.up(0, one)), 0, good},
		{"out of order, in pieces", tape(syn, w.up(60, all[60:]), w.up(10, all[10:25]), w.up(40, all[40:60]), w.up(0, all[:10]), w.up(25, all[25:40])), 0, good},
		{"retransmitted", tape(syn, w.up(0, one), w.up(0, one), w.up(20, two), w.up(0, all[:50]), w.up(50, three), w.up(20, all[20:])), 0, good},
		{"retransmitted behind a hole", tape(syn, w.up(20, two), w.up(20, two), w.up(20, all[20:]), w.up(50, three), w.up(0, one)), 0, good},
		{"overlapping", tape(syn, w.up(0, all[:30]), w.up(10, all[10:60]), w.up(55, all[55:])), 0, good},
		{"overlapping behind a hole", tape(syn, w.up(15, all[15:40]), w.up(30, all[30:]), w.up(5, all[5:20]), w.up(0, all[:10])), 0, good},
		{"wrapping around", tape(wrapped.syn(), wrapped.up(20, two), wrapped.up(0, one), wrapped.up(50, three)), 0, good},
		{"probes of keep-alive", tape(syn, w.up(0, one), w.up(19, []byte{0}), w.up(20, two), w.up(49, nil), w.up(50, three)), 0, good},
		{"longest message", tape(syn, parts, w.up(len(long), one)), 0, "> echo_request 9\n> echo_request 1\n"},
		{"gap, acknowledged", tape(syn, w.up(0, one), w.up(50, three), w.ack(50), w.down(0, two)), 1,
			"> echo_request 1\n> gap 30 0\n> echo_request 3\n< echo_request 2\n"},
		{"gap, acknowledged before", tape(syn, w.up(0, one), w.ack(50), w.up(50, three)), 1, "> echo_request 1\n> gap 30 0\n> echo_request 3\n"},
		{"gap, at the end", tape(syn, w.up(0, one), w.up(50, three), w.down(0, two)), 1, "> echo_request 1\n< echo_request 2\n> gap 30 0\n> echo_request 3\n"},
		{"gap in a message", tape(syn, w.up(0, all[:30]), w.up(40, all[40:50]), w.up(50, three), w.ack(90)), 1,
			"> echo_request 1\n> echo_request 2 truncated\n> gap 10 10\n> echo_request 3\n"},
		{"gap, and messages in the midst of a segment", tape(syn, w.up(0, one), w.up(40, cat(two[20:], one, two, three)), w.ack(200)), 1,
			"> echo_request 1\n> gap 20 10\n> echo_request 1\n> echo_request 2\n> echo_request 3\n"},
		{"gap, nothing behind it", tape(syn, w.up(0, one), w.up(40, two[20:]), w.ack(50)), 1, "> echo_request 1\n> gap 20 10\n"},
		{"gap before the first message", tape(syn, w.up(20, two), w.ack(50)), 1, "> gap 20 0\n> echo_request 2\n"},
		{"reset behind a gap", tape(syn, w.up(20, two), w.segment(swtch, packet.TCPRst, 50, 0, nil)), 1, "> gap 20 0\n> echo_request 2\n"},
		{"mid-stream", tape(w.up(7, one), w.down(3, two), w.up(27, two)), 0, "> echo_request 1\n< echo_request 2\n> echo_request 2\n"},
		{"mid-stream, in a message", tape(w.up(10, one[10:]), w.up(20, two), w.up(50, three)), 1, "> gap 0 10\n> echo_request 2\n> echo_request 3\n"},
		{"mid-stream, after an acknowledgement", tape(w.ack(0), w.up(0, one)), 0, "> echo_request 1\n"},
		{"mid-stream, after a probe of keep-alive", tape(w.up(19, nil), w.ack(20), w.up(20, two), w.ack(50)), 0, "> echo_request 2\n"},
		{"cut at the end", tape(syn, w.up(0, all[:60])), 1, "> echo_request 1\n> echo_request 2\n> echo_request 3 truncated\n"},
		{"cut by FIN", tape(syn, w.up(0, all[:60]), fin(w, 60), w.down(0, one)), 1,
			"> echo_request 1\n> echo_request 2\n> echo_request 3 truncated\n< echo_request 1\n"},
		{"FIN before data", tape(syn, fin(w, 20), w.up(0, one), w.down(0, two)), 0, "> echo_request 1\n< echo_request 2\n"},
		{"retransmitted SYN and FIN", tape(syn, syn, w.up(0, one), syn, fin(w, 20), fin(w, 20), w.up(0, one)), 0, "> echo_request 1\n"},
		{"port reuse", tape(syn, w.up(0, one), fin(w, 20), again.syn(), again.up(0, two)), 0, "> echo_request 1\n> #2 echo_request 2\n"},
		{"port reuse, unfinished", tape(syn, w.up(0, all[:30]), again.syn(), again.up(0, two)), 1,
			"> echo_request 1\n> echo_request 2 truncated\n> #2 echo_request 2\n"},
		{"two streams", tape(syn, other.syn(), w.up(0, one[:9]), other.up(0, all[:30]), w.up(9, one[9:]), other.up(30, all[30:])), 0,
			"> echo_request 1\n> #2 echo_request 1\n> echo_request 2\n> echo_request 3\n"},
		{"TLS", tape(syn, w.up(0, []byte("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")), w.down(0, []byte("\x16\x03\x03\x00\x7a\x02\x00\x00\x76"))), 0, "> tls\n"},
		{"TLS, mid-stream", tape(w.up(0, []byte("rest of a record")), w.up(16, []byte("\x17\x03\x03\x00\x04abcd")), w.up(90, all), w.ack(200)), 0, "> tls\n"},
		{"another protocol", tape(syn, w.up(0, []byte("GET / HTTP/1.1\r\n\r\n")), w.down(0, bytes.Repeat([]byte("x"), 3000))), 1, "< gap 0 3000\n> gap 0 18\n"},
		{"framing lost", tape(syn, w.up(0, cat(one, []byte("\x04\x02\x00\x07\x00\x00\x00\x05"))), w.up(28, two)), 1,
			"> echo_request 1\n> echo_request 5 bad length\n> gap 0 8\n> echo_request 2\n"},
		{"hello of a version to come", tape(syn, w.up(0, []byte("\x07\x00\x00\x08\x00\x00\x00\x01"))), 0, "> hello 1\n"},
		{"truncated frame", tape(syn, frame{b: w.up(0, all).b[:54+45]}, w.up(90, one), w.ack(110)), 1,
			"> echo_request 1\n> echo_request 2 truncated\n> gap 45 0\n> echo_request 1\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if status, got := brief(t, file(test.frames)); status != test.status || got != test.want {
				t.Errorf("status %d, want %d; got\n%s\nwant\n%s", status, test.status, got, test.want)
			}
		})
	}
}

// TestLinks puts a stream on all links and into tunnels.
func TestLinks(t *testing.T) {
	ip6 := [2]netip.AddrPort{netip.MustParseAddrPort("[2001:db8::1]:6653"), netip.MustParseAddrPort("[2001:db8::2]:40000")}
	behind := func(head ...packet.Layer) func(...packet.Layer) []byte {
		return func(l ...packet.Layer) []byte { return encode(append(head, l...)...) }
	}
	family := func(head string) func(...packet.Layer) []byte {
		return func(l ...packet.Layer) []byte { return append([]byte(head), encode(l...)...) }
	}
	outer := packet.NewIPv4(netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2"))
	for _, test := range []struct {
		name string
		link layers.LinkType
		ip6  bool
		wrap func(...packet.Layer) []byte
	}{
		{"Ethernet", layers.LinkTypeEthernet, false, nil},
		{"Ethernet, IPv6", layers.LinkTypeEthernet, true, nil},
		{"padded Ethernet", layers.LinkTypeEthernet, false, behind(&packet.Ethernet{Pad: true})},
		{"VLAN", layers.LinkTypeEthernet, false, behind(&packet.Ethernet{}, &packet.VLAN{ID: 7})},
		{"two VLANs", layers.LinkTypeEthernet, true, behind(&packet.Ethernet{}, &packet.VLAN{ID: 7}, &packet.VLAN{ID: 8})},
		{"VXLAN", layers.LinkTypeEthernet, false, behind(&packet.Ethernet{}, outer, &packet.UDP{DstPort: packet.VXLANPort}, &packet.VXLAN{VNI: 5}, &packet.Ethernet{})},
		{"GRE", layers.LinkTypeEthernet, true, behind(&packet.Ethernet{}, outer, &packet.GRE{})},
		{"cooked", layers.LinkTypeLinuxSLL, false, behind(&packet.LinuxCooked{})},
		{"cooked, version 2", layers.LinkTypeLinuxSLL2, true, behind(&packet.LinuxCooked{Version2: true})},
		{"raw", layers.LinkTypeRaw, false, encode},
		{"raw, IPv6", layers.LinkTypeRaw, true, encode},
		{"raw BSD", linkRawBSD, false, encode},
		{"raw OpenBSD", linkRawOpenBSD, true, encode},
		{"IPv4", layers.LinkTypeIPv4, false, encode},
		{"IPv6", layers.LinkTypeIPv6, true, encode},
		{"null", layers.LinkTypeNull, false, family("\x02\x00\x00\x00")},
		{"null, IPv6", layers.LinkTypeNull, true, family("\x00\x00\x00\x1e")},
		{"loop", layers.LinkTypeLoop, false, family("\x00\x00\x00\x02")},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWire()
			w.wrap = test.wrap
			if test.ip6 {
				w.addrs = ip6
			}
			frames := tape(w.syn(), w.up(0, echo(1, 20)), frame{b: []byte{1, 2, 3}}, w.down(0, echo(2, 8)), w.up(20, echo(3, 8)))
			const want = "> echo_request 1\n< echo_request 2\n> echo_request 3\n"
			for name, b := range map[string][]byte{
				"pcap": pcap(binary.LittleEndian, 0xa1b23c4d, test.link, frames), "pcapng": pcapng(binary.BigEndian, test.link, frames),
			} {
				if status, got := brief(t, string(b)); status != 0 || got != want {
					t.Errorf("%s: status %d, got\n%s\nwant\n%s", name, status, got, want)
				}
			}
		})
	}
}

func TestPorts(t *testing.T) {
	w := newWire()
	w.addrs[controller] = netip.MustParseAddrPort("10.0.0.1:7000")
	in := file(tape(w.syn(), w.up(0, echo(1, 8))))
	for args, want := range map[string]string{
		"": "", "-port 6653": "", "-port 7000": "< echo_request 1\n", "-port 6653,7000": "< echo_request 1\n", "-port 40000": "< echo_request 1\n",
		"-port 1 -port 7000": "< echo_request 1\n",
	} {
		if status, got := brief(t, in, strings.Fields(args)...); status != 0 || got != want {
			t.Errorf("%q: status %d, got %s, want %s", args, status, got, want)
		}
	}
	w.addrs[controller] = netip.MustParseAddrPort("10.0.0.1:6633")
	if _, got := brief(t, file(tape(w.syn(), w.up(0, echo(1, 8))))); got != "< echo_request 1\n" {
		t.Errorf("port 6633: got %s", got)
	}
}

// TestLimits feeds more than is remembered: of one direction, and connections.
func TestLimits(t *testing.T) {
	w := newWire()
	frames := w.syn()
	const n = 1000
	for at := 100; at < 100+2*maxPending; at += n {
		frames = append(frames, w.up(at, bytes.Repeat(echo(uint32(at), n/4), 4)))
	}
	status, got := brief(t, file(tape(frames)))
	first, _, _ := strings.Cut(got, "\n")
	if want := 1 + 4*(2*maxPending/n+1); status != 1 || first != "> gap 100 0" || strings.Count(got, "gap") != 1 || strings.Count(got, "\n") != want {
		t.Errorf("status %d, %d lines: %.100q", status, strings.Count(got, "\n"), got)
	}

	frames = nil
	half := newWire()
	for i := range maxStreams + 10 {
		half.addrs[swtch] = netip.AddrPortFrom(half.addrs[swtch].Addr(), uint16(10000+i))
		frames = append(frames, append(half.syn(), half.up(0, echo(1, 8)), half.up(9, echo(2, 8)))...)
	}
	status, got = brief(t, file(tape(frames)))
	if status != 1 || strings.Count(got, "echo_request 1\n") != maxStreams+10 || strings.Count(got, "gap 1 0\n") != maxStreams+10 {
		t.Errorf("status %d, %d lines: %.100q", status, strings.Count(got, "\n"), got)
	}
}
