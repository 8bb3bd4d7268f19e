//go:build interop

package interop

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ofwire/openflow/packet"
)

// Fields of tshark's objections, and the least of their severities that is one.
const (
	fieldMalformed  = "_ws.malformed"
	fieldMessage    = "_ws.expert.message"
	fieldSeverity   = "_ws.expert.severity"
	severityWarning = 0x600000
)

// occurrences separates the values of a field that is several times in a frame.
const occurrences = "|"

// tsharkOptions verify all checksums. Each frame is dissected by itself: fragments and streams are not put together.
var tsharkOptions = []string{
	"ip.check_checksum:TRUE", "tcp.check_checksum:TRUE", "udp.check_checksum:TRUE", "sctp.checksum:crc-32c", "eth.fcs:Never",
	"ip.defragment:FALSE", "ipv6.defragment:FALSE", "tcp.analyze_sequence_numbers:FALSE", "tcp.desegment_tcp_streams:FALSE",
	"tcp.relative_sequence_numbers:FALSE", "sctp.reassembly:FALSE", "sctp.relative_tsns:FALSE", "sctp.tsn_analysis:FALSE",
}

// A linkType is the number of what captured frames begin with.
type linkType struct {
	first *packet.Protocol
	link  uint16
}

// linkTypes are in the order of the capture's interfaces.
var linkTypes = []linkType{
	{packet.Of[*packet.Ethernet](), 1},
	{packet.Of[*packet.LinuxCooked](), 113},
	{packet.LinuxCookedV2(), 276},
}

// dissect returns the values of fields in each frame, those of the objections too, of one run of tshark.
func dissect(t *testing.T, frames []builtFrame, wires [][]byte, fields []string) []map[string][]string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "frames.pcapng")
	if err := os.WriteFile(path, captureOf(t, frames, wires), 0o600); err != nil {
		t.Fatal(err)
	}
	fields = append([]string{fieldMalformed, fieldMessage, fieldSeverity}, fields...)
	args := []string{"-n", "-E", "aggregator=" + occurrences}
	for _, o := range tsharkOptions {
		args = append(args, "-o", o)
	}
	lines := tsharkCells(t, path, fields, args...)
	if len(lines) != len(wires) {
		t.Fatalf("tshark has %d frames, want %d", len(lines), len(wires))
	}
	rows := make([]map[string][]string, len(lines))
	for i, cells := range lines {
		rows[i] = map[string][]string{}
		for j, name := range fields {
			if cells[j] != "" {
				rows[i][name] = strings.Split(cells[j], occurrences)
			}
		}
	}
	return rows
}

// captureOf returns the capture file, of the format pcapng, with an interface for each link type.
func captureOf(t *testing.T, frames []builtFrame, wires [][]byte) []byte {
	t.Helper()
	le := binary.LittleEndian
	file := appendBlock(nil, 0x0a0d0d0a, le.AppendUint64(le.AppendUint32(le.AppendUint32(nil, 0x1a2b3c4d), 1), ^uint64(0)))
	for _, l := range linkTypes {
		file = appendBlock(file, 1, le.AppendUint32(le.AppendUint32(nil, uint32(l.link)), 0))
	}
	for i, b := range wires {
		first := frames[i].layers[0].Info()
		n := slices.IndexFunc(linkTypes, func(l linkType) bool { return l.first == first })
		if n < 0 {
			t.Fatalf("%s: no link type of %s", frames[i].name, first.Name)
		}
		body := le.AppendUint32(nil, uint32(n))
		body = le.AppendUint64(body, 0)
		body = le.AppendUint32(body, uint32(len(b)))
		body = le.AppendUint32(body, uint32(len(b)))
		body = append(append(body, b...), make([]byte, -len(b)&3)...)
		file = appendBlock(file, 6, body)
	}
	return file
}

// appendBlock appends a block of pcapng.
func appendBlock(b []byte, typ uint32, body []byte) []byte {
	le := binary.LittleEndian
	n := uint32(12 + len(body))
	b = le.AppendUint32(le.AppendUint32(b, typ), n)
	return le.AppendUint32(append(b, body...), n)
}

// printedNumber returns the value of a number that tshark prints, and a value that no field has for all else.
func printedNumber(text string) uint64 {
	switch text {
	case "True":
		return 1
	case "False":
		return 0
	}
	x, err := strconv.ParseUint(text, 0, 64)
	if err != nil {
		return 0xdeadbeefdeadbeef
	}
	return x
}
