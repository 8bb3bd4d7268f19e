package codectest

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/internal/vectors"
)

// A suite is a file of vectors with the kinds of record that it is read for.
type suite struct {
	file  string
	kinds []string
}

// suites are the files with records of messages, and of pieces that are wrapped in a message: see wrap.
var suites = []suite{
	{"openflow.jsonl", []string{"message"}},
	{"ovs-generated.jsonl", []string{"message", "actions", "instructions", "match", "nxm"}},
	{"osken-generated.jsonl", []string{"message", "action", "instruction", "match", "oxm", "stats"}},
	{"openflow-parts.jsonl", []string{"action", "instruction", "match", "oxm", "oxs", "stats", "struct", "nx_flow_spec", "instruction_id", "action_id", "oxm_header",
		"oxs_header"}},
	{"ovs-actions.jsonl", []string{"actions", "instructions", "match", "oxm", "nxm"}},
}

// negatives are the files with records that are marked invalid.
var negatives = []suite{
	{"openflow-negative.jsonl", []string{"message"}},
	{"openflow.jsonl", []string{"message"}},
	{"openflow-parts.jsonl", []string{"action"}},
	{"ovs-actions.jsonl", []string{"actions", "instructions", "match", "oxm", "nxm"}},
}

// eachSuite calls f with the records of each kind of the suites that the version has, and with live traffic.
func eachSuite(t *testing.T, p *openflow.Protocol, suites []suite, f func(t *testing.T, list []vectors.Record)) {
	vectors.Dir(t) // Skips or fails the test where there are none.
	for _, s := range suites {
		for _, kind := range s.kinds {
			if list := load(t, p.Version, s.file, kind); len(list) > 0 {
				t.Run(s.file+"/"+kind, func(t *testing.T) { f(t, list) })
			}
		}
	}
	t.Run("ovs-live", func(t *testing.T) { f(t, vectors.Live(t, "of"+strings.ReplaceAll(p.Version.String(), ".", ""))) })
}

// load returns the records of one kind of a file, wrapped. NXM fields mean the same in all versions; their records are listed under 1.0.
func load(t *testing.T, v openflow.Version, file, kind string) []vectors.Record {
	t.Helper()
	of := v
	if kind == "nxm" {
		of = openflow.Version10
	}
	var list []vectors.Record
	for _, r := range vectors.Load(t, file, of.String()) {
		if r.Kind != kind {
			continue
		}
		if r.Wire = wrap(v, kind, r.Type, r.Wire); r.Wire != nil {
			list = append(list, r)
		}
	}
	return list
}

// testVectors decodes and encodes what real implementations sent, byte for byte.
func testVectors(t *testing.T, p *openflow.Protocol) {
	eachSuite(t, p, suites, func(t *testing.T, list []vectors.Record) {
		n := 0
		for _, r := range list {
			if r.Valid {
				n++
				roundTripVector(t, p, r)
			}
		}
		t.Logf("%d of %d cases are valid", n, len(list))
	})
}

// roundTripVector decodes and encodes a record that should come back byte for byte.
func roundTripVector(t *testing.T, p *openflow.Protocol, r vectors.Record) {
	t.Helper()
	m, err := p.Unmarshal(r.Wire)
	if why := refused[r.ID]; why != "" {
		if err == nil {
			t.Errorf("%s is listed as refused (%s) and decodes", r.ID, why)
		}
		return
	}
	if err != nil {
		if !r.Disputed {
			t.Errorf("%s (%s) does not decode: %v\n%x", r.ID, r.Type, err, r.Wire)
		}
		return
	}
	if m.Info().Opaque && strings.HasPrefix(r.ID, "of") {
		t.Errorf("%s (%s) is opaque, and Open vSwitch knows it\n%x", r.ID, r.Type, r.Wire)
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
		checkDirt(t, r.ID, got, r.Wire)
	}
}

// testNegative decodes what is marked invalid: it is refused with a complete error, or of a class that is taken on purpose.
func testNegative(t *testing.T, p *openflow.Protocol) {
	eachSuite(t, p, negatives, func(t *testing.T, list []vectors.Record) {
		refused, taken, agree := 0, 0, 0
		for _, r := range list {
			if r.Valid {
				continue
			}
			m, err := p.Unmarshal(r.Wire)
			if err != nil {
				if e := decodeError(err, len(r.Wire)); e != nil {
					t.Errorf("%s (%s): %v", r.ID, r.ExpectError, e)
				}
				refused++
				if sameError(p, err, r.ExpectError) {
					agree++
				}
				continue
			}
			taken++
			if why(r, m) == "" {
				t.Errorf("%s decodes to a %s; want %q\n%x", r.ID, m.Info().Name, r.ExpectError, r.Wire)
			}
			if got, err := m.AppendBinary(nil); err != nil {
				t.Errorf("%s (%s) does not encode: %v", r.ID, m.Info().Name, err)
			} else {
				checkDirt(t, r.ID, got, r.Wire)
			}
		}
		t.Logf("%d refused, %d of them with the error of the source; %d taken", refused, agree, taken)
	})
}

// sameError reports whether a DecodeError carries the code that a source names.
func sameError(p *openflow.Protocol, err error, name string) bool {
	var e *openflow.DecodeError
	if !errors.As(err, &e) {
		return false
	}
	_, code := p.ErrorName(e.Code)
	return code == name || slices.Contains(strings.Fields(notOfOVS[name]), code)
}

// why returns the reason for which a record that is marked invalid is taken.
func why(r vectors.Record, m openflow.Message) string {
	if m.Info().Opaque {
		return isUnknown
	}
	if x := accepted[r.ID]; x != "" {
		return x
	}
	return accepted[r.ExpectError]
}

// testErrorNames compares Protocol.ErrorName with the names that Open vSwitch gives.
func testErrorNames(t *testing.T, p *openflow.Protocol) {
	n := 0
	for _, e := range vectors.ErrorNames(t, p.Version.String()) {
		if e.Vendor != 0 {
			continue
		}
		n++
		typ, code := p.ErrorName(openflow.NewErrorCode(e.Type, e.Code))
		if code != e.Name && !slices.Contains(strings.Fields(notOfOVS[e.Name]), code) {
			t.Errorf("%d/%d is %s %s, want %s", e.Type, e.Code, typ, code, e.Name)
		}
	}
	report(t, n)
	if typ, code := p.ErrorName(openflow.NewErrorCode(777, 888)); typ != "777" || code != "888" {
		t.Errorf("an unknown error is %s %s, want the numbers", typ, code)
	}
}
