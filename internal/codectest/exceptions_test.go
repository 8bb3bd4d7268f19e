package codectest

import (
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/internal/vectors"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow12"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow14"
	"github.com/ofwire/openflow/openflow15"
)

// TestExceptions verifies that each exception has a case in some version.
func TestExceptions(t *testing.T) {
	used := map[string]bool{}
	for _, p := range []*openflow.Protocol{openflow10.Protocol, openflow12.Protocol, openflow13.Protocol, openflow14.Protocol, openflow15.Protocol} {
		eachSuite(t, p, append(suites, negatives...), func(_ *testing.T, list []vectors.Record) {
			for _, r := range list {
				used[r.ID] = true
				if m, err := p.Unmarshal(r.Wire); err == nil && !r.Valid && !m.Info().Opaque && accepted[r.ID] == "" {
					used[r.ExpectError] = true
				}
			}
		})
		for _, e := range vectors.ErrorNames(t, p.Version.String()) {
			used[e.Name] = used[e.Name] || e.Vendor == 0
		}
	}
	for _, list := range []map[string]string{refused, differ, accepted, notOfOVS} {
		for key, why := range list {
			if !used[key] {
				t.Errorf("exception %s (%s) did not occur", key, why)
			}
		}
		t.Logf("%d exceptions", len(list))
	}
}
