package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gopacket/gopacket/layers"
	"github.com/ofwire/openflow/internal/vectors"
)

// session is a small connection.
func session() []frame {
	w := newWire()
	return tape(w.syn(), w.up(0, echo(1, 8)), w.down(0, echo(2, 8)), w.up(8, cat(echo(3, 12), echo(4, 9))))
}

const sessionText = "> echo_request 1\n< echo_request 2\n> echo_request 3\n> echo_request 4\n"

var (
	little = binary.LittleEndian
	big    = binary.BigEndian
)

// TestFormats reads all forms of capture files.
func TestFormats(t *testing.T) {
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	if _, err := io.WriteString(z, file(session())); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	unknown := cat(section(little), block(little, 0x0bad, []byte("12345678")), pcapng(big, layers.LinkTypeEthernet, session()))
	simple := cat(section(little), block(little, blockInterface, []byte{1, 0, 0, 0, 0, 0, 4, 0}))
	for _, f := range session() {
		body := append(little.AppendUint32(nil, uint32(len(f.b))), f.b...)
		simple = append(simple, block(little, blockSimplePacket, append(body, make([]byte, (4-len(body)%4)%4)...))...)
	}
	for _, test := range []struct {
		name string
		in   []byte
		time string // Of the first message.
	}{
		{"little-endian, microseconds", pcap(little, 0xa1b2c3d4, 1, session()), "2023-11-14T22:13:20.003000000Z"},
		{"big-endian, microseconds", pcap(big, 0xa1b2c3d4, 1, session()), "2023-11-14T22:13:20.003000000Z"},
		{"little-endian, nanoseconds", pcap(little, 0xa1b23c4d, 1, session()), "2023-11-14T22:13:20.003000007Z"},
		{"big-endian, nanoseconds", pcap(big, 0xa1b23c4d, 1, session()), "2023-11-14T22:13:20.003000007Z"},
		{"pcapng, little-endian", pcapng(little, 1, session()), "2023-11-14T22:13:20.003000000Z"},
		{"pcapng, big-endian", pcapng(big, 1, session()), "2023-11-14T22:13:20.003000000Z"},
		{"pcapng, two sections and a block of unknown type", unknown, "2023-11-14T22:13:20.003000000Z"},
		{"pcapng, simple packets", simple, ""},
		{"gzip", zipped.Bytes(), "2023-11-14T22:13:20.003000007Z"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if status, got := brief(t, string(test.in)); status != 0 || got != sessionText {
				t.Errorf("status %d, got\n%s", status, got)
			}
			want := "1 10.0.0.2:40000 > 10.0.0.1:6653 1.3 EchoRequest{xid=1}\n"
			if test.time != "" {
				want = strings.Replace(want, "1 ", "1 "+test.time+" ", 1)
			}
			if _, got, _ := dump([]string{"-in", "pcap"}, string(test.in)); !strings.HasPrefix(got, want) {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

// TestP15Captures reads files whose lengths are lies. What is before the lie is printed.
func TestP15Captures(t *testing.T) {
	put := func(b []byte, order binary.ByteOrder, offset int, v uint32) []byte {
		b = bytes.Clone(b)
		order.PutUint32(b[(offset+len(b))%len(b):], v)
		return b
	}
	ng := pcapng(little, 1, session())
	last := session()[5].b
	lastBlock := -len(enhanced(little, session()[5]))
	lastPacket := -16 - len(last)
	plain := []byte(file(session()))
	const first = "> echo_request 1\n< echo_request 2\n"
	both := func(n uint32) []byte { return put(put(plain, little, lastPacket+8, n), little, lastPacket+12, n) }
	for _, test := range []struct {
		name       string
		in         []byte
		want, diag string
	}{
		{"empty", nil, "", "neither pcap nor pcapng"},
		{"junk", []byte("junk, of some length"), "", "neither pcap nor pcapng"},
		{"pcap, header alone and cut", plain[:20], "", "unexpected EOF"},
		{"pcap, other version", put(plain, little, 4, 0x00040003), "", "version"},
		{"pcap, incl_len 0xffffffff", put(plain, little, lastPacket+8, 1<<32-1), first, "capture length"},
		{"pcap, both lengths 0xffffffff", both(1<<32 - 1), first, "capture length"},
		{"pcap, lengths 0xffffffff and snaplen too", put(both(1<<32-1), little, 16, 1<<32-1), first, "capture length"},
		{"pcap, length of 16 MiB that are not there", put(both(maxPacket), little, 16, 1<<32-1), first, "unexpected EOF"},
		{"pcap, incl_len above orig_len", put(plain, little, lastPacket+12, 1), first, "capture length"},
		{"pcap, header of a packet cut", plain[:len(plain)-len(last)-3], first, "unexpected EOF"},
		{"pcap, packet missing", plain[:len(plain)-len(last)], first, "unexpected EOF"},
		{"pcap, packet cut", plain[:len(plain)-1], first, "unexpected EOF"},
		{"pcap, byte order swapped", append(pcap(big, 0xa1b2c3d4, 1, nil), plain[24:]...), "", "capture length"},
		{"pcapng, section header cut", ng[:10], "", "unexpected EOF"},
		{"pcapng, no byte order", put(ng, little, 8, 0), "", "byte order"},
		{"pcapng, block length 0", put(ng, little, lastBlock+4, 0), first, "wrong length of a pcapng block"},
		{"pcapng, block length 8", put(ng, little, lastBlock+4, 8), first, "wrong length of a pcapng block"},
		{"pcapng, block length not a multiple of 4", put(ng, little, lastBlock+4, uint32(-lastBlock-2)), first, "wrong length of a pcapng block"},
		{"pcapng, block length of 4 GiB", put(ng, little, lastBlock+4, 1<<32-4), first, "4294967292 bytes"},
		{"pcapng, block longer than the file", put(ng, little, lastBlock+4, uint32(4-lastBlock)), first, "unexpected EOF"},
		{"pcapng, block lengths differ", put(ng, little, -4, 32), first, "wrong length of a pcapng block"},
		{"pcapng, captured length 0xffffffff", put(ng, little, lastBlock+20, 1<<32-1), first, "wrong length of a pcapng block"},
		{"pcapng, captured length above the block's", put(ng, little, lastBlock+20, uint32(len(last)+4)), first, "wrong length of a pcapng block"},
		{"pcapng, no such interface", put(ng, little, lastBlock+8, 7), first, "nterface"},
		{"pcapng, packet before the interface", append(section(little), enhanced(little, session()[0])...), "", "nterface"},
		{"pcapng, block cut", ng[:len(ng)-5], first, "unexpected EOF"},
		{"pcapng, option longer than its block", cat(section(little), block(little, blockInterface, []byte{1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 255, 255})), "",
			"wrong length of a pcapng block"},
		{"unknown link", pcap(little, 0xa1b2c3d4, 147, session()), "", "6 packets of link type 147"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			status, got, diag := dump([]string{"-in", "pcap", "-format", "json"}, string(test.in))
			runtime.ReadMemStats(&after)
			if used := after.TotalAlloc - before.TotalAlloc; used > 4<<20 {
				t.Errorf("%d bytes are allocated", used)
			}
			if status != 2 || !strings.HasPrefix(diag, "ofdump: stdin: ") || !strings.Contains(diag, test.diag) {
				t.Errorf("status %d, %s", status, diag)
			}
			if n := strings.Count(got, "\n"); n != strings.Count(test.want, "\n") {
				t.Errorf("%d messages are printed: %s", n, got)
			}
		})
	}
	t.Run("snaplen 0", func(t *testing.T) {
		if status, got := brief(t, string(put(plain, little, 16, 0))); status != 0 || got != sessionText {
			t.Errorf("status %d, got\n%s", status, got)
		}
	})
	t.Run("name of the file", func(t *testing.T) {
		name := filepath.Join(t.TempDir(), "a.pcap")
		if err := os.WriteFile(name, plain[:len(plain)-1], 0o600); err != nil {
			t.Fatal(err)
		}
		status, out, diag := dump([]string{"-in", "pcap", name, name}, "")
		if want := "ofdump: " + name + ": unexpected EOF\n"; status != 2 || diag != want || !strings.HasPrefix(out, "1 "+name+" 2023-") {
			t.Errorf("status %d, %s, want %s; %s", status, diag, want, out)
		}
	})
}

// TestDamagedCaptures reads all prefixes of captures, and captures with a byte changed.
func TestDamagedCaptures(t *testing.T) {
	for name, b := range map[string][]byte{"pcap": []byte(file(session())), "pcapng": pcapng(big, 1, session())} {
		for n := range b {
			if status, _, _ := dump([]string{"-in", "pcap", "-packets"}, string(b[:n])); status == 1 {
				t.Errorf("%s, %d bytes: status 1", name, n)
			}
		}
		for i := range 2 * len(b) {
			damaged := bytes.Clone(b)
			damaged[i/2] ^= []byte{1 << (i / 2 % 8), 0xff}[i%2]
			for _, format := range []string{"json", "pcapng"} {
				dump([]string{"-in", "pcap", "-format", format}, string(damaged))
			}
		}
	}
}

// TestRecordedCaptures reads captures of others.
func TestRecordedCaptures(t *testing.T) {
	dir := vectors.Dir(t)
	for name, want := range map[string]string{
		"os-ken-openflow_flowmod":         "1 2016-12-22T06:10:11.258242000Z 127.0.0.1:6633 > 127.0.0.1:59108 1.3 FlowMod{",
		"os-ken-openflow_flowstats_req":   "1 2017-01-05T06:41:18.392024000Z 127.0.0.1:6633 > 127.0.0.1:47924 1.3 FlowStatsRequest{",
		"os-ken-openflow_invalid_version": "1 2016-12-22T06:10:11.258242000Z 127.0.0.1:6633 > 127.0.0.1:59108 0xff Opaque{",
	} {
		status, out, diag := dump([]string{"-in", "pcap", filepath.Join(dir, "pcap", name+".pcap")}, "")
		if status != 0 || !strings.HasPrefix(out, want) || strings.Count(out, "\n") != 1 {
			t.Errorf("%s: status %d, %s %s", name, status, out, diag)
		}
	}
	files, err := filepath.Glob(filepath.Join(dir, "pcap", "*.pcap"))
	if err != nil || len(files) < 20 {
		t.Fatalf("%d captures, %v", len(files), err)
	}
	for _, name := range files {
		if !strings.Contains(name, "openflow") {
			if status, out, diag := dump([]string{"-in", "pcap", name}, ""); status != 0 || out != "" {
				t.Errorf("%s: status %d, %s %s", name, status, out, diag)
			}
		}
	}
	if _, got := brief(t, read(t, filepath.Join(dir, "pcap", "gopacket-test_loopback.pcap")), "-port", "8080"); !strings.Contains(got, "gap") {
		t.Errorf("HTTP on the loopback of BSD: %s", got)
	}
	fmt.Printf("suite captures: %d cases\n", len(files))
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestLive reads from a pipe that waits for more, within a packet or message too: what is known is printed.
func TestLive(t *testing.T) {
	more := file(session())[24:] // Behind the file's header.
	for _, tt := range []struct {
		name, in, b string
		lines       int
	}{
		{"pcap", "pcap", file(session()), strings.Count(sessionText, "\n")},
		{"pcapng", "pcap", string(pcapng(little, 1, session())), strings.Count(sessionText, "\n")},
		{"within a packet", "pcap", file(session()) + more[:7], strings.Count(sessionText, "\n")},
		{"within a line", "hex", "0402000800000001\n0402000", 1},
		{"within a message", "bin", "\x04\x02\x00\x08\x00\x00\x00\x01\x04\x02\x00\x08\x00\x00\x00", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in, toIn := io.Pipe()
			fromOut, out := io.Pipe()
			done := make(chan struct{})
			go func() {
				defer close(done)
				run([]string{"-in", tt.in}, in, out, io.Discard)
				out.Close()
			}()
			go func() { _, _ = toIn.Write([]byte(tt.b)) }()
			lines := bufio.NewScanner(fromOut)
			for range tt.lines {
				if !lines.Scan() {
					t.Fatalf("the output ends: %v", lines.Err())
				}
			}
			toIn.Close()
			_, _ = io.Copy(io.Discard, fromOut)
			<-done
		})
	}
}

// TestStreamText shows the lines that are no messages, as text.
func TestStreamText(t *testing.T) {
	w := newWire()
	in := file(tape(w.syn(), w.up(20, echo(1, 8)), w.ack(28)))
	const gapText = "- 2023-11-14T22:13:20.003000007Z 10.0.0.2:40000 > 10.0.0.1:6653: gap: 20 bytes missing, 0 bytes skipped\n"
	if _, out, _ := dump([]string{"-in", "pcap"}, in); !strings.HasPrefix(out, gapText+"1 2023-") {
		t.Errorf("got %s, want %s", out, gapText)
	}
	const gapJSON = `{"time":"2023-11-14T22:13:20.003000007Z","stream":1,"src":"10.0.0.2:40000","dst":"10.0.0.1:6653","ok":false,"gap":{"missing":20,"skipped":0}}` + "\n"
	if _, out, _ := dump([]string{"-in", "pcap", "-format", "json"}, in); !strings.HasPrefix(out, gapJSON+`{"n":1,"time":"2023-`) {
		t.Errorf("got %s, want %s", out, gapJSON)
	}
	in = file(tape(w.syn(), w.up(0, []byte("\x16\x03\x01\x02\x00\x01\x00\x01\xfc"))))
	const tlsText = "- 2023-11-14T22:13:20.003000007Z 10.0.0.2:40000 > 10.0.0.1:6653: TLS\n"
	if status, out, _ := dump([]string{"-in", "pcap"}, in); status != 0 || out != tlsText {
		t.Errorf("status %d, got %s, want %s", status, out, tlsText)
	}
}

// TestRecordedSessions puts what Open vSwitch and its peers sent into segments of 100 bytes, every other two in the wrong order: the messages are the same as
// in hexadecimal.
func TestRecordedSessions(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(vectors.Dir(t), "ovs-live", "sessions", "*.jsonl"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d sessions, %v", len(files), err)
	}
	n := 0
	for _, name := range files {
		type direction struct {
			Conn int    `json:"conn"`
			Dir  string `json:"dir"`
		}
		hexIn := map[direction]string{}
		streams := map[direction]string{}
		for text := range strings.Lines(read(t, name)) {
			var r struct {
				direction
				Hex string `json:"hex"`
			}
			if err := json.Unmarshal([]byte(text), &r); err != nil {
				t.Fatal(err)
			}
			hexIn[r.direction] += r.Hex + "\n"
			streams[r.direction] += unhex(r.Hex)
		}
		for d, bytes := range streams {
			w := newWire()
			frames := w.syn()
			for at := 0; at < len(bytes); at += 200 {
				first, second := bytes[at:min(at+100, len(bytes))], bytes[min(at+100, len(bytes)):min(at+200, len(bytes))]
				frames = append(frames, w.up(at+len(first), []byte(second)), w.up(at, []byte(first)))
			}
			_, want, _ := dump([]string{"-format", "json", "-packets"}, hexIn[d])
			_, got, diag := dump([]string{"-format", "json", "-packets", "-in", "pcap"}, file(tape(frames)))
			origin := []string{"line", "time", "stream", "src", "dst"}
			if diff := cmp.Diff(lines(t, want, origin...), lines(t, got, origin...)); diff != "" {
				t.Errorf("%s, %v: %s hexadecimal (-) and capture (+) differ: %s", name, d, diag, diff)
			}
			n += strings.Count(want, "\n")
		}
	}
	fmt.Printf("suite sessions in captures: %d cases\n", n)
}
