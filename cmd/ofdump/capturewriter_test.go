package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/gopacket/gopacket"
	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow15"
	"github.com/ofwire/openflow/packet"
)

// lines are those of JSON output, without some attributes.
func lines(t *testing.T, out string, without ...string) []string {
	t.Helper()
	var list []string
	for text := range strings.Lines(out) {
		var r map[string]json.RawMessage
		if err := json.Unmarshal([]byte(text), &r); err != nil {
			t.Fatal(err)
		}
		for _, name := range without {
			delete(r, name)
		}
		b, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, string(b))
	}
	return list
}

// packets reads a capture with package pcapgo.
func packets(t *testing.T, in string) (list [][]byte, infos []gopacket.CaptureInfo) {
	t.Helper()
	c, err := openCapture(strings.NewReader(in))
	if err != nil {
		t.Fatal(err)
	}
	for {
		b, info, _, err := c.next()
		if err == io.EOF {
			return list, infos
		}
		if err != nil {
			t.Fatal(err)
		}
		list, infos = append(list, bytes.Clone(b)), append(infos, info)
	}
}

// TestWriteCapture writes captures and reads them again: the messages are the same, with times and addresses where they had any.
func TestWriteCapture(t *testing.T) {
	w, six, again := newWire(), newWire(), newWire()
	six.addrs = [2]netip.AddrPort{netip.MustParseAddrPort("[2001:db8::1]:6633"), netip.MustParseAddrPort("[2001:db8::2]:40000")}
	again.isn = [2]uint32{50000, 60000}
	big := echo(5, openflow.MaxMessageLen)
	var lots []frame
	for at := 0; at < len(big); at += 8000 {
		lots = append(lots, six.up(at, big[at:min(at+8000, len(big))]))
	}
	longest := hex.EncodeToString(big)
	for _, test := range []struct{ name, args, in string }{
		{"hex", "", hello + "\n" + flowMod + "\n" + strings.Repeat(longest+"\n", 40) + port[:12] + "12"},
		{"bin", "-in bin", unhex(hello + flowMod + longest)},
		{"capture", "-in pcap", file(session())},
		{"streams", "-in pcap", file(tape(w.syn(), six.syn(), w.up(0, echo(1, 8)), lots, w.down(0, echo(2, 8)), again.syn(), again.up(0, echo(3, 8))))},
		{"nothing", "", ""},
	} {
		for _, format := range []string{"pcap", "pcapng"} {
			t.Run(test.name+" as "+format, func(t *testing.T) {
				args := strings.Fields(test.args)
				_, want, _ := dump(append(args, "-format", "json"), test.in)
				_, out, diag := dump(append(args, "-format", format), test.in)
				if bad := strings.Contains(want, "error"); bad != (diag != "") {
					t.Errorf("diagnostics: %s", diag)
				}
				status, got, diag := dump([]string{"-in", "pcap", "-format", "json"}, out)
				a, b := lines(t, want, "line"), lines(t, got, "line")
				if strings.Contains(test.args, "pcap") {
					if status != 0 || !slices.Equal(a, b) {
						t.Errorf("status %d, %s got\n%.2000s\nwant\n%.2000s", status, diag, got, want)
					}
				} else if n := strings.Count(want, `"ok":true`); status != 0 || len(b) != n {
					t.Errorf("status %d, %s: %d messages, want %d", status, diag, len(b), n)
				}
				list, infos := packets(t, out)
				for i, b := range list {
					p := packet.Unmarshal(b)
					if again, err := p.AppendBinary(nil); err != nil || !bytes.Equal(again, b) || infos[i].Length != len(b) {
						t.Fatalf("lengths or checksums are wrong: %v", p)
					}
				}
			})
		}
	}
}

// TestWritePackets writes the frames that messages carry.
func TestWritePackets(t *testing.T) {
	frame := ping()
	in := hexOf(t, &openflow13.PacketIn{TotalLen: 100, Data: frame}) + "\n" + hello + "\n" + hexOf(t, &openflow13.PacketOut{Data: frame}) + "\n" +
		hexOf(t, &openflow15.PacketIn{Match: openflow15.Match{openflow15.FieldPacketType.Exact(1<<16 | 0x0800)}, Data: frame[14:]})
	for _, format := range []string{"pcap", "pcapng"} {
		status, out, diag := dump([]string{"-packets", "-format", format}, in)
		list, infos := packets(t, out)
		if status != 0 || diag != "" || len(list) != 3 || !bytes.Equal(list[0], frame) || !bytes.Equal(list[1], frame) {
			t.Errorf("%s: status %d, %s, %x", format, status, diag, list)
		} else if infos[0].Length != 100 || infos[1].Length != len(frame) {
			t.Errorf("%s: lengths of the packets are wrong: %v", format, infos)
		} else if eth := packet.Unmarshal(list[2]); packet.Get[*packet.UDP](eth) == nil {
			t.Errorf("%s: got %v", format, eth)
		}
	}
	w := newWire()
	packetIn, err := hex.DecodeString(hexOf(t, &openflow13.PacketIn{Data: frame}))
	if err != nil {
		t.Fatal(err)
	}
	tape := tape(w.syn(), w.up(0, packetIn))
	_, out, _ := dump([]string{"-in", "pcap", "-packets", "-format", "pcapng"}, file(tape))
	if list, infos := packets(t, out); len(list) != 1 || infos[0].Timestamp.UnixNano() != tape[3].at {
		t.Errorf("%d packets, %v", len(list), infos)
	}
}

// TestWriteCaptureDiagnostics verifies that what goes wrong is not hidden in a capture.
func TestWriteCaptureDiagnostics(t *testing.T) {
	w := newWire()
	for _, test := range []struct{ args, in, want string }{
		{"", "zz\n" + hello, "1 stdin:1: error at offset 0: bad hexadecimal digit 'z'\n"},
		{"", hello + "00", "1 stdin:1 1.3 hello xid=1 length=8: error at offset 2 in Header.Length: bad length"},
		{"-verify", strings.Replace(flowMod, "00000001000c8", "12340001000c8", 1), " roundtrip=differs "},
		{"-in pcap", file(tape(w.syn(), w.up(9, echo(1, 8)))), "10.0.0.2:40000 > 10.0.0.1:6653: gap: 9 bytes missing, 0 bytes skipped\n"},
	} {
		status, out, diag := dump(append(strings.Fields(test.args), "-format", "pcap"), test.in)
		if status != 1 || !strings.Contains(diag, test.want) || !strings.HasPrefix(out, "\x4d\x3c\xb2\xa1") {
			t.Errorf("%s: status %d, %s, want %s", test.args, status, diag, test.want)
		}
	}
	for _, format := range []string{"pcap", "pcapng"} {
		if status := run([]string{"-format", format}, strings.NewReader(hello), stubborn{}, io.Discard); status != 2 {
			t.Errorf("%s: status %d of a writer that fails", format, status)
		}
	}
}

// FuzzCapture reads anything as a capture, and writes what is found as another.
func FuzzCapture(f *testing.F) {
	f.Add(file(session()))
	f.Add(string(pcapng(little, 1, session())))
	f.Add(string(pcapng(big, 113, session())))
	w := newWire()
	f.Add(file(tape(w.up(50, echo(3, 20)), w.syn(), w.up(20, cat(echo(1, 10), echo(2, 30))), w.ack(50), w.segment(swtch, packet.TCPFin, 70, 0, nil))))
	f.Fuzz(func(t *testing.T, in string) {
		if len(in) > 1<<16 {
			return
		}
		status, text, _ := dump([]string{"-in", "pcap", "-packets", "-format", "json", "-port", "6653,40000"}, in)
		for line := range strings.Lines(text) {
			if !json.Valid([]byte(line)) {
				t.Fatalf("status %d, line %q is no JSON", status, line)
			}
		}
		_, out, _ := dump([]string{"-in", "pcap", "-format", "pcapng", "-port", "6653,40000"}, in)
		_, again, diag := dump([]string{"-in", "pcap", "-format", "json", "-port", "6653,40000"}, out)
		if want, got := strings.Count(text, `"ok":true`), strings.Count(again, `"ok":true`); diag != "" || got < want-strings.Count(text, `"tls":true`) {
			t.Fatalf("%d messages are written, %d are read: %s", want, got, diag)
		}
	})
}
