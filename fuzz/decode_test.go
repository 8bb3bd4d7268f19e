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

// The targets decode anything as one version: see check. Their seeds are samples.

func FuzzDecode10(f *testing.F) { decode(f, openflow10.Protocol) }
func FuzzDecode12(f *testing.F) { decode(f, openflow12.Protocol) }
func FuzzDecode13(f *testing.F) { decode(f, openflow13.Protocol) }
func FuzzDecode14(f *testing.F) { decode(f, openflow14.Protocol) }
func FuzzDecode15(f *testing.F) { decode(f, openflow15.Protocol) }

// protocols are the versions that are fuzzed.
var protocols = []*openflow.Protocol{openflow10.Protocol, openflow12.Protocol, openflow13.Protocol, openflow14.Protocol, openflow15.Protocol}

// maxSeed is the size of the largest seed. Mutations of larger ones are slow, and most of them change nothing that matters.
const maxSeed = 512

// seeds are a sample of each message type of a version: the one with the most in it that is not too long.
func seeds(f *testing.F, p *openflow.Protocol) [][]byte {
	f.Helper()
	var list [][]byte
	for _, info := range p.Types {
		for _, variant := range []int{sample.Typical, sample.Minimal} {
			b, err := sample.Build(p, info, variant).MarshalBinary()
			if err != nil {
				f.Fatalf("%s: %v", info.Name, err)
			}
			if len(b) <= maxSeed {
				list = append(list, b)
				break
			}
		}
	}
	return list
}

func decode(f *testing.F, p *openflow.Protocol) {
	for _, b := range seeds(f, p) {
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
