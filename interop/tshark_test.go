//go:build interop

package interop

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/ofwire/openflow/openflow13"
)

// tsharkFields are the fields that tshark is asked for.
var tsharkFields = []string{
	"_ws.malformed", "_ws.expert.message", "openflow_v4.version", "openflow_v4.type", "openflow_v4.length", "openflow_v4.xid",
	"openflow_v4.flowmod.cookie", "openflow_v4.flowmod.priority",
}

// TestTshark gives all messages to tshark, which must dissect them to their end and find what is in them.
func TestTshark(t *testing.T) {
	need(t, "tshark")
	all := cases(t)
	var messages [][]byte
	for _, c := range all {
		messages = append(messages, c.wire)
	}
	rows := tshark(t, messages)
	clean, marked := 0, 0
	for i, c := range all {
		row := rows[i]
		problem := tsharkProblems(row["_ws.malformed"], row["_ws.expert.message"])
		reason := tsharkLimit(c)
		switch {
		case problem != "" && reason == "":
			t.Errorf("%s: tshark marks %x: %s", c.name, c.wire, problem)
			continue
		case problem != "":
			marked++
			continue
		case reason != "" && !strings.HasPrefix(c.name, "sample "):
			t.Errorf("%s: tshark dissects what is listed as %q", c.name, reason)
			continue
		}
		clean++
		want := map[string]uint64{"version": 4, "type": uint64(c.wire[1]), "length": uint64(len(c.wire)), "xid": uint64(be.Uint32(c.wire[4:]))}
		if m, ok := c.m.(*openflow13.FlowMod); ok {
			want["flowmod.cookie"], want["flowmod.priority"] = m.Cookie, uint64(m.Priority)
		}
		for name, v := range want {
			text, _, _ := strings.Cut(row["openflow_v4."+name], ",") // The first: a message may hold others.
			if got, err := strconv.ParseUint(text, 0, 64); err != nil || got != v {
				t.Errorf("%s: tshark has %s %q, want %d", c.name, name, text, v)
			}
		}
	}
	t.Logf("%d marked for the listed reasons", marked)
	count(t, "tshark", clean, "")
}

// tshark returns the fields of each message, of which a message may have several, joined by commas.
func tshark(t *testing.T, messages [][]byte) []map[string]string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "messages.pcap")
	writeCapture(t, path, messages)
	lines := tsharkCells(t, path, tsharkFields, "-o", "tcp.check_checksum:FALSE", "-o", "ip.check_checksum:FALSE", "-o", "tcp.analyze_sequence_numbers:FALSE")
	if len(lines) != len(messages) {
		t.Fatalf("tshark has %d frames, want %d", len(lines), len(messages))
	}
	rows := make([]map[string]string, len(lines))
	for i, cells := range lines {
		rows[i] = map[string]string{}
		for j, name := range tsharkFields {
			rows[i][name] = cells[j]
		}
	}
	return rows
}

// tsharkCells lets tshark read a capture, and returns the cells of each frame: one for each field.
func tsharkCells(t *testing.T, path string, fields []string, args ...string) [][]string {
	t.Helper()
	args = append([]string{"-r", path, "-T", "fields", "-E", "separator=/t"}, args...)
	for _, name := range fields {
		args = append(args, "-e", name)
	}
	cmd := exec.Command("tshark", args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("tshark: %v\n%s", err, stderr.String())
	}
	var rows [][]string
	for line := range strings.Lines(string(out)) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(cells) != len(fields) {
			t.Fatalf("tshark has %d fields in %q", len(cells), line)
		}
		rows = append(rows, cells)
	}
	return rows
}
