//go:build interop

package interop

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// buildDump builds ofdump and returns the program's path.
func buildDump(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "ofdump")
	if out, err := exec.Command("go", "build", "-o", program, "../cmd/ofdump").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return program
}

// checkDump lets ofdump read a capture that tshark has read too: it must find the same messages, without gaps, and encode them to the same bytes.
func checkDump(t *testing.T, program, path string, seen *seenMessages, port string) {
	t.Helper()
	out, err := exec.Command(program, "-in", "pcap", "-format", "json", "-verify", "-port", port, path).Output()
	if err != nil {
		t.Errorf("ofdump: %v", err)
	}
	var got []string
	for d := json.NewDecoder(bytes.NewReader(out)); d.More(); {
		var r struct {
			XID, Length uint32
			Roundtrip   string
		}
		if err := d.Decode(&r); err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("xid %d length %d %s", r.XID, r.Length, r.Roundtrip))
	}
	var want []string
	for _, text := range slices.Concat(seen.by[0], seen.by[1]) {
		var typ, xid, length uint32
		if _, err := fmt.Sscanf(text, "type %d xid %d length %d", &typ, &xid, &length); err != nil {
			t.Fatal(err)
		}
		want = append(want, fmt.Sprintf("xid %d length %d same", xid, length))
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ofdump: %s", diff)
	}
}
