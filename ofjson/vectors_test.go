package ofjson_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/internal/sample"
	"github.com/ofwire/openflow/internal/vectors"
	"github.com/ofwire/openflow/ofjson"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow12"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow14"
	"github.com/ofwire/openflow/openflow15"
)

var protocols = []*openflow.Protocol{
	openflow10.Protocol, openflow12.Protocol, openflow13.Protocol, openflow14.Protocol, openflow15.Protocol,
}

// each runs a test for each version.
func each(t *testing.T, f func(t *testing.T, p *openflow.Protocol)) {
	for _, p := range protocols {
		t.Run(p.Version.String(), func(t *testing.T) { f(t, p) })
	}
}

var loaded = map[string][]vectors.Record{}

// records returns the records of a kind for a version, from all files of vectors.
func records(t *testing.T, p *openflow.Protocol, kind string) []vectors.Record {
	t.Helper()
	version := p.Version.String()
	if loaded[version] == nil {
		for _, file := range []string{"openflow.jsonl", "openflow-parts.jsonl", "osken-generated.jsonl", "ovs-generated.jsonl", "ovs-actions.jsonl"} {
			loaded[version] = append(loaded[version], vectors.Load(t, file, version)...)
		}
	}
	var list []vectors.Record
	for _, r := range loaded[version] {
		if r.Kind == kind {
			list = append(list, r)
		}
	}
	return list
}

// TestSamples takes the samples of all messages by way of JSON to bytes; with -short, one of each message.
func TestSamples(t *testing.T) {
	each(t, func(t *testing.T, p *openflow.Protocol) {
		n := 0
		if testing.Short() {
			for _, info := range p.Types {
				roundTrip(t, p, info.Name, sample.Build(p, info, sample.Full))
			}
			return
		}
		for name, m := range sample.Messages(p) {
			roundTrip(t, p, name, m)
			n++
		}
		for name, m := range sample.FieldMessages(p) {
			roundTrip(t, p, name, m)
			n++
		}
		t.Logf("%d samples by way of JSON", n)
	})
}

// TestVectors takes all messages by way of JSON to bytes.
func TestVectors(t *testing.T) {
	each(t, func(t *testing.T, p *openflow.Protocol) {
		n, refused := 0, 0
		for _, r := range records(t, p, "message") {
			if m, err := p.Unmarshal(r.Wire); err == nil {
				roundTrip(t, p, r.ID+" "+r.Type, m)
				n++
			} else {
				refused++
			}
		}
		t.Logf("%d messages by way of JSON; %d do not decode", n, refused)
	})
}

// roundTrip takes a message by way of JSON to bytes and text.
func roundTrip(t *testing.T, p *openflow.Protocol, name string, m openflow.Message) {
	t.Helper()
	want, err := m.MarshalBinary()
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	if m, err = p.Unmarshal(want); err != nil { // Numbers of few bytes get their zeros.
		t.Errorf("%s: %v", name, err)
		return
	}
	o := ofjson.Options{XID: true}
	text, err := o.Append(nil, m)
	if err != nil || !json.Valid(text) {
		t.Errorf("%s: %v %s", name, err, text)
		return
	}
	back, err := o.Unmarshal(p, text)
	if err != nil {
		t.Errorf("%s: %v in %s", name, err, text)
		return
	}
	if got, err := back.MarshalBinary(); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s: %v\ngot  %x\nwant %x\n%s", name, err, got, want, text)
	}
	if a, b := openflow.Format(m), openflow.Format(back); a != b {
		t.Errorf("%s: text differs\ngot  %s\nwant %s", name, b, a)
	}
}

// TestVectorsExpected compares all that os-ken has JSON for: messages, and parts of them.
func TestVectorsExpected(t *testing.T) {
	ran := 0
	for _, kind := range kinds {
		t.Run(kind, func(t *testing.T) {
			each(t, func(t *testing.T, p *openflow.Protocol) {
				ran++
				n, skipped := 0, 0
				for _, r := range records(t, p, kind) {
					switch {
					case r.ExpectJSON == nil:
					case compareRecord(t, p, r):
						n++
					default:
						skipped++
					}
				}
				t.Logf("%d compared, %d do not decode or have no message around them", n, skipped)
			})
		})
	}
	for _, x := range exceptions {
		if x.uses == 0 && ran == len(kinds)*len(protocols) {
			t.Errorf("the exception %s %q is none: %s", x.versions, x.pattern, x.why)
		}
	}
}

// compareRecord compares one record, and takes it to bytes by way of JSON. It reports whether there is a message of it.
func compareRecord(t *testing.T, p *openflow.Protocol, r vectors.Record) bool {
	t.Helper()
	wire, path := whole(p.Version, r.Kind, r.Type, r.Wire)
	if wire == nil {
		return false
	}
	m, err := p.Unmarshal(wire)
	if why := refused[r.ID]; (why != "") != (err != nil) && (r.Valid || err == nil) {
		t.Errorf("%s %s: %v, listed %q\n%x", r.ID, r.Type, err, why, wire)
	}
	if err != nil {
		return false
	}
	text, err := ofjson.Marshal(m)
	if err != nil {
		t.Errorf("%s %s: %v", r.ID, r.Type, err)
		return true
	}
	got, want := expected(r, part(value(t, text), path), value(t, r.ExpectJSON))
	if compare(t, p, r, got, want) && r.Kind == "message" {
		readBack(t, p, r, text)
	}
	roundTrip(t, p, r.ID, m)
	return true
}

// readBack reads the JSON that os-ken writes.
func readBack(t *testing.T, p *openflow.Protocol, r vectors.Record, want []byte) {
	t.Helper()
	back, err := ofjson.Unmarshal(p, r.ExpectJSON)
	if err != nil {
		t.Errorf("%s %s: reading os-ken's JSON: %v", r.ID, r.Type, err)
		return
	}
	if again, err := ofjson.Marshal(back); err != nil || !bytes.Equal(again, want) {
		t.Errorf("%s %s: os-ken's JSON reads as %s, %v", r.ID, r.Type, again, err)
	}
}
