package ofjson_test

import (
	"fmt"
	"reflect"
	"regexp"
	"sort"
	"strings"
	"testing"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/internal/vectors"
)

// An exception is a kind of difference from os-ken's JSON that is meant to be.
type exception struct {
	versions string // Those that have it, all where there are none.
	pattern  string // Matches what differences returns.
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
	for _, d := range differences("", got, want) {
		x := excepted(p, d)
		if x == nil {
			t.Errorf("%s %s: %s", r.ID, r.Type, d)
		}
		reads = reads && x != nil && (x.why == omitted || x.why == none)
	}
	return reads
}

// differences returns the paths where got is not want.
func differences(path string, got, want any) (list []string) {
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			break
		}
		for k, wv := range w {
			if gv, ok := g[k]; ok {
				list = append(list, differences(path+"."+k, gv, wv)...)
			} else {
				list = append(list, fmt.Sprintf("%s.%s missing, want %v", path, k, wv))
			}
		}
		for k, gv := range g {
			if _, ok := w[k]; !ok {
				list = append(list, fmt.Sprintf("%s.%s extra: %v", path, k, gv))
			}
		}
		sort.Strings(list)
		return list
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			break
		}
		for i := range w {
			list = append(list, differences(fmt.Sprintf("%s[%d]", path, i), g[i], w[i])...)
		}
		return list
	}
	if !reflect.DeepEqual(got, want) {
		return []string{fmt.Sprintf("%s is %v, want %v", path, got, want)}
	}
	return nil
}
