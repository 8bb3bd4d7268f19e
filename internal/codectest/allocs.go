package codectest

import (
	"strings"
	"testing"

	"github.com/ofwire/openflow"
)

// checkAllocs verifies that a message decodes and encodes without allocations, once a Decoder has seen its like.
func checkAllocs(t *testing.T, p *openflow.Protocol, name string, b []byte) {
	t.Helper()
	d := p.NewDecoder(nil)
	var m openflow.Message
	for range 4 { // The first decodings may make memory of the right size.
		var err error
		if m, err = d.Decode(b); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	const runs = 20
	if n := testing.AllocsPerRun(runs, func() { _, _ = d.Decode(b) }); n != 0 {
		t.Errorf("%s: Decode allocates %v times, want 0", name, n)
	}
	buf := make([]byte, 0, len(b))
	if n := testing.AllocsPerRun(runs, func() { _, _ = m.AppendBinary(buf) }); n != 0 {
		t.Errorf("%s: AppendBinary into %d bytes allocates %v times, want 0", name, len(b), n)
	}
}

// testAllocs verifies that no sample costs an allocation, nor a message of a long list.
func testAllocs(t *testing.T, p *openflow.Protocol) {
	for name, b := range samples(t, p) {
		checkAllocs(t, p, name, b)
	}
	n := 0
	for name, b := range crowded(p, 6000) {
		checkAllocs(t, p, name, b)
		n++
	}
	report(t, n)
}

// testAllocsOfMixedMessages decodes all messages by one Decoder in turn, as a connection does.
func testAllocsOfMixedMessages(t *testing.T, p *openflow.Protocol) {
	d := p.NewDecoder(nil)
	all := samples(t, p)
	for name := range all {
		if !strings.HasSuffix(name, "/minimal") && !strings.HasSuffix(name, "/typical") {
			delete(all, name) // A Decoder gives memory back that only few messages use.
		}
	}
	round := func() {
		for name, b := range all {
			if _, err := d.Decode(b); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
	}
	for range 3 {
		round()
	}
	if n := testing.AllocsPerRun(5, round); n != 0 {
		t.Errorf("decoding %d messages in turn allocates %v times, want 0", len(all), n)
	}
}
