package fuzz

import (
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/internal/sample"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow12"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow14"
	"github.com/ofwire/openflow/openflow15"
)

// The targets decode anything as one version: see check. Their seeds are the samples.

func FuzzDecode10(f *testing.F) { decode(f, openflow10.Protocol) }
func FuzzDecode12(f *testing.F) { decode(f, openflow12.Protocol) }
func FuzzDecode13(f *testing.F) { decode(f, openflow13.Protocol) }
func FuzzDecode14(f *testing.F) { decode(f, openflow14.Protocol) }
func FuzzDecode15(f *testing.F) { decode(f, openflow15.Protocol) }

// protocols are the versions that are fuzzed.
var protocols = []*openflow.Protocol{openflow10.Protocol, openflow12.Protocol, openflow13.Protocol, openflow14.Protocol, openflow15.Protocol}

// seeds are the samples of a version that are not too long for mutations to hit anything.
func seeds(f *testing.F, p *openflow.Protocol) map[string]openflow.Message {
	f.Helper()
	list := map[string]openflow.Message{}
	for name, m := range sample.Messages(p) {
		b, err := m.MarshalBinary()
		if err != nil {
			f.Fatalf("%s: %v", name, err)
		}
		if len(b) <= 3000 {
			list[name] = m
		}
	}
	f.Logf("%d seeds of %s", len(list), p.Version)
	return list
}

func decode(f *testing.F, p *openflow.Protocol) {
	for _, m := range seeds(f, p) {
		b, err := m.MarshalBinary()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > openflow.MaxMessageLen {
			return
		}
		if err := check(p, b); err != nil {
			t.Errorf("%v\n%x", err, b)
		}
	})
}
