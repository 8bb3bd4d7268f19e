package ofjson_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/internal/vectors"
)

// An exception is a kind of difference from os-ken's JSON that is meant to be.
type exception struct {
	versions string // Those that have it, all where there are none.
	pattern  string // Matches what vectors.Differences returns.
	why      string

	re   *regexp.Regexp
	uses int
}

func init() {
	for _, x := range exceptions {
		x.re = regexp.MustCompile(x.pattern)
	}
}

// excepted returns the exception that a difference is, or nil.
func excepted(p *openflow.Protocol, diff string) *exception {
	for _, x := range exceptions {
		if (x.versions == "" || strings.Contains(x.versions, p.Version.String())) && x.re.MatchString(diff) {
			x.uses++
			return x
		}
	}
	return nil
}

// compare compares got with what os-ken shows, and reports whether reading that is to give the same message.
func compare(t *testing.T, p *openflow.Protocol, r vectors.Record, got, want any) (reads bool) {
	t.Helper()
	reads = true
	for _, d := range vectors.Differences("", got, want) {
		x := excepted(p, d)
		if x == nil {
			t.Errorf("%s %s: %s", r.ID, r.Type, d)
		}
		reads = reads && x != nil && (x.why == omitted || x.why == none)
	}
	return reads
}
