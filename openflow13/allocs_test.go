package openflow13_test

import (
	"strings"
	"testing"

	"github.com/ofwire/openflow/internal/sample"
	"github.com/ofwire/openflow/openflow13"
)

// checkAllocs verifies that a message decodes and encodes without allocations, once a Decoder has seen its like.
func checkAllocs(t *testing.T, name string, b []byte) {
	t.Helper()
	var d openflow13.Decoder
	m, err := d.Decode(b)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	// The first decodings may make memory of the right size.
	for range 3 {
		if m, err = d.Decode(b); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	decode := testing.AllocsPerRun(20, func() {
		if _, err := d.Decode(b); err != nil {
			t.Fatal(err)
		}
	})
	if decode != 0 {
		t.Errorf("%s: Decode allocates %v times, want 0", name, decode)
	}
	buf := make([]byte, 0, len(b))
	encode := testing.AllocsPerRun(20, func() {
		if _, err := m.AppendBinary(buf); err != nil {
			t.Fatal(err)
		}
	})
	if encode != 0 {
		t.Errorf("%s: AppendBinary into %d bytes allocates %v times, want 0", name, len(b), encode)
	}
}

func TestAllocs(t *testing.T) {
	n := 0
	for name, b := range samples(t) {
		checkAllocs(t, name, b)
		n++
	}
	t.Logf("%d messages", n)
}

// TestAllocsOfMixedMessages decodes all messages by one Decoder in turn, as a connection does.
func TestAllocsOfMixedMessages(t *testing.T) {
	var d openflow13.Decoder
	all := samples(t)
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

// TestAllocsOfFlowStats is the reply of a switch with 100 flows.
func TestAllocsOfFlowStats(t *testing.T) {
	one := sample.ByName(openflow13.Protocol, "FlowStatsReply", sample.Typical).(*openflow13.FlowStatsReply)
	reply := &openflow13.FlowStatsReply{XID: 1}
	for i := range 100 {
		entry := one.Body[0].Clone()
		entry.Cookie = uint64(i)
		reply.Body = append(reply.Body, *entry)
	}
	b, err := reply.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	checkAllocs(t, "100 flows", b)
}
