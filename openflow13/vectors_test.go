package openflow13_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/internal/vectors"
	"github.com/ofwire/openflow/openflow13"
)

var be = binary.BigEndian

// A suite is a file of vectors with the kinds of record that it is read for.
type suite struct {
	file  string
	kinds []string
}

// suites are the files with records of 1.3. Pieces are wrapped in a message: see wrap.
var suites = []suite{
	{"openflow.jsonl", []string{"message"}},
	{"ovs-generated.jsonl", []string{"message", "actions", "instructions", "match"}},
	{"osken-generated.jsonl", []string{"message", "action", "instruction", "match", "oxm"}},
	{"openflow-parts.jsonl", []string{"action", "instruction", "match", "oxm"}},
	{"ovs-actions.jsonl", []string{"actions", "oxm", "nxm"}},
}

// versionsOf are the versions whose records are read as of 1.3. NXM fields mean the same in all versions; their records are listed under 1.0.
func versionsOf(kind string) string {
	if kind == "nxm" {
		return "1.0"
	}
	return "1.3"
}

// load returns the records of one kind of a file, wrapped.
func load(t *testing.T, file, kind string) []vectors.Record {
	t.Helper()
	var list []vectors.Record
	for _, r := range vectors.Load(t, file, versionsOf(kind)) {
		if r.Kind == kind {
			r.Wire = wrap(kind, r.Wire)
			list = append(list, r)
		}
	}
	if len(list) == 0 {
		t.Errorf("%s has no record of kind %s", file, kind)
	}
	return list
}

// wrap makes a message of a piece: a packet-out of actions, a flow mod of instructions or of a match.
func wrap(kind string, piece []byte) []byte {
	var b []byte
	switch kind {
	case "action", "actions":
		b = header(13, 24+len(piece))
		be.PutUint32(b[8:], 0xffffffff)
		be.PutUint32(b[12:], 1)
		be.PutUint16(b[16:], uint16(len(piece)))
		return append(b, piece...)
	case "instruction", "instructions":
		b = header(14, 56+len(piece))
		copy(b[48:], "\x00\x01\x00\x04\x00\x00\x00\x00")
		b = append(b, "\x00\x01\x00\x04\x00\x00\x00\x00"...)
		return append(b, piece...)
	case "match":
		return append(header(14, 48+len(piece)), piece...)
	case "oxm", "nxm":
		b = header(14, 48+(4+len(piece)+7)&^7)
		b = append(b, 0, 1, byte((4+len(piece))>>8), byte(4+len(piece)))
		b = append(b, piece...)
		return append(b, make([]byte, (8-len(b)%8)%8)...)
	}
	return piece
}

// header is the fixed part of a packet-out (type 13) or a flow mod (14) of a length.
func header(typ byte, length int) []byte {
	b := make([]byte, map[byte]int{13: 24, 14: 48}[typ])
	b[0], b[1] = 4, typ
	be.PutUint16(b[2:], uint16(length))
	be.PutUint32(b[4:], 7)
	return b
}

// refused are records marked valid that we refuse, with the reason.
var refused = map[string]string{
	"message-1.3-73ea2868efb0": "a flow monitor's match_len is 0 beside a match of length 4",
	"action-1.3-3796e40307a6":  "disputed: the action is 20 bytes long, not a multiple of 8; Open vSwitch refuses it too",
	"of13:735":                 "a raw flow mod with an OFPMT_STANDARD match, which 1.3 deprecates and Open vSwitch answers with an error",
	"of13:788":                 "the same in a flow stats request",
}

// differ are records that do not come back byte for byte, with the reason. All of them differ in bytes that are zero in ours.
var differ = map[string]string{}

func TestVectors(t *testing.T) {
	vectors.Dir(t) // Skips or fails the test where there are none.
	used := map[string]bool{}
	for _, s := range suites {
		for _, kind := range s.kinds {
			t.Run(s.file+"/"+kind, func(t *testing.T) {
				n := 0
				for _, r := range load(t, s.file, kind) {
					if r.Valid {
						n++
						roundTrip(t, r, used)
					}
				}
				report(t, n)
			})
		}
	}
	t.Run("ovs-live", func(t *testing.T) {
		n := 0
		for _, r := range vectors.Live(t, "of13") {
			if r.Valid {
				n++
				roundTrip(t, r, used)
			}
		}
		report(t, n)
	})
	for _, list := range []map[string]string{refused, differ} {
		for id := range list {
			if !used[id] {
				t.Errorf("exception %s did not occur", id)
			}
		}
	}
}

// report prints the number of cases of a suite, which must not be none.
func report(t *testing.T, n int) {
	t.Helper()
	if n == 0 {
		t.Error("no cases")
	}
	t.Logf("%d cases", n)
}

// roundTrip decodes and encodes a record that should come back byte for byte.
func roundTrip(t *testing.T, r vectors.Record, used map[string]bool) {
	t.Helper()
	m, err := openflow13.Unmarshal(r.Wire)
	if refused[r.ID] != "" {
		used[r.ID] = true
		if err == nil {
			t.Errorf("%s is listed as refused and decodes", r.ID)
		}
		return
	}
	if err != nil {
		t.Errorf("%s (%s) does not decode: %v\n%x", r.ID, r.Type, err, r.Wire)
		return
	}
	got, err := m.AppendBinary(nil)
	if err != nil {
		t.Errorf("%s (%s) does not encode: %v", r.ID, r.Type, err)
		return
	}
	if same := bytes.Equal(got, r.Wire); same == (differ[r.ID] != "") {
		t.Errorf("%s (%s): same bytes: %v; listed: %q\ngot  %x\nwant %x", r.ID, r.Type, same, differ[r.ID], got, r.Wire)
	}
	if differ[r.ID] != "" {
		used[r.ID] = true
		checkDirt(t, r.ID, got, r.Wire)
	}
}

// checkDirt verifies that what we encode differs from what came only in bytes that are zero in ours.
func checkDirt(t *testing.T, name string, got, came []byte) {
	t.Helper()
	if len(got) != len(came) {
		t.Errorf("%s: encoded to %d bytes, want %d", name, len(got), len(came))
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
