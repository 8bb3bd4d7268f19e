//go:build interop

package interop

import (
	"strings"
	"testing"

	"github.com/ofwire/openflow/internal/sample"
	"github.com/ofwire/openflow/openflow13"
)

// sampleCases are the samples of all types, without those that are wild: these have elements that no one knows.
func sampleCases(t *testing.T) []testCase {
	var list []testCase
	for name, m := range sample.Messages(openflow13.Protocol) {
		if m.Info().Opaque || !strings.HasSuffix(name, "/minimal") && !strings.HasSuffix(name, "/typical") && !strings.HasSuffix(name, "/full") {
			continue
		}
		list = append(list, testCase{name: "sample " + name, m: m})
	}
	return list
}
