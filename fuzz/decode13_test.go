package fuzz

import (
	"testing"

	"github.com/ofwire/openflow/openflow13"
)

// FuzzDecode13 decodes anything as OpenFlow 1.3: see check. Its corpus is in testdata.
func FuzzDecode13(f *testing.F) {
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 1<<16-1 {
			return // More than a message can be.
		}
		if err := check(openflow13.Protocol, b); err != nil {
			t.Errorf("%v\n%x", err, b)
		}
	})
}
