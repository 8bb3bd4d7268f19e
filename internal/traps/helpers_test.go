package traps

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow12"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow14"
	"github.com/ofwire/openflow/openflow15"
)

// The versions.
var (
	v10 = openflow10.Protocol
	v12 = openflow12.Protocol
	v13 = openflow13.Protocol
	v14 = openflow14.Protocol
	v15 = openflow15.Protocol
)

// sameMessage compares messages. Whether a list is empty or nil is not told.
var sameMessage = cmp.Options{cmpopts.EquateEmpty(), cmpopts.EquateComparable(netip.Addr{})}

// unhex reads hex. Blanks and line breaks do not count, nor does what follows a // in its line.
func unhex(t testing.TB, hexText string) []byte {
	t.Helper()
	var digits strings.Builder
	for line := range strings.Lines(hexText) {
		line, _, _ = strings.Cut(line, "//")
		for _, part := range strings.Fields(line) {
			digits.WriteString(part)
		}
	}
	b, err := hex.DecodeString(digits.String())
	if err != nil {
		t.Fatalf("%v in %s", err, hexText)
	}
	return b
}

// decodes returns what the bytes mean. A Decoder that is used for the second time says the same.
func decodes(t testing.TB, protocol *openflow.Protocol, hexText string) openflow.Message {
	t.Helper()
	b := unhex(t, hexText)
	owned, err := protocol.Unmarshal(b)
	if err != nil {
		t.Fatalf("%v in %x", err, b)
	}
	d := protocol.NewDecoder(nil)
	for range 2 {
		borrowed, err := d.Decode(b)
		if err != nil {
			t.Fatalf("the Decoder: %v in %x", err, b)
		}
		if diff := cmp.Diff(owned, borrowed, sameMessage); diff != "" {
			t.Fatalf("Unmarshal (-) and the Decoder (+) differ: %s", diff)
		}
	}
	return owned
}

// encodes verifies the bytes of a message.
func encodes(t testing.TB, m openflow.Message, hexText string) {
	t.Helper()
	if b, err := m.AppendBinary(nil); err != nil || !bytes.Equal(b, unhex(t, hexText)) {
		t.Errorf("%s encodes to\n%x, %v, want\n%x", openflow.Format(m), b, err, unhex(t, hexText))
	}
}

// roundTrip decodes the bytes, owned and borrowed, and encodes what they mean to the same bytes.
func roundTrip(t testing.TB, protocol *openflow.Protocol, hexText string) openflow.Message {
	t.Helper()
	m := decodes(t, protocol, hexText)
	encodes(t, m, hexText)
	return m
}

// same verifies that the bytes decode to the message and the message encodes to the bytes.
func same(t testing.TB, protocol *openflow.Protocol, hexText string, want openflow.Message) {
	t.Helper()
	encodes(t, want, hexText)
	if diff := cmp.Diff(want, roundTrip(t, protocol, hexText), sameMessage); diff != "" {
		t.Errorf("decoded (+) is not as wanted (-): %s", diff)
	}
}

// refused verifies where decoding stops, and what OpenFlow answers.
func refused(t testing.TB, protocol *openflow.Protocol, hexText string, offset int, path string, code openflow.ErrorCode) {
	t.Helper()
	b := unhex(t, hexText)
	_, owned := protocol.Unmarshal(b)
	_, borrowed := protocol.NewDecoder(nil).Decode(b)
	for _, err := range []error{owned, borrowed} {
		var e *openflow.DecodeError
		if !errors.As(err, &e) {
			t.Errorf("%x gives %v, want a DecodeError", b, err)
		} else if e.Offset != offset || e.Path != path || e.Code != code {
			t.Errorf("%x gives %v, code %v; want %s at offset %d, code %v", b, err, e.Code, path, offset, code)
		}
	}
}

// unencodable verifies why a message does not encode, and which part of it.
func unencodable(t testing.TB, m openflow.Message, path string, want error) {
	t.Helper()
	b, err := m.AppendBinary([]byte{0xaa})
	var e *openflow.EncodeError
	if !errors.As(err, &e) || e.Path != path || !errors.Is(err, want) || len(b) != 1 {
		t.Errorf("%T encodes to %d bytes, %v; want %s: %v", m, len(b), err, path, want)
	}
}

// matchMod is the hex of a FlowMod of zeros with these match fields; in 1.0, of Nicira's.
func matchMod(t testing.TB, protocol *openflow.Protocol, fields string) string {
	t.Helper()
	n := len(unhex(t, fields))
	if protocol == v10 {
		pad := -n & 7
		return fmt.Sprintf("01 04 %04x 00000000 00002320 0000000d %048x %04x %012x %s %s", 48+n+pad, 0, n, 0, fields, strings.Repeat("00", pad))
	}
	n += 4
	pad := -n & 7
	return fmt.Sprintf("%02x 0e %04x 00000000 %080x 0001 %04x %s %s", byte(protocol.Version), 48+n+pad, 0, n, fields, strings.Repeat("00", pad))
}

// matches verifies the bytes of match fields.
func matches(t testing.TB, protocol *openflow.Protocol, fields string, want ...openflow.Field) {
	t.Helper()
	same(t, protocol, matchMod(t, protocol, fields), map[*openflow.Protocol]openflow.Message{
		v10: &openflow10.NXFlowMod{Match: want},
		v12: &openflow12.FlowMod{Match: want},
		v13: &openflow13.FlowMod{Match: want},
		v14: &openflow14.FlowMod{Match: want},
		v15: &openflow15.FlowMod{Match: want},
	}[protocol])
}

// mustField makes a field that has no key.
func mustField(t testing.TB, header, experimenter uint32, payload []byte) openflow.Field {
	t.Helper()
	f, err := openflow.MakeField(openflow.NewFieldID(header, experimenter), payload)
	if err != nil {
		t.Fatal(err)
	}
	return f
}
