// Package codectest proves the codec of a version. Each version package calls Run in a test; all that differs between versions is found out from its
// Protocol, or listed in exceptions.go.
package codectest

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/internal/sample"
)

var be = binary.BigEndian

// sameMessage compares messages. Field has an Equal of its own; whether a list is empty or nil is not told.
var sameMessage = cmp.Options{cmpopts.EquateEmpty(), cmpopts.EquateComparable(netip.Addr{})}

// compare shows how two elements differ, "" if they do not.
func compare(a, b openflow.Element) string {
	if reflect.DeepEqual(a, b) {
		return "" // This is much faster.
	}
	return cmp.Diff(a, b, sameMessage)
}

// Run runs all proofs of a version. The test is of its package, whose directory is the working directory.
func Run(t *testing.T, p *openflow.Protocol) {
	for _, proof := range []struct {
		name string
		f    func(*testing.T, *openflow.Protocol)
	}{
		{"Vectors", testVectors},
		{"Negative", testNegative},
		{"ErrorNames", testErrorNames},
		{"RoundTrip", testRoundTrip},
		{"UnmarshalOwns", testUnmarshalOwns},
		{"UnmarshalBinary", testUnmarshalBinary},
		{"CloneIsIndependent", testCloneIsIndependent},
		{"CloneOutlives", testCloneOutlives},
		{"ConcurrentEncode", testConcurrentEncode},
		{"Append", testAppend},
		{"Nil", testNil},
		{"TooLong", testTooLong},
		{"TooWide", testTooWide},
		{"NothingIsLost", testNothingIsLost},
		{"Prefixes", testPrefixes},
		{"FlippedBytes", testFlippedBytes},
		{"BytesThatMatter", testBytesThatMatter},
		{"Memory", testMemory},
		{"Crowded", testCrowded},
		{"Depth", testDepth},
		{"NestedActions", testNestedActions},
		{"Allocs", testAllocs},
		{"AllocsOfMixedMessages", testAllocsOfMixedMessages},
		{"Deps", testDeps},
	} {
		t.Run(proof.name, func(t *testing.T) { proof.f(t, p) })
	}
}

// report prints the number of cases of a proof, which must not be none.
func report(t *testing.T, n int) {
	t.Helper()
	if n == 0 {
		t.Error("no cases")
	}
	t.Logf("%d cases", n)
}

// messages are all samples, and one with each match field. They are in fresh memory.
func messages(t *testing.T, p *openflow.Protocol) map[string]openflow.Message {
	t.Helper()
	list := map[string]openflow.Message{}
	for name, m := range sample.Messages(p) {
		list[name] = m
	}
	if n := len(p.Types) * sample.Variants; len(list) < n {
		t.Fatalf("%d samples, want %d or more", len(list), n)
	}
	for name, m := range sample.FieldMessages(p) {
		list[name] = m
	}
	return list
}

// samples are the bytes of messages.
func samples(t *testing.T, p *openflow.Protocol) map[string][]byte {
	t.Helper()
	list := map[string][]byte{}
	for name, m := range messages(t, p) {
		b, err := m.AppendBinary(nil)
		if err != nil {
			t.Errorf("%s does not encode: %v", name, err)
			continue
		}
		if _, err := p.Unmarshal(b); err != nil {
			t.Errorf("%s does not decode: %v\n%x", name, err, b)
			continue
		}
		list[name] = b
	}
	report(t, len(list))
	return list
}

// checkDirt verifies that what we encode differs from what came only in bytes that are zero in ours.
func checkDirt(t *testing.T, name string, got, came []byte) {
	t.Helper()
	if len(got) != len(came) {
		t.Errorf("%s: encoded to %d bytes, want %d\n%x\n%x", name, len(got), len(came), got, came)
		return
	}
	for i := range got {
		if got[i] != came[i] && got[i] != 0 {
			t.Errorf("%s: byte %d is %02x, came as %02x; only padding may differ, which is zero", name, i, got[i], came[i])
		}
	}
}

// decodeError verifies that an error of a decoding of n bytes is a complete *openflow.DecodeError.
func decodeError(err error, n int) error {
	var e *openflow.DecodeError
	switch {
	case !errors.As(err, &e):
		return fmt.Errorf("error is %T, want *openflow.DecodeError: %w", err, err)
	case e.Offset < 0 || e.Offset > n:
		return fmt.Errorf("offset is outside the %d bytes: %w", n, err)
	case e.Path == "" || strings.Contains(e.Path, "..") || strings.HasSuffix(e.Path, ".") || strings.HasPrefix(e.Path, "["):
		return fmt.Errorf("path %q is not one: %w", e.Path, err)
	case e.Err == nil || e.Code == 0 && e.Err != openflow.ErrVersion && !strings.Contains(e.Path, "Hello"):
		return fmt.Errorf("no reason or no code (%v): %w", e.Code, err)
	}
	return nil
}
